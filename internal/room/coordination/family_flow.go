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
)

// These are the verbs of a child or a guardian. They have no mandate, and every
// question about what they may do is answered by mayBeNear, from the rows listOwn
// gives: a protected matter is not among them, so that nothing after that differs.

// near is a child or guardian in one matter, as far as they may be there.
type near struct {
	kin   Kin
	child person.Person
}

// nears is every matter the account may be in at the moment.
func (c *Matters) nears(ctx context.Context, who access.Actor) ([]near, error) {
	var list []near
	today := civil.Of(c.Now())
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		own, err := listOwn(ctx, tx, who.User)
		if err != nil {
			return err
		}
		list = nil
		for _, k := range own {
			people, err := c.People.Load(ctx, tx, []string{k.Child})
			if err != nil {
				return err
			}
			relations, err := c.People.Relations(ctx, tx, k.Child)
			if err != nil {
				return err
			}
			child, there := people[k.Child]
			if there && mayBeNear(who, k, guards(relations, k.Person, child.Birth, today)).Allowed() {
				list = append(list, near{k, child})
			}
		}
		return nil
	})
	return list, err
}

// guards says whether an adult may act for the child on the day: custody, nothing that
// speaks against it, and a child who has not come of age.
func guards(relations []person.Relation, adult string, birth, today civil.Date) bool {
	if birth.IsZero() || age(birth, today) >= ageOfMajor {
		return false
	}
	may := false
	for _, r := range relations {
		if r.Adult != adult || !r.Holds(today) {
			continue
		}
		if r.MayNotKnow {
			return false
		}
		may = may || r.Guards()
	}
	return may
}

// nearIn is the actor's place in one matter. What is not theirs, what is protected and
// what is not there are one answer, and one record that names none of them.
func (c *Matters) nearIn(ctx context.Context, who access.Actor, matter, action string) (near, Standing, error) {
	list, err := c.nears(ctx, who)
	if err != nil {
		return near{}, Standing{}, err
	}
	i := slices.IndexFunc(list, func(n near) bool { return n.kin.Matter == matter })
	if i < 0 {
		return near{}, Standing{}, c.Audit.Require(ctx, who, action, nil, access.Deny("nothing here for this reader"))
	}
	var s Standing
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = loadStanding(ctx, tx, matter, c.Now())
		return err
	})
	if err != nil {
		return near{}, Standing{}, err
	}
	return list[i], s, c.Audit.Require(ctx, who, action, []string{matter, list[i].kin.Child}, access.Allow(list[i].ground()))
}

func (n near) ground() string {
	if n.kin.Capacity == AsChild {
		return "the child themselves"
	}
	return "guardian of the child"
}

// FamilyCard is one matter on the first page of a child or a guardian.
type FamilyCard struct {
	Matter   string
	Child    string
	Capacity Capacity
}

// FamilyHome is the first page of a child or a guardian. Without anything for them it
// is the same page, whatever there is.
func (c *Matters) FamilyHome(ctx context.Context, who access.Actor) ([]FamilyCard, error) {
	const action = "coordination.family.home"
	if err := c.Audit.Require(ctx, who, action, nil, mayHaveFamily(who)); err != nil {
		return nil, err
	}
	list, err := c.nears(ctx, who)
	if err != nil {
		return nil, err
	}
	var cards []FamilyCard
	var subjects []string
	for _, n := range list {
		cards = append(cards, FamilyCard{Matter: n.kin.Matter, Child: firstName(n.child), Capacity: n.kin.Capacity})
		subjects = append(subjects, n.kin.Matter, n.kin.Child)
	}
	if len(subjects) == 0 {
		return nil, nil
	}
	return cards, c.Audit.Reading(ctx, record(who, action, list[0].ground(), subjects...))
}

func firstName(p person.Person) string {
	if p.Given != "" {
		return p.Given
	}
	return p.Name()
}

// FamilyMember is somebody who helps, in words a child knows them by.
type FamilyMember struct {
	Name     string
	Duty     string
	UnitName string
	Sector   access.Sector
	Holder   bool
}

// FamilyItem is what somebody has decided to show.
type FamilyItem struct {
	Title    string
	Body     ItemBody
	Kind     ItemKind
	UnitName string
}

