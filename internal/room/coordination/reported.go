package coordination

import "slices"

// Reported is what a report of concern says of a child, as the room that has it
// gives it to somebody who raises a need because of it.
type Reported struct {
	Child NewChild
	Parts []ReportedPart
}

// A ReportedPart is one text of the report, by name: seen, heard, said or interpretation.
type ReportedPart struct{ Name, Text string }

// What of a report somebody can take with them besides its texts.
const (
	TakeChild     = "child"
	TakeGuardians = "guardians"
)

// takeable is every name of something that can be taken.
var takeable = []string{TakeChild, TakeGuardians, "seen", "heard", "said", "interpretation"}

// taking is what has been chosen of it, and nothing else. That a child's identity is
// protected always comes with the child.
func (r Reported) taking(names []string) Reported {
	var kept Reported
	if slices.Contains(names, TakeChild) {
		kept.Child = r.Child
		kept.Child.Guardians = nil
	}
	if slices.Contains(names, TakeGuardians) {
		kept.Child.Guardians = r.Child.Guardians
	}
	for _, p := range r.Parts {
		if slices.Contains(names, p.Name) {
			kept.Parts = append(kept.Parts, p)
		}
	}
	return kept
}
