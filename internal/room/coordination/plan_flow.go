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

const (
	planColumn       = "coordination_plan.body"
	commitmentColumn = "coordination_commitment.body"
	endingColumn     = "coordination_commitment.outcome"
	agreementColumn  = "coordination_agreement.body"
	followUpColumn   = "coordination_followup.body"
	copyColumn       = "coordination_copy.body"
)

// CommitmentView is a commitment as far as the reader sees it.
type CommitmentView struct {
	Commitment Commitment
	Insight    Insight
	Body       CommitmentBody
	Outcome    CommitmentOutcome
	// Name is who is asked, or responsible once it is accepted.
	Name, UnitName     string
	Late, Overdue      bool
	MayAnswer, MayDrop bool
}

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

// MemberChoice is somebody in the team who can be asked to do something.
type MemberChoice struct {
	ID, Name, Duty, UnitName string
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

// commitmentViews opens what the reader sees of the commitments, and nothing else.
func (c *Matters) commitmentViews(ctx context.Context, who access.Actor, s Standing, list []sealedCommitment) ([]CommitmentView, error) {
	var views []CommitmentView
	var users, units []string
	for _, x := range list {
		in := maySeeCommitment(who, s, x.Commitment)
		if in.Sight < Full {
			continue
		}
		v, err := c.openCommitment(ctx, x)
		if errors.Is(err, person.ErrDestroyed) || fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that owned it
		}
		if err != nil {
			return nil, err
		}
		v.Insight, v.Late, v.Overdue = in, x.Unanswered(s.Now), x.Overdue(civil.Of(s.Now))
		v.MayAnswer, v.MayDrop = mayAnswerFor(who, s, x.Commitment).Allowed(), mayDrop(who, s, x.Commitment).Allowed() && x.State.Live()
		views = append(views, v)
		users, units = append(users, x.User), append(units, x.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	for i := range views {
		views[i].Name, views[i].UnitName = names.users[views[i].Commitment.User], names.units[views[i].Commitment.Unit]
	}
	return views, nil
}

func (c *Matters) openCommitment(ctx context.Context, x sealedCommitment) (CommitmentView, error) {
	v := CommitmentView{Commitment: x.Commitment}
	var err error
	if v.Body, err = unseal[CommitmentBody](ctx, c, x.Keyset, x.body, x.ID, commitmentColumn); err != nil {
		return CommitmentView{}, err
	}
	if len(x.outcome) > 0 {
		v.Outcome, err = unseal[CommitmentOutcome](ctx, c, x.Keyset, x.outcome, x.ID, endingColumn)
	}
	return v, err
}

// latestPlan is the newest version of a matter's plan; none has an ID of "".
func (c *Matters) latestPlan(ctx context.Context, matter string) (sealedPlan, error) {
	var plans []sealedPlan
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		plans, err = listPlans(ctx, tx, matter)
		return err
	})
	if err != nil || len(plans) == 0 {
		return sealedPlan{}, err
	}
	return plans[0], nil
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

// WriteNeed writes one need with its goals. Two people who write different needs at
// once do not stand in each other's way.
func (c *Matters) WriteNeed(ctx context.Context, who access.Actor, matter string, d NeedRowDraft) error {
	const action = "coordination.plan.write_need"
	d.ID = c.idOf(d.ID)
	for i := range d.Goals {
		d.Goals[i].ID = c.idOf(d.Goals[i].ID)
	}
	return c.retried(func() error {
		s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
		if err != nil {
			return err
		}
		if err := d.Check(); err != nil {
			return err
		}
		before, there := body.need(d.ID)
		if there && (maySee(who, s, p.need(before)).Sight < Full) {
			return fault.Private()
		}
		if there && d.Before != "" && d.Before != before.Mark() {
			return fault.Invalid("text", "coordination.plan.raced")
		}
		if there && d.Before == "" {
			return nil // the same form sent twice
		}
		n := d.row()
		gone := slices.DeleteFunc(slices.Clone(before.Goals), func(g PlanGoal) bool { return n.has(g.ID) })
		if err := c.unpromised(ctx, matter, gone); err != nil {
			return err
		}
		return c.rewrite(ctx, who, s, action, p, body.replacing(n))
	})
}

// StrikeNeed takes a need out of the draft.
func (c *Matters) StrikeNeed(ctx context.Context, who access.Actor, matter, need string) error {
	const action = "coordination.plan.strike_need"
	return c.retried(func() error {
		s, p, body, err := c.draft(ctx, who, matter, action, mayWritePlan)
		if err != nil {
			return err
		}
		n, there := body.need(need)
		if !there || maySee(who, s, p.need(n)).Sight < Full {
			return fault.Private()
		}
		if err := c.unpromised(ctx, matter, n.Goals); err != nil {
			return err
		}
		return c.rewrite(ctx, who, s, action, p, body.without(need))
	})
}

// unpromised refuses to strike goals that somebody works on or is asked about.
func (c *Matters) unpromised(ctx context.Context, matter string, goals []PlanGoal) error {
	if len(goals) == 0 {
		return nil
	}
	var list []sealedCommitment
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listCommitments(ctx, tx, matter)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.State.Live() && slices.ContainsFunc(goals, func(g PlanGoal) bool { return g.ID == x.Goal }) {
			return fault.Invalid("goal1", "coordination.plan.goal_promised")
		}
	}
	return nil
}

// retried runs a change of the draft again when somebody else wrote at the same moment.
func (c *Matters) retried(change func() error) error {
	var err error
	for range 4 {
		if err = change(); !isRaced(err) {
			return err
		}
	}
	return err
}

func isRaced(err error) bool {
	return slices.ContainsFunc(fault.All(err), func(f *fault.Error) bool { return f.Key == "coordination.raced" })
}
