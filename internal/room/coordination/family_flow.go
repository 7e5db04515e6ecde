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
	Parties []OrganisationChoice
	Own     Giver
	// MayAnswer and MayWithdraw are what the reader can do now, whatever others have answered.
	MayAnswer   bool
	MayWithdraw bool
}

// FamilyVoice is what the reader has said, and what was answered.
type FamilyVoice struct {
	Voice
	Text   string
	Answer string
	By     string
}

// FamilyView is a matter as the child, or one guardian, sees it.
type FamilyView struct {
	Matter   string
	Child    string
	Capacity Capacity
	Team     []FamilyMember
	Items    []FamilyItem
	Consents []FamilyConsent
	Voices   []FamilyVoice
	Open     bool
	NewID    string
}

// familyVoices is how much of what somebody has said their page holds.
const familyVoices = 50

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
		if i < 0 || x.State == ConsentReplaced {
			continue
		}
		body, err := unseal[ConsentBody](ctx, c, s.Matter.Keyset, words[x.ID], x.ID, consentColumn)
		if err != nil {
			return FamilyView{}, err
		}
		own := x.Givers[i]
		v.Consents = append(v.Consents, FamilyConsent{Consent: x, Purpose: body.Purpose, Parties: named(places, x.Parties), Own: own,
			MayAnswer: own.Answer == AnswerWaiting, MayWithdraw: own.Answer == AnswerYes})
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

func (c *Matters) openVoice(ctx context.Context, x sealedVoice) (text, answer string, err error) {
	if text, err = unseal[string](ctx, c, x.Keyset, x.body, x.ID, voiceColumn); err != nil || x.answer == nil {
		return text, "", err
	}
	answer, err = unseal[string](ctx, c, x.Keyset, x.answer, x.ID, answerColumn)
	return text, answer, err
}

// Say keeps what a child or a guardian says, and tells whoever holds the matter
// together. The same form sent twice is said once.
func (c *Matters) Say(ctx context.Context, who access.Actor, matter string, d VoiceDraft) error {
	const action = "coordination.family.say"
	n, s, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	v := Voice{ID: c.idOf(d.ID), Matter: matter, Kin: n.kin.ID, Person: n.kin.Person, Capacity: n.kin.Capacity, Kind: d.Kind, At: s.Now, Keyset: s.Matter.Keyset}
	body, err := c.seal(ctx, v.Keyset, d.Text, v.ID, voiceColumn)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := c.stillNear(ctx, tx, who, matter); err != nil {
			return err
		}
		if err := insertVoice(ctx, tx, v, body); err != nil {
			return err
		}
		if err := c.notify(ctx, tx, s.Matter.Baton.User, "coordination.notice.voice", matter); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
	})
	if errors.Is(err, db.ErrConflict) {
		var own []sealedVoice
		if err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			own, err = listOwnVoices(ctx, tx, n.kin.ID, familyVoices)
			return err
		}); err == nil && slices.ContainsFunc(own, func(x sealedVoice) bool { return x.ID == v.ID }) {
			return nil
		}
	}
	return err
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

// FamilyAnswer is a giver's own answer to a consent: yes, no, or that a yes is taken
// back. It works from the next request.
func (c *Matters) FamilyAnswer(ctx context.Context, who access.Actor, matter, consent string, answer Answer) error {
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
	giver := before.Givers[g].ID
	entry, key := EntryConsentAnswered, "coordination.notice.voice"
	var x Consent
	if answer == AnswerWithdrawn {
		entry, key = EntryConsentWithdrawn, "coordination.notice.consent_withdrawn"
		x, err = before.Withdraw(giver, who.User, s.Now)
	} else {
		x, err = before.Respond(giver, answer == AnswerYes, HowElectronic, who.User, s.Now)
	}
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

// ReadingRow is that somebody at a unit has read something, on a day.
type ReadingRow struct {
	Day      civil.Date
	Name     string
	UnitName string
	Times    int
}

// FamilyReadings is who on the staff has read about the child in the matter, day by
// day. What happened while the matter was protected is not told, nor what anybody in
// the family has read, nor who has shown it to a duty officer.
type FamilyReadings struct {
	Matter   string
	Child    string
	Capacity Capacity
	Rows     []ReadingRow
}

// readingsShown bounds how far back one page looks.
const readingsShown = 2000

// Readings is who has read about the child.
func (c *Matters) Readings(ctx context.Context, who access.Actor, matter string) (FamilyReadings, error) {
	const action = "coordination.family.readings"
	n, _, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return FamilyReadings{}, err
	}
	v := FamilyReadings{Matter: matter, Child: firstName(n.child), Capacity: n.kin.Capacity}
	var periods []protectedPeriod
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		periods, err = listPeriods(ctx, tx, matter)
		return err
	})
	if err != nil {
		return FamilyReadings{}, err
	}
	records, err := c.Audit.Records(ctx, audit.Filter{Subject: matter}, readingsShown)
	if err != nil {
		return FamilyReadings{}, err
	}
	var users, units []string
	type key struct {
		day        civil.Date
		user, unit string
	}
	index := map[key]int{}
	for _, r := range records {
		if !tellable(r, periods) {
			continue
		}
		k := key{civil.Of(r.At), r.Actor.User, r.Actor.Unit}
		i, there := index[k]
		if !there {
			i = len(v.Rows)
			index[k] = i
			v.Rows = append(v.Rows, ReadingRow{Day: k.day, Name: k.user, UnitName: k.unit})
			users, units = append(users, k.user), append(units, k.unit)
		}
		v.Rows[i].Times++
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return FamilyReadings{}, err
	}
	for i := range v.Rows {
		v.Rows[i].Name, v.Rows[i].UnitName = names.users[v.Rows[i].Name], names.units[v.Rows[i].UnitName]
	}
	return v, c.Audit.Reading(ctx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
}

