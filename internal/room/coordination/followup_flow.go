package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// HoldFollowUp writes down how it went, as the professionals and the child see it,
// and when the team looks back again. The same form sent twice is one.
func (c *Matters) HoldFollowUp(ctx context.Context, who access.Actor, matter string, d FollowUpDraft) error {
	const action = "coordination.plan.follow_up"
	s, err := c.standing(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return err
	}
	p, err := c.agreedPlan(ctx, matter)
	if err != nil {
		return err
	}
	body, err := c.planBody(ctx, p)
	if err != nil {
		return err
	}
	d.Body.Goals = rate(who, s, p.Plan, body, d.Body.Goals)
	if err := d.Check(civil.Of(s.Now)); err != nil {
		return err
	}
	f := FollowUp{ID: c.idOf(d.ID), Plan: p.ID, Matter: matter, HeldOn: d.HeldOn, DueOn: p.NextOn, RecordedAt: s.Now, RecordedBy: who.User, ChildRated: d.Body.rated()}
	sealed, err := c.seal(ctx, p.Keyset, d.Body, f.ID, followUpColumn)
	if err != nil {
		return err
	}
	after := p.Plan
	after.NextOn = d.NextOn
	err = c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		if err := insertFollowUp(ctx, tx, f, sealed); err != nil {
			return err
		}
		if err := movePlan(ctx, tx, after); err != nil {
			return err
		}
		return c.write(ctx, tx, who, s.Matter, EntryFollowedUp, f.ID)
	})
	if errors.Is(err, db.ErrConflict) {
		return nil
	}
	return err
}

// rate is the ratings of every goal the reader sees, in the plan's order, with the
// goals' words as they read now.
func rate(who access.Actor, s Standing, p Plan, b PlanBody, given []GoalRating) []GoalRating {
	var all []GoalRating
	for _, n := range b.Needs {
		if maySee(who, s, p.need(n)).Sight < Full {
			continue
		}
		for _, g := range n.Goals {
			r := GoalRating{Goal: g.ID}
			for _, x := range given {
				if x.Goal == g.ID {
					r = x
				}
			}
			r.Text, r.Topic = g.Text, n.Topic
			all = append(all, r)
		}
	}
	return all
}

// agreedPlan is the version in force.
func (c *Matters) agreedPlan(ctx context.Context, matter string) (sealedPlan, error) {
	p, err := c.newestPlan(ctx, matter, func(p Plan) bool { return p.State == PlanAgreed })
	if err == nil && p.ID == "" {
		err = fault.Refused("coordination.plan.not_agreed")
	}
	return p, err
}

// FollowingUp is what is needed to look back: the version in force.
func (c *Matters) FollowingUp(ctx context.Context, who access.Actor, matter string) (PlanView, error) {
	const action = "coordination.plan.following_up"
	s, err := c.standing(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return PlanView{}, err
	}
	p, err := c.agreedPlan(ctx, matter)
	if err != nil {
		return PlanView{}, err
	}
	v, subjects, err := c.planView(ctx, who, s, p.Number)
	if err != nil {
		return PlanView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayWritePlan(who, s).Ground(), subjects...))
}
