package grant

import (
	"context"

	"samspel/internal/frame/db"
)

const closingTable approvalTable = "grant_closing"

func insertClosing(ctx context.Context, tx *db.Tx, c Closing) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_closing (id, year_id, number, registration_number, explanation, book_seq, state, prepared_by, prepared_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'prepared', $7, $8)`, c.ID, c.Year, c.Number, c.RegistrationNumber, c.Explanation, c.BookSeq, c.PreparedBy, c.PreparedAt)
	return err
}

func loadClosing(ctx context.Context, tx *db.Tx, id string) (c Closing, err error) {
	err = tx.QueryRow(ctx, `SELECT id, year_id, number, registration_number, explanation, book_seq, `+approvalColumns+` FROM grant_closing WHERE id = $1`, id).
		Scan(append([]any{&c.ID, &c.Year, &c.Number, &c.RegistrationNumber, &c.Explanation, &c.BookSeq}, c.fields()...)...)
	return c, err
}
