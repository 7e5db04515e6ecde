package coordination

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// ItemKind is what an organisation has written.
type ItemKind string

const (
	// Note (anteckning): something worth knowing.
	Note ItemKind = "note"
	// Intervention (insats): something an organisation does for the child during a time.
	Intervention ItemKind = "intervention"
	// Strength (styrka) and Worry (oro): what is good and what is not, in one sentence, in
	// one place of the child's life.
	Strength ItemKind = "strength"
	Worry    ItemKind = "worry"
	// Transitional (byte): something that changes on a day and needs to be prepared.
	Transitional ItemKind = "transition"
)

// ItemKinds is every kind, in the order pages list them.
var ItemKinds = []ItemKind{Intervention, Note, Strength, Worry, Transitional}

// Shown is how much those outside the own unit may see of an item, at most and
// only where there is a ground.
type Shown string

const (
	ShownFull      Shown = "full"
	ShownTitle     Shown = "title"
	ShownExistence Shown = "existence"
	ShownHidden    Shown = "hidden"
)

// Showns is every step, the most first.
var Showns = []Shown{ShownFull, ShownTitle, ShownExistence, ShownHidden}

// sight is the step as what a reader sees.
func (s Shown) sight() Sight {
	switch s {
	case ShownFull:
		return Full
	case ShownTitle:
		return TitleOnly
	case ShownExistence:
		return ThatItExists
	case ShownHidden:
	}
	return Nothing
}

// An Item (uppgift i ärendet) is one thing that an organisation has written in a
// matter and owns. Nobody else changes it, and nothing of it is ever overwritten.
type Item struct {
	ID           string
	Matter       string
	Organisation string
	Unit         string
	Author       string
	Keyset       string
	Kind         ItemKind
	Topic        Topic
	Shown        Shown
	MadeAt       time.Time
	Version      int
	WithdrawnAt  time.Time
}

// ItemBody is what it says, sealed with its version; the part that belongs to the
// kind is set.
type ItemBody struct {
	Text         string
	Intervention *InterventionBody `json:",omitempty"`
	Setting      Setting           `json:",omitempty"`
	Transition   *TransitionBody   `json:",omitempty"`
}

// InterventionBody is what is particular to an intervention.
type InterventionBody struct {
	// Responsible is the person in their role, as others know them.
	Responsible string
	Begins      civil.Date
	Ends        civil.Date
	// Often is how often: "en gång i veckan".
	Often string
	State InterventionState
	// Outcome is how it went.
	Outcome string
}

// InterventionState is how far an intervention has come.
type InterventionState string

const (
	// Planned (beslutad): not begun.
	Planned InterventionState = "planned"
	// Ongoing (pågår).
	Ongoing InterventionState = "ongoing"
	// Ended (avslutad).
	Ended InterventionState = "ended"
)

// InterventionStates is every state, in order.
var InterventionStates = []InterventionState{Planned, Ongoing, Ended}

// ItemDraft is what somebody types. ID is the form's, so that the same form sent
// twice is one thing.
type ItemDraft struct {
	ID    string
	Kind  ItemKind
	Topic Topic
	Shown Shown
	Title string
	Body  ItemBody
}

// Check says everything that is missing or wrong in the draft.
func (d ItemDraft) Check() error {
	var faults fault.List
	if d.Title == "" {
		faults.Add(fault.Invalid("title", "coordination.item.title_missing"))
	}
	if d.Topic == "" {
		faults.Add(fault.Invalid("topic", "coordination.item.topic_missing"))
	}
	if d.Shown == "" {
		faults.Add(fault.Invalid("shown", "coordination.item.shown_missing"))
	}
	switch d.Kind {
	case Note:
		if d.Body.Text == "" {
			faults.Add(fault.Invalid("text", "coordination.item.text_missing"))
		}
	case Strength, Worry:
		if d.Body.Setting == "" {
			faults.Add(fault.Invalid("setting", "coordination.item.setting_missing"))
		}
	case Transitional:
		if d.Body.Transition == nil || d.Body.Transition.On.IsZero() {
			faults.Add(fault.Invalid("on", "coordination.item.on_missing"))
		}
	case Intervention:
		in := d.Body.Intervention
		switch {
		case in == nil || in.Responsible == "":
			faults.Add(fault.Invalid("responsible", "coordination.item.responsible_missing"))
		case in.Begins.IsZero():
			faults.Add(fault.Invalid("begins", "coordination.item.begins_missing"))
		case !in.Ends.IsZero() && in.Ends.Before(in.Begins):
			faults.Add(fault.Invalid("ends", "coordination.item.ends_before"))
		}
		if in != nil && in.State == "" {
			faults.Add(fault.Invalid("state", "coordination.item.state_missing"))
		}
	}
	return faults.Err()
}

// Revise makes the next version.
func (it Item) Revise(d ItemDraft) (Item, error) {
	if !it.WithdrawnAt.IsZero() {
		return it, fault.Refused("coordination.item.withdrawn")
	}
	d.Kind = it.Kind
	if err := d.Check(); err != nil {
		return it, err
	}
	it.Topic, it.Shown, it.Version = d.Topic, d.Shown, it.Version+1
	return it, nil
}

// Withdraw leaves a tombstone: the owner keeps what was written, others see that it
// was taken back.
func (it Item) Withdraw(at time.Time) (Item, error) {
	if !it.WithdrawnAt.IsZero() {
		return it, fault.Refused("coordination.item.withdrawn")
	}
	it.WithdrawnAt = at
	return it, nil
}

// A Sight (insyn) is how much of an item a reader sees, the least first.
type Sight int

const (
	Nothing Sight = iota
	ThatItExists
	TitleOnly
	Full
)

// Reason is why a reader sees an item, or does not, as words for it exist.
type Reason string

const (
	BecauseOwnUnit         Reason = "own_unit"
	BecauseOwnOrganisation Reason = "own_organisation"
	BecauseConsent         Reason = "consent"
	BecauseDecision        Reason = "decision"
	BecauseOwner           Reason = "owner"
	BecauseNoGround        Reason = "no_ground"
	BecauseNotThere        Reason = "not_there"
)

// Insight is how much, why, and on what ground.
type Insight struct {
	Sight  Sight
	Reason Reason
	Ground Ground
}
