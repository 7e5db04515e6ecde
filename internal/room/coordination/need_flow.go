package coordination

import (
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// MayRaise says whether the actor raises needs, for the menu and the list.
func MayRaise(who access.Actor) bool { return mayRaise(who).Allowed() }

// NewNeed asks whether the actor may raise a need, and gives the id of the form.
func (c *Matters) NewNeed(ctx context.Context, who access.Actor) (string, error) {
	return c.NewID(), c.Audit.Require(ctx, who, "coordination.need.new", nil, mayRaise(who))
}

// Raise writes down a need at the actor's unit. The same form sent twice is one need.
func (c *Matters) Raise(ctx context.Context, who access.Actor, d NeedDraft) (Need, error) {
	const action = "coordination.need.raise"
	if err := c.Audit.Require(ctx, who, action, nil, mayRaise(who)); err != nil {
		return Need{}, err
	}
	now := c.Now()
	if err := d.Check(civil.Of(now)); err != nil {
		return Need{}, err
	}
	if d.Origin == "" {
		d.Origin = FromWork
	}
	n := Need{ID: c.idOf(d.ID), Organisation: who.Organisation, Unit: who.Unit, Author: who.User, AskedBy: d.AskedBy, Origin: d.Origin,
		State: NeedRaised, RaisedAt: now, Protected: d.Child.Protected, Version: 1}
	people, relations, err := c.peopleOf(ctx, n, d.Child, civil.Of(now))
	if err != nil {
		return Need{}, err
	}
	n.Child, n.Keyset = people[0].ID, people[0].Keyset
	body, err := c.seal(ctx, n.Keyset, d.Body, n.ID, needColumn)
	if err != nil {
		return Need{}, err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, p := range people {
			if err := c.People.Add(ctx, tx, p); err != nil {
				return err
			}
		}
		for _, r := range relations {
			if err := c.People.AddRelation(ctx, tx, r); err != nil {
				return err
			}
		}
		if err := insertNeed(ctx, tx, n, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayRaise(who).Ground(), n.ID, n.Child))
	})
	if errors.Is(err, db.ErrConflict) {
		var there sealedNeed
		if err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			there, err = loadNeed(ctx, tx, n.ID)
			return err
		}); err == nil && there.Author == who.User && there.Unit == who.Unit {
			return there.Need, nil
		}
	}
	return n, taken(err)
}

// peopleOf makes the records of the child and the guardians, each under a keyset of
// its own; the child is the first.
func (c *Matters) peopleOf(ctx context.Context, n Need, d NewChild, today civil.Date) ([]person.Person, []person.Relation, error) {
	child := person.Person{ID: c.NewID(), Controller: n.Organisation, Matter: n.ID, Kind: person.Child, Given: d.Given, Family: d.Family}
	var err error
	if d.Number != "" {
		if child.Number, err = personnummer.Parse(d.Number, today); err != nil {
			return nil, nil, fault.Invalid("number", "coordination.need.number_wrong")
		}
		child.Birth = child.Number.BirthDate()
	} else if child.Birth, err = civil.Parse(d.Birth); err != nil {
		return nil, nil, fault.Invalid("birth", "coordination.need.birth_wrong")
	}
	if d.Protected {
		child.Protection = person.SecrecyMarked
	}
	people := []person.Person{child}
	var relations []person.Relation
	for _, g := range d.Guardians {
		if g.empty() {
			continue
		}
		adult := person.Person{ID: c.NewID(), Controller: n.Organisation, Matter: n.ID, Kind: person.Guardian, Given: g.Given, Family: g.Family}
		if d.Protected {
			adult.Protection = person.SecrecyMarked
		}
		kind := person.JointGuardian
		if g.Sole {
			kind = person.SoleGuardian
		}
		people = append(people, adult)
		relations = append(relations, person.Relation{ID: c.NewID(), Child: child.ID, Adult: adult.ID, Kind: kind, Source: "staff", CheckedOn: today})
	}
	scopes := make([]person.Scope, len(people))
	for i, p := range people {
		scopes[i] = person.Scope{Controller: p.Controller, Matter: p.Matter, Person: p.ID}
	}
	keysets, err := c.Keys.CreateAll(ctx, scopes)
	for i := range keysets {
		people[i].Keyset = keysets[i]
	}
	return people, relations, err
}

// NeedView is a need as its unit sees it.
type NeedView struct {
	Need    Need
	Child   person.Person
	Age     int
	Body    NeedBody
	Reasons string
	Author  string
	// Forms are those that may be chosen, by whoever raised it and the child's age.
	Forms []Form
	// Areas are what it may be counted in.
	Areas []Area
}

