// Package id makes identifiers: UUIDv7 in text, made here and never by the
// database, so that they sort by time and are the same on both engines.
package id

import (
	"crypto/rand"

	"github.com/google/uuid"
)

// New is a fresh UUIDv7 in its canonical text form.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid says whether s is a UUID in canonical lower-case form.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && len(s) == 36 && u.String() == s
}

// Bytes is the 16-byte form used in audit subjects.
func Bytes(s string) ([16]byte, error) {
	return uuid.Parse(s)
}

// FromBytes is the text of a 16-byte identifier.
func FromBytes(b [16]byte) string { return uuid.UUID(b).String() }

const referenceAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewReference is a random reference for people, such as "K7PM-2XQ9": no letters
// that can be mistaken for each other, and nothing in it to reveal.
func NewReference() string {
	out := make([]byte, 0, 9)
	var buf [1]byte
	for len(out) < 9 {
		if len(out) == 4 {
			out = append(out, '-')
			continue
		}
		if _, err := rand.Read(buf[:]); err != nil {
			panic(err)
		}
		// 240 is the largest multiple of 30 in a byte: no letter is likelier than another.
		if buf[0] < 240 {
			out = append(out, referenceAlphabet[int(buf[0])%len(referenceAlphabet)])
		}
	}
	return string(out)
}
