package coordination

import (
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// An OrganisationChoice is one that something can be shared with.
type OrganisationChoice struct {
	ID, Name string
	Sector   access.Sector
	// Public says that it is an authority.
	Public bool
}

func choice(p register.Place) OrganisationChoice {
	return OrganisationChoice{ID: p.Organisation, Name: p.OrganisationName, Sector: p.Sector, Public: p.Public}
}

// ConsentFormView is the page that asks for consent.
type ConsentFormView struct {
	Matter     Matter
	Protection Protection
	Form       Form
	Child      person.Person
	Age        int
	// Proposed is who decides, by age, to begin from; Prompt the birthday that calls for a judgement.
	Proposed      Decides
	Prompt        string
	Guardians     []person.Person
	Organisations []OrganisationChoice
	// Until is the proposed last day.
	Until civil.Date
}

// AskingConsent is what is needed to ask, for whoever holds the matter together.
func (c *Matters) AskingConsent(ctx context.Context, who access.Actor, matter string) (ConsentFormView, error) {
	const action = "coordination.consent.asking"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return ConsentFormView{}, err
	}
	v := ConsentFormView{Matter: s.Matter, Protection: s.Protection}
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return ConsentFormView{}, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ConsentFormView{}, err
	}
	today := civil.Of(s.Now)
	v.Age = age(v.Child.Birth, today)
	v.Proposed, v.Prompt = v.Form.Consent.Proposes(v.Age), v.Form.Consent.Prompt(v.Age)
	v.Until = civil.On(today.Year, today.Month+time.Month(v.Form.Consent.Months), today.Day)
	if v.Guardians, err = c.askable(ctx, s); err != nil {
		return ConsentFormView{}, err
	}
	if v.Organisations, err = c.organisations(ctx, s, v.Form); err != nil {
		return ConsentFormView{}, err
	}
	subjects := []string{s.Matter.ID, v.Child.ID}
	for _, g := range v.Guardians {
		subjects = append(subjects, g.ID)
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayHold(who, s).Ground(), subjects...))
}

// guardians is who has custody of the child today.
func (c *Matters) guardians(ctx context.Context, s Standing) ([]person.Person, error) {
	var list []person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		relations, err := c.People.Relations(ctx, tx, s.Matter.Child)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range relations {
			if r.Guards() && r.Holds(civil.Of(s.Now)) {
				ids = append(ids, r.Adult)
			}
		}
		people, err := c.People.Load(ctx, tx, ids)
		if err != nil {
			return err
		}
		list = nil
		for _, id := range ids {
			if p, there := people[id]; there {
				list = append(list, p)
			}
		}
		return nil
	})
	return list, err
}

// askable is the guardians who can be asked something: nobody in protected mode.
func (c *Matters) askable(ctx context.Context, s Standing) ([]person.Person, error) {
	if s.Protection.On() {
		return nil, nil
	}
	return c.guardians(ctx, s)
}

// organisations are those near whose sector has a place in the form, the matter's
// own first.
func (c *Matters) organisations(ctx context.Context, s Standing, f Form) ([]OrganisationChoice, error) {
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return nil, err
	}
	var list []OrganisationChoice
	for _, p := range places {
		if _, fits := f.HoldsIn(string(p.Sector)); !fits {
			continue
		}
		if !slices.ContainsFunc(list, func(o OrganisationChoice) bool { return o.ID == p.Organisation }) {
			list = append(list, choice(p))
		}
	}
	slices.SortStableFunc(list, func(a, b OrganisationChoice) int {
		switch s.Matter.Organisation {
		case a.ID:
			return -1
		case b.ID:
			return 1
		}
		return 0
	})
	return list, nil
}

// AskConsent writes down a consent that is asked for, with those who must give it.
// The matter's own organisation is always one of its parties.
func (c *Matters) AskConsent(ctx context.Context, who access.Actor, matter string, d ConsentDraft) (Consent, error) {
	const action = "coordination.consent.ask"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return Consent{}, err
	}
	today := civil.Of(s.Now)
	if err := d.Check(today); err != nil {
		return Consent{}, err
	}
	form, err := c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion)
	if err != nil {
		return Consent{}, err
	}
	choices, err := c.organisations(ctx, s, form)
	if err != nil {
		return Consent{}, err
	}
	parties := []string{s.Matter.Organisation}
	for _, p := range d.Parties {
		if !slices.ContainsFunc(choices, func(o OrganisationChoice) bool { return o.ID == p }) {
			return Consent{}, fault.Invalid("parties", "coordination.consent.parties_missing")
		}
		if !slices.Contains(parties, p) {
			parties = append(parties, p)
		}
	}
	if len(parties) < 2 {
		return Consent{}, fault.Invalid("parties", "coordination.consent.alone")
	}
	givers, err := c.giversOf(ctx, s, d)
	if err != nil {
		return Consent{}, err
	}
	x := Consent{ID: c.idOf(d.ID), Matter: s.Matter.ID, Organisation: who.Organisation, Author: who.User, Form: form.ID, FormVersion: form.Version,
		Decides: d.Decides, Parties: parties, Topics: d.Topics, From: today, To: d.To, State: ConsentAsked, Language: d.Language, AskedAt: s.Now, Givers: givers}
	body, err := c.seal(ctx, s.Matter.Keyset, d.Body, x.ID, consentColumn)
	if err != nil {
		return Consent{}, err
	}
	err = c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryConsentAsked, subject: x.ID, after: s.with(x),
		store: func(tx *db.Tx) error { return insertConsent(ctx, tx, x, body) }})
	if errors.Is(err, db.ErrConflict) && slices.ContainsFunc(s.Consents, func(y Consent) bool { return y.ID == x.ID && y.Author == who.User }) {
		return x, nil // the same form, sent twice
	}
	return x, taken(err)
}

