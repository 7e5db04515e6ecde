package kill_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/ground/id"
	"samspel/test/trialtest"
)

// TestT3FullDisc takes the room from under a server at work: what needs a record is
// then neither changed nor shown, the rest goes on, and when there is room again
// everything does, without a restart. In a check the files may not grow; at full
// size it is a real volume that fills.
func TestT3FullDisc(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if trialtest.Full() {
		volume(t, dir)
	}
	w := &town{T: t, config: app.Config{Data: filepath.Join(dir, "data"), Kind: app.Local}}
	w.settle()
	s := newServer(t, w.config.Data, "")
	site, _ := s.now()
	client := &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	send := func(report string) int {
		status, _, err := w.ask(t.Context(), client, http.MethodPost, site+"/orosanmalan/"+report, w.reporterToken, form(0))
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	see := func(target, token string) int {
		status, _, err := w.ask(t.Context(), client, http.MethodGet, site+target, token, nil)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	before := id.New()
	if status := send(before); status != http.StatusSeeOther {
		t.Fatalf("before: status %d", status)
	}

	fill, empty := w.limit(s), func() {}
	if trialtest.Full() {
		fill, empty = w.ballast(dir)
	}
	s.faulty = true
	fill()
	during, refused := id.New(), 0
	for range trialtest.Size(20, 2_000) {
		switch status := send(during); status {
		case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
			refused++
		case http.StatusSeeOther: // there was room in what is written already
			during = id.New()
		default:
			t.Errorf("no room: status %d", status)
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
	shown := see("/orosanmalningar", w.officerToken)
	if shown != http.StatusOK && shown != http.StatusServiceUnavailable && shown != http.StatusInsufficientStorage {
		t.Errorf("no room: the list answers %d", shown)
	}
	for _, target := range []string{"/halsa", "/logga-in", "/tillganglighet"} {
		if status := see(target, ""); status != http.StatusOK {
			t.Errorf("no room: %s answers %d", target, status)
		}
	}
	empty()
	w.unlimit(s)
	if status := send(during); status != http.StatusSeeOther {
		t.Errorf("room again: status %d", status)
	}
	for _, x := range []string{before, during} {
		if status := see("/orosanmalan/"+x, w.reporterToken); status != http.StatusOK {
			t.Errorf("room again: a report answers %d", status)
		}
	}
	s.stop()
	a := w.open()
	w.wholeFiles(a)
	report, err := a.Audit.Verify(t.Context())
	if err != nil || report.Broken != nil {
		t.Errorf("verify: %v, %v", report.Broken, err)
	}
	trialtest.Tell(t, "refused while there was no room", refused)
}

// limit forbids the process to let any file grow.
func (w *town) limit(s *server) func() {
	return func() { w.prlimit(s, "1:") }
}

func (w *town) unlimit(s *server) { w.prlimit(s, "unlimited:") }

func (w *town) prlimit(s *server, size string) {
	w.Helper()
	out, err := exec.Command("prlimit", "--pid", fmt.Sprint(s.run.process.Process.Pid), "--fsize="+size).CombinedOutput()
	if err != nil {
		w.Fatalf("prlimit: %v: %s", err, out)
	}
}

// volume puts a small volume at the folder.
func volume(t *testing.T, dir string) {
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("a full size wants to mount a volume: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("unmount: %v: %s", err, out)
		}
	})
}

// ballast fills the volume to the last byte, again when the reserve has been given
// up, and empties it.
func (w *town) ballast(dir string) (fill, empty func()) {
	path := filepath.Join(dir, "ballast")
	return func() {
			file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
			if err != nil {
				w.Fatal(err)
			}
			defer file.Close()
			for block := make([]byte, 1<<20); len(block) > 0; {
				if _, err := file.Write(block); err != nil {
					block = block[:len(block)/2]
				}
			}
		}, func() {
			if err := os.Remove(path); err != nil {
				w.Fatal(err)
			}
		}
}
