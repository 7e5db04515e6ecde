package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

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
	// Plan is the version that can be shown to the family, MayTell that the reader
	// decides it, and PlanTold what is decided.
	Plan     Plan
	PlanTold PlanTold
	MayTell  bool
	Items    []TellRow
	Voices   []VoiceRow
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
	var planTold map[string]PlanTold
	var voices []sealedVoice
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if kin, err = listKin(ctx, tx, matter); err != nil {
			return err
		}
		if told, err = listTold(ctx, tx, matter); err != nil {
			return err
		}
		if planTold, err = listPlanTold(ctx, tx, matter); err != nil {
			return err
		}
		voices, err = listVoices(ctx, tx, matter, familyVoices)
		return err
	})
	if err != nil {
		return FamilyTeamView{}, err
	}
	if v.MayTell = mayTellPlan(who, s).Allowed(); v.MayTell {
		if v.Plan, err = c.laidPlan(ctx, matter); err != nil {
			return FamilyTeamView{}, err
		}
		v.PlanTold = planTold[v.Plan.ID]
	}
	people := map[string]person.Person{v.Child.ID: v.Child}
	row := func(p person.Person, as Capacity, may bool) {
		people[p.ID] = p
		r := KinRow{Who: p, Capacity: as, May: may, MayEnd: !s.Protection.hides(as)}
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

// A TellChoice is who in the family sees an item of the actor's own unit. Newest says
// that they see it in its words of today; otherwise in the words they were shown.
type TellChoice struct {
	Item                 string
	ToChild, ToGuardians bool
	Newest               bool
}

// after is what is decided about the item, and whether that is anything new.
func (x TellChoice) after(before Told, it Item) (Told, bool) {
	t := before
	t.Item, t.Matter, t.ToChild, t.ToGuardians = it.ID, it.Matter, x.ToChild, x.ToGuardians
	if x.Newest || !before.ToChild && !before.ToGuardians {
		t.Number = it.Version
	}
	return t, t.ToChild != before.ToChild || t.ToGuardians != before.ToGuardians || t.Number != before.Number && (t.ToChild || t.ToGuardians)
}

// Tell decides who in the family sees items of the actor's own unit. What is chosen
// as it was before changes nothing. In protected mode nothing more is shown to guardians:
// it would be there the moment the mode ends.
func (c *Matters) Tell(ctx context.Context, who access.Actor, matter string, choices ...TellChoice) error {
	const action = "coordination.family.tell"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	items, err := c.items(ctx, who, s, some{unit: who.Unit})
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		told, err := listTold(ctx, tx, matter)
		if err != nil {
			return err
		}
		changed := false
		for _, x := range choices {
			i := slices.IndexFunc(items, func(row ItemView) bool {
				return row.Item.ID == x.Item && row.Item.Unit == who.Unit && row.Item.WithdrawnAt.IsZero()
			})
			if i < 0 {
				return fault.Invalid("item", "coordination.item.missing")
			}
			var before Told
			if n := slices.IndexFunc(told, func(t sealedTold) bool { return t.Item == x.Item }); n >= 0 {
				before = told[n].Told
			}
			t, differs := x.after(before, items[i].Item)
			if !differs {
				continue
			}
			if s.Protection.On() && (t.ToGuardians && (!before.ToGuardians || t.Number != before.Number) ||
				t.ToChild && !s.Protection.ChildSees && (!before.ToChild || t.Number != before.Number)) {
				return fault.Refused("coordination.family.tell_protected")
			}
			changed, t.DecidedBy, t.DecidedAt = true, who.User, s.Now
			if err := storeTold(ctx, tx, t); err != nil {
				return err
			}
		}
		if !changed {
			return nil
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, s.Matter.Child))
	}))
}
