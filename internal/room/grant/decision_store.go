package grant

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
)

// approvalTable is a table whose rows need two persons.
type approvalTable string

const (
	decisionTable approvalTable = "grant_decision"
	orderTable    approvalTable = "grant_order"
	roundTable    approvalTable = "grant_round"
)

const approvalColumns = `state, prepared_by, prepared_at, approved_by, approved_at, fingerprint`

func (a *Approval) fields() []any {
	return []any{&a.State, &a.PreparedBy, &a.PreparedAt, db.Null(&a.ApprovedBy), db.Null(&a.ApprovedAt), db.Null(&a.Fingerprint)}
}

// approve stores the approval, unless somebody else has done something with the row.
func (t approvalTable) approve(ctx context.Context, tx *db.Tx, id string, a Approval) error {
	n, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE %s SET state = 'approved', approved_by = $1, approved_at = $2, fingerprint = $3 WHERE id = $4 AND state = 'prepared'`, t),
		a.ApprovedBy, a.ApprovedAt, a.Fingerprint, id)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// drop takes back what waits in the year.
func (t approvalTable) drop(ctx context.Context, tx *db.Tx, year string) error {
	_, err := tx.Exec(ctx, fmt.Sprintf(`UPDATE %s SET state = 'withdrawn' WHERE year_id = $1 AND state = 'prepared'`, t), year)
	return err
}

func (t approvalTable) next(ctx context.Context, tx *db.Tx, year string) (n int, err error) {
	err = tx.QueryRow(ctx, fmt.Sprintf(`SELECT coalesce(max(number), 0) + 1 FROM %s WHERE year_id = $1`, t), year).Scan(&n)
	return n, err
}

// latest is the id of the year's newest that waits or is approved; empty when there is none.
func (t approvalTable) latest(ctx context.Context, tx *db.Tx, year string, state ApprovalState) (id string, err error) {
	err = tx.QueryRow(ctx, fmt.Sprintf(`SELECT id FROM %s WHERE year_id = $1 AND state = $2 ORDER BY number DESC LIMIT 1`, t), year, state).Scan(&id)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// approved is those of the year that hold, newest first.
func (t approvalTable) approved(ctx context.Context, tx *db.Tx, year string) (all []Numbered, err error) {
	rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT id, number, approved_at FROM %s WHERE year_id = $1 AND state = 'approved' ORDER BY number DESC`, t), year)
	return db.Collect(rows, err, "approved", func(n *Numbered) []any { return []any{&n.ID, &n.Number, &n.ApprovedAt} })
}

func insertDecision(ctx context.Context, tx *db.Tx, d Decision) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_decision (id, year_id, number, registration_number, state, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, 'prepared', $5, $6)`,
		d.ID, d.Year, d.Number, d.RegistrationNumber, d.PreparedBy, d.PreparedAt); err != nil {
		return err
	}
	for _, l := range d.Lines {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_decision_line (decision_id, requisition_id, municipality, amount) VALUES ($1, $2, $3, $4)`,
			d.ID, l.Requisition, l.Municipality, l.Amount); err != nil {
			return err
		}
	}
	return nil
}

func loadDecision(ctx context.Context, tx *db.Tx, id string) (d Decision, err error) {
	err = tx.QueryRow(ctx, `SELECT id, year_id, number, registration_number, `+approvalColumns+` FROM grant_decision WHERE id = $1`, id).
		Scan(append([]any{&d.ID, &d.Year, &d.Number, &d.RegistrationNumber}, d.fields()...)...)
	if err != nil {
		return d, err
	}
	rows, err := tx.Query(ctx, `SELECT requisition_id, municipality, amount FROM grant_decision_line WHERE decision_id = $1 ORDER BY municipality, requisition_id`, id)
	if err != nil {
		return d, err
	}
	defer rows.Close()
	for rows.Next() {
		var l DecisionLine
		if err := rows.Scan(&l.Requisition, &l.Municipality, &l.Amount); err != nil {
			return d, err
		}
		d.Lines = append(d.Lines, l)
	}
	return d, rows.Err()
}
