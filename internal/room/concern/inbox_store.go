package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// tallyCap keeps the counts of the inbox at the cost of a few index pages however
// many matters a unit has; the page says "fler än".
const tallyCap = 200

// listInbox gives a page of the unit's open matters from the index
// concern_matter_inbox, least time left first, after the given key.
func listInbox(ctx context.Context, tx *db.Tx, who access.Actor, standIns []StandIn, f InboxFilter, now time.Time, limit int) ([]sealedMatter, error) {
	where, args := matterScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	where += " AND m.next_due IS NOT NULL"
	if f.Urgency != "" {
		where += " AND " + urgencyIs(f.Urgency, BoundsAt(now), bind)
	}
	switch f.Whose {
	case Mine:
		where += " AND m.officer_id = " + bind(who.User)
	case Nobodys:
		where += " AND m.officer_id = ''"
	case Theirs:
		theirs := bind("nobody")
		for _, s := range standIns {
			theirs += ", " + bind(s.User)
		}
		where += " AND m.officer_id IN (" + theirs + ")"
	case Everybodys:
	}
	if f.Step != "" {
		where += " AND m.next_step = " + bind(f.Step)
	}
	if !f.After.IsZero() {
		due, id := bind(f.After.At), bind(f.After.ID)
		where += " AND m.next_due >= " + due + " AND (m.next_due > " + due + " OR m.id > " + id + ")"
	}
	return querySealed(ctx, tx, `
		SELECT `+matterColumns+`, m.headline
		FROM   `+matterTables+`
		WHERE  `+where+`
		ORDER  BY m.next_due, m.id
		LIMIT  `+bind(limit), args...)
}

// listDone gives a page of matters where nothing is waited for, the latest first.
func listDone(ctx context.Context, tx *db.Tx, who access.Actor, after PageKey, limit int) ([]sealedMatter, error) {
	where, args := matterScope(who)
	if !after.IsZero() {
		args = append(args, after.At, after.ID)
		where += " AND m.delivered_at <= $2 AND (m.delivered_at < $2 OR m.id < $3)"
	}
	args = append(args, limit)
	return querySealed(ctx, tx, `
		SELECT `+matterColumns+`, m.headline
		FROM   `+matterTables+`
		WHERE  `+where+` AND m.next_due IS NULL
		ORDER  BY m.delivered_at DESC, m.id DESC
		LIMIT  `+db.Numbered(len(args), 1), args...)
}

func querySealed(ctx context.Context, tx *db.Tx, query string, args ...any) ([]sealedMatter, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	defer rows.Close()
	var list []sealedMatter
	for rows.Next() {
		var s sealedMatter
		if s.Matter, err = scanMatter(rows.Scan, &s.headline); err != nil {
			return nil, fmt.Errorf("scan matter: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// urgencyIs is [Clock.Urgency] as a condition on concern_matter m.
func urgencyIs(u Urgency, b Bounds, bind func(any) string) string {
	switch u {
	case Late:
		return "m.next_due <= " + bind(b.Now)
	case Today:
		return "m.next_due > " + bind(b.Now) + " AND m.next_due < " + bind(b.TomorrowEnds)
	case Soon:
		return "m.next_due >= " + bind(b.TomorrowEnds) + " AND m.next_due <= " + bind(b.SoonEnds)
	case Ample:
		return "m.next_due > " + bind(b.SoonEnds)
	}
	return "1 = 0"
}

// countInbox counts each group of the inbox up to tallyCap.
func countInbox(ctx context.Context, tx *db.Tx, who access.Actor, now time.Time) (Tally, error) {
	where, args := matterScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	limit, bounds := bind(tallyCap), BoundsAt(now)
	count := func(cond string) string {
		return `(SELECT count(*) FROM (SELECT 1 FROM concern_matter m WHERE ` + where +
			` AND m.next_due IS NOT NULL AND ` + cond + ` LIMIT ` + limit + `) AS counted)`
	}
	query := `SELECT `
	for _, u := range Urgencies {
		query += count(urgencyIs(u, bounds, bind)) + `, `
	}
	var t Tally
	err := tx.QueryRow(ctx, query+count(`m.officer_id = ''`), args...).Scan(&t.Late, &t.Today, &t.Soon, &t.Ample, &t.Unassigned)
	if err != nil {
		return Tally{}, fmt.Errorf("count inbox: %w", err)
	}
	return t, nil
}

// countDue counts what must be done today or already should have been, for the
// menu of every page; it stops at the cap.
func countDue(ctx context.Context, tx *db.Tx, who access.Actor, now time.Time) (int, error) {
	where, args := matterScope(who)
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*)
		FROM  (SELECT 1 FROM concern_matter m
		       WHERE  `+where+` AND m.next_due IS NOT NULL AND m.next_due < $2
		       LIMIT  $3) AS counted`, append(args, BoundsAt(now).TomorrowEnds, tallyCap)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count due: %w", err)
	}
	return n, nil
}
