package concern

import (
	"context"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/sdc"
)

// OversightView is what a manager sees of the unit: how it stands now, and how it has gone.
type OversightView struct {
	Now     Standing
	Load    []Load
	Months  []MonthFigures
	Whole   Figures
	At      time.Time
	WeekEnd civil.Date
}

// Standing is what the unit has to do now. Counts stop at a cap, see [Standing.Capped].
type Standing struct{ Late, Week, Open, Unacknowledged, Unassigned int }

// Capped says that there are at least n, and perhaps more.
func (Standing) Capped(n int) bool { return n >= standingCap }

// Load is how many open matters somebody has. It is there for sharing out what comes and
// says nothing about how anybody works.
type Load struct {
	Name string
	Open int
}

// Oversight gives the unit's manager the state of the unit over the last months. The
// counts are exact: the manager may open every matter behind them. No child is in them,
// so the record of the reading names none.
func (c *Concerns) Oversight(ctx context.Context, who access.Actor, period int) (OversightView, error) {
	if err := c.Audit.Require(ctx, who, "concern.oversight.read", nil, mayOversee(who)); err != nil {
		return OversightView{}, err
	}
	if !slices.Contains(Periods, period) {
		period = Periods[0]
	}
	v := OversightView{At: c.Now()}
	today := civil.Of(v.At)
	v.WeekEnd = today.AddDays((7 - int(today.Start().Add(12*time.Hour).Weekday())) % 7)
	running := MonthOf(v.At)
	var counts map[counted]int64
	var officers []string
	var loads []int
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Now, err = countStanding(ctx, tx, who, v.At, v.WeekEnd.End()); err != nil {
			return err
		}
		officers = nil
		for _, role := range []access.Role{access.Officer, access.Manager} {
			in, err := c.Identity.UsersIn(ctx, tx, who.Unit, role)
			if err != nil {
				return err
			}
			officers = append(officers, in...)
		}
		if loads, err = countLoads(ctx, tx, who, officers); err != nil {
			return err
		}
		counts, err = countsOf(ctx, tx, who.Unit, running.Add(1-period), running)
		return err
	})
	if err != nil {
		return OversightView{}, err
	}
	names, err := c.Identity.UserName(ctx, officers)
	if err != nil {
		return OversightView{}, err
	}
	for i, user := range officers {
		v.Load = append(v.Load, Load{Name: names[user], Open: loads[i]})
	}
	slices.SortFunc(v.Load, func(a, b Load) int { return strings.Compare(a.Name, b.Name) })
	v.Months, v.Whole = months(counts, running, period)
	return v, c.Audit.Reading(ctx, record(who, "concern.oversight.read", mayOversee(who).Ground()))
}

// Statistics gives the unit's manager the counts by kind of a third that is over, with
// small ones hidden, to pass on. The zero third is the last that is over.
func (c *Concerns) Statistics(ctx context.Context, who access.Actor, third civil.Third) (Statistics, error) {
	if err := c.Audit.Require(ctx, who, "concern.statistics.read", nil, mayOversee(who)); err != nil {
		return Statistics{}, err
	}
	past := civil.ThirdsBefore(civil.Of(c.Now()), pastThirds)
	if third == (civil.Third{}) {
		third = past[0]
	}
	if !slices.Contains(past, third) {
		return Statistics{}, fault.Absent()
	}
	var counts map[counted]int64
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		counts, err = countsOf(ctx, tx, who.Unit, MonthOf(past[len(past)-1].First().Start()), MonthOf(past[0].Last().Start()))
		return err
	})
	if err != nil {
		return Statistics{}, err
	}
	s := statisticsOf(third, counts)
	s.Thirds = withCounts(past, counts)
	return s, c.Audit.Reading(ctx, record(who, "concern.statistics.read", mayOversee(who).Ground()))
}

// MayOversee says whether the actor's menu leads to the oversight.
func MayOversee(who access.Actor) bool { return mayOversee(who).Allowed() }

// FeedbackCounts are how the unit that receives a municipality's reports answered those
// who asked, in a third that is over: the table of [Statistics], and never another one.
// The caller has asked for access.
func (c *Concerns) FeedbackCounts(ctx context.Context, municipality string, third civil.Third) (sdc.Sheet, error) {
	unit, err := c.Register.ReceivingUnit(ctx, municipality)
	if isNotFound(err) {
		return sdc.Sheet{}, nil
	}
	if err != nil {
		return sdc.Sheet{}, err
	}
	var counts map[counted]int64
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		counts, err = countsOf(ctx, tx, unit.ID, MonthOf(third.First().Start()), MonthOf(third.Last().Start()))
		return err
	})
	if err != nil {
		return sdc.Sheet{}, err
	}
	return statisticsOf(third, counts).Feedback, nil
}
