package review

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
)

// errRaced says that another request changed the row first.
var errRaced = errors.New("changed by somebody else at the same time")

// lastMonth is the latest month that has been gone through; the zero month when none has.
func lastMonth(ctx context.Context, tx *db.Tx) (m Month, err error) {
	err = tx.QueryRow(ctx, `SELECT month FROM review_month ORDER BY month DESC LIMIT 1`).Scan(&m.First)
	if err != nil && !isNotFound(err) {
		return Month{}, fmt.Errorf("find the last month: %w", err)
	}
	return m, nil
}

func insertMonth(ctx context.Context, tx *db.Tx, d Drawing) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_month (month, seed, rules, at, records)
		VALUES ($1, $2, $3, $4, $5)`, d.Month.First, d.Seed, d.Rules, d.At, d.Records); err != nil {
		return fmt.Errorf("insert month %s: %w", d.Month.First, err)
	}
	return nil
}

const periodColumns = `p.id, p.organisation_id, p.keyset_id, p.month, m.seed, m.rules, m.at, m.records, p.accesses, p.entries,
	(SELECT count(*) FROM review_entry e WHERE e.period_id = p.id AND e.state <> 'decided'), p.closed_at, p.closed_by`

const periodTables = `review_period p JOIN review_month m ON m.month = p.month`

func scanPeriod(scan func(...any) error, more ...any) (Period, error) {
	var p Period
	err := scan(append([]any{&p.ID, &p.Organisation, &p.Keyset, &p.Month.First, &p.Seed, &p.Drawing.Rules, &p.At, &p.Records,
		&p.Accesses, &p.Entries, &p.Undone, db.Null(&p.ClosedAt), &p.ClosedBy}, more...)...)
	return p, err
}

func insertPeriod(ctx context.Context, tx *db.Tx, p Period) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_period (id, month, organisation_id, keyset_id, accesses, entries, closed_by)
		VALUES ($1, $2, $3, $4, $5, $6, '')`, p.ID, p.Month.First, p.Organisation, p.Keyset, p.Accesses, p.Entries); err != nil {
		return fmt.Errorf("insert period %s: %w", p.ID, err)
	}
	return nil
}

// loadPeriod gives a period; db.ErrNotFound when there is none.
func loadPeriod(ctx context.Context, tx *db.Tx, id string) (Period, error) {
	var report, signature []byte
	p, err := scanPeriod(tx.QueryRow(ctx, `
		SELECT `+periodColumns+`, p.report, p.signature
		FROM   `+periodTables+`
		WHERE  p.id = $1`, id).Scan, db.Null(&report), db.Null(&signature))
	if err != nil {
		return Period{}, fmt.Errorf("load period %s: %w", id, err)
	}
	p.Report, p.Signature = report, signature
	return p, nil
}

// listPeriods gives the organisation's periods, the latest first; three years at most.
func listPeriods(ctx context.Context, tx *db.Tx, organisation string) ([]Period, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+periodColumns+`
		FROM   `+periodTables+`
		WHERE  p.organisation_id = $1
		ORDER  BY p.month DESC
		LIMIT  36`, organisation)
	if err != nil {
		return nil, fmt.Errorf("list periods: %w", err)
	}
	defer rows.Close()
	var list []Period
	for rows.Next() {
		p, err := scanPeriod(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan period: %w", err)
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// closePeriod stores that the period is closed, unless a line is still undecided.
func closePeriod(ctx context.Context, tx *db.Tx, p Period) error {
	n, err := tx.Exec(ctx, `
		UPDATE review_period
		SET    closed_at = $2, closed_by = $3, report = $4, signature = $5
		WHERE  id = $1 AND closed_at IS NULL
		AND    NOT EXISTS (SELECT 1 FROM review_entry e WHERE e.period_id = $1 AND e.state <> 'decided')`,
		p.ID, p.ClosedAt, p.ClosedBy, p.Report, p.Signature)
	if err != nil {
		return fmt.Errorf("close period %s: %w", p.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// countWaiting counts the lines of an organisation's open periods that wait for the
// reviewer, who does not decide everybody's, up to a thousand.
func countWaiting(ctx context.Context, tx *db.Tx, organisation, user, unit string) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*) FROM (
			SELECT 1
			FROM   review_period p JOIN review_entry e ON e.period_id = p.id
			WHERE  p.organisation_id = $1 AND p.closed_at IS NULL AND e.state IN ('waiting', 'answered')
			AND    e.reader_id <> $2 AND NOT (e.role = 'manager' AND e.unit_id = $3)
			LIMIT  1000) AS counted`, organisation, user, unit).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count what waits for review: %w", err)
	}
	return n, nil
}
