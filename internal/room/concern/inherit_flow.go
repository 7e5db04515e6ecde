package concern

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// Held is what a person has at a unit: open matters, and drafts.
func (c *Concerns) Held(ctx context.Context, tx *db.Tx, user, unit string) (matters, drafts int, err error) {
	return countHeld(ctx, tx, user, unit)
}

// Inherit moves what people have where they no longer work: to the deputy named when
// the mandate ended, if they work there, else to the unit's manager. Nobody asks for
// it: it is the system's own, run every minute by a job. What a unit without anybody
// has stays until somebody is given a mandate there.
func (c *Concerns) Inherit(ctx context.Context) error {
	var owners []owner
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		owners, err = listOwners(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	staffs := map[string]identity.Staff{}
	for _, o := range owners {
		staff, known := staffs[o.unit]
		if !known {
			err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
				staff, err = c.Identity.Staff(ctx, tx, o.unit)
				return err
			})
			if err != nil {
				return err
			}
			staffs[o.unit] = staff
		}
		if slices.Contains(o.may(staff), o.user) {
			continue
		}
		if err := c.inheritFrom(ctx, o, staff); err != nil {
			return err
		}
	}
	return nil
}

// owner is somebody who has open matters at a unit, or drafts.
type owner struct {
	user, unit string
	drafts     bool
}

// may is those of the staff who can have what the owner has.
func (o owner) may(staff identity.Staff) []string {
	if !o.drafts {
		return receivers(staff)
	}
	var users []string
	for _, m := range staff {
		if m.Role.Acts() {
			users = append(users, m.User)
		}
	}
	return users
}

func (c *Concerns) inheritFrom(ctx context.Context, o owner, staff identity.Staff) error {
	var candidates []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		named, err := c.Identity.HeirOf(ctx, tx, o.user, o.unit)
		if err != nil {
			return err
		}
		candidates = nil
		if slices.Contains(o.may(staff), named) {
			candidates = append(candidates, named)
		}
		rest, err := c.inCharge(ctx, tx, o.unit)
		for _, user := range rest {
			if slices.Contains(o.may(staff), user) {
				candidates = append(candidates, user)
			}
		}
		return err
	})
	if err != nil || len(candidates) == 0 {
		return err
	}
	if o.drafts {
		return c.inheritDrafts(ctx, o, candidates[0], staff)
	}
	if !slices.ContainsFunc(candidates, staff.Covers) {
		candidates = append(candidates, shielded(staff)...)
	}
	for {
		n, err := c.inheritMatters(ctx, o, candidates, staff)
		if err != nil || n < handoverPortion {
			return err
		}
	}
}

// inheritMatters moves a portion of an owner's matters and says how many there were.
func (c *Concerns) inheritMatters(ctx context.Context, o owner, candidates []string, staff identity.Staff) (int, error) {
	var matters []Matter
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		matters, err = listOwned(ctx, tx, o, handoverPortion)
		return err
	})
	if err != nil {
		return 0, err
	}
	now := c.Now()
	list := make([]moving, len(matters))
	for i, m := range matters {
		x := moving{before: m, after: m}
		x.after.Officer = heir(candidates, m.Protected, staff.Covers)
		if x.times, err = times(civil.Of(m.DeliveredAt)); err != nil {
			return 0, err
		}
		x.entry = Entry{ID: c.NewID(), Matter: m.ID, Kind: EntryInherited, At: now, Author: x.after.Officer}
		if x.body, err = c.Keys.Seal(ctx, m.Keyset, encode(EntryBody{Officer: x.after.Officer}), person.Where(x.entry.ID, entryColumn)); err != nil {
			return 0, err
		}
		list[i] = x
	}
	return len(list), raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		var heirs []string
		for _, x := range list {
			if err := changeMatter(ctx, tx, x.before, x.after, x.times); err != nil {
				return err
			}
			if err := insertEntry(ctx, tx, x.entry, x.body); err != nil {
				return err
			}
			if err := c.Audit.Change(ctx, tx, record(access.Actor{}, "concern.matter.inherit", "a mandate has ended", x.before.ID, x.before.Child)); err != nil {
				return err
			}
			heirs = append(heirs, x.after.Officer)
		}
		return c.tellHeirs(ctx, tx, heirs, staff, "/orosanmalningar")
	}))
}

func (c *Concerns) inheritDrafts(ctx context.Context, o owner, to string, staff identity.Staff) error {
	mandate := ""
	for _, m := range staff {
		if m.User == to && m.Role.Acts() {
			mandate = m.Mandate
		}
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		moved, err := moveDrafts(ctx, tx, o, to, mandate)
		if err != nil || len(moved) == 0 {
			return err
		}
		if err := c.Audit.Change(ctx, tx, record(access.Actor{}, "concern.report.inherit", "a mandate has ended", moved...)); err != nil {
			return err
		}
		return c.tellHeirs(ctx, tx, []string{to}, staff, "/orosanmalan")
	})
}

func (c *Concerns) tellHeirs(ctx context.Context, tx *db.Tx, heirs []string, staff identity.Staff, link string) error {
	var users []string
	for _, h := range heirs {
		users = append(users, staff.Reach(h)...)
	}
	return c.tellAll(ctx, tx, users, notify.Notice{Key: "concern.notice.inherited", Link: link})
}
