package person_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/person"
	"samspel/internal/ground/id"
)

type letter struct {
	keyset string
	sealed []byte
}

func post(t *testing.T, k *person.Keyring) letter {
	t.Helper()
	ctx := context.Background()
	keyset, err := k.Create(ctx, person.Scope{Controller: "c", Matter: "m", Person: id.New()})
	if err != nil {
		t.Error(err)
		return letter{}
	}
	sealed, err := k.Seal(ctx, keyset, []byte("hemligt"), "x")
	if err != nil {
		t.Error(err)
	}
	return letter{keyset, sealed}
}

func postMany(t *testing.T, k *person.Keyring, n int) (all []letter) {
	t.Helper()
	scopes := make([]person.Scope, n)
	for i := range scopes {
		scopes[i] = person.Scope{Controller: "c", Matter: "m", Person: id.New()}
	}
	keysets, err := k.CreateAll(t.Context(), scopes)
	if err != nil {
		t.Fatal(err)
	}
	for _, keyset := range keysets {
		sealed, err := k.Seal(t.Context(), keyset, []byte("hemligt"), "x")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, letter{keyset, sealed})
	}
	return all
}

func opensAll(t *testing.T, k *person.Keyring, all []letter) {
	t.Helper()
	keysets := make([]string, len(all))
	for i, l := range all {
		keysets[i] = l.keyset
	}
	if err := k.Warm(t.Context(), keysets); err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if plain, err := k.Open(t.Context(), l.keyset, l.sealed, "x"); err != nil || string(plain) != "hemligt" {
			t.Fatalf("keyset %s: %q, %v", l.keyset, plain, err)
		}
	}
}

func openKeyring(t *testing.T, s *db.Store, file string) *person.Keyring {
	t.Helper()
	k, err := person.OpenKeyring(t.Context(), s, file, now)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheKeysetsKeyIsChangedUnderLoad(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		file := filepath.Join(t.TempDir(), "samspel.kek")
		serving := openKeyring(t, s, file)
		all := postMany(t, serving, 450)
		gone := post(t, serving)
		err := s.Keys.Write(t.Context(), func(tx *db.Tx) error { // as they were before keys could be changed
			_, err := tx.Exec(t.Context(), `UPDATE keys_keyset SET wrapping_id = NULL WHERE id <= $1`, all[200].keyset)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		first := content(t, file)
		ctx, stop := context.WithCancel(t.Context())
		var lock sync.Mutex
		var writing sync.WaitGroup
		for range 3 {
			writing.Go(func() {
				for ctx.Err() == nil {
					l := post(t, serving)
					lock.Lock()
					all = append(all, l)
					lock.Unlock()
				}
			})
		}
		other := openKeyring(t, s, file) // another process
		var told atomic.Bool
		err = other.Rotate(t.Context(), func(done, total int) {
			if told.CompareAndSwap(false, true) {
				if err := serving.Destroy(t.Context(), gone.keyset); err != nil {
					t.Error(err)
				}
			}
		})
		stop()
		writing.Wait()
		if err != nil || !told.Load() {
			t.Fatalf("told %v, %v", told.Load(), err)
		}
		all = append(all, post(t, serving))
		if content(t, file) == first || content(t, file+".old") != first || person.Halfway(file) {
			t.Error("the new key is not in place, or the old one not aside")
		}
		fresh := openKeyring(t, s, file)
		opensAll(t, fresh, all)
		if _, err := fresh.Open(t.Context(), gone.keyset, gone.sealed, "x"); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("destroyed meanwhile: %v", err)
		}
		var old int
		err = s.Keys.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT count(*) FROM keys_keyset WHERE wrapping_id IS NULL OR wrapping_id NOT IN (SELECT id FROM keys_wrapping WHERE current)`).Scan(&old)
		})
		if err != nil || old != 0 {
			t.Errorf("%d keysets are wrapped with the old key, %v", old, err)
		}
		if _, err := person.OpenKeyring(t.Context(), s, file+".old", now); !errors.Is(err, person.ErrWrongKeyFile) {
			t.Errorf("the old key still opens: %v", err)
		}
	})
}

// Killed at any point, everything opens with what lies there, and the next call ends it.
func TestAChangeOfTheKeysetsKeyThatWasCutShort(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		file := filepath.Join(t.TempDir(), "samspel.kek")
		k := openKeyring(t, s, file)
		all := postMany(t, k, 650)
		first := content(t, file)
		// The new key was made and nothing else.
		if _, err := db.MakeKeyFile(file + ".new"); err != nil {
			t.Fatal(err)
		}
		next := content(t, file+".new")
		opensAll(t, openKeyring(t, s, file), all)
		for portion := 1; portion <= 3; portion++ {
			ctx, kill := context.WithCancel(t.Context())
			portions := 0
			err := openKeyring(t, s, file).Rotate(ctx, func(int, int) {
				if portions++; portions == 1 {
					kill()
				}
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("portion %d: %v", portion, err)
			}
			all = append(all, post(t, openKeyring(t, s, file)), post(t, k))
			opensAll(t, openKeyring(t, s, file), all)
			opensAll(t, k, all)
		}
		if content(t, file) != first || content(t, file+".new") != next {
			t.Error("another key was made")
		}
		k2 := openKeyring(t, s, file)
		if err := k2.Rotate(t.Context(), func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		// Killed before the files were exchanged.
		for name, text := range map[string]string{file: first, file + ".new": next} {
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		opensAll(t, openKeyring(t, s, file), all)
		if err := openKeyring(t, s, file).Rotate(t.Context(), func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		if content(t, file) != next || content(t, file+".old") != first {
			t.Error("the exchange was not ended")
		}
		opensAll(t, openKeyring(t, s, file), append(all, post(t, k)))
	})
}

// A person known before is found again by number and name after the key is changed.
func TestFingerprintsOutliveTheKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		file := filepath.Join(t.TempDir(), "samspel.kek")
		k := openKeyring(t, s, file)
		w := world{person.New(s, k, now), k, s}
		before := w.child(t, nil)
		if err := k.Rotate(t.Context(), func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		k = openKeyring(t, s, file)
		w = world{person.New(s, k, now), k, s}
		after := w.child(t, nil)
		var same int
		err := s.Data.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT count(DISTINCT number_hash) + count(DISTINCT name_birth_hash) FROM person_record WHERE id IN ($1, $2)`,
				before.ID, after.ID).Scan(&same)
		})
		if err != nil || same != 2 {
			t.Errorf("%d hashes, %v", same, err)
		}
	})
}
