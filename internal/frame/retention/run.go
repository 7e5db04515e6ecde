package retention

import (
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// RunState is how far a run has come.
type RunState string

const (
	Proposed  RunState = "proposed"  // föreslagen
	Withdrawn RunState = "withdrawn" // återtagen
	Running   RunState = "running"   // pågår
	// Shredded (gallrad): nothing opens it here; copies of the keys may be left in a backup.
	Shredded RunState = "shredded"
	// Final (slutförd): the last copy of the keys has aged out.
	Final RunState = "final"
)

// A Run (gallringsomgång) is some of one controller's copies, disposed of together.
//
// Invariant: whoever confirms it is somebody else than who proposed it.
type Run struct {
	ID          string
	Controller  string
	State       RunState
	ProposedBy  string
	ProposedAt  time.Time
	ConfirmedBy string
	ConfirmedAt time.Time
	ShreddedAt  time.Time
	// FinalOn is the first day on which no copy of the keys is left.
	FinalOn civil.Date
	FinalAt time.Time
}

// ItemState is what has become of one copy in a run.
type ItemState string

const (
	ItemProposed ItemState = "proposed"
	// ItemDoomed: its keys are being destroyed, and nothing stops it any more.
	ItemDoomed ItemState = "doomed"
	ItemGone   ItemState = "gone"
	// ItemSpared: it was no longer due when its turn came.
	ItemSpared ItemState = "spared"
)

// An Item is one copy in a run: what the receipt says of it, in ids.
type Item struct {
	Run     string
	Key     Key
	Source  string
	Class   Class
	Rule    string
	DueYear int
	State   ItemState
	Spared  Spared
	GoneAt  time.Time
}

// Spared is why a copy was left.
type Spared string

const (
	SparedHeld   Spared = "held"    // somebody stopped it
	SparedNotDue Spared = "not_due" // something has been written, marked or planned since
)

// Confirm begins the run.
func (r Run) Confirm(who string, at time.Time) (Run, error) {
	switch {
	case r.State != Proposed:
		return r, fault.Refused("retention.run.not_proposed")
	case who == r.ProposedBy:
		return r, fault.Refused("retention.run.own")
	}
	r.State, r.ConfirmedBy, r.ConfirmedAt = Running, who, at
	return r, nil
}

// Withdraw takes a proposal back; its copies can be proposed again.
func (r Run) Withdraw() (Run, error) {
	if r.State != Proposed {
		return r, fault.Refused("retention.run.not_proposed")
	}
	r.State = Withdrawn
	return r, nil
}

// shredded ends the run. Copies of the keys live in backups for keptFor, and opened
// keysets in the memory of other nodes for a while.
func (r Run) shredded(at time.Time, keptFor time.Duration) Run {
	r.State, r.ShreddedAt = Shredded, at
	r.FinalOn = civil.Of(at.Add(keptFor + person.KeptFor)).AddDays(1)
	return r
}

// mayKeepRecords: the records officer of the organisation.
func mayKeepRecords(who access.Actor) access.Decision {
	switch {
	case who.System():
		return access.Deny("a system keeps no records")
	case who.Role != access.Archivist || who.Organisation == "":
		return access.Deny("not a records officer")
	}
	return access.Allow("records officer of the organisation")
}

// mayKeep: the records officer, for the own organisation's copy.
func mayKeep(who access.Actor, k Key) access.Decision {
	if d := mayKeepRecords(who); !d.Allowed() {
		return d
	}
	if k.Controller != who.Organisation {
		return access.Deny("another organisation's records")
	}
	return access.Allow("records officer of the organisation")
}

// mayConfirm: another records officer than who proposed it, who has lately shown who
// they are, because nothing brings back what it destroys.
func mayConfirm(who access.Actor, r Run) access.Decision {
	switch d := mayKeep(who, Key{Controller: r.Controller}); {
	case !d.Allowed():
		return d
	case who.User == r.ProposedBy:
		return access.Deny("own proposal")
	case !who.Strong:
		return access.Prove("records officer, and too long since they showed who they are")
	}
	return access.Allow("another records officer than who proposed it")
}

// MayKeepRecords says whether the actor's menu leads to the records.
func MayKeepRecords(who access.Actor) bool { return mayKeepRecords(who).Allowed() }
