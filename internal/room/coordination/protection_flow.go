package coordination

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// NameRow is a member as the page that shrinks the team lists them.
type NameRow struct {
	Member   Member
	Name     string
	UnitName string
	Me       bool
	// SameName says that they have the family name of the child or somebody close to it:
	// a reason to ask, and never an answer.
	SameName bool
}

// AccessRow is one reading during an emergency opening.
type AccessRow struct {
	At     time.Time
	Action string
}

// GlassRow is an emergency opening with what was read during it.
type GlassRow struct {
	Glass
	Name     string
	UnitName string
	Reason   string
	Accesses []AccessRow
	// MayReview says that the reader may review it: not one's own.
	MayReview bool
}

// ProtectionView is the page of protected mode.
type ProtectionView struct {
	Matter     Matter
	Child      person.Person
	Protection Protection
	// Body says how the child is reached now, and why the mode was switched on.
	Body      ProtectionBody
	Judged    []JudgementView
	Guardians []GuardianKnows
	Team      []NameRow
	// Apart are who may not know, and Namesakes who else at the reader's unit has a name
	// of the family: a reason to ask.
	Apart, Namesakes []string
	OnBy             string
	Confirmed        string
	OffAsked         string
	MayConfirm       bool
	MayEnd           bool
	Late             bool
	Due              bool
	Glasses          []GlassRow
	Today            civil.Date
}

// Protection opens the page of protected mode, on or off.
func (c *Matters) Protection(ctx context.Context, who access.Actor, matter string) (ProtectionView, error) {
	const action = "coordination.protection.read"
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return ProtectionView{}, err
	}
	p := s.Protection
	v := ProtectionView{Matter: s.Matter, Protection: p, Today: civil.Of(s.Now), Late: p.Unconfirmed(s.Now), Due: p.Due(civil.Of(s.Now)),
		MayConfirm: p.On() && p.ConfirmedAt.IsZero() && p.OnBy != who.User, MayEnd: p.On() && p.OffAskedBy != "" && p.OffAskedBy != who.User}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ProtectionView{}, err
	}
	var glasses []sealedGlass
	var words sealedWords
	family := []string{v.Child.Family}
	var staff identity.Staff
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if glasses, err = listGlass(ctx, tx, matter); err != nil {
			return err
		}
		if words, err = loadWords(ctx, tx, p); err != nil {
			return err
		}
		if staff, err = c.Identity.Staff(ctx, tx, who.Unit); err != nil {
			return err
		}
		relations, err := c.People.Relations(ctx, tx, s.Matter.Child)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range relations {
			ids = append(ids, r.Adult)
		}
		people, err := c.People.Load(ctx, tx, ids)
		family = []string{v.Child.Family}
		for _, x := range people {
			family = append(family, x.Family)
		}
		return err
	})
	if err != nil {
		return ProtectionView{}, err
	}
	if v.Body, v.Judged, err = c.openWords(ctx, p, words); err != nil {
		return ProtectionView{}, err
	}
	if v.Guardians, err = c.guardiansKnow(ctx, who, s); err != nil {
		return ProtectionView{}, err
	}
	users, units := append([]string{p.OnBy, p.ConfirmedBy, p.OffAskedBy}, s.Apart...), []string{}
	for _, m := range staff {
		users = append(users, m.User)
	}
	for _, j := range v.Judged {
		users = append(users, j.By)
	}
	for _, m := range s.Team {
		users, units = append(users, m.User), append(units, m.Unit)
	}
	for _, g := range glasses {
		users, units = append(users, g.User), append(units, g.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return ProtectionView{}, err
	}
	v.OnBy, v.Confirmed, v.OffAsked = names.users[p.OnBy], names.users[p.ConfirmedBy], names.users[p.OffAskedBy]
	for _, m := range s.Team {
		if !m.Current() || p.On() && m.State != Joined {
			continue
		}
		v.Team = append(v.Team, NameRow{Member: m, Name: names.users[m.User], UnitName: names.units[m.Unit], Me: m.User == who.User && m.Unit == who.Unit,
			SameName: sameFamily(names.users[m.User], family)})
	}
	for i, j := range v.Judged {
		v.Judged[i].Name = names.users[j.By]
	}
	for _, user := range s.Apart {
		v.Apart = append(v.Apart, names.users[user])
	}
	for _, m := range staff {
		there := slices.ContainsFunc(s.Team, func(x Member) bool { return x.Current() && x.User == m.User }) || slices.Contains(s.Apart, m.User)
		if name := names.users[m.User]; !there && m.User != who.User && sameFamily(name, family) && !slices.Contains(v.Namesakes, name) {
			v.Namesakes = append(v.Namesakes, name)
		}
	}
	slices.Sort(v.Apart)
	for _, g := range glasses {
		row, err := c.glassRow(ctx, who, g, names)
		if err != nil {
			return ProtectionView{}, err
		}
		v.Glasses = append(v.Glasses, row)
	}
	subjects := []string{s.Matter.ID, v.Child.ID}
	for _, g := range v.Guardians {
		subjects = append(subjects, g.Who.ID)
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayProtect(who, s).Ground(), subjects...))
}

