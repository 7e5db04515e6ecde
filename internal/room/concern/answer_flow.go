package concern

import (
	"context"
	"fmt"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
)

// answering is who answers for a matter today: its officer and whoever stands in, or
// the unit's managers when it has no officer at work here, or whoever is on duty.
// Nobody only when the unit has none of them.
func (c *Concerns) answering(ctx context.Context, tx *db.Tx, unit, officer string) ([]string, error) {
	staff, err := c.Identity.Staff(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	if officer != "" && staff.Works(officer) {
		return staff.Reach(officer), nil
	}
	return c.inCharge(ctx, tx, unit)
}

// inCharge is the unit's managers and those who stand in for them, or whoever is on duty.
func (c *Concerns) inCharge(ctx context.Context, tx *db.Tx, unit string) ([]string, error) {
	staff, err := c.Identity.Staff(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	if managers := staff.In(access.Manager); len(managers) > 0 {
		return managers, nil
	}
	return c.Identity.OnDuty(ctx, tx, unit)
}

// tellOr tells the users, or the administrators of the organisation that something
// waits which nobody answers for.
func (c *Concerns) tellOr(ctx context.Context, tx *db.Tx, users []string, organisation string, n notify.Notice) error {
	if len(users) == 0 {
		return c.tellAdministrators(ctx, tx, organisation)
	}
	return c.tellAll(ctx, tx, users, n)
}

// tellAll tells each of the users once.
func (c *Concerns) tellAll(ctx context.Context, tx *db.Tx, users []string, n notify.Notice) error {
	for i, user := range users {
		if slices.Contains(users[:i], user) {
			continue
		}
		n.User = user
		if err := c.Notify.Tell(ctx, tx, n); err != nil {
			return err
		}
	}
	return nil
}

// tellAdministrators says that somebody needs a mandate, and nothing of what waits.
func (c *Concerns) tellAdministrators(ctx context.Context, tx *db.Tx, organisation string) error {
	users, err := c.Identity.Administrators(ctx, tx, organisation)
	if err != nil {
		return err
	}
	return c.tellAll(ctx, tx, users, notify.Notice{Key: "concern.notice.nobody", Link: "/administration"})
}

// An Unanswered unit has open matters and nobody who is told of them.
type Unanswered struct {
	Unit, Name string
	Matters    int
}

// Unanswered is the units with open matters where nobody answers for new ones, for
// the operator. It names no child and asks for no access: it counts.
func (c *Concerns) Unanswered(ctx context.Context) ([]Unanswered, error) {
	var found []Unanswered
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		found = nil
		open, err := countOpen(ctx, tx)
		if err != nil {
			return err
		}
		for _, u := range open {
			users, err := c.inCharge(ctx, tx, u.Unit)
			if err != nil {
				return err
			}
			if len(users) == 0 {
				found = append(found, u)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Name, err = c.unitName(ctx, found[i].Unit); err != nil {
			return nil, fmt.Errorf("name unit %s: %w", found[i].Unit, err)
		}
	}
	return found, nil
}
