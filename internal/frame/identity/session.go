package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"samspel/internal/frame/db"
)

// Settings are what an installation may choose. The zero Settings are usable.
type Settings struct {
	// Idle is how long a session lives without a request; 30 minutes when zero.
	Idle time.Duration
	// Absolute is how long a session lives at most, however busy; 10 hours when zero.
	Absolute time.Duration
	// Issuer is the OpenID provider that subjects are bound at.
	Issuer string
	// Levels says which level of assurance (tillitsnivå) each acr value stands for.
	// A value that is not listed stands for none.
	Levels map[string]int
	// RequiredLevel is the lowest level let in; 3 when zero.
	RequiredLevel int
	// Site is the address people reach the site at, which passkeys are bound to;
	// localhost when empty.
	Site string
	// Tell leaves a notice to a person about their own account. Nobody is told when nil.
	Tell func(ctx context.Context, tx *db.Tx, user, key, link string) error
	// Secrets keeps what the gate seals with.
	Secrets Secrets
}

func (s Settings) withDefaults() Settings {
	if s.Idle <= 0 {
		s.Idle = 30 * time.Minute
	}
	if s.Absolute <= 0 {
		s.Absolute = 10 * time.Hour
	}
	if s.RequiredLevel <= 0 {
		s.RequiredLevel = 3
	}
	if s.Tell == nil {
		s.Tell = func(context.Context, *db.Tx, string, string, string) error { return nil }
	}
	if s.Levels == nil {
		s.Levels = map[string]int{
			"http://id.elegnamnden.se/loa/1.0/loa2": 2,
			"http://id.elegnamnden.se/loa/1.0/loa3": 3,
			"http://id.elegnamnden.se/loa/1.0/loa4": 4,
		}
	}
	return s
}

// level is the level of assurance that acr stands for, and whether it is enough.
func (s Settings) level(acr string) (int, bool) {
	level := s.Levels[acr]
	return level, level > 0 && level >= s.RequiredLevel
}

// touchEvery is how often a session in use is written down as used. It is what
// keeps a reading from being a writing, and the idle limit exact to a minute.
const touchEvery = time.Minute

// live says whether a session that began and was last seen at these moments may go
// on. One that was seen later than now is over: the clock has been set back, or
// another server's is ahead, and nobody knows how long it has been idle.
func (s Settings) live(started, seen, now time.Time) bool {
	return now.Before(started.Add(s.Absolute)) && now.Before(seen.Add(s.Idle)) && !now.Before(seen.Add(-touchEvery))
}

// twoFactorLevel is the level of assurance of a password with a code, and of a
// passkey: two factors, and an administrator who knew whom they invited.
const twoFactorLevel = 2

// proofLife is how long after showing who one is the most sensitive things open.
// It is as long as it takes to read through a report and write down an assessment,
// and shorter than a coffee break from a screen left open.
const proofLife = 15 * time.Minute

// strong says whether who holds the session showed who they are lately enough.
func strong(proved, now time.Time) bool { return !proved.IsZero() && now.Before(proved.Add(proofLife)) }

// newToken is 256 random bits for a cookie. Only its hash is stored, so that a
// copy of the database opens no session.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// wellFormed spares the database what cannot be a token.
func wellFormed(token string) bool {
	b, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && len(b) == 32
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
