package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
)

// Desk is what somebody who handles grants has before them, over all schemes: at the
// agency, or in a municipality.
type Desk struct {
	Todos []Todo
	// Running are the years that run, with where their money is.
	Running []RunningYear
	// Own is what a municipality has in each of those.
	Own []OwnYear
	// Schemes are the agency's, each with its years, newest first.
	Schemes []SchemeYears
	// Over are the years that are closed, for a municipality.
	Over []SchemeYear
	// Days are the nearest days of all of them.
	Days  []Dated
	Today civil.Date
}

// RunningYear is a year that runs, and the next day in it.
type RunningYear struct {
	Overview
	Next Deadline
}

// OwnYear is what a municipality has in a year that runs, and the next day in it.
type OwnYear struct {
	RequisitionView
	Next Deadline
}

// SchemeYears is a scheme with its years, newest first.
type SchemeYears struct {
	Scheme
	Years []SchemeYear
}

// nearest is how many days a desk shows.
const nearest = 6

// Desk opens everything that waits, for either side.
func (g *Grants) Desk(ctx context.Context, who access.Actor) (d Desk, err error) {
	years, err := g.Years(ctx, who)
	if err != nil {
		return d, err
	}
	d.Today = civil.Of(g.Now())
	if d.Days, err = g.MyDeadlines(ctx, who); err != nil {
		return d, err
	}
	atAgency := mayStartScheme(who).Allowed()
	for _, y := range years {
		switch {
		case atAgency && y.State != Closed:
			o, err := g.Overview(ctx, who, y.ID, civil.Date{})
			if err != nil {
				return d, err
			}
			d.Todos = append(d.Todos, o.Todos()...)
			if y.State == Running {
				d.Running = append(d.Running, RunningYear{o, d.next(y.ID)})
			}
		case !atAgency && y.State == Running:
			v, err := g.Requisitions(ctx, who, y.ID, ledger.Where{})
			if err != nil {
				return d, err
			}
			d.Own = append(d.Own, OwnYear{v, d.next(y.ID)})
		case !atAgency:
			d.Over = append(d.Over, y)
		}
	}
	sortTodos(d.Todos)
	d.Days = d.Days[:min(len(d.Days), nearest)]
	if !atAgency {
		return d, nil
	}
	schemes, err := g.Schemes(ctx, who)
	for _, s := range schemes {
		all := SchemeYears{Scheme: s}
		for _, y := range years {
			if y.Scheme == s.ID {
				all.Years = append(all.Years, y)
			}
		}
		d.Schemes = append(d.Schemes, all)
	}
	return d, err
}

// next is the first day of a year that is not done.
func (d Desk) next(year string) Deadline {
	for _, day := range d.Days {
		if day.Year == year {
			return day.Deadline
		}
	}
	return Deadline{}
}
