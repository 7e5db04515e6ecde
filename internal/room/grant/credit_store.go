package grant

import (
	"context"
	"time"

	"samspel/internal/frame/db"
)

// hasEntry says whether the bank has told the agency of the entry before.
func hasEntry(ctx context.Context, tx *db.Tx, agency, entry string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM grant_entry WHERE agency_id = $1 AND bank_key = $2`, agency, entry).Scan(&n)
	return n > 0, err
}

func insertEntry(ctx context.Context, tx *db.Tx, agency, entry string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_entry (agency_id, bank_key, taken_at) VALUES ($1, $2, $3)`, agency, entry, at)
	return err
}

func insertCredit(ctx context.Context, tx *db.Tx, c Credit) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_credit (id, agency_id, bank_key, year_id, booked_on, amount, municipality, payer, says, taken_by, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.ID, c.Agency, c.Key, c.Year, c.BookedOn, c.Amount, orNull(c.Municipality), c.Payer, c.Says, c.TakenBy, c.TakenAt)
	return err
}

const creditSums = `CAST(coalesce((SELECT sum(p.amount) FROM grant_placement p WHERE p.credit_id = c.id AND p.taken_back_by IS NULL), 0) AS bigint) AS placed,
	CAST(coalesce((SELECT sum(r.amount) FROM grant_return r WHERE r.credit_id = c.id AND r.state <> 'withdrawn' AND r.outcome = 'waiting'), 0) AS bigint) AS leaving,
	CAST(coalesce((SELECT sum(r.amount) FROM grant_return r WHERE r.credit_id = c.id AND r.outcome = 'settled'), 0) AS bigint) AS returned`

func listCredits(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Credit, err error) {
	rows, err := tx.Query(ctx, `SELECT s.id, s.agency_id, s.bank_key, s.year_id, s.booked_on, s.amount, s.municipality, s.payer, s.says, s.taken_by, s.taken_at, s.placed, s.leaving, s.returned
		FROM (SELECT c.id, c.agency_id, c.bank_key, c.year_id, c.booked_on, c.amount, c.municipality, c.payer, c.says, c.taken_by, c.taken_at, `+creditSums+` FROM grant_credit c) s
		WHERE `+where+` ORDER BY s.booked_on, s.id`, args...)
	return db.Collect(rows, err, "credits", func(c *Credit) []any {
		return []any{&c.ID, &c.Agency, &c.Key, &c.Year, &c.BookedOn, &c.Amount, db.Null(&c.Municipality), &c.Payer, &c.Says, &c.TakenBy, &c.TakenAt, &c.Placed, &c.Leaving, &c.Returned}
	})
}

// listUnclear is the agency's credits of which something is still in suspense.
func listUnclear(ctx context.Context, tx *db.Tx, agency string) ([]Credit, error) {
	return listCredits(ctx, tx, `s.agency_id = $1 AND s.amount > s.placed + s.returned`, agency)
}

func loadCredit(ctx context.Context, tx *db.Tx, id string) (Credit, error) {
	all, err := listCredits(ctx, tx, `s.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Credit{}, err
	}
	return all[0], nil
}

func insertPlacement(ctx context.Context, tx *db.Tx, p Placement) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_placement (id, credit_id, claim_id, amount, by_rule, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		p.ID, p.Credit, p.Claim, p.Amount, p.Rule, p.PlacedBy, p.PlacedAt)
	return err
}

func takeBackPlacement(ctx context.Context, tx *db.Tx, id, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE grant_placement SET taken_back_by = $1, taken_back_at = $2 WHERE id = $3 AND taken_back_by IS NULL`, by, at, id)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// listPlacements is those that fit the condition, in the order they were made.
func listPlacements(ctx context.Context, tx *db.Tx, where, arg string) (all []Placement, err error) {
	rows, err := tx.Query(ctx, `SELECT p.id, p.credit_id, p.claim_id, p.amount, p.by_rule, p.placed_by, p.placed_at, p.taken_back_by, p.taken_back_at, c.booked_on, k.reference
		FROM grant_placement p JOIN grant_credit c ON c.id = p.credit_id JOIN grant_claim k ON k.id = p.claim_id WHERE `+where+` ORDER BY p.placed_at, p.id`, arg)
	return db.Collect(rows, err, "placements", func(p *Placement) []any {
		return []any{&p.ID, &p.Credit, &p.Claim, &p.Amount, &p.Rule, &p.PlacedBy, &p.PlacedAt, db.Null(&p.TakenBackBy), db.Null(&p.TakenBackAt), &p.BookedOn, &p.Reference}
	})
}

// listBooks is the agency's years that have a book, by id.
func listBooks(ctx context.Context, tx *db.Tx, agency string) ([]string, error) {
	return texts(tx.Query(ctx, `SELECT y.id FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id WHERE s.agency_id = $1 AND y.state <> 'preparing' ORDER BY y.id`, agency))
}

// listPaidYears is the agency's years in which something has been paid, the newest first.
func listPaidYears(ctx context.Context, tx *db.Tx, agency string) ([]string, error) {
	return texts(tx.Query(ctx, `SELECT y.id FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id
		WHERE s.agency_id = $1 AND EXISTS (SELECT 1 FROM grant_order o WHERE o.year_id = y.id AND o.state = 'approved') ORDER BY y.year DESC, y.id`, agency))
}

func texts(rows *db.Rows, err error) (all []string, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
