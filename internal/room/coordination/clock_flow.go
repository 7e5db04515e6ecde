package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

const (
	pauseAtOnce  = 100
	remindAtOnce = 200
	// remindDays is how long before a consent ends somebody is asked to renew it.
	remindDays = 30
)

// Pause lets the matters rest whose last ground has fallen with the day. Nothing was
// shown on it meanwhile: every showing asks for the ground at its own moment.
func (c *Matters) Pause(ctx context.Context) error {
	var fallen []string
	now := c.Now()
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		fallen, err = listFallen(ctx, tx, now, pauseAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	for _, matter := range fallen {
		if err := c.pause(ctx, matter); err != nil && !errors.Is(err, errRaced) {
			return err
		}
	}
	return nil
}

func (c *Matters) pause(ctx context.Context, matter string) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		s, err := loadStanding(ctx, tx, matter, c.Now())
		if err != nil {
			return err
		}
		form, err := c.formIn(ctx, tx, s.Matter.Form, s.Matter.FormVersion)
		if err != nil {
			return err
		}
		after := s.settle(form)
		if err := updateMatter(ctx, tx, after); err != nil {
			return err
		}
		nobody := access.Actor{}
		if err := c.tellState(ctx, tx, nobody, s, after); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(nobody, "coordination.matter.pause", "the last ground has fallen", after.ID, after.Child))
	})
}

// Remind tells whoever holds a matter together that a consent ends within a month.
func (c *Matters) Remind(ctx context.Context) error {
	now := c.Now()
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		consents, matters, holders, err := listEnding(ctx, tx, civil.Of(now).AddDays(remindDays), remindAtOnce)
		if err != nil {
			return err
		}
		for i, consent := range consents {
			first, err := markReminded(ctx, tx, consent, now)
			if err != nil {
				return err
			}
			if first {
				if err := c.notify(ctx, tx, holders[i], "coordination.notice.consent_ends", matters[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
