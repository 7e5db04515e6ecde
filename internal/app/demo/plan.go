package demo

import (
	"context"

	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
)

// promise is a commitment as it is asked for.
type promise struct {
	of, what string
	goal     int
	days     int // until it is to be done, from the start
	yes      bool
}

// agreedPlan is a plan that is agreed to, followed up once and on its way to a second
// version, in which a coach has not answered for more than a week.
func (c *coordinator) agreedPlan(ctx context.Context, matter string) error {
	c.ago(48)
	return first(
		func() error { return c.BeginPlan(ctx, c.actor("kurator"), matter) },
		func() error {
			return c.needs(ctx, "kurator", matter, coordination.Health, "Sova och orka dagen", "Leyla lägger mobilen i köket klockan nio. Mamma påminner.",
				"Somnar före midnatt de flesta nätter", "Sömndagboken på fredagar.")
		},
		func() error {
			return c.needs(ctx, "kurator", matter, coordination.School, "Känna sig trygg i skolan", "Leyla säger till om hon vill gå hem, innan hon går.",
				"Är i skolan varje dag, hela dagen", "Närvaron, varje vecka.", "Har någon att vara med på rasterna", "Leyla säger det själv.")
		},
		func() error {
			v, err := c.Plan(ctx, c.actor("kurator"), matter, 0)
			if err != nil {
				return err
			}
			return c.WritePlan(ctx, c.actor("kurator"), matter, coordination.PlanWords{Version: v.Plan.Version,
				ChildWords: "Jag vill kunna somna. Och jag vill att någon säger till innan saker ändras.", ChildHow: "Samtal hos kuratorn. Leyla har läst texten och sagt att den stämmer.",
				GuardianView: "Vi vill ha en person att ringa. Kvällarna är svårast.", Goal: "Leyla sover, orkar skolan och har någon att prata med.",
				Signs: "Hon slutar svara på mentorns meddelanden, eller är borta två dagar i rad.", Call: "Elin Nordin, kurator, vardagar 8–16. Andra tider: socialjouren.",
				Overall: v.Parties[0].ID, NextOn: civil.Of(c.start).AddDays(-6), Caller: v.Members[0].ID, Place: "Björkskolan, rum 204",
				Parts: map[string]string{"others": "Simklubben håller en plats i tisdagsgruppen."}})
		},
		func() error {
			return c.promises(ctx, "kurator", matter,
				promise{"psykolog", "Sömnskola, fyra träffar med Leyla och mamma", 0, 20, true},
				promise{"kurator", "Möter Leyla vid porten på måndagar", 1, 30, true},
				promise{"handlaggare", "Ringer hem varje torsdag kväll", 1, -3, true},
				promise{"kurator", "Ordnar fadder i parallellklassen", 2, 14, true})
		},
		func() error { c.ago(42); return c.LayPlan(ctx, c.actor("kurator"), matter) },
		func() error { c.ago(41); return c.shown(ctx, matter) },
		func() error { c.ago(40); return c.answered(ctx, matter, "kurator", "handlaggare", "psykolog") },
		func() error { c.ago(12); return c.lookedBack(ctx, "kurator", matter) },
		func() error { c.ago(10); return c.BeginPlan(ctx, c.actor("kurator"), matter) },
		func() error {
			return c.promises(ctx, "kurator", matter, promise{"tranare", "Hämtar Leyla till simningen på tisdagar", 2, 9, false})
		})
}

// lightPlan is a small plan that a team has begun to write.
func (c *coordinator) lightPlan(ctx context.Context, matter string) error {
	c.ago(39)
	return first(
		func() error { return c.BeginPlan(ctx, c.actor("kurator"), matter) },
		func() error {
			return c.needs(ctx, "kurator", matter, coordination.Home, "Någon att prata med efter skolan", "Ture ringer moster när han vill.", "Har en vuxen hos sig två kvällar i veckan", "Ture ritar hur kvällen var.")
		},
		func() error {
			return c.promises(ctx, "kurator", matter, promise{"handlaggare2", "Hittar en kontaktfamilj", 0, 21, true})
		})
}

