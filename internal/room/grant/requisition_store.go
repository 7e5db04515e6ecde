package grant

import (
	"context"

	"samspel/internal/frame/db"
)

// A rejected requisition is stored as withdrawn, with its rejection beside it.
const requisitionColumns = `id, year_id, municipality,
	CASE WHEN EXISTS (SELECT 1 FROM grant_rejection x WHERE x.requisition_id = id) THEN 'rejected' ELSE state END, amount, extra, extra_purpose, prepared_by, prepared_at, signed_by, signed_at, withdrawn_by, withdrawn_at`

func scanRequisition(scan func(...any) error) (r Requisition, err error) {
	err = scan(&r.ID, &r.Year, &r.Municipality, &r.State, &r.Amount, &r.Extra, &r.ExtraPurpose, &r.PreparedBy, &r.PreparedAt,
		db.Null(&r.SignedBy), db.Null(&r.SignedAt), db.Null(&r.WithdrawnBy), db.Null(&r.WithdrawnAt))
	return r, err
}

func insertRequisition(ctx context.Context, tx *db.Tx, r Requisition) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_requisition (id, year_id, municipality, state, amount, extra, extra_purpose, prepared_by, prepared_at)
		VALUES ($1, $2, $3, 'prepared', $4, $5, $6, $7, $8)`,
		r.ID, r.Year, r.Municipality, r.Amount, r.Extra, r.ExtraPurpose, r.PreparedBy, r.PreparedAt); err != nil {
		return err
	}
	for i, b := range r.Baseline {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_baseline (requisition_id, line, activity, own, more) VALUES ($1, $2, $3, $4, $5)`,
			r.ID, i+1, b.Activity, b.Own, b.More); err != nil {
			return err
		}
	}
	return nil
}

func loadRequisition(ctx context.Context, tx *db.Tx, id string) (Requisition, error) {
	r, err := scanRequisition(tx.QueryRow(ctx, `SELECT `+requisitionColumns+` FROM grant_requisition WHERE id = $1`, id).Scan)
	if err != nil {
		return r, err
	}
	rows, err := tx.Query(ctx, `SELECT activity, own, more FROM grant_baseline WHERE requisition_id = $1 ORDER BY line`, id)
	if err != nil {
		return r, err
	}
	defer rows.Close()
	for rows.Next() {
		var b Baseline
		if err := rows.Scan(&b.Activity, &b.Own, &b.More); err != nil {
			return r, err
		}
		r.Baseline = append(r.Baseline, b)
	}
	return r, rows.Err()
}

// listRequisitions is those of the year, or of one municipality in it, in the order
// they were made and without their baselines.
func listRequisitions(ctx context.Context, tx *db.Tx, year, municipality string) (all []Requisition, err error) {
	rows, err := tx.Query(ctx, `SELECT `+requisitionColumns+` FROM grant_requisition WHERE year_id = $1 AND ($2 = '' OR municipality = $2) ORDER BY prepared_at, id`, year, municipality)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanRequisition(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// moveRequisition stores the state, and who brought it there, unless somebody else has
// moved it from the state before.
func moveRequisition(ctx context.Context, tx *db.Tx, r Requisition, before RequisitionState) error {
	state := r.State
	if state == RequisitionRejected {
		state = RequisitionWithdrawn
	}
	n, err := tx.Exec(ctx, `UPDATE grant_requisition SET state = $1, signed_by = $2, signed_at = $3, withdrawn_by = $4, withdrawn_at = $5 WHERE id = $6 AND state = $7`,
		state, orNull(r.SignedBy), orNever(r.SignedAt), orNull(r.WithdrawnBy), orNever(r.WithdrawnAt), r.ID, before)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

func insertExtension(ctx context.Context, tx *db.Tx, x Extension) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_extension (id, year_id, municipality, last_on, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Year, x.Municipality, x.LastOn, x.Reason, x.DecidedBy, x.DecidedAt)
	return err
}

func listExtensions(ctx context.Context, tx *db.Tx, year string) (all []Extension, err error) {
	rows, err := tx.Query(ctx, `SELECT id, year_id, municipality, last_on, reason, decided_by, decided_at FROM grant_extension WHERE year_id = $1 ORDER BY decided_at, id`, year)
	return db.Collect(rows, err, "extensions", func(x *Extension) []any {
		return []any{&x.ID, &x.Year, &x.Municipality, &x.LastOn, &x.Reason, &x.DecidedBy, &x.DecidedAt}
	})
}

// listRunning is the years that run.
func listRunning(ctx context.Context, tx *db.Tx) (ids []string, err error) {
	rows, err := tx.Query(ctx, `SELECT id FROM grant_year WHERE state = 'running' ORDER BY id`)
	return db.Collect(rows, err, "running", db.Single[string])
}
