package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
)

// A Standing (ärendets läge) is everything a rule needs to know of a matter at a
// moment. It holds ids and no words about anybody.
type Standing struct {
	Matter   Matter
	Parties  []Party
	Team     []Member
	Consents []Consent
	Sharings []Sharing
	// Protection is the protected mode, if it is on, and Apart who on the staff may not know.
	Protection Protection
	Apart      []string
	// Grounds is what is valid at Now.
	Grounds Grounds
	Now     time.Time
}

// at gives the standing its moment and its grounds.
func (s Standing) at(now time.Time) Standing {
	s.Now, s.Grounds = now, groundsAt(s.Consents, s.Sharings, now)
	return s
}

// joined is the reader's own place in the team.
func (s Standing) joined(user, unit string) (Member, bool) {
	return s.find(func(m Member) bool { return m.State == Joined && m.User == user && m.Unit == unit })
}

// asked is the invitation that waits for the reader.
func (s Standing) asked(user, unit string) (Member, bool) {
	return s.find(func(m Member) bool { return m.asked(user, unit) })
}

func (s Standing) member(id string) (Member, bool) {
	return s.find(func(m Member) bool { return m.ID == id })
}

func (s Standing) find(is func(Member) bool) (Member, bool) {
	i := slices.IndexFunc(s.Team, is)
	if i < 0 {
		return Member{}, false
	}
	return s.Team[i], true
}

// party is an organisation's own part.
func (s Standing) party(organisation string) (Party, bool) {
	i := slices.IndexFunc(s.Parties, func(p Party) bool { return p.Organisation == organisation })
	if i < 0 {
		return Party{}, false
	}
	return s.Parties[i], true
}

// with is the standing after a consent has changed, or been added.
func (s Standing) with(c Consent) Standing {
	s.Consents = slices.DeleteFunc(slices.Clone(s.Consents), func(x Consent) bool { return x.ID == c.ID })
	s.Consents = append(s.Consents, c)
	return s.at(s.Now)
}

// deciding is the standing after a decision has changed, or been added.
func (s Standing) deciding(d Sharing) Standing {
	s.Sharings = slices.DeleteFunc(slices.Clone(s.Sharings), func(x Sharing) bool { return x.ID == d.ID })
	s.Sharings = append(s.Sharings, d)
	return s.at(s.Now)
}

// changing is the standing after a member has changed, or been added.
func (s Standing) changing(m Member) Standing {
	s.Team = slices.DeleteFunc(slices.Clone(s.Team), func(x Member) bool { return x.ID == m.ID })
	s.Team = append(s.Team, m)
	return s
}

// Whom is which of the reader's matters a list shows.
type Whom string

const (
	Everybody Whom = ""
	// HeldByMe: those the reader holds together.
	HeldByMe Whom = "held"
)

// ListFilter is what the reader has chosen; the zero filter is every open matter.
type ListFilter struct {
	Whom  Whom
	State MatterState
	Form  string
	After PageKey
}

// PageKey is where a page ended: the moment it is sorted by, and the id that
// settles ties. It goes in the address and holds nothing about a person.
type PageKey struct {
	At time.Time
	ID string
}

// IsZero says that the page is the first.
func (k PageKey) IsZero() bool { return k.ID == "" }

// age is how old somebody is; -1 when nobody knows.
func age(birth, on civil.Date) int {
	if birth.IsZero() {
		return -1
	}
	return birth.AgeOn(on)
}
