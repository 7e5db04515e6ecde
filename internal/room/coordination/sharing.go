package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Sharing (beslut om att dela) is one organisation's decision to share what is
// its own without consent, on a ground in law, or not to share it. The program
// shows the ground's tests and keeps the answers; a human has decided.
//
// Invariant: it never reaches further than what its organisation has written.
type Sharing struct {
	ID           string
	Matter       string
	Organisation string
	Unit         string
	Author       string
	Keyset       string
	// Ground is an id of package law.
	Ground string
	// Shares is false for the decision not to share.
	Shares     bool
	Recipients []string // organisations
	Topics     []Topic
	// Item is the only thing it is about; "" when it is everything in Topics.
	Item      string
	DecidedAt time.Time
	To        civil.Date
	EndedAt   time.Time
}

// SharingBody is what was written with it, sealed.
type SharingBody struct {
	Answers []TestAnswer
	Reasons string
	// Told says whether the family knows, and why not when it does not.
	Told       bool
	NotToldWhy string
}

// TestAnswer is what a human answered to one of the ground's tests.
type TestAnswer struct {
	Question string
	Met      bool
	Why      string
}

// SharingDraft is what somebody types to decide.
type SharingDraft struct {
	ID         string
	Shares     bool
	Ground     string
	Recipients []string
	Topics     []Topic
	Item       string
	To         civil.Date
	Body       SharingBody
}

// longestSharing is how long somebody may share without asking again.
const longestSharing = 186

// Check says everything that is missing or wrong in the draft. Every test must be
// answered; one that is not met is a ground that is not there.
func (d SharingDraft) Check(today civil.Date) error {
	var faults fault.List
	if len(d.Recipients) == 0 {
		faults.Add(fault.Invalid("recipients", "coordination.sharing.recipients_missing"))
	}
	if len(d.Topics) == 0 && d.Item == "" {
		faults.Add(fault.Invalid("topics", "coordination.sharing.topics_missing"))
	}
	if d.Body.Reasons == "" {
		faults.Add(fault.Invalid("reasons", "coordination.sharing.reasons_missing"))
	}
	if !d.Shares {
		return faults.Err()
	}
	if d.Ground == "" {
		faults.Add(fault.Invalid("ground", "coordination.sharing.ground_missing"))
	}
	if d.Ground != "" && slices.ContainsFunc(d.Body.Answers, func(a TestAnswer) bool { return !a.Met }) {
		faults.Add(fault.Invalid("tests", "coordination.sharing.test_unmet"))
	}
	switch {
	case d.To.IsZero():
		faults.Add(fault.Invalid("to", "coordination.sharing.to_missing"))
	case d.To.Before(today):
		faults.Add(fault.Invalid("to", "coordination.sharing.to_past"))
	case d.To.Sub(today) > longestSharing:
		faults.Add(fault.Invalid("to", "coordination.sharing.to_far", "latest", today.AddDays(longestSharing)))
	}
	if !d.Body.Told && d.Body.NotToldWhy == "" {
		faults.Add(fault.Invalid("not_told_why", "coordination.sharing.told_missing"))
	}
	return faults.Err()
}

// effective says whether it lets anything through at the moment.
func (s Sharing) effective(at time.Time) bool {
	return s.Shares && s.EndedAt.IsZero() && !civil.Of(at).After(s.To) && !at.Before(s.DecidedAt)
}

// End takes it back from now on.
func (s Sharing) End(at time.Time) (Sharing, error) {
	if !s.effective(at) {
		return s, fault.Refused("coordination.sharing.ended")
	}
	s.EndedAt = at
	return s, nil
}
