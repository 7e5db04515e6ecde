package coordination

import (
	"time"

	"samspel/internal/ground/fault"
)

// ClosureReason is why a matter ends.
type ClosureReason string

const (
	GoalsMet         ClosureReason = "goals_met"
	ConsentGone      ClosureReason = "consent_withdrawn"
	MovedAway        ClosureReason = "moved"
	BecameProtection ClosureReason = "protection"
	AgeLimit         ClosureReason = "age"
	Inactive         ClosureReason = "inactive"
)

// ClosureReasons is every reason, in the order pages list them.
var ClosureReasons = []ClosureReason{GoalsMet, MovedAway, ConsentGone, AgeLimit, BecameProtection, Inactive}

const (
	EntryClosing    EntryKind = "closing"
	EntryNotClosing EntryKind = "not_closing"
	EntryClosed     EntryKind = "closed"
)

// A Closure (avslut) is why a matter ends.
//
// Invariant: somebody keeps the contact with the child, or it is written why nobody does.
type Closure struct {
	Matter       string
	Organisation string
	Author       string
	Keyset       string
	Reason       ClosureReason
	BegunAt      time.Time
}

// Kept is whether somebody got what was agreed on paper, where that is safe.
type Kept string

const (
	KeptGiven     Kept = "given"
	KeptNotSafe   Kept = "not_safe"
	KeptNotWanted Kept = "not_wanted"
)

// Kepts is every answer about a copy.
var Kepts = []Kept{KeptGiven, KeptNotWanted, KeptNotSafe}

// ClosureBody is what is written of it, sealed.
type ClosureBody struct {
	Why string
	// Contact is who the child can turn to afterwards.
	Contact   string
	Child     Kept
	Guardians Kept
}

// ClosureDraft is what somebody types to begin closing.
type ClosureDraft struct {
	Reason ClosureReason
	Body   ClosureBody
}

// Check says everything that is missing or wrong in the draft.
func (d ClosureDraft) Check() error {
	var faults fault.List
	if d.Reason == "" {
		faults.Add(fault.Invalid("reason", "coordination.closing.reason_missing"))
	}
	if d.Body.Why == "" {
		faults.Add(fault.Invalid("why", "coordination.closing.why_missing"))
	}
	if d.Body.Contact == "" {
		faults.Add(fault.Invalid("contact", "coordination.closing.contact_missing"))
	}
	if d.Body.Child == "" {
		faults.Add(fault.Invalid("child", "coordination.closing.copy_missing"))
	}
	if d.Body.Guardians == "" {
		faults.Add(fault.Invalid("guardians", "coordination.closing.copy_missing"))
	}
	return faults.Err()
}

// BeginClosing says that the matter is about to end. The team may still write.
func (m Matter) BeginClosing() (Matter, error) {
	if m.State == Closing || m.State == Closed {
		return m, fault.Refused("coordination.closing.begun")
	}
	m.State = Closing
	return m, nil
}

// StopClosing goes on with the matter; settle gives it the state it then has.
func (m Matter) StopClosing() (Matter, error) {
	if m.State != Closing {
		return m, fault.Refused("coordination.closing.not_begun")
	}
	m.State = Paused
	return m, nil
}

// Close ends the matter. A meeting that is to come must be cancelled or held first.
func (m Matter) Close(coming bool, at time.Time) (Matter, error) {
	switch {
	case m.State != Closing:
		return m, fault.Refused("coordination.closing.not_begun")
	case coming:
		return m, fault.Refused("coordination.closing.meeting_coming")
	}
	m.State, m.ClosedAt = Closed, at
	return m, nil
}

// AfterwardsRole is whose answers they are.
type AfterwardsRole string

const (
	AfterwardsChild    AfterwardsRole = "child"
	AfterwardsGuardian AfterwardsRole = "guardian"
)

// Questions is what the child and the guardians are asked afterwards, by the names of
// their words. A new set of questions has new names.
var Questions = []string{"important", "decided", "understood", "helped"}

// AfterwardsAnswers is what each can be answered with.
var AfterwardsAnswers = []string{"yes", "partly", "no", "unsure"}

// AfterwardsDraft is what a child or a guardian answers. ID is the form's, so that the
// same form sent twice is one voice.
type AfterwardsDraft struct {
	ID      string
	Role    AfterwardsRole
	Answers map[string]string
	Words   string
	// How is how the answers were given.
	How string
}

// Check says everything that is missing or wrong in the draft.
func (d AfterwardsDraft) Check() error {
	var faults fault.List
	if d.Role == "" {
		faults.Add(fault.Invalid("role", "coordination.afterwards.role_missing"))
	}
	if d.How == "" {
		faults.Add(fault.Invalid("how", "coordination.afterwards.how_missing"))
	}
	if len(d.Answers) == 0 && d.Words == "" {
		faults.Add(fault.Invalid("words", "coordination.afterwards.answer_missing"))
	}
	return faults.Err()
}
