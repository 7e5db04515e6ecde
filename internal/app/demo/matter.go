package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
)

// coordinator plays matters with a clock of its own.
type coordinator struct {
	*coordination.Matters
	staff map[string]person
	start time.Time
	at    time.Time
}

// matters makes what is coordinated: a plan that runs, a group of school, social
// services, police and leisure that waits for an answer, a light matter that rests, a
// need that nobody has assessed and a question to child psychiatry.
func matters(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	c := &coordinator{staff: staff, start: now}
	c.Matters = a.MattersAt(func() time.Time { return c.at })
	for _, play := range []func(context.Context) error{c.plan, c.group, c.light, c.need} {
		if err := play(ctx); err != nil {
			return fmt.Errorf("coordinate: %w", err)
		}
	}
	return nil
}

func (c *coordinator) actor(key string) access.Actor { return c.staff[key].actor }

// ago moves the clock to so many days before the start, in the morning.
func (c *coordinator) ago(days int) { c.at = c.start.Add(-time.Duration(days) * day) }

func (c *coordinator) open(ctx context.Context, by, form string, d coordination.NeedDraft) (string, error) {
	n, err := c.Raise(ctx, c.actor(by), d)
	if err != nil {
		return "", err
	}
	m, err := c.AcceptNeed(ctx, c.actor(by), n.ID, coordination.AcceptDraft{Form: form})
	return m.ID, err
}

// consent asks for a consent between the organisations of the staff and records
// what each giver says.
func (c *coordinator) consent(ctx context.Context, by, matter string, answers []bool, decides coordination.Decides, topics []coordination.Topic, with ...string) (coordination.Consent, error) {
	d := coordination.ConsentDraft{Decides: decides, Topics: topics, To: civil.Of(c.at).AddDays(180), Language: "Svenska",
		Body: coordination.ConsentBody{Purpose: "Att vi som arbetar med barnet kan planera hjälpen tillsammans.", Explained: "I ett möte, med egna ord. Alla sa tillbaka hur de hade förstått.",
			Judgement: "Barnet förstår vad det gäller och vill själv vara med och bestämma."}}
	for _, key := range with {
		d.Parties = append(d.Parties, c.actor(key).Organisation)
	}
	x, err := c.AskConsent(ctx, c.actor(by), matter, d)
	if err != nil {
		return x, err
	}
	for i, yes := range answers {
		if err := c.Respond(ctx, c.actor(by), x.ID, x.Givers[i].ID, yes, coordination.HowWritten); err != nil {
			return x, err
		}
	}
	return x, nil
}

func (c *coordinator) join(ctx context.Context, by, matter, who, duty string) error {
	if err := c.Invite(ctx, c.actor(by), matter, coordination.InviteDraft{Unit: c.actor(who).Unit, Body: coordination.MemberBody{Duty: duty, Message: "Vi behöver er för att hjälpen ska hänga ihop."}}); err != nil {
		return err
	}
	return c.AnswerInvitation(ctx, c.actor(who), matter, true)
}

func (c *coordinator) note(ctx context.Context, by, matter, title, text string, topic coordination.Topic, shown coordination.Shown) error {
	_, err := c.Write(ctx, c.actor(by), matter, coordination.ItemDraft{Kind: coordination.Note, Topic: topic, Shown: shown, Title: title, Body: coordination.ItemBody{Text: text}})
	return err
}

func (c *coordinator) does(ctx context.Context, by, matter, title, responsible string, begins, ends int, state coordination.InterventionState, topic coordination.Topic, shown coordination.Shown) error {
	in := &coordination.InterventionBody{Responsible: responsible, Begins: civil.Of(c.start).AddDays(begins), State: state}
	if ends != 0 {
		in.Ends = civil.Of(c.start).AddDays(ends)
	}
	_, err := c.Write(ctx, c.actor(by), matter, coordination.ItemDraft{Kind: coordination.Intervention, Topic: topic, Shown: shown, Title: title, Body: coordination.ItemBody{Intervention: in}})
	return err
}

