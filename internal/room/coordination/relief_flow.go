package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
)

const reliefColumn = "coordination_relief.body"

// ReliefsView is the open matters of a manager's unit whose holder is away today.
type ReliefsView struct {
	Rows  []ReliefRow
	Names map[string]string
}

// ReliefRow is one of them. It says nothing of whom it is about.
type ReliefRow struct {
	Matter   string
	Holder   string
	Until    civil.Date
	Deputy   string
	OpenedAt civil.Date
}

// reliefsShown is more than anybody holds together at one unit.
const reliefsShown = 200

// Reliefs is what a manager needs to see to: batons in the own unit whose holder is away.
// A matter in protected mode is not among them, nor one whose family the manager is close to.
func (c *Matters) Reliefs(ctx context.Context, who access.Actor) (v ReliefsView, err error) {
	const action = "coordination.relief.list"
	may := mayListReliefs(who)
	if err := c.Audit.Require(ctx, who, action, nil, may); err != nil {
		return v, err
	}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Rows = nil
		staff, err := c.Identity.Staff(ctx, tx, who.Unit)
		if err != nil {
			return err
		}
		all, err := heldAt(ctx, tx, who.Unit, who.User, reliefsShown)
		for _, m := range all {
			a := awayIn(staff, m.Baton.User)
			if a.On() && m.Baton.User != who.User && (!m.Protected || who.Protected) {
				v.Rows = append(v.Rows, ReliefRow{Matter: m.ID, Holder: m.Baton.User, Until: a.Until, Deputy: a.Deputy, OpenedAt: civil.Of(m.OpenedAt)})
			}
		}
		return err
	})
	if err != nil {
		return ReliefsView{}, err
	}
	var people, subjects []string
	for _, row := range v.Rows {
		people, subjects = append(people, row.Holder, row.Deputy), append(subjects, row.Matter)
	}
	if v.Names, err = c.Identity.UserName(ctx, people); err != nil {
		return ReliefsView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, may.Ground(), subjects...))
}

// awayIn is whether somebody at the unit is away today, and who stands in.
func awayIn(staff identity.Staff, user string) (a Away) {
	for _, m := range staff {
		if m.User == user && m.Deputy != "" {
			a.Until, a.Deputy = m.Until, m.Deputy
		}
	}
	return a
}

func (c *Matters) away(ctx context.Context, tx *db.Tx, s Standing) (Away, error) {
	staff, err := c.Identity.Staff(ctx, tx, s.Matter.Baton.Unit)
	if err != nil {
		return Away{}, err
	}
	a := awayIn(staff, s.Matter.Baton.User)
	var present []string
	for _, m := range staff {
		if m.Role.Acts() && !awayIn(staff, m.User).On() && !slices.Contains(present, m.User) {
			present = append(present, m.User)
		}
	}
	a.Able = s.ableIn(present, staff.Covers)
	return a, nil
}

// ReliefView is what whoever moves a baton chooses among. It says nothing of the child.
type ReliefView struct {
	Matter Matter
	Away   Away
	Names  map[string]string
	// Self says that the reader stands in for the holder, and can take it but not give it.
	Self bool
}

// Relieving opens the choice to whoever may make it.
func (c *Matters) Relieving(ctx context.Context, who access.Actor, matter string) (ReliefView, error) {
	const action = "coordination.relief.read"
	s, v, err := c.relieving(ctx, who, matter, action)
	if err != nil {
		return ReliefView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayRelieve(who, s, v.Away).Ground(), matter))
}

func (c *Matters) relieving(ctx context.Context, who access.Actor, matter, action string) (s Standing, v ReliefView, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if s, err = loadStanding(ctx, tx, matter, c.Now()); err != nil {
			return err
		}
		v.Away, err = c.away(ctx, tx, s)
		return err
	})
	if isNotFound(err) {
		return s, v, c.Audit.Require(ctx, who, action, nil, access.Deny("no such matter"))
	}
	if err != nil {
		return s, v, err
	}
	if err := c.Audit.Require(ctx, who, action, []string{matter}, mayRelieve(who, s, v.Away)); err != nil {
		return s, v, err
	}
	v.Matter, v.Self = s.Matter, who.Role != access.Manager
	if v.Self {
		v.Away.Able = slices.DeleteFunc(v.Away.Able, func(user string) bool { return user != who.User })
	}
	v.Names, err = c.Identity.UserName(ctx, append(slices.Clone(v.Away.Able), s.Matter.Baton.User, v.Away.Deputy))
	return s, v, err
}

// PreviewRelief is what would happen. Nothing is changed.
func (c *Matters) PreviewRelief(ctx context.Context, who access.Actor, matter string, d ReliefDraft) (ReliefView, error) {
	const action = "coordination.relief.preview"
	s, v, err := c.relieving(ctx, who, matter, action)
	if err != nil {
		return ReliefView{}, err
	}
	if err := v.Away.check(d); err != nil {
		return v, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayRelieve(who, s, v.Away).Ground(), matter))
}

