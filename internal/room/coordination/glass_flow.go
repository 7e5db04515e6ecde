package coordination

import (
	"context"
	"slices"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

const (
	glassOpen = "coordination.glass.open"
	glassRead = "coordination.glass.read"
	// glassAccesses is how many readings of one opening the page lists.
	glassAccesses = 200
)

// GlassesView is the duty officer's page: what they have open now.
type GlassesView struct{ Open []Glass }

// Glasses is what a duty officer has opened, and that they may open more.
func (c *Matters) Glasses(ctx context.Context, who access.Actor) (GlassesView, error) {
	const action = "coordination.glass.list"
	on, err := c.onDuty(ctx, who)
	if err != nil {
		return GlassesView{}, err
	}
	if err := c.Audit.Require(ctx, who, action, nil, mayBreak(who, on)); err != nil {
		return GlassesView{}, err
	}
	var v GlassesView
	var list []sealedGlass
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listOpenGlass(ctx, tx, who.User, c.Now())
		return err
	})
	for _, g := range list {
		v.Open = append(v.Open, g.Glass)
	}
	return v, err
}

func (c *Matters) onDuty(ctx context.Context, who access.Actor) (on bool, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		on, err = c.onDutyIn(ctx, tx, who)
		return err
	})
	return on, err
}

func (c *Matters) onDutyIn(ctx context.Context, tx *db.Tx, who access.Actor) (bool, error) {
	users, err := c.Identity.OnDuty(ctx, tx, who.Unit)
	return slices.Contains(users, who.User), err
}

// leadsToGlass says whether the page of emergency openings is the actor's: whoever
// asks for it may have to show again who they are.
func (c *Matters) leadsToGlass(ctx context.Context, tx *db.Tx, who access.Actor) (bool, error) {
	who.Strong = true
	if !mayBreak(who, true).Allowed() {
		return false, nil
	}
	return c.onDutyIn(ctx, tx, who)
}

