package coordination

import (
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	planColumn       = "coordination_plan.body"
	commitmentColumn = "coordination_commitment.body"
	endingColumn     = "coordination_commitment.outcome"
	agreementColumn  = "coordination_agreement.body"
	followUpColumn   = "coordination_followup.body"
	copyColumn       = "coordination_copy.body"
)

// GoalView is a goal with what is promised for it.
type GoalView struct {
	PlanGoal
	Commitments []CommitmentView
	// Shared says that several organisations work on it at once.
	Shared bool
}

// PlanNeedView is a need as a reader sees it.
type PlanNeedView struct {
	PlanNeed
	Goals []GoalView
	// Taken says that somebody the reader knows of has taken it.
	Taken bool
}

// FollowUpView is one follow-up as the reader sees it.
type FollowUpView struct {
	FollowUp
	Body FollowUpBody
	By   string
}

// CopyView is a copy that was handed out.
type CopyView struct {
	Copy
	Recipient, By string
}

// PlanView is a plan as one member of the team sees it: what they may not see is
// not in it.
type PlanView struct {
	Matter Matter
	// Protection is the protected mode, which stands first on every page and every copy.
	Protection Protection
	Form       Form
	Child      person.Person
	Age        int
	// Shared says that the reader may read the team's words; without it only the own
	// organisation's commitments are here, in Loose.
	Shared bool
	// Words says that the child's own words are among what the reader sees.
	Words bool
	// Begun says that there is a plan.
	Begun     bool
	Plan      Plan
	Body      PlanBody
	Needs     []PlanNeedView
	Loose     []CommitmentView
	Gaps      []Gap
	Overall   string
	Caller    string
	Answers   []AgreementView
	FollowUps []FollowUpView
	Copies    []CopyView
	// Newest is the number of the latest version, and Earlier the versions before the one that is shown.
	Newest           int
	Earlier          []Plan
	Parties          []OrganisationChoice
	Members          []MemberChoice
	MayWrite, MayLay bool
	FollowUpOn       civil.Date
	Today            civil.Date
	Now              time.Time
}

// Commitments is every commitment in the view.
func (v PlanView) Commitments() []Commitment {
	var all []Commitment
	for _, c := range v.promised() {
		all = append(all, c.Commitment)
	}
	return all
}

func (v PlanView) promised() (all []CommitmentView) {
	for _, n := range v.Needs {
		for _, g := range n.Goals {
			all = append(all, g.Commitments...)
		}
	}
	return append(all, v.Loose...)
}

// Writable says whether the reader may change the words of the version.
func (v PlanView) Writable() bool { return v.MayWrite && v.Begun && v.Plan.State == PlanDraft }

// planShown is how many follow-ups and copies a page holds.
const planShown = 12

// loaded is everything a plan's pages are made of, unopened.
type loaded struct {
	plans       []sealedPlan
	commitments []sealedCommitment
	agreements  []sealedAgreement
	followUps   []sealedFollowUp
	copies      []sealedCopy
	bodies      map[string][]byte
}

func (c *Matters) loadPlans(ctx context.Context, matter string, number int) (l loaded, shown sealedPlan, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if l.plans, err = listPlans(ctx, tx, matter); err != nil {
			return err
		}
		if l.commitments, err = listCommitments(ctx, tx, matter); err != nil {
			return err
		}
		if l.bodies, err = memberBodies(ctx, tx, matter); err != nil {
			return err
		}
		shown = sealedPlan{}
		for _, p := range l.plans {
			if p.Number == number || number == 0 && shown.ID == "" {
				shown = p
			}
		}
		if shown.ID == "" {
			return nil
		}
		if l.agreements, err = listAgreements(ctx, tx, shown.ID); err != nil {
			return err
		}
		if l.followUps, err = listFollowUps(ctx, tx, matter, planShown); err != nil {
			return err
		}
		l.copies, err = listCopies(ctx, tx, matter, planShown)
		return err
	})
	return l, shown, err
}

// Plan opens the plan of a matter; number is a version, or 0 for the latest.
func (c *Matters) Plan(ctx context.Context, who access.Actor, matter string, number int) (PlanView, error) {
	const action = "coordination.plan.read"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return PlanView{}, err
	}
	v, subjects, err := c.planView(ctx, who, s, number)
	if err != nil {
		return PlanView{}, err
	}
	ground := mayOpen(who, s).Ground()
	if v.Shared {
		ground = mayReadPlan(who, s).Ground()
	}
	return v, c.Audit.Reading(ctx, record(who, action, ground, subjects...))
}

