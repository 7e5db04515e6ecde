package coordination

import (
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// PlanState is how far one version of a plan has come.
type PlanState string

const (
	// PlanDraft (utkast): the team is writing.
	PlanDraft PlanState = "draft"
	// PlanLaid (framlagd): complete; its words stand still while everybody answers.
	PlanLaid PlanState = "laid"
	// PlanAgreed (gäller): everybody has answered.
	PlanAgreed PlanState = "agreed"
	// PlanReplaced (ersatt): a later version stands instead.
	PlanReplaced PlanState = "replaced"
)

// A Plan (plan) is one version of what a team and a child have decided to do
// together. What each organisation promises in it is a [Commitment] of its own.
//
// Invariant: its words change only while it is a draft.
type Plan struct {
	ID           string
	Matter       string
	Organisation string
	Keyset       string
	Number       int
	State        PlanState
	Author       string
	MadeAt       time.Time
	LaidAt       time.Time
	AgreedAt     time.Time
	// NextOn is the day it is next followed up.
	NextOn  civil.Date
	Version int64
}

// PlanBody is what the team has in common, sealed under the matter's keyset.
type PlanBody struct {
	// ChildWords is the child's view, and ChildHow how it was obtained; when it could
	// not be, ChildNot says why.
	ChildWords, ChildHow, ChildNot string
	GuardianView                   string
	Goal                           string
	Needs                          []PlanNeed `json:",omitempty"`
	// Signs and Call are what to do if it gets worse: the early signs, and whom to call.
	Signs, Call string
	// Overall is the organisation with the overall responsibility.
	Overall       string
	Caller, Place string
	// Parts is what else the form demands, by the id of the content.
	Parts map[string]string `json:",omitempty"`
}

// A PlanNeed (behov i planen) is one thing the child needs, with its goals. Its id
// and those of its goals are the same in every version.
type PlanNeed struct {
	ID    string
	Topic Topic
	Text  string
	// Own is what the child and the family do themselves.
	Own   string
	Goals []PlanGoal
}

// A PlanGoal (delmål) is what shall be different.
type PlanGoal struct {
	ID   string
	Text string
	// Seen is how everybody sees that it worked.
	Seen string
}

// need is the need as something a reader may see or not: the matter's own
// organisation holds it for the team.
func (p Plan) need(n PlanNeed) Item {
	return Item{ID: n.ID, Matter: p.Matter, Organisation: p.Organisation, Topic: n.Topic, Shown: ShownFull}
}

// goal finds a goal and the need it belongs to.
func (b PlanBody) goal(id string) (PlanNeed, PlanGoal, bool) {
	for _, n := range b.Needs {
		for _, g := range n.Goals {
			if g.ID == id {
				return n, g, true
			}
		}
	}
	return PlanNeed{}, PlanGoal{}, false
}

func (b PlanBody) need(id string) (PlanNeed, bool) {
	i := slices.IndexFunc(b.Needs, func(n PlanNeed) bool { return n.ID == id })
	if i < 0 {
		return PlanNeed{}, false
	}
	return b.Needs[i], true
}

// writable refuses to change words that somebody has been asked to agree to.
func (p Plan) writable() error {
	if p.State != PlanDraft {
		return fault.Refused("coordination.plan.settled")
	}
	return nil
}

// PlanWords is what somebody types about the plan as a whole.
type PlanWords struct {
	// Version is that of the plan when the form was opened, so that nobody writes over
	// somebody else unseen.
	Version                        int64
	ChildWords, ChildHow, ChildNot string
	GuardianView, Goal             string
	Signs, Call                    string
	Overall                        string
	NextOn                         civil.Date
	Caller, Place                  string
	Parts                          map[string]string
}

// Check refuses what cannot be kept even in a draft. What is only missing is told by
// [Gaps] when the plan is to be laid forward.
func (w PlanWords) Check(today civil.Date) error {
	var faults fault.List
	if w.ChildWords != "" && w.ChildHow == "" {
		faults.Add(fault.Invalid("child_how", "coordination.plan.child_how_missing"))
	}
	if !w.NextOn.IsZero() && w.NextOn.Before(today) {
		faults.Add(fault.Invalid("next_on", "coordination.plan.next_past"))
	}
	return faults.Err()
}

func (b PlanBody) with(w PlanWords) PlanBody {
	b.ChildWords, b.ChildHow, b.ChildNot, b.GuardianView, b.Goal = w.ChildWords, w.ChildHow, w.ChildNot, w.GuardianView, w.Goal
	b.Signs, b.Call, b.Overall, b.Caller, b.Place, b.Parts = w.Signs, w.Call, w.Overall, w.Caller, w.Place, w.Parts
	return b
}

// NeedRowDraft is what somebody types about one need. Goals without words are none.
type NeedRowDraft struct {
	// ID is the need's, or the form's for a new one, so that the same form sent twice is one need.
	ID string
	// Before is the need as it was when the form was opened.
	Before string
	Topic  Topic
	Text   string
	Own    string
	Goals  []PlanGoal
}

// MaxGoals is how many goals one need can have.
const MaxGoals = 6

// Check says everything that is missing in the draft.
func (d NeedRowDraft) Check() error {
	var faults fault.List
	if d.Text == "" {
		faults.Add(fault.Invalid("text", "coordination.plan.need_missing"))
	}
	if d.Topic == "" {
		faults.Add(fault.Invalid("topic", "coordination.plan.topic_missing"))
	}
	if !slices.ContainsFunc(d.Goals, func(g PlanGoal) bool { return g.Text != "" }) {
		faults.Add(fault.Invalid("goal1", "coordination.plan.goal_missing"))
	}
	return faults.Err()
}

// row is the draft as a need, without the goals that say nothing.
func (d NeedRowDraft) row() PlanNeed {
	goals := slices.DeleteFunc(slices.Clone(d.Goals), func(g PlanGoal) bool { return g.Text == "" })
	return PlanNeed{ID: d.ID, Topic: d.Topic, Text: d.Text, Own: d.Own, Goals: goals}
}

// replacing is the body with the need in its place, or last.
func (b PlanBody) replacing(n PlanNeed) PlanBody {
	b.Needs = slices.Clone(b.Needs)
	if i := slices.IndexFunc(b.Needs, func(x PlanNeed) bool { return x.ID == n.ID }); i >= 0 {
		b.Needs[i] = n
		return b
	}
	b.Needs = append(b.Needs, n)
	return b
}

// without is the body without the need.
func (b PlanBody) without(need string) PlanBody {
	b.Needs = slices.DeleteFunc(slices.Clone(b.Needs), func(n PlanNeed) bool { return n.ID == need })
	return b
}

// Lay lays a complete plan forward to be agreed to.
func (p Plan) Lay(gaps []Gap, at time.Time) (Plan, error) {
	if err := p.writable(); err != nil {
		return p, err
	}
	if len(gaps) > 0 {
		return p, fault.Refused("coordination.plan.incomplete", "count", len(gaps))
	}
	p.State, p.LaidAt = PlanLaid, at
	return p, nil
}

// Agree is that the last of those who are asked has answered.
func (p Plan) Agree(at time.Time) Plan {
	if p.State == PlanLaid {
		p.State, p.AgreedAt = PlanAgreed, at
	}
	return p
}

// Next begins the version after this one, with the same words.
func (p Plan) Next(id, author string, at time.Time) (Plan, error) {
	if p.State == PlanDraft {
		return p, fault.Refused("coordination.plan.is_draft")
	}
	return Plan{ID: id, Matter: p.Matter, Organisation: p.Organisation, Keyset: p.Keyset, Number: p.Number + 1, State: PlanDraft, Author: author,
		MadeAt: at, NextOn: p.NextOn}, nil
}

// FirstFollowUp is the day a form proposes for the first one.
func (r Rhythm) FirstFollowUp(from civil.Date) civil.Date { return from.AddDays(7 * r.FirstWeeks) }

// NextFollowUp is the day proposed after one that was held.
func (r Rhythm) NextFollowUp(from civil.Date) civil.Date { return from.AddDays(7 * r.EveryWeeks) }

// Mark is a fingerprint of the need as a form was opened on it.
func (n PlanNeed) Mark() string {
	text, err := json.Marshal(n)
	if err != nil {
		panic(err) // strings only
	}
	sum := fnv.New128a()
	sum.Write(text)
	return hex.EncodeToString(sum.Sum(nil))
}
