package person

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samspel/internal/frame/db"
)

// lasting is the keys of fingerprints and stamps, three in one. They stay when the
// wrapping key is changed, or nobody known before would be found again.
const lasting = "lasting"

// begin writes down the first wrapping key, and what must outlive it.
func begin(ctx context.Context, keys *db.DB, w wrapping, at time.Time) error {
	plain := slices.Concat(w.key.Derive("samspel person number"), w.key.Derive("samspel person name and birth"), w.key.Derive("samspel stamp"))
	secret, err := w.wrapSecret(lasting, plain)
	if err != nil {
		return err
	}
	return keys.Write(ctx, func(tx *db.Tx) error {
		current, err := loadCurrentWrapping(ctx, tx)
		if err != nil || current != "" {
			return err // another start was first
		}
		if err := saveCurrentWrapping(ctx, tx, w.id, at); err != nil {
			return err
		}
		return insertSecret(ctx, tx, secret)
	})
}

func (w wrapping) wrapSecret(name string, plain []byte) (wrappedSecret, error) {
	wrapped, err := w.aead.Encrypt(plain, []byte("samspel secret "+name))
	return wrappedSecret{name: name, wrapping: w.id, wrapped: wrapped}, err
}

func (r *ring) unwrapSecret(s wrappedSecret) (plain []byte, err error) {
	err = r.opens(s.wrapping, func(a tink.AEAD) (err error) {
		plain, err = a.Decrypt(s.wrapped, []byte("samspel secret "+s.name))
		return err
	})
	return plain, err
}

func (r *ring) unwrapKeyset(w wrappedKeyset) (handle *keyset.Handle, err error) {
	err = r.opens(w.wrapping, func(a tink.AEAD) (err error) {
		handle, err = keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(w.wrapped)), a, w.associated())
		return err
	})
	return handle, err
}

func (w wrapping) wrapKeyset(handle *keyset.Handle, to *wrappedKeyset) error {
	var wrapped bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&wrapped), w.aead, to.associated()); err != nil {
		return fmt.Errorf("wrap keyset: %w", err)
	}
	to.wrapped, to.wrapping = wrapped.Bytes(), w.id
	return nil
}

// reload takes up a change of key that another process has begun or ended.
func (k *Keyring) reload(ctx context.Context) error {
	r, err := readRing(k.file)
	if err != nil {
		return err
	}
	var current string
	err = k.keys.Read(ctx, func(tx *db.Tx) (err error) {
		current, err = loadCurrentWrapping(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	w, ok := r.all[current]
	if !ok {
		return ErrWrongKeyFile
	}
	r.current = w
	k.ring.Store(r)
	return nil
}

// rewrapped is how many keysets are wrapped anew in one transaction.
const rewrapped = 200

// Rotate wraps every keyset with a fresh key, puts that in the key file and the old
// one beside it, as ….old. Others seal and open meanwhile, in this process and in
// others that read the same key file. Cut short, it goes on where it was when it is
// called again; until then both keys are needed, and both are there.
func (k *Keyring) Rotate(ctx context.Context, progress func(done, total int)) error {
	key, err := db.MakeKeyFile(nextFile(k.file))
	if err != nil {
		return fmt.Errorf("change the keysets' key: %w", err)
	}
	next, err := wrappingOf(key)
	if err != nil {
		return err
	}
	err = k.keys.Write(ctx, func(tx *db.Tx) error { return saveCurrentWrapping(ctx, tx, next.id, k.now()) })
	if err != nil {
		return err
	}
	if err := k.reload(ctx); err != nil {
		return err
	}
	for {
		if err := k.rewrap(ctx, next, progress); err != nil {
			return err
		}
		err := k.keys.Write(ctx, func(tx *db.Tx) error { return deleteOtherWrappings(ctx, tx, next.id) })
		if errors.Is(err, db.ErrConflict) {
			continue // somebody has wrapped with the old one since
		}
		if err != nil {
			return err
		}
		break
	}
	if err := db.ReplaceKeyFile(k.file, nextFile(k.file)); err != nil {
		return fmt.Errorf("put the new key in place: %w", err)
	}
	return k.reload(ctx)
}

// rewrap goes through all keysets once, a portion at a time.
func (k *Keyring) rewrap(ctx context.Context, next wrapping, progress func(done, total int)) error {
	total, done, after := 0, 0, ""
	for {
		n := 0
		err := k.keys.Write(ctx, func(tx *db.Tx) (err error) {
			if after == "" {
				if err := k.rewrapSecret(ctx, tx, next); err != nil {
					return err
				}
				if total, err = countKeysets(ctx, tx); err != nil {
					return err
				}
			}
			portion, err := loadWrappedOtherwise(ctx, tx, next.id, after, rewrapped)
			for _, w := range portion {
				handle, err := k.ring.Load().unwrapKeyset(w)
				if err != nil {
					return fmt.Errorf("unwrap keyset %s: %w", w.id, err)
				}
				if err := next.wrapKeyset(handle, &w); err != nil {
					return err
				}
				if err := updateWrapped(ctx, tx, w); err != nil {
					return err
				}
			}
			if n = len(portion); n > 0 {
				tx.OnCommit(func() { after = portion[n-1].id })
			}
			return err
		})
		if err != nil {
			return err
		}
		done += n
		progress(done, total)
		if n < rewrapped {
			return nil
		}
	}
}

func (k *Keyring) rewrapSecret(ctx context.Context, tx *db.Tx, next wrapping) error {
	s, err := loadSecret(ctx, tx, lasting)
	if err != nil || s.wrapping == next.id {
		return err
	}
	plain, err := k.ring.Load().unwrapSecret(s)
	if err != nil {
		return fmt.Errorf("unwrap %s: %w", s.name, err)
	}
	if s, err = next.wrapSecret(s.name, plain); err != nil {
		return err
	}
	return updateSecret(ctx, tx, s)
}

// Halfway says whether a change of the keysets' key was begun and has not ended.
func Halfway(file string) bool {
	_, err := os.Stat(nextFile(file))
	return !errors.Is(err, fs.ErrNotExist)
}