// sameFamily says whether somebody's last name is one of the family's.
func sameFamily(name string, family []string) bool {
	words := strings.Fields(name)
	return len(words) > 1 && slices.ContainsFunc(family, func(f string) bool { return f != "" && strings.EqualFold(f, words[len(words)-1]) })
}

func (c *Matters) glassRow(ctx context.Context, who access.Actor, g sealedGlass, names namebook) (GlassRow, error) {
	row := GlassRow{Glass: g.Glass, Name: names.users[g.User], UnitName: names.units[g.Unit], MayReview: g.User != who.User && g.ReviewedAt.IsZero()}
	var err error
	if row.Reason, err = unseal[string](ctx, c, g.Keyset, g.body, g.ID, glassColumn); err != nil {
		return GlassRow{}, err
	}
	records, err := c.Audit.Records(ctx, audit.Filter{Subject: g.ID, Result: audit.Done}, glassAccesses)
	if err != nil {
		return GlassRow{}, err
	}
	for _, r := range slices.Backward(records) {
		if r.Action == glassRead || r.Action == glassOpen {
			row.Accesses = append(row.Accesses, AccessRow{At: r.At, Action: r.Action})
		}
	}
	return row, nil
}

// SwitchOn puts the matter in protected mode at once. The team shrinks to those who
// are named; the others, and what they have been told, are gone from the next request.
func (c *Matters) SwitchOn(ctx context.Context, who access.Actor, matter string, d ProtectionDraft) error {
	const action = "coordination.protection.on"
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	if s.Protection.On() {
		return fault.Refused("coordination.protection.on_already")
	}
	me, _ := s.joined(who.User, who.Unit)
	after, shut := s.shrink(d, me, s.Now)
	p := Protection{ID: c.NewID(), Matter: s.Matter.ID, Keyset: s.Matter.Keyset, Reason: d.Reason, ChildSees: d.ChildSees, OnAt: s.Now, OnBy: who.User,
		OnUnit: who.Unit, ReassessOn: civil.Of(s.Now).AddDays(reassessDays)}
	after.Protection = p
	body, err := c.seal(ctx, p.Keyset, d.Body, p.ID, protectionColumn)
	if err != nil {
		return err
	}
	err = c.do(ctx, who, after, deed{action: action, ground: mayProtect(who, s).Ground(), entry: EntryProtected, subject: p.ID, after: after,
		store: func(tx *db.Tx) error {
			if err := insertProtection(ctx, tx, p, body); err != nil {
				return err
			}
			for _, m := range s.Team {
				was, out := shut[m.ID]
				if slices.Contains(d.Apart, m.ID) && m.User != "" && m.ID != me.ID {
					if err := insertApart(ctx, tx, s.Matter.ID, m.User, who.User, s.Now); err != nil {
						return err
					}
				}
				if !out {
					continue
				}
				if err := insertShut(ctx, tx, p.ID, m.ID, was); err != nil {
					return err
				}
				gone, _ := after.member(m.ID)
				if err := updateMember(ctx, tx, gone); err != nil {
					return err
				}
			}
			return c.forget(ctx, tx, s, after)
		},
		tell: func(tx *db.Tx) error { return c.tellTeam(ctx, tx, after, who.User, "coordination.notice.protected") }})
	if errors.Is(err, db.ErrConflict) {
		return fault.Refused("coordination.protection.on_already")
	}
	return err
}

