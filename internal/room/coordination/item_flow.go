package coordination

import (
	"context"
	"errors"
	"strconv"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// ItemView is an item as far as the reader sees it: what they may not see is not
// in it.
type ItemView struct {
	Item    Item
	Insight Insight
	Title   string
	Body    ItemBody
	// ChangedAt is when its words were last written; Author who wrote them, in the own unit only.
	ChangedAt        time.Time
	Author           string
	UnitName         string
	OrganisationName string
	Sector           access.Sector
	// Mine says that the reader's unit may write its next version.
	Mine bool
}

// items opens what is wanted of a matter as far as the reader sees it. It is the only
// way from the store to a page, and maySee the only gate in it.
func (c *Matters) items(ctx context.Context, who access.Actor, s Standing, only some) ([]ItemView, error) {
	var sealed []sealedItem
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listItems(ctx, tx, s.Matter.ID, only)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.openItems(ctx, who, s, sealed)
}

// NotesPage is how many notes a page holds.
const NotesPage = 20

// notes opens a page of notes, the newest first, and says where the next begins. Every
// page but the last is full, so that none shows that something is hidden from the reader.
func (c *Matters) notes(ctx context.Context, who access.Actor, s Standing, after PageKey) (page []ItemView, next PageKey, err error) {
	made := map[string]PageKey{}
	for {
		var sealed []sealedItem
		err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			sealed, err = listItems(ctx, tx, s.Matter.ID, some{kind: Note, after: after, most: NotesPage + 1})
			return err
		})
		if err != nil {
			return nil, PageKey{}, err
		}
		views, err := c.openItems(ctx, who, s, sealed)
		if err != nil {
			return nil, PageKey{}, err
		}
		page = append(page, views...)
		for _, x := range sealed {
			after = PageKey{At: x.MadeAt, ID: x.ID}
			made[x.ID] = after
		}
		if len(page) > NotesPage {
			page = page[:NotesPage]
			return page, made[page[NotesPage-1].Item.ID], nil
		}
		if len(sealed) <= NotesPage {
			return page, PageKey{}, nil
		}
	}
}

// openItems opens what the reader sees of them.
func (c *Matters) openItems(ctx context.Context, who access.Actor, s Standing, sealed []sealedItem) ([]ItemView, error) {
	keysets := make([]string, 0, len(s.Parties))
	for _, p := range s.Parties {
		keysets = append(keysets, p.Keyset)
	}
	if err := c.Keys.Warm(ctx, keysets); err != nil {
		return nil, err
	}
	var views []ItemView
	var users, units []string
	for _, x := range sealed {
		v, err := c.openItem(ctx, who, s, x)
		if errors.Is(err, person.ErrDestroyed) || fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that owned it
		}
		if err != nil {
			return nil, err
		}
		if v.Insight.Sight == Nothing {
			continue
		}
		views = append(views, v)
		users, units = append(users, x.Author), append(units, x.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	for i := range views {
		views[i].UnitName = names.units[views[i].Item.Unit]
		if views[i].Insight.Reason == BecauseOwnUnit {
			views[i].Author = names.users[views[i].Item.Author]
		}
	}
	return views, nil
}

// NotesView is a page of a matter's notes.
type NotesView struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	Notes      []ItemView
	Next       PageKey
}

