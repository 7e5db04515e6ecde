package file

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	// pieceSize is how much of a file is sealed as one: small beside what a request may
	// use of memory, and large beside what a row costs.
	pieceSize = 64 << 10
	keySize   = 32
)

// errAltered says that a piece is not the one that was sealed in its place.
var errAltered = errors.New("file: a piece has been altered, moved or lost")

func newKey() []byte {
	key := make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		panic(err) // crypto/rand does not fail
	}
	return key
}

// seal seals and opens the pieces of one content. The key is used for nothing else, so
// a piece's number is nonce enough; that number, whether it is the last and which
// content it is of must all be right for it to open. A piece that is missing, doubled,
// moved or cut off is found out.
type seal struct {
	aead    cipher.AEAD
	content string
}

func newSeal(key []byte, content string) (seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, fmt.Errorf("key of content %s: %w", content, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return seal{}, fmt.Errorf("key of content %s: %w", content, err)
	}
	return seal{aead, content}, nil
}

func (s seal) nonce(number int, last bool) []byte {
	nonce := make([]byte, s.aead.NonceSize())
	binary.BigEndian.PutUint64(nonce, uint64(number))
	if last {
		nonce[len(nonce)-1] = 1
	}
	return nonce
}

func (s seal) close(plain []byte, number int, last bool) []byte {
	return s.aead.Seal(nil, s.nonce(number, last), plain, []byte(s.content))
}

func (s seal) open(sealed []byte, number int, last bool) ([]byte, error) {
	plain, err := s.aead.Open(nil, s.nonce(number, last), sealed, []byte(s.content))
	if err != nil {
		return nil, fmt.Errorf("piece %d of content %s: %w", number, s.content, errAltered)
	}
	return plain, nil
}
