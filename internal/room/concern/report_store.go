package concern

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
)

const reportColumns = `id, reference, unit_id, organisation_id, author_id, mandate_id, state, municipality,
	category, danger, wants_feedback, keyset_id, saved_at, sent_at, acknowledged_at`

func scanReport(scan func(...any) error, more ...any) (Report, error) {
	var r Report
	err := scan(append([]any{&r.ID, &r.Reference, db.Null(&r.Unit), db.Null(&r.Organisation), db.Null(&r.Author), db.Null(&r.Mandate), &r.State,
		&r.Municipality, &r.Category, &r.Danger, &r.WantsFeedback, db.Null(&r.Keyset), &r.SavedAt,
		db.Null(&r.SentAt), db.Null(&r.AcknowledgedAt)}, more...)...)
	return r, err
}

// loadReport gives the report and its sealed body; db.ErrNotFound when there is none.
func loadReport(ctx context.Context, tx *db.Tx, id string) (Report, []byte, error) {
	var body []byte
	r, err := scanReport(tx.QueryRow(ctx, `
		SELECT `+reportColumns+`, body
		FROM   concern_report
		WHERE  id = $1`, id).Scan, &body)
	if err != nil {
		return Report{}, nil, fmt.Errorf("load report %s: %w", id, err)
	}
	return r, body, nil
}