// giversOf is everybody who must say yes, by who decides. A guardian's word ends on
// the day the child comes of age.
func (c *Matters) giversOf(ctx context.Context, s Standing, d ConsentDraft) ([]Giver, error) {
	child, err := c.personOf(ctx, s.Matter.Child)
	if err != nil {
		return nil, err
	}
	var givers []Giver
	if d.Decides == BothDecide || d.Decides == ChildDecides {
		givers = append(givers, Giver{ID: c.NewID(), Person: child.ID, Capacity: AsChild, Answer: AnswerWaiting})
	}
	if d.Decides == ChildDecides {
		return givers, nil
	}
	if s.Protection.On() {
		return nil, fault.Invalid("decides", "coordination.consent.protected")
	}
	if !child.Birth.IsZero() {
		if last := lastDayAsChild(child.Birth); d.To.After(last) {
			return nil, fault.Invalid("to", "coordination.consent.to_of_age", "latest", last)
		}
	}
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return nil, err
	}
	if len(guardians) == 0 {
		return nil, fault.Invalid("decides", "coordination.consent.no_guardians")
	}
	for _, g := range guardians {
		givers = append(givers, Giver{ID: c.NewID(), Person: g.ID, Capacity: AsGuardian, Answer: AnswerWaiting})
	}
	return givers, nil
}

// consentIn finds a consent's matter and asks.
func (c *Matters) consentIn(ctx context.Context, who access.Actor, consent, action string, may func(access.Actor, Standing, Consent) access.Decision) (Standing, Consent, error) {
	var matter string
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		matter, err = matterOfConsent(ctx, tx, consent)
		return err
	})
	if isNotFound(err) {
		return Standing{}, Consent{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such consent"))
	}
	if err != nil {
		return Standing{}, Consent{}, err
	}
	of := func(s Standing) Consent {
		i := slices.IndexFunc(s.Consents, func(x Consent) bool { return x.ID == consent })
		if i < 0 {
			return Consent{}
		}
		return s.Consents[i]
	}
	s, err := c.standing(ctx, who, matter, action, func(who access.Actor, s Standing) access.Decision { return may(who, s, of(s)) })
	return s, of(s), err
}

// mayRecord is mayHold about a consent.
func mayRecord(who access.Actor, s Standing, _ Consent) access.Decision { return mayHold(who, s) }

// ConsentView is a consent with the people it is about.
type ConsentView struct {
	Consent Consent
	Body    ConsentBody
	// Topics, as Parties, is what everybody's yes has in common.
	Topics  []Topic
	Givers  []GiverView
	Parties []OrganisationChoice
	// Effective says that it lifts secrecy now; Renew that it ends within a month.
	Effective  bool
	Renew      bool
	Matter     Matter
	Protection Protection
	Child      person.Person
	// Unasked are guardians whom whoever holds the matter together has not asked; nobody
	// in protected mode, where no guardian is to be asked.
	Unasked []person.Person
	// MayRecord says that the reader may record answers; anybody who sees it may withdraw.
	MayRecord bool
}

// GiverView is a giver with their name.
type GiverView struct {
	Giver
	Who person.Person
}

// Consent opens a consent for those in the team who may see what is common.
func (c *Matters) Consent(ctx context.Context, who access.Actor, consent string) (ConsentView, error) {
	const action = "coordination.consent.read"
	s, x, err := c.consentIn(ctx, who, consent, action, maySeeConsent)
	if err != nil {
		return ConsentView{}, err
	}
	views, subjects, err := c.consentViews(ctx, who, s, []Consent{x})
	if err != nil {
		return ConsentView{}, err
	}
	v := views[0]
	v.MayRecord = mayHold(who, s).Allowed()
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ConsentView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, maySeeConsent(who, s, x).Ground(), append(subjects, s.Matter.ID, v.Child.ID)...))
}

