package coordination

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/law"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// notHere are grounds for other things than telling another organisation in a team.
var notHere = []string{"technical_processing", "party_insight", "report_of_concern", "report_of_concern_family_counselling", "feedback_to_reporter",
	"medical_student_health"}

// groundsFor are the grounds in law that an organisation can decide on without consent:
// that speak to it, lift the secrecy it is under, and let one of the others be told.
func groundsFor(own register.Organisation, others []OrganisationChoice, on civil.Date) []law.Ground {
	secrecy, _ := law.SecrecyRegime(own.SecrecyRegime, on)
	return slices.DeleteFunc(law.Grounds(on), func(g law.Ground) bool {
		lets := (g.Kind == law.Duty || g.Kind == law.Permission) && !slices.Contains(notHere, g.ID)
		return !lets || !givenBy(g.Giver, own.Sector) || !g.Reaches(secrecy) ||
			!slices.ContainsFunc(others, func(o OrganisationChoice) bool { return givenTo(g.Recipient, o) })
	})
}

// givenBy says whether somebody in the sector is the one the ground speaks to.
func givenBy(giver string, sector access.Sector) bool {
	switch giver {
	case "anyone":
		return true
	case "authority", "duty_bound":
		return sector != access.Association
	case "social_or_health":
		return sector == access.Social || sector == access.Health
	case "municipality_or_region": // what a school knows is its head teacher's to disclose
		return sector == access.Leisure
	case "head_teacher":
		return sector == access.School
	}
	return giver == string(sector)
}

// givenTo says whether the organisation is one whom the ground lets be told.
func givenTo(recipient string, o OrganisationChoice) bool {
	care := o.Sector == access.Social || o.Sector == access.Health
	switch recipient {
	case "anyone":
		return true
	case "authority":
		return o.Public
	case "individual":
		return !o.Public
	case "social_or_health":
		return care && o.Public
	case "social_or_health_also_private":
		return care
	}
	return recipient == string(o.Sector)
}

// SharingFormView is the page that decides to share, or not to.
type SharingFormView struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	// Grounds are those the actor's organisation can decide on; Ground is the chosen one.
	Grounds       []law.Ground
	Ground        law.Ground
	Organisations []OrganisationChoice
	// Items are the organisation's own, for a decision about one of them.
	Items []ItemView
	Until civil.Date
}

// groundsOf is the grounds that the actor's organisation can decide on in a matter, and
// the organisations near that can be told something. A ground that lets none of them
// be told is left out.
func (c *Matters) groundsOf(ctx context.Context, who access.Actor, s Standing) ([]law.Ground, []OrganisationChoice, error) {
	own, err := c.Register.Organisation(ctx, who.Organisation)
	if err != nil {
		return nil, nil, err
	}
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return nil, nil, err
	}
	var others []OrganisationChoice
	for _, p := range places {
		if p.Organisation != who.Organisation && !slices.ContainsFunc(others, func(o OrganisationChoice) bool { return o.ID == p.Organisation }) {
			others = append(others, choice(p))
		}
	}
	return groundsFor(own, others, civil.Of(s.Now)), others, nil
}

