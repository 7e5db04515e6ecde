package concern

import "time"

// Whose narrows the inbox by who has taken the matter.
type Whose string

const (
	Everybodys Whose = ""
	Mine       Whose = "mine"
	Nobodys    Whose = "nobodys"
	// Theirs is those of the colleagues the reader stands in for today.
	Theirs Whose = "theirs"
)

// InboxFilter is what the reader of the inbox has chosen; the zero filter is everything.
type InboxFilter struct {
	Urgency Urgency
	Whose   Whose
	Step    Step
	After   PageKey
}

// PageKey is where a page ended: the moment it is sorted by, and the id that
// settles ties. It goes in the address and holds nothing about a person.
type PageKey struct {
	At time.Time
	ID string
}

// IsZero says that the page is the first.
func (k PageKey) IsZero() bool { return k.ID == "" }

// Tally counts the inbox by urgency. Counts stop at a cap, see [Tally.Capped].
type Tally struct {
	Late, Today, Soon, Ample, Unassigned int
}

// Capped says that there are at least n, and perhaps more.
func Capped(n int) bool { return n >= tallyCap }
