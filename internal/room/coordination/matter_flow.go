package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// TeamRow is somebody in the team, or asked to be.
type TeamRow struct {
	Member           Member
	Name             string
	UnitName         string
	OrganisationName string
	Sector           access.Sector
	Duty             string
	Holder           bool
}

// EntryView is a line of the journal with its author's name.
type EntryView struct {
	Entry
	AuthorName string
	UnitName   string
}

// MatterView is a matter as one member of the team sees it.
type MatterView struct {
	Matter Matter
	Form   Form
	Child  person.Person
	Age    int
	// Prompt is the birthday that calls for a new judgement of who decides.
	Prompt string
	// Shared says that the reader may see what is common; without it only what the own
	// organisation has written is here. Words says that the child's own words are among it.
	Shared   bool
	Words    bool
	Body     NeedBody
	Holder   string
	HeldAt   string
	Me       Member
	MayHold  bool
	MayNote  bool
	MayShare bool
	// MayTellFamily and MayProtect lead to the pages about the family, and about protected mode.
	MayTellFamily bool
	MayProtect    bool
	Protection    Protection
	// MayRelieve leads to where the baton moves while its holder is away until AwayUntil, and
	// Relieved is the last time it did.
	MayRelieve bool
	AwayUntil  civil.Date
	Relieved   RelievedView
	// Offered says that the baton is offered to the reader, and OfferedName to whom it is.
	Offered     bool
	OfferedName string
	Team        []TeamRow
	Missing     []string
	// Items are all but the notes, and the first page of those.
	Items    []ItemView
	Consents []ConsentView
	Sharings []SharingView
	Entries  []EntryView
	// Same are needs that may be about the child, for whoever holds the matter together.
	Same []SameView
	// Areas are what the matter may be counted in, for them too.
	Areas []Area
	Today civil.Date
}

// entriesShown is how much of the journal the page of a matter holds.
const entriesShown = 30

// Matter opens a matter for a member of the team. The reading is recorded with the
// child and everybody who is named.
func (c *Matters) Matter(ctx context.Context, who access.Actor, matter string) (MatterView, error) {
	const action = "coordination.matter.read"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return MatterView{}, err
	}
	v, ground, subjects, err := c.view(ctx, who, s, true)
	if err != nil {
		return MatterView{}, err
	}
	if err := c.holderAway(ctx, who, s, &v); err != nil {
		return MatterView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, ground, subjects...))
}

// view opens as much of a matter as the reader sees, the first page of notes with it or
// none, and says on what ground and whom
// it is about. Whoever calls it has asked for access, and records the reading before it is shown.
func (c *Matters) view(ctx context.Context, who access.Actor, s Standing, withNotes bool) (v MatterView, ground string, subjects []string, err error) {
	v = MatterView{Matter: s.Matter, Today: civil.Of(s.Now), Shared: maySeeShared(who, s).Allowed(), MayHold: mayHold(who, s).Allowed(),
		MayNote: mayWrite(who, s, Note).Allowed(), MayShare: mayShare(who, s).Allowed(), Offered: mayTakeBaton(who, s).Allowed(),
		MayTellFamily: mayTellFamily(who, s).Allowed(), MayProtect: mayProtect(who, s).Allowed(), Protection: s.Protection}
	v.Me, _ = s.joined(who.User, who.Unit)
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return MatterView{}, "", nil, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return MatterView{}, "", nil, err
	}
	v.Age = age(v.Child.Birth, v.Today)
	if v.Age >= 0 {
		v.Prompt = v.Form.Consent.Prompt(v.Age)
	}
	if v.Items, err = c.items(ctx, who, s, some{but: Note}); err != nil {
		return MatterView{}, "", nil, err
	}
	if withNotes {
		page, _, err := c.notes(ctx, who, s, PageKey{})
		if err != nil {
			return MatterView{}, "", nil, err
		}
		v.Items = append(v.Items, page...)
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return MatterView{}, "", nil, err
	}
	for i := range v.Items {
		if by := named(places, []string{v.Items[i].Item.Organisation}); len(by) > 0 {
			v.Items[i].OrganisationName = by[0].Name
		}
		if at := slices.IndexFunc(places, func(p register.Place) bool { return p.Unit == v.Items[i].Item.Unit }); at >= 0 {
			v.Items[i].Sector = places[at].Sector
		}
	}
	if v.Sharings, err = c.sharingViews(ctx, who, s, places); err != nil {
		return MatterView{}, "", nil, err
	}
	if v.MayHold {
		if v.Same, err = c.sames(ctx, s.Matter.ID); err != nil {
			return MatterView{}, "", nil, err
		}
		if v.Areas, err = c.areasFor(ctx, s.Matter.Organisation); err != nil {
			return MatterView{}, "", nil, err
		}
	}
	subjects = []string{s.Matter.ID, v.Child.ID}
	ground = mayOpen(who, s).Ground()
	if v.Shared {
		ground = maySeeShared(who, s).Ground()
		named, err := c.common(ctx, who, s, places, &v)
		if err != nil {
			return MatterView{}, "", nil, err
		}
		subjects = append(subjects, named...)
	}
	return v, ground, subjects, nil
}

