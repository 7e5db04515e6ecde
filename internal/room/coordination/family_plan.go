package coordination

import (
	"time"

	"samspel/internal/ground/civil"
)

// A PlanTold (plan visad för familjen) is that one version of the plan is shown to the
// child, to the guardians, or to neither. They see the newest version that is.
type PlanTold struct {
	Plan        string
	Matter      string
	ToChild     bool
	ToGuardians bool
	DecidedBy   string
	DecidedAt   time.Time
}

func (t PlanTold) to(as Capacity) bool {
	return as == AsChild && t.ToChild || as == AsGuardian && t.ToGuardians
}

// FamilyPlan is a version of the plan as the child, or one guardian, sees it.
type FamilyPlan struct {
	ID     string
	Number int
	// Words is what the child has said, for the child alone: what a guardian has said
	// is for neither the child nor the other guardian.
	Words       string
	Goal        string
	Needs       []FamilyNeed
	Signs, Call string
	NextOn      civil.Date
	// MayAnswer says that the reader's own answer is asked for, Answered that it is
	// given; a later answer stands instead of an earlier one.
	MayAnswer bool
	Answered  bool
	Answer    Agreement
	Because   string
}

// FamilyNeed is something the child needs, and what shall be different.
type FamilyNeed struct {
	Text, Own string
	Goals     []FamilyGoal
}

// FamilyGoal is a goal with what is promised for it.
type FamilyGoal struct {
	Text, Seen string
	Promises   []FamilyPromise
}

// FamilyPromise is what somebody does, or has been asked to do.
type FamilyPromise struct {
	What, Name, UnitName string
	Due                  civil.Date
	State                CommitmentState
	// Late says that it was to be done before today and is not.
	Late bool
}

// forFamily is the plan's words as one of the family reads them.
func (b PlanBody) forFamily(p Plan, as Capacity, promised map[string][]FamilyPromise) FamilyPlan {
	v := FamilyPlan{ID: p.ID, Number: p.Number, Goal: b.Goal, Signs: b.Signs, Call: b.Call, NextOn: p.NextOn}
	if as == AsChild {
		v.Words = b.ChildWords
	}
	for _, n := range b.Needs {
		row := FamilyNeed{Text: n.Text, Own: n.Own}
		for _, g := range n.Goals {
			row.Goals = append(row.Goals, FamilyGoal{Text: g.Text, Seen: g.Seen, Promises: promised[g.ID]})
		}
		v.Needs = append(v.Needs, row)
	}
	return v
}

// familyKnows says whether one of the family reads of a commitment in a version: that
// it is asked for or made and not struck, and known to the organisation that shows
// them the plan.
func (s Standing) familyKnows(c Commitment, number int) bool {
	if c.Plan > number || !c.State.Live() && c.State != CommitmentDone {
		return false
	}
	_, told := s.Grounds.Between(c.Organisation, s.Matter.Organisation)
	return told || c.Organisation == s.Matter.Organisation
}

// as is the answerer that one of the family is.
func (n near) as() Answerer {
	if n.kin.Capacity == AsChild {
		return Answerer{AgreementChild, n.kin.Person}
	}
	return Answerer{AgreementGuardian, n.kin.Person}
}
