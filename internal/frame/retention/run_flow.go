package retention

import (
	"context"
	"encoding/json"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// RunJob is the kind of the job that carries out a run.
const RunJob = "retention.run"

const (
	// runLimit is how many copies one run takes at most: as many as a person can look over.
	runLimit = 200
	// portion is how many are destroyed at a time.
	portion   = 25
	runsShown = 50
)

// Propose gathers what may go today in a run that somebody else confirms.
func (r *Records) Propose(ctx context.Context, who access.Actor) (Run, error) {
	const action = "retention.run.propose"
	d := mayKeepRecords(who)
	if err := r.Audit.Require(ctx, who, action, nil, d); err != nil {
		return Run{}, err
	}
	run := Run{ID: r.NewID(), Controller: who.Organisation, State: Proposed, ProposedBy: who.User, ProposedAt: r.Now()}
	today := civil.Of(run.ProposedAt)
	err := r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		open, err := hasOpenRun(ctx, tx, who.Organisation)
		if err != nil {
			return err
		}
		if open {
			return fault.Refused("retention.run.open")
		}
		if err := insertRun(ctx, tx, run); err != nil {
			return err
		}
		subjects := []string{run.ID}
		taken := 0
		for after := (PageKey{}); taken < runLimit; {
			copies, err := r.shelved(ctx, tx, who.Organisation, ShelfDue, today.Year, after, previewPage)
			if err != nil {
				return err
			}
			judged, _, err := r.judge(ctx, tx, copies)
			if err != nil {
				return err
			}
			for _, j := range judged {
				if taken < runLimit && j.Outcome == Disposed && j.Term.Due(today) && !j.Held() {
					x := Item{Run: run.ID, Key: j.Key, Source: j.Source, Class: j.Class, Rule: j.Rules[0], DueYear: j.From.Year, State: ItemProposed}
					if err := insertItem(ctx, tx, x); err != nil {
						return err
					}
					taken++
					subjects = append(subjects, j.Matter)
				}
			}
			if len(copies) < previewPage {
				break
			}
			after = copies[len(copies)-1].pageKey()
		}
		if taken == 0 {
			return fault.Refused("retention.run.nothing")
		}
		return r.Audit.Change(ctx, tx, record(who, action, d.Ground(), subjects...))
	})
	return run, raced(err)
}

// Confirm begins the run somebody else proposed. What it destroys does not come back.
func (r *Records) Confirm(ctx context.Context, who access.Actor, id string) error {
	const action = "retention.run.confirm"
	run, err := r.run(ctx, who, id, action, mayConfirm)
	if err != nil {
		return err
	}
	return r.changeRun(ctx, who, action, run, mayConfirm(who, run).Ground(), func(x Run) (Run, error) { return x.Confirm(who.User, r.Now()) },
		func(tx *db.Tx) error { return r.Queue.Enqueue(ctx, tx, RunJob, id) })
}

// Withdraw takes a proposal back.
func (r *Records) Withdraw(ctx context.Context, who access.Actor, id string) error {
	const action = "retention.run.withdraw"
	run, err := r.run(ctx, who, id, action, mayReadRun)
	if err != nil {
		return err
	}
	return r.changeRun(ctx, who, action, run, mayReadRun(who, run).Ground(), Run.Withdraw, func(*db.Tx) error { return nil })
}

func (r *Records) changeRun(ctx context.Context, who access.Actor, action string, run Run, ground string, rule func(Run) (Run, error), more func(*db.Tx) error) error {
	after, err := rule(run)
	if err != nil {
		return err
	}
	err = r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateRun(ctx, tx, after, run.State); err != nil {
			return err
		}
		if err := more(tx); err != nil {
			return err
		}
		return r.Audit.Change(ctx, tx, record(who, action, ground, run.ID))
	})
	return raced(err)
}

