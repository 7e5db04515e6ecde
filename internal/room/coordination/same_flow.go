package coordination

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// Already is what there is about the child of a draft that the actor may know of:
// needs that wait at their unit, and matters they take part in. Whoever raises a need
// is asked to look at it first. It says nothing of anything else, nor by how long it takes.
func (c *Matters) Already(ctx context.Context, who access.Actor, d NeedDraft) ([]Need, error) {
	const action = "coordination.need.already"
	if err := c.Audit.Require(ctx, who, action, nil, mayRaise(who)); err != nil {
		return nil, err
	}
	today := civil.Of(c.Now())
	if d.Check(today) != nil {
		return nil, nil // what is wrong is said first
	}
	child := person.Person{Given: d.Child.Given, Family: d.Child.Family}
	if d.Child.Number != "" {
		child.Number, _ = personnummer.Parse(d.Child.Number, today)
		child.Birth = child.Number.BirthDate()
	} else {
		child.Birth, _ = civil.Parse(d.Child.Birth)
	}
	var known []Need
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		known = nil
		ids, err := c.sameChild(ctx, tx, who.Organisation, child)
		if err != nil {
			return err
		}
		list, err := knownNeeds(ctx, tx, who, ids, d.ID)
		if err != nil {
			return err
		}
		for _, n := range list {
			may := mayReadNeed(who, n)
			if n.State == NeedAccepted {
				s, err := loadStanding(ctx, tx, n.ID, c.Now())
				if err != nil {
					return err
				}
				if may = mayOpen(who, s); !s.Matter.State.Open() {
					continue
				}
			}
			if may.Allowed() {
				known = append(known, n)
			}
		}
		return nil
	})
	if err != nil || len(known) == 0 {
		return nil, err
	}
	var subjects []string
	for _, n := range known {
		subjects = append(subjects, n.ID, n.Child)
	}
	return known, c.Audit.Reading(ctx, record(who, action, mayRaise(who).Ground(), subjects...))
}

// sameChild is the organisation's own records of who may be the same child: by
// identity number, or by name and birth.
func (c *Matters) sameChild(ctx context.Context, tx *db.Tx, organisation string, child person.Person) ([]string, error) {
	ids, err := c.People.SameNameAndBirth(ctx, tx, organisation, child.Given, child.Family, child.Birth)
	if err != nil || child.Number.IsZero() {
		return ids, err
	}
	same, err := c.People.SameNumber(ctx, tx, organisation, child.Number)
	if err != nil {
		return nil, err
	}
	ids = append(ids, same...)
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

const compareAtOnce = 50

// Compare holds new needs against the open matters of the same organisation, and
// tells whoever holds a matter together that a need may be about the same child. It
// is the system's own, run every minute, and tells nobody else anything.
func (c *Matters) Compare(ctx context.Context) error {
	var needs []Need
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		needs, err = listUncompared(ctx, tx, compareAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range needs {
		if err := c.compare(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (c *Matters) compare(ctx context.Context, n Need) error {
	child, err := c.personOf(ctx, n.Child)
	gone := fault.KindOf(err) == fault.KindPrivate // disposed of meanwhile
	if err != nil && !gone {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		// Protected mode may have been switched on a moment ago.
		if p, err := loadProtection(ctx, tx, n.ID); err != nil || p.On() {
			return err
		}
		var matters []Matter
		if !gone {
			ids, err := c.sameChild(ctx, tx, n.Organisation, child)
			if err != nil {
				return err
			}
			if matters, err = mattersOf(ctx, tx, ids, n.ID); err != nil {
				return err
			}
		}
		apart, err := listApart(ctx, tx, n.ID)
		if err != nil {
			return err
		}
		for _, m := range matters {
			if m.Baton.User == n.Author && m.Baton.Unit == n.Unit {
				continue // was asked when the need was raised
			}
			first, err := insertSame(ctx, tx, Same{Matter: m.ID, Need: n.ID, FoundAt: c.Now()})
			if err != nil {
				return err
			}
			if !first || slices.Contains(apart, m.Baton.User) {
				continue
			}
			if err := c.notify(ctx, tx, m.Baton.User, "coordination.notice.same_child", m.ID); err != nil {
				return err
			}
		}
		return markCompared(ctx, tx, n.ID, c.Now())
	})
}

// SameView is a need that may be about the matter's child, as whoever holds the
// matter together sees it: which unit to call, and no more.
type SameView struct {
	Same
	UnitName string
	RaisedAt time.Time
}

// sames is what waits for the holder's judgement.
func (c *Matters) sames(ctx context.Context, matter string) ([]SameView, error) {
	var list []Same
	var needs map[string]Need
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, needs, err = listSame(ctx, tx, matter)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var units []string
	for _, n := range needs {
		units = append(units, n.Unit)
	}
	names, err := c.Register.UnitNames(ctx, units)
	if err != nil {
		return nil, err
	}
	views := make([]SameView, len(list))
	for i, s := range list {
		views[i] = SameView{Same: s, RaisedAt: needs[s.Need].RaisedAt, UnitName: names[needs[s.Need].Unit]}
	}
	return views, nil
}

// JudgeSame is whoever holds a matter together saying whether a need is about the
// same child, "yes" or "no". It puts nothing together, and tells nobody.
func (c *Matters) JudgeSame(ctx context.Context, who access.Actor, matter, need, answer string) error {
	const action = "coordination.same.judge"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	if answer != "yes" && answer != "no" {
		return fault.Invalid("same", "coordination.same.answer_missing")
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := judgeSame(ctx, tx, matter, need, answer == "yes", who.User, s.Now); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayHold(who, s).Ground(), matter, s.Matter.Child, need))
	}))
}
