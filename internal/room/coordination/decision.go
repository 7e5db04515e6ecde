package coordination

import (
	"slices"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A DecisionDraft is what somebody types to make a commitment of a decision in the
// minutes. ID is the form's, so that the same form sent twice is one commitment.
type DecisionDraft struct {
	ID string
	// Paragraph is the decision.
	Paragraph string
	Member    string
	Start     civil.Date
	Due       civil.Date
	// What is what shall be done; "" for the decision's own words.
	What string
	// Goal is a goal of the plan. Without one, a goal is written for Need, or for a
	// need that is written as well, about Topic.
	Goal     string
	Need     string
	Topic    Topic
	GoalText string
	NeedText string
}

// check says what is missing or wrong before the plan is looked at.
func (d DecisionDraft) check(today civil.Date) error {
	var faults fault.List
	goal := d.Goal
	if goal == "" && (d.Need != "" || d.Topic != "") {
		goal = "new"
		if d.GoalText == "" {
			faults.Add(fault.Invalid("goal_text", "coordination.decision.goal_text_missing"))
		}
		if d.Need == "" && d.NeedText == "" {
			faults.Add(fault.Invalid("need_text", "coordination.decision.need_text_missing"))
		}
	}
	rest := CommitmentDraft{Goal: goal, Member: d.Member, Start: d.Start, Due: d.Due, Body: CommitmentBody{What: "the decision"}}
	for _, f := range fault.All(rest.Check(today)) {
		faults.Add(f)
	}
	return faults.Err()
}

// aim is the goal that the draft names, and the words of the plan with it when it is new.
func (d DecisionDraft) aim(b PlanBody, newID func() string) (PlanNeed, PlanGoal, PlanBody, error) {
	if d.Goal != "" {
		n, g, ok := b.goal(d.Goal)
		if !ok {
			return n, g, b, fault.Invalid("goal", "coordination.commitment.goal_missing")
		}
		return n, g, b, nil
	}
	g := PlanGoal{ID: newID(), Text: d.GoalText}
	n, ok := b.need(d.Need)
	switch {
	case d.Need == "":
		n = PlanNeed{ID: newID(), Topic: d.Topic, Text: d.NeedText}
	case !ok:
		return n, g, b, fault.Invalid("goal", "coordination.commitment.goal_missing")
	case len(n.Goals) >= MaxGoals:
		return n, g, b, fault.Invalid("goal", "coordination.decision.goals_many")
	}
	n.Goals = append(slices.Clone(n.Goals), g)
	return n, g, b.replacing(n), nil
}

// carries says whether the decision's own words may stand in a commitment about the
// topic, which others read than those who read the minutes.
func (p Point) carries(topic Topic) bool { return p.Topic == Common || p.Topic == topic }
