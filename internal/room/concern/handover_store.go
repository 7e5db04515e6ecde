package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// listHeld is the unit's open matters that somebody has, or nobody, the one with least
// time first.
func listHeld(ctx context.Context, tx *db.Tx, who access.Actor, d HandoverDraft, now time.Time, limit int) ([]sealedMatter, error) {
	where, args := matterScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	where += " AND m.next_due IS NOT NULL AND m.officer_id = " + bind(d.From)
	if d.Urgency != "" {
		where += " AND " + urgencyIs(d.Urgency, BoundsAt(now), bind)
	}
	if d.Step != "" {
		where += " AND m.next_step = " + bind(d.Step)
	}
	return querySealed(ctx, tx, `
		SELECT `+matterColumns+`, m.headline
		FROM   `+matterTables+`
		WHERE  `+where+`
		ORDER  BY m.next_due, m.id
		LIMIT  `+bind(limit), args...)
}

// listHolders is who has open matters at the unit.
func listHolders(ctx context.Context, tx *db.Tx, who access.Actor) ([]string, error) {
	where, args := matterScope(who)
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT m.officer_id
		FROM   concern_matter m
		WHERE  `+where+` AND m.next_due IS NOT NULL AND m.officer_id <> ''
		ORDER  BY m.officer_id`, args...)
	return db.Collect(rows, err, "who has matters", db.Single[string])
}
