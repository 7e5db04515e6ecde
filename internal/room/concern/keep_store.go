package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
)

const keptMatter = `
	SELECT m.id, m.organisation_id, m.child_id, m.state, m.outcome, m.delivered_at,
	       (SELECT max(e.at) FROM concern_entry e WHERE e.matter_id = m.id)
	FROM   concern_matter m`

// walkMatters gives the matters after a key, with the day of the last note in each.
func walkMatters(ctx context.Context, tx *db.Tx, after retention.Key, limit int) ([]retention.Copy, error) {
	rows, err := tx.Query(ctx, keptMatter+`
	WHERE  m.id > $1
	ORDER  BY m.id
	LIMIT  $2`, after.Matter, limit)
	return scanKeptMatters(rows, err)
}

func lookMatters(ctx context.Context, tx *db.Tx, matters []string) ([]retention.Copy, error) {
	rows, err := tx.Query(ctx, keptMatter+`
	WHERE  m.id IN (`+db.Numbered(1, len(matters))+`)`, anyOf(matters)...)
	return scanKeptMatters(rows, err)
}

func scanKeptMatters(rows *db.Rows, err error) ([]retention.Copy, error) {
	if err != nil {
		return nil, fmt.Errorf("list what is kept of matters: %w", err)
	}
	defer rows.Close()
	var all []retention.Copy
	for rows.Next() {
		var x retention.Copy
		var state MatterState
		var outcome Outcome
		var delivered, noted time.Time
		if err := rows.Scan(&x.Matter, &x.Controller, &x.Child, &state, &outcome, &delivered, db.Null(&noted)); err != nil {
			return nil, fmt.Errorf("scan what is kept of a matter: %w", err)
		}
		if noted.Before(delivered) {
			noted = delivered
		}
		x.Class, x.LastNote = classOf(outcome, state), civil.Of(noted)
		if !state.Open() {
			x.Closed = x.LastNote
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// The sender's own copy is closed when it is sent and nobody waits for feedback.
const keptReport = `
	SELECT r.id, r.organisation_id, r.sent_at,
	       (SELECT max(f.given_at) FROM concern_feedback f WHERE f.report_id = r.id),
	       EXISTS (SELECT 1 FROM concern_feedback f WHERE f.report_id = r.id AND f.state = 'waiting')
	FROM   concern_report r
	WHERE  r.state <> 'draft' AND r.unit_id IS NOT NULL AND length(r.body) > 0 AND `

func walkReports(ctx context.Context, tx *db.Tx, after retention.Key, limit int) ([]retention.Copy, error) {
	rows, err := tx.Query(ctx, keptReport+`r.id > $1
	ORDER  BY r.id
	LIMIT  $2`, after.Matter, limit)
	return scanKeptReports(rows, err)
}

func lookReports(ctx context.Context, tx *db.Tx, reports []string) ([]retention.Copy, error) {
	rows, err := tx.Query(ctx, keptReport+`r.id IN (`+db.Numbered(1, len(reports))+`)`, anyOf(reports)...)
	return scanKeptReports(rows, err)
}

func scanKeptReports(rows *db.Rows, err error) ([]retention.Copy, error) {
	if err != nil {
		return nil, fmt.Errorf("list what is kept of reports: %w", err)
	}
	defer rows.Close()
	var all []retention.Copy
	for rows.Next() {
		x := retention.Copy{Class: retention.Report}
		var sent, told time.Time
		var waits bool
		if err := rows.Scan(&x.Matter, &x.Controller, &sent, db.Null(&told), &waits); err != nil {
			return nil, fmt.Errorf("scan what is kept of a report: %w", err)
		}
		if told.After(sent) {
			sent = told
		}
		x.LastNote = civil.Of(sent)
		if !waits {
			x.Closed = x.LastNote
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

func anyOf(ids []string) []any {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return args
}

// deleteMatter takes away a matter with everything in it, and the report it came from
// when nothing else stands on it and its sender has no copy any more, or never had one.
func deleteMatter(ctx context.Context, tx *db.Tx, matter string) error {
	var report string
	if err := tx.QueryRow(ctx, `SELECT report_id FROM concern_matter WHERE id = $1`, matter).Scan(&report); err != nil {
		return fmt.Errorf("load the report of matter %s: %w", matter, err)
	}
	for _, statement := range []string{
		`DELETE FROM concern_alarm WHERE matter_id = $1`,
		`DELETE FROM concern_call WHERE matter_id = $1`,
		`DELETE FROM concern_happening WHERE matter_id = $1`,
		`DELETE FROM concern_link WHERE matter_id = $1 OR other_id = $1`,
		`DELETE FROM concern_feedback WHERE matter_id = $1`,
		`DELETE FROM concern_entry WHERE matter_id = $1`,
		`DELETE FROM concern_matter WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, matter); err != nil {
			return fmt.Errorf("delete matter %s: %w", matter, err)
		}
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM concern_report
		WHERE  id = $1 AND (unit_id IS NULL OR length(body) = 0)
		AND    NOT EXISTS (SELECT 1 FROM concern_matter m WHERE m.report_id = $1)`, report); err != nil {
		return fmt.Errorf("delete report %s: %w", report, err)
	}
	return nil
}

// emptyReport takes away the sender's copy. The row stays, empty, while a receiver's
// matter stands on it.
func emptyReport(ctx context.Context, tx *db.Tx, report string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM concern_once WHERE report_id = $1`, report); err != nil {
		return fmt.Errorf("forget the sending of report %s: %w", report, err)
	}
	n, err := tx.Exec(ctx, `
		DELETE FROM concern_report
		WHERE  id = $1 AND NOT EXISTS (SELECT 1 FROM concern_matter m WHERE m.report_id = $1)`, report)
	if err != nil || n > 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE concern_report
		SET    body = $2
		WHERE  id = $1`, report, []byte{}); err != nil {
		return fmt.Errorf("empty report %s: %w", report, err)
	}
	return nil
}
