package identity

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// secretLength is one key for sealing and one for account keys.
const secretLength = 64

// Secrets seals what the gate keeps secret under the key-encryption key, each time with
// a key of its own that goes by name.
type Secrets struct {
	Seal func(ctx context.Context, name string, plain []byte) (keyset string, sealed []byte, err error)
	Open func(ctx context.Context, name, keyset string, sealed []byte) ([]byte, error)
}

// sealing keeps the keys of one-time codes unreadable to whoever has only the
// data, and the addresses that people type by mistake out of it. Its secrets lie
// in the keys database, sealed under the key-encryption key.
type sealing struct {
	with cipher.AEAD // what is sealed from now on
	all  []cipher.AEAD
	mac  []byte
	// newest is when the newest secret was made; bare says that the one from before
	// secrets were sealed still lies open.
	newest time.Time
	bare   bool
	read   time.Time
}

func newSealing(generations []generation, bare bool, now time.Time) (*sealing, error) {
	s := &sealing{bare: bare, read: now}
	for _, g := range generations {
		if len(g.secret) != secretLength {
			return nil, errors.New("the sealing secret has the wrong length")
		}
		block, err := aes.NewCipher(g.secret[:32])
		if err != nil {
			return nil, fmt.Errorf("sealing: %w", err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("sealing: %w", err)
		}
		s.all = append(s.all, aead)
		s.newest, s.mac, s.with = g.made, g.secret[32:], aead
	}
	if s.waits(now) {
		s.with = s.all[0]
	}
	return s, nil
}

// waits says whether servers of the version before may still be running: they read
// only what is sealed with the secret that lies open.
func (s *sealing) waits(now time.Time) bool { return s.bare && now.Before(s.newest.Add(upgradeLasts)) }

// seal binds the sealed text to its user: moved to another row it does not open.
func (s *sealing) seal(plain, user string) []byte {
	return s.with.Seal(nil, nil, []byte(plain), []byte(user))
}

func (s *sealing) open(sealed []byte, user string) (string, error) {
	for _, aead := range s.all {
		if plain, err := aead.Open(nil, nil, sealed, []byte(user)); err == nil {
			return string(plain), nil
		}
	}
	return "", fmt.Errorf("open one-time key of %s: does not open", user)
}

// again seals anew what is sealed with an older secret; nil where there is nothing to do.
func (s *sealing) again(sealed []byte, user string) []byte {
	newest := s.all[len(s.all)-1]
	if _, err := newest.Open(nil, nil, sealed, []byte(user)); err == nil {
		return nil
	}
	plain, err := s.open(sealed, user)
	if err != nil {
		return nil // somebody has moved it here; it opens no more than before
	}
	return newest.Seal(nil, nil, []byte(plain), []byte(user))
}

// accountKey stands for an address in the count of attempts, whether or not
// anybody has it.
func (s *sealing) accountKey(email string) string {
	mac := hmac.New(sha256.New, s.mac)
	mac.Write([]byte(email))
	return hex.EncodeToString(mac.Sum(nil))
}

// freshSecret has the account keys of the one before it, if any: what systems outside
// check their events with is made from them.
func freshSecret(before []byte) []byte {
	fresh := make([]byte, secretLength)
	rand.Read(fresh) // never fails: crypto/rand ends the process instead
	if before != nil {
		copy(fresh[32:], before[32:])
	}
	return fresh
}