// common fills in what the team has in common, and gives whom it names.
func (c *Matters) common(ctx context.Context, who access.Actor, s Standing, places []register.Place, v *MatterView) ([]string, error) {
	var need sealedNeed
	var bodies map[string][]byte
	var entries []Entry
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if need, err = loadNeed(ctx, tx, s.Matter.ID); err != nil {
			return err
		}
		if bodies, err = memberBodies(ctx, tx, s.Matter.ID); err != nil {
			return err
		}
		entries, err = listEntries(ctx, tx, s.Matter.ID, entriesShown)
		return err
	})
	if err != nil {
		return nil, err
	}
	if v.Body, err = unseal[NeedBody](ctx, c, need.Keyset, need.body, need.ID, needColumn); err != nil {
		return nil, err
	}
	if v.Words = mayHearChild(who, s).Allowed(); !v.Words {
		v.Body.ChildWish, v.Body.ChildHow = "", ""
	}
	users := []string{s.Matter.Baton.User}
	for _, m := range s.Team {
		users = append(users, m.User)
	}
	for _, e := range entries {
		users = append(users, e.Author)
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	v.Holder = names[s.Matter.Baton.User]
	var sectors []string
	for _, m := range s.Team {
		i := slices.IndexFunc(places, func(p register.Place) bool { return p.Unit == m.Unit })
		row := TeamRow{Member: m, Name: names[m.User], Holder: m.State == Joined && m.User == s.Matter.Baton.User && m.Unit == s.Matter.Baton.Unit}
		if i >= 0 {
			row.UnitName, row.OrganisationName, row.Sector = places[i].UnitName, places[i].OrganisationName, places[i].Sector
		}
		body, err := unseal[MemberBody](ctx, c, s.Matter.Keyset, bodies[m.ID], m.ID, memberColumn)
		if err != nil {
			return nil, err
		}
		row.Duty = body.Duty
		v.Team = append(v.Team, row)
		if m.Current() {
			sectors = append(sectors, string(row.Sector))
		}
		if m.ID == s.Matter.Baton.OfferedTo {
			v.OfferedName = row.Name
		}
		if row.Holder {
			v.HeldAt = row.UnitName
		}
	}
	v.Missing = v.Form.Missing(sectors)
	for _, e := range entries {
		if e.Kind == EntryNotShared && e.Organisation != who.Organisation {
			continue // what somebody has decided not to tell, others do not know of
		}
		line := EntryView{Entry: e, AuthorName: names[e.Author]}
		if m, ok := s.member(e.Subject); ok {
			if i := slices.IndexFunc(places, func(p register.Place) bool { return p.Unit == m.Unit }); i >= 0 {
				line.UnitName = places[i].UnitName
			}
		}
		v.Entries = append(v.Entries, line)
	}
	consents, subjects, err := c.consentViews(ctx, who, s, s.Consents)
	v.Consents = consents
	return subjects, err
}

// FormsFor is the page that changes the form: what may be chosen, and what differs.
type FormsFor struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	Form       Form
	Forms      []Form
}

// ChangingForm is the forms a matter can be given instead.
func (c *Matters) ChangingForm(ctx context.Context, who access.Actor, matter string) (FormsFor, error) {
	const action = "coordination.matter.changing"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return FormsFor{}, err
	}
	v := FormsFor{Matter: s.Matter, Protection: s.Protection}
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return FormsFor{}, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return FormsFor{}, err
	}
	today := civil.Of(s.Now)
	forms, err := c.formsAt(ctx, who.Municipality, today)
	if err != nil {
		return FormsFor{}, err
	}
	for _, f := range forms {
		if _, err := s.Matter.ChangeForm(f, v.Child.Birth, today); err == nil && f.RaisedBy(string(who.Sector)) {
			v.Forms = append(v.Forms, f)
		}
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayHold(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// ChangeForm gives the matter another form, such as when a light one becomes a
// plan. Nothing is written again; what the new form needs a consent for waits for it.
func (c *Matters) ChangeForm(ctx context.Context, who access.Actor, matter, formID string) error {
	const action = "coordination.matter.change_form"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	today := civil.Of(s.Now)
	f, ok, err := c.formAt(ctx, who.Municipality, formID, today)
	if err != nil {
		return err
	}
	if !ok || !f.RaisedBy(string(who.Sector)) {
		return fault.Invalid("form", "coordination.form.missing")
	}
	child, err := c.childFor(ctx, who, s)
	if err != nil {
		return err
	}
	after := s
	if after.Matter, err = s.Matter.ChangeForm(f, child.Birth, today); err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryForm, subject: s.Matter.ID, after: after})
}