func (c *coordinator) needs(ctx context.Context, by, matter string, topic coordination.Topic, text, own string, goals ...string) error {
	d := coordination.NeedRowDraft{Topic: topic, Text: text, Own: own}
	for i := 0; i < len(goals); i += 2 {
		d.Goals = append(d.Goals, coordination.PlanGoal{Text: goals[i], Seen: goals[i+1]})
	}
	return c.WriteNeed(ctx, c.actor(by), matter, d)
}

// promises asks for each, and lets those who say yes say it.
func (c *coordinator) promises(ctx context.Context, by, matter string, list ...promise) error {
	v, err := c.Plan(ctx, c.actor(by), matter, 0)
	if err != nil {
		return err
	}
	var goals []string
	for _, n := range v.Body.Needs {
		for _, g := range n.Goals {
			goals = append(goals, g.ID)
		}
	}
	for _, p := range list {
		asked, err := c.Matter(ctx, c.actor(p.of), matter)
		if err != nil {
			return err
		}
		x, err := c.Propose(ctx, c.actor(by), matter, coordination.CommitmentDraft{Goal: goals[p.goal], Member: asked.Me.ID,
			Due: civil.Of(c.start).AddDays(p.days), Body: coordination.CommitmentBody{What: p.what}})
		if err != nil {
			return err
		}
		if !p.yes {
			continue
		}
		if err := c.AnswerCommitment(ctx, c.actor(p.of), x.ID, true, ""); err != nil {
			return err
		}
	}
	return nil
}

// shown lets the child and the guardians see the plan that is laid forward, and the
// child and the first guardian answer it themselves.
func (c *coordinator) shown(ctx context.Context, matter string) error {
	holder := c.actor("kurator")
	v, err := c.FamilyTeam(ctx, holder, matter)
	if err != nil {
		return err
	}
	if err := c.TellPlan(ctx, holder, matter, v.Plan.ID, true, true); err != nil {
		return err
	}
	for _, door := range []string{"barn", "vardnadshavare"} {
		if err := c.FamilyAgree(ctx, c.actor(door), matter, v.Plan.ID, coordination.AgreesYes, ""); err != nil {
			return err
		}
	}
	return nil
}

// answered lets every organisation, the child and the guardians say yes, but for the
// last guardian, who wants to wait.
func (c *coordinator) answered(ctx context.Context, matter string, parties ...string) error {
	for _, key := range parties {
		v, err := c.Plan(ctx, c.actor(key), matter, 0)
		if err != nil {
			return err
		}
		for i, a := range v.Answers {
			if !a.Mine || a.Answered {
				continue
			}
			d := coordination.AnswerDraft{Plan: v.Plan.ID, Answerer: a.Answerer, Agrees: coordination.AgreesYes}
			if i == len(v.Answers)-1 {
				d.Agrees, d.Because = coordination.AgreesNo, "Vill vänta med kontakten på kvällstid. Resten är bra."
			}
			if err := c.AnswerPlan(ctx, c.actor(key), matter, d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *coordinator) lookedBack(ctx context.Context, by, matter string) error {
	v, err := c.FollowingUp(ctx, c.actor(by), matter)
	if err != nil {
		return err
	}
	team := []coordination.Attained{coordination.AttainedPartly, coordination.AttainedFully, coordination.AttainedPartly}
	child := []coordination.Attained{coordination.AttainedPartly, coordination.AttainedFully, coordination.AttainedNot}
	d := coordination.FollowUpDraft{HeldOn: civil.Of(c.at), NextOn: civil.Of(c.start).AddDays(72),
		Body: coordination.FollowUpBody{ChildHow: "Leyla kryssade själv, med kuratorn bredvid.", Text: "Nätterna är bättre. Rasterna är det inte: vi provar simkompisarna."}}
	for _, n := range v.Body.Needs {
		for _, g := range n.Goals {
			i := len(d.Body.Goals)
			d.Body.Goals = append(d.Body.Goals, coordination.GoalRating{Goal: g.ID, Team: team[i], Child: child[i]})
		}
	}
	return c.HoldFollowUp(ctx, c.actor(by), matter, d)
}
