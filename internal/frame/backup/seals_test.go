package backup

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samspel/internal/frame/db"
)

func TestTheSealIsChanged(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), SealKey)
	seals, err := OpenSeals(file)
	if err != nil {
		t.Fatal(err)
	}
	days := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	text := []byte("kontrollpunkt")
	sign := func() []byte {
		t.Helper()
		signature, err := seals.Sign(text)
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	rotate := func(at time.Time) {
		t.Helper()
		if _, err := seals.Rotate(at); err != nil {
			t.Fatal(err)
		}
	}
	first := sign()
	dir := filepath.Dir(signedBy(t, current(t, seals), func(*Manifest) {}))
	rotate(days(10))
	second := sign()
	rotate(days(20))
	third := sign()
	all, err := seals.All()
	if err != nil || len(all) != 3 {
		t.Fatalf("%d seals, %v", len(all), err)
	}
	tests := []struct {
		name      string
		signature []byte
		at        time.Time
		genuine   bool
	}{
		{"the first, stolen, today", first, days(30), false},
		{"the first, stolen, in the time of the second", first, days(11), false},
		{"the second before its time", second, days(9), false},
		{"the second after its time", second, days(21), false},
		{"the third before its time", third, days(19), false},
		{"nobody's", make([]byte, ed25519.SignatureSize), days(1), false},
		{"nothing", nil, days(1), false},
		{"the first in its time", first, days(1), true},
		{"the first by a server in the middle of it", first, days(10).Add(time.Minute), true},
		{"the second by a clock that is late", second, days(10).Add(-time.Minute), true},
		{"the second in its time", second, days(15), true},
		{"the third in its time", third, days(30), true},
	}
	for _, tt := range tests {
		if got := all.Genuine(tt.at, text, tt.signature); got != tt.genuine {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
	// A backup from the first one's time opens, and says its time truly.
	set, err := Open(dir, Data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.by(all); err != nil {
		t.Error(err)
	}
	set.Made = days(11)
	if _, err := set.by(all); !errors.Is(err, ErrTampered) {
		t.Errorf("a backup signed with a stolen seal: %v", err)
	}
	// Who has an earlier one cannot make it last longer.
	whole, err := os.ReadFile(file + EarlierSeals)
	if err != nil {
		t.Fatal(err)
	}
	var list []earlier
	if err := json.Unmarshal(whole, &list); err != nil {
		t.Fatal(err)
	}
	list[0].Until = days(40)
	list[0].Signature = ed25519.Sign(all[2].signer(), list[0].text())
	for name, forged := range map[string][]earlier{"made longer": list, "left out": list[:1]} {
		if err := seals.writeEarlier(forged); err != nil {
			t.Fatal(err)
		}
		if _, err := seals.All(); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(file+EarlierSeals, []byte("[{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSeals(file); !errors.Is(err, ErrTampered) {
		t.Errorf("half a file: %v", err)
	}
}

// Killed at any point, there is one seal, what was signed is genuine, and the next call ends it.
func TestAChangeOfTheSealThatWasCutShort(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), SealKey)
	seals, err := OpenSeals(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seals.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	text := []byte("kontrollpunkt")
	signature, err := seals.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := noon.AddDate(0, 0, 1)
	if _, err := db.MakeKeyFile(file + ".new"); err != nil { // killed when the new one was made
		t.Fatal(err)
	}
	for _, point := range []string{"made", "written down", "in place"} {
		if point == "written down" {
			// Killed before the files were exchanged.
			if err := errors.Join(os.Rename(file, file+".new"), os.WriteFile(file, old, 0o600)); err != nil {
				t.Fatal(err)
			}
			if all, err := seals.All(); err != nil || len(all) != 2 || !all[0].Until.IsZero() || !all.Genuine(at, text, signature) {
				t.Fatalf("%s: %d seals, %v", point, len(all), err)
			}
		}
		all, err := seals.Rotate(at.AddDate(0, 0, 1))
		if err != nil || !all.Genuine(at, text, signature) {
			t.Fatalf("%s: %v", point, err)
		}
		if want := map[string]int{"made": 3, "written down": 3, "in place": 4}[point]; len(all) != want {
			t.Errorf("%s: %d seals", point, len(all))
		}
	}
}

func current(t *testing.T, s Seals) Seal {
	t.Helper()
	seal, err := s.Current()
	if err != nil {
		t.Fatal(err)
	}
	return seal
}