// forget takes the matter and its commitments out of the notices of everybody who is not
// left in the team: those who were shut out, and whoever at the units was told that the
// unit was asked.
func (c *Matters) forget(ctx context.Context, tx *db.Tx, before, after Standing) error {
	var users, units []string
	for _, m := range before.Team {
		users = append(users, m.User)
		if slices.Contains(units, m.Unit) {
			continue
		}
		units = append(units, m.Unit)
		staff, err := c.Identity.Staff(ctx, tx, m.Unit)
		if err != nil {
			return err
		}
		for _, x := range staff {
			users = append(users, x.User)
		}
	}
	users = slices.DeleteFunc(users, func(user string) bool {
		return user == "" || slices.ContainsFunc(after.Team, func(m Member) bool { return m.State == Joined && m.User == user })
	})
	slices.Sort(users)
	users = slices.Compact(users)
	commitments, err := listCommitmentIDs(ctx, tx, before.Matter.ID)
	if err != nil {
		return err
	}
	links := []string{matterLink(before.Matter.ID)}
	for _, id := range commitments {
		links = append(links, commitmentLink(id))
	}
	for _, link := range links {
		if err := c.Notify.Forget(ctx, tx, users, link); err != nil {
			return err
		}
	}
	return nil
}

// tellTeam tells everybody who takes part, but for one.
func (c *Matters) tellTeam(ctx context.Context, tx *db.Tx, s Standing, but, key string) error {
	for _, m := range s.Team {
		if m.State != Joined || m.User == but {
			continue
		}
		if err := c.notify(ctx, tx, m.User, key, s.Matter.ID); err != nil {
			return err
		}
	}
	return nil
}

// changeProtection applies a rule to the mode that is on, and stores what else belongs to it.
func (c *Matters) changeProtection(ctx context.Context, who access.Actor, matter, action string, entry EntryKind, key string, apply func(Protection, time.Time) (Protection, func(*db.Tx) error, error)) error {
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return err
	}
	p, more, err := apply(s.Protection, s.Now)
	if err != nil {
		return err
	}
	after := s
	after.Protection = p
	return c.do(ctx, who, s, deed{action: action, ground: mayProtect(who, s).Ground(), entry: entry, subject: p.ID, after: after,
		store: func(tx *db.Tx) error {
			if more != nil {
				if err := more(tx); err != nil {
					return err
				}
			}
			return updateProtection(ctx, tx, p)
		},
		tell: func(tx *db.Tx) error { return c.tellTeam(ctx, tx, after, who.User, key) }})
}

// ConfirmProtection is a second person saying that the mode is right.
func (c *Matters) ConfirmProtection(ctx context.Context, who access.Actor, matter string) error {
	return c.changeProtection(ctx, who, matter, "coordination.protection.confirm", EntryProtectionConfirmed, "coordination.notice.protection_changed",
		func(p Protection, now time.Time) (Protection, func(*db.Tx) error, error) {
			after, err := p.Confirm(who.User, now)
			return after, nil, err
		})
}

// Reassess is somebody judging, with their reasons, that the mode is still needed.
func (c *Matters) Reassess(ctx context.Context, who access.Actor, matter, why string) error {
	return c.judge(ctx, who, matter, "coordination.protection.reassess", EntryProtectionKept, "coordination.notice.protection_changed", JudgedKept, ProtectionBody{Why: why},
		func(p Protection, now time.Time) (Protection, error) { return p.Reassess(civil.Of(now)) })
}

