package identity

import "samspel/internal/ground/civil"

const (
	// confirmEvery is how many days a mandate is good for before somebody who knows
	// the work says that it is still needed.
	confirmEvery = 365
	// warnAhead and warnAgain are how many days before its end everybody concerned is told.
	warnAhead = 30
	warnAgain = 7
)

// A Renewal is how a mandate stands with its yearly confirmation (bekräftelse).
//
// Invariant: nothing ends by it until everybody concerned has been told 30 days
// before, and again 7 days before, however long the installation has stood still.
type Renewal struct {
	// Since is the first day, or the day it was last confirmed.
	Since civil.Date
	// Last is the last day unless somebody confirms it; zero until anybody is told.
	Last civil.Date
	// Again is when everybody was told for the second time; zero until then.
	Again civil.Date
}

// renewalStep is what the day asks for.
type renewalStep int

const (
	waitStep renewalStep = iota
	tellStep
	tellAgainStep
	endStep
)

// due is the last day of a mandate that nobody confirms.
func (r Renewal) due() civil.Date { return r.Since.AddDays(confirmEvery) }

// next is what the day asks for, and how the renewal stands after that.
func (r Renewal) next(today civil.Date) (renewalStep, Renewal) {
	switch {
	case r.Last.IsZero() && today.Before(r.due().AddDays(-warnAhead)):
		return waitStep, r
	case r.Last.IsZero():
		r.Last = later(r.due(), today.AddDays(warnAhead))
		return tellStep, r
	case r.Again.IsZero() && today.Before(r.Last.AddDays(-warnAgain)):
		return waitStep, r
	case r.Again.IsZero():
		r.Again, r.Last = today, later(r.Last, today.AddDays(warnAgain))
		return tellAgainStep, r
	case today.After(r.Last):
		return endStep, r
	}
	return waitStep, r
}

// remind is a renewal whose mandate must not end: everybody is told again each week.
func (r Renewal) remind(today civil.Date) (Renewal, bool) {
	if today.Sub(r.Again) < warnAgain {
		return r, false
	}
	r.Again = today
	return r, true
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

// asksFor says whether m must be confirmed: not one that ends by itself before that.
func (r Renewal) asksFor(m Mandate) bool { return m.To.IsZero() || m.To.After(r.due()) }
