package grant

import (
	"context"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
)

// insertDayReminder notes that somebody is reminded; false when they have been.
func insertDayReminder(ctx context.Context, tx *db.Tx, year string, d Deadline, step int, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO grant_day_reminder (year_id, what, municipality, day, step, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (year_id, what, municipality, day, step) DO NOTHING`, year, d.what(), d.Municipality, d.Day, step, at)
	return n > 0, err
}

// markSent notes that a report is sent, unless somebody has.
func markSent(ctx context.Context, tx *db.Tx, year string, line int, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE grant_report_date SET sent_by = $1, sent_at = $2 WHERE year_id = $3 AND line = $4 AND sent_at IS NULL`, by, at, year, line)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// loadStandings is how far the municipalities have come now.
func loadStandings(ctx context.Context, tx *db.Tx, year string) (s standings, err error) {
	balances, err := ledger.Balances(ctx, tx, year, ledger.Where{})
	if err != nil {
		return s, err
	}
	s.by = map[string]map[string]money.Amount{}
	for _, b := range balances {
		if s.by[b.Account.Holder] == nil {
			s.by[b.Account.Holder] = map[string]money.Amount{}
		}
		s.by[b.Account.Holder][b.Account.Kind] += b.Amount
	}
	if s.uses, err = latestUseStates(ctx, tx, year); err != nil {
		return s, err
	}
	if s.extensions, err = listExtensions(ctx, tx, year); err != nil {
		return s, err
	}
	if s.useExtensions, err = listUseExtensions(ctx, tx, year); err != nil {
		return s, err
	}
	if s.reviews, err = listReviews(ctx, tx, `r.year_id = $1 AND r.state = 'open'`, year); err != nil {
		return s, err
	}
	s.claims, err = listYearClaims(ctx, tx, year, "")
	return s, err
}
