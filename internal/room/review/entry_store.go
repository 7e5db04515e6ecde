package review

import (
	"context"
	"fmt"
	"strings"

	"samspel/internal/frame/db"
)

const entryColumns = `e.id, e.period_id, p.organisation_id, p.keyset_id, e.position, e.reader_id, e.mandate_id, e.unit_id, e.role,
	e.subjects, e.day, e.first_at, e.last_at, e.times, e.actions, e.place, e.rules, e.matters, e.state, e.asked_by, e.asked_at,
	e.answered_at, e.verdict, e.decided_by, e.decided_at, e.version`

const entryTables = `review_entry e JOIN review_period p ON p.id = e.period_id`

func scanEntry(scan func(...any) error, more ...any) (Entry, error) {
	var e Entry
	var subjects, actions, rules string
	err := scan(append([]any{&e.ID, &e.Period, &e.Organisation, &e.Keyset, &e.Position, &e.Reader, &e.Mandate, &e.Unit, &e.Role,
		&subjects, &e.Day, &e.First, &e.Last, &e.Times, &actions, &e.Place, &rules, &e.Matters, &e.State, &e.AskedBy, db.Null(&e.AskedAt),
		db.Null(&e.AnsweredAt), &e.Verdict, &e.DecidedBy, db.Null(&e.DecidedAt), &e.Version}, more...)...)
	e.Subjects, e.Actions = strings.Fields(subjects), strings.Fields(actions)
	for _, r := range strings.Fields(rules) {
		e.Rules = append(e.Rules, Rule(r))
	}
	return e, err
}

func insertEntry(ctx context.Context, tx *db.Tx, e Entry) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_entry (id, period_id, position, reader_id, mandate_id, unit_id, role, subjects, day, first_at, last_at,
			times, actions, place, rules, matters, state, asked_by, verdict, decided_by, decided_unit, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'waiting', '', '', '', '', 1)`,
		e.ID, e.Period, e.Position, e.Reader, e.Mandate, e.Unit, e.Role, strings.Join(e.Subjects, " "), e.Day, e.First, e.Last,
		e.Times, strings.Join(e.Actions, " "), e.Place, joinRules(e.Rules), e.Matters); err != nil {
		return fmt.Errorf("insert entry %s: %w", e.ID, err)
	}
	return nil
}

func joinRules(list []Rule) string {
	var b strings.Builder
	for i, r := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(r))
	}
	return b.String()
}

// sealedEntry is an entry with its sealed texts.
type sealedEntry struct {
	Entry
	question, answer, reasons []byte
}

// loadEntry gives an entry; db.ErrNotFound when there is none.
func loadEntry(ctx context.Context, tx *db.Tx, id string) (sealedEntry, error) {
	var s sealedEntry
	e, err := scanEntry(tx.QueryRow(ctx, `
		SELECT `+entryColumns+`, e.question, e.answer, e.reasons
		FROM   `+entryTables+`
		WHERE  e.id = $1`, id).Scan, db.Null(&s.question), db.Null(&s.answer), db.Null(&s.reasons))
	if err != nil {
		return sealedEntry{}, fmt.Errorf("load entry %s: %w", id, err)
	}
	s.Entry = e
	return s, nil
}

// listEntries gives the lines of a period that the choice takes, after a position and in
// their order.
func listEntries(ctx context.Context, tx *db.Tx, period string, c Choice, after, limit int) ([]Entry, error) {
	where, args := ``, []any{period, after, limit}
	narrow := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if c.State != "" {
		narrow(` AND e.state = $%d`, c.State)
	}
	if c.Rule != "" {
		narrow(` AND ' ' || e.rules || ' ' LIKE '%% ' || $%d || ' %%'`, c.Rule)
	}
	if len(c.Positions) > 0 {
		where += ` AND e.position IN (` + db.Numbered(len(args)+1, len(c.Positions)) + `)`
		args = append(args, db.Anys(c.Positions)...)
	}
	rows, err := tx.Query(ctx, `
		SELECT `+entryColumns+`
		FROM   `+entryTables+`
		WHERE  e.period_id = $1 AND e.position > $2`+where+`
		ORDER  BY e.position
		LIMIT  $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("list entries of %s: %w", period, err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		e, err := scanEntry(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan entry of %s: %w", period, err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// countEntries counts the lines of a period by state, and those of a state by rule.
func countEntries(ctx context.Context, tx *db.Tx, period string, of EntryState) (states map[EntryState]int, rules map[Rule]int, err error) {
	rows, err := tx.Query(ctx, `
		SELECT state, rules, count(*)
		FROM   review_entry
		WHERE  period_id = $1
		GROUP  BY state, rules`, period)
	if err != nil {
		return nil, nil, fmt.Errorf("count entries of %s: %w", period, err)
	}
	defer rows.Close()
	states, rules = map[EntryState]int{}, map[Rule]int{}
	for rows.Next() {
		var s EntryState
		var list string
		var n int
		if err := rows.Scan(&s, &list, &n); err != nil {
			return nil, nil, fmt.Errorf("count entries of %s: %w", period, err)
		}
		states[s] += n
		if of != "" && s != of {
			continue
		}
		for _, r := range strings.Fields(list) {
			rules[Rule(r)] += n
		}
	}
	return states, rules, rows.Err()
}

// nextEntry gives the id of the first line after a position that waits for the reviewer,
// who does not decide everybody's; "" when there is none.
func nextEntry(ctx context.Context, tx *db.Tx, period string, after int, user, unit string) (id string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT id
		FROM   review_entry
		WHERE  period_id = $1 AND position > $2 AND state IN ('waiting', 'answered')
		AND    reader_id <> $3 AND NOT (role = 'manager' AND unit_id = $4)
		ORDER  BY position
		LIMIT  1`, period, after, user, unit).Scan(&id)
	if err != nil && !isNotFound(err) {
		return "", fmt.Errorf("find the next entry of %s: %w", period, err)
	}
	return id, nil
}

// listQuestions gives what somebody has been asked and not answered, the oldest first.
func listQuestions(ctx context.Context, tx *db.Tx, reader string, limit int) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+entryColumns+`
		FROM   `+entryTables+`
		WHERE  e.reader_id = $1 AND e.state = 'asked'
		ORDER  BY e.asked_at, e.id
		LIMIT  $2`, reader, limit)
	if err != nil {
		return nil, fmt.Errorf("list questions: %w", err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		e, err := scanEntry(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan question: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// updateEntry stores what a rule has changed, if nobody else has changed it since.
func updateEntry(ctx context.Context, tx *db.Tx, s sealedEntry, decidedUnit string) error {
	e := s.Entry
	n, err := tx.Exec(ctx, `
		UPDATE review_entry
		SET    state = $3, asked_by = $4, asked_at = $5, answered_at = $6, verdict = $7, decided_by = $8, decided_unit = $9,
		       decided_at = $10, question = $11, answer = $12, reasons = $13, version = version + 1
		WHERE  id = $1 AND version = $2`,
		e.ID, e.Version, e.State, e.AskedBy, e.AskedAt, e.AnsweredAt, e.Verdict, e.DecidedBy, decidedUnit,
		e.DecidedAt, s.question, s.answer, s.reasons)
	if err != nil {
		return fmt.Errorf("update entry %s: %w", e.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}
