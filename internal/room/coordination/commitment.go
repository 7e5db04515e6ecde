package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// CommitmentState is how far a commitment has come.
type CommitmentState string

const (
	// CommitmentProposed (föreslaget): somebody is asked, and nobody is responsible.
	CommitmentProposed CommitmentState = "proposed"
	// CommitmentDeclined (avböjt): who was asked said no.
	CommitmentDeclined CommitmentState = "declined"
	// CommitmentAccepted (antaget): somebody has made it theirs.
	CommitmentAccepted CommitmentState = "accepted"
	// CommitmentOngoing (pågår).
	CommitmentOngoing CommitmentState = "ongoing"
	// CommitmentDone (klart).
	CommitmentDone CommitmentState = "done"
	// CommitmentNotDone (inte gjort): with the reason.
	CommitmentNotDone CommitmentState = "not_done"
	// CommitmentHandedOver (överlämnat): somebody else has accepted it.
	CommitmentHandedOver CommitmentState = "handed_over"
	// CommitmentDropped (struket): no longer part of the plan.
	CommitmentDropped CommitmentState = "dropped"
)

// CommitmentStates is every state, in order.
var CommitmentStates = []CommitmentState{CommitmentProposed, CommitmentDeclined, CommitmentAccepted, CommitmentOngoing,
	CommitmentDone, CommitmentNotDone, CommitmentHandedOver, CommitmentDropped}

// Taken says whether somebody is responsible now.
func (s CommitmentState) Taken() bool { return s == CommitmentAccepted || s == CommitmentOngoing }

// Live says whether somebody still has something to do: to answer, or to act.
func (s CommitmentState) Live() bool { return s == CommitmentProposed || s.Taken() }

// A Commitment (åtagande) is what somebody in the team has promised, or is asked,
// to do for a goal. It belongs to the organisation that does it.
//
// Invariant: nobody is responsible who has not accepted.
type Commitment struct {
	ID           string
	Matter       string
	Goal         string
	Topic        Topic
	Organisation string
	Unit         string
	// User is who is asked, and once accepted who is responsible.
	User   string
	Keyset string
	// Proposer is who asked, at their unit.
	Proposer     string
	ProposerUnit string
	State        CommitmentState
	// Plan is the number of the version it came with.
	Plan int
	// Start is the day it begins; zero when nobody has said one.
	Start      civil.Date
	Due        civil.Date
	ProposedAt time.Time
	AnsweredAt time.Time
	EndedAt    time.Time
	// From is the commitment this one takes over.
	From string
	// Decision is the paragraph of some minutes that it comes from; "" for none.
	Decision string
	Version  int64
}

// CommitmentBody is what is promised, sealed under the keyset of who does it.
type CommitmentBody struct {
	What string
	// Others is what somebody outside the team does for it.
	Others string
}

// CommitmentOutcome is what was written when it was answered or ended.
type CommitmentOutcome struct{ Reason string }

// Responsible is who has accepted it; "" when nobody has.
func (c Commitment) Responsible() string {
	switch c.State {
	case CommitmentAccepted, CommitmentOngoing, CommitmentDone, CommitmentNotDone, CommitmentHandedOver:
		return c.User
	case CommitmentProposed, CommitmentDeclined, CommitmentDropped:
	}
	return ""
}

// item is the commitment as something a reader may see or not.
func (c Commitment) item() Item {
	return Item{ID: c.ID, Matter: c.Matter, Organisation: c.Organisation, Unit: c.Unit, Topic: c.Topic, Shown: ShownFull}
}

// answerDays is how long somebody may think about it before others are told.
const answerDays = 7

// Unanswered says whether it has waited too long for an answer.
func (c Commitment) Unanswered(now time.Time) bool {
	return c.State == CommitmentProposed && civil.Of(now).Sub(civil.Of(c.ProposedAt)) >= answerDays
}

// Overdue says whether it should have been done before the day.
func (c Commitment) Overdue(today civil.Date) bool {
	return c.State.Taken() && !c.Due.IsZero() && c.Due.Before(today)
}

// CommitmentDraft is what somebody types to ask for a commitment.
type CommitmentDraft struct {
	ID   string
	Goal string
	// Member is the member of the team who is asked.
	Member string
	Start  civil.Date
	Due    civil.Date
	Body   CommitmentBody
}

