package grant

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Report makes a report of a year for its agency, as of a day and as the book stood.
func (g *Grants) Report(ctx context.Context, who access.Actor, year string, kind ReportKind, as ledger.Where) (Report, SchemeYear, error) {
	y, err := g.year(ctx, who, "grant.report.read", year, mayRun)
	if err == nil && (y.State == Preparing || !kind.Known()) {
		err = fault.Absent()
	}
	if err != nil {
		return Report{}, y, err
	}
	r, err := g.report(ctx, y, kind, as)
	return r, y, absent(err)
}

// ReportByOperator makes the same report at the console, for whoever checks one.
func (g *Grants) ReportByOperator(ctx context.Context, year string, kind ReportKind, as ledger.Where) (r Report, err error) {
	var y SchemeYear
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if y, err = loadYear(ctx, tx, year); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(access.Actor{}, "grant.report.read", "the operator at the console", year))
	})
	if err != nil {
		return r, err
	}
	return g.report(ctx, y, kind, as)
}

// YearsByOperator is every year that has money in it, for the console.
func (g *Grants) YearsByOperator(ctx context.Context) (all []SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listDecidedYears(ctx, tx)
		return err
	})
	return all, err
}

func (g *Grants) report(ctx context.Context, y SchemeYear, kind ReportKind, as ledger.Where) (r Report, err error) {
	agency, err := g.Register.Organisation(ctx, y.Agency)
	if err != nil {
		return r, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return r, err
	}
	if as.Effective.IsZero() {
		as.Effective = civil.Of(g.Now())
	}
	r = Report{Kind: kind, Agency: agency.Name, Scheme: y.SchemeName, Year: y.Year}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		var whole Money
		if r.Stamp, whole, r.Rows, err = loadMoney(ctx, tx, y.ID, as, names); err != nil {
			return err
		}
		r.Total, r.InPool = whole.Figures, whole.By[kindPool]
		r.RegistrationNumbers, err = appropriationNumbers(ctx, tx, y.ID, r.Stamp)
		return err
	})
	return r, err
}

// appropriationNumbers are those in the book, which later decisions do not change.
func appropriationNumbers(ctx context.Context, tx *db.Tx, year string, s Stamp) ([]string, error) {
	all, err := eventsOf(ctx, tx, year, s, eventAppropriation)
	numbers := []string{}
	for _, x := range all {
		numbers = append(numbers, x.Basis)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), err
}

// eventsOf is the transactions of an event within the stamp, oldest first.
func eventsOf(ctx context.Context, tx *db.Tx, year string, s Stamp, event string) ([]ledger.Transaction, error) {
	all, err := ledger.Transactions(ctx, tx, year, ledger.Filter{Event: event, Before: s.Seq + 1}, eventLimit)
	all = slices.DeleteFunc(all, func(x ledger.Transaction) bool { return !s.Effective.IsZero() && x.Effective.After(s.Effective) })
	slices.Reverse(all)
	return all, err
}

// eventLimit is far more than a year has of any event.
const eventLimit = 100_000
