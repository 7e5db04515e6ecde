package audit_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/id"
)

// TestKilledWhileWriting kills a process in the middle of its work: every record
// it was told is kept is there, once, and the chains hold.
func TestKilledWhileWriting(t *testing.T) {
	if os.Getenv("SAMSPEL_TEST_VICTIM") != "" {
		victim(t)
		return
	}
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		kill(t, "SAMSPEL_TEST_VICTIM_DIR", db.Config{Dir: dbtest.Folder(t, audit.Lines)})
	})
	t.Run("postgres", func(t *testing.T) {
		kill(t, "SAMSPEL_TEST_VICTIM_URL", db.Config{URL: dbtest.Database(t, audit.Lines)})
	})
}

// victim writes for ever and prints the id of every record that was kept.
func victim(t *testing.T) {
	s, err := db.Open(t.Context(), db.Config{Dir: os.Getenv("SAMSPEL_TEST_VICTIM_DIR"), URL: os.Getenv("SAMSPEL_TEST_VICTIM_URL")})
	if err != nil {
		t.Fatal(err)
	}
	l, err := audit.New(s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var printing sync.Mutex
	ctx := context.Background()
	for i := range 32 {
		go func() {
			for {
				r := reading("concern.matter.read", id.New())
				r.Request = r.Subjects[0]
				var err error
				if i%2 == 0 {
					err = l.Reading(ctx, r)
				} else {
					err = s.Data.Write(ctx, func(tx *db.Tx) error { return l.Change(ctx, tx, r) })
				}
				printing.Lock()
				fmt.Println("kept", r.Request, err)
				printing.Unlock()
			}
		}()
	}
	select {}
}

func kill(t *testing.T, variable string, config db.Config) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWhileWriting$")
	cmd.Env = append(os.Environ(), "SAMSPEL_TEST_VICTIM=1", variable+"="+config.Dir+config.URL)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word := strings.Fields(lines.Text())
		if len(word) == 3 && word[0] == "kept" && word[2] == "<nil>" {
			kept[word[1]] = true
		}
		if len(kept) == 2000 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if len(kept) < 2000 {
		t.Fatalf("the victim kept only %d", len(kept))
	}

	s, err := db.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := open(t, s)
	if err := l.Close(); err != nil { // links what was pending
		t.Fatal(err)
	}
	report, err := l.Verify(t.Context())
	if err != nil || report.Broken != nil || report.Pending != 0 {
		t.Errorf("%+v, %v, %v", report, report.Broken, err)
	}
	all, err := l.Records(t.Context(), audit.Filter{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, r := range all {
		times[r.Request]++
		if times[r.Request] > 1 {
			t.Errorf("%s is there %d times", r.Request, times[r.Request])
		}
	}
	for request := range kept {
		if times[request] != 1 {
			t.Errorf("%s was kept and is there %d times", request, times[request])
		}
	}
}
