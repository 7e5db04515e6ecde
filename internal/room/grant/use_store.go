package grant

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

const useColumns = `u.id, u.year_id, u.municipality, u.number, u.form, u.state, u.held, u.agrees, u.dispute, u.unused, u.unused_why, u.heard, u.gender, u.degree, u.evidence, u.afterwards,
	u.prepared_by, u.prepared_at, u.certified_by, u.certified_at, u.fingerprint, u.sent_by, u.sent_at, u.reviewed_by, u.reviewed_at, u.reason`

func scanUse(scan func(...any) error) (a AccountOfUse, err error) {
	err = scan(&a.ID, &a.Year, &a.Municipality, &a.Number, &a.Form, &a.State, &a.Held, &a.Figures.Agrees, &a.Figures.Dispute, &a.Figures.Unused, &a.Figures.UnusedWhy,
		&a.Children.Heard, &a.Children.Gender, &a.Purpose.Degree, &a.Purpose.Evidence, &a.Purpose.Afterwards,
		&a.PreparedBy, &a.PreparedAt, db.Null(&a.CertifiedBy), db.Null(&a.CertifiedAt), db.Null(&a.Fingerprint), db.Null(&a.SentBy), db.Null(&a.SentAt),
		db.Null(&a.ReviewedBy), db.Null(&a.ReviewedAt), &a.Reason)
	return a, err
}

// loadUse is one version, whole.
func loadUse(ctx context.Context, tx *db.Tx, id string) (AccountOfUse, error) {
	all, err := listUses(ctx, tx, `u.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return AccountOfUse{}, err
	}
	return all[0], nil
}

// loadUsesOf is every version of one municipality, the newest first.
func loadUsesOf(ctx context.Context, tx *db.Tx, year, municipality string) ([]AccountOfUse, error) {
	return listUses(ctx, tx, `u.year_id = $1 AND u.municipality = $2`, year, municipality)
}

// loadSentUses is the newest version of each municipality that has left its hands, by code.
func loadSentUses(ctx context.Context, tx *db.Tx, year string) ([]AccountOfUse, error) {
	return listUses(ctx, tx, `u.year_id = $1 AND u.number = (SELECT max(v.number) FROM grant_use v
		WHERE v.year_id = u.year_id AND v.municipality = u.municipality AND v.state IN ('sent', 'returned', 'accepted'))`, year)
}

func listUses(ctx context.Context, tx *db.Tx, where string, args ...any) (all []AccountOfUse, err error) {
	rows, err := tx.Query(ctx, `SELECT `+useColumns+` FROM grant_use u WHERE `+where+` ORDER BY u.municipality, u.number DESC`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := map[string]int{}
	for rows.Next() {
		a, err := scanUse(rows.Scan)
		if err != nil {
			return nil, err
		}
		at[a.ID] = len(all)
		all = append(all, a)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return all, err
	}
	of := func(id string) *AccountOfUse { return &all[at[id]] }
	for _, part := range []func(context.Context, *db.Tx, func(string) *AccountOfUse, string, ...any) error{fillActivities, fillAreas, fillCosts, fillPartners, fillOwn, fillContents, fillWriters} {
		if err := part(ctx, tx, of, where, args...); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// each gives every row of a part of some accounts, in the order of its lines.
func each(ctx context.Context, tx *db.Tx, sql string, args []any, take func(scan func(...any) error) error) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func fillActivities(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.kind, x.method, x.target, x.novelty, x.from_on, x.to_on, x.posts, x.evenings, x.girls, x.boys, x.unknown
		FROM grant_use_activity x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line`, args, func(scan func(...any) error) error {
		var id string
		var x Activity
		err := scan(&id, &x.Kind, &x.Method, &x.Target, &x.Novelty, db.Null(&x.From), db.Null(&x.To), &x.Posts, &x.Evenings, &x.Girls, &x.Boys, &x.Unknown)
		if err == nil {
			of(id).Activities = append(of(id).Activities, x)
		}
		return err
	})
}

func fillAreas(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.line, x.name FROM grant_use_area x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line, x.name`, args, func(scan func(...any) error) error {
		var id, name string
		var line int
		err := scan(&id, &line, &name)
		if err == nil {
			of(id).Activities[line].Areas = append(of(id).Activities[line].Areas, name)
		}
		return err
	})
}

func fillCosts(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.line, x.post, x.amount FROM grant_use_cost x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line, x.post`, args, func(scan func(...any) error) error {
		var id string
		var line int
		var c UseCost
		err := scan(&id, &line, &c.Post, &c.Amount)
		if err == nil {
			of(id).Activities[line].Costs = append(of(id).Activities[line].Costs, c)
		}
		return err
	})
}