// known writes strengths and worries as one organisation knows them.
func (c *coordinator) known(ctx context.Context, by, matter string, topic coordination.Topic, kind coordination.ItemKind, setting coordination.Setting, title string) error {
	_, err := c.Write(ctx, c.actor(by), matter, coordination.ItemDraft{Kind: kind, Topic: topic, Shown: coordination.ShownFull, Title: title, Body: coordination.ItemBody{Setting: setting}})
	return err
}

// changes writes what is to change.
func (c *coordinator) changes(ctx context.Context, by, matter string, days int, title, prepares string) error {
	_, err := c.Write(ctx, c.actor(by), matter, coordination.ItemDraft{Kind: coordination.Transitional, Topic: coordination.School, Shown: coordination.ShownFull, Title: title,
		Body: coordination.ItemBody{Transition: &coordination.TransitionBody{On: civil.Of(c.start).AddDays(days), Prepares: prepares}}})
	return err
}

// first gives the first error of several acts that are done in turn.
func first(acts ...func() error) error {
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
	}
	return nil
}

// born is a day of birth that makes somebody the age at the start.
func (c *coordinator) born(age, days int) string {
	today := civil.Of(c.start)
	return civil.On(today.Year-age, today.Month, today.Day).AddDays(-days).String()
}

func (c *coordinator) plan(ctx context.Context) error {
	c.ago(75)
	matter, err := c.open(ctx, "kurator", "sip", coordination.NeedDraft{AskedBy: coordination.AskedByGuardian,
		Child: coordination.NewChild{Given: "Leyla", Family: "Öberg", Birth: c.born(12, 140), Guardians: []coordination.NewGuardian{{Given: "Sanna", Family: "Öberg"}, {Given: "Karim", Family: "Haddad"}}},
		Body: coordination.NeedBody{Question: "Leyla sover inte och är borta från skolan varannan dag. Skolan, BUP och socialtjänsten gör var sitt, och ingen vet vad de andra gör.",
			ChildWish: "Jag vill kunna somna. Och jag vill att någon säger till innan saker ändras.", ChildHow: "Sagt till kuratorn i ett samtal. Leyla har läst texten och vill att alla i planen ser den.",
			Believed: "Björkskolan, BUP, socialtjänsten och simklubben."}})
	if err != nil {
		return err
	}
	c.ago(70)
	if _, err := c.consent(ctx, "kurator", matter, []bool{true, true, true}, coordination.BothDecide, coordination.Topics, "handlaggare", "psykolog", "tranare"); err != nil {
		return err
	}
	c.ago(66)
	return first(
		func() error { return c.join(ctx, "kurator", matter, "handlaggare", "socialsekreterare") },
		func() error { return c.join(ctx, "kurator", matter, "psykolog", "psykolog") },
		func() error { return c.join(ctx, "kurator", matter, "tranare", "ledare") },
		func() error {
			return c.does(ctx, "kurator", matter, "Lugn start, egen ingång", "Omar Farsi, mentor", -90, 200, coordination.Ongoing, coordination.School, coordination.ShownFull)
		},
		func() error {
			return c.does(ctx, "kurator", matter, "Samtal med kurator", "Elin Nordin, kurator", -62, 50, coordination.Ongoing, coordination.School, coordination.ShownFull)
		},
		func() error {
			return c.does(ctx, "kurator", matter, "Frånvaroutredning", "Birgit Lager, rektor", -77, -17, coordination.Ended, coordination.School, coordination.ShownTitle)
		},
		func() error {
			return c.does(ctx, "handlaggare", matter, "Utredning", "Amina Rosengren, socialsekreterare", -35, 85, coordination.Ongoing, coordination.Social, coordination.ShownTitle)
		},
		func() error {
			return c.does(ctx, "handlaggare", matter, "Familjebehandling", "Hugo Ståhl, familjebehandlare", 8, 190, coordination.Planned, coordination.Home, coordination.ShownFull)
		},
		func() error {
			return c.does(ctx, "psykolog", matter, "Bedömning av sömn och oro", "Daniel Frost, psykolog", -20, 40, coordination.Ongoing, coordination.Health, coordination.ShownFull)
		},
		func() error {
			return c.does(ctx, "tranare", matter, "Simning med ledare", "Jenny Falk, ledare", -80, 195, coordination.Ongoing, coordination.Leisure, coordination.ShownFull)
		},
		func() error { return c.portrait(ctx, matter) },
		func() error { return c.family(ctx, matter) },
		func() error { return c.agreedPlan(ctx, matter) },
		func() error {
			c.ago(30)
			return c.note(ctx, "kurator", matter, "Närvaron går upp", "Borta 22 av 60 dagar i höst, men bara två dagar de senaste tre veckorna.", coordination.School, coordination.ShownFull)
		},
		func() error {
			c.ago(12)
			return c.note(ctx, "psykolog", matter, "Sömnen", "Somnar efter två de flesta nätter. Mobilen ligger kvar i sängen.", coordination.Health, coordination.ShownTitle)
		},
		func() error {
			c.ago(5)
			if err := c.Invite(ctx, c.actor("kurator"), matter, coordination.InviteDraft{Unit: c.actor("rektor").Unit,
				Body: coordination.MemberBody{Duty: "ny skola", Message: "Leyla börjar hos er i augusti. Kan ni vara med och planera det?"}}); err != nil {
				return err
			}
			return c.note(ctx, "handlaggare", matter, "Samtal hemma", "Mamma vill ha hjälp och säger det. Pappa deltar gärna om det blir på kvällen.", coordination.Home, coordination.ShownExistence)
		},
		func() error { return c.meetings(ctx, matter) })
}

