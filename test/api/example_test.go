package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// The examples on the page are run as they stand there, and say what they say.
func TestTheExamplesRun(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"sh", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("SAMSPEL_TEST_EXAMPLES needs sh, curl and jq")
		}
	}
	s := open(t)
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	var commands []string
	for n := range s.Nobody().Get("/api").Document().Descendants() {
		if n.Type == html.ElementNode && n.Data == "pre" {
			commands = append(commands, n.FirstChild.FirstChild.Data)
		}
	}
	if len(commands) != 5 {
		t.Fatalf("%d examples on the page", len(commands))
	}
	guide, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range commands {
		if !strings.Contains(string(guide), command) {
			t.Errorf("docs/api.md lacks or differs from the example\n%s", command)
		}
	}

	system, secret := s.Demo.System()
	run := func(commands []string) string {
		shell := exec.Command("sh", "-e")
		shell.Stdin = strings.NewReader(strings.Join(commands, "\necho ---\n"))
		shell.Env = append(os.Environ(), "SAMSPEL="+server.URL, "KLIENT="+system.ID, "HEMLIGHET="+secret)
		out, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	first := strings.Split(run(commands), "---\n")
	s.Pass(time.Minute)
	again := strings.Split(run(commands), "---\n")
	if len(first) != 5 || first[3] != again[3] || again[3] == "" {
		t.Errorf("asked again under the same key: %q and %q", first[3:4], again[3:4])
	}
	var state struct{ Lage string }
	if err := json.Unmarshal([]byte(first[2]), &state); err != nil || state.Lage != "skickad" {
		t.Errorf("%s, %v", first[2], err)
	}
	var list struct{ Anmalningar []struct{ ID string } }
	if err := json.Unmarshal([]byte(again[4]), &list); err != nil || len(list.Anmalningar) != 1 {
		t.Errorf("%s, %v", again[4], err)
	}
}
