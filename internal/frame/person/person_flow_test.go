package person_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

type world struct {
	*person.People
	keys  *person.Keyring
	store *db.Store
}

func each(t *testing.T, body func(t *testing.T, w world)) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		keys := persontest.Keyring(t, s, now)
		body(t, world{person.New(s, keys, now), keys, s})
	})
}

// child adds a valid child, but with what change says.
func (w world) child(t *testing.T, change func(*person.Person)) person.Person {
	t.Helper()
	x := person.Person{
		ID: id.New(), Controller: "social", Matter: id.New(), Kind: person.Child, Protection: person.Unprotected,
		Given: "Astrid", Family: "Påhittad", Birth: civil.On(2012, 1, 1),
		Number: personnummer.Invented(civil.On(2012, 1, 1), 3), Language: "so", Interpreter: true, SafeContact: "efter skolan",
	}
	if change != nil {
		change(&x)
	}
	var err error
	if x.Keyset, err = w.keys.Create(t.Context(), person.Scope{Controller: x.Controller, Matter: x.Matter, Person: x.ID}); err != nil {
		t.Fatal(err)
	}
	w.write(t, func(tx *db.Tx) error { return w.Add(t.Context(), tx, x) })
	return x
}

func (w world) write(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := w.store.Data.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (w world) load(t *testing.T, ids ...string) (found map[string]person.Person, err error) {
	t.Helper()
	err = w.store.Data.Read(t.Context(), func(tx *db.Tx) error {
		found, err = w.Load(t.Context(), tx, ids)
		return err
	})
	return found, err
}

func TestWhatIsAddedIsLoaded(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		whole := w.child(t, nil)
		bare := w.child(t, func(x *person.Person) {
			*x = person.Person{ID: x.ID, Controller: x.Controller, Matter: x.Matter, Kind: person.Guardian, Protection: person.SecrecyMarked}
		})

		found, err := w.load(t, whole.ID, bare.ID, whole.ID, id.New())
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 2 || found[whole.ID] != whole || found[bare.ID] != bare {
			t.Error("what was loaded is not what was added")
		}
		if found, err := w.load(t); err != nil || len(found) != 0 {
			t.Errorf("nobody asked for: %d found, %v", len(found), err)
		}
	})
}

func TestManyAreLoadedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		var ids []string
		for range 53 {
			ids = append(ids, w.child(t, nil).ID)
		}
		fresh := person.New(w.store, w.keys, now)
		w.People = fresh
		found, err := w.load(t, ids...)
		if err != nil || len(found) != 53 {
			t.Errorf("%d found, %v", len(found), err)
		}
	})
}

func TestASealOpensOnlyInItsPlace(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		a, b := w.child(t, nil), w.child(t, nil)
		where := person.Where(a.ID, "person_record.identity")
		sealed, err := w.keys.Seal(ctx, a.Keyset, []byte("hemligt"), where)
		if err != nil {
			t.Fatal(err)
		}
		altered := bytes.Clone(sealed)
		altered[len(altered)-1] ^= 1
		tests := []struct {
			name, keyset, where string
			sealed              []byte
			want                error
		}{
			{"other row", a.Keyset, person.Where(b.ID, "person_record.identity"), sealed, person.ErrSealed},
			{"other column", a.Keyset, person.Where(a.ID, "person_record.contact"), sealed, person.ErrSealed},
			{"no place", a.Keyset, "", sealed, person.ErrSealed},
			{"other keyset", b.Keyset, where, sealed, person.ErrSealed},
			{"altered", a.Keyset, where, altered, person.ErrSealed},
			{"cut short", a.Keyset, where, sealed[:4], person.ErrSealed},
			{"empty", a.Keyset, where, nil, person.ErrSealed},
			{"no such keyset", id.New(), where, sealed, person.ErrDestroyed},
			{"its own", a.Keyset, where, sealed, nil},
		}
		for _, tt := range tests {
			plain, err := w.keys.Open(ctx, tt.keyset, tt.sealed, tt.where)
			if !errors.Is(err, tt.want) || (string(plain) == "hemligt") != (tt.want == nil) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
	})
}