// run loads a run and asks, so that "not yours" and "not there" are one answer.
func (r *Records) run(ctx context.Context, who access.Actor, id, action string, may func(access.Actor, Run) access.Decision) (Run, error) {
	var run Run
	err := r.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		run, err = loadRun(ctx, tx, id)
		return err
	})
	if isNotFound(err) {
		return Run{}, r.Audit.Require(ctx, who, action, nil, access.Deny("no such run"))
	}
	if err != nil {
		return Run{}, err
	}
	return run, r.Audit.Require(ctx, who, action, []string{run.ID}, may(who, run))
}

func mayReadRun(who access.Actor, run Run) access.Decision {
	return mayKeep(who, Key{Controller: run.Controller})
}

// RunsView is the organisation's runs, the latest first.
type RunsView struct {
	Rows  []Run
	Names map[string]string
}

// Runs lists the runs. They name no child.
func (r *Records) Runs(ctx context.Context, who access.Actor) (RunsView, error) {
	const action = "retention.run.list"
	d := mayKeepRecords(who)
	if err := r.Audit.Require(ctx, who, action, nil, d); err != nil {
		return RunsView{}, err
	}
	var v RunsView
	err := r.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		v.Rows, err = listRuns(ctx, tx, who.Organisation, runsShown)
		return err
	})
	if err != nil {
		return RunsView{}, err
	}
	if v.Names, err = r.names(ctx, v.Rows...); err != nil {
		return RunsView{}, err
	}
	return v, r.Audit.Reading(ctx, record(who, action, d.Ground()))
}

// RunView is a run: before it, what would go; after it, the receipt.
type RunView struct {
	Run     Run
	Tallies []Tally
	Items   []Item
	Names   map[string]string
	// MayConfirm says that the reader is another than who proposed it.
	MayConfirm bool
	Own        bool
}

// Run opens a run with its receipt, in ids and dates: what is gone has no name.
func (r *Records) Run(ctx context.Context, who access.Actor, id string) (RunView, error) {
	const action = "retention.run.read"
	run, err := r.run(ctx, who, id, action, mayReadRun)
	if err != nil {
		return RunView{}, err
	}
	v := RunView{Run: run, Own: run.ProposedBy == who.User}
	d := mayConfirm(who, run)
	v.MayConfirm = run.State == Proposed && (d.Allowed() || d.NeedsProof())
	err = r.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Tallies, err = countItems(ctx, tx, id); err != nil {
			return err
		}
		v.Items, err = listItems(ctx, tx, id)
		return err
	})
	if err != nil {
		return RunView{}, err
	}
	if v.Names, err = r.names(ctx, run); err != nil {
		return RunView{}, err
	}
	return v, r.Audit.Reading(ctx, record(who, action, mayReadRun(who, run).Ground(), run.ID))
}

// Confirming opens a proposed run for whoever may confirm it.
func (r *Records) Confirming(ctx context.Context, who access.Actor, id string) (RunView, error) {
	run, err := r.run(ctx, who, id, "retention.run.confirming", mayConfirm)
	if err != nil {
		return RunView{}, err
	}
	if run.State != Proposed {
		return RunView{}, fault.Refused("retention.run.not_proposed")
	}
	return r.Run(ctx, who, id)
}

func (r *Records) names(ctx context.Context, runs ...Run) (map[string]string, error) {
	var users []string
	for _, run := range runs {
		users = append(users, run.ProposedBy, run.ConfirmedBy)
	}
	return r.Names(ctx, users)
}

// Work carries out a confirmed run, a portion at a time. It may stop anywhere and
// begin again: what is doomed stays doomed, and what is gone is gone.
func (r *Records) Work(ctx context.Context, payload []byte) error {
	var id string
	if err := json.Unmarshal(payload, &id); err != nil {
		return fmt.Errorf("a run without an id: %w", err)
	}
	for {
		doomed, over, err := r.doom(ctx, id)
		if err != nil || over {
			return err
		}
		if err := r.destroy(ctx, doomed); err != nil {
			return err
		}
	}
}

