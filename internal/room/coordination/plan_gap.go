package coordination

import "slices"

// GapKind is what is missing in a plan.
type GapKind string

const (
	// GapContent: a text that the form demands.
	GapContent GapKind = "content"
	// GapChild: neither the child's view, nor why it could not be obtained.
	GapChild GapKind = "child"
	// GapNeeds: no need at all.
	GapNeeds GapKind = "needs"
	// GapGoal: a need without a goal.
	GapGoal GapKind = "goal"
	// GapUntaken: a need that nobody has taken.
	GapUntaken GapKind = "untaken"
	// GapUnanswered: a commitment nobody has answered.
	GapUnanswered GapKind = "unanswered"
	GapOverall    GapKind = "overall"
	GapFollowUp   GapKind = "follow_up"
	GapWorse      GapKind = "worse"
)

// A Gap (det som saknas) is one thing a plan lacks before it is complete, and where
// it is written.
type Gap struct {
	Kind GapKind
	// Content is what the form says about it; the zero content when no form demands it.
	Content FormContent
	// Field is the field of the plan's own words; Need and Commitment are the row.
	Field, Need, Commitment string
}

// Gaps is everything that is missing before the plan is complete, given the form and
// what has been promised. The child's view and what to do if it gets worse are asked
// for in every form.
func Gaps(f Form, p Plan, b PlanBody, promised []Commitment) []Gap {
	var gaps []Gap
	add := func(g Gap) {
		same := func(x Gap) bool {
			return x.Kind == g.Kind && x.Field == g.Field && x.Need == g.Need && x.Commitment == g.Commitment
		}
		if !slices.ContainsFunc(gaps, same) {
			gaps = append(gaps, g)
		}
	}
	for _, c := range f.Contents {
		for _, g := range c.gaps(p, b, promised) {
			g.Content = c
			add(g)
		}
	}
	for _, c := range []FormContent{{ID: "child"}, {ID: "interventions"}, {ID: "relapse"}, {ID: "follow_up"}} {
		for _, g := range c.gaps(p, b, promised) {
			add(g)
		}
	}
	return gaps
}

// gaps is what the plan lacks of one content. What the program knows nothing of is a
// text of its own.
func (c FormContent) gaps(p Plan, b PlanBody, promised []Commitment) []Gap {
	switch c.ID {
	case "child", "wish":
		if (b.ChildWords == "" || b.ChildHow == "") && b.ChildNot == "" {
			return []Gap{{Kind: GapChild, Field: "child_words"}}
		}
	case "interventions", "commitments", "next":
		return needGaps(b, promised)
	case "responsible":
		return answerGaps(promised)
	case "goal":
		if b.Goal == "" {
			return []Gap{{Kind: GapContent, Field: "goal"}}
		}
	case "overall":
		if b.Overall == "" {
			return []Gap{{Kind: GapOverall, Field: "overall"}}
		}
	case "relapse":
		if b.Signs == "" {
			return []Gap{{Kind: GapWorse, Field: "signs"}}
		}
		if b.Call == "" {
			return []Gap{{Kind: GapWorse, Field: "call"}}
		}
	case "follow_up":
		if p.NextOn.IsZero() {
			return []Gap{{Kind: GapFollowUp, Field: "next_on"}}
		}
		if b.Caller == "" {
			return []Gap{{Kind: GapFollowUp, Field: "caller"}}
		}
	default:
		if b.Parts[c.ID] == "" {
			return []Gap{{Kind: GapContent, Field: "part_" + c.ID}}
		}
	}
	return nil
}

// OwnText says whether the content is a text of its own in the plan.
func (c FormContent) OwnText() bool {
	switch c.ID {
	case "child", "wish", "interventions", "commitments", "next", "responsible", "goal", "overall", "relapse", "follow_up":
		return false
	}
	return true
}

func needGaps(b PlanBody, promised []Commitment) []Gap {
	if len(b.Needs) == 0 {
		return []Gap{{Kind: GapNeeds}}
	}
	var gaps []Gap
	for _, n := range b.Needs {
		switch {
		case len(n.Goals) == 0:
			gaps = append(gaps, Gap{Kind: GapGoal, Need: n.ID})
		case !asked(n, promised):
			gaps = append(gaps, Gap{Kind: GapUntaken, Need: n.ID})
		}
	}
	return append(gaps, answerGaps(promised)...)
}

// asked says whether somebody has taken the need, or is asked to.
func asked(n PlanNeed, promised []Commitment) bool {
	return slices.ContainsFunc(promised, func(c Commitment) bool {
		return n.has(c.Goal) && (c.State.Taken() || c.State == CommitmentProposed || c.State == CommitmentDone)
	})
}

func answerGaps(promised []Commitment) []Gap {
	var gaps []Gap
	for _, c := range promised {
		if c.State == CommitmentProposed {
			gaps = append(gaps, Gap{Kind: GapUnanswered, Commitment: c.ID})
		}
	}
	return gaps
}

func (n PlanNeed) has(goal string) bool {
	return slices.ContainsFunc(n.Goals, func(g PlanGoal) bool { return g.ID == goal })
}