// planView opens as much of a plan as the reader sees, and says whom it is about.
// Whoever calls it has asked for access, and records the reading before it is shown.
func (c *Matters) planView(ctx context.Context, who access.Actor, s Standing, number int) (PlanView, []string, error) {
	v := PlanView{Matter: s.Matter, Protection: s.Protection, Shared: mayReadPlan(who, s).Allowed(), Words: mayHearChild(who, s).Allowed(), MayWrite: mayWritePlan(who, s).Allowed(), MayLay: mayLay(who, s).Allowed(),
		Today: civil.Of(s.Now), Now: s.Now}
	var err error
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return PlanView{}, nil, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return PlanView{}, nil, err
	}
	v.Age = age(v.Child.Birth, v.Today)
	l, shown, err := c.loadPlans(ctx, s.Matter.ID, number)
	if err != nil {
		return PlanView{}, nil, err
	}
	if number != 0 && (shown.ID == "" || !v.Shared) {
		return PlanView{}, nil, fault.Private()
	}
	if err := c.warm(ctx, s); err != nil {
		return PlanView{}, nil, err
	}
	v.Begun, v.FollowUpOn = shown.ID != "", shown.NextOn
	promised, err := c.commitmentViews(ctx, who, s, l.commitments)
	if err != nil {
		return PlanView{}, nil, err
	}
	subjects := []string{s.Matter.ID, v.Child.ID}
	if !v.Shared {
		v.Plan, v.Loose = Plan{Number: shown.Number, State: shown.State, NextOn: shown.NextOn}, promised
		return v, subjects, nil
	}
	if v.Begun {
		v.Plan, v.Newest = shown.Plan, l.plans[0].Number
		for _, p := range l.plans {
			if p.Number != shown.Number {
				v.Earlier = append(v.Earlier, p.Plan)
			}
		}
		if v.Body, err = c.planBody(ctx, shown); err != nil {
			return PlanView{}, nil, err
		}
		if shown.Number < v.Newest {
			promised = slices.DeleteFunc(promised, func(x CommitmentView) bool { return x.Commitment.Plan > shown.Number })
		}
	}
	v.Body.Needs = slices.DeleteFunc(slices.Clone(v.Body.Needs), func(n PlanNeed) bool { return maySee(who, s, shown.need(n)).Sight < Full })
	v.arrange(promised)
	if v.Begun && shown.State == PlanDraft {
		v.Gaps = Gaps(v.Form, v.Plan, v.Body, v.Commitments())
	}
	if !v.Words {
		v.Body.ChildWords, v.Body.ChildHow, v.Body.ChildNot = "", "", ""
	}
	more, err := c.planPeople(ctx, who, s, l, &v)
	return v, append(subjects, more...), err
}

// arrange puts the commitments under their goals.
func (v *PlanView) arrange(promised []CommitmentView) {
	all := make([]Commitment, len(promised))
	for i, x := range promised {
		all[i] = x.Commitment
	}
	shared, untaken := Overlaps(v.Body, all), Untaken(v.Body, all)
	placed := make(map[string]bool, len(promised))
	for _, n := range v.Body.Needs {
		row := PlanNeedView{PlanNeed: n, Taken: !slices.ContainsFunc(untaken, func(x PlanNeed) bool { return x.ID == n.ID })}
		for _, g := range n.Goals {
			goal := GoalView{PlanGoal: g, Shared: slices.Contains(shared, g)}
			for _, x := range promised {
				if x.Commitment.Goal == g.ID {
					goal.Commitments = append(goal.Commitments, x)
					placed[x.Commitment.ID] = true
				}
			}
			row.Goals = append(row.Goals, goal)
		}
		v.Needs = append(v.Needs, row)
	}
	for _, x := range promised {
		if !placed[x.Commitment.ID] {
			v.Loose = append(v.Loose, x)
		}
	}
}

func (c *Matters) warm(ctx context.Context, s Standing) error {
	keysets := []string{s.Matter.Keyset}
	for _, p := range s.Parties {
		keysets = append(keysets, p.Keyset)
	}
	return c.Keys.Warm(ctx, keysets)
}

