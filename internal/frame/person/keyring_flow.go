package person

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

var (
	// ErrDestroyed says that the keyset is gone, and what it sealed with it.
	ErrDestroyed = errors.New("person: the keyset has been destroyed")
	// ErrSealed says that the bytes do not open: they were altered, moved from the
	// row or column they were sealed for, or belong to another keyset.
	ErrSealed = errors.New("person: the seal does not open")
	// ErrWrongKeyFile says that the key file is not the one the keysets were wrapped with.
	ErrWrongKeyFile = errors.New("person: the key file does not fit the keysets")
)

// Scope is what one keyset is for.
type Scope struct{ Controller, Matter, Person string }

// Keyring seals and opens what is written about a person. Each controller, matter
// and person has a keyset of its own, wrapped by the key in the key file.
type Keyring struct {
	keys         *db.DB
	file         string
	ring         atomic.Pointer[ring]
	fingerprints fingerprints
	stamp        []byte
	now          func() time.Time
	kept         *kept
}

// OpenKeyring reads the key file, or makes one when there are no keysets yet. It
// refuses a key file that is missing or another one when there are.
func OpenKeyring(ctx context.Context, store *db.Store, file string, now func() time.Time) (*Keyring, error) {
	newest, current, err := state(ctx, store.Keys)
	if err != nil {
		return nil, err
	}
	first := newest == nil && current == ""
	r, err := readRing(file)
	if errors.Is(err, fs.ErrNotExist) {
		if !first {
			return nil, db.ErrKeyMissing
		}
		if _, err := db.MakeKeyFile(file); err != nil {
			return nil, err
		}
		r, err = readRing(file)
	}
	if err != nil {
		return nil, err
	}
	if newest != nil {
		if _, err := r.unwrapKeyset(*newest); err != nil {
			return nil, ErrWrongKeyFile
		}
	}
	if current == "" {
		if err := begin(ctx, store.Keys, r.current, now()); err != nil {
			return nil, err
		}
	}
	k := &Keyring{keys: store.Keys, file: file, now: now, kept: newKept(now)}
	if err := k.reload(ctx); err != nil {
		return nil, err
	}
	return k, k.loadLasting(ctx)
}

// state is the newest keyset, nil when there is none, and the id of the key to wrap
// with, "" when none is written down.
func state(ctx context.Context, keys *db.DB) (newest *wrappedKeyset, current string, err error) {
	err = keys.Read(ctx, func(tx *db.Tx) error {
		newest = nil
		w, err := loadNewestKeyset(ctx, tx)
		if err == nil {
			newest = &w
		} else if !errors.Is(err, db.ErrNotFound) {
			return err
		}
		current, err = loadCurrentWrapping(ctx, tx)
		return err
	})
	return newest, current, err
}

// loadLasting reads the keys that stay the same when the wrapping key is changed.
func (k *Keyring) loadLasting(ctx context.Context) error {
	var s wrappedSecret
	err := k.keys.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = loadSecret(ctx, tx, lasting)
		return err
	})
	if err != nil {
		return err
	}
	plain, err := k.ring.Load().unwrapSecret(s)
	if err != nil || len(plain)%3 != 0 {
		return ErrWrongKeyFile
	}
	third := len(plain) / 3
	k.fingerprints = fingerprints{number: plain[:third], nameBirth: plain[third : 2*third]}
	k.stamp = plain[2*third:]
	return nil
}

// Create makes the keyset of a scope, and returns when it is on the disc: what is
// sealed with it can then be written. A scope that has one keeps it.
func (k *Keyring) Create(ctx context.Context, s Scope) (string, error) {
	made, err := k.CreateAll(ctx, []Scope{s})
	if err != nil {
		return "", err
	}
	return made[0], nil
}

// CreateAll is [Keyring.Create] for several scopes at the cost of one: their
// keysets, in the same order.
func (k *Keyring) CreateAll(ctx context.Context, scopes []Scope) ([]string, error) {
	kept, err := k.createAll(ctx, scopes)
	if errors.Is(err, db.ErrConflict) { // the key they were wrapped with has been taken away
		if err = k.reload(ctx); err == nil {
			kept, err = k.createAll(ctx, scopes)
		}
	}
	return kept, err
}

