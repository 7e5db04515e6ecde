package audit_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

func sign(text []byte) ([]byte, error) { return ed25519.Sign(signer(), text), nil }

func genuine(_ time.Time, text, signature []byte) bool {
	return ed25519.Verify(signer().Public().(ed25519.PublicKey), text, signature)
}

func signer() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)) }

// told opens a log that has read and changed so much, and told of it outside.
func told(t *testing.T, s *db.Store, dir string, at time.Time, readings, changes int) *audit.Log {
	t.Helper()
	l, err := audit.New(s, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	for range readings {
		if err := l.Reading(t.Context(), reading("concern.matter.read")); err != nil {
			t.Fatal(err)
		}
	}
	for range changes {
		change(t, l, s, "concern.matter.assess")
	}
	if _, err := l.Records(t.Context(), audit.Filter{}, 1); err != nil { // links what waits
		t.Fatal(err)
	}
	if dir != "" {
		l.KeepCheckpoints(audit.Outside{Dir: dir, Sign: sign}, func(err error) { t.Error(err) })
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = audit.New(s, func() time.Time { return at.Add(time.Hour) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func outside(t *testing.T, l *audit.Log, dir string) audit.Anchored {
	t.Helper()
	a, err := l.VerifyOutside(t.Context(), dir, genuine)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// another is a second database of the same kind: what somebody puts in the first's place.
func another(t *testing.T, s *db.Store) *db.Store {
	t.Helper()
	c := db.Config{}
	if s.Engine() == db.SQLite {
		c.Dir = dbtest.Folder(t, audit.Lines)
	} else {
		c.URL = dbtest.Database(t, audit.Lines)
	}
	o, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func TestADatabaseThatWasPutBackIsFoundFromOutside(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		dir := t.TempDir()
		l := told(t, s, dir, noon, 5, 3)
		if a := outside(t, l, dir); a.Broken != nil || a.Checkpoints == 0 || !a.Newest.Equal(noon) || a.Lost != 0 {
			t.Fatalf("untouched: %+v, %v", a, a.Broken)
		}
		back := told(t, another(t, s), "", noon, 0, 0)
		if a := outside(t, back, dir); a.Broken == nil || !strings.Contains(a.Broken.Why, "put back") {
			t.Fatalf("put back: %+v", a)
		}
		accepted, err := back.Accept(t.Context(), sign, "restore")
		if err != nil || accepted.At.IsZero() {
			t.Fatal(err)
		}
		if a := outside(t, back, dir); a.Broken != nil || a.Lost != 8 {
			t.Errorf("accepted: %+v, %v", a, a.Broken)
		}
		if report, err := back.Verify(t.Context()); err != nil || report.Broken != nil {
			t.Errorf("accepted: %v, %v", report.Broken, err)
		}
		if found, err := back.Records(t.Context(), audit.Filter{Action: "audit.restore.accept"}, 5); err != nil || len(found) != 1 || len(found[0].Detail) != 64 {
			t.Errorf("the chain does not say so: %v, %v", found, err)
		}
	})
}

// A restore says what is lost after it. It does not let anybody write anew what was before.
func TestARestoreHidesNothingBeforeIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openAudit(t)
	told(t, first, dir, noon.Add(-time.Minute), 1, 0)
	told(t, first, dir, noon, 5, 0)
	forged := told(t, openAudit(t), "", noon, 3, 0)
	if _, err := forged.Accept(t.Context(), sign, "restore"); err != nil {
		t.Fatal(err)
	}
	if a := outside(t, forged, dir); a.Broken == nil || a.Broken.Seq != 1 {
		t.Errorf("written anew: %+v, %v", a, a.Broken)
	}
	stranger := func(_ time.Time, text, signature []byte) bool {
		return ed25519.Verify(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, 32)).Public().(ed25519.PublicKey), text, signature)
	}
	if all, err := forged.Acceptances(t.Context(), stranger); err != nil || len(all) != 0 {
		t.Errorf("another's signature was accepted: %v", err)
	}
}

func openAudit(t *testing.T) *db.Store {
	s, err := db.Open(t.Context(), db.Config{Dir: dbtest.Folder(t, audit.Lines)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestCheckpointsThatWereTouched(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		touch func(line []byte) []byte
		want  string
	}{
		"untouched":        {func(line []byte) []byte { return line }, ""},
		"another number":   {func(line []byte) []byte { return bytes.Replace(line, []byte(`"seq":2`), []byte(`"seq":1`), 1) }, "damaged"},
		"another time":     {func(line []byte) []byte { return bytes.Replace(line, []byte("2026"), []byte("2025"), 1) }, "damaged"},
		"no signature":     {func(line []byte) []byte { return []byte("{}\n") }, "damaged"},
		"no checkpoint":    {func(line []byte) []byte { return []byte("\n") }, "damaged"},
		"last line broken": {func(line []byte) []byte { return append(line, `{"at":"20`...) }, ""},
		"gone":             {func(line []byte) []byte { return nil }, ""}, // the folder itself must be safe
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := told(t, openAudit(t), dir, noon, 2, 0)
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			if len(files) != 1 {
				t.Fatalf("%v", files)
			}
			line, err := os.ReadFile(files[0])
			if err == nil {
				err = os.WriteFile(files[0], row.touch(line), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			a := outside(t, l, dir)
			if (a.Broken == nil) != (row.want == "") || a.Broken != nil && !strings.Contains(a.Broken.Why, row.want) {
				t.Errorf("%+v, %v", a, a.Broken)
			}
		})
	}
	t.Run("no folder", func(t *testing.T) {
		l := told(t, openAudit(t), "", noon, 1, 0)
		_, err := l.VerifyOutside(t.Context(), filepath.Join(t.TempDir(), "gone"), nil)
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%v", err)
		}
	})
}

// The witnesses of a backup may know more than the file they witness of: they were
// copied at different times.
func TestAcceptForgetsWhatTheWitnessesKnow(t *testing.T) {
	t.Parallel()
	s := openAudit(t)
	l := told(t, s, "", noon, 2, 2)
	err := s.Audit.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO audit_witness (chain, seq, hash) VALUES ('changes', 9, $1)
			ON CONFLICT (chain) DO UPDATE SET seq = 9`, []byte("x"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if report, err := l.Verify(t.Context()); err != nil || report.Broken == nil {
		t.Fatalf("%v, %v", report.Broken, err)
	}
	if _, err := l.Accept(t.Context(), sign, "restore"); err != nil {
		t.Fatal(err)
	}
	if report, err := l.Verify(t.Context()); err != nil || report.Broken != nil {
		t.Errorf("%v, %v", report.Broken, err)
	}
}
