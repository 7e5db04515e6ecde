package coordination

import (
	"context"
	"errors"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// TellPlan decides who in the family sees a version of the plan. A draft is shown to
// nobody, and in protected mode no guardian is.
func (c *Matters) TellPlan(ctx context.Context, who access.Actor, matter, plan string, toChild, toGuardians bool) error {
	const action = "coordination.family.tell_plan"
	s, err := c.standing(ctx, who, matter, action, mayTellPlan)
	if err != nil {
		return err
	}
	p, err := c.laidPlan(ctx, matter)
	switch {
	case err != nil:
		return err
	case p.ID == "" || p.ID != plan:
		return fault.Refused("coordination.plan.newer")
	case s.Protection.On() && (toGuardians || toChild && !s.Protection.ChildSees):
		return fault.Refused("coordination.family.tell_protected")
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		return storePlanTold(ctx, tx, PlanTold{Plan: p.ID, Matter: matter, ToChild: toChild, ToGuardians: toGuardians, DecidedBy: who.User, DecidedAt: s.Now})
	})
}

// laidPlan is the newest version whose words stand still; none has an ID of "".
func (c *Matters) laidPlan(ctx context.Context, matter string) (Plan, error) {
	p, err := c.newestPlan(ctx, matter, func(p Plan) bool { return p.State != PlanDraft })
	return p.Plan, err
}

// toldPlan is the newest version that the reader is shown; none has an ID of "".
func (c *Matters) toldPlan(ctx context.Context, n near) (shown sealedPlan, l loaded, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		shown, l = sealedPlan{}, loaded{}
		told, err := listPlanTold(ctx, tx, n.kin.Matter)
		if err != nil || len(told) == 0 {
			return err
		}
		if l.plans, err = listPlans(ctx, tx, n.kin.Matter); err != nil {
			return err
		}
		for _, p := range l.plans {
			if told[p.ID].to(n.kin.Capacity) && p.Number > shown.Number {
				shown = p
			}
		}
		if shown.ID == "" {
			return nil
		}
		if l.commitments, err = listCommitments(ctx, tx, n.kin.Matter); err != nil {
			return err
		}
		l.agreements, err = listAgreements(ctx, tx, shown.ID)
		return err
	})
	return shown, l, err
}

// familyPlan is the plan as the reader sees it, or nil when they are shown none.
func (c *Matters) familyPlan(ctx context.Context, n near, s Standing) (*FamilyPlan, error) {
	shown, l, err := c.toldPlan(ctx, n)
	if err != nil || shown.ID == "" {
		return nil, err
	}
	if err := c.warm(ctx, s); err != nil {
		return nil, err
	}
	body, err := c.planBody(ctx, shown)
	if err != nil {
		return nil, err
	}
	promised, err := c.familyPromises(ctx, s, shown.Number, l.commitments)
	if err != nil {
		return nil, err
	}
	v := body.forFamily(shown.Plan, n.kin.Capacity, promised)
	v.MayAnswer = s.Matter.State.Open() && (shown.State == PlanLaid || shown.State == PlanAgreed)
	var all []Agreement
	for _, x := range l.agreements {
		all = append(all, x.Agreement)
	}
	if v.Answer, v.Answered = latest(all, n.as()); !v.Answered {
		return &v, nil
	}
	for _, x := range l.agreements {
		if x.ID != v.Answer.ID {
			continue
		}
		because, err := unseal[AgreementBody](ctx, c, shown.Keyset, x.body, x.ID, agreementColumn)
		if err != nil {
			return nil, err
		}
		v.Because = because.Because
	}
	return &v, nil
}

// familyPromises is what the family reads of what is promised, by goal.
func (c *Matters) familyPromises(ctx context.Context, s Standing, number int, list []sealedCommitment) (map[string][]FamilyPromise, error) {
	var users, units []string
	for _, x := range list {
		users, units = append(users, x.User), append(units, x.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	promised := map[string][]FamilyPromise{}
	for _, x := range list {
		if !s.familyKnows(x.Commitment, number) {
			continue
		}
		v, err := c.openCommitment(ctx, x)
		if errors.Is(err, person.ErrDestroyed) || fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that owned it
		}
		if err != nil {
			return nil, err
		}
		promised[x.Goal] = append(promised[x.Goal], FamilyPromise{What: v.Body.What, Name: names.users[x.User], UnitName: names.units[x.Unit], Due: x.Due, State: x.State, Late: x.Overdue(civil.Of(s.Now))})
	}
	return promised, nil
}

// FamilyAgree is the reader's own answer to the version of the plan that they are
// shown: that they agree, or do not and why.
func (c *Matters) FamilyAgree(ctx context.Context, who access.Actor, matter, plan string, agrees Agrees, because string) error {
	const action = "coordination.family.agree"
	n, s, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return err
	}
	shown, _, err := c.toldPlan(ctx, n)
	switch {
	case err != nil:
		return err
	case shown.ID == "":
		return fault.Private()
	case shown.ID != plan:
		return fault.Refused("coordination.family.plan_newer")
	case agrees == AgreesNotAsked:
		return fault.Invalid("agrees", "coordination.plan.answer_missing")
	case !s.Matter.State.Open():
		return fault.Refused("coordination.family.plan_closed")
	}
	needed, err := c.needed(ctx, s)
	if err != nil {
		return err
	}
	because = strings.TrimSpace(because)
	a := Agreement{ID: c.NewID(), Plan: shown.ID, By: n.as().By, Who: n.as().Who, Agrees: agrees, At: s.Now, RecordedBy: who.User}
	if err := shown.Answered(a, because, needed); err != nil {
		return err
	}
	sealed, err := c.seal(ctx, shown.Keyset, AgreementBody{Because: because}, a.ID, agreementColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := c.stillNear(ctx, tx, who, matter); err != nil {
			return err
		}
		if err := c.answered(ctx, tx, who, s, shown.Plan, needed, a, sealed); err != nil {
			return err
		}
		if err := c.tellHoldingNow(ctx, tx, "coordination.notice.voice", matter); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
	}))
}
