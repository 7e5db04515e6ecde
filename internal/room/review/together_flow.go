package review

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// MostTogether is how many lines can be decided at once: what a person can look through.
const MostTogether = 100

// TogetherView is light lines side by side, before all of them are found to be without
// remark.
type TogetherView struct {
	Period Period
	Choice Choice
	Rows   []Row
	// Others is how many of the chosen are not among them: they are looked at one by one,
	// are for somebody else, or have been decided meanwhile.
	Others int
}

// Together gives the chosen lines that can be decided at once, and records that they
// were looked at.
func (v *Reviews) Together(ctx context.Context, who access.Actor, id string, choice Choice) (TogetherView, error) {
	const action = "review.entries.read"
	p, err := v.period(ctx, who, id, action)
	if err != nil {
		return TogetherView{}, err
	}
	light, others, err := v.light(ctx, who, id, choice)
	if err != nil {
		return TogetherView{}, err
	}
	entries := make([]Entry, len(light))
	for i, s := range light {
		entries[i] = s.Entry
	}
	view := TogetherView{Period: p, Choice: choice, Others: others}
	var tasks map[string]Task
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		tasks, err = v.Tasks(ctx, tx, matters(entries))
		return err
	})
	if err != nil {
		return TogetherView{}, err
	}
	if view.Rows, err = v.rows(ctx, who, entries, tasks); err != nil {
		return TogetherView{}, err
	}
	return view, v.Audit.Reading(ctx, record(who, action, mayRead(who, p).Ground(), matters(entries)...))
}

// light is those of the chosen lines that the actor can decide with others, and how many
// of them cannot be.
func (v *Reviews) light(ctx context.Context, who access.Actor, period string, choice Choice) (light []sealedEntry, others int, err error) {
	var list []Entry
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = listEntries(ctx, tx, period, choice, 0, 10*MostTogether); err != nil {
			return err
		}
		list, _, err = v.visible(ctx, tx, who, list)
		return err
	})
	for _, e := range list {
		if len(light) < MostTogether && e.Light() && mayDecide(who, e).Allowed() {
			light = append(light, sealedEntry{Entry: e})
		} else {
			others++
		}
	}
	return light, others, err
}

// DecideTogether finds all the lines to be without remark, for the same reasons, or none
// of them: one that has been asked about or decided since they were shown stops it.
func (v *Reviews) DecideTogether(ctx context.Context, who access.Actor, id string, positions []int, reasons string) error {
	const action = "review.entry.decide"
	if _, err := v.period(ctx, who, id, action); err != nil {
		return err
	}
	if len(positions) == 0 {
		return raced(errRaced)
	}
	light, others, err := v.light(ctx, who, id, Choice{Positions: positions})
	if err != nil {
		return err
	}
	if others > 0 || len(light) != len(positions) {
		return raced(errRaced)
	}
	for i := range light {
		s := &light[i]
		if s.Entry, err = s.decide(who.User, Fine, reasons, v.Now()); err != nil {
			return err
		}
		if s.reasons, err = v.seal(ctx, s.Keyset, reasons, s.ID, reasonsColumn); err != nil {
			return err
		}
	}
	return raced(v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, s := range light {
			if err := updateEntry(ctx, tx, s, who.Unit); err != nil {
				return err
			}
			r := record(who, action, mayDecide(who, s.Entry).Ground(), s.Subjects...)
			r.Detail = "together with others"
			if err := v.Audit.Change(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	}))
}
