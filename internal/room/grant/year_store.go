package grant

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
)

const yearColumns = `y.id, y.scheme_id, s.agency_id, s.name, y.year, y.state, y.version, y.caps_inside, y.repayments_return,
	y.requisition_last, y.use_from, y.use_last, y.account_last, y.repay_last, y.prepared_by, y.decided_by, y.decided_at`

func scanYear(scan func(...any) error) (y SchemeYear, err error) {
	err = scan(&y.ID, &y.Scheme, &y.Agency, &y.SchemeName, &y.Year, &y.State, &y.Version, &y.Terms.CapsInside, &y.Terms.RepaymentsReturn,
		&y.Terms.Dates.RequisitionLast, &y.Terms.Dates.UseFrom, &y.Terms.Dates.UseLast, &y.Terms.Dates.AccountLast, &y.Terms.Dates.RepayLast,
		&y.PreparedBy, db.Null(&y.DecidedBy), db.Null(&y.DecidedAt))
	return y, err
}

func insertYear(ctx context.Context, tx *db.Tx, y SchemeYear) error {
	d := y.Terms.Dates
	_, err := tx.Exec(ctx, `INSERT INTO grant_year (id, scheme_id, year, state, version, caps_inside, repayments_return,
			requisition_last, use_from, use_last, account_last, repay_last, prepared_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		y.ID, y.Scheme, y.Year, y.State, y.Version, y.Terms.CapsInside, y.Terms.RepaymentsReturn,
		d.RequisitionLast, d.UseFrom, d.UseLast, d.AccountLast, d.RepayLast, y.PreparedBy)
	if err != nil {
		return err
	}
	return insertTerms(ctx, tx, y)
}

// updateYear stores the year unless somebody has changed it since the version.
func updateYear(ctx context.Context, tx *db.Tx, y SchemeYear, version int64) error {
	d := y.Terms.Dates
	n, err := tx.Exec(ctx, `UPDATE grant_year SET year = $1, state = $2, version = $3, caps_inside = $4, repayments_return = $5,
			requisition_last = $6, use_from = $7, use_last = $8, account_last = $9, repay_last = $10, prepared_by = $11, decided_by = $12, decided_at = $13
		WHERE id = $14 AND version = $15`,
		y.Year, y.State, y.Version, y.Terms.CapsInside, y.Terms.RepaymentsReturn,
		d.RequisitionLast, d.UseFrom, d.UseLast, d.AccountLast, d.RepayLast, y.PreparedBy, orNull(y.DecidedBy), y.DecidedAt, y.ID, version)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func replaceTerms(ctx context.Context, tx *db.Tx, y SchemeYear) error {
	for _, sql := range []string{`DELETE FROM grant_appropriation WHERE year_id = $1`, `DELETE FROM grant_cap WHERE year_id = $1`, `DELETE FROM grant_term WHERE year_id = $1`, `DELETE FROM grant_report_date WHERE year_id = $1`} {
		if _, err := tx.Exec(ctx, sql, y.ID); err != nil {
			return err
		}
	}
	return insertTerms(ctx, tx, y)
}

// termKinds are the lists of words, by the name they have in grant_term.
func (t *Terms) termKinds() map[string]*[]string {
	return map[string]*[]string{"condition": &t.Conditions, "content": &t.Contents, "heard": &t.Heard}
}

func insertTerms(ctx context.Context, tx *db.Tx, y SchemeYear) error {
	for i, a := range y.Terms.Appropriations {
		if err := insertAppropriation(ctx, tx, y.ID, i+1, a); err != nil {
			return err
		}
	}
	for i, c := range y.Terms.Caps {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_cap (year_id, line, name, label, amount) VALUES ($1, $2, $3, $4, $5)`,
			y.ID, i+1, c.Name, c.Label, c.Amount); err != nil {
			return err
		}
	}
	for i, r := range y.Terms.Reports {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_report_date (year_id, line, label, due_on) VALUES ($1, $2, $3, $4)`, y.ID, i+1, r.Label, r.DueOn); err != nil {
			return err
		}
	}
	for kind, list := range y.Terms.termKinds() {
		for i, words := range *list {
			if _, err := tx.Exec(ctx, `INSERT INTO grant_term (year_id, kind, line, words) VALUES ($1, $2, $3, $4)`, y.ID, kind, i+1, words); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertAppropriation(ctx context.Context, tx *db.Tx, year string, line int, a Appropriation) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_appropriation (id, year_id, line, registration_number, decided_on, item, amount, status, prepared_by, replaces)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, a.ID, year, line, a.RegistrationNumber, a.DecidedOn, a.Item, a.Amount, a.Status, a.PreparedBy, orNull(a.Replaces))
	return err
}

// addAppropriation puts one after those there are.
func addAppropriation(ctx context.Context, tx *db.Tx, year string, a Appropriation) error {
	var last int
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(line), 0) FROM grant_appropriation WHERE year_id = $1`, year).Scan(&last); err != nil {
		return err
	}
	return insertAppropriation(ctx, tx, year, last+1, a)
}

