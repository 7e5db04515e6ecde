package coordination

import (
	"strconv"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Attained is how far a goal was reached.
type Attained string

const (
	AttainedFully  Attained = "fully"
	AttainedPartly Attained = "partly"
	AttainedNot    Attained = "not"
)

// Attainments is every step, the most first.
var Attainments = []Attained{AttainedFully, AttainedPartly, AttainedNot}

// A FollowUp (uppföljning) is one time when the team and the child looked back at
// a plan.
type FollowUp struct {
	ID     string
	Plan   string
	Matter string
	HeldOn civil.Date
	// DueOn is the day it was to be held; zero when none was set.
	DueOn      civil.Date
	RecordedAt time.Time
	RecordedBy string
	// ChildRated says that the child has said how it went.
	ChildRated bool
}

// FollowUpBody is what was said, sealed under the matter's keyset.
type FollowUpBody struct {
	Goals []GoalRating
	// ChildHow is how the child's rating was obtained; ChildNot why it was not.
	ChildHow, ChildNot string
	Text               string
}

// A GoalRating (måluppfyllelse) is what professionals and the child say about one
// goal, side by side.
type GoalRating struct {
	Goal string
	// Text is the goal as it read that day.
	Text        string
	Topic       Topic
	Team, Child Attained
}

// FollowUpDraft is what somebody types to follow up.
type FollowUpDraft struct {
	ID     string
	HeldOn civil.Date
	NextOn civil.Date
	Body   FollowUpBody
}

// Check says everything that is missing or wrong: every goal is rated by the
// professionals, and by the child or with the reason why not.
func (d FollowUpDraft) Check(today civil.Date) error {
	var faults fault.List
	switch {
	case d.HeldOn.IsZero():
		faults.Add(fault.Invalid("held_on", "coordination.followup.held_missing"))
	case d.HeldOn.After(today):
		faults.Add(fault.Invalid("held_on", "coordination.followup.held_later"))
	}
	byChild := 0
	for i, g := range d.Body.Goals {
		if g.Team == "" {
			faults.Add(fault.Invalid("team"+strconv.Itoa(i+1), "coordination.followup.team_missing"))
		}
		if g.Child != "" {
			byChild++
		}
	}
	switch {
	case d.Body.ChildNot == "" && byChild < len(d.Body.Goals):
		faults.Add(fault.Invalid("child_not", "coordination.followup.child_missing"))
	case byChild > 0 && d.Body.ChildHow == "":
		faults.Add(fault.Invalid("child_how", "coordination.plan.child_how_missing"))
	}
	switch {
	case d.NextOn.IsZero():
		faults.Add(fault.Invalid("next_on", "coordination.followup.next_missing"))
	case !d.NextOn.After(d.HeldOn) || d.NextOn.Before(today):
		faults.Add(fault.Invalid("next_on", "coordination.plan.next_past"))
	}
	return faults.Err()
}

// rated says whether the child has rated a goal.
func (b FollowUpBody) rated() bool {
	for _, g := range b.Goals {
		if g.Child != "" {
			return true
		}
	}
	return false
}
