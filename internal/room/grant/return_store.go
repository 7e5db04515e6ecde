package grant

import (
	"context"

	"samspel/internal/frame/db"
)

const returnTable approvalTable = "grant_return"

func insertReturn(ctx context.Context, tx *db.Tx, r Return) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_return (id, year_id, number, credit_id, end_to_end, amount, reason, outcome, proof, state, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', 'prepared', $8, $9)`,
		r.ID, r.Year, r.Number, r.Credit, r.EndToEnd, r.Amount, r.Reason, r.PreparedBy, r.PreparedAt)
	return err
}

// dropReturn takes back one that nobody has approved.
func dropReturn(ctx context.Context, tx *db.Tx, credit string) error {
	_, err := tx.Exec(ctx, `UPDATE grant_return SET state = 'withdrawn' WHERE credit_id = $1 AND state = 'prepared'`, credit)
	return err
}

func settleReturn(ctx context.Context, tx *db.Tx, r Return, before ReturnOutcome) error {
	n, err := tx.Exec(ctx, `UPDATE grant_return SET outcome = $1, proof = $2, settled_by = $3, settled_at = $4 WHERE id = $5 AND outcome = $6 AND state = 'approved'`,
		r.Outcome, r.Proof, r.SettledBy, r.SettledAt, r.ID, before)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

func listReturns(ctx context.Context, tx *db.Tx, where, arg string) (all []Return, err error) {
	rows, err := tx.Query(ctx, `SELECT id, year_id, number, credit_id, end_to_end, amount, reason, outcome, proof, settled_by, settled_at, `+approvalColumns+` FROM grant_return WHERE `+where+` ORDER BY prepared_at, id`, arg)
	return db.Collect(rows, err, "returns", func(r *Return) []any {
		return append([]any{&r.ID, &r.Year, &r.Number, &r.Credit, &r.EndToEnd, &r.Amount, &r.Reason, &r.Outcome, &r.Proof, db.Null(&r.SettledBy), db.Null(&r.SettledAt)}, r.fields()...)
	})
}

func loadReturn(ctx context.Context, tx *db.Tx, where, arg string) (Return, error) {
	all, err := listReturns(ctx, tx, where, arg)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Return{}, err
	}
	return all[0], nil
}