// family gives the child and the first guardian a sign-in each.
func (c *coordinator) family(ctx context.Context, matter string) error {
	holder := c.actor("kurator")
	before, err := c.FamilyTeam(ctx, holder, matter)
	if err != nil {
		return err
	}
	invited := map[string]string{}
	for _, row := range before.Family {
		door := "vardnadshavare"
		if row.Capacity == coordination.AsChild {
			door = "barn"
		}
		if _, done := invited[door]; done {
			continue
		}
		if _, err := c.InviteKin(ctx, holder, matter, row.Who.ID); err != nil {
			return err
		}
		invited[door] = row.Who.ID
	}
	after, err := c.FamilyTeam(ctx, holder, matter)
	if err != nil {
		return err
	}
	for door, id := range invited {
		i := slices.IndexFunc(after.Family, func(row coordination.KinRow) bool { return row.Who.ID == id })
		c.staff[door] = person{user: after.Family[i].Kin.User, actor: access.Actor{User: after.Family[i].Kin.User, Role: access.Family}}
	}
	return nil
}

// portrait is what is known of the child in the plan.
func (c *coordinator) portrait(ctx context.Context, matter string) error {
	for _, x := range []struct {
		by      string
		topic   coordination.Topic
		kind    coordination.ItemKind
		setting coordination.Setting
		title   string
	}{
		{"kurator", coordination.School, coordination.Strength, coordination.ChildItself, "Modig, rolig, ger sig inte."},
		{"psykolog", coordination.Health, coordination.Worry, coordination.OwnHealth, "Somnar efter två. Ont i magen på morgonen."},
		{"handlaggare", coordination.Home, coordination.Strength, coordination.Family, "Mamma vill ha hjälp och säger det."},
		{"handlaggare", coordination.Home, coordination.Worry, coordination.Family, "Bråk mellan vuxna, mest på helger."},
		{"kurator", coordination.School, coordination.Strength, coordination.AtSchool, "Trivs med mentorn. Läser mycket."},
		{"kurator", coordination.School, coordination.Worry, coordination.AtSchool, "Halkar efter i matematik."},
		{"handlaggare", coordination.Leisure, coordination.Strength, coordination.Peers, "Två nära vänner i simningen."},
		{"kurator", coordination.School, coordination.Worry, coordination.Peers, "Står ensam på rasterna."},
		{"handlaggare", coordination.Leisure, coordination.Strength, coordination.Neighbourhood, "Simmar tre gånger i veckan."},
	} {
		if err := c.known(ctx, x.by, matter, x.topic, x.kind, x.setting, x.title); err != nil {
			return err
		}
	}
	if err := c.changes(ctx, "kurator", matter, 50, "Kuratorn blir föräldraledig", ""); err != nil {
		return err
	}
	return c.changes(ctx, "kurator", matter, 268, "Ny skola, årskurs 7", "Elin Nordin, kurator")
}