// saveDraft stores a draft for the first time or again. The guard keeps a late
// autosave from touching a report that has been sent, or somebody else's. Two first
// saves of the same form meet in the conflict, and the reference is the later one's.
// A report that is sent the first time it is stored is stored as sent.
func saveDraft(ctx context.Context, tx *db.Tx, r Report, body []byte) error {
	if r.State == Draft {
		return updateDraft(ctx, tx, r, body)
	}
	stored := Draft
	if !r.SentAt.IsZero() {
		stored = Sent
	}
	n, err := tx.Exec(ctx, `
		INSERT INTO concern_report (id, reference, unit_id, organisation_id, author_id, mandate_id, state,
			municipality, category, danger, wants_feedback, keyset_id, body, saved_at, sent_at, acknowledged_at)
		VALUES ($1, $2, $3, $4, $5, $6, $14, $7, $8, $9, $10, $11, $12, $13, $15, NULL)
		ON CONFLICT (id) DO UPDATE
		SET    state = excluded.state, sent_at = excluded.sent_at, reference = excluded.reference, municipality = excluded.municipality, category = excluded.category, danger = excluded.danger,
		       wants_feedback = excluded.wants_feedback, body = excluded.body, saved_at = excluded.saved_at
		WHERE  concern_report.state = 'draft' AND concern_report.author_id = excluded.author_id
		AND    concern_report.unit_id = excluded.unit_id`,
		r.ID, r.Reference, r.Unit, r.Organisation, r.Author, r.Mandate,
		r.Municipality, r.Category, r.Danger, r.WantsFeedback, r.Keyset, body, r.SavedAt, stored, r.SentAt)
	if err != nil {
		return fmt.Errorf("save draft %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// insertPublic stores a private person's report, unless it is there already.
func insertPublic(ctx context.Context, tx *db.Tx, r Report) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO concern_report (id, reference, state, municipality, category, danger, wants_feedback, saved_at, sent_at)
		VALUES ($1, $2, 'sent', $3, $4, $5, false, $6, $7)
		ON CONFLICT (id) DO NOTHING`,
		r.ID, r.Reference, r.Municipality, r.Category, r.Danger, r.SavedAt, r.SentAt)
	if err != nil {
		return fmt.Errorf("insert public report %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// updateDraft stores a draft that was there. It never puts back one that has been
// thrown away meanwhile, whose keyset is gone.
func updateDraft(ctx context.Context, tx *db.Tx, r Report, body []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE concern_report
		SET    municipality = $2, category = $3, danger = $4, wants_feedback = $5, body = $6, saved_at = $7
		WHERE  id = $1 AND state = 'draft'`,
		r.ID, r.Municipality, r.Category, r.Danger, r.WantsFeedback, body, r.SavedAt)
	if err != nil {
		return fmt.Errorf("update draft %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// touchDraft holds the draft's row until the transaction ends, so that nothing is given
// to it or taken from it while it is being sent.
func touchDraft(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `UPDATE concern_report SET saved_at = saved_at WHERE id = $1 AND state = 'draft'`, id)
	if err != nil {
		return fmt.Errorf("touch draft %s: %w", id, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func markSent(ctx context.Context, tx *db.Tx, r Report) error {
	n, err := tx.Exec(ctx, `
		UPDATE concern_report
		SET    state = 'sent', sent_at = $2, mandate_id = $3
		WHERE  id = $1 AND state = 'draft'`, r.ID, r.SentAt, r.Mandate)
	if err != nil {
		return fmt.Errorf("send report %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// acknowledgeReport marks the sender's report once no matter of it waits for a confirmation,
// and says whether that was now.
func acknowledgeReport(ctx context.Context, tx *db.Tx, m Matter) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE concern_report
		SET    state = 'acknowledged', acknowledged_at = $2
		WHERE  id = $1 AND state = 'sent'
		AND    NOT EXISTS (SELECT 1 FROM concern_matter WHERE report_id = $1 AND state = 'delivered')`,
		m.Report, m.ReceivedAt)
	if err != nil {
		return false, fmt.Errorf("acknowledge report %s: %w", m.Report, err)
	}
	return n > 0, nil
}

func deleteDraft(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM concern_report WHERE id = $1 AND state = 'draft'`, id)
	if err != nil {
		return fmt.Errorf("delete draft %s: %w", id, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// reportScope is mayReadReport as a condition on concern_report, numbered from $1.
// Left is the mandates that are over and that name the actor as deputy.
func reportScope(who access.Actor, left []identity.Mandate) (where string, args []any) {
	switch {
	case who.System() && mayFollow(who).Allowed():
		return "unit_id = $1 AND author_id = $2 AND state <> 'draft'", []any{who.Unit, who.User}
	case who.System():
		return "1 = 0 AND unit_id = $1 AND author_id = $2", []any{who.Unit, who.User}
	}
	if !mayReport(who).Allowed() {
		return "1 = 0 AND unit_id = $1 AND author_id = $2", []any{who.Unit, who.User}
	}
	where, args = "unit_id = $1 AND (state <> 'draft' OR author_id = $2)", []any{who.Unit, who.User}
	if len(left) == 0 {
		return where, args
	}
	args = append(args, who.Organisation)
	for _, m := range left {
		args = append(args, m.ID)
	}
	return "(" + where + " OR state <> 'draft' AND organisation_id = $3 AND mandate_id IN (" + db.Numbered(4, len(left)) + "))", args
}

// listDrafts gives the actor's own drafts, the latest first.
func listDrafts(ctx context.Context, tx *db.Tx, who access.Actor) ([]sealedReport, error) {
	where, args := reportScope(who, nil)
	return queryReports(ctx, tx, `
		SELECT `+reportColumns+`, body
		FROM   concern_report
		WHERE  `+where+` AND state = 'draft' AND author_id = $2
		ORDER  BY saved_at DESC
		LIMIT  20`, args...)
}

// listSent gives a page of the unit's sent reports, the latest first, after the given key.
func listSent(ctx context.Context, tx *db.Tx, who access.Actor, left []identity.Mandate, after PageKey, limit int) ([]sealedReport, error) {
	where, args := reportScope(who, left)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	if !after.IsZero() {
		at, id := bind(after.At), bind(after.ID)
		where += " AND sent_at <= " + at + " AND (sent_at < " + at + " OR id < " + id + ")"
	}
	return queryReports(ctx, tx, `
		SELECT `+reportColumns+`, body
		FROM   concern_report
		WHERE  `+where+` AND state <> 'draft'
		ORDER  BY sent_at DESC, id DESC
		LIMIT  `+bind(limit), args...)
}

type sealedReport struct {
	Report
	body []byte
}

func queryReports(ctx context.Context, tx *db.Tx, query string, args ...any) ([]sealedReport, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	defer rows.Close()
	var list []sealedReport
	for rows.Next() {
		var s sealedReport
		if s.Report, err = scanReport(rows.Scan, &s.body); err != nil {
			return nil, fmt.Errorf("scan report: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

type feedbackCount struct{ told, waiting, late int }

func (c feedbackCount) and(f Feedback, now time.Time) feedbackCount {
	switch f.State {
	case FeedbackGiven, FeedbackWithheld:
		c.told++
	case FeedbackWaiting:
		c.waiting++
	case FeedbackNotAsked:
	}
	if f.late(now) {
		c.late++
	}
	return c
}

// countFeedback gives, for each report of a page, how many children there is
// feedback about and how many are waited for; one query for all.
func countFeedback(ctx context.Context, tx *db.Tx, reports []sealedReport, now time.Time) (map[string]feedbackCount, error) {
	if len(reports) == 0 {
		return nil, nil
	}
	ids := make([]string, len(reports))
	for i, r := range reports {
		ids[i] = r.ID
	}
	rows, err := tx.Query(ctx, `
		SELECT f.report_id, f.state, f.due, f.at_once
		FROM   concern_feedback f
		JOIN   concern_matter m ON m.id = f.matter_id
		WHERE  f.report_id IN (`+db.Numbered(1, len(ids))+`) AND m.state <> 'forwarded'`, db.Anys(ids)...)
	if err != nil {
		return nil, fmt.Errorf("count feedback: %w", err)
	}
	defer rows.Close()
	counts := make(map[string]feedbackCount)
	for rows.Next() {
		var report string
		var f Feedback
		if err := rows.Scan(&report, &f.State, db.Null(&f.Due), &f.AtOnce); err != nil {
			return nil, fmt.Errorf("scan feedback count: %w", err)
		}
		counts[report] = counts[report].and(f, now)
	}
	return counts, rows.Err()
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings, dates and booleans are ever sealed
	}
	return text
}

func decode[T any](text []byte) (T, error) {
	var v T
	err := json.Unmarshal(text, &v)
	return v, err
}