// AskSwitchOff is the first of two persons judging, with their reasons, that the mode is not needed any more.
func (c *Matters) AskSwitchOff(ctx context.Context, who access.Actor, matter, why string) error {
	return c.judge(ctx, who, matter, "coordination.protection.ask_off", EntryProtectionOffAsked, "coordination.notice.protection_off_asked", JudgedOff, ProtectionBody{Why: why},
		func(p Protection, now time.Time) (Protection, error) { return p.AskOff(who.User, now) })
}

// SwitchOff is the second. Those who were in the team are back, but for those who may
// not know.
func (c *Matters) SwitchOff(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.protection.off"
	s, err := c.standing(ctx, who, matter, action, mayProtect)
	if err != nil {
		return err
	}
	p, err := s.Protection.End(who.User, s.Now)
	if err != nil {
		return err
	}
	var shut map[string]MemberState
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		shut, err = listShut(ctx, tx, p.ID)
		return err
	})
	if err != nil {
		return err
	}
	after := s
	after.Protection, after.Team = Protection{}, slices.Clone(s.Team)
	var back []Member
	for i, m := range after.Team {
		was, out := shut[m.ID]
		again := slices.ContainsFunc(s.Team, func(x Member) bool { return x.Current() && x.Unit == m.Unit && x.User == m.User })
		if !out || m.State != Left || again || slices.Contains(s.Apart, m.User) {
			continue
		}
		after.Team[i].State = was
		if was == Invited {
			after.Team[i].AnsweredAt = time.Time{}
		}
		back = append(back, after.Team[i])
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayProtect(who, s).Ground(), entry: EntryProtectionEnded, subject: p.ID, after: after,
		store: func(tx *db.Tx) error {
			for _, m := range back {
				if err := updateMember(ctx, tx, m); err != nil {
					return err
				}
			}
			return updateProtection(ctx, tx, p)
		},
		tell: func(tx *db.Tx) error {
			return c.tellTeam(ctx, tx, s, who.User, "coordination.notice.protection_changed")
		}})
}

const protectionsAtOnce = 100

// WatchProtection alarms when nobody has confirmed a mode within a day, and every day until
// somebody has; and it reminds when a week has gone since it was judged. It ends nothing. It is the system's own,
// run every minute.
func (c *Matters) WatchProtection(ctx context.Context) error {
	now := c.Now()
	today := civil.Of(now)
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		late, err := listUnconfirmed(ctx, tx, now.Add(-confirmWithin), protectionsAtOnce)
		if err != nil {
			return err
		}
		for _, d := range late {
			s, err := loadStanding(ctx, tx, d.Matter, now)
			if err != nil {
				return err
			}
			if err := c.tellTeam(ctx, tx, s, "", "coordination.notice.protection_unconfirmed"); err != nil {
				return err
			}
			if err := markAlarmed(ctx, tx, d.ID, now); err != nil {
				return err
			}
		}
		due, err := listReassess(ctx, tx, today, protectionsAtOnce)
		if err != nil {
			return err
		}
		for _, d := range due {
			if err := c.notify(ctx, tx, d.holder, "coordination.notice.protection_due", d.Matter); err != nil {
				return err
			}
			if err := markReassess(ctx, tx, d.ID, today); err != nil {
				return err
			}
		}
		return nil
	})
}

// heirInProtection is who in the shrunk team takes over the baton when its holder is
// gone: no deputy or manager is let in by the clock while somebody in it can hold it. With
// nobody left there it goes as otherwise, since a child in danger must have somebody.
func (c *Matters) heirInProtection(ctx context.Context, tx *db.Tx, s Standing) (Member, bool, error) {
	for _, m := range s.Team {
		if m.State != Joined || m.Holds != HoldsAll || m.User == s.Matter.Baton.User && m.Unit == s.Matter.Baton.Unit {
			continue
		}
		staff, err := c.Identity.Staff(ctx, tx, m.Unit)
		if err != nil {
			return Member{}, false, err
		}
		if slices.ContainsFunc(staff, func(x identity.Member) bool { return x.User == m.User }) {
			return m, true, nil
		}
	}
	return Member{}, false, nil
}
