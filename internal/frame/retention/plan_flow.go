package retention

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Planned is what a plan can decide about: the classes that no law says the end of, and
// whether everything is kept for research.
var Planned = []Class{Coordination, Report, Asked, LogReview, Sampled}

// PlanView is the organisation's plan and the rules it stands beside.
type PlanView struct {
	Rows   []PlanRow
	Names  map[string]string
	Regime Regime
	Today  civil.Date
}

// Plan shows the plan of the organisation. There is no child in it.
func (r *Records) Plan(ctx context.Context, who access.Actor) (PlanView, error) {
	const action = "retention.plan.read"
	d := mayKeepRecords(who)
	if err := r.Audit.Require(ctx, who, action, nil, d); err != nil {
		return PlanView{}, err
	}
	v := PlanView{Today: civil.Of(r.Now())}
	err := r.Store.Data.Read(ctx, func(tx *db.Tx) error {
		f, err := r.file(ctx, tx, who.Organisation)
		if err != nil {
			return err
		}
		v.Regime = f.Regime
		v.Rows, err = listPlan(ctx, tx, who.Organisation)
		return err
	})
	if err != nil {
		return PlanView{}, err
	}
	var users []string
	for _, p := range v.Rows {
		users = append(users, p.SetBy)
	}
	if v.Names, err = r.Names(ctx, users); err != nil {
		return PlanView{}, err
	}
	return v, r.Audit.Reading(ctx, record(who, action, d.Ground()))
}

// PlanDraft is what somebody types to decide for how long a class is kept.
type PlanDraft struct {
	Class Class
	// Forever keeps the class for good; else Years count.
	Forever  bool
	Years    int
	Decision string
}

// longestPlan is in years.
const longestPlan = 150

// Check says what is wrong with the draft.
func (d PlanDraft) Check() (PlanDraft, error) {
	var faults fault.List
	if !slices.Contains(Planned, d.Class) {
		faults.Add(fault.Invalid("class", "retention.plan.class_missing"))
	}
	switch {
	case d.Forever:
		d.Years = Forever
	case d.Years < 0 || d.Years > longestPlan:
		faults.Add(fault.Invalid("years", "retention.plan.years_wrong", "max", longestPlan))
	}
	var wrong *fault.Error
	if d.Decision, wrong = reference("decision", d.Decision); wrong != nil {
		faults.Add(wrong)
	}
	return d, faults.Err()
}

// SetPlan decides for how long the organisation keeps a class. The terms follow within
// the hours it takes to walk through them all; a run looks at each again.
func (r *Records) SetPlan(ctx context.Context, who access.Actor, d PlanDraft) error {
	const action = "retention.plan.set"
	may := mayKeepRecords(who)
	if err := r.Audit.Require(ctx, who, action, nil, may); err != nil {
		return err
	}
	d, err := d.Check()
	if err != nil {
		return err
	}
	return r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		p := PlanRow{Class: d.Class, Years: d.Years, Decision: d.Decision, SetBy: who.User, SetAt: r.Now()}
		if err := savePlan(ctx, tx, who.Organisation, p); err != nil {
			return err
		}
		return r.Audit.Change(ctx, tx, record(who, action, may.Ground()))
	})
}
