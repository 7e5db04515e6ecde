package identity

import (
	"strings"
	"time"

	"samspel/internal/ground/id"
)

// An Invitation (inbjudan) lets a person who has been added choose a password and
// connect an authenticator app. The code is shown once, to the administrator.
type Invitation struct {
	Code    string
	Expires time.Time
	sealed  []byte
}

// invitationLife is long enough for a person on leave a few days, and no longer.
const invitationLife = 7 * 24 * time.Hour

// newInvitationCode is about 78 random bits in four groups of four, fit to be
// read aloud.
func newInvitationCode() string { return id.NewReference() + "-" + id.NewReference() }

// normalCode forgives spaces, small letters and missing hyphens.
func normalCode(s string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		if r == '-' || r == ' ' || r == '\u00a0' || r == '\t' {
			continue
		}
		if b.Len() > 0 && b.Len()%5 == 4 {
			b.WriteByte('-')
		}
		if b.Len() > 32 {
			return ""
		}
		b.WriteRune(r)
	}
	return b.String()
}
