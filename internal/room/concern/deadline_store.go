package concern

import (
	"context"
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
	return db.Collect(rows, err, "clocks", func(c *Clock) []any { return []any{&c.Step, db.Null(&c.From), &c.Due, &c.AtOnce} })
}
