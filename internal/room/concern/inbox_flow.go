package concern

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// Row is a line of the inbox: what an officer needs to choose what to open. A
// protected child's row holds no name and no headline for those without the mandate.
// Sender is "" when a private person reported.
type Row struct {
	Matter Matter
	Child  person.Person
	Masked bool
	// Proof says that it opens when the reader has shown again who they are.
	Proof bool
	// MayGive says that the reader may give it to somebody who can open it.
	MayGive  bool
	Headline string
	Sender   string
	Officer  string
}

// A StandIn is a colleague whom the reader stands in for, through a day.
type StandIn struct {
	User, Name string
	Until      civil.Date
}

// InboxView is a page of the inbox.
type InboxView struct {
	StandIns []StandIn
	// MayHandOver says that the reader may move several matters at once.
	MayHandOver bool
	Filter      InboxFilter
	Tally       Tally
	Rows        []Row
	Next        PageKey
	Now         time.Time
}

// InboxPage is how many matters a page of the inbox holds.
const InboxPage = 50

// Inbox lists the unit's open matters, least time left first.
func (c *Concerns) Inbox(ctx context.Context, who access.Actor, f InboxFilter) (InboxView, error) {
	if err := c.Audit.Require(ctx, who, "concern.inbox.list", nil, mayReceive(who)); err != nil {
		return InboxView{}, err
	}
	v := InboxView{Filter: f, Now: c.Now(), MayHandOver: mayOversee(who).Allowed()}
	var list []sealedMatter
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v.StandIns, err = c.standIns(ctx, tx, who); err != nil {
			return err
		}
		if v.Tally, err = countInbox(ctx, tx, who, v.Now); err != nil {
			return err
		}
		if list, err = listInbox(ctx, tx, who, v.StandIns, f, v.Now, InboxPage+1); err != nil {
			return err
		}
		if len(list) > InboxPage {
			list = list[:InboxPage]
			last := list[InboxPage-1]
			v.Next = PageKey{At: last.Next.Due, ID: last.ID}
		}
		people, err = c.People.Load(ctx, tx, children(list))
		return err
	})
	if err != nil {
		return InboxView{}, err
	}
	if v.Rows, err = c.rows(ctx, who, list, people); err != nil {
		return InboxView{}, err
	}
	if err := c.nameStandIns(ctx, v.StandIns); err != nil {
		return InboxView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.inbox.list", "receives reports for the unit", shownChildren(v.Rows)...))
}

// standIns is whom the reader stands in for today, without names.
func (c *Concerns) standIns(ctx context.Context, tx *db.Tx, who access.Actor) ([]StandIn, error) {
	absences, err := c.Identity.StandingIn(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var list []StandIn
	for _, a := range absences {
		list = append(list, StandIn{User: a.User, Until: a.Last})
	}
	return list, nil
}

func (c *Concerns) nameStandIns(ctx context.Context, list []StandIn) error {
	users := make([]string, len(list))
	for i, s := range list {
		users[i] = s.User
	}
	names, err := c.Identity.UserName(ctx, users)
	for i := range list {
		list[i].Name = names[list[i].User]
	}
	return err
}

// DoneView is a page of the matters where nothing is waited for.
type DoneView struct {
	Rows []Row
	Next PageKey
}

// Done lists the unit's closed and forwarded matters, the latest first.
func (c *Concerns) Done(ctx context.Context, who access.Actor, after PageKey) (DoneView, error) {
	if err := c.Audit.Require(ctx, who, "concern.done.list", nil, mayReceive(who)); err != nil {
		return DoneView{}, err
	}
	var v DoneView
	var list []sealedMatter
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = listDone(ctx, tx, who, after, InboxPage+1); err != nil {
			return err
		}
		if len(list) > InboxPage {
			list = list[:InboxPage]
			last := list[InboxPage-1]
			v.Next = PageKey{At: last.DeliveredAt, ID: last.ID}
		}
		people, err = c.People.Load(ctx, tx, children(list))
		return err
	})
	if err != nil {
		return DoneView{}, err
	}
	if v.Rows, err = c.rows(ctx, who, list, people); err != nil {
		return DoneView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.done.list", "receives reports for the unit", shownChildren(v.Rows)...))
}

func children(list []sealedMatter) []string {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.Child
	}
	return ids
}

func shownChildren(rows []Row) []string {
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.Matter.Child)
	}
	return ids
}

func (c *Concerns) rows(ctx context.Context, who access.Actor, list []sealedMatter, people map[string]person.Person) ([]Row, error) {
	officers, senders := make([]string, len(list)), make([]string, 0, len(list))
	for i, m := range list {
		officers[i] = m.Officer
		if !m.FromPublic() {
			senders = append(senders, m.SenderUnit)
		}
	}
	names, err := c.Identity.UserName(ctx, officers)
	if err != nil {
		return nil, err
	}
	units, err := c.Register.UnitNames(ctx, senders)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(list))
	for _, m := range list {
		row := Row{Matter: m.Matter, Child: people[m.Child].Shown(who.Protected && who.Strong), Officer: names[m.Officer], Sender: units[m.SenderUnit],
			Masked: !mayReadMatter(who, m.Matter).Allowed()}
		if row.Masked {
			row.Proof = mayReadMatter(who, m.Matter).NeedsProof()
			row.MayGive = m.State.Open() && mayGive(who, m.Matter).Allowed()
			row.Child = person.Person{ID: m.Child, Hidden: true}
			rows = append(rows, row)
			continue
		}
		headline, err := c.Keys.Open(ctx, m.Keyset, m.headline, person.Where(m.ID, headlineColumn))
		if errors.Is(err, person.ErrDestroyed) {
			continue // disposed of, and back in an old copy of the data
		}
		if err != nil {
			return nil, fmt.Errorf("open headline of matter %s: %w", m.ID, err)
		}
		row.Headline = string(headline)
		rows = append(rows, row)
	}
	return rows, nil
}

// Waiting counts what the unit must do today or already should have done, for the
// menu. It names nobody.
func (c *Concerns) Waiting(ctx context.Context, who access.Actor) (int, error) {
	if !mayReceive(who).Allowed() {
		return 0, nil
	}
	var n int
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = countDue(ctx, tx, who, c.Now())
		return err
	})
	return n, err
}
