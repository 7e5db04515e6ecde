package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
)

// AgreementView is somebody whose answer is needed, and the answer.
type AgreementView struct {
	Answerer
	Name     string
	Person   person.Person
	Answer   Agreement
	Answered bool
	Because  string
	// Mine says that the reader may record it.
	Mine bool
}

// MemberChoice is somebody in the team who can be asked to do something.
type MemberChoice struct {
	ID, Name, Duty, UnitName string
}

// planPeople fills in who is asked, who answered and who looked back, and gives whom it names.
func (c *Matters) planPeople(ctx context.Context, who access.Actor, s Standing, l loaded, v *PlanView) ([]string, error) {
	places, err := c.Register.Near(ctx, s.Matter.Organisation)
	if err != nil {
		return nil, err
	}
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return nil, err
	}
	var users, subjects, guardianIDs []string
	for _, m := range s.Team {
		users = append(users, m.User)
	}
	for _, f := range l.followUps {
		users = append(users, f.RecordedBy)
	}
	for _, x := range l.copies {
		users = append(users, x.Author)
	}
	for _, g := range guardians {
		guardianIDs, subjects = append(guardianIDs, g.ID), append(subjects, g.ID)
	}
	names, err := c.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	if err := c.teamOf(ctx, s, l, places, names, v); err != nil {
		return nil, err
	}
	if !v.Begun {
		return subjects, nil
	}
	for _, w := range s.answerers(s.Matter.Child, guardianIDs) {
		row := AgreementView{Answerer: w, Mine: v.MayWrite && (w.By != AgreementParty || w.Who == who.Organisation)}
		switch w.By {
		case AgreementParty:
			if by := named(places, []string{w.Who}); len(by) > 0 {
				row.Name = by[0].Name
			}
		case AgreementChild:
			row.Person = v.Child
		case AgreementGuardian:
			row.Person = guardians[slices.Index(guardianIDs, w.Who)]
		}
		var all []Agreement
		for _, a := range l.agreements {
			all = append(all, a.Agreement)
		}
		if row.Answer, row.Answered = latest(all, w); row.Answered {
			i := slices.IndexFunc(l.agreements, func(a sealedAgreement) bool { return a.ID == row.Answer.ID })
			body, err := unseal[AgreementBody](ctx, c, v.Plan.Keyset, l.agreements[i].body, row.Answer.ID, agreementColumn)
			if err != nil {
				return nil, err
			}
			if v.Words || w.By != AgreementChild {
				row.Because = body.Because
			}
		}
		v.Answers = append(v.Answers, row)
	}
	for _, f := range l.followUps {
		body, err := unseal[FollowUpBody](ctx, c, v.Plan.Keyset, f.body, f.ID, followUpColumn)
		if err != nil {
			return nil, err
		}
		body.Goals = slices.DeleteFunc(body.Goals, func(g GoalRating) bool {
			return maySee(who, s, v.Plan.need(PlanNeed{ID: g.Goal, Topic: g.Topic})).Sight < Full
		})
		if !v.Words {
			body.ChildHow, body.ChildNot = "", ""
			for i := range body.Goals {
				body.Goals[i].Child = ""
			}
		}
		v.FollowUps = append(v.FollowUps, FollowUpView{FollowUp: f.FollowUp, Body: body, By: names[f.RecordedBy]})
	}
	for _, x := range l.copies {
		body, err := unseal[CopyBody](ctx, c, v.Plan.Keyset, x.body, x.ID, copyColumn)
		if err != nil {
			return nil, err
		}
		v.Copies = append(v.Copies, CopyView{Copy: x.Copy, Recipient: body.Recipient, By: names[x.Author]})
	}
	return subjects, nil
}

// teamOf fills in whom a commitment can be asked of, and which organisations take part.
func (c *Matters) teamOf(ctx context.Context, s Standing, l loaded, places []register.Place, names map[string]string, v *PlanView) error {
	var parties []string
	for _, m := range s.Team {
		if m.State != Joined {
			continue
		}
		choice := MemberChoice{ID: m.ID, Name: names[m.User]}
		if i := slices.IndexFunc(places, func(p register.Place) bool { return p.Unit == m.Unit }); i >= 0 {
			choice.UnitName = places[i].UnitName
		}
		if sealed := l.bodies[m.ID]; len(sealed) > 0 {
			body, err := unseal[MemberBody](ctx, c, s.Matter.Keyset, sealed, m.ID, memberColumn)
			if err != nil {
				return err
			}
			choice.Duty = body.Duty
		}
		v.Members = append(v.Members, choice)
		if m.ID == v.Body.Caller {
			v.Caller = choice.Name
		}
		if m.Holds == HoldsAll && !slices.Contains(parties, m.Organisation) {
			parties = append(parties, m.Organisation)
		}
	}
	v.Parties = named(places, parties)
	for _, p := range v.Parties {
		if p.ID == v.Body.Overall {
			v.Overall = p.Name
		}
	}
	return nil
}