// consentViews opens consents, with everybody they name.
func (c *Matters) consentViews(ctx context.Context, who access.Actor, s Standing, list []Consent) ([]ConsentView, []string, error) {
	var bodies map[string][]byte
	var people map[string]person.Person
	var ids []string
	var guardians []person.Person
	if mayHold(who, s).Allowed() {
		var err error
		if guardians, err = c.askable(ctx, s); err != nil {
			return nil, nil, err
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(x Consent) bool { return !maySeeConsent(who, s, x).Allowed() })
	for _, x := range list {
		for _, g := range x.Givers {
			if !slices.Contains(ids, g.Person) {
				ids = append(ids, g.Person)
			}
		}
	}
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if bodies, err = consentBodies(ctx, tx, s.Matter.ID); err != nil {
			return err
		}
		people, err = c.People.Load(ctx, tx, ids)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return nil, nil, err
	}
	var views []ConsentView
	for _, x := range list {
		common := x.Common()
		v := ConsentView{Consent: x, Matter: s.Matter, Protection: s.Protection, Effective: x.effective(s.Now), Renew: x.Renew(civil.Of(s.Now)), Parties: named(places, common.Parties), Topics: common.Topics}
		if v.Body, err = unseal[ConsentBody](ctx, c, s.Matter.Keyset, bodies[x.ID], x.ID, consentColumn); err != nil {
			return nil, nil, err
		}
		for _, g := range x.Givers {
			v.Givers = append(v.Givers, GiverView{Giver: g, Who: people[g.Person]})
		}
		for _, g := range guardians {
			if x.leavesOut(g.ID) {
				v.Unasked, ids = append(v.Unasked, g), append(ids, g.ID)
			}
		}
		views = append(views, v)
	}
	slices.Sort(ids)
	return views, slices.Compact(ids), nil
}

// named is the organisations with the ids, by name.
func named(places []register.Place, ids []string) []OrganisationChoice {
	var list []OrganisationChoice
	for _, p := range places {
		if slices.Contains(ids, p.Organisation) && !slices.ContainsFunc(list, func(o OrganisationChoice) bool { return o.ID == p.Organisation }) {
			list = append(list, choice(p))
		}
	}
	return list
}

// Respond records what a giver has said. A consent that everybody has given replaces
// those of the same form before it.
func (c *Matters) Respond(ctx context.Context, who access.Actor, consent, giver string, yes bool, how How) error {
	const action = "coordination.consent.respond"
	s, before, err := c.consentIn(ctx, who, consent, action, mayRecord)
	if err != nil {
		return err
	}
	form, err := c.formOf(ctx, before.Form, before.FormVersion)
	if err != nil {
		return err
	}
	if yes && form.Consent.Written && how == HowOral {
		return fault.Invalid("how", "coordination.consent.must_be_written")
	}
	x, err := before.Respond(giver, yes, how, who.User, s.Now)
	if err != nil {
		return err
	}
	after, changed := s.replacing(x)
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryConsentAnswered, subject: x.ID, after: after,
		store: func(tx *db.Tx) error {
			for _, y := range changed {
				if err := updateConsent(ctx, tx, y); err != nil {
					return err
				}
			}
			return nil
		}})
}

// Withdraw takes a giver's yes back. From the next request nothing is shown on it.
func (c *Matters) Withdraw(ctx context.Context, who access.Actor, consent, giver string) error {
	return c.narrow(ctx, who, consent, "coordination.consent.withdraw", EntryConsentWithdrawn,
		func(x Consent, now time.Time) (Consent, error) { return x.Withdraw(giver, who.User, now) })
}

// Narrow takes organisations or kinds of information out of a consent.
func (c *Matters) Narrow(ctx context.Context, who access.Actor, consent string, parties []string, topics []Topic) error {
	return c.narrow(ctx, who, consent, "coordination.consent.narrow", EntryConsentNarrowed,
		func(x Consent, _ time.Time) (Consent, error) { return x.Narrow(parties, topics) })
}

func (c *Matters) narrow(ctx context.Context, who access.Actor, consent, action string, entry EntryKind, apply func(Consent, time.Time) (Consent, error)) error {
	s, before, err := c.consentIn(ctx, who, consent, action, maySeeConsent)
	if err != nil {
		return err
	}
	x, err := apply(before, s.Now)
	if err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: maySeeConsent(who, s, before).Ground(), entry: entry, subject: x.ID, after: s.with(x),
		store: func(tx *db.Tx) error { return updateConsent(ctx, tx, x) },
		tell:  c.tellHolder(ctx, s, who, "coordination.notice.consent_withdrawn")})
}