// Sharing is what is needed to decide. groundID is "" until one is chosen.
func (c *Matters) Sharing(ctx context.Context, who access.Actor, matter, groundID string) (SharingFormView, error) {
	const action = "coordination.sharing.deciding"
	s, err := c.standing(ctx, who, matter, action, mayShare)
	if err != nil {
		return SharingFormView{}, err
	}
	today := civil.Of(s.Now)
	v := SharingFormView{Matter: s.Matter, Protection: s.Protection, Until: today.AddDays(90)}
	grounds, others, err := c.groundsOf(ctx, who, s)
	if err != nil {
		return SharingFormView{}, err
	}
	v.Grounds = grounds
	if i := slices.IndexFunc(v.Grounds, func(g law.Ground) bool { return g.ID == groundID }); i >= 0 {
		v.Ground = v.Grounds[i]
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return SharingFormView{}, err
	}
	for _, o := range others {
		if v.Ground.ID == "" || givenTo(v.Ground.Recipient, o) {
			v.Organisations = append(v.Organisations, o)
		}
	}
	items, err := c.items(ctx, who, s, some{unit: who.Unit})
	if err != nil {
		return SharingFormView{}, err
	}
	v.Items = items
	return v, c.Audit.Reading(ctx, record(who, action, mayShare(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// Decide writes down the actor's organisation's decision to share what is its own,
// or not to share it. Every test of the ground must have been answered.
func (c *Matters) Decide(ctx context.Context, who access.Actor, matter string, d SharingDraft) (Sharing, error) {
	const action = "coordination.sharing.decide"
	s, err := c.standing(ctx, who, matter, action, mayShare)
	if err != nil {
		return Sharing{}, err
	}
	today := civil.Of(s.Now)
	if err := d.Check(today); err != nil {
		return Sharing{}, err
	}
	grounds, others, err := c.groundsOf(ctx, who, s)
	if err != nil {
		return Sharing{}, err
	}
	recipients := slices.DeleteFunc(others, func(o OrganisationChoice) bool { return !slices.Contains(d.Recipients, o.ID) })
	if len(recipients) != len(d.Recipients) {
		return Sharing{}, fault.Invalid("recipients", "coordination.sharing.recipients_missing")
	}
	if d.Shares {
		if err := d.test(grounds, recipients); err != nil {
			return Sharing{}, err
		}
	} else {
		d.Ground, d.To = "not_shared", civil.Date{}
	}
	if d.Item != "" {
		it, err := c.ownItem(ctx, who, s, d.Item)
		if err != nil {
			return Sharing{}, err
		}
		d.Topics = []Topic{it.Topic}
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return Sharing{}, fault.Private()
	}
	x := Sharing{ID: c.idOf(d.ID), Matter: s.Matter.ID, Organisation: who.Organisation, Unit: who.Unit, Author: who.User, Keyset: own.Keyset,
		Ground: d.Ground, Shares: d.Shares, Recipients: d.Recipients, Topics: d.Topics, Item: d.Item, DecidedAt: s.Now, To: d.To}
	body, err := c.seal(ctx, x.Keyset, d.Body, x.ID, sharingColumn)
	if err != nil {
		return Sharing{}, err
	}
	entry := EntryShared
	if !x.Shares {
		entry = EntryNotShared
	}
	err = c.do(ctx, who, s, deed{action: action, ground: mayShare(who, s).Ground(), entry: entry, subject: x.ID, after: s.deciding(x),
		store: func(tx *db.Tx) error { return insertSharing(ctx, tx, x, body) }})
	if errors.Is(err, db.ErrConflict) && slices.ContainsFunc(s.Sharings, func(y Sharing) bool { return y.ID == x.ID && y.Author == who.User }) {
		return x, nil // the same form, sent twice
	}
	return x, taken(err)
}

// test refuses a ground that is none of those, that does not let all the recipients be
// told, or whose tests have not all been answered.
func (d SharingDraft) test(grounds []law.Ground, recipients []OrganisationChoice) error {
	i := slices.IndexFunc(grounds, func(g law.Ground) bool { return g.ID == d.Ground })
	switch {
	case i < 0:
		return fault.Invalid("ground", "coordination.sharing.ground_missing")
	case slices.ContainsFunc(recipients, func(o OrganisationChoice) bool { return !givenTo(grounds[i].Recipient, o) }):
		return fault.Invalid("recipients", "coordination.sharing.recipient_unfit")
	case len(d.Body.Answers) != len(grounds[i].Tests):
		return fault.Invalid("tests", "coordination.sharing.test_unmet")
	}
	return nil
}

// EndSharing takes a decision to share back, from the next request.
func (c *Matters) EndSharing(ctx context.Context, who access.Actor, sharing string) (matter string, err error) {
	const action = "coordination.sharing.end"
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		matter, err = matterOfSharing(ctx, tx, sharing)
		return err
	})
	if isNotFound(err) {
		return "", c.Audit.Require(ctx, who, action, nil, access.Deny("no such decision"))
	}
	if err != nil {
		return "", err
	}
	of := func(s Standing) Sharing {
		i := slices.IndexFunc(s.Sharings, func(x Sharing) bool { return x.ID == sharing })
		if i < 0 {
			return Sharing{}
		}
		return s.Sharings[i]
	}
	may := func(who access.Actor, s Standing) access.Decision { return mayEndSharing(who, s, of(s)) }
	s, err := c.standing(ctx, who, matter, action, may)
	if err != nil {
		return "", err
	}
	x, err := of(s).End(s.Now)
	if err != nil {
		return matter, err
	}
	return matter, c.do(ctx, who, s, deed{action: action, ground: may(who, s).Ground(), entry: EntrySharingEnded, subject: x.ID, after: s.deciding(x),
		store: func(tx *db.Tx) error { return endSharing(ctx, tx, x) }})
}

// SharingView is a decision as the reader may see it: all of it in the organisation
// that decided, that it is so for those it lets see, and nothing for others.
type SharingView struct {
	Sharing    Sharing
	Body       SharingBody
	Own        bool
	Effective  bool
	Law        law.Ground
	By         string
	Recipients []OrganisationChoice
}

func (c *Matters) sharingViews(ctx context.Context, who access.Actor, s Standing, places []register.Place) ([]SharingView, error) {
	var bodies map[string][]byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		bodies, err = sharingBodies(ctx, tx, s.Matter.ID, who.Organisation)
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []SharingView
	for _, x := range s.Sharings {
		v := SharingView{Sharing: x, Own: x.Organisation == who.Organisation, Effective: x.effective(s.Now), Recipients: named(places, x.Recipients)}
		if !v.Own && (!v.Effective || !slices.Contains(x.Recipients, who.Organisation)) {
			continue
		}
		v.Law, _ = law.GroundFor(x.Ground, civil.Of(x.DecidedAt))
		if by := named(places, []string{x.Organisation}); len(by) > 0 {
			v.By = by[0].Name
		}
		if v.Own {
			if v.Body, err = unseal[SharingBody](ctx, c, x.Keyset, bodies[x.ID], x.ID, sharingColumn); err != nil {
				return nil, err
			}
		}
		list = append(list, v)
	}
	return list, nil
}
