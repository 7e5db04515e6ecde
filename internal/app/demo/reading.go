package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/ground/civil"
	"samspel/internal/room/concern"
	"samspel/internal/room/review"
)

// ownUnit is the ground of an ordinary reading.
const ownUnit = "own unit's matter"

// reader lets the officers of Ekstad have read in their matters.
type reader struct {
	app    *app.App
	staff  map[string]person
	held   context.Context
	rows   []concern.Row
	random *rand.Rand
}

// readings lets people have read for two months, most of it in the ordinary way. The
// first month's list has been gone through; the second's waits for the reviewer.
func readings(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	inbox, err := a.Concerns.Inbox(ctx, staff["chef"].actor, concern.InboxFilter{})
	if err != nil {
		return err
	}
	done, err := a.Concerns.Done(ctx, staff["chef"].actor, concern.PageKey{})
	if err != nil {
		return err
	}
	held, barrier := audit.WithBarrier(ctx)
	r := reader{app: a, staff: staff, held: held, rows: slices.Concat(inbox.Rows, done.Rows), random: rand.New(rand.NewPCG(seed, seed))}
	last := review.MonthBefore(civil.Of(now))
	before := review.MonthBefore(last.First)
	if err := r.ordinary(officeDay(before)); err != nil {
		return err
	}
	if err := r.ordinary(officeDay(last)); err != nil {
		return err
	}
	if err := r.odd(officeDay(last)); err != nil {
		return err
	}
	if err := barrier.Wait(ctx); err != nil {
		return fmt.Errorf("record readings: %w", err)
	}
	if err := reviewed(ctx, a.ReviewsAt(func() time.Time { return officeDay(last).Start().Add(9 * time.Hour) }), staff["loggranskare"].actor); err != nil {
		return fmt.Errorf("review a month: %w", err)
	}
	return a.Reviews.Draw(ctx)
}

// officeDay is the first office day of the month.
func officeDay(m review.Month) civil.Date {
	day := m.First
	for !day.IsOfficeDay() {
		day = day.AddDays(1)
	}
	return day
}

func (r reader) read(by access.Actor, row concern.Row, day civil.Date, clock time.Duration, ground string) error {
	return r.app.Audit.Reading(r.held, audit.Record{At: day.Start().Add(clock), Actor: by, Action: "concern.matter.read",
		Subjects: []string{row.Matter.ID, row.Matter.Child}, Ground: ground, Result: audit.Done})
}

// theirs is the matters of an officer, and those that nobody has taken.
func (r reader) theirs(by access.Actor) []concern.Row {
	return slices.DeleteFunc(slices.Clone(r.rows), func(x concern.Row) bool {
		return x.Matter.Protected || x.Matter.Officer != "" && x.Matter.Officer != by.User
	})
}

// ordinary is two weeks of office hours in the own matters.
func (r reader) ordinary(first civil.Date) error {
	for _, key := range []string{"handlaggare", "handlaggare2", "handlaggare3"} {
		by := r.staff[key].actor
		mine := r.theirs(by)
		for n := range 14 {
			day := first.AddDays(n)
			if !day.IsOfficeDay() || len(mine) == 0 {
				continue
			}
			for range 2 + r.random.IntN(2) {
				clock := time.Duration(8+r.random.IntN(8))*time.Hour + time.Duration(r.random.IntN(60))*time.Minute
				if err := r.read(by, mine[r.random.IntN(len(mine))], day, clock, ownUnit); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// odd is what the rules are for: a night, an afternoon through much of the list, somebody
// else's matter, a shared surname and a protected matter.
func (r reader) odd(first civil.Date) error {
	amina, lotta, jon := r.staff["handlaggare"].actor, r.staff["handlaggare2"].actor, r.staff["handlaggare3"].actor
	for i, row := range r.theirs(amina) {
		if i == 20 {
			break
		}
		if err := r.read(amina, row, first.AddDays(15), 13*time.Hour+time.Duration(4*i)*time.Minute, ownUnit); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		by    access.Actor
		days  int
		clock time.Duration
		fits  func(concern.Row) bool
	}{
		{jon, 9, 2*time.Hour + 41*time.Minute, func(x concern.Row) bool { return x.Matter.Officer == jon.User }},
		{jon, 6, 16*time.Hour + 50*time.Minute, func(x concern.Row) bool { return x.Matter.Officer == amina.User }},
		{r.staff["chef"].actor, 7, 9*time.Hour + 12*time.Minute, called("Ek")},
	} {
		if i := slices.IndexFunc(r.rows, func(row concern.Row) bool { return !row.Matter.Protected && x.fits(row) }); i >= 0 {
			if err := r.read(x.by, r.rows[i], first.AddDays(x.days), x.clock, ownUnit); err != nil {
				return err
			}
		}
	}
	if i := slices.IndexFunc(r.rows, func(x concern.Row) bool { return x.Matter.Protected }); i >= 0 {
		return r.read(lotta, r.rows[i], first.AddDays(5), 10*time.Hour+5*time.Minute, ownUnit+", mandate for protected identities")
	}
	return nil
}

func called(surname string) func(concern.Row) bool {
	return func(x concern.Row) bool { return slices.Contains(strings.Fields(x.Child.Family), surname) }
}

// reviewed draws a month, goes through its list and closes it.
func reviewed(ctx context.Context, reviews *review.Reviews, greta access.Actor) error {
	if err := reviews.Draw(ctx); err != nil {
		return err
	}
	periods, err := reviews.Periods(ctx, greta)
	if err != nil || len(periods) == 0 {
		return err
	}
	for {
		list, err := reviews.Together(ctx, greta, periods[0].ID, review.Choice{State: review.Waiting})
		if err != nil {
			return err
		}
		if len(list.Rows) == 0 {
			return reviews.Close(ctx, greta, periods[0].ID)
		}
		positions := make([]int, len(list.Rows))
		for i, row := range list.Rows {
			positions[i] = row.Position
		}
		if err := reviews.DecideTogether(ctx, greta, periods[0].ID, positions, "Ingår i arbetet med ärendet."); err != nil {
			return err
		}
	}
}