func TestColumnsMovedBehindTheProgramDoNotOpen(t *testing.T) {
	for name, statement := range map[string]string{
		"column": `UPDATE person_record SET identity = contact WHERE id = $1 AND id <> $2`,
		"row":    `UPDATE person_record SET identity = (SELECT identity FROM person_record WHERE id = $2) WHERE id = $1`,
		"row and keyset": `UPDATE person_record
			SET identity = (SELECT identity FROM person_record WHERE id = $2),
			    contact = (SELECT contact FROM person_record WHERE id = $2),
			    keyset_id = (SELECT keyset_id FROM person_record WHERE id = $2) WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w world) {
				a, b := w.child(t, nil), w.child(t, nil)
				w.write(t, func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), statement, a.ID, b.ID)
					return err
				})
				if found, err := w.load(t, a.ID); !errors.Is(err, person.ErrSealed) || found != nil {
					t.Errorf("opened: %v", err)
				}
			})
		})
	}
}

func TestAWrappedKeysetUnwrapsOnlyInItsRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		ctx := t.Context()
		file := filepath.Join(t.TempDir(), "kek")
		before, err := person.OpenKeyring(ctx, s, file, now)
		if err != nil {
			t.Fatal(err)
		}
		var keysets [2]string
		for i := range keysets {
			if keysets[i], err = before.Create(ctx, person.Scope{Controller: "c", Matter: "m", Person: id.New()}); err != nil {
				t.Fatal(err)
			}
		}
		err = s.Keys.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `
				UPDATE keys_keyset SET wrapped = (SELECT wrapped FROM keys_keyset WHERE id = $2) WHERE id = $1`, keysets[0], keysets[1])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		after, err := person.OpenKeyring(ctx, s, file, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := after.Seal(ctx, keysets[0], nil, "x"); !errors.Is(err, person.ErrSealed) {
			t.Errorf("another row's keyset was used: %v", err)
		}
	})
}

func TestNothingReadableIsStored(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		x := w.child(t, nil)
		var sealed [4][]byte
		err := w.store.Data.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `
				SELECT identity, contact, number_hash, name_birth_hash FROM person_record WHERE id = $1`, x.ID).
				Scan(&sealed[0], &sealed[1], &sealed[2], &sealed[3])
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, leak := range []string{"Astrid", "astrid", "hittad", "2012", "skolan", x.Number.Digits()[8:]} {
			if bytes.Contains(bytes.Join(sealed[:], nil), []byte(leak)) {
				t.Errorf("%q can be read in the database", leak)
			}
		}
	})
}

func TestFindingThoseKnownBefore(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		first := w.child(t, nil)
		respelt := w.child(t, func(x *person.Person) {
			x.Given, x.Family, x.Number = "ASTRID ", "Pa\u030ahittad", personnummer.Number{}
		})
		w.child(t, func(x *person.Person) { x.Controller = "school" })
		w.child(t, func(x *person.Person) { x.Birth = civil.Date{}; x.Number = personnummer.Number{} })
		w.child(t, func(x *person.Person) { x.Given = "Asta"; x.Number = personnummer.Invented(civil.On(2012, 1, 1), 4) })

		var byNumber, byName, none []string
		err := w.store.Data.Read(t.Context(), func(tx *db.Tx) (err error) {
			if byNumber, err = w.SameNumber(t.Context(), tx, "social", first.Number); err != nil {
				return err
			}
			if byName, err = w.SameNameAndBirth(t.Context(), tx, "social", "Astrid", "Påhittad", first.Birth); err != nil {
				return err
			}
			none, err = w.SameNumber(t.Context(), tx, "social", personnummer.Number{})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(byNumber, " ") != first.ID {
			t.Errorf("by number: %v", byNumber)
		}
		if strings.Join(byName, " ") != first.ID+" "+respelt.ID {
			t.Errorf("by name and birth: %v", byName)
		}
		if none != nil {
			t.Errorf("those without a number were taken for the same: %v", none)
		}
	})
}

func TestADestroyedKeysetShredsOnlyItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		gone, left := w.child(t, nil), w.child(t, nil)
		if err := w.keys.Destroy(ctx, gone.Keyset); err != nil {
			t.Fatal(err)
		}
		found, err := w.load(t, gone.ID, left.ID)
		if err != nil || len(found) != 1 || found[left.ID] != left {
			t.Errorf("%d found, %v", len(found), err)
		}
		if _, err := w.keys.Seal(ctx, gone.Keyset, nil, "x"); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("sealed with a destroyed keyset: %v", err)
		}
		again, err := w.keys.Create(ctx, person.Scope{Controller: gone.Controller, Matter: gone.Matter, Person: gone.ID})
		if err != nil || again == gone.Keyset {
			t.Errorf("a destroyed keyset came back: %v", err)
		}
	})
}

func TestAKeysetDestroyedElsewhereIsForgotten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		file := filepath.Join(t.TempDir(), "kek")
		clock := noon
		here, err := person.OpenKeyring(t.Context(), s, file, func() time.Time { return clock })
		if err != nil {
			t.Fatal(err)
		}
		keyset, err := here.Create(t.Context(), person.Scope{Controller: "c", Matter: "m", Person: "p"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := here.Seal(t.Context(), keyset, nil, "x"); err != nil {
			t.Fatal(err)
		}
		elsewhere, err := person.OpenKeyring(t.Context(), s, file, now)
		if err != nil {
			t.Fatal(err)
		}
		if err := elsewhere.Destroy(t.Context(), keyset); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(person.KeptFor)
		if _, err := here.Seal(t.Context(), keyset, nil, "x"); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("still in use: %v", err)
		}
	})
}

func TestAScopeHasOneKeyset(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		s := person.Scope{Controller: "c", Matter: "m", Person: "p"}
		first, err := w.keys.Create(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.keys.Create(t.Context(), s); err != nil || again != first {
			t.Errorf("made twice: %v", err)
		}
		s.Controller = "other"
		if other, err := w.keys.Create(t.Context(), s); err != nil || other == first {
			t.Errorf("two controllers share a keyset: %v", err)
		}
		if _, err := w.keys.Create(t.Context(), person.Scope{Controller: "c", Matter: "m"}); err == nil {
			t.Error("half a scope was accepted")
		}
	})
}

func TestTheKeyFile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, person.Lines, func(t *testing.T, s *db.Store) {
		dir := t.TempDir()
		file := filepath.Join(dir, "samspel.kek")
		k, err := person.OpenKeyring(t.Context(), s, file, now)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v", info.Mode(), err)
		}
		keyset, err := k.Create(t.Context(), person.Scope{Controller: "c", Matter: "m", Person: "p"})
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := k.Seal(t.Context(), keyset, []byte("hemligt"), "x")
		if err != nil {
			t.Fatal(err)
		}
		again, err := person.OpenKeyring(t.Context(), s, file, now)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := again.Open(t.Context(), keyset, sealed, "x"); err != nil || string(plain) != "hemligt" {
			t.Errorf("not opened after a restart: %v", err)
		}
		if _, err := person.OpenKeyring(t.Context(), s, filepath.Join(dir, "missing.kek"), now); !errors.Is(err, db.ErrKeyMissing) {
			t.Errorf("a new key was made over old keysets: %v", err)
		}
		other := filepath.Join(dir, "other.kek")
		if _, err := db.MakeKeyFile(other); err != nil {
			t.Fatal(err)
		}
		if _, err := person.OpenKeyring(t.Context(), s, other, now); !errors.Is(err, person.ErrWrongKeyFile) {
			t.Errorf("another key file was accepted: %v", err)
		}
	})
}

func TestRelations(t *testing.T) {
	each(t, func(t *testing.T, w world) {
		ctx := t.Context()
		child := w.child(t, nil)
		adult := w.child(t, func(x *person.Person) { x.Matter, x.Kind = child.Matter, person.Guardian })
		stranger := w.child(t, func(x *person.Person) { x.Kind = person.Guardian })
		day := civil.Of(noon)
		r := person.Relation{
			ID: id.New(), Child: child.ID, Adult: adult.ID, Kind: person.SoleGuardian, From: day,
			Source: "folkbokföringen", CheckedOn: day, ConflictOfInterest: true, MayNotKnow: true,
		}
		w.write(t, func(tx *db.Tx) error { return w.AddRelation(ctx, tx, r) })
		for name, spoil := range map[string]func(*person.Relation){
			"in another matter": func(r *person.Relation) { r.Adult = stranger.ID },
			"with oneself":      func(r *person.Relation) { r.Adult = child.ID },
			"turned round":      func(r *person.Relation) { r.Child, r.Adult = r.Adult, r.Child },
			"with nobody":       func(r *person.Relation) { r.Adult = id.New() },
		} {
			bad := r
			bad.ID = id.New()
			spoil(&bad)
			err := w.store.Data.Write(ctx, func(tx *db.Tx) error { return w.AddRelation(ctx, tx, bad) })
			if fault.KindOf(err) != fault.KindRefused {
				t.Errorf("%s: %v", name, err)
			}
		}
		err := w.store.Data.Read(ctx, func(tx *db.Tx) error {
			found, err := w.Relations(ctx, tx, child.ID)
			if err == nil && (len(found) != 1 || found[0] != r) {
				t.Errorf("%d relations, not as added", len(found))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// There is nowhere to put an address, so that none can be found.
func TestNoColumnForAnAddress(t *testing.T) {
	t.Parallel()
	for _, line := range person.Lines {
		text := ""
		entries, err := os.ReadDir(filepath.Join("migrations", map[db.Place]string{db.InData: "data", db.InKeys: "keys"}[line.In]))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			f, err := line.FS.Open(e.Name())
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := b.ReadFrom(f); err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(b.String()) {
				if !strings.HasPrefix(strings.TrimSpace(l), "--") {
					text += strings.ToLower(l)
				}
			}
		}
		for _, word := range []string{"address", "street", "city", "postal", "post_code", "phone", "search"} {
			if strings.Contains(text, word) {
				t.Errorf("%s: a column for %q", line.Name, word)
			}
		}
	}
}

func BenchmarkLoad50(b *testing.B) {
	s, err := db.Open(b.Context(), db.Config{Dir: dbtest.Folder(b, person.Lines)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	keys := persontest.Keyring(b, s, now)
	people := person.New(s, keys, now)
	var ids []string
	for range 50 {
		x := person.Person{ID: id.New(), Controller: "c", Matter: id.New(), Kind: person.Child, Given: "Astrid", Family: "Påhittad",
			Number: personnummer.Invented(civil.On(2012, 1, 1), 3)}
		if x.Keyset, err = keys.Create(b.Context(), person.Scope{Controller: "c", Matter: x.Matter, Person: x.ID}); err != nil {
			b.Fatal(err)
		}
		if err := s.Data.Write(b.Context(), func(tx *db.Tx) error { return people.Add(b.Context(), tx, x) }); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, x.ID)
	}
	load := func(ctx context.Context) error {
		return s.Data.Read(ctx, func(tx *db.Tx) error {
			found, err := people.Load(ctx, tx, ids)
			if err == nil && len(found) != 50 {
				b.Errorf("%d found", len(found))
			}
			return err
		})
	}
	for b.Loop() {
		if err := load(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
