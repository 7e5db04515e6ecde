package retention

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

// HoldKind is why a disposal is stopped.
type HoldKind string

const (
	Dispute     HoldKind = "dispute"     // tvist eller skadestånd
	Supervision HoldKind = "supervision" // tillsyn
	Request     HoldKind = "request"     // begäran om utlämnande
	OtherHold   HoldKind = "other"
)

// HoldKinds is every kind, in the order pages list them.
var HoldKinds = []HoldKind{Dispute, Supervision, Request, OtherHold}

// A Hold (gallringsstopp) stops the disposal of one copy until somebody decides that
// it ends. It names registration numbers, never a person.
type Hold struct {
	ID        string
	Key       Key
	Kind      HoldKind
	Reference string
	MadeBy    string
	MadeAt    time.Time
	EndedBy   string
	EndedAt   time.Time
	Decision  string
}

// longestReference is how long a registration number may be.
const longestReference = 60

// HoldDraft is what somebody types to stop a disposal.
type HoldDraft struct {
	Kind      HoldKind
	Reference string
}

// Check says what is wrong with the draft.
func (d HoldDraft) Check() (HoldDraft, error) {
	var faults fault.List
	if !slices.Contains(HoldKinds, d.Kind) {
		faults.Add(fault.Invalid("kind", "retention.hold.kind_missing"))
	}
	var wrong *fault.Error
	if d.Reference, wrong = reference("reference", d.Reference); wrong != nil {
		faults.Add(wrong)
	}
	return d, faults.Err()
}

// reference is a registration number: short, and on one line.
func reference(field, text string) (string, *fault.Error) {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "":
		return "", fault.Invalid(field, "retention.reference_missing")
	case utf8.RuneCountInString(text) > longestReference:
		return "", fault.Invalid(field, "retention.reference_long", "max", longestReference)
	}
	return text, nil
}

// A Mark (märkning) says what a matter's documents are, when the program cannot know.
type Mark struct {
	ID      string
	Key     Key
	Class   Class
	MadeBy  string
	MadeAt  time.Time
	EndedBy string
	EndedAt time.Time
}

func classesOf(marks []Mark) []Class {
	var list []Class
	for _, m := range marks {
		if m.EndedAt.IsZero() {
			list = append(list, m.Class)
		}
	}
	return list
}
