package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// secretLength is one key for sealing and one for account keys.
const secretLength = 64

// sealing keeps the keys of one-time codes unreadable to whoever has only the
// data, and the addresses that people type by mistake out of it. Its secret lives
// in the keys database.
type sealing struct {
	aead cipher.AEAD
	mac  []byte
}

func newSealing(secret []byte) (*sealing, error) {
	if len(secret) != secretLength {
		return nil, errors.New("the sealing secret has the wrong length")
	}
	block, err := aes.NewCipher(secret[:32])
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return &sealing{aead: aead, mac: secret[32:]}, nil
}

// seal binds the sealed text to its user: moved to another row it does not open.
func (s *sealing) seal(plain, user string) []byte {
	return s.aead.Seal(nil, nil, []byte(plain), []byte(user))
}

func (s *sealing) open(sealed []byte, user string) (string, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(user))
	if err != nil {
		return "", fmt.Errorf("open one-time key of %s: does not open", user)
	}
	return string(plain), nil
}

// accountKey stands for an address in the count of attempts, whether or not
// anybody has it.
func (s *sealing) accountKey(email string) string {
	mac := hmac.New(sha256.New, s.mac)
	mac.Write([]byte(email))
	return hex.EncodeToString(mac.Sum(nil))
}
