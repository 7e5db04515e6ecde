package coordination

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// MattersPage is how many matters a page of the list holds.
const MattersPage = 50

// waitingShown is how many needs and invitations the list shows over the matters.
const waitingShown = 25

// Row is a line of the list. A protected child's row holds no name for those
// without the mandate.
type Row struct {
	Matter Matter
	Form   Form
	Child  person.Person
	Age    int
	Masked bool
	// Proof says that it opens when the reader has shown again who they are.
	Proof  bool
	Holder string
	Unit   string
	Mine   bool
}

// NeedRow is a need that the reader's unit has yet to assess.
type NeedRow struct {
	Need   Need
	Child  person.Person
	Age    int
	Masked bool
	Proof  bool
	Author string
}

// AskedRow is an invitation that waits. It names nobody.
type AskedRow struct {
	Member Member
	Form   Form
	By     string
}

// ListView is a page of "Barn och ärenden".
type ListView struct {
	Filter   ListFilter
	Needs    []NeedRow
	Asked    []AskedRow
	Rows     []Row
	Next     PageKey
	Forms    []Form
	MayRaise bool
	// MayOversee leads to the counts of the municipality.
	MayOversee bool
	// MayRelieve leads to the batons of the unit whose holders are away.
	MayRelieve bool
	// MayAdjust leads to where the municipality adjusts its forms.
	MayAdjust bool
	// MayBreak leads the officer on duty to the emergency opening.
	MayBreak bool
	Today    civil.Date
}

// List is what the actor has to do with: needs to assess, invitations to answer and
// the matters they take part in, the latest first.
func (c *Matters) List(ctx context.Context, who access.Actor, f ListFilter) (ListView, error) {
	const action = "coordination.list"
	if err := c.Audit.Require(ctx, who, action, nil, mayList(who)); err != nil {
		return ListView{}, err
	}
	now := c.Now()
	v := ListView{Filter: f, MayRaise: mayRaise(who).Allowed(), MayAdjust: MayAdjust(who), MayRelieve: mayListReliefs(who).Allowed(), Today: civil.Of(now), Forms: Forms(civil.Of(now))}
	var needs []sealedNeed
	var asked []invitation
	var list []listed
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if f.After.IsZero() {
			if needs, err = listNeeds(ctx, tx, who, waitingShown); err != nil {
				return err
			}
			if asked, err = listAsked(ctx, tx, who, waitingShown); err != nil {
				return err
			}
		}
		if list, err = listMatters(ctx, tx, who, f, MattersPage+1); err != nil {
			return err
		}
		holds, err := countHeld(ctx, tx, who.User, who.Unit)
		if err != nil {
			return err
		}
		v.MayOversee = mayOversee(who, holds > 0).Allowed()
		if v.MayBreak, err = c.leadsToGlass(ctx, tx, who); err != nil {
			return err
		}
		if len(list) > MattersPage {
			list = list[:MattersPage]
			last := list[MattersPage-1]
			v.Next = PageKey{At: last.OpenedAt, ID: last.ID}
		}
		ids := make([]string, 0, len(list)+len(needs))
		for _, l := range list {
			ids = append(ids, l.child)
		}
		for _, n := range needs {
			ids = append(ids, n.Child)
		}
		people, err = c.People.Load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return ListView{}, err
	}
	names, err := c.namesIn(ctx, needs, asked, list)
	if err != nil {
		return ListView{}, err
	}
	var subjects []string
	for _, n := range needs {
		row := NeedRow{Need: n.Need, Author: names.users[n.Author], Age: -1}
		may := mayReadNeed(who, n.Need)
		row.Child, row.Masked = shown(people, n.Child, may.Allowed())
		row.Proof = may.NeedsProof()
		if !row.Masked {
			row.Age = age(row.Child.Birth, v.Today)
		}
		v.Needs = append(v.Needs, row)
		subjects = append(subjects, n.ID, n.Child)
	}
	for _, a := range asked {
		form, err := c.formOf(ctx, a.form, a.version)
		if err != nil {
			return ListView{}, err
		}
		v.Asked = append(v.Asked, AskedRow{Member: a.Member, Form: form, By: names.users[a.InvitedBy]})
		subjects = append(subjects, a.Matter)
	}
	for _, l := range list {
		form, err := c.formOf(ctx, l.Form, l.FormVersion)
		if err != nil {
			return ListView{}, err
		}
		may := shielded(who, l.Protected, "member of the team")
		row := Row{Matter: l.Matter, Form: form, Holder: names.users[l.Baton.User], Unit: names.units[l.Baton.Unit], Age: -1,
			Mine: l.Baton.User == who.User && l.Baton.Unit == who.Unit, Proof: may.NeedsProof()}
		row.Child, row.Masked = shown(people, l.child, may.Allowed())
		if !row.Masked {
			row.Age = age(row.Child.Birth, v.Today)
		}
		v.Rows = append(v.Rows, row)
		subjects = append(subjects, l.ID, l.child)
	}
	return v, c.Audit.Reading(ctx, record(who, action, "member of the team", subjects...))
}

// shown is somebody as a row has them. Who has been disposed of, or may not be
// named, is hidden.
func shown(people map[string]person.Person, id string, may bool) (p person.Person, masked bool) {
	p, there := people[id]
	if !there || !may {
		return person.Person{ID: id, Hidden: true}, true
	}
	return p, false
}

// namebook is the names of staff and units that a page needs.
type namebook struct{ users, units map[string]string }

func (c *Matters) namesIn(ctx context.Context, needs []sealedNeed, asked []invitation, list []listed) (namebook, error) {
	var users, units []string
	for _, n := range needs {
		users = append(users, n.Author)
	}
	for _, a := range asked {
		users = append(users, a.InvitedBy)
	}
	for _, l := range list {
		users, units = append(users, l.Baton.User), append(units, l.Baton.Unit)
	}
	return c.names(ctx, users, units)
}

func (c *Matters) names(ctx context.Context, users, units []string) (b namebook, err error) {
	if b.users, err = c.Identity.UserName(ctx, users); err != nil {
		return b, err
	}
	b.units, err = c.Register.UnitNames(ctx, units)
	return b, err
}

// waitingCap keeps the count in the menu at the cost of an index page.
const waitingCap = 50

// Waiting counts the invitations that wait for the actor, for the menu. It names nobody.
func (c *Matters) Waiting(ctx context.Context, who access.Actor) (int, error) {
	if !mayTakePart(who).Allowed() {
		return 0, nil
	}
	var n int
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = countAsked(ctx, tx, who, waitingCap)
		return err
	})
	return n, err
}

// MayTakePart says whether the actor has the room in their menu.
func MayTakePart(who access.Actor) bool { return mayTakePart(who).Allowed() }
