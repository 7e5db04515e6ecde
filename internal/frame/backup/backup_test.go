package backup

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/id"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func seal(t *testing.T) Seal {
	t.Helper()
	seals, err := OpenSeals(filepath.Join(t.TempDir(), SealKey))
	if err != nil {
		t.Fatal(err)
	}
	return current(t, seals)
}

// signedBy writes a set with the manifest and one part of five bytes.
func signedBy(t *testing.T, s Seal, change func(*Manifest)) string {
	t.Helper()
	dir := t.TempDir()
	k, err := begin(dir, Manifest{Format: format, ID: id.New(), Kind: Data, Made: noon, Engine: "sqlite"})
	if err == nil {
		err = errors.Join(k.write("del", []byte("abcde")), k.add("del", nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	change(&k.Manifest)
	set, err := k.end(s)
	if err != nil {
		t.Fatal(err)
	}
	return set.Dir
}

func TestASetThatIsNotWhatItWas(t *testing.T) {
	t.Parallel()
	write := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	same := func(*Manifest) {}
	for name, row := range map[string]struct {
		change func(*Manifest) // before it is signed
		touch  func(*testing.T, string)
		want   error
	}{
		"untouched":                 {same, func(*testing.T, string) {}, nil},
		"no manifest":               {same, remove(manifestFile), ErrNoSet},
		"no signature":              {same, remove(signatureFile), ErrHalf},
		"empty signature":           {same, write(signatureFile, ""), ErrTampered},
		"manifest is no JSON":       {same, write(manifestFile, "{"), ErrTampered},
		"manifest is empty":         {same, write(manifestFile, "{}"), ErrTampered},
		"manifest is another's":     {same, write(manifestFile, `{"format":1,"signer":"AAAA"}`), ErrTampered},
		"part is gone":              {same, remove("del"), ErrHalf},
		"part is empty":             {same, write("del", ""), ErrHalf},
		"part is longer":            {same, write("del", "abcdef"), ErrHalf},
		"part is other":             {same, write("del", "abcdE"), ErrTampered},
		"something more":            {same, write("mer", "x"), nil},
		"part lies elsewhere":       {func(m *Manifest) { m.Parts[0].File = "../del" }, func(*testing.T, string) {}, ErrTampered},
		"part has a path":           {func(m *Manifest) { m.Parts[0].File = "/etc/passwd" }, func(*testing.T, string) {}, ErrTampered},
		"format of a newer program": {func(m *Manifest) { m.Format = format + 1 }, func(*testing.T, string) {}, ErrNewer},
		"holds something else":      {func(m *Manifest) { m.Kind = Keys }, func(*testing.T, string) {}, ErrNoSet},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := signedBy(t, seal(t), row.change)
			row.touch(t, dir)
			set, err := Open(dir, Data)
			if err == nil {
				err = set.Check(t.Context())
			}
			if !errors.Is(err, row.want) || (row.want == nil) != (err == nil) {
				t.Errorf("%v, want %v", err, row.want)
			}
		})
	}
}

func FuzzReadManifest(f *testing.F) {
	f.Add([]byte(`{"format":1,"parts":[{"file":"x"}],"signer":"AA=="}`), []byte("x"))
	f.Fuzz(func(t *testing.T, text, signature []byte) {
		if m, err := readManifest(text, signature); err == nil {
			t.Errorf("a manifest nobody signed: %+v", m)
		}
	})
}

func TestVersions(t *testing.T) {
	t.Parallel()
	newest := map[string]int64{"a": 3, "b": 1}
	for name, row := range map[string]struct {
		versions map[string]int64
		newer    bool
		older    bool
	}{
		"the same":             {map[string]int64{"a": 3, "b": 1}, false, false},
		"newer":                {map[string]int64{"a": 4, "b": 1}, true, false},
		"a line nobody knows":  {map[string]int64{"a": 3, "b": 1, "c": 1}, true, false},
		"older":                {map[string]int64{"a": 2, "b": 1}, false, true},
		"before there was a b": {map[string]int64{"a": 3}, false, true},
		"one each way":         {map[string]int64{"a": 4}, true, true},
	} {
		m := Manifest{Versions: row.versions}
		if err := m.Known(newest); errors.Is(err, ErrNewer) != row.newer {
			t.Errorf("%s: %v", name, err)
		}
		if m.Older(newest) != row.older {
			t.Errorf("%s: older is %v", name, !row.older)
		}
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	add := func(name string, whole bool) {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if whole {
			if err := os.WriteFile(filepath.Join(path, manifestFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	day := 24 * time.Hour
	old, edge := setName(Keys, noon.Add(-31*day)), setName(Keys, noon.Add(-30*day))
	for _, name := range []string{old, edge, setName(Data, noon.Add(-400*day)), "samspel-keys-annat"} {
		add(name, true)
	}
	add(setName(Keys, noon.Add(-50*day)), false) // not ours to judge
	removed, err := Prune(dir, noon)
	if err != nil || len(removed) != 1 || filepath.Base(removed[0]) != old {
		t.Fatalf("removed %v, %v", removed, err)
	}
	alone := t.TempDir()
	dir = alone
	add(setName(Keys, noon.Add(-400*day)), true)
	if removed, err := Prune(alone, noon); err != nil || len(removed) != 0 {
		t.Errorf("the only one there was is gone: %v, %v", removed, err)
	}
}

// A copy that fails leaves nothing that looks like one.
func TestACopyThatIsCutShort(t *testing.T) {
	t.Parallel()
	lines := append(append([]db.Line{}, audit.Lines...), Lines...)
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		from := Source{
			Store: s, Lines: lines, Seal: seal(t), Program: "test", Now: func() time.Time { return noon },
			Heads:    func(context.Context) ([]Head, error) { return nil, nil },
			Progress: func(string, int, int) { cancel() },
		}
		if _, err := from.TakeData(ctx, dir); err == nil {
			t.Error("a copy that was cut short went well")
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		from.Progress = func(string, int, int) {}
		set, err := from.TakeData(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if at, err := Last(t.Context(), s, Data); err != nil || !at.Equal(noon) {
			t.Errorf("last taken %v, %v", at, err)
		}
		if at, err := Last(t.Context(), s, Keys); err != nil || !at.IsZero() {
			t.Errorf("keys last taken %v, %v", at, err)
		}
		if _, err := from.TakeData(t.Context(), dir); err == nil {
			t.Error("a set was written over")
		}
		text, err := json.Marshal(set.Manifest)
		if err != nil || strings.Contains(string(text), dir) {
			t.Errorf("the manifest tells of the machine: %s, %v", text, err)
		}
	})
}