// tellable says whether a record may be told to the family.
func tellable(r audit.Record, periods []protectedPeriod) bool {
	if r.Result != audit.Done || r.Actor.Unit == "" || strings.HasPrefix(r.Action, "coordination.protection.") || strings.HasPrefix(r.Action, "coordination.glass.") || strings.HasPrefix(r.Action, "review.") {
		return false
	}
	return !slices.ContainsFunc(periods, func(p protectedPeriod) bool { return !r.At.Before(p.From) && (p.To.IsZero() || !r.At.After(p.To)) })
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

// KinRow is one of the family as the team sees them: the child, or a guardian, with
// or without a sign-in.
type KinRow struct {
	Who      person.Person
	Capacity Capacity
	Kin      Kin
	// May says that an invitation can be made: somebody in protected mode gets none.
	May bool
}

// VoiceRow is what one of the family has said, as the team sees it.
type VoiceRow struct {
	Voice
	Who    person.Person
	Text   string
	Answer string
	By     string
}

// TellRow is an item of the reader's own unit, and who in the family sees it.
type TellRow struct {
	Item        Item
	Title       string
	ToChild     bool
	ToGuardians bool
	// Older says that what they see is an earlier wording.
	Older bool
}

// FamilyTeamView is the team's page about the child and the guardians.
type FamilyTeamView struct {
	Matter     Matter
	Child      person.Person
	Age        int
	Prompt     string
	Protection Protection
	Family     []KinRow
	Items      []TellRow
	Voices     []VoiceRow
}

// FamilyTeam is the team's page about the child and the guardians.
func (c *Matters) FamilyTeam(ctx context.Context, who access.Actor, matter string) (FamilyTeamView, error) {
	const action = "coordination.family.team"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return FamilyTeamView{}, err
	}
	today := civil.Of(s.Now)
	v := FamilyTeamView{Matter: s.Matter, Protection: s.Protection}
	if v.Child, err = c.personOf(ctx, s.Matter.Child); err != nil {
		return FamilyTeamView{}, err
	}
	form, err := c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion)
	if err != nil {
		return FamilyTeamView{}, err
	}
	if v.Age = age(v.Child.Birth, today); v.Age >= 0 {
		v.Prompt = form.Consent.Prompt(v.Age)
	}
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return FamilyTeamView{}, err
	}
	var kin []Kin
	var told []sealedTold
	var voices []sealedVoice
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if kin, err = listKin(ctx, tx, matter); err != nil {
			return err
		}
		if told, err = listTold(ctx, tx, matter); err != nil {
			return err
		}
		voices, err = listVoices(ctx, tx, matter, familyVoices)
		return err
	})
	if err != nil {
		return FamilyTeamView{}, err
	}
	people := map[string]person.Person{v.Child.ID: v.Child}
	row := func(p person.Person, as Capacity, may bool) {
		people[p.ID] = p
		r := KinRow{Who: p, Capacity: as, May: may}
		if i := slices.IndexFunc(kin, func(k Kin) bool { return k.Person == p.ID }); i >= 0 {
			r.Kin, r.May = kin[i], false
		}
		v.Family = append(v.Family, r)
	}
	row(v.Child, AsChild, !s.Protection.On() || s.Protection.ChildSees)
	for _, g := range guardians {
		row(g, AsGuardian, !s.Protection.On() && v.Age < ageOfMajor)
	}
	items, err := c.items(ctx, who, s, some{unit: who.Unit})
	if err != nil {
		return FamilyTeamView{}, err
	}
	for _, x := range items {
		if !x.Item.WithdrawnAt.IsZero() {
			continue
		}
		r := TellRow{Item: x.Item, Title: x.Title}
		if i := slices.IndexFunc(told, func(t sealedTold) bool { return t.Item == x.Item.ID }); i >= 0 {
			r.ToChild, r.ToGuardians, r.Older = told[i].ToChild, told[i].ToGuardians, told[i].Number < x.Item.Version
		}
		v.Items = append(v.Items, r)
	}
	var users []string
	for _, x := range voices {
		users = append(users, x.AnsweredBy)
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return FamilyTeamView{}, err
	}
	subjects := []string{s.Matter.ID, v.Child.ID}
	for _, r := range v.Family {
		subjects = append(subjects, r.Who.ID)
	}
	for _, x := range voices {
		said := VoiceRow{Voice: x.Voice, Who: people[x.Person], By: names[x.AnsweredBy]}
		if said.Text, said.Answer, err = c.openVoice(ctx, x); err != nil {
			return FamilyTeamView{}, err
		}
		v.Voices = append(v.Voices, said)
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayTellFamily(who, s).Ground(), subjects...))
}