// Notes opens a page of the notes in a matter, for a member of the team.
func (c *Matters) Notes(ctx context.Context, who access.Actor, matter string, after PageKey) (NotesView, error) {
	const action = "coordination.notes.read"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return NotesView{}, err
	}
	v := NotesView{Matter: s.Matter, Protection: s.Protection}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return NotesView{}, err
	}
	if v.Notes, v.Next, err = c.notes(ctx, who, s, after); err != nil {
		return NotesView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayOpen(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// openItem opens as much of an item as the reader sees.
func (c *Matters) openItem(ctx context.Context, who access.Actor, s Standing, x sealedItem) (ItemView, error) {
	v := ItemView{Insight: maySee(who, s, x.Item)}
	var err error
	switch v.Insight.Sight {
	case Nothing:
		return v, nil
	case ThatItExists:
		v.Item = Item{ID: x.ID, Matter: x.Matter, Organisation: x.Organisation, Unit: x.Unit, Kind: x.Kind, WithdrawnAt: x.WithdrawnAt}
		return v, nil
	case TitleOnly, Full:
	}
	v.Item, v.ChangedAt, v.Mine = x.Item, x.changedAt, mayRevise(who, s, x.Item).Allowed()
	if !x.WithdrawnAt.IsZero() && x.Unit != who.Unit {
		return v, nil // a tombstone
	}
	where := versionRow(x.ID, x.Version)
	if v.Title, err = unseal[string](ctx, c, x.Keyset, x.title, where, titleColumn); err != nil {
		return ItemView{}, err
	}
	if v.Insight.Sight == Full {
		v.Body, err = unseal[ItemBody](ctx, c, x.Keyset, x.body, where, bodyColumn)
	}
	return v, err
}

// versionRow is the place of a version's texts, so that no wording can stand for another.
func versionRow(item string, number int) string { return item + "/" + strconv.Itoa(number) }

// ItemFormView is the page that writes an item.
type ItemFormView struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	ID         string
	// Before is the item that a new version is written of; its ID is "" for a new one.
	Before ItemView
}

// Writing is what is needed to write an item of the kind.
func (c *Matters) Writing(ctx context.Context, who access.Actor, matter string, kind ItemKind) (ItemFormView, error) {
	const action = "coordination.item.writing"
	may := func(who access.Actor, s Standing) access.Decision { return mayWrite(who, s, kind) }
	s, err := c.standing(ctx, who, matter, action, may)
	if err != nil {
		return ItemFormView{}, err
	}
	v := ItemFormView{Matter: s.Matter, Protection: s.Protection, ID: c.NewID()}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ItemFormView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, may(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// Write adds an item that the actor's organisation owns. The same form sent twice is
// one item.
func (c *Matters) Write(ctx context.Context, who access.Actor, matter string, d ItemDraft) (Item, error) {
	const action = "coordination.item.write"
	may := func(who access.Actor, s Standing) access.Decision { return mayWrite(who, s, d.Kind) }
	s, err := c.standing(ctx, who, matter, action, may)
	if err != nil {
		return Item{}, err
	}
	if err := d.Check(); err != nil {
		return Item{}, err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return Item{}, fault.Private()
	}
	it := Item{ID: c.idOf(d.ID), Matter: s.Matter.ID, Organisation: who.Organisation, Unit: who.Unit, Author: who.User, Keyset: own.Keyset,
		Kind: d.Kind, Topic: d.Topic, Shown: d.Shown, MadeAt: s.Now, Version: 1}
	v, err := c.sealVersion(ctx, who, it, d, s.Now)
	if err != nil {
		return Item{}, err
	}
	err = c.writing(ctx, who, s, action, may(who, s).Ground(), own, func(tx *db.Tx) error {
		if err := insertItem(ctx, tx, it); err != nil {
			return err
		}
		return insertVersion(ctx, tx, it.ID, v)
	})
	if errors.Is(err, db.ErrConflict) {
		if there, err := c.ownItem(ctx, who, s, it.ID); err == nil && there.Author == who.User {
			return there, nil
		}
	}
	return it, taken(err)
}

func (c *Matters) sealVersion(ctx context.Context, who access.Actor, it Item, d ItemDraft, at time.Time) (version, error) {
	v := version{number: it.Version, author: who.User, at: at, shown: it.Shown, topic: it.Topic}
	row := versionRow(it.ID, it.Version)
	var err error
	if v.title, err = c.seal(ctx, it.Keyset, d.Title, row, titleColumn); err != nil {
		return version{}, err
	}
	v.body, err = c.seal(ctx, it.Keyset, d.Body, row, bodyColumn)
	return v, err
}

// writing runs a change of an item, if the actor still takes part when it is made.
func (c *Matters) writing(ctx context.Context, who access.Actor, s Standing, action, ground string, own Party, store func(*db.Tx) error) error {
	me, _ := s.joined(who.User, who.Unit)
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		still, err := takesPart(ctx, tx, me.ID, s.Protection.ID)
		if err != nil {
			return err
		}
		if !still {
			return errRaced
		}
		if err := store(tx); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, ground, s.Matter.ID, own.Child))
	}))
}

// ownItem is an item of the actor's own unit in the matter.
func (c *Matters) ownItem(ctx context.Context, who access.Actor, s Standing, item string) (Item, error) {
	var it Item
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		it, err = loadItem(ctx, tx, item)
		return err
	})
	if isNotFound(err) || err == nil && (it.Unit != who.Unit || it.Matter != s.Matter.ID) {
		return Item{}, fault.Invalid("item", "coordination.item.missing")
	}
	return it, err
}

// VersionView is one wording of an item.
type VersionView struct {
	Number int
	At     time.Time
	Author string
	Shown  Shown
	Topic  Topic
	Title  string
	Body   ItemBody
}

// ItemPageView is an item with its matter, and in the own unit its earlier wordings.
type ItemPageView struct {
	ItemView
	Matter     Matter
	Protection Protection
	Child      person.Person
	Versions   []VersionView
}

