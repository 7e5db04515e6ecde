package coordination

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Relief (avlösning) is that the baton moved while its holder was away, and why.
//
// Invariant: it moved from one person to another in the same moment; whoever had it is
// told, and so is whoever got it.
type Relief struct {
	ID, Matter string
	Keyset     string
	From, To   string
	Unit       string
	By         string
	At         time.Time
}

// ReliefBody is why, sealed.
type ReliefBody struct{ Reason string }

// ReliefDraft is what somebody says who moves the baton.
type ReliefDraft struct {
	To     string
	Reason string
	// Version is of the matter as it was when it was shown.
	Version int64
}

const reliefReasonLimit = 500

// Away (borta) is that the holder of the baton is away today, and who can relieve them.
type Away struct {
	// Until is the last day; the zero Date says that the holder is at work.
	Until civil.Date
	// Deputy stands in for the holder. That moves no right: only the baton does.
	Deputy string
	// Able are the users at the holder's unit who are at work and may know of the matter.
	Able []string
}

// On says whether the holder is away.
func (a Away) On() bool { return !a.Until.IsZero() }

func (a Away) check(d ReliefDraft) error {
	var faults fault.List
	if !slices.Contains(a.Able, d.To) {
		faults.Add(fault.Invalid("to", "coordination.relief.to_missing"))
	}
	switch {
	case strings.TrimSpace(d.Reason) == "":
		faults.Add(fault.Invalid("reason", "coordination.relief.reason_missing"))
	case utf8.RuneCountInString(d.Reason) > reliefReasonLimit:
		faults.Add(fault.Invalid("reason", "coordination.relief.reason_long", "limit", reliefReasonLimit))
	}
	return faults.Err()
}

// Relieve gives the baton to somebody else at the holder's unit.
func (b Baton) Relieve(to string, at time.Time) (Baton, error) {
	if to == "" || to == b.User {
		return b, fault.Invalid("to", "coordination.baton.has_it")
	}
	return Baton{Holder: Holder{to, b.Unit, b.Organisation}, Since: at}, nil
}

// ableIn is who of those at work in the holder's unit can take the baton. In protected
// mode nobody from outside the team is let in; for a protected identity the mandate must
// cover it.
func (s Standing) ableIn(present []string, covers func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(present), func(user string) bool {
		me, joined := s.joined(user, s.Matter.Baton.Unit)
		return user == s.Matter.Baton.User || slices.Contains(s.Apart, user) ||
			joined && me.Holds != HoldsAll || s.Protection.On() && !joined || s.Matter.Protected && !covers(user)
	})
}