// FamilyInvitation is what is handed over, once, in person.
type FamilyInvitation struct {
	Name    string
	Code    string
	Expires time.Time
	Who     person.Person
	Matter  string
}

// InviteKin makes a sign-in for the child or a guardian. One who had a sign-in that
// was ended gets another; one who has a sign-in does not.
func (c *Matters) InviteKin(ctx context.Context, who access.Actor, matter, personID string) (FamilyInvitation, error) {
	const action = "coordination.family.invite"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return FamilyInvitation{}, err
	}
	k := Kin{ID: c.NewID(), Matter: matter, Person: personID, Child: s.Matter.Child, MadeBy: who.User, MadeAt: s.Now, Open: true}
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return FamilyInvitation{}, err
	}
	child, err := c.personOf(ctx, s.Matter.Child)
	if err != nil {
		return FamilyInvitation{}, err
	}
	x := FamilyInvitation{Who: child, Matter: matter}
	i := slices.IndexFunc(guardians, func(p person.Person) bool { return p.ID == personID })
	switch {
	case personID == child.ID && (!s.Protection.On() || s.Protection.ChildSees):
		k.Capacity = AsChild
	case i >= 0 && !s.Protection.On():
		k.Capacity, x.Who = AsGuardian, guardians[i]
	default:
		return FamilyInvitation{}, fault.Invalid("person", "coordination.kin.person_missing")
	}
	account, err := c.Identity.NewFamily(ctx, s.Matter.Organisation)
	if err != nil {
		return FamilyInvitation{}, err
	}
	k.User = account.ID
	x.Name, x.Code, x.Expires = account.Name, account.Invitation.Code, account.Invitation.Expires
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := c.Identity.AddFamily(ctx, tx, who, account); err != nil {
			return err
		}
		if err := insertKin(ctx, tx, k); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, k.Child, k.Person))
	})
	if errors.Is(err, db.ErrConflict) {
		return FamilyInvitation{}, fault.Invalid("person", "coordination.kin.already")
	}
	return x, err
}

// EndKin shuts a sign-in: lost, found out, or not wanted any more.
func (c *Matters) EndKin(ctx context.Context, who access.Actor, matter, kin string) error {
	return c.changeKin(ctx, who, matter, kin, "coordination.family.end", nil, func(k Kin, now time.Time) (Kin, error) {
		k.EndedAt = now
		return k, nil
	})
}

// JudgeKin records a judgement, by age and maturity, of whether somebody may read.
func (c *Matters) JudgeKin(ctx context.Context, who access.Actor, matter, kin string, open bool, reasons string) error {
	return c.changeKin(ctx, who, matter, kin, "coordination.family.judge", &reasons, func(k Kin, now time.Time) (Kin, error) {
		return k.Judge(open, reasons, who.User, now)
	})
}

func (c *Matters) changeKin(ctx context.Context, who access.Actor, matter, kin, action string, reasons *string, apply func(Kin, time.Time) (Kin, error)) error {
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	var list []Kin
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listKin(ctx, tx, matter)
		return err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(k Kin) bool { return k.ID == kin })
	if i < 0 {
		return fault.Refused("coordination.kin.ended")
	}
	k, err := apply(list[i], s.Now)
	if err != nil {
		return err
	}
	var sealed []byte
	if reasons != nil {
		if sealed, err = c.seal(ctx, s.Matter.Keyset, *reasons, k.ID, judgementColumn); err != nil {
			return err
		}
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateKin(ctx, tx, k, sealed); err != nil {
			return err
		}
		if !k.EndedAt.IsZero() {
			if err := c.Identity.CloseFamily(ctx, tx, k.User); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, k.Child, k.Person))
	}))
}

// Tell decides who in the family sees an item of the actor's own unit, in its words of
// today.
func (c *Matters) Tell(ctx context.Context, who access.Actor, matter, item string, toChild, toGuardians bool) error {
	const action = "coordination.family.tell"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	it, err := c.ownItem(ctx, who, s, item)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := storeTold(ctx, tx, Told{Item: it.ID, Matter: matter, Number: it.Version, ToChild: toChild, ToGuardians: toGuardians,
			DecidedBy: who.User, DecidedAt: s.Now}); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, s.Matter.Child))
	}))
}

// AnswerVoice answers what one of the family has said. Only they read it.
func (c *Matters) AnswerVoice(ctx context.Context, who access.Actor, matter, voice, text string) error {
	const action = "coordination.family.answer"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return fault.Invalid("answer", "coordination.voice.answer_missing")
	}
	v := Voice{ID: voice, AnsweredAt: s.Now, AnsweredBy: who.User}
	sealed, err := c.seal(ctx, s.Matter.Keyset, text, v.ID, answerColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := answerVoice(ctx, tx, matter, v, sealed); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, s.Matter.Child))
	}))
}