// approveAppropriations marks every decided appropriation of a year as put in the book.
func approveAppropriations(ctx context.Context, tx *db.Tx, year, by string) error {
	_, err := tx.Exec(ctx, `UPDATE grant_appropriation SET approved_by = $1 WHERE year_id = $2 AND status = 'decided' AND approved_by IS NULL`, by, year)
	return err
}

func approveAppropriation(ctx context.Context, tx *db.Tx, id, by string) error {
	n, err := tx.Exec(ctx, `UPDATE grant_appropriation SET approved_by = $1 WHERE id = $2 AND approved_by IS NULL`, by, id)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

func loadYear(ctx context.Context, tx *db.Tx, id string) (SchemeYear, error) {
	y, err := scanYear(tx.QueryRow(ctx, `SELECT `+yearColumns+` FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id WHERE y.id = $1`, id).Scan)
	if err != nil {
		return y, err
	}
	return y, loadTerms(ctx, tx, &y)
}

func loadTerms(ctx context.Context, tx *db.Tx, y *SchemeYear) error {
	rows, err := tx.Query(ctx, `SELECT id, registration_number, decided_on, item, amount, status, prepared_by, approved_by, replaces
		FROM grant_appropriation WHERE year_id = $1 ORDER BY line`, y.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a Appropriation
		if err := rows.Scan(&a.ID, &a.RegistrationNumber, &a.DecidedOn, &a.Item, &a.Amount, &a.Status, &a.PreparedBy, db.Null(&a.ApprovedBy), db.Null(&a.Replaces)); err != nil {
			return err
		}
		y.Terms.Appropriations = append(y.Terms.Appropriations, a)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	caps, err := tx.Query(ctx, `SELECT name, label, amount FROM grant_cap WHERE year_id = $1 ORDER BY line`, y.ID)
	if err != nil {
		return err
	}
	defer caps.Close()
	for caps.Next() {
		var c Cap
		if err := caps.Scan(&c.Name, &c.Label, &c.Amount); err != nil {
			return err
		}
		y.Terms.Caps = append(y.Terms.Caps, c)
	}
	if err := caps.Err(); err != nil {
		return err
	}
	reports, err := tx.Query(ctx, `SELECT label, due_on, sent_by, sent_at FROM grant_report_date WHERE year_id = $1 ORDER BY line`, y.ID)
	if err != nil {
		return err
	}
	defer reports.Close()
	for reports.Next() {
		var r ReportDate
		if err := reports.Scan(&r.Label, &r.DueOn, db.Null(&r.SentBy), db.Null(&r.SentAt)); err != nil {
			return err
		}
		y.Terms.Reports = append(y.Terms.Reports, r)
	}
	if err := reports.Err(); err != nil {
		return err
	}
	terms, err := tx.Query(ctx, `SELECT kind, words FROM grant_term WHERE year_id = $1 ORDER BY kind, line`, y.ID)
	if err != nil {
		return err
	}
	defer terms.Close()
	kinds := y.Terms.termKinds()
	for terms.Next() {
		var kind, words string
		if err := terms.Scan(&kind, &words); err != nil {
			return err
		}
		if list := kinds[kind]; list != nil {
			*list = append(*list, words)
		}
	}
	return terms.Err()
}

// latestYear is the id of a scheme's latest year; empty when there is none.
func latestYear(ctx context.Context, tx *db.Tx, scheme string) (id string, err error) {
	err = tx.QueryRow(ctx, `SELECT id FROM grant_year WHERE scheme_id = $1 ORDER BY year DESC LIMIT 1`, scheme).Scan(&id)
	if errors.Is(err, db.ErrNotFound) {
		return "", nil
	}
	return id, err
}

// yearScope is [mayReadYear] as SQL.
func yearScope(who access.Actor) (where string, args []any) {
	agency, municipality := "", ""
	if mayRun(who, who.Organisation).Allowed() {
		agency = who.Organisation
	}
	if handlesFor(who) {
		municipality = who.Municipality
	}
	return `(s.agency_id = $1 OR y.state <> 'preparing' AND EXISTS (
		SELECT 1 FROM grant_appendix a JOIN grant_frame f ON f.appendix_id = a.id
		WHERE a.year_id = y.id AND a.state = 'in_force' AND f.municipality = $2))`, []any{agency, municipality}
}

// listYears gives the years without their terms' lists.
func listYears(ctx context.Context, tx *db.Tx, who access.Actor) (all []SchemeYear, err error) {
	where, args := yearScope(who)
	rows, err := tx.Query(ctx, `SELECT `+yearColumns+` FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id
		WHERE `+where+` ORDER BY y.year DESC, s.name, y.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		y, err := scanYear(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, y)
	}
	return all, rows.Err()
}

// loadFrame is what the appendix in force gives the municipality; nothing where it is
// not in it.
func loadFrame(ctx context.Context, tx *db.Tx, year, municipality string) (amount money.Amount, err error) {
	err = tx.QueryRow(ctx, `SELECT CAST(coalesce(sum(f.amount), 0) AS bigint) FROM grant_appendix a JOIN grant_frame f ON f.appendix_id = a.id
		WHERE a.year_id = $1 AND a.state = 'in_force' AND f.municipality = $2`, year, municipality).Scan(&amount)
	return amount, err
}

func orNever(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
