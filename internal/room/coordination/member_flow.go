package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
)

// Candidate is somebody who can be asked to take part: a unit, or somebody by name.
type Candidate struct {
	register.Place
	User, UserName string
	// Ground says that something may be shared with the organisation.
	Ground bool
}

// InviteView is the page that asks somebody to take part.
type InviteView struct {
	Matter     Matter
	Protection Protection
	Form       Form
	Child      person.Person
	Candidates []Candidate
	// Missing are the sectors that the form demands and nobody is asked from.
	Missing []string
}

// Inviting is who can be asked, for whoever holds the matter together.
func (c *Matters) Inviting(ctx context.Context, who access.Actor, matter string) (InviteView, error) {
	const action = "coordination.member.inviting"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return InviteView{}, err
	}
	v := InviteView{Matter: s.Matter, Protection: s.Protection}
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return InviteView{}, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return InviteView{}, err
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return InviteView{}, err
	}
	colleagues, err := c.nameable(ctx, who, s)
	if err != nil {
		return InviteView{}, err
	}
	taken := func(unit, user string) bool {
		return slices.ContainsFunc(s.Team, func(m Member) bool { return m.Current() && m.Unit == unit && (m.User == user || user == "") })
	}
	var asked []string
	for _, p := range places {
		if slices.ContainsFunc(s.Team, func(m Member) bool { return m.Current() && m.Organisation == p.Organisation }) {
			asked = append(asked, string(p.Sector))
		}
		if _, fits := v.Form.HoldsIn(string(p.Sector)); !fits {
			continue
		}
		_, ground := s.Grounds.Between(s.Matter.Organisation, p.Organisation)
		ground = ground || p.Organisation == s.Matter.Organisation
		for _, x := range colleagues {
			if x.Unit == p.Unit && !taken(p.Unit, x.User) {
				v.Candidates = append(v.Candidates, Candidate{Place: p, User: x.User, UserName: x.UserName, Ground: ground || p.Unit == who.Unit})
			}
		}
		if p.Unit != who.Unit && !s.Protection.On() && !taken(p.Unit, "") {
			v.Candidates = append(v.Candidates, Candidate{Place: p, Ground: ground})
		}
	}
	v.Missing = v.Form.Missing(asked)
	return v, c.Audit.Reading(ctx, record(who, action, mayHold(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// nameable is who can be asked by name: who else works with children at the actor's unit
// today, and in protected mode, where nobody is asked otherwise, who has left the team and
// works where they did.
func (c *Matters) nameable(ctx context.Context, who access.Actor, s Standing) ([]Candidate, error) {
	var list []Candidate
	add := func(unit, user string) {
		if user != who.User && !slices.Contains(s.Apart, user) && !slices.ContainsFunc(list, func(x Candidate) bool { return x.Unit == unit && x.User == user }) {
			list = append(list, Candidate{Place: register.Place{Unit: unit}, User: user})
		}
	}
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		list = nil
		staff, err := c.Identity.Staff(ctx, tx, who.Unit)
		if err != nil {
			return err
		}
		for _, m := range staff {
			if m.Role.Acts() {
				add(who.Unit, m.User)
			}
		}
		for _, m := range s.Team {
			if !s.Protection.On() || m.State != Left || m.User == "" || m.Unit == who.Unit {
				continue
			}
			if staff, err = c.Identity.Staff(ctx, tx, m.Unit); err != nil {
				return err
			}
			if staff.Works(m.User) {
				add(m.Unit, m.User)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	users := make([]string, len(list))
	for i, x := range list {
		users[i] = x.User
	}
	names, err := c.Identity.UserName(ctx, users)
	for i, x := range list {
		list[i].UserName = names[x.User]
	}
	return list, err
}

// Invite asks a unit, or a colleague, to take part. Another organisation is asked
// only when there is a ground to tell it: the asking already tells of the child.
func (c *Matters) Invite(ctx context.Context, who access.Actor, matter string, d InviteDraft) error {
	const action = "coordination.member.invite"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	form, err := c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion)
	if err != nil {
		return err
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(places, func(p register.Place) bool { return p.Unit == d.Unit })
	if i < 0 {
		return fault.Invalid("unit", "coordination.invite.unit_missing")
	}
	place := places[i]
	holds, fits := form.HoldsIn(string(place.Sector))
	if !fits {
		return fault.Invalid("unit", "coordination.invite.no_place")
	}
	if d.User != "" {
		colleagues, err := c.nameable(ctx, who, s)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(colleagues, func(x Candidate) bool { return x.Unit == d.Unit && x.User == d.User }) {
			return fault.Invalid("unit", "coordination.invite.unit_missing")
		}
	}
	if s.Protection.On() && d.User == "" {
		return fault.Invalid("unit", "coordination.invite.named_only")
	}
	if _, ok := s.Grounds.Between(s.Matter.Organisation, place.Organisation); !ok && place.Organisation != s.Matter.Organisation {
		return fault.Invalid("unit", "coordination.invite.no_ground")
	}
	if slices.ContainsFunc(s.Team, func(m Member) bool { return m.Current() && m.Unit == d.Unit && m.User == d.User }) {
		return fault.Invalid("unit", "coordination.invite.already")
	}
	now := c.Now()
	m := Member{ID: c.NewID(), Matter: s.Matter.ID, Organisation: place.Organisation, Unit: place.Unit, User: d.User, State: Invited, Holds: holds,
		OpenedAt: s.Matter.OpenedAt, InvitedBy: who.User, InvitedAt: now}
	body, err := c.seal(ctx, s.Matter.Keyset, d.Body, m.ID, memberColumn)
	if err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryInvited, subject: m.ID, after: s.changing(m),
		store: func(tx *db.Tx) error { return insertMember(ctx, tx, m, body) },
		tell:  func(tx *db.Tx) error { return c.tellAsked(ctx, tx, s, m) },
	})
}

// tellAsked tells the person who is asked; for a unit, its managers, and everybody
// who works with children there when it has none. Who may not know is not told, and in
// protected mode nobody but who is named: not whoever stands in for them either.
func (c *Matters) tellAsked(ctx context.Context, tx *db.Tx, s Standing, m Member) error {
	if s.Protection.On() {
		return c.notify(ctx, tx, m.User, "coordination.notice.invited", m.Matter)
	}
	staff, err := c.Identity.Staff(ctx, tx, m.Unit)
	if err != nil {
		return err
	}
	may := func(users []string) []string {
		return slices.DeleteFunc(users, func(user string) bool { return slices.Contains(s.Apart, user) })
	}
	reach := may(staff.Reach(m.User))
	if m.User == "" {
		if reach = may(staff.In(access.Manager)); len(reach) == 0 {
			reach = may(append(staff.In(access.Officer), staff.In(access.Reporter)...))
		}
	}
	slices.Sort(reach)
	for _, user := range slices.Compact(reach) {
		if err := c.notify(ctx, tx, user, "coordination.notice.invited", m.Matter); err != nil {
			return err
		}
	}
	return nil
}

// AskedView is an invitation as the one who is asked sees it.
type AskedView struct {
	Matter Matter
	Member Member
	Form   Form
	// Child is hidden while there is no ground to say who it is.
	Child    person.Person
	Body     MemberBody
	Question string
	By       string
	ByUnit   string
}

// Asked opens an invitation. Whose child it is, and what the question is, are told
// while there is a ground.
func (c *Matters) Asked(ctx context.Context, who access.Actor, matter string) (AskedView, error) {
	const action = "coordination.member.asked"
	s, err := c.standing(ctx, who, matter, action, mayAnswer)
	if err != nil {
		return AskedView{}, err
	}
	v := AskedView{Matter: s.Matter}
	v.Member, _ = s.asked(who.User, who.Unit)
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return AskedView{}, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return AskedView{}, err
	}
	if !v.Child.Hidden {
		var bodies map[string][]byte
		var need sealedNeed
		err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			if bodies, err = memberBodies(ctx, tx, s.Matter.ID); err != nil {
				return err
			}
			need, err = loadNeed(ctx, tx, s.Matter.ID)
			return err
		})
		if err != nil {
			return AskedView{}, err
		}
		if v.Body, err = unseal[MemberBody](ctx, c, s.Matter.Keyset, bodies[v.Member.ID], v.Member.ID, memberColumn); err != nil {
			return AskedView{}, err
		}
		body, err := unseal[NeedBody](ctx, c, need.Keyset, need.body, need.ID, needColumn)
		if err != nil {
			return AskedView{}, err
		}
		v.Question = body.Question
	}
	names, err := c.Identity.UserName(ctx, []string{v.Member.InvitedBy})
	if err != nil {
		return AskedView{}, err
	}
	v.By = names[v.Member.InvitedBy]
	units, err := c.Register.UnitNames(ctx, []string{s.Matter.Baton.Unit})
	if err != nil {
		return AskedView{}, err
	}
	v.ByUnit = units[s.Matter.Baton.Unit]
	return v, c.Audit.Reading(ctx, record(who, action, mayKnowWho(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// childFor is the child as the reader's own organisation has them; as the matter's
// organisation has them for who is asked and may know; hidden otherwise.
func (c *Matters) childFor(ctx context.Context, who access.Actor, s Standing) (person.Person, error) {
	if p, ok := s.party(who.Organisation); ok && mayOpen(who, s).Allowed() {
		return c.personOf(ctx, p.Child)
	}
	if mayKnowWho(who, s).Allowed() {
		return c.personOf(ctx, s.Matter.Child)
	}
	return person.Person{ID: s.Matter.Child, Hidden: true}, nil
}

// AnswerInvitation says yes or no. The first of an organisation to say yes gives it a
// record of the child of its own, under a keyset of its own.
func (c *Matters) AnswerInvitation(ctx context.Context, who access.Actor, matter string, yes bool) error {
	const action = "coordination.member.answer"
	s, err := c.standing(ctx, who, matter, action, mayAnswer)
	if err != nil {
		return err
	}
	before, _ := s.asked(who.User, who.Unit)
	now := c.Now()
	if !yes {
		m, err := before.Decline(who.User, who.Unit, now)
		if err != nil {
			return err
		}
		return c.do(ctx, who, s, deed{action: action, ground: mayAnswer(who, s).Ground(), entry: EntryDeclined, subject: m.ID, after: s.changing(m),
			store: func(tx *db.Tx) error { return updateMember(ctx, tx, m) }, tell: c.tellHolder(ctx, s, who, "coordination.notice.declined")})
	}
	if d := mayKnowWho(who, s); !d.Allowed() {
		return fault.Refused("coordination.member.no_ground")
	}
	if _, already := s.joined(who.User, who.Unit); already {
		return fault.Refused("coordination.member.answered")
	}
	m, err := before.Join(who.User, who.Unit, now)
	if err != nil {
		return err
	}
	var own *person.Person
	if _, there := s.party(who.Organisation); !there {
		if own, err = c.ownRecord(ctx, who, s); err != nil {
			return err
		}
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayKnowWho(who, s).Ground(), entry: EntryJoined, subject: m.ID, after: s.changing(m),
		store: func(tx *db.Tx) error {
			if own != nil {
				if err := c.People.Add(ctx, tx, *own); err != nil {
					return err
				}
				if err := insertParty(ctx, tx, Party{Matter: s.Matter.ID, Organisation: who.Organisation, Child: own.ID, Keyset: own.Keyset, Since: now}); err != nil {
					return err
				}
			}
			return updateMember(ctx, tx, m)
		},
		tell: c.tellHolder(ctx, s, who, "coordination.notice.joined"),
	})
}

// ownRecord is the child as the actor's organisation will have them.
func (c *Matters) ownRecord(ctx context.Context, who access.Actor, s Standing) (*person.Person, error) {
	child, err := c.personOf(ctx, s.Matter.Child)
	if err != nil {
		return nil, err
	}
	child.ID, child.Controller = c.NewID(), who.Organisation
	child.Keyset, err = c.Keys.Create(ctx, person.Scope{Controller: child.Controller, Matter: child.Matter, Person: child.ID})
	return &child, err
}

// tellHolder tells whoever holds the matter together, unless they did it themselves.
func (c *Matters) tellHolder(ctx context.Context, s Standing, who access.Actor, key string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		b := s.Matter.Baton
		if b.User == who.User {
			return nil
		}
		staff, err := c.Identity.Staff(ctx, tx, b.Unit)
		if err != nil {
			return err
		}
		told := []string{b.User}
		for _, user := range staff.Reach(b.User) {
			if _, joined := s.joined(user, b.Unit); joined && user != b.User && user != who.User {
				told = append(told, user)
			}
		}
		for _, user := range told {
			if err := c.notify(ctx, tx, user, key, s.Matter.ID); err != nil {
				return err
			}
		}
		return nil
	}
}

// Leave ends the actor's part. What the actor's organisation wrote stays with it.
func (c *Matters) Leave(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.member.leave"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return err
	}
	me, _ := s.joined(who.User, who.Unit)
	m, err := me.Leave(s.Matter.Baton, c.Now())
	if err != nil {
		return err
	}
	after := s.changing(m)
	if s.Matter.Baton.OfferedTo == m.ID {
		if after.Matter.Baton, err = s.Matter.Baton.Decline(m); err != nil {
			return err
		}
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayOpen(who, s).Ground(), entry: EntryLeft, subject: m.ID, after: after,
		store: func(tx *db.Tx) error { return updateMember(ctx, tx, m) }, tell: c.tellHolder(ctx, s, who, "coordination.notice.left")})
}