func (c *coordinator) group(ctx context.Context) error {
	c.ago(21)
	matter, err := c.open(ctx, "handlaggare", "sspf", coordination.NeedDraft{AskedBy: coordination.AskedByStaff, Origin: coordination.FromReport,
		Child: coordination.NewChild{Given: "Elias", Family: "Modig", Birth: c.born(14, 60), Guardians: []coordination.NewGuardian{{Given: "Mia", Family: "Modig"}, {Given: "Tomas", Family: "Modig"}}},
		Body: coordination.NeedBody{Question: "Elias är ute sent vid Stationsparken med äldre ungdomar. Vi vill hitta något som håller honom därifrån.",
			ChildWish: "Jag vill börja boxas igen.", ChildHow: "Sagt till fritidsledaren på Bryggan.", Believed: "Skolan, polisen och fritidsgården."}})
	if err != nil {
		return err
	}
	c.ago(14)
	if _, err := c.consent(ctx, "handlaggare", matter, []bool{true}, coordination.BothDecide, []coordination.Topic{coordination.School, coordination.Leisure, coordination.Social, coordination.Safety}, "kurator", "polis", "fritidsledare"); err != nil {
		return err
	}
	return c.does(ctx, "handlaggare", matter, "Råd till föräldrarna", "Amina Rosengren, socialsekreterare", -14, 60, coordination.Ongoing, coordination.Social, coordination.ShownFull)
}

func (c *coordinator) light(ctx context.Context) error {
	c.ago(50)
	matter, err := c.open(ctx, "kurator", "skolsocialt_team", coordination.NeedDraft{AskedBy: coordination.AskedByChild,
		Child: coordination.NewChild{Given: "Ture", Family: "Löv", Birth: c.born(9, 30), Guardians: []coordination.NewGuardian{{Given: "Ida", Family: "Löv", Sole: true}}},
		Body:  coordination.NeedBody{Question: "Ture vill ha någon att prata med efter skolan. Mamma arbetar kväll.", ChildWish: "Det är långa kvällar.", ChildHow: "Sagt till skolsköterskan."}})
	if err != nil {
		return err
	}
	c.ago(45)
	x, err := c.consent(ctx, "kurator", matter, []bool{true}, coordination.GuardiansDecide, []coordination.Topic{coordination.School, coordination.Home}, "handlaggare")
	if err != nil {
		return err
	}
	return first(
		func() error { return c.join(ctx, "kurator", matter, "handlaggare2", "socialsekreterare") },
		func() error { return c.lightPlan(ctx, matter) },
		func() error {
			return c.does(ctx, "handlaggare2", matter, "Råd och stöd till mamma", "Lotta Frisk, socialsekreterare", -40, 20, coordination.Ongoing, coordination.Home, coordination.ShownFull)
		},
		func() error {
			c.ago(3)
			return c.Withdraw(ctx, c.actor("kurator"), x.ID, x.Givers[0].ID)
		})
}

func (c *coordinator) need(ctx context.Context) error {
	c.ago(1)
	_, err := c.Raise(ctx, c.actor("kollega"), coordination.NeedDraft{AskedBy: coordination.AskedByStaff,
		Child: coordination.NewChild{Given: "Signe", Family: "Åker", Birth: c.born(15, 200), Guardians: []coordination.NewGuardian{{Given: "Pernilla", Family: "Åker"}}},
		Body:  coordination.NeedBody{Question: "Signe byter skola i januari och ska samtidigt börja på BUP. Ingen har bokat en överlämning.", ChildHow: "Vi har inte frågat än. Hon är sjuk den här veckan."}})
	return err
}
