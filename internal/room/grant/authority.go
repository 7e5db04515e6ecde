package grant

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// An Authority (behörighet) lets a colleague do for the municipality what otherwise the
// head of its unit does. It holds at once, and to the end of a day.
//
// Invariant: nobody has it from themselves, and none passes it on.
type Authority struct {
	ID, Municipality string
	Kind             AuthorityKind
	User, GivenBy    string
	GivenAt          time.Time
	LastOn           civil.Date
	EndedBy          string
	EndedAt          time.Time
}

// AuthorityKind is what an authority is for.
type AuthorityKind string

const (
	// Sign (firmateckning): to call for money, and to take a call back.
	Sign AuthorityKind = "sign"
	// Certify (intygande), as a chief finance officer does: to attest where the
	// municipality is paid, and later what the money was used for.
	Certify AuthorityKind = "certify"
)

// Holds says whether it is in force on the day.
func (a Authority) Holds(on civil.Date) bool { return a.EndedAt.IsZero() && !on.After(a.LastOn) }

// longestAuthority is how many days ahead it can last.
const longestAuthority = 366

// AuthorityDraft is what the head of a unit gives to whom.
type AuthorityDraft struct {
	Kind   AuthorityKind
	User   string
	LastOn civil.Date
}

func (d AuthorityDraft) check(today civil.Date, by string, colleagues map[string]string) error {
	var wrong fault.List
	if d.Kind != Sign && d.Kind != Certify {
		wrong.Add(fault.Invalid("kind", "grant.authority.kind"))
	}
	if _, ok := colleagues[d.User]; !ok || d.User == by {
		wrong.Add(fault.Invalid("user", "grant.authority.user"))
	}
	if d.LastOn.IsZero() || d.LastOn.Before(today) || d.LastOn.After(today.AddDays(longestAuthority)) {
		wrong.Add(fault.Invalid("last_on", "grant.authority.last_on", "last", today.AddDays(longestAuthority)))
	}
	return wrong.Err()
}
