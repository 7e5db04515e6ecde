package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// HandOut records that a copy of a version leaves the program, to whom and in what
// form, and gives what the copy holds: what the actor may see, and no more. The same
// form sent twice is one copy in the list.
func (c *Matters) HandOut(ctx context.Context, who access.Actor, matter string, d CopyDraft) (PlanView, error) {
	const action = "coordination.plan.hand_out"
	s, err := c.standing(ctx, who, matter, action, mayReadPlan)
	if err != nil {
		return PlanView{}, err
	}
	if err := d.Check(); err != nil {
		return PlanView{}, err
	}
	v, subjects, err := c.planView(ctx, who, s, d.Number)
	if err != nil {
		return PlanView{}, err
	}
	if !v.Begun {
		return PlanView{}, fault.Private()
	}
	x := Copy{ID: c.idOf(d.ID), Plan: v.Plan.ID, Matter: matter, Format: d.Format, At: s.Now, Author: who.User}
	err = c.keepCopy(ctx, who, s, action, v.Plan.Keyset, x, d.Recipient)
	if errors.Is(err, db.ErrConflict) {
		err = c.copyAgain(ctx, who, s, action, v.Plan.Keyset, x, d.Recipient)
	}
	if err != nil {
		return PlanView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayReadPlan(who, s).Ground(), subjects...))
}

func (c *Matters) keepCopy(ctx context.Context, who access.Actor, s Standing, action, keyset string, x Copy, recipient string) error {
	sealed, err := c.seal(ctx, keyset, CopyBody{Recipient: recipient}, x.ID, copyColumn)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error { return insertCopy(ctx, tx, x, sealed) })
}

// copyAgain is a form that has been sent before: the same copy, or one of its own.
func (c *Matters) copyAgain(ctx context.Context, who access.Actor, s Standing, action, keyset string, x Copy, recipient string) error {
	var earlier sealedCopy
	if err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		earlier, err = loadCopy(ctx, tx, x.ID)
		return err
	}); err != nil {
		return err
	}
	if earlier.Matter == x.Matter && earlier.Plan == x.Plan {
		body, err := unseal[CopyBody](ctx, c, keyset, earlier.body, earlier.ID, copyColumn)
		if err != nil || x.Repeats(earlier.Copy, recipient, body.Recipient) {
			return err
		}
	}
	x.ID = c.NewID()
	return c.keepCopy(ctx, who, s, action, keyset, x, recipient)
}
