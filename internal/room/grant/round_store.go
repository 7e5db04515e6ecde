package grant

import (
	"context"
	"math/big"

	"samspel/internal/frame/db"
)

func insertRound(ctx context.Context, tx *db.Tx, r Round) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_round (id, year_id, number, rule, registration_number, reason, pool, book_seq, state, prepared_by, prepared_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'prepared', $9, $10)`,
		r.ID, r.Year, r.Number, r.Rule, r.RegistrationNumber, r.Reason, r.Pool, r.BookSeq, r.PreparedBy, r.PreparedAt); err != nil {
		return err
	}
	for _, s := range r.Shares {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_share (round_id, municipality, amount, exact, capped, explanation) VALUES ($1, $2, $3, $4, $5, $6)`,
			r.ID, s.Code, s.Amount, s.Exact.String(), s.Capped, s.Explanation); err != nil {
			return err
		}
	}
	return nil
}

func loadRound(ctx context.Context, tx *db.Tx, id string) (r Round, err error) {
	err = tx.QueryRow(ctx, `SELECT id, year_id, number, rule, registration_number, reason, pool, book_seq, `+approvalColumns+` FROM grant_round WHERE id = $1`, id).
		Scan(append([]any{&r.ID, &r.Year, &r.Number, &r.Rule, &r.RegistrationNumber, &r.Reason, &r.Pool, &r.BookSeq}, r.fields()...)...)
	if err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `SELECT municipality, amount, exact, capped, explanation FROM grant_share WHERE round_id = $1 ORDER BY municipality`, id)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var s Share
		var exact string
		if err := rows.Scan(&s.Code, &s.Amount, &exact, &s.Capped, &s.Explanation); err != nil {
			return r, err
		}
		if of, ok := new(big.Rat).SetString(exact); ok {
			s.Exact = Fraction{of}
		}
		r.Distributed += s.Amount
		r.Shares = append(r.Shares, s)
	}
	r.Left = r.Pool - r.Distributed
	return r, rows.Err()
}

// givenBefore is what approved rounds of the year have given each, in kronor.
func givenBefore(ctx context.Context, tx *db.Tx, year string) (map[string]int64, error) {
	rows, err := tx.Query(ctx, `SELECT s.municipality, CAST(sum(s.amount) AS bigint) FROM grant_share s JOIN grant_round r ON r.id = s.round_id
		WHERE r.year_id = $1 AND r.state = 'approved' GROUP BY s.municipality`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	given := map[string]int64{}
	for rows.Next() {
		var code string
		var amount int64
		if err := rows.Scan(&code, &amount); err != nil {
			return nil, err
		}
		given[code] = amount
	}
	return given, rows.Err()
}