func (c *Matters) planBody(ctx context.Context, p sealedPlan) (PlanBody, error) {
	return unseal[PlanBody](ctx, c, p.Keyset, p.body, p.ID, planColumn)
}

// latestPlan is the newest version of a matter's plan; none has an ID of "".
func (c *Matters) latestPlan(ctx context.Context, matter string) (sealedPlan, error) {
	return c.newestPlan(ctx, matter, func(Plan) bool { return true })
}

// newestPlan is the newest version that is as wanted; none has an ID of "".
func (c *Matters) newestPlan(ctx context.Context, matter string, wanted func(Plan) bool) (newest sealedPlan, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		newest = sealedPlan{}
		plans, err := listPlans(ctx, tx, matter)
		if i := slices.IndexFunc(plans, func(p sealedPlan) bool { return wanted(p.Plan) }); i >= 0 {
			newest = plans[i]
		}
		return err
	})
	return newest, err
}

// BeginPlan begins the plan of a matter, or its next version with the same words.
func (c *Matters) BeginPlan(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.plan.begin"
	s, err := c.standing(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return err
	}
	before, err := c.latestPlan(ctx, matter)
	if err != nil {
		return err
	}
	p, body := Plan{ID: c.NewID(), Matter: matter, Organisation: s.Matter.Organisation, Keyset: s.Matter.Keyset, Number: 1, State: PlanDraft,
		Author: who.User, MadeAt: s.Now}, PlanBody{}
	if before.ID != "" {
		if p, err = before.Next(c.NewID(), who.User, s.Now); err != nil {
			return err
		}
		if body, err = c.planBody(ctx, before); err != nil {
			return err
		}
	}
	sealed, err := c.seal(ctx, p.Keyset, body, p.ID, planColumn)
	if err != nil {
		return err
	}
	err = c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		if err := insertPlan(ctx, tx, p, sealed); err != nil {
			return err
		}
		return c.write(ctx, tx, who, s.Matter, EntryPlanBegun, p.ID)
	})
	if errors.Is(err, db.ErrConflict) {
		return nil // somebody began it at the same moment
	}
	return err
}

// planning runs a change of the plan, if the actor still takes part when it is made.
func (c *Matters) planning(ctx context.Context, who access.Actor, s Standing, action string, store func(*db.Tx) error) error {
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	return c.writing(ctx, who, s, action, mayOpen(who, s).Ground(), own, store)
}

// draft is the version that is being written, for a member who writes.
func (c *Matters) draft(ctx context.Context, who access.Actor, matter, action string, may func(access.Actor, Standing) access.Decision) (Standing, Plan, PlanBody, error) {
	s, err := c.standing(ctx, who, matter, action, may)
	if err != nil {
		return Standing{}, Plan{}, PlanBody{}, err
	}
	p, err := c.latestPlan(ctx, matter)
	switch {
	case err != nil:
		return Standing{}, Plan{}, PlanBody{}, err
	case p.ID == "":
		return Standing{}, Plan{}, PlanBody{}, fault.Private()
	}
	if err := p.writable(); err != nil {
		return s, p.Plan, PlanBody{}, err
	}
	body, err := c.planBody(ctx, p)
	return s, p.Plan, body, err
}

// rewrite stores the draft's words.
func (c *Matters) rewrite(ctx context.Context, who access.Actor, s Standing, action string, p Plan, body PlanBody) error {
	sealed, err := c.seal(ctx, p.Keyset, body, p.ID, planColumn)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error { return rewritePlan(ctx, tx, p, sealed) })
}

// WritePlan writes what the plan says as a whole. Somebody else's words from
// meanwhile are never written over unseen, nor are the child's by who may not hear them.
func (c *Matters) WritePlan(ctx context.Context, who access.Actor, matter string, w PlanWords) error {
	const action = "coordination.plan.write"
	s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
	if err != nil {
		return err
	}
	if err := w.Check(civil.Of(s.Now)); err != nil {
		return err
	}
	if w.Version != p.Version {
		return fault.Invalid("version", "coordination.plan.raced")
	}
	if !mayHearChild(who, s).Allowed() {
		w.ChildWords, w.ChildHow, w.ChildNot = body.ChildWords, body.ChildHow, body.ChildNot
	}
	p.NextOn = w.NextOn
	return c.rewrite(ctx, who, s, action, p, body.with(w))
}
