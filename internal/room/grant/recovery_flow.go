package grant

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// RecoveryWaits is what waits in a year of money that is to come back.
type RecoveryWaits struct {
	ClaimTotals
	// Late is how many claims are late.
	Late int
	// Suspense is what stands in suspense in the year's book.
	Suspense money.Amount
	// Rulings and Returns wait for somebody to decide, and Unsettled returns for the bank.
	Rulings            []Ruling
	Returns, Unsettled []Return
	// Reviews are open.
	Reviews []Review
	// Terms holds and Proposed waits; the zero value is none.
	Terms, Proposed RepaymentTerms
}

func (o *Overview) loadRecovery(ctx context.Context, tx *db.Tx) error {
	var r RecoveryWaits
	claims, err := listYearClaims(ctx, tx, o.ID, "")
	if err != nil {
		return err
	}
	r.ClaimTotals = TotalOf(claims)
	for _, c := range claims {
		if c.Late(o.Today) {
			r.Late++
		}
	}
	if r.Suspense, err = ledger.BalanceOf(ctx, tx, o.ID, suspenseAccount); err != nil {
		return err
	}
	if r.Rulings, err = listRulings(ctx, tx, `year_id = $1 AND state = 'prepared'`, o.ID); err != nil {
		return err
	}
	if r.Returns, err = listReturns(ctx, tx, `year_id = $1 AND state = 'prepared'`, o.ID); err != nil {
		return err
	}
	if r.Unsettled, err = listReturns(ctx, tx, `year_id = $1 AND state = 'approved' AND outcome = 'waiting'`, o.ID); err != nil {
		return err
	}
	if r.Reviews, err = listReviews(ctx, tx, `r.year_id = $1 AND r.state = 'open'`, o.ID); err != nil {
		return err
	}
	if r.Terms, err = termsInForce(ctx, tx, o.Scheme); err != nil {
		return err
	}
	r.Proposed, err = proposedTerms(ctx, tx, o.Scheme)
	o.Recovery = r
	return err
}

// approvals are what two persons are to have decided.
func (r RecoveryWaits) approvals() (all []Approval) {
	for _, x := range r.Rulings {
		all = append(all, x.Approval)
	}
	for _, x := range r.Returns {
		all = append(all, x.Approval)
	}
	return append(all, r.Proposed.Approval)
}

// OwnRecovery is what a municipality is to repay in a year, and what it is asked.
type OwnRecovery struct {
	ClaimTotals
	// Due is when the first of what is left is due; the zero Date where nothing is.
	Due     civil.Date
	Late    bool
	Reviews []Review
	// Rulings are decided.
	Rulings []Ruling
}

func loadOwnRecovery(ctx context.Context, tx *db.Tx, year, municipality string, today civil.Date) (r OwnRecovery, err error) {
	claims, err := listYearClaims(ctx, tx, year, municipality)
	if err != nil {
		return r, err
	}
	r.ClaimTotals = TotalOf(claims)
	for _, c := range claims {
		if c.Left() > 0 && (r.Due.IsZero() || c.DueOn.Before(r.Due)) {
			r.Due = c.DueOn
		}
		r.Late = r.Late || c.Late(today)
	}
	if r.Reviews, err = listYearReviews(ctx, tx, year, municipality); err != nil {
		return r, err
	}
	r.Rulings, err = listRulings(ctx, tx, `year_id = $1 AND municipality = $2 AND state = 'approved'`, year, municipality)
	return r, err
}
