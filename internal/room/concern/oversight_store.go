package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// standingCap keeps a manager's counts at the cost of some index pages.
const standingCap = 1000

// countUpTo counts the rows of concern_matter m that the conditions hold for, up to the cap.
func countUpTo(limit string, where ...string) string {
	query := `(SELECT count(*) FROM (SELECT 1 FROM concern_matter m WHERE `
	for i, condition := range where {
		if i > 0 {
			query += ` AND `
		}
		query += condition
	}
	return query + ` LIMIT ` + limit + `) AS counted)`
}

func countStanding(ctx context.Context, tx *db.Tx, who access.Actor, now, weekEnd time.Time) (Standing, error) {
	scope, args := matterScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	limit, at, end := bind(standingCap), bind(now), bind(weekEnd)
	const open = `m.next_due IS NOT NULL`
	var s Standing
	err := tx.QueryRow(ctx, `SELECT `+
		countUpTo(limit, scope, open, `m.next_due <= `+at)+`, `+
		countUpTo(limit, scope, open, `m.next_due > `+at, `m.next_due <= `+end)+`, `+
		countUpTo(limit, scope, open)+`, `+
		countUpTo(limit, scope, `m.state = 'delivered'`)+`, `+
		countUpTo(limit, scope, open, `m.officer_id = ''`),
		args...).Scan(&s.Late, &s.Week, &s.Open, &s.Unacknowledged, &s.Unassigned)
	if err != nil {
		return Standing{}, fmt.Errorf("count what stands: %w", err)
	}
	return s, nil
}

// countLoads counts the open matters of each officer, in their order.
func countLoads(ctx context.Context, tx *db.Tx, who access.Actor, officers []string) ([]int, error) {
	if len(officers) == 0 {
		return nil, nil
	}
	scope, args := matterScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	limit, query := bind(standingCap), `SELECT `
	counts, into := make([]int, len(officers)), make([]any, len(officers))
	for i, user := range officers {
		if i > 0 {
			query += `, `
		}
		query += countUpTo(limit, scope, `m.next_due IS NOT NULL`, `m.officer_id = `+bind(user))
		into[i] = &counts[i]
	}
	if err := tx.QueryRow(ctx, query, args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count loads: %w", err)
	}
	return counts, nil
}
