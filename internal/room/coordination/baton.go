package coordination

import (
	"time"

	"samspel/internal/ground/fault"
)

// A Holder (samordnare) is the person who holds a matter together, in the unit they do it in.
type Holder struct {
	User         string
	Unit         string
	Organisation string
}

// A Baton (stafettpinne) is who holds the matter together now, and to whom it is
// offered.
//
// Invariant: never empty. It changes hands only when somebody has taken it, and
// until then the holder has it.
type Baton struct {
	Holder
	Since time.Time
	// OfferedTo is a [Member]; "" when it is offered to nobody.
	OfferedTo string
	OfferedAt time.Time
}

// Offer asks a member of the team to take over.
func (b Baton) Offer(to Member, at time.Time) (Baton, error) {
	switch {
	case to.State != Joined:
		return b, fault.Invalid("member", "coordination.baton.not_joined")
	case to.User == b.User && to.Unit == b.Unit:
		return b, fault.Invalid("member", "coordination.baton.has_it")
	case to.Holds != HoldsAll:
		return b, fault.Invalid("member", "coordination.baton.commitments_only")
	}
	b.OfferedTo, b.OfferedAt = to.ID, at
	return b, nil
}

// Take gives it to the member it was offered to.
func (b Baton) Take(by Member, at time.Time) (Baton, error) {
	if b.OfferedTo == "" || b.OfferedTo != by.ID || by.State != Joined {
		return b, fault.Refused("coordination.baton.not_offered")
	}
	return Baton{Holder: Holder{by.User, by.Unit, by.Organisation}, Since: at}, nil
}

// Decline leaves it where it is.
func (b Baton) Decline(by Member) (Baton, error) {
	if b.OfferedTo == "" || b.OfferedTo != by.ID {
		return b, fault.Refused("coordination.baton.not_offered")
	}
	b.OfferedTo, b.OfferedAt = "", time.Time{}
	return b, nil
}
