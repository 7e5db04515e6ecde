package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// listClocks is the clocks of the open matters the actor answers for, from a moment on.
func listClocks(ctx context.Context, tx *db.Tx, who access.Actor, from time.Time, limit int) ([]Clock, error) {
	where, args := matterScope(who)
	args = append(args, from, limit)
	if who.Role != access.Manager {
		where += " AND m.officer_id = $4"
		args = append(args, who.User)
	}
	rows, err := tx.Query(ctx, `
		SELECT m.next_step, m.next_from, m.next_due, m.next_at_once
		FROM   concern_matter m
		WHERE  `+where+` AND m.next_due IS NOT NULL AND m.next_due > $2
		ORDER  BY m.next_due, m.id
		LIMIT  $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("list clocks: %w", err)
	}
	defer rows.Close()
	var list []Clock
	for rows.Next() {
		var c Clock
		if err := rows.Scan(&c.Step, db.Null(&c.From), &c.Due, &c.AtOnce); err != nil {
			return nil, fmt.Errorf("scan clock: %w", err)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}
