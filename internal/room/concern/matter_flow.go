package concern

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// MatterView is a matter as the receiving unit sees it.
type MatterView struct {
	Matter   Matter
	Child    person.Person
	Content  Content
	Sender   string
	Unit     string
	Officer  string
	Entries  []EntryView
	Files    []Attachment
	Siblings []Related
	// Earlier are other matters about the same child: same identity number, or a
	// name match a person has confirmed.
	Earlier []Related
	// Perhaps are matters with the same name and birth date that nobody has judged.
	Perhaps []Related
	// Twice are those of Earlier that came within a week and that nobody has judged.
	Twice []Related
	// Calls are the alarms that ring or have rung.
	Calls []Call
	// Colleagues are those the reader may give the matter to, id to name.
	Colleagues []Colleague
	MayExtend  bool
	Now        time.Time
}

// EntryView is an entry with its author's name.
type EntryView struct {
	Entry
	AuthorName  string
	OfficerName string
	UnitName    string
}

// Related is another matter the reader may see, with its child's name.
type Related struct {
	Matter Matter
	Child  person.Person
}

// Calling says whether an alarm about the matter waits for somebody.
func (v MatterView) Calling() bool { return slices.ContainsFunc(v.Calls, Call.Waits) }

// Colleague is a person in the unit who receives reports.
type Colleague struct{ User, Name string }

// Matter opens a matter with everything an officer needs on one page. The reading
// is recorded with the child and every other child whose name is shown.
func (c *Concerns) Matter(ctx context.Context, who access.Actor, matterID string) (MatterView, error) {
	m, sealed, err := c.readMatter(ctx, who, matterID, "concern.matter.read", mayReadMatter)
	if err != nil {
		return MatterView{}, err
	}
	v := MatterView{Matter: m, Now: c.Now(), MayExtend: mayExtend(who, m).Allowed()}
	text, err := c.open(ctx, m.Keyset, sealed, person.Where(m.ID, contentColumn))
	if err != nil {
		return MatterView{}, fmt.Errorf("open matter %s: %w", m.ID, err)
	}
	if v.Content, err = decode[Content](text); err != nil {
		return MatterView{}, err
	}
	if v.Files, err = c.attachments(ctx, m.ID, v.Content); err != nil {
		return MatterView{}, err
	}
	var entries []sealedEntry
	var siblings, same, alike []Matter
	var links map[string]bool
	var people map[string]person.Person
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if people, err = c.People.Load(ctx, tx, []string{m.Child}); err != nil {
			return err
		}
		if entries, err = listEntries(ctx, tx, m.ID); err != nil {
			return err
		}
		if siblings, err = siblingsOf(ctx, tx, who, m); err != nil {
			return err
		}
		if links, err = listLinks(ctx, tx, m.ID); err != nil {
			return err
		}
		if v.Calls, err = callsOf(ctx, tx, m.ID); err != nil {
			return err
		}
		if same, alike, err = c.aboutSameChild(ctx, tx, who, m, people[m.Child]); err != nil {
			return err
		}
		ids := []string{m.Child}
		for _, list := range [][]Matter{siblings, same, alike} {
			for _, other := range list {
				ids = append(ids, other.Child)
			}
		}
		people, err = c.People.Load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return MatterView{}, err
	}
	v.Child = people[m.Child]
	relate := func(other Matter) Related {
		if _, there := people[other.Child]; !there || !mayReadMatter(who, other).Allowed() {
			return Related{Matter: other, Child: person.Person{ID: other.Child, Hidden: true}}
		}
		return Related{Matter: other, Child: people[other.Child]}
	}
	for _, other := range siblings {
		v.Siblings = append(v.Siblings, relate(other))
	}
	for _, other := range same {
		verdict, judged := links[other.ID]
		if !judged || verdict {
			v.Earlier = append(v.Earlier, relate(other))
		}
		if !judged && near(m, other) {
			v.Twice = append(v.Twice, relate(other))
		}
	}
	for _, other := range alike {
		switch verdict, judged := links[other.ID]; {
		case !judged:
			v.Perhaps = append(v.Perhaps, relate(other))
		case verdict:
			v.Earlier = append(v.Earlier, relate(other))
		}
	}
	if v.Entries, err = c.openEntries(ctx, m, entries); err != nil {
		return MatterView{}, err
	}
	if err := c.nameMatter(ctx, who, &v); err != nil {
		return MatterView{}, err
	}
	subjects := []string{m.ID, m.Child}
	for _, list := range [][]Related{v.Siblings, v.Earlier, v.Perhaps} {
		for _, r := range list {
			subjects = append(subjects, r.Child.ID)
		}
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.matter.read", mayReadMatter(who, m).Ground(), subjects...))
}

