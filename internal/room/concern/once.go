package concern

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"samspel/internal/ground/fault"
)

// A Once (idempotensnyckel) makes it harmless for a system to ask for the same thing
// twice: the key is the system's own for what it wants done, and Payload is all of what
// it asked, with the address it asked at.
type Once struct {
	Key     string
	Payload []byte
}

const (
	shortestKey, longestKey = 16, 128
	// keepOnce is how long a key is remembered.
	keepOnce = 30 * 24 * time.Hour
)

// check wants a key that can be told from all others.
func (o Once) check() error {
	odd := func(r rune) bool { return r < '!' || r > '~' }
	if len(o.Key) < shortestKey || len(o.Key) > longestKey || strings.ContainsFunc(o.Key, odd) {
		return fault.Invalid("once", "concern.once.key", "least", shortestKey, "most", longestKey)
	}
	return nil
}

// keyHash is all that is stored of the key.
func (o Once) keyHash() string {
	sum := sha256.Sum256([]byte(o.Key))
	return hex.EncodeToString(sum[:])
}

// payloadHash tells one payload from another, to whoever knows the key. Nobody who has
// only the database can try what the payload may have been.
func (o Once) payloadHash() string {
	mac := hmac.New(sha256.New, []byte(o.Key))
	mac.Write(o.Payload)
	return hex.EncodeToString(mac.Sum(nil))
}

// A Receipt (mottagningsbevis) is what a system has in hand for what it has done. It
// says what never changes, so that asked again it is the same.
type Receipt struct {
	Report       string
	Reference    string
	Municipality string
	SentAt       time.Time
	// At is when what the receipt is for was done.
	At time.Time
}
