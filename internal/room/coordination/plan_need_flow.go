package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// WriteNeed writes one need with its goals. Two people who write different needs at
// once do not stand in each other's way.
func (c *Matters) WriteNeed(ctx context.Context, who access.Actor, matter string, d NeedRowDraft) error {
	const action = "coordination.plan.write_need"
	d.ID = c.idOf(d.ID)
	for i := range d.Goals {
		d.Goals[i].ID = c.idOf(d.Goals[i].ID)
	}
	return c.retried(func() error {
		s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
		if err != nil {
			return err
		}
		if err := d.Check(); err != nil {
			return err
		}
		before, there := body.need(d.ID)
		if there && (maySee(who, s, p.need(before)).Sight < Full) {
			return fault.Private()
		}
		if there && d.Before != "" && d.Before != before.Mark() {
			return fault.Invalid("text", "coordination.plan.raced")
		}
		if there && d.Before == "" {
			return nil // the same form sent twice
		}
		n := d.row()
		gone := slices.DeleteFunc(slices.Clone(before.Goals), func(g PlanGoal) bool { return n.has(g.ID) })
		if err := c.unpromised(ctx, matter, gone); err != nil {
			return err
		}
		return c.rewrite(ctx, who, s, action, p, body.replacing(n))
	})
}

// StrikeNeed takes a need out of the draft.
func (c *Matters) StrikeNeed(ctx context.Context, who access.Actor, matter, need string) error {
	const action = "coordination.plan.strike_need"
	return c.retried(func() error {
		s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
		if err != nil {
			return err
		}
		n, there := body.need(need)
		if !there || maySee(who, s, p.need(n)).Sight < Full {
			return fault.Private()
		}
		if err := c.unpromised(ctx, matter, n.Goals); err != nil {
			return err
		}
		return c.rewrite(ctx, who, s, action, p, body.without(need))
	})
}

// unpromised refuses to strike goals that somebody works on or is asked about.
func (c *Matters) unpromised(ctx context.Context, matter string, goals []PlanGoal) error {
	if len(goals) == 0 {
		return nil
	}
	var list []sealedCommitment
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listCommitments(ctx, tx, matter)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.State.Live() && slices.ContainsFunc(goals, func(g PlanGoal) bool { return g.ID == x.Goal }) {
			return fault.Invalid("goal1", "coordination.plan.goal_promised")
		}
	}
	return nil
}

// retried runs a change of the draft again when somebody else wrote at the same moment.
func (c *Matters) retried(change func() error) error {
	var err error
	for range 4 {
		if err = change(); !isRaced(err) {
			return err
		}
	}
	return err
}

func isRaced(err error) bool {
	return slices.ContainsFunc(fault.All(err), func(f *fault.Error) bool { return f.Key == "coordination.raced" })
}
