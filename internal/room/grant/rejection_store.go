package grant

import (
	"context"
	"errors"

	"samspel/internal/frame/db"
)

func insertRejection(ctx context.Context, tx *db.Tx, requisition string, d Rejection) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_rejection (requisition_id, registration_number, reason, rejected_by, rejected_at) VALUES ($1, $2, $3, $4, $5)`,
		requisition, d.RegistrationNumber, d.Reason, d.RejectedBy, d.RejectedAt)
	return err
}

// loadRejection is the zero Rejection where there is none.
func loadRejection(ctx context.Context, tx *db.Tx, requisition string) (d Rejection, err error) {
	err = tx.QueryRow(ctx, `SELECT registration_number, reason, rejected_by, rejected_at FROM grant_rejection WHERE requisition_id = $1`, requisition).
		Scan(&d.RegistrationNumber, &d.Reason, &d.RejectedBy, &d.RejectedAt)
	if errors.Is(err, db.ErrNotFound) {
		return d, nil
	}
	return d, err
}

// dropDecisionsWith takes back what waits with a requisition in that is no longer called for.
func dropDecisionsWith(ctx context.Context, tx *db.Tx, requisition string) error {
	_, err := tx.Exec(ctx, `UPDATE grant_decision SET state = 'withdrawn' WHERE state = 'prepared'
		AND id IN (SELECT decision_id FROM grant_decision_line WHERE requisition_id = $1)`, requisition)
	return err
}
