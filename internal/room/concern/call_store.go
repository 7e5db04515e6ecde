package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func storeCall(ctx context.Context, tx *db.Tx, c Call) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO concern_call (matter_id, kind, raised_at, rings, next_at, taken_at, taken_by)
		VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, ''))
		ON CONFLICT (matter_id, kind) DO UPDATE
		SET rings = excluded.rings, next_at = excluded.next_at, taken_at = excluded.taken_at, taken_by = excluded.taken_by`,
		c.Matter, c.Kind, c.RaisedAt, c.Rings, c.NextAt, c.TakenAt, c.TakenBy); err != nil {
		return fmt.Errorf("store call of matter %s: %w", c.Matter, err)
	}
	return nil
}

const callColumns = `c.matter_id, c.kind, c.raised_at, c.rings, c.next_at, c.taken_at, c.taken_by`

func queryCalls(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Call, error) {
	rows, err := tx.Query(ctx, query, args...)
	return db.Collect(rows, err, "calls", func(c *Call) []any {
		return []any{&c.Matter, &c.Kind, &c.RaisedAt, &c.Rings, db.Null(&c.NextAt), db.Null(&c.TakenAt), db.Null(&c.TakenBy)}
	})
}

// dueCalls is the calls that should ring now, the oldest first.
func dueCalls(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]Call, error) {
	return queryCalls(ctx, tx, `
		SELECT `+callColumns+`
		FROM   concern_call c
		WHERE  c.next_at IS NOT NULL AND c.next_at <= $1
		ORDER  BY c.next_at, c.matter_id
		LIMIT  $2`, now, limit)
}

// callsOf is the calls of a matter, taken ones too.
func callsOf(ctx context.Context, tx *db.Tx, matter string) ([]Call, error) {
	return queryCalls(ctx, tx, `
		SELECT `+callColumns+`
		FROM   concern_call c
		WHERE  c.matter_id = $1
		ORDER  BY c.raised_at, c.kind`, matter)
}
