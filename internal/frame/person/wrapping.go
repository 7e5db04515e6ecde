package person

import (
	"encoding/hex"
	"errors"
	"io/fs"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samspel/internal/frame/db"
)

// wrapping is a key that keysets are wrapped with.
type wrapping struct {
	id   string // says nothing of the key
	aead tink.AEAD
	key  db.Key
}

func wrappingOf(key db.Key) (wrapping, error) {
	a, err := subtle.NewAESGCM(key.Derive("samspel keyset wrapping"))
	return wrapping{hex.EncodeToString(key.Derive("samspel keyset wrapping id")[:8]), a, key}, err
}

// ring is the wrapping keys at hand: one and, while it is being changed, two.
type ring struct {
	current wrapping
	all     map[string]wrapping
}

// nextFile is where the key lies that is about to take the place of the one in file.
func nextFile(file string) string { return file + ".new" }

// readRing reads the key files. Which key is current the database knows; until it
// does, it is the one in file.
func readRing(file string) (*ring, error) {
	key, err := db.ReadKeyFile(file)
	if err != nil {
		return nil, err
	}
	r := &ring{all: map[string]wrapping{}}
	if r.current, err = wrappingOf(key); err != nil {
		return nil, err
	}
	r.all[r.current.id] = r.current
	next, err := db.ReadKeyFile(nextFile(file))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	w, err := wrappingOf(next)
	r.all[w.id] = w
	return r, err
}

// opens tries the keys at hand: the one that is named or, when none is, all.
func (r *ring) opens(id string, with func(tink.AEAD) error) error {
	if w, ok := r.all[id]; ok {
		return with(w.aead)
	}
	if id != "" {
		return ErrWrongKeyFile
	}
	for _, w := range r.all {
		if with(w.aead) == nil {
			return nil
		}
	}
	return ErrSealed
}
