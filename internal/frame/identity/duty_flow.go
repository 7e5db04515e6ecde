package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// SetDuty puts somebody of the manager's unit on duty for some days.
func (g *Gate) SetDuty(ctx context.Context, who access.Actor, d DutyDraft) error {
	return g.change(ctx, who, "identity.duty.set", subject(d.User), func(tx *db.Tx, ask func(access.Decision) error) error {
		decision := maySetDuty(who)
		if err := ask(decision); err != nil {
			return err
		}
		staff, err := loadStaff(ctx, tx, who.Unit, g.today())
		if err != nil {
			return err
		}
		if err := d.Check(staff, g.today()); err != nil {
			return err
		}
		if err := insertDuty(ctx, tx, Duty{ID: id.New(), Unit: who.Unit, User: d.User, First: d.First, Last: d.Last}, who.User, g.now()); err != nil {
			return err
		}
		rec := g.done(who, "identity.duty.set", decision.Ground(), d.User)
		rec.Detail = d.First.String() + " to " + d.Last.String()
		return g.log.Change(ctx, tx, rec)
	})
}

// DropDuty takes a line out of the manager's unit's rota.
func (g *Gate) DropDuty(ctx context.Context, who access.Actor, duty string) error {
	return g.change(ctx, who, "identity.duty.drop", subject(duty), func(tx *db.Tx, ask func(access.Decision) error) error {
		decision := maySetDuty(who)
		if err := ask(decision); err != nil {
			return err
		}
		err := deleteDuty(ctx, tx, duty, who.Unit)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such duty"))
		}
		if err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.duty.drop", decision.Ground(), duty))
	})
}

// OnDuty is who is on duty at the unit today and still works there.
func (g *Gate) OnDuty(ctx context.Context, tx *db.Tx, unit string) ([]string, error) {
	staff, err := loadStaff(ctx, tx, unit, g.today())
	if err != nil {
		return nil, err
	}
	duties, err := loadDuties(ctx, tx, unit, g.today())
	if err != nil {
		return nil, err
	}
	var users []string
	for _, d := range duties {
		if !g.today().Before(d.First) && staff.Works(d.User) {
			users = append(users, d.User)
		}
	}
	return distinct(users), nil
}
