package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// AlarmKind is which clock ran out.
type AlarmKind string

// AlarmUnconfirmed: nobody at the receiving unit has confirmed the delivery.
const AlarmUnconfirmed AlarmKind = "unconfirmed"

// alarm is a clock that has run out and that nobody has been told of.
type alarm struct {
	Kind         AlarmKind
	Matter       string
	Report       string
	Unit         string
	Organisation string
	Officer      string
	Protected    bool
}

// dueAlarms finds what has run out at the moment now, oldest first. A delivery
// counts as unconfirmed when it was made before the given moment.
func dueAlarms(ctx context.Context, tx *db.Tx, now, unconfirmedBefore time.Time, limit int) ([]alarm, error) {
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	most := bind(limit)
	// Each half walks its own index in order and stops when it has enough.
	rows, err := tx.Query(ctx, `
		SELECT due.kind, m.id, m.report_id, m.unit_id, m.organisation_id, m.officer_id, m.protected
		FROM  (SELECT late.id, late.kind
		       FROM  (SELECT m.id, m.next_step AS kind FROM concern_matter m
		              WHERE  m.next_due IS NOT NULL AND `+urgencyIs(Late, BoundsAt(now), bind)+`
		              AND    NOT EXISTS (SELECT 1 FROM concern_alarm a WHERE a.matter_id = m.id AND a.kind = m.next_step)
		              ORDER  BY m.next_due
		              LIMIT  `+most+`) late
		       UNION ALL
		       SELECT waiting.id, 'unconfirmed' AS kind
		       FROM  (SELECT m.id FROM concern_matter m
		              WHERE  m.state = 'delivered' AND m.arrived_at <= `+bind(unconfirmedBefore)+`
		              AND    NOT EXISTS (SELECT 1 FROM concern_alarm a WHERE a.matter_id = m.id AND a.kind = 'unconfirmed')
		              ORDER  BY m.arrived_at
		              LIMIT  `+most+`) waiting) due
		JOIN   concern_matter m ON m.id = due.id
		ORDER  BY m.delivered_at, m.id`, args...)
	return db.Collect(rows, err, "alarms", func(a *alarm) []any {
		return []any{&a.Kind, &a.Matter, &a.Report, &a.Unit, &a.Organisation, &a.Officer, &a.Protected}
	})
}

// claimAlarm says whether this caller is the one who tells of it.
func claimAlarm(ctx context.Context, tx *db.Tx, a alarm, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO concern_alarm (matter_id, kind, at)
		VALUES ($1, $2, $3)
		ON CONFLICT (matter_id, kind) DO NOTHING`, a.Matter, a.Kind, at)
	if err != nil {
		return false, fmt.Errorf("claim alarm of matter %s: %w", a.Matter, err)
	}
	return n == 1, nil
}

// forgetAlarm lets an alarm be raised again: the clock it told of has a new end.
func forgetAlarm(ctx context.Context, tx *db.Tx, matter string, kind AlarmKind) error {
	if _, err := tx.Exec(ctx, `DELETE FROM concern_alarm WHERE matter_id = $1 AND kind = $2`, matter, kind); err != nil {
		return fmt.Errorf("forget alarm of matter %s: %w", matter, err)
	}
	return nil
}

// countOpen is how many open matters each unit has.
func countOpen(ctx context.Context, tx *db.Tx) ([]Unanswered, error) {
	rows, err := tx.Query(ctx, `
		SELECT unit_id, COUNT(*)
		FROM   concern_matter
		WHERE  next_due IS NOT NULL
		GROUP  BY unit_id
		ORDER  BY unit_id`)
	return db.Collect(rows, err, "open matters", func(u *Unanswered) []any { return []any{&u.Unit, &u.Matters} })
}

// countAlarms is how many clocks have run out and still stand so, counted to a limit.
func countAlarms(ctx context.Context, tx *db.Tx, now, unconfirmedBefore time.Time, limit int) (n int64, err error) {
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	most := bind(limit)
	err = tx.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM (SELECT m.id FROM concern_matter m
		        WHERE  m.next_due IS NOT NULL AND `+urgencyIs(Late, BoundsAt(now), bind)+` LIMIT `+most+`) late)
		     + (SELECT count(*) FROM (SELECT m.id FROM concern_matter m
		        WHERE  m.state = 'delivered' AND m.delivered_at <= `+bind(unconfirmedBefore)+` LIMIT `+most+`) waiting)`, args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count alarms: %w", err)
	}
	return n, nil
}