// Check says everything that is missing or wrong in the draft.
func (d CommitmentDraft) Check(today civil.Date) error {
	var faults fault.List
	if d.Goal == "" {
		faults.Add(fault.Invalid("goal", "coordination.commitment.goal_missing"))
	}
	if d.Member == "" {
		faults.Add(fault.Invalid("member", "coordination.commitment.member_missing"))
	}
	if d.Body.What == "" {
		faults.Add(fault.Invalid("what", "coordination.commitment.what_missing"))
	}
	switch {
	case d.Due.IsZero():
		faults.Add(fault.Invalid("due", "coordination.commitment.due_missing"))
	case d.Due.Before(today):
		faults.Add(fault.Invalid("due", "coordination.commitment.due_past"))
	case d.Due.Before(d.Start):
		faults.Add(fault.Invalid("start", "coordination.commitment.start_late"))
	}
	return faults.Err()
}

// Answer is the one who is asked saying yes or no; a no has its reason.
func (c Commitment) Answer(yes bool, user, reason string, at time.Time) (Commitment, error) {
	switch {
	case c.State != CommitmentProposed:
		return c, fault.Refused("coordination.commitment.answered")
	case !yes && reason == "":
		return c, fault.Invalid("reason", "coordination.commitment.reason_missing")
	}
	c.State, c.AnsweredAt, c.User = CommitmentDeclined, at, user
	if yes {
		c.State = CommitmentAccepted
	}
	return c, nil
}

// Begin says that work on it has begun.
func (c Commitment) Begin() (Commitment, error) {
	if c.State != CommitmentAccepted {
		return c, fault.Refused("coordination.commitment.not_accepted")
	}
	c.State = CommitmentOngoing
	return c, nil
}

// End says that it is done, or why it was not.
func (c Commitment) End(done bool, reason string, at time.Time) (Commitment, error) {
	switch {
	case !c.State.Taken():
		return c, fault.Refused("coordination.commitment.not_accepted")
	case !done && reason == "":
		return c, fault.Invalid("reason", "coordination.commitment.reason_missing")
	}
	c.State, c.EndedAt = CommitmentNotDone, at
	if done {
		c.State = CommitmentDone
	}
	return c, nil
}

// Drop strikes it out; only its own unit can strike what it has accepted.
func (c Commitment) Drop(at time.Time) (Commitment, error) {
	if !c.State.Live() {
		return c, fault.Refused("coordination.commitment.ended")
	}
	c.State, c.EndedAt = CommitmentDropped, at
	return c, nil
}

// HandOver is that somebody else has accepted it in this one's stead.
func (c Commitment) HandOver(to Commitment, at time.Time) (Commitment, error) {
	if !c.State.Taken() || to.From != c.ID || !to.State.Taken() {
		return c, fault.Refused("coordination.commitment.not_accepted")
	}
	c.State, c.EndedAt = CommitmentHandedOver, at
	return c, nil
}

// Unanswered are the commitments that have waited too long for an answer.
func Unanswered(all []Commitment, now time.Time) []Commitment {
	return pick(all, func(c Commitment) bool { return c.Unanswered(now) })
}

// Overdue are those that should have been done.
func Overdue(all []Commitment, today civil.Date) []Commitment {
	return pick(all, func(c Commitment) bool { return c.Overdue(today) })
}

// Untaken are the needs that nobody has taken: who is only asked has not.
func Untaken(b PlanBody, all []Commitment) []PlanNeed {
	return slices.DeleteFunc(slices.Clone(b.Needs), func(n PlanNeed) bool {
		return slices.ContainsFunc(all, func(c Commitment) bool {
			return n.has(c.Goal) && (c.State.Taken() || c.State == CommitmentDone)
		})
	})
}

// Overlaps are the goals that several organisations work on at once, which the team
// should look at together.
func Overlaps(b PlanBody, all []Commitment) []PlanGoal {
	var goals []PlanGoal
	for _, n := range b.Needs {
		for _, g := range n.Goals {
			var by []string
			for _, c := range all {
				if c.Goal == g.ID && c.State.Taken() && !slices.Contains(by, c.Organisation) {
					by = append(by, c.Organisation)
				}
			}
			if len(by) > 1 {
				goals = append(goals, g)
			}
		}
	}
	return goals
}

func pick(all []Commitment, is func(Commitment) bool) []Commitment {
	return slices.DeleteFunc(slices.Clone(all), func(c Commitment) bool { return !is(c) })
}
