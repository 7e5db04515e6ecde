package grant

import (
	"context"

	"samspel/internal/frame/db"
)

const repaymentTermsTable approvalTable = "grant_repayment_terms"

func insertRepaymentTerms(ctx context.Context, tx *db.Tx, t *RepaymentTerms) error {
	if _, err := tx.Exec(ctx, `UPDATE grant_repayment_terms SET state = 'withdrawn' WHERE scheme_id = $1 AND state = 'prepared'`, t.Scheme); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM grant_repayment_terms WHERE scheme_id = $1`, t.Scheme).Scan(&t.Number); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO grant_repayment_terms (id, scheme_id, number, orgnr, bankgiro, days, state, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, 'prepared', $7, $8)`,
		t.ID, t.Scheme, t.Number, t.OrgNr, t.Bankgiro, t.Days, t.PreparedBy, t.PreparedAt)
	return err
}

// loadRepaymentTerms is the scheme's newest in the state.
func loadRepaymentTerms(ctx context.Context, tx *db.Tx, scheme string, state ApprovalState) (t RepaymentTerms, err error) {
	err = tx.QueryRow(ctx, `SELECT id, scheme_id, number, orgnr, bankgiro, days, `+approvalColumns+` FROM grant_repayment_terms WHERE scheme_id = $1 AND state = $2 ORDER BY number DESC LIMIT 1`, scheme, state).
		Scan(append([]any{&t.ID, &t.Scheme, &t.Number, &t.OrgNr, &t.Bankgiro, &t.Days}, t.fields()...)...)
	return t, err
}
