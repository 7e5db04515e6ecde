package concern

import (
	"slices"

	"samspel/internal/ground/fault"
)

// HandoverDraft is what a manager chooses to hand matters over (omfördelning): whose,
// which, and to whom.
type HandoverDraft struct {
	// From is the officer who has them; "" is those nobody has.
	From    string
	Urgency Urgency
	Step    Step
	// To is one or several, who share them evenly.
	To []string
}

// Check says what is wrong with the draft. Among is those who receive at the unit.
func (d HandoverDraft) Check(among []string) error {
	var faults fault.List
	switch {
	case len(d.To) == 0:
		faults.Add(fault.Invalid("to", "concern.handover.to_missing"))
	case slices.ContainsFunc(d.To, func(user string) bool { return !slices.Contains(among, user) }):
		faults.Add(fault.Invalid("to", "concern.assign.unknown"))
	case d.From != "" && slices.Contains(d.To, d.From):
		faults.Add(fault.Invalid("to", "concern.handover.to_same"))
	}
	return faults.Err()
}

// A Move is one matter of a handover, as it was when it was shown. Nobody is To when
// none of those chosen may open it.
type Move struct {
	Matter  string
	Version int64
	To      string
}

// share gives each matter, in order, to whoever of the chosen has been given fewest
// so far and may open it; the first of them when several have as few.
func share(matters []Matter, to []string, covers func(string) bool) []Move {
	given := map[string]int{}
	moves := make([]Move, len(matters))
	for i, m := range matters {
		moves[i] = Move{Matter: m.ID, Version: m.Version}
		for _, user := range to {
			if m.Protected && !covers(user) {
				continue
			}
			if best := moves[i].To; best == "" || given[user] < given[best] {
				moves[i].To = user
			}
		}
		given[moves[i].To]++
	}
	return moves
}