// FamilyConsent is a consent that the reader is asked for or has given. What others
// have answered is not in it.
type FamilyConsent struct {
	Consent Consent
	Purpose string
	// Parties and Topics are what the reader's own yes is about, or would be.
	Parties []OrganisationChoice
	Topics  []Topic
	Own     Giver
	// MayAnswer and MayWithdraw are what the reader can do now, whatever others have answered.
	MayAnswer   bool
	MayWithdraw bool
}

// FamilyView is a matter as the child, or one guardian, sees it.
type FamilyView struct {
	Matter   string
	Child    string
	Capacity Capacity
	Team     []FamilyMember
	// Plan is the plan, when the reader is shown one.
	Plan     *FamilyPlan
	Items    []FamilyItem
	Consents []FamilyConsent
	Voices   []FamilyVoice
	Open     bool
	NewID    string
}

// Family opens the matter for the child or a guardian.
func (c *Matters) Family(ctx context.Context, who access.Actor, matter string) (FamilyView, error) {
	const action = "coordination.family.read"
	n, s, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return FamilyView{}, err
	}
	v := FamilyView{Matter: matter, Child: firstName(n.child), Capacity: n.kin.Capacity, Open: s.Matter.State.Open(), NewID: c.NewID()}
	var told []sealedTold
	var voices []sealedVoice
	var bodies, words map[string][]byte
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if told, err = listTold(ctx, tx, matter); err != nil {
			return err
		}
		if voices, err = listOwnVoices(ctx, tx, n.kin.ID, familyVoices); err != nil {
			return err
		}
		if bodies, err = memberBodies(ctx, tx, matter); err != nil {
			return err
		}
		words, err = consentBodies(ctx, tx, matter)
		return err
	})
	if err != nil {
		return FamilyView{}, err
	}
	var users, units []string
	for _, m := range s.Team {
		users, units = append(users, m.User), append(units, m.Unit)
	}
	for _, x := range voices {
		users = append(users, x.AnsweredBy)
	}
	for _, t := range told {
		units = append(units, t.item.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return FamilyView{}, err
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return FamilyView{}, err
	}
	for _, m := range s.Team {
		if m.State != Joined {
			continue
		}
		body, err := unseal[MemberBody](ctx, c, s.Matter.Keyset, bodies[m.ID], m.ID, memberColumn)
		if err != nil {
			return FamilyView{}, err
		}
		row := FamilyMember{Name: names.users[m.User], Duty: body.Duty, UnitName: names.units[m.Unit], Holder: m.User == s.Matter.Baton.User && m.Unit == s.Matter.Baton.Unit}
		for _, p := range places {
			if p.Unit == m.Unit {
				row.Sector = p.Sector
			}
		}
		v.Team = append(v.Team, row)
	}
	slices.SortStableFunc(v.Team, func(a, b FamilyMember) int {
		switch {
		case a.Holder && !b.Holder:
			return -1
		case b.Holder && !a.Holder:
			return 1
		}
		return 0
	})
	if v.Plan, err = c.familyPlan(ctx, n, s); err != nil {
		return FamilyView{}, err
	}
	for _, t := range told {
		if !t.to(n.kin.Capacity) {
			continue
		}
		item := FamilyItem{Kind: t.item.Kind, UnitName: names.units[t.item.Unit]}
		row := versionRow(t.item.ID, t.Number)
		if item.Title, err = unseal[string](ctx, c, t.item.Keyset, t.title, row, titleColumn); err != nil {
			return FamilyView{}, err
		}
		if item.Body, err = unseal[ItemBody](ctx, c, t.item.Keyset, t.body, row, bodyColumn); err != nil {
			return FamilyView{}, err
		}
		v.Items = append(v.Items, item)
	}
	for _, x := range s.Consents {
		i := slices.IndexFunc(x.Givers, func(g Giver) bool { return g.Person == n.kin.Person })
		if i < 0 {
			continue
		}
		body, err := unseal[ConsentBody](ctx, c, s.Matter.Keyset, words[x.ID], x.ID, consentColumn)
		if err != nil {
			return FamilyView{}, err
		}
		own := x.Givers[i]
		about := x.own(own)
		v.Consents = append(v.Consents, FamilyConsent{Consent: x, Purpose: body.Purpose, Parties: named(places, about.Parties), Topics: about.Topics, Own: own,
			MayAnswer: own.Answer == AnswerWaiting && !x.To.Before(civil.Of(s.Now)), MayWithdraw: own.Answer == AnswerYes})
	}
	for _, x := range voices {
		said := FamilyVoice{Voice: x.Voice, By: names.users[x.AnsweredBy]}
		if said.Text, said.Answer, err = c.openVoice(ctx, x); err != nil {
			return FamilyView{}, err
		}
		v.Voices = append(v.Voices, said)
	}
	return v, c.Audit.Reading(ctx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
}

// stillNear asks again in the transaction that writes: protected mode may have been
// switched on a moment ago.
func (c *Matters) stillNear(ctx context.Context, tx *db.Tx, who access.Actor, matter string) error {
	own, err := listOwn(ctx, tx, who.User)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(own, func(k Kin) bool { return k.Matter == matter }) {
		return fault.Private()
	}
	return nil
}

// tellHoldingNow tells whoever holds the matter together when it is stored: it may be
// somebody else than a moment ago, who may not know any more.
func (c *Matters) tellHoldingNow(ctx context.Context, tx *db.Tx, key, matter string) error {
	m, err := loadMatter(ctx, tx, matter)
	if err != nil {
		return err
	}
	return c.notify(ctx, tx, m.Baton.User, key, matter)
}

// FamilyAnswer is a giver's own answer to a consent: yes, no, or that a yes is taken
// back. It works from the next request.
func (c *Matters) FamilyAnswer(ctx context.Context, who access.Actor, matter, consent string, answer Answer) error {
	return c.familyConsent(ctx, who, matter, consent, func(x Consent, giver string, now time.Time) (Consent, EntryKind, string, error) {
		switch answer {
		case AnswerYes, AnswerNo:
		case AnswerWithdrawn:
			x, err := x.Withdraw(giver, who.User, now)
			return x, EntryConsentWithdrawn, "coordination.notice.consent_withdrawn", err
		default:
			return x, "", "", fault.Invalid("answer", "coordination.plan.answer_missing")
		}
		x, err := x.Respond(giver, answer == AnswerYes, HowElectronic, who.User, now)
		return x, EntryConsentAnswered, "coordination.notice.voice", err
	})
}

// FamilyTakeOut takes a part out of a giver's own yes. It works from the next request.
func (c *Matters) FamilyTakeOut(ctx context.Context, who access.Actor, matter, consent string, part Scope) error {
	return c.familyConsent(ctx, who, matter, consent, func(x Consent, giver string, now time.Time) (Consent, EntryKind, string, error) {
		x, err := x.TakeOut(giver, part, now)
		return x, EntryConsentNarrowed, "coordination.notice.consent_withdrawn", err
	})
}

// familyConsent changes a consent that the actor is one of the givers of.
func (c *Matters) familyConsent(ctx context.Context, who access.Actor, matter, consent string, apply func(x Consent, giver string, now time.Time) (Consent, EntryKind, string, error)) error {
	const action = "coordination.family.consent"
	n, s, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.Consents, func(x Consent) bool { return x.ID == consent })
	if i < 0 {
		return fault.Private()
	}
	before := s.Consents[i]
	g := slices.IndexFunc(before.Givers, func(g Giver) bool { return g.Person == n.kin.Person })
	if g < 0 {
		return fault.Private()
	}
	x, entry, key, err := apply(before, before.Givers[g].ID, s.Now)
	if err != nil {
		return err
	}
	after, changed := s.replacing(x)
	return c.do(ctx, who, s, deed{action: action, ground: n.ground(), entry: entry, subject: x.ID, after: after,
		store: func(tx *db.Tx) error {
			if err := c.stillNear(ctx, tx, who, matter); err != nil {
				return err
			}
			for _, y := range changed {
				if err := updateConsent(ctx, tx, y); err != nil {
					return err
				}
			}
			return nil
		},
		tell: func(tx *db.Tx) error { return c.notify(ctx, tx, s.Matter.Baton.User, key, matter) }})
}

// replacing is the standing after an answer, and every consent it changes: one that
// everybody has given replaces those of the same form before it.
func (s Standing) replacing(x Consent) (after Standing, changed []Consent) {
	after, changed = s.with(x), []Consent{x}
	if x.State != ConsentActive {
		return after, changed
	}
	for _, old := range s.Consents {
		if old.ID != x.ID && old.Form == x.Form && old.State == ConsentActive {
			old.State, old.EndedAt = ConsentReplaced, s.Now
			changed, after = append(changed, old), after.with(old)
		}
	}
	return after, changed
}
