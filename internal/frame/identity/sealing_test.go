package identity

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// another is a gate of another process, over the same databases.
func (w *town) another() *Gate {
	g := New(w.store, w.log, w.Now, w.settings())
	g.hashing = w.gate.hashing
	return g
}

// sawn makes the installation one from before secrets were sealed, and gives its secret.
func (w *town) sawn() []byte {
	w.Helper()
	all, _, err := w.gate.generations(w.Context())
	if err != nil || len(all) != 1 {
		w.Fatalf("%d generations, %v", len(all), err)
	}
	bare := all[0].secret
	err = w.store.Keys.Write(w.Context(), func(tx *db.Tx) error {
		_, err1 := tx.Exec(w.Context(), `DELETE FROM identity_secret`)
		_, err2 := tx.Exec(w.Context(), `INSERT INTO identity_secret (id, secret, created_at) VALUES ('sealing', $1, $2)`, bare, w.Now())
		return errors.Join(err1, err2)
	})
	if err != nil {
		w.Fatal(err)
	}
	w.gate = w.another()
	return bare
}

// kept is the sealed key of a person, and the secrets as they lie in the database.
func (w *town) kept(user string) (sealed []byte, secrets []secretRow) {
	w.Helper()
	err := errors.Join(w.store.Data.Read(w.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(w.Context(), `SELECT one_time_key FROM identity_user WHERE id = $1`, user).Scan(&sealed)
	}), w.store.Keys.Read(w.Context(), func(tx *db.Tx) (err error) {
		secrets, err = loadSecrets(w.Context(), tx)
		return err
	}))
	if err != nil {
		w.Fatal(err)
	}
	return sealed, secrets
}

func (w *town) signsIn(what string, g *Gate, h hired, key OneTimeKey) {
	w.Helper()
	w.pass(oneTimePeriod * time.Second)
	_, err := g.SignInPassword(w.Context(), h.Email, goodPassword, w.code(key))
	w.want(what, err, "")
}

func opensWith(secret, sealed []byte, user string) bool {
	s, err := newSealing([]generation{{number: 1, secret: secret}}, false, time.Time{})
	if err != nil {
		return false
	}
	_, err = s.open(sealed, user)
	return err == nil
}

// Whoever has read both databases opens no key of one-time codes.
func TestSecretsLieSealed(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		key := w.open(lo)
		sealed, secrets := w.kept(lo.ID)
		for _, r := range secrets {
			if r.keyset == "" || opensWith(r.secret, sealed, lo.ID) || len(r.secret) >= secretLength && opensWith(r.secret[:secretLength], sealed, lo.ID) {
				t.Errorf("secret %s lies open", r.id)
			}
		}
		// It is changed by another process, with the key-encryption key.
		serving := w.gate
		w.signsIn("before", serving, lo, key)
		if err := w.keys.Rotate(t.Context(), func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		if err := w.another().ChangeSecret(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.signsIn("served on", serving, lo, key)
		again, after := w.kept(lo.ID)
		if bytes.Equal(again, sealed) || len(after) != 2 || after[0].keyset == after[1].keyset {
			t.Errorf("not sealed anew; %d secrets", len(after))
		}
		// A backup of the data from before, with the keys of today.
		if _, err := serving.openKey(t.Context(), serving.sealing, sealed, lo.ID); err != nil {
			t.Error(err)
		}
		if _, err := serving.openKey(t.Context(), serving.sealing, sealed, w.admin.User); err == nil {
			t.Error("a key that was moved opens")
		}
	})
}

// Killed at any point, everybody signs in, on servers of this version and, while there
// may be any, of the one before.
func TestTheBareSecretIsPutAway(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, invited := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		key := w.open(lo)
		bare := w.sawn()
		old, err := newSealing([]generation{{secret: bare}}, true, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		points := []struct {
			name string
			do   func(g *Gate) error
		}{
			{"nothing done", func(*Gate) error { return nil }},
			{"the bare one sealed", func(g *Gate) error { return g.keepSecret(t.Context(), 0, bare) }},
			{"another made first", func(g *Gate) error { return g.keepSecret(t.Context(), 1, freshSecret(bare)) }},
			{"started", func(g *Gate) error { return g.Reseal(t.Context()) }},
		}
		for _, p := range points {
			err := w.store.Keys.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `DELETE FROM identity_secret WHERE keyset_id IS NOT NULL`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := p.do(w.another()); err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
			w.signsIn(p.name, w.another(), lo, key)
			late := w.hire("Mio Al "+p.name, w.class, access.Reporter)
			w.open(late)
			for _, user := range []string{lo.ID, late.ID} {
				if sealed, _ := w.kept(user); !opensWith(bare, sealed, user) {
					t.Errorf("%s: a server of the version before cannot read the key", p.name)
				}
			}
		}
		w.pass(upgradeLasts)
		half := w.another()
		s, err := half.sealed(t.Context())
		if err == nil {
			err = half.resealAll(t.Context(), s, listUserKeys, updateUserKey)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.signsIn("half of it sealed anew", w.gate, lo, key)
		if err := w.another().Reseal(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			w.signsIn("sealed anew", w.gate, lo, key)
			sealed, secrets := w.kept(lo.ID)
			for _, r := range secrets {
				if r.keyset == "" || bytes.Contains(r.secret, bare[:32]) {
					t.Error("the bare secret is still there")
				}
			}
			if opensWith(bare, sealed, lo.ID) {
				t.Error("the key still opens with the bare secret")
			}
			w.gate = w.another()
		}
		if !bytes.Equal(old.hookSecret("client", 1), w.hookSecret()) {
			t.Error("systems outside would refuse our events")
		}
		w.open(invited)
	})
}

func (w *town) hookSecret() []byte {
	w.Helper()
	s, err := w.gate.sealed(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return s.hookSecret("client", 1)
}