// Item opens one item as far as the reader sees it.
func (c *Matters) Item(ctx context.Context, who access.Actor, item string) (ItemPageView, error) {
	const action = "coordination.item.read"
	s, it, err := c.itemIn(ctx, who, item, action, func(who access.Actor, s Standing, it Item) access.Decision {
		if maySee(who, s, it).Sight == Nothing {
			return access.Deny("nothing of it is shown to this reader")
		}
		return mayOpen(who, s)
	})
	if err != nil {
		return ItemPageView{}, err
	}
	items, err := c.items(ctx, who, s, some{item: it.ID})
	if err != nil {
		return ItemPageView{}, err
	}
	v := ItemPageView{Matter: s.Matter, Protection: s.Protection}
	for _, x := range items {
		if x.Item.ID == it.ID {
			v.ItemView = x
		}
	}
	if v.Item.ID == "" {
		return ItemPageView{}, fault.Private()
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ItemPageView{}, err
	}
	if v.Insight.Reason == BecauseOwnUnit {
		if v.Versions, err = c.versions(ctx, it); err != nil {
			return ItemPageView{}, err
		}
	}
	return v, c.Audit.Reading(ctx, record(who, action, string(v.Insight.Reason), s.Matter.ID, v.Child.ID))
}

// itemIn finds an item's matter and asks.
func (c *Matters) itemIn(ctx context.Context, who access.Actor, item, action string, may func(access.Actor, Standing, Item) access.Decision) (Standing, Item, error) {
	var it Item
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		it, err = loadItem(ctx, tx, item)
		return err
	})
	if isNotFound(err) {
		return Standing{}, Item{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such item"))
	}
	if err != nil {
		return Standing{}, Item{}, err
	}
	s, err := c.standing(ctx, who, it.Matter, action, func(who access.Actor, s Standing) access.Decision { return may(who, s, it) })
	return s, it, err
}

func (c *Matters) versions(ctx context.Context, it Item) ([]VersionView, error) {
	var sealed []version
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listVersions(ctx, tx, it.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	var users []string
	views := make([]VersionView, len(sealed))
	for i, v := range sealed {
		views[i] = VersionView{Number: v.number, At: v.at, Shown: v.shown, Topic: v.topic}
		row := versionRow(it.ID, v.number)
		if views[i].Title, err = unseal[string](ctx, c, it.Keyset, v.title, row, titleColumn); err != nil {
			return nil, err
		}
		if views[i].Body, err = unseal[ItemBody](ctx, c, it.Keyset, v.body, row, bodyColumn); err != nil {
			return nil, err
		}
		users = append(users, v.author)
	}
	names, err := c.Identity.UserName(ctx, users)
	for i, v := range sealed {
		views[i].Author = names[v.author]
	}
	return views, err
}

// Revise writes the next version of an item of the actor's own unit, which they read in the
// version they name.
func (c *Matters) Revise(ctx context.Context, who access.Actor, item string, version int, d ItemDraft) (Item, error) {
	const action = "coordination.item.revise"
	s, before, err := c.itemIn(ctx, who, item, action, mayRevise)
	if err != nil {
		return Item{}, err
	}
	if version != before.Version {
		return before, fault.Invalid("version", "coordination.item.raced")
	}
	it, err := before.Revise(d)
	if err != nil {
		return before, err
	}
	v, err := c.sealVersion(ctx, who, it, d, s.Now)
	if err != nil {
		return before, err
	}
	own, _ := s.party(who.Organisation)
	return it, c.writing(ctx, who, s, action, mayRevise(who, s, before).Ground(), own, func(tx *db.Tx) error {
		if err := updateItem(ctx, tx, it, before.Version); err != nil {
			return err
		}
		return insertVersion(ctx, tx, it.ID, v)
	})
}

// WithdrawItem takes an item back. The unit keeps its words; others see a tombstone.
func (c *Matters) WithdrawItem(ctx context.Context, who access.Actor, item string) (Item, error) {
	const action = "coordination.item.withdraw"
	s, before, err := c.itemIn(ctx, who, item, action, mayRevise)
	if err != nil {
		return Item{}, err
	}
	it, err := before.Withdraw(s.Now)
	if err != nil {
		return before, err
	}
	own, _ := s.party(who.Organisation)
	return it, c.writing(ctx, who, s, action, mayRevise(who, s, before).Ground(), own, func(tx *db.Tx) error {
		return updateItem(ctx, tx, it, before.Version)
	})
}

// Revising is what is needed to write the next version of an item.
func (c *Matters) Revising(ctx context.Context, who access.Actor, item string) (ItemFormView, error) {
	const action = "coordination.item.revising"
	s, it, err := c.itemIn(ctx, who, item, action, mayRevise)
	if err != nil {
		return ItemFormView{}, err
	}
	items, err := c.items(ctx, who, s, some{item: it.ID})
	if err != nil {
		return ItemFormView{}, err
	}
	v := ItemFormView{Matter: s.Matter, Protection: s.Protection}
	for _, x := range items {
		if x.Item.ID == it.ID {
			v.Before = x
		}
	}
	if v.Before.Item.ID == "" {
		return ItemFormView{}, fault.Private()
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ItemFormView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayRevise(who, s, it).Ground(), s.Matter.ID, v.Child.ID))
}
