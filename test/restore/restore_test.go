// Package restore_test loses everything and gets it back: the program serves under
// load, is backed up, disposes of somebody, dies, and is restored under another key.
package restore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/bench"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/person"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// program is the program under test, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "samspel-restore-")
	if err == nil {
		program, err = worldtest.Build(dir)
	}
	status := 1
	if err == nil {
		status = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// house is where an installation lies.
type house struct{ data, database string }

func (h house) flags() []string {
	return []string{"--data", h.data, "--database", h.database}
}

func (h house) open(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: h.data, Database: h.database, Kind: app.Local}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func shut(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// TestT18Restore is the restore drill.
func TestT18Restore(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		drill(t, house{data: filepath.Join(dir, "hus")}, house{data: filepath.Join(dir, "nytt")})
	})
	t.Run("postgres", func(t *testing.T) {
		dir := t.TempDir()
		drill(t, house{filepath.Join(dir, "hus"), dbtest.Database(t, nil)}, house{filepath.Join(dir, "nytt"), dbtest.Database(t, nil)})
	})
}

func drill(t *testing.T, old, fresh house) {
	dir := filepath.Dir(old.data)
	data, keys, outside := filepath.Join(dir, "data"), filepath.Join(dir, "nycklar"), filepath.Join(dir, "utanför")
	if err := os.Mkdir(outside, 0o700); err != nil {
		t.Fatal(err)
	}
	a := old.open(t)
	seeded, err := bench.Seed(t.Context(), a, trialtest.Size(150, 100_000), time.Now(), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	doomed, spared := seeded.Towns[0].Matters[0], seeded.Towns[0].Matters[1]
	keyset := keysetsOf(t, a, doomed)
	before := rowsOf(t, a)
	shut(t, a)

	// Backed up while it serves.
	s := serve(t, old, "--checkpoints", outside)
	load := underLoad(t, s.site, seeded)
	usual := load.p99(time.Duration(trialtest.Size(1, 10)) * time.Second)
	var took time.Duration
	meanwhile := load.during(func() {
		began := time.Now()
		run(t, append([]string{"backup", "--to", data, "--keys-to", keys}, old.flags()...)...)
		took = time.Since(began)
	})
	trialtest.Tell(t, "backup", took.Round(time.Millisecond))
	trialtest.Tell(t, "p99 before and during the backup", fmt.Sprint(usual, " ", meanwhile))
	if usual > 0 {
		trialtest.AtMost(t, "p99 during the backup, as many times the ordinary", float64(meanwhile)/float64(usual), 1.5)
	}
	load.stop()

	// Somebody is disposed of, and only the keys are backed up after that.
	a = old.open(t)
	for _, k := range keyset {
		if err := a.Keys.Destroy(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	shut(t, a)
	run(t, append([]string{"backup", "--keys-to", keys}, old.flags()...)...)

	// The machine dies. What it had in the end is looked at only to compare.
	s.kill()
	a = old.open(t)
	after := rowsOf(t, a)
	shut(t, a)
	if old.database == "" {
		if err := os.RemoveAll(old.data); err != nil {
			t.Fatal(err)
		}
	}

	began := time.Now()
	out := run(t, append([]string{"restore", "--from", data, "--keys-from", keys, "--new-key"}, fresh.flags()...)...)
	if !strings.Contains(out, "Återställt") {
		t.Errorf("restore: %s", out)
	}
	restored := serve(t, fresh, "--checkpoints", outside)
	d := &bench.Driver{Site: restored.site, Seeded: seeded}
	if status, _ := get(t, d, "inbox", 0); status != http.StatusOK {
		t.Errorf("the first page after the restore: %d", status)
	}
	trialtest.AtMost(t, "restored and serving", time.Since(began).Round(time.Millisecond), 60*time.Second)

	if status, page := see(t, restored.site, seeded, spared); status != http.StatusOK || !strings.Contains(page, "Prov") {
		t.Errorf("a matter after the restore: %d", status)
	}
	if _, page := see(t, restored.site, seeded, doomed); strings.Contains(page, "Påhittad") || strings.Contains(page, "skolan") {
		t.Error("somebody who was disposed of can be read after the restore")
	}
	restored.stop()

	a = fresh.open(t)
	defer shut(t, a)
	for _, k := range keyset {
		if _, err := a.Keys.Seal(t.Context(), k, nil, "x"); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("the keyset is back: %v", err)
		}
	}
	gone := map[string]int{"keys_keyset": len(keyset)}
	now := rowsOf(t, a)
	for row := range now["audit_record"] { // those of the restored installation itself
		if !after["audit_record"][row] {
			after["audit_record"][row] = true
		}
	}
	holds(t, before, now, after, gone)
	for _, line := range []string{"Återställt", "kontrollpunkter"} {
		if out := run(t, append([]string{"audit", "verify", "--checkpoints", outside}, fresh.flags()...)...); !strings.Contains(out, line) {
			t.Errorf("audit verify does not say %q: %s", line, out)
		}
	}
}

// keysetsOf is the keysets of the persons of a matter.
func keysetsOf(t *testing.T, a *app.App, matter string) (keysets []string) {
	t.Helper()
	err := a.Store.Data.Read(t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT DISTINCT keyset_id FROM person_record WHERE matter_id = $1`, matter)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k string
			if err := rows.Scan(&k); err != nil {
				return err
			}
			keysets = append(keysets, k)
		}
		return rows.Err()
	})
	if err != nil || len(keysets) == 0 {
		t.Fatalf("%d keysets, %v", len(keysets), err)
	}
	return keysets
}

func get(t *testing.T, d *bench.Driver, operation string, n int64) (int, string) {
	t.Helper()
	r, err := d.Request(t.Context(), operation, n)
	if err != nil {
		t.Fatal(err)
	}
	return fetch(t, r)
}

// see asks for one matter as its officer.
func see(t *testing.T, site string, s *bench.Seeded, matter string) (int, string) {
	t.Helper()
	one := *s.Towns[0]
	one.Matters = []string{matter}
	return get(t, &bench.Driver{Site: site, Seeded: &bench.Seeded{Towns: []*bench.Town{&one}}}, "matter", 0)
}

func fetch(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(page)
}

// pressure is clients who send and read until they are stopped.
type pressure struct {
	end   context.CancelFunc
	all   sync.WaitGroup
	mu    sync.Mutex
	times []time.Duration
}

func underLoad(t *testing.T, site string, s *bench.Seeded) *pressure {
	ctx, cancel := context.WithCancel(t.Context())
	p := &pressure{end: cancel}
	d := &bench.Driver{Site: site, Seeded: s}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i, operation := range []string{"report", "inbox", "matter", "matter"} {
		p.all.Go(func() {
			for n := int64(i); ctx.Err() == nil; n += 4 {
				began := time.Now()
				r, err := d.Request(context.Background(), operation, n)
				if err != nil {
					t.Error(err)
					return
				}
				answer, err := client.Do(r)
				if err != nil {
					t.Errorf("%s: %v", operation, err)
					return
				}
				_, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if err != nil || answer.StatusCode >= 400 {
					t.Errorf("%s: status %d, %v", operation, answer.StatusCode, err)
					return
				}
				p.mu.Lock()
				p.times = append(p.times, time.Since(began))
				p.mu.Unlock()
			}
		})
	}
	return p
}

func (p *pressure) stop() {
	p.end()
	p.all.Wait()
}

// during is the 99th percentile of the answers while fn runs.
func (p *pressure) during(fn func()) time.Duration {
	p.mu.Lock()
	p.times = nil
	p.mu.Unlock()
	fn()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.times) == 0 {
		return 0
	}
	return trialtest.Quantile(p.times, .99)
}

func (p *pressure) p99(length time.Duration) time.Duration {
	return p.during(func() { time.Sleep(length) })
}