func fillPartners(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.partner, x.state, x.words FROM grant_use_partner x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line`, args, func(scan func(...any) error) error {
		var id string
		var p Partnership
		err := scan(&id, &p.Partner, &p.State, &p.Words)
		if err == nil {
			of(id).Partners = append(of(id).Partners, p)
		}
		return err
	})
}

func fillOwn(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.activity, x.before, x.now, x.answered, x.comment FROM grant_use_own x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line`, args, func(scan func(...any) error) error {
		var id string
		var o OwnFunding
		err := scan(&id, &o.Activity, &o.Before, &o.Now, &o.Answered, &o.Comment)
		if err == nil {
			of(id).Own = append(of(id).Own, o)
		}
		return err
	})
}

func fillContents(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.words FROM grant_use_content x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.line`, args, func(scan func(...any) error) error {
		var id, words string
		err := scan(&id, &words)
		if err == nil {
			of(id).Contents = append(of(id).Contents, words)
		}
		return err
	})
}

func fillWriters(ctx context.Context, tx *db.Tx, of func(string) *AccountOfUse, where string, args ...any) error {
	return each(ctx, tx, `SELECT x.use_id, x.user_id FROM grant_use_writer x JOIN grant_use u ON u.id = x.use_id WHERE `+where+` ORDER BY x.use_id, x.user_id`, args, func(scan func(...any) error) error {
		var id, user string
		err := scan(&id, &user)
		if err == nil {
			of(id).Writers = append(of(id).Writers, user)
		}
		return err
	})
}

func insertUse(ctx context.Context, tx *db.Tx, a AccountOfUse) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_use (id, year_id, municipality, number, form, state, held, agrees, dispute, unused, unused_why, heard, gender, degree, evidence, afterwards,
			prepared_by, prepared_at, reason)
		VALUES ($1, $2, $3, $4, $5, 'draft', 0, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '')`,
		a.ID, a.Year, a.Municipality, a.Number, a.Form, a.Figures.Agrees, a.Figures.Dispute, a.Figures.Unused, a.Figures.UnusedWhy,
		a.Children.Heard, a.Children.Gender, a.Purpose.Degree, a.Purpose.Evidence, a.Purpose.Afterwards, a.PreparedBy, a.PreparedAt); err != nil {
		return err
	}
	return insertUseParts(ctx, tx, a)
}

// rewriteUse stores what somebody has written, unless it has been moved on since the state.
func rewriteUse(ctx context.Context, tx *db.Tx, a AccountOfUse, before UseState) error {
	n, err := tx.Exec(ctx, `UPDATE grant_use SET state = 'draft', held = 0, agrees = $1, dispute = $2, unused = $3, unused_why = $4, heard = $5, gender = $6, degree = $7, evidence = $8, afterwards = $9,
			prepared_by = $10, prepared_at = $11, certified_by = NULL, certified_at = NULL, fingerprint = NULL
		WHERE id = $12 AND state = $13`,
		a.Figures.Agrees, a.Figures.Dispute, a.Figures.Unused, a.Figures.UnusedWhy, a.Children.Heard, a.Children.Gender, a.Purpose.Degree, a.Purpose.Evidence, a.Purpose.Afterwards,
		a.PreparedBy, a.PreparedAt, a.ID, before)
	if err == nil && n == 0 {
		err = errRaced
	}
	if err != nil {
		return err
	}
	for _, sql := range []string{`DELETE FROM grant_use_activity WHERE use_id = $1`, `DELETE FROM grant_use_area WHERE use_id = $1`, `DELETE FROM grant_use_cost WHERE use_id = $1`,
		`DELETE FROM grant_use_partner WHERE use_id = $1`, `DELETE FROM grant_use_own WHERE use_id = $1`, `DELETE FROM grant_use_content WHERE use_id = $1`, `DELETE FROM grant_use_writer WHERE use_id = $1`} {
		if _, err := tx.Exec(ctx, sql, a.ID); err != nil {
			return err
		}
	}
	return insertUseParts(ctx, tx, a)
}

