package concern

import (
	"context"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// foldAtATime keeps the transaction of the job short beside those of people.
const foldAtATime = 1000

// counted months: the two years that a page may show, and the one that runs.
const countedMonths = 25

// changeMatter stores what a rule has changed, and counts it.
func changeMatter(ctx context.Context, tx *db.Tx, before, after Matter, t Times) error {
	if err := updateMatter(ctx, tx, after); err != nil {
		return err
	}
	return insertHappenings(ctx, tx, happened(before, after, t))
}

// FoldCounts adds what has happened since the last time to the counts. Pages read both,
// so it changes no figure, only what it costs to read them. It is the system's own.
func (c *Concerns) FoldCounts(ctx context.Context) error {
	for {
		var folded int
		err := c.Store.Data.Write(ctx, func(tx *db.Tx) (err error) {
			folded, err = foldHappenings(ctx, tx, foldAtATime)
			return err
		})
		if err != nil || folded < foldAtATime {
			return err
		}
	}
}

// Counted says whether anything has ever been counted.
func (c *Concerns) Counted(ctx context.Context) (found bool, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		found, err = anyCounts(ctx, tx)
		return err
	})
	return found, err
}

// Recount counts the last two years from the matters themselves and puts the kept counts
// right. It says how many were wrong, which should be none: the matters have been changed
// by something that did not count. Where nothing has ever been counted it fills the counts.
func (c *Concerns) Recount(ctx context.Context) (wrong int, err error) {
	first := MonthOf(c.Now()).Add(1 - countedMonths)
	diff := map[counted]int64{}
	var kept bool
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if kept, err = anyCounts(ctx, tx); err != nil {
			return err
		}
		truth, err := recount(ctx, tx, first, func(at time.Time) (Times, error) { return times(civil.Of(at)) })
		if err != nil {
			return err
		}
		said, err := countsSince(ctx, tx, first)
		if err != nil {
			return err
		}
		for of, n := range truth {
			if n != said[of] {
				diff[of] = n - said[of]
			}
		}
		for of, n := range said {
			if _, there := truth[of]; !there && n != 0 {
				diff[of] = -n
			}
		}
		return nil
	})
	if err != nil || len(diff) == 0 {
		return 0, err
	}
	// A difference stays right whatever has been counted since it was found.
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error { return addCounts(ctx, tx, diff) })
	if !kept {
		return 0, err
	}
	return len(diff), err
}