func (k *Keyring) createAll(ctx context.Context, scopes []Scope) ([]string, error) {
	made := make([]wrappedKeyset, len(scopes))
	for i, s := range scopes {
		var err error
		if made[i], err = k.make(s); err != nil {
			return nil, err
		}
	}
	kept := make([]string, len(scopes))
	// The unique scope decides between two; nothing else is read.
	err := k.keys.Append(ctx, func(tx *db.Tx) (err error) {
		for i, w := range made {
			// Else who changes the key would never be done, as fast as others make keysets.
			if err := stillCurrent(ctx, tx, w.wrapping); err != nil {
				return err
			}
			if kept[i], err = insertKeyset(ctx, tx, w, k.now()); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

// Stamp is a keyed hash of a text, the same on every server with the key file: what
// carries it was made by this installation. It seals nothing.
func (k *Keyring) Stamp(text string) []byte { return mac(k.stamp, text) }

func (k *Keyring) make(s Scope) (wrappedKeyset, error) {
	if s.Controller == "" || s.Matter == "" || s.Person == "" {
		return wrappedKeyset{}, errors.New("create keyset: the scope is not whole")
	}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return wrappedKeyset{}, fmt.Errorf("create keyset: %w", err)
	}
	made := wrappedKeyset{id: id.New(), scope: s}
	return made, k.ring.Load().current.wrapKeyset(handle, &made)
}

// SealOwn seals something of the installation's own, about nobody, under a keyset that
// goes by name and is made when there is none.
func (k *Keyring) SealOwn(ctx context.Context, name string, plain []byte) (keyset string, sealed []byte, err error) {
	if keyset, err = k.Create(ctx, Scope{Controller: own, Matter: own, Person: name}); err != nil {
		return "", nil, err
	}
	sealed, err = k.Seal(ctx, keyset, plain, Where(own, name))
	return keyset, sealed, err
}

// OpenOwn opens what [Keyring.SealOwn] sealed under the name.
func (k *Keyring) OpenOwn(ctx context.Context, name, keyset string, sealed []byte) ([]byte, error) {
	return k.Open(ctx, keyset, sealed, Where(own, name))
}

// own stands for a controller and a matter in the scope of what is about nobody.
const own = "samspel"

// Seal encrypts plain for one place; see [Where].
func (k *Keyring) Seal(ctx context.Context, keyset string, plain []byte, where string) ([]byte, error) {
	a, err := k.primitive(ctx, keyset)
	if err != nil {
		return nil, err
	}
	return a.Encrypt(plain, []byte(where))
}

// Open decrypts what [Keyring.Seal] sealed for the same place under the same keyset.
func (k *Keyring) Open(ctx context.Context, keyset string, sealed []byte, where string) ([]byte, error) {
	a, err := k.primitive(ctx, keyset)
	if err != nil {
		return nil, err
	}
	plain, err := a.Decrypt(sealed, []byte(where))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Warm fetches many keysets at once, so that opening rows one by one asks the
// database nothing more. Keysets that are gone are passed over; [Keyring.Open]
// will say so.
func (k *Keyring) Warm(ctx context.Context, keysets []string) error {
	missing := k.kept.missing(keysets)
	if len(missing) == 0 {
		return nil
	}
	var found []wrappedKeyset
	err := k.keys.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = loadKeysets(ctx, tx, missing)
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range found {
		a, err := k.unwrap(ctx, w)
		if err != nil {
			return err
		}
		k.kept.put(w.id, a)
	}
	return nil
}

// Destroy shreds everything sealed under the keyset, here and in every backup of
// the data. Other nodes may hold it in memory for [KeptFor] longer.
func (k *Keyring) Destroy(ctx context.Context, keyset string) error {
	err := k.keys.Write(ctx, func(tx *db.Tx) error { return deleteKeyset(ctx, tx, keyset) })
	k.kept.drop(keyset)
	return err
}

// DestroyAll shreds everything sealed under the keysets of controllers' matters,
// whomever they are about. What is left of the keys in the log of the key database goes too.
func (k *Keyring) DestroyAll(ctx context.Context, scopes []Scope) error {
	var gone []string
	err := k.keys.Write(ctx, func(tx *db.Tx) error {
		gone = nil
		for _, s := range scopes {
			ids, err := deleteKeysets(ctx, tx, s.Controller, s.Matter)
			if err != nil {
				return err
			}
			gone = append(gone, ids...)
		}
		return nil
	})
	for _, id := range gone {
		k.kept.drop(id)
	}
	if err != nil {
		return err
	}
	return k.keys.Settle(ctx)
}

// Where names the place of a sealed value: a row and the column it stands in, as
// "table.column". A value moved to any other place does not open.
func Where(row, column string) string { return row + "|" + column }

func (k *Keyring) primitive(ctx context.Context, keyset string) (tink.AEAD, error) {
	if a, ok := k.kept.get(keyset); ok {
		return a, nil
	}
	if err := k.Warm(ctx, []string{keyset}); err != nil {
		return nil, err
	}
	a, ok := k.kept.get(keyset)
	if !ok {
		return nil, ErrDestroyed
	}
	return a, nil
}

func (k *Keyring) unwrap(ctx context.Context, w wrappedKeyset) (tink.AEAD, error) {
	handle, err := k.ring.Load().unwrapKeyset(w)
	if errors.Is(err, ErrWrongKeyFile) { // the key has been changed
		if err := k.reload(ctx); err != nil {
			return nil, err
		}
		handle, err = k.ring.Load().unwrapKeyset(w)
	}
	if err != nil {
		return nil, fmt.Errorf("unwrap keyset %s: %w", w.id, ErrSealed)
	}
	return aead.New(handle)
}