func insertUseParts(ctx context.Context, tx *db.Tx, a AccountOfUse) error {
	for i, x := range a.Activities {
		if err := insertActivity(ctx, tx, a.ID, i, x); err != nil {
			return err
		}
	}
	for i, p := range a.Partners {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_partner (use_id, line, partner, state, words) VALUES ($1, $2, $3, $4, $5)`, a.ID, i, p.Partner, p.State, p.Words); err != nil {
			return err
		}
	}
	for i, o := range a.Own {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_own (use_id, line, activity, before, now, answered, comment) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			a.ID, i, o.Activity, o.Before, o.Now, o.Answered, o.Comment); err != nil {
			return err
		}
	}
	for i, words := range a.Contents {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_content (use_id, line, words) VALUES ($1, $2, $3)`, a.ID, i, words); err != nil {
			return err
		}
	}
	for _, user := range a.Writers {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_writer (use_id, user_id) VALUES ($1, $2)`, a.ID, user); err != nil {
			return err
		}
	}
	return nil
}

func insertActivity(ctx context.Context, tx *db.Tx, use string, line int, x Activity) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_use_activity (use_id, line, kind, method, target, novelty, from_on, to_on, posts, evenings, girls, boys, unknown)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		use, line, x.Kind, x.Method, x.Target, x.Novelty, orNoDay(x.From), orNoDay(x.To), x.Posts, x.Evenings, x.Girls, x.Boys, x.Unknown); err != nil {
		return err
	}
	for _, area := range x.Areas {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_area (use_id, line, name) VALUES ($1, $2, $3)`, use, line, area); err != nil {
			return err
		}
	}
	for _, c := range x.Costs {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_use_cost (use_id, line, post, amount) VALUES ($1, $2, $3, $4)`, use, line, c.Post, c.Amount); err != nil {
			return err
		}
	}
	return nil
}

func orNoDay(d civil.Date) *civil.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// moveUse stores how far the account has come, unless somebody else has moved it. What is
// written in it stays as it is.
func moveUse(ctx context.Context, tx *db.Tx, a AccountOfUse, before UseState) error {
	n, err := tx.Exec(ctx, `UPDATE grant_use SET state = $1, held = $2, certified_by = $3, certified_at = $4, fingerprint = $5, sent_by = $6, sent_at = $7, reviewed_by = $8, reviewed_at = $9, reason = $10
		WHERE id = $11 AND state = $12`,
		a.State, a.Held, orNull(a.CertifiedBy), orNever(a.CertifiedAt), orNull(a.Fingerprint), orNull(a.SentBy), orNever(a.SentAt), orNull(a.ReviewedBy), orNever(a.ReviewedAt), a.Reason, a.ID, before)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// loadBaseline is what the municipality has said of its own funding with its requisitions
// of the year, each activity as it was said last.
func loadBaseline(ctx context.Context, tx *db.Tx, year, municipality string) (all []OwnFunding, err error) {
	at := map[string]int{}
	err = each(ctx, tx, `SELECT b.activity, b.own FROM grant_baseline b JOIN grant_requisition r ON r.id = b.requisition_id
		WHERE r.year_id = $1 AND r.municipality = $2 AND r.state IN ('requested', 'decided') ORDER BY r.prepared_at, r.id, b.line`, []any{year, municipality}, func(scan func(...any) error) error {
		var o OwnFunding
		if err := scan(&o.Activity, &o.Before); err != nil {
			return err
		}
		if i, ok := at[o.Activity]; ok {
			all[i] = o
			return nil
		}
		at[o.Activity] = len(all)
		all = append(all, o)
		return nil
	})
	return all, err
}

// loadAreas is the municipality's areas on the list of the appendix in force.
func loadAreas(ctx context.Context, tx *db.Tx, year, municipality string) (names []string, err error) {
	err = each(ctx, tx, `SELECT x.name FROM grant_area x JOIN grant_appendix a ON a.list_id = x.list_id
		WHERE a.year_id = $1 AND a.state = 'in_force' AND x.municipality = $2 ORDER BY x.name`, []any{year, municipality}, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	})
	return names, err
}

// latestUseStates is how far the newest version of each municipality has come, by code.
func latestUseStates(ctx context.Context, tx *db.Tx, year string) (map[string]UseState, error) {
	states := map[string]UseState{}
	err := each(ctx, tx, `SELECT municipality, state FROM grant_use WHERE year_id = $1 ORDER BY number`, []any{year}, func(scan func(...any) error) error {
		var code string
		var state UseState
		err := scan(&code, &state)
		states[code] = state
		return err
	})
	return states, err
}

func insertUseExtension(ctx context.Context, tx *db.Tx, x Extension) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_use_extension (id, year_id, municipality, last_on, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		x.ID, x.Year, x.Municipality, x.LastOn, x.Reason, x.DecidedBy, x.DecidedAt)
	return err
}

func listUseExtensions(ctx context.Context, tx *db.Tx, year string) (all []Extension, err error) {
	err = each(ctx, tx, `SELECT id, year_id, municipality, last_on, reason, decided_by, decided_at FROM grant_use_extension WHERE year_id = $1 ORDER BY decided_at, id`, []any{year}, func(scan func(...any) error) error {
		var x Extension
		err := scan(&x.ID, &x.Year, &x.Municipality, &x.LastOn, &x.Reason, &x.DecidedBy, &x.DecidedAt)
		all = append(all, x)
		return err
	})
	return all, err
}

// insertUseReminder says whether the municipality had not been reminded that day.
func insertUseReminder(ctx context.Context, tx *db.Tx, year, municipality string, on civil.Date, by string) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO grant_use_reminder (year_id, municipality, on_day, sent_by) VALUES ($1, $2, $3, $4) ON CONFLICT (year_id, municipality, on_day) DO NOTHING`,
		year, municipality, on, by)
	return n > 0, err
}

// loadUseReminders is the last day each municipality was reminded.
func loadUseReminders(ctx context.Context, tx *db.Tx, year string) (map[string]civil.Date, error) {
	last := map[string]civil.Date{}
	err := each(ctx, tx, `SELECT municipality, on_day FROM grant_use_reminder WHERE year_id = $1 ORDER BY on_day`, []any{year}, func(scan func(...any) error) error {
		var code string
		var day civil.Date
		err := scan(&code, &day)
		last[code] = day
		return err
	})
	return last, err
}