// open opens a sealed text. What has been disposed of looks as if it were not there,
// though a copy of the data from before may have brought its rows back.
func (c *Concerns) open(ctx context.Context, keyset string, sealed []byte, where string) ([]byte, error) {
	text, err := c.Keys.Open(ctx, keyset, sealed, where)
	if errors.Is(err, person.ErrDestroyed) {
		return nil, fault.Private()
	}
	return text, err
}

func (c *Concerns) openEntries(ctx context.Context, m Matter, sealed []sealedEntry) ([]EntryView, error) {
	views := make([]EntryView, len(sealed))
	users := make([]string, 0, 2*len(sealed))
	var units []string
	for i, e := range sealed {
		text, err := c.open(ctx, m.Keyset, e.body, person.Where(e.ID, entryColumn))
		if err != nil {
			return nil, fmt.Errorf("open entry %s: %w", e.ID, err)
		}
		if e.Body, err = decode[EntryBody](text); err != nil {
			return nil, err
		}
		views[i].Entry = e.Entry
		users = append(users, e.Author, e.Body.Officer)
		if e.Body.Unit != "" {
			units = append(units, e.Body.Unit)
		}
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	places, err := c.Register.UnitNames(ctx, units)
	if err != nil {
		return nil, err
	}
	for i := range views {
		body := views[i].Body
		views[i].AuthorName, views[i].OfficerName, views[i].UnitName = names[views[i].Author], names[body.Officer], places[body.Unit]
	}
	return views, nil
}

func (c *Concerns) nameMatter(ctx context.Context, who access.Actor, v *MatterView) (err error) {
	if !v.Matter.FromPublic() {
		if v.Sender, err = c.unitName(ctx, v.Matter.SenderUnit); err != nil {
			return err
		}
	}
	if v.Unit, err = c.unitName(ctx, v.Matter.Unit); err != nil {
		return err
	}
	if v.Matter.Officer != "" {
		if v.Officer, err = c.userName(ctx, v.Matter.Officer); err != nil {
			return err
		}
	}
	v.Colleagues, err = c.colleagues(ctx, who, v.Matter)
	return err
}

// colleagues lists whom the actor may give the matter to.
func (c *Concerns) colleagues(ctx context.Context, who access.Actor, m Matter) ([]Colleague, error) {
	var users []string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		for _, role := range []access.Role{access.Officer, access.Manager} {
			in, err := c.officersFor(ctx, tx, m, role)
			if err != nil {
				return err
			}
			users = append(users, in...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	var list []Colleague
	for _, user := range users {
		if user != m.Officer && mayAssign(who, m, user).Allowed() {
			list = append(list, Colleague{User: user, Name: names[user]})
		}
	}
	return list, nil
}

// officersFor is who holds the role in the matter's unit and may open it.
func (c *Concerns) officersFor(ctx context.Context, tx *db.Tx, m Matter, role access.Role) ([]string, error) {
	if m.Protected {
		return c.Identity.ShieldedIn(ctx, tx, m.Unit, role)
	}
	return c.Identity.UsersIn(ctx, tx, m.Unit, role)
}

// readMatter loads a matter and asks, so that "not yours" and "not there" are one answer.
func (c *Concerns) readMatter(ctx context.Context, who access.Actor, matterID, action string, may func(access.Actor, Matter) access.Decision) (Matter, []byte, error) {
	var m Matter
	var content []byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		m, content, err = loadMatter(ctx, tx, matterID)
		return err
	})
	if isNotFound(err) {
		return Matter{}, nil, c.Audit.Require(ctx, who, action, nil, access.Deny("no such matter"))
	}
	if err != nil {
		return Matter{}, nil, err
	}
	return m, content, c.Audit.Require(ctx, who, action, []string{m.ID, m.Child}, may(who, m))
}
