package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/fault"
)

// OfferBaton asks a member of the team to hold the matter together instead.
func (c *Matters) OfferBaton(ctx context.Context, who access.Actor, matter, member string) error {
	const action = "coordination.baton.offer"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	to, ok := s.member(member)
	if !ok {
		return fault.Invalid("member", "coordination.baton.not_joined")
	}
	after := s
	if after.Matter.Baton, err = s.Matter.Baton.Offer(to, c.Now()); err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryBatonOffered, subject: to.ID, after: after,
		tell: func(tx *db.Tx) error {
			return c.notify(ctx, tx, to.User, "coordination.notice.baton_offered", s.Matter.ID)
		}})
}

// AnswerBaton takes the baton, or leaves it where it is.
func (c *Matters) AnswerBaton(ctx context.Context, who access.Actor, matter string, yes bool) error {
	const action = "coordination.baton.answer"
	s, err := c.standing(ctx, who, matter, action, mayTakeBaton)
	if err != nil {
		return err
	}
	me, _ := s.joined(who.User, who.Unit)
	after, entry, key := s, EntryBatonTaken, "coordination.notice.baton_taken"
	if yes {
		after.Matter.Baton, err = s.Matter.Baton.Take(me, c.Now())
	} else {
		after.Matter.Baton, err = s.Matter.Baton.Decline(me)
		entry, key = EntryBatonDeclined, "coordination.notice.baton_declined"
	}
	if err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayTakeBaton(who, s).Ground(), entry: entry, subject: me.ID, after: after,
		tell: c.tellHolder(ctx, s, who, key)})
}

// Held is how many matters somebody holds together at a unit: a mandate does not
// end at once while there are any, unless somebody is named to take over.
func (c *Matters) Held(ctx context.Context, tx *db.Tx, user, unit string) (int, error) {
	return countHeld(ctx, tx, user, unit)
}

const inheritAtOnce = 25

// Inherit moves batons from people who no longer work at the unit: to the deputy
// named when the mandate ended, else to a manager there, else to whoever works
// there. It is the system's own, run every minute. A unit without anybody keeps
// what it has until somebody is given a mandate.
func (c *Matters) Inherit(ctx context.Context) error {
	var holders []Holder
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		holders, err = listHolders(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range holders {
		var heirs []string
		err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			heirs, err = c.heirsOf(ctx, tx, h)
			return err
		})
		if err != nil {
			return err
		}
		if len(heirs) == 0 {
			continue
		}
		for {
			n, err := c.inherit(ctx, h, heirs)
			if err != nil {
				return err
			}
			if n < inheritAtOnce {
				break
			}
		}
	}
	return nil
}

// heirsOf is who can take over, the nearest first; nobody when the holder works there
// still, or nobody does.
func (c *Matters) heirsOf(ctx context.Context, tx *db.Tx, h Holder) ([]string, error) {
	staff, err := c.Identity.Staff(ctx, tx, h.Unit)
	if err != nil {
		return nil, err
	}
	staff = slices.DeleteFunc(slices.Clone(staff), func(m identity.Member) bool { return !m.Role.Acts() })
	if staff.Works(h.User) {
		return nil, nil
	}
	named, err := c.Identity.HeirOf(ctx, tx, h.User, h.Unit)
	if err != nil {
		return nil, err
	}
	var heirs []string
	if named != "" && staff.Works(named) {
		heirs = append(heirs, named)
	}
	for _, role := range []access.Role{access.Manager, access.Officer, access.Reporter} {
		for _, m := range staff {
			if m.Role == role {
				heirs = append(heirs, m.User)
			}
		}
	}
	return heirs, nil
}

// inherit moves some of what a holder has and says how many moved.
func (c *Matters) inherit(ctx context.Context, h Holder, heirs []string) (int, error) {
	var matters []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		matters, err = heldBy(ctx, tx, h, inheritAtOnce)
		return err
	})
	if err != nil {
		return 0, err
	}
	moved := 0
	for _, matter := range matters {
		did, err := c.inheritOne(ctx, h, heirs, matter)
		if err != nil {
			return 0, err
		}
		if did {
			moved++
		}
	}
	return moved, nil
}

// inheritOne gives the first heir who may know of the matter the baton, and a place in
// the team if they had none. Where nobody may, it waits.
func (c *Matters) inheritOne(ctx context.Context, h Holder, heirs []string, matter string) (moved bool, err error) {
	var s Standing
	now := c.Now()
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if s, err = loadStanding(ctx, tx, matter, now); err != nil || !s.Protection.On() {
			return err
		}
		named, found, err := c.heirInProtection(ctx, tx, s)
		if found {
			heirs, h.Unit, h.Organisation = []string{named.User}, named.Unit, named.Organisation
		}
		return err
	})
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(heirs, func(user string) bool { return !slices.Contains(s.Apart, user) })
	if i < 0 {
		return false, nil
	}
	heir := heirs[i]
	nobody := access.Actor{}
	after := s
	after.Matter.Baton = Baton{Holder: Holder{heir, h.Unit, h.Organisation}, Since: now}
	me, seat, err := c.seat(ctx, s, h, heir, h.User)
	if err != nil {
		return false, err
	}
	return true, c.do(ctx, nobody, s, deed{action: "coordination.baton.inherit", ground: "the mandate has ended", entry: EntryBatonInherited, subject: me.ID,
		after: after.changing(me),
		store: seat,
		tell: func(tx *db.Tx) error {
			return c.notify(ctx, tx, heir, "coordination.notice.baton_inherited", matter)
		}})
}
