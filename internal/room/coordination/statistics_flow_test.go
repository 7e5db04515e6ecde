package coordination_test

import (
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// A third is counted once, when it is over, and is read by managers of the municipality
// and those who hold a matter together there.
func TestOversight(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, err := w.Oversight(ctx, w.Officer, civil.Third{})
		w.Refused("somebody who holds nothing", err, fault.KindPrivate, "")
		w.Team()
		running := civil.ThirdOf(civil.Of(w.Clock.Now()))
		w.Must("count before the end", w.TakeCounts(ctx))
		if v, err := w.Oversight(ctx, w.Counsellor, civil.Third{}); err != nil || v.Past[0].Third != running.Before() {
			w.Errorf("the counts are of %v: %v", v.Third, err)
		}
		_, err = w.Oversight(ctx, w.Counsellor, running)
		w.Refused("the third that runs", err, fault.KindAbsent, "")
		w.Clock.Set(running.Last().AddDays(1).String() + " 00:10")
		w.Must("count", w.TakeCounts(ctx))
		before, err := w.Oversight(ctx, w.Counsellor, running)
		w.Must("read", err)
		if len(before.Tables) != 0 || before.Median != -1 {
			w.Errorf("one matter is told of: %+v", before.Counts)
		}
		w.Must("count again", w.TakeCounts(ctx))
		after, err := w.Oversight(ctx, w.Counsellor, running)
		if err != nil || !after.TakenAt.Equal(before.TakenAt) {
			w.Errorf("the counts were taken again at %v: %v", after.TakenAt, err)
		}
	})
}

// What is kept is what is told: hidden cells are not in the database either.
func TestCountsAreKept(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		w.Team()
		third := civil.ThirdsBefore(civil.Of(w.Clock.Now()), 1)[0]
		want := coordination.CountsOf(map[coordination.Measure]map[string]int{
			coordination.MeasureCommitment: {"accepted": 30, "declined": 3, "unanswered": 8},
			coordination.MeasureChild:      {"there": 12, "asked": 9, "not_asked": 7}})
		want.Municipality, want.Third, want.TakenAt = w.Counsellor.Municipality, third, w.Clock.Now()
		w.Must("keep", w.KeepCounts(ctx, want))
		got, err := w.Oversight(ctx, w.Counsellor, third)
		w.Must("read", err)
		for m, sheet := range want.Tables {
			for i, line := range sheet.Cells {
				for j, cell := range line {
					if k := got.Tables[m].Cells[i][j]; k != cell {
						w.Errorf("%s, %s is kept as %+v, not %+v", m, sheet.Rows[i], k, cell)
					}
				}
			}
		}
		if n, ok := got.Share(coordination.MeasureChild, "there"); !ok || n != 43 {
			w.Errorf("%d per cent: %v", n, ok)
		}
	})
}