// Need opens a need for the unit that assesses it.
func (c *Matters) Need(ctx context.Context, who access.Actor, needID string) (NeedView, error) {
	const action = "coordination.need.read"
	s, err := c.readNeed(ctx, who, needID, action)
	if err != nil {
		return NeedView{}, err
	}
	v := NeedView{Need: s.Need}
	if v.Body, err = unseal[NeedBody](ctx, c, s.Keyset, s.body, s.ID, needColumn); err != nil {
		return NeedView{}, err
	}
	if s.reasons != nil {
		if v.Reasons, err = unseal[string](ctx, c, s.Keyset, s.reasons, s.ID, reasonColumn); err != nil {
			return NeedView{}, err
		}
	}
	if v.Child, err = c.personOf(ctx, s.Child); err != nil {
		return NeedView{}, err
	}
	names, err := c.Identity.UserName(ctx, []string{s.Author})
	if err != nil {
		return NeedView{}, err
	}
	v.Author = names[s.Author]
	today := civil.Of(c.Now())
	v.Age = age(v.Child.Birth, today)
	forms, err := c.formsAt(ctx, who.Municipality, today)
	if err != nil {
		return NeedView{}, err
	}
	for _, f := range forms {
		if f.RaisedBy(string(who.Sector)) && f.Fits(v.Child.Birth, today) == nil {
			v.Forms = append(v.Forms, f)
		}
	}
	if v.Areas, err = c.areasFor(ctx, s.Organisation); err != nil {
		return NeedView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayReadNeed(who, s.Need).Ground(), s.ID, s.Child))
}

func (c *Matters) readNeed(ctx context.Context, who access.Actor, needID, action string) (sealedNeed, error) {
	var s sealedNeed
	var shut bool
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if s, err = loadNeed(ctx, tx, needID); err != nil || s.State != NeedAccepted {
			return err
		}
		shut, err = isShutTo(ctx, tx, needID, who, c.Now())
		return err
	})
	if isNotFound(err) || err == nil && shut {
		return sealedNeed{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such need"))
	}
	if err != nil {
		return sealedNeed{}, err
	}
	return s, c.Audit.Require(ctx, who, action, []string{s.ID, s.Child}, mayReadNeed(who, s.Need))
}

// isShutTo says that a need has become a matter in protected mode, of whose team the
// actor is no part: not even the unit that raised it may know.
func isShutTo(ctx context.Context, tx *db.Tx, matter string, who access.Actor, now time.Time) (bool, error) {
	s, err := loadStanding(ctx, tx, matter, now)
	if err != nil {
		return false, err
	}
	return (s.Protection.On() || slices.Contains(s.Apart, who.User)) && !mayOpen(who, s).Allowed(), nil
}

// personOf is somebody the caller has the right to know of; what has been disposed
// of is not there.
func (c *Matters) personOf(ctx context.Context, id string) (person.Person, error) {
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		people, err = c.People.Load(ctx, tx, []string{id})
		return err
	})
	if err != nil {
		return person.Person{}, err
	}
	p, there := people[id]
	if !there {
		return person.Person{}, fault.Private()
	}
	return p, nil
}

// RefuseNeed ends a need without a matter, with reasons.
func (c *Matters) RefuseNeed(ctx context.Context, who access.Actor, needID, reasons string) error {
	const action = "coordination.need.refuse"
	s, err := c.readNeed(ctx, who, needID, action)
	if err != nil {
		return err
	}
	n, err := s.Refuse(reasons, who.User, c.Now())
	if err != nil {
		return err
	}
	sealed, err := c.seal(ctx, n.Keyset, reasons, n.ID, reasonColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := decideNeed(ctx, tx, n, sealed); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayReadNeed(who, s.Need).Ground(), n.ID, n.Child))
	}))
}

// AcceptNeed chooses a form and opens the matter, with the actor as who holds it
// together and the only member.
func (c *Matters) AcceptNeed(ctx context.Context, who access.Actor, needID string, d AcceptDraft) (Matter, error) {
	const action = "coordination.need.accept"
	s, err := c.readNeed(ctx, who, needID, action)
	if err != nil {
		return Matter{}, err
	}
	now := c.Now()
	f, ok, err := c.formAt(ctx, who.Municipality, d.Form, civil.Of(now))
	if err != nil {
		return Matter{}, err
	}
	if !ok || !f.RaisedBy(string(who.Sector)) {
		return Matter{}, fault.Invalid("form", "coordination.form.missing")
	}
	child, err := c.personOf(ctx, s.Child)
	if err != nil {
		return Matter{}, err
	}
	n, m, err := s.Accept(f, child.Birth, Holder{User: who.User, Unit: who.Unit, Organisation: who.Organisation}, now)
	if err != nil {
		return Matter{}, err
	}
	var sealed []byte
	if d.Reasons != "" {
		if sealed, err = c.seal(ctx, n.Keyset, d.Reasons, n.ID, reasonColumn); err != nil {
			return Matter{}, err
		}
	}
	holds, _ := f.HoldsIn(string(who.Sector))
	me := Member{ID: c.NewID(), Matter: m.ID, Organisation: who.Organisation, Unit: who.Unit, User: who.User, State: Joined, Holds: holds,
		OpenedAt: now, InvitedBy: who.User, InvitedAt: now, AnsweredAt: now}
	body, err := c.seal(ctx, m.Keyset, MemberBody{}, me.ID, memberColumn)
	if err != nil {
		return Matter{}, err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := decideNeed(ctx, tx, n, sealed); err != nil {
			return err
		}
		if err := insertMatter(ctx, tx, m); err != nil {
			return err
		}
		if err := place(ctx, tx, m, d.Area); err != nil {
			return err
		}
		if err := insertParty(ctx, tx, Party{Matter: m.ID, Organisation: m.Organisation, Child: m.Child, Keyset: m.Keyset, Since: now}); err != nil {
			return err
		}
		if err := insertMember(ctx, tx, me, body); err != nil {
			return err
		}
		if err := c.write(ctx, tx, who, m, EntryOpened, me.ID); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayReadNeed(who, s.Need).Ground(), m.ID, m.Child))
	})
	return m, raced(err)
}
