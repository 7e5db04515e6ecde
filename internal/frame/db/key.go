package db

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keyLength = 32

// Key is secret key material. Printing it in any way gives "[key]".
type Key struct{ bytes []byte }

// String keeps the key out of texts.
func (Key) String() string { return "[key]" }

// GoString keeps the key out of %#v too.
func (Key) GoString() string { return "[key]" }

// Format keeps the key out of every verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[key]")) }

// Derive is a key of its own for one purpose; knowing it says nothing of k or of
// the keys for other purposes.
func (k Key) Derive(purpose string) []byte {
	out, err := hkdf.Key(sha256.New, k.bytes, nil, purpose, keyLength)
	if err != nil {
		panic(err) // the length is a constant that HKDF allows
	}
	return out
}

// Wrap is the key sealed under another, for one purpose.
func (k Key) Wrap(under Key, purpose string) []byte {
	return under.wrapper(purpose).Seal(nil, nil, k.bytes, nil)
}

// UnwrapKey opens what [Key.Wrap] sealed.
func UnwrapKey(under Key, purpose string, wrapped []byte) (Key, error) {
	raw, err := under.wrapper(purpose).Open(nil, nil, wrapped, nil)
	if err != nil || len(raw) != keyLength {
		return Key{}, errors.New("a wrapped key does not open")
	}
	return Key{raw}, nil
}

func (k Key) wrapper(purpose string) cipher.AEAD {
	block, err := aes.NewCipher(k.Derive(purpose))
	if err != nil {
		panic(err) // the length is one that AES allows
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// ErrKeyMissing says that there is data but not the key it was written with.
var ErrKeyMissing = errors.New("the key file is missing, though there is data that was written with it")

// ReadKeyFile reads 32 bytes in hexadecimal from a file that only its owner may
// read, and refuses a looser mode. A file that does not exist is an error that
// is fs.ErrNotExist; see [MakeKeyFile].
func ReadKeyFile(path string) (Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("key file %s has mode %04o: others may read or change it; run chmod 0600", path, mode.Perm())
	}
	var text [4 * keyLength]byte
	n, _ := f.Read(text[:])
	raw, err := hex.DecodeString(strings.TrimSpace(string(text[:n])))
	if err != nil || len(raw) != keyLength {
		// The cause is left out: it quotes what it read.
		return Key{}, fmt.Errorf("key file %s: want %d hexadecimal digits", path, 2*keyLength)
	}
	return Key{raw}, nil
}

// MakeKeyFile makes a key file with mode 0600 and a fresh random key, or reads
// the one that is there. It is on the disc when MakeKeyFile returns.
func MakeKeyFile(path string) (Key, error) {
	key, err := ReadKeyFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	raw := make([]byte, keyLength)
	if _, err := rand.Read(raw); err != nil {
		return Key{}, err
	}
	// Written aside and linked into place, so that nobody ever reads half a key
	// and two that start at once end up with the same one.
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(raw) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return Key{}, fmt.Errorf("key file: %w", err)
	}
	return ReadKeyFile(path)
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReplaceKeyFile puts the key of the file next in the file at path, and keeps what was
// there as ….old. There is a whole key at path at every moment.
func ReplaceKeyFile(path, next string) error {
	aside := path + ".old.tmp"
	if err := discard(aside); err != nil {
		return err
	}
	if err := os.Link(path, aside); err != nil {
		return err
	}
	if err := os.Rename(aside, path+".old"); err != nil {
		return err
	}
	if err := discard(aside); err != nil { // a rename between two names of one file does nothing
		return err
	}
	return errors.Join(os.Rename(next, path), syncFolder(filepath.Dir(path)))
}