// Relieve moves the baton while its holder is away: a manager of the holder's unit to
// somebody there, or whoever stands in for the holder and is in the team to themselves.
// Both who get it and who had it are told.
func (c *Matters) Relieve(ctx context.Context, who access.Actor, matter string, d ReliefDraft) error {
	const action = "coordination.baton.relieve"
	s, v, err := c.relieving(ctx, who, matter, action)
	if err != nil {
		return err
	}
	if err := v.Away.check(d); err != nil {
		return err
	}
	if d.Version != s.Matter.Version {
		return raced(errRaced)
	}
	from := s.Matter.Baton
	after := s
	if after.Matter.Baton, err = from.Relieve(d.To, c.Now()); err != nil {
		return err
	}
	me, seat, err := c.seat(ctx, s, from.Holder, d.To, who.User)
	if err != nil {
		return err
	}
	x := Relief{ID: c.NewID(), Matter: matter, Keyset: s.Matter.Keyset, From: from.User, To: d.To, Unit: from.Unit, By: who.User, At: s.Now}
	body, err := c.seal(ctx, x.Keyset, ReliefBody{Reason: d.Reason}, x.ID, reliefColumn)
	if err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayRelieve(who, s, v.Away).Ground(), entry: EntryBatonRelieved, subject: me.ID, after: after.changing(me),
		store: func(tx *db.Tx) error {
			if err := seat(tx); err != nil {
				return err
			}
			return insertRelief(ctx, tx, x, body)
		},
		tell: func(tx *db.Tx) error {
			for user, key := range map[string]string{d.To: "coordination.notice.relief_to", from.User: "coordination.notice.relief_from"} {
				if user == who.User {
					continue
				}
				if err := c.notify(ctx, tx, user, key, matter); err != nil {
					return err
				}
			}
			return nil
		}})
}

// seat is the place in the team of somebody who gets the baton from a holder: the one they
// have, the one they are asked to, or a new one.
func (c *Matters) seat(ctx context.Context, s Standing, h Holder, user, by string) (me Member, store func(*db.Tx) error, err error) {
	if me, there := s.joined(user, h.Unit); there {
		return me, func(*db.Tx) error { return nil }, nil
	}
	if invited, asked := s.find(func(m Member) bool { return m.State == Invited && m.User == user && m.Unit == h.Unit }); asked {
		me, err := invited.Join(user, h.Unit, s.Now)
		return me, func(tx *db.Tx) error { return updateMember(ctx, tx, me) }, err
	}
	old, _ := s.find(func(m Member) bool { return m.User == h.User && m.Unit == h.Unit })
	me = Member{ID: c.NewID(), Matter: s.Matter.ID, Organisation: h.Organisation, Unit: h.Unit, User: user, State: Joined, Holds: old.Holds,
		OpenedAt: s.Matter.OpenedAt, InvitedBy: by, InvitedAt: s.Now, AnsweredAt: s.Now}
	if me.Holds == "" {
		me.Holds = HoldsAll
	}
	body, err := c.seal(ctx, s.Matter.Keyset, MemberBody{}, me.ID, memberColumn)
	return me, func(tx *db.Tx) error {
		if err := insertMember(ctx, tx, me, body); err != nil {
			return err
		}
		return memberSlots(ctx, tx, me)
	}, err
}

// RelievedView is the last time the baton moved because its holder was away.
type RelievedView struct {
	Relief
	Reason         string
	FromName, Name string
}

// relieved is for those at the unit where it moved; nothing for others.
func (c *Matters) relieved(ctx context.Context, who access.Actor, s Standing) (v RelievedView, err error) {
	if s.Matter.Baton.Unit != who.Unit {
		return v, nil
	}
	var body []byte
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Relief, body, err = latestRelief(ctx, tx, s.Matter.ID)
		return err
	})
	if isNotFound(err) || err == nil && (v.To != s.Matter.Baton.User || v.At.Before(s.Matter.Baton.Since)) {
		return RelievedView{}, nil
	}
	if err != nil {
		return v, err
	}
	said, err := unseal[ReliefBody](ctx, c, v.Keyset, body, v.ID, reliefColumn)
	if err != nil {
		return v, err
	}
	names, err := c.Identity.UserName(ctx, []string{v.From, v.By})
	v.Reason, v.FromName, v.Name = said.Reason, names[v.From], names[v.By]
	return v, err
}

// holderAway fills in that the holder is away, for those at the holder's unit.
func (c *Matters) holderAway(ctx context.Context, who access.Actor, s Standing, v *MatterView) error {
	if who.Unit != s.Matter.Baton.Unit {
		return nil
	}
	var a Away
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = c.away(ctx, tx, s)
		return err
	})
	if err != nil {
		return err
	}
	v.AwayUntil, v.MayRelieve = a.Until, mayRelieve(who, s, a).Allowed()
	v.Relieved, err = c.relieved(ctx, who, s)
	return err
}

// TellManagers tells the managers of a unit that somebody there is away who holds
// matters together, once for each absence and matter. It says neither who nor how many.
// Nobody is told of a matter in protected mode, and no manager of one whose family they
// are close to, or whose protected identity their mandate does not cover. It is the
// system's own, run every hour.
func (c *Matters) TellManagers(ctx context.Context) error {
	var away []identity.Absence
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		away = nil
		all, err := c.Identity.Away(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range all {
			held, err := hasUntold(ctx, tx, a)
			if err != nil {
				return err
			}
			if held {
				away = append(away, a)
			}
		}
		return nil
	})
	for _, a := range away {
		if err := c.tellManagers(ctx, a); err != nil {
			return err
		}
	}
	return err
}

func (c *Matters) tellManagers(ctx context.Context, a identity.Absence) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		staff, err := c.Identity.Staff(ctx, tx, a.Unit)
		if err != nil {
			return err
		}
		for _, m := range staff {
			if m.Role != access.Manager || m.User == a.User {
				continue
			}
			knows, err := mayKnowUntold(ctx, tx, a, m.User, m.Protected)
			if err != nil {
				return err
			}
			if knows {
				if err := c.Notify.Tell(ctx, tx, notify.Notice{User: m.User, Key: "coordination.notice.holder_away", Link: "/samordning/avlosning"}); err != nil {
					return err
				}
			}
		}
		return markTold(ctx, tx, a)
	})
}