// BreakGlass opens what the duty officer's own organisation takes part in about a
// child, for two hours. Whoever holds it together and everybody in the team is told.
// Nothing found and nothing there are one answer.
func (c *Matters) BreakGlass(ctx context.Context, who access.Actor, number, reason string) error {
	on, err := c.onDuty(ctx, who)
	if err != nil {
		return err
	}
	if err := c.Audit.Require(ctx, who, glassOpen, nil, mayBreak(who, on)); err != nil {
		return err
	}
	var faults fault.List
	now := c.Now()
	n, err := personnummer.Parse(number, civil.Of(now))
	if err != nil {
		faults.Add(fault.Invalid("number", "coordination.need.number_wrong"))
	}
	if strings.TrimSpace(reason) == "" {
		faults.Add(fault.Invalid("reason", "coordination.glass.reason_missing"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	var matters []Standing
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		matters = nil
		ids, err := c.People.SameNumber(ctx, tx, who.Organisation, n)
		if err != nil {
			return err
		}
		people, err := c.People.Load(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, there := people[id]
			if !there || p.Kind != person.Child {
				continue
			}
			s, err := loadStanding(ctx, tx, p.Matter, now)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			if _, party := s.party(who.Organisation); party && s.Matter.State.Open() && !slices.Contains(s.Apart, who.User) {
				matters = append(matters, s)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(matters) == 0 {
		return fault.Invalid("number", "coordination.glass.nothing")
	}
	glasses, bodies := make([]Glass, len(matters)), make([][]byte, len(matters))
	for i, s := range matters {
		glasses[i] = Glass{ID: c.NewID(), Matter: s.Matter.ID, Keyset: s.Matter.Keyset, User: who.User, Unit: who.Unit, OpenedAt: now, Until: now.Add(glassLife)}
		if bodies[i], err = c.seal(ctx, s.Matter.Keyset, reason, glasses[i].ID, glassColumn); err != nil {
			return err
		}
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for i, s := range matters {
			if err := insertGlass(ctx, tx, glasses[i], bodies[i]); err != nil {
				return err
			}
			if err := c.write(ctx, tx, who, s.Matter, EntryGlass, glasses[i].ID); err != nil {
				return err
			}
			// The team may have been shut out a moment ago.
			left, err := loadStanding(ctx, tx, s.Matter.ID, s.Now)
			if err != nil {
				return err
			}
			if err := c.tellTeam(ctx, tx, left, who.User, "coordination.notice.glass"); err != nil {
				return err
			}
			if err := c.Audit.Change(ctx, tx, record(who, glassOpen, mayBreak(who, on).Ground(), glasses[i].ID, s.Matter.ID, s.Matter.Child)); err != nil {
				return err
			}
		}
		return nil
	})
}

// GlassView is what a duty officer needs to know tonight. Nothing can be changed on it.
type GlassView struct {
	Glass      Glass
	Matter     Matter
	Form       Form
	Child      person.Person
	Age        int
	Protection Protection
	Body       ProtectionBody
	Question   string
	Holder     string
	HeldAt     string
	Team       []NameRow
	Items      []ItemView
}

// ReadGlass reads the matter that was opened. Every reading is in the log under the
// opening's own id, for whoever reviews it.
func (c *Matters) ReadGlass(ctx context.Context, who access.Actor, glass string) (GlassView, error) {
	on, err := c.onDuty(ctx, who)
	if err != nil {
		return GlassView{}, err
	}
	var g Glass
	var s Standing
	var protected sealedWords
	var need sealedNeed
	var sealed []sealedItem
	now := c.Now()
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if g, err = loadGlass(ctx, tx, glass); err != nil {
			return err
		}
		if s, err = loadStanding(ctx, tx, g.Matter, now); err != nil {
			return err
		}
		if protected, err = loadWords(ctx, tx, s.Protection); err != nil {
			return err
		}
		if need, err = loadNeed(ctx, tx, g.Matter); err != nil {
			return err
		}
		sealed, err = listItems(ctx, tx, g.Matter, some{})
		return err
	})
	if isNotFound(err) {
		return GlassView{}, c.Audit.Require(ctx, who, glassRead, nil, access.Deny("no such opening"))
	}
	if err != nil {
		return GlassView{}, err
	}
	may := mayReadGlass(who, on, g, s)
	if err := c.Audit.Require(ctx, who, glassRead, []string{g.ID, g.Matter, s.Matter.Child}, may); err != nil {
		return GlassView{}, err
	}
	v := GlassView{Glass: g, Matter: s.Matter, Protection: s.Protection, Age: -1}
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return GlassView{}, err
	}
	own, _ := s.party(who.Organisation)
	if v.Child, err = c.personOf(ctx, own.Child); err != nil {
		return GlassView{}, err
	}
	v.Age = age(v.Child.Birth, civil.Of(now))
	if v.Body, _, err = c.openWords(ctx, s.Protection, protected); err != nil {
		return GlassView{}, err
	}
	words, err := unseal[NeedBody](ctx, c, need.Keyset, need.body, need.ID, needColumn)
	if err != nil {
		return GlassView{}, err
	}
	if s.Matter.Organisation == who.Organisation {
		v.Question = words.Question
	} else if _, ok := s.Grounds.Between(s.Matter.Organisation, who.Organisation); ok {
		v.Question = words.Question
	}
	users, units := []string{s.Matter.Baton.User}, []string{s.Matter.Baton.Unit}
	for _, m := range s.Team {
		users, units = append(users, m.User), append(units, m.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return GlassView{}, err
	}
	v.Holder, v.HeldAt = names.users[s.Matter.Baton.User], names.units[s.Matter.Baton.Unit]
	for _, m := range s.Team {
		if m.State == Joined {
			v.Team = append(v.Team, NameRow{Member: m, Name: names.users[m.User], UnitName: names.units[m.Unit]})
		}
	}
	for _, x := range sealed {
		shown := glassSees(who, s, x.Item)
		if shown == Nothing || !x.WithdrawnAt.IsZero() {
			continue
		}
		item := ItemView{Item: x.Item, ChangedAt: x.changedAt, Insight: Insight{Sight: shown}}
		row := versionRow(x.ID, x.Version)
		if item.Title, err = unseal[string](ctx, c, x.Keyset, x.title, row, titleColumn); err != nil {
			return GlassView{}, err
		}
		if shown == Full {
			if item.Body, err = unseal[ItemBody](ctx, c, x.Keyset, x.body, row, bodyColumn); err != nil {
				return GlassView{}, err
			}
		}
		v.Items = append(v.Items, item)
	}
	return v, c.Audit.Reading(ctx, record(who, glassRead, may.Ground(), g.ID, g.Matter, v.Child.ID, s.Matter.Child))
}

// ReviewGlass is somebody in the team, and never who opened, writing whether it was right.
func (c *Matters) ReviewGlass(ctx context.Context, who access.Actor, matter, glass, finding string) error {
	const action = "coordination.glass.review"
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return err
	}
	var g Glass
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		g, err = loadGlass(ctx, tx, glass)
		return err
	})
	if isNotFound(err) || err == nil && g.Matter != matter {
		return fault.Private()
	}
	if err != nil {
		return err
	}
	if strings.TrimSpace(finding) == "" {
		return fault.Invalid("finding", "coordination.glass.finding_missing")
	}
	if g, err = g.Review(who.User, s.Now); err != nil {
		return err
	}
	sealed, err := c.seal(ctx, g.Keyset, finding, g.ID, findingColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := reviewGlass(ctx, tx, g, sealed); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayProtect(who, s).Ground(), g.ID, s.Matter.ID, s.Matter.Child))
	}))
}
