package coordination

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// ProposingView is what is needed to make a commitment of a decision.
type ProposingView struct {
	// Needs are those of the plan as the reader sees them, with their goals.
	Needs []PlanNeed
	// Team is who can be asked.
	Team []Attendee
}

// fillDecisions puts beside each decision what has been asked and promised because
// of it, as far as the reader sees it, and what is needed to ask.
func (c *Matters) fillDecisions(ctx context.Context, who access.Actor, s Standing, v *MeetingView) error {
	var list []sealedCommitment
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listCommitments(ctx, tx, s.Matter.ID)
		return err
	})
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(x sealedCommitment) bool { return x.Decision == "" })
	views, err := c.commitmentViews(ctx, who, s, list)
	if err != nil {
		return err
	}
	for i, p := range v.Points {
		for j, x := range p.Paragraphs {
			for _, y := range views {
				if y.Commitment.Decision == x.ID {
					v.Points[i].Paragraphs[j].Commitments = append(v.Points[i].Paragraphs[j].Commitments, y)
				}
			}
		}
	}
	if !mayDecide(who, s, v.Meeting).Allowed() {
		return nil
	}
	v.Proposing = &ProposingView{}
	if v.Proposing.Team, err = c.teamFor(ctx, who, s); err != nil {
		return err
	}
	p, body, err := c.planned(ctx, who, s)
	if fault.KindOf(err) == fault.KindRefused {
		v.Proposing = nil // the plan waits for answers
		return nil
	}
	for _, n := range body.Needs {
		if maySee(who, s, p.need(n)).Sight == Full {
			v.Proposing.Needs = append(v.Proposing.Needs, n)
		}
	}
	return err
}

// nextPlan is the version that a commitment is written in, and whether it has yet to begin.
type nextPlan struct {
	Plan
	begins bool
}

// planned is the draft, or the one that begins when there is none: the first, or the
// next with the words of the one that is agreed. Nothing is begun while somebody
// is asked to agree.
func (c *Matters) planned(ctx context.Context, who access.Actor, s Standing) (nextPlan, PlanBody, error) {
	before, err := c.latestPlan(ctx, s.Matter.ID)
	if err != nil {
		return nextPlan{}, PlanBody{}, err
	}
	first := Plan{ID: c.NewID(), Matter: s.Matter.ID, Organisation: s.Matter.Organisation, Keyset: s.Matter.Keyset, Number: 1, State: PlanDraft,
		Author: who.User, MadeAt: s.Now}
	if before.ID == "" {
		return nextPlan{first, true}, PlanBody{}, nil
	}
	body, err := c.planBody(ctx, before)
	switch {
	case err != nil:
		return nextPlan{}, PlanBody{}, err
	case before.State == PlanLaid:
		return nextPlan{}, PlanBody{}, fault.Refused("coordination.decision.plan_laid")
	case before.State == PlanDraft:
		return nextPlan{before.Plan, false}, body, nil
	}
	next, err := before.Next(first.ID, who.User, s.Now)
	return nextPlan{next, true}, body, err
}

// ProposeDecision makes a commitment of a decision in the minutes: a member of the
// team is asked to do it, for a goal of the plan. The same form sent twice is one.
func (c *Matters) ProposeDecision(ctx context.Context, who access.Actor, meeting string, d DecisionDraft) error {
	d.ID = c.idOf(d.ID)
	return c.retried(func() error { return c.proposeDecision(ctx, who, meeting, d) })
}

func (c *Matters) proposeDecision(ctx context.Context, who access.Actor, meeting string, d DecisionDraft) error {
	const action = "coordination.decision.propose"
	s, m, err := c.meetingIn(ctx, who, meeting, action, func(who access.Actor, s Standing, m meetingAt) access.Decision {
		return mayDecide(who, s, m.Meeting)
	})
	if err != nil {
		return err
	}
	if err := d.check(civil.Of(s.Now)); err != nil {
		return err
	}
	point, x, err := c.decisionOf(ctx, who, s, m, d.Paragraph)
	if err != nil {
		return err
	}
	p, before, err := c.planned(ctx, who, s)
	if err != nil {
		return err
	}
	n, g, after, err := d.aim(before, c.NewID)
	if err != nil {
		return err
	}
	if maySee(who, s, p.need(n)).Sight < Full {
		return fault.Invalid("goal", "coordination.commitment.goal_missing")
	}
	if d.What == "" {
		if d.What, err = x.words(point, n.Topic, s, d.Member); err != nil {
			return err
		}
	}
	asked, err := c.asking(ctx, who, s, Commitment{ID: d.ID, Matter: s.Matter.ID, Goal: g.ID, Topic: n.Topic, Plan: p.Number,
		Start: d.Start, Due: d.Due, Decision: x.ID}, d.Member, CommitmentBody{What: d.What})
	if err != nil {
		return err
	}
	body, err := c.seal(ctx, p.Keyset, after, p.ID, planColumn)
	if err != nil {
		return err
	}
	err = c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		if there, err := loadCommitment(ctx, tx, d.ID); !isNotFound(err) {
			if err == nil && (there.Proposer != who.User || there.Matter != s.Matter.ID) {
				return fault.Private()
			}
			return err // sent again
		}
		switch {
		case p.begins:
			if err := insertPlan(ctx, tx, p.Plan, body); err != nil {
				return err
			}
			if err := c.write(ctx, tx, who, s.Matter, EntryPlanBegun, p.ID); err != nil {
				return err
			}
		case d.Goal == "":
			if err := rewritePlan(ctx, tx, p.Plan, body); err != nil {
				return err
			}
		}
		return c.storeAsked(ctx, tx, who, asked)
	})
	if errors.Is(err, db.ErrConflict) {
		return raced(errRaced) // the plan was begun, or the form sent, at the same moment
	}
	return err
}

// decisionOf is a decision in the minutes that the actor may read.
func (c *Matters) decisionOf(ctx context.Context, who access.Actor, s Standing, m meetingAt, paragraph string) (Point, ParagraphView, error) {
	v := MeetingView{Meeting: m.Meeting}
	for _, p := range m.points {
		v.Points = append(v.Points, PointView{Point: p.Point})
	}
	if err := c.fillMinutes(ctx, who, s, m, &v); err != nil {
		return Point{}, ParagraphView{}, err
	}
	for _, p := range v.Points {
		for _, x := range p.Paragraphs {
			switch {
			case x.ID != paragraph || x.Kind != Decision:
			case x.Doubled():
				return Point{}, ParagraphView{}, fault.Invalid("what", "coordination.minutes.doubled")
			default:
				return p.Point, x, nil
			}
		}
	}
	return Point{}, ParagraphView{}, fault.Invalid("what", "coordination.decision.empty")
}

// words is what the decision says, where those who wrote it may tell who is asked.
// A decision about one kind of information does not become a commitment about another.
func (x ParagraphView) words(p Point, topic Topic, s Standing, member string) (string, error) {
	m, ok := s.member(member)
	if !ok {
		return "", fault.Invalid("member", "coordination.commitment.member_missing")
	}
	for _, w := range x.Wordings {
		ground := w.Wording.Organisation == m.Organisation
		if p.Topic == Common {
			ground = ground || s.told(w.Wording.Organisation, m.Organisation)
		} else if _, ok := s.Grounds.For(w.Wording.as(p.Topic), m.Organisation); ok {
			ground = true
		}
		if !ground {
			return "", fault.Invalid("member", "coordination.commitment.no_ground")
		}
	}
	if !p.carries(topic) {
		return "", fault.Invalid("what", "coordination.decision.other_topic")
	}
	return x.Text(), nil
}
