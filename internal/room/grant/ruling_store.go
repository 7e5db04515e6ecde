package grant

import (
	"context"

	"samspel/internal/frame/db"
)

const rulingTable approvalTable = "grant_ruling"

// insertRuling puts a ruling in the place of one about the same that waited.
func insertRuling(ctx context.Context, tx *db.Tx, r *Ruling) (err error) {
	if _, err := tx.Exec(ctx, `UPDATE grant_ruling SET state = 'withdrawn' WHERE state = 'prepared' AND kind = $1 AND (claim_id = $2 OR review_id = $3)`, r.Kind, r.Claim, r.Review); err != nil {
		return err
	}
	if r.Number, err = rulingTable.next(ctx, tx, r.Year); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO grant_ruling (id, year_id, number, kind, municipality, review_id, claim_id, amount, days, registration_number, reason, state, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'prepared', $12, $13)`,
		r.ID, r.Year, r.Number, r.Kind, r.Municipality, orNull(r.Review), orNull(r.Claim), r.Amount, r.Days, r.RegistrationNumber, r.Reason, r.PreparedBy, r.PreparedAt)
	return err
}

func listRulings(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Ruling, err error) {
	rows, err := tx.Query(ctx, `SELECT id, year_id, number, kind, municipality, review_id, claim_id, amount, days, registration_number, reason, `+approvalColumns+` FROM grant_ruling WHERE `+where+` ORDER BY prepared_at DESC, id`, args...)
	return db.Collect(rows, err, "rulings", func(r *Ruling) []any {
		return append([]any{&r.ID, &r.Year, &r.Number, &r.Kind, &r.Municipality, db.Null(&r.Review), db.Null(&r.Claim), &r.Amount, &r.Days, &r.RegistrationNumber, &r.Reason}, r.fields()...)
	})
}

func loadRuling(ctx context.Context, tx *db.Tx, id string) (Ruling, error) {
	all, err := listRulings(ctx, tx, `id = $1`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Ruling{}, err
	}
	return all[0], nil
}
