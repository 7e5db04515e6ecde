package coordination

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// LayPlan lays a complete draft forward for everybody to answer. From then on its
// words stand still.
func (c *Matters) LayPlan(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.plan.lay"
	s, p, body, err := c.draft(ctx, who, matter, action, mayLay)
	if err != nil {
		return err
	}
	form, err := c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion)
	if err != nil {
		return err
	}
	promised, err := c.promised(ctx, matter)
	if err != nil {
		return err
	}
	laid, err := p.Lay(Gaps(form, p, body, promised), s.Now)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		if err := movePlan(ctx, tx, laid); err != nil {
			return err
		}
		for _, m := range s.Team {
			if m.State != Joined || m.User == who.User || m.Holds != HoldsAll {
				continue
			}
			if err := c.notify(ctx, tx, m.User, "coordination.notice.plan_laid", matter); err != nil {
				return err
			}
		}
		return c.write(ctx, tx, who, s.Matter, EntryPlanLaid, p.ID)
	})
}

func (c *Matters) promised(ctx context.Context, matter string) ([]Commitment, error) {
	var all []Commitment
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		list, err := listCommitments(ctx, tx, matter)
		all = nil
		for _, x := range list {
			all = append(all, x.Commitment)
		}
		return err
	})
	return all, err
}

// AnswerDraft is what somebody records as an answer to a plan.
type AnswerDraft struct {
	// Plan is the version that was answered.
	Plan string
	Answerer
	Agrees  Agrees
	Because string
}

// AnswerPlan records what an organisation, the child or a guardian says to the
// latest version. With the last answer the plan is in force.
func (c *Matters) AnswerPlan(ctx context.Context, who access.Actor, matter string, d AnswerDraft) error {
	const action = "coordination.plan.answer"
	s, err := c.standing(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return err
	}
	p, err := c.latestPlan(ctx, matter)
	switch {
	case err != nil:
		return err
	case p.ID == "":
		return fault.Private()
	case p.ID != d.Plan:
		return fault.Refused("coordination.plan.newer")
	}
	needed, err := c.needed(ctx, s)
	if err != nil {
		return err
	}
	a := Agreement{ID: c.NewID(), Plan: p.ID, By: d.By, Who: d.Who, Agrees: d.Agrees, At: s.Now, RecordedBy: who.User}
	if err := p.Answered(a, d.Because, needed); err != nil {
		return err
	}
	if d.By == AgreementParty && d.Who != who.Organisation {
		return fault.Private()
	}
	sealed, err := c.seal(ctx, p.Keyset, AgreementBody{Because: d.Because}, a.ID, agreementColumn)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		return c.answered(ctx, tx, who, s, p.Plan, needed, a, sealed)
	})
}

// needed is whose answers a plan of the matter needs.
func (c *Matters) needed(ctx context.Context, s Standing) ([]Answerer, error) {
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, g := range guardians {
		ids = append(ids, g.ID)
	}
	return s.answerers(s.Matter.Child, ids), nil
}

// answered keeps an answer. With the last of those needed the plan is in force.
func (c *Matters) answered(ctx context.Context, tx *db.Tx, who access.Actor, s Standing, p Plan, needed []Answerer, a Agreement, sealed []byte) error {
	if err := insertAgreement(ctx, tx, a, sealed); err != nil {
		return err
	}
	list, err := listAgreements(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	var all []Agreement
	for _, x := range list {
		all = append(all, x.Agreement)
	}
	if p.State != PlanLaid || !everybody(needed, all) {
		return nil
	}
	agreed := p.Agree(s.Now)
	if err := movePlan(ctx, tx, agreed); err != nil {
		return err
	}
	if err := replacePlans(ctx, tx, agreed); err != nil {
		return err
	}
	return c.write(ctx, tx, who, s.Matter, EntryPlanAgreed, p.ID)
}