// doom looks at a portion once more: what is held or no longer due is spared, and
// from here on nothing stops the rest. When nothing is left, the run is shredded.
func (r *Records) doom(ctx context.Context, id string) (doomed []Item, over bool, err error) {
	today := civil.Of(r.Now())
	err = r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		doomed, over = nil, false
		run, err := loadRun(ctx, tx, id)
		if err != nil {
			return err
		}
		if over = run.State != Running; over {
			return nil
		}
		left, err := listLeft(ctx, tx, id, portion)
		if err != nil {
			return err
		}
		if over = len(left) == 0; over {
			return r.end(ctx, tx, run)
		}
		copies := make([]Copy, len(left))
		for i, x := range left {
			copies[i] = Copy{Key: x.Key, Source: x.Source}
			if c, err := loadCopy(ctx, tx, x.Key); err == nil {
				copies[i] = c
			} else if !isNotFound(err) {
				return err
			}
		}
		if copies, err = r.refresh(ctx, tx, copies); err != nil {
			return err
		}
		judged, _, err := r.judge(ctx, tx, copies)
		if err != nil {
			return err
		}
		byKey := map[Key]Judged{}
		for _, j := range judged {
			byKey[j.Key] = j
		}
		for _, x := range left {
			if x.State == ItemProposed {
				j := byKey[x.Key]
				switch {
				case j.Held():
					x.State, x.Spared = ItemSpared, SparedHeld
				case j.Outcome != Disposed || !j.Term.Due(today):
					x.State, x.Spared = ItemSpared, SparedNotDue
				default:
					x.State = ItemDoomed
				}
				if err := updateItem(ctx, tx, x); err != nil {
					return err
				}
			}
			if x.State == ItemDoomed {
				doomed = append(doomed, x)
			}
		}
		return nil
	})
	return doomed, over, err
}

func (r *Records) end(ctx context.Context, tx *db.Tx, run Run) error {
	after := run.shredded(r.Now(), r.KeyCopies)
	if err := updateRun(ctx, tx, after, Running); err != nil {
		return err
	}
	return r.Audit.Change(ctx, tx, record(access.Actor{}, "retention.run.shred", "confirmed by a second person", run.ID))
}

// destroy shreds the keys first: if the rest fails, nothing opens the rows any more.
func (r *Records) destroy(ctx context.Context, doomed []Item) error {
	scopes := make([]person.Scope, len(doomed))
	for i, x := range doomed {
		scopes[i] = person.Scope{Controller: x.Key.Controller, Matter: x.Key.Matter}
	}
	if err := r.Keys.DestroyAll(ctx, scopes); err != nil {
		return err
	}
	for _, x := range doomed {
		s, err := r.source(x.Source)
		if err != nil {
			return err
		}
		err = r.Store.Data.Write(ctx, func(tx *db.Tx) error {
			if err := s.Remove(ctx, tx, x.Key); err != nil {
				return err
			}
			if err := deleteCopy(ctx, tx, x.Key); err != nil {
				return err
			}
			gone := x
			gone.State, gone.GoneAt = ItemGone, r.Now()
			return updateItem(ctx, tx, gone)
		})
		if err != nil {
			return fmt.Errorf("remove matter %s: %w", x.Key.Matter, err)
		}
	}
	return nil
}

// Finish makes the receipts final whose last copies of keys have aged out.
func (r *Records) Finish(ctx context.Context) error {
	now := r.Now()
	return r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		runs, err := listAgedOut(ctx, tx, civil.Of(now), runsShown)
		if err != nil {
			return err
		}
		for _, run := range runs {
			run.State, run.FinalAt = Final, now
			if err := updateRun(ctx, tx, run, Shredded); err != nil {
				return err
			}
			if err := r.Audit.Change(ctx, tx, record(access.Actor{}, "retention.run.final", "the last copy of the keys has aged out", run.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}
