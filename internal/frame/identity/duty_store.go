package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func insertDuty(ctx context.Context, tx *db.Tx, d Duty, by string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_duty (id, unit_id, user_id, first_day, last_day, set_at, set_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, d.ID, d.Unit, d.User, d.First, d.Last, now, by); err != nil {
		return fmt.Errorf("insert duty %s: %w", d.ID, err)
	}
	return nil
}

func deleteDuty(ctx context.Context, tx *db.Tx, duty, unit string) error {
	n, err := tx.Exec(ctx, `DELETE FROM identity_duty WHERE id = $1 AND unit_id = $2`, duty, unit)
	if err != nil {
		return fmt.Errorf("delete duty %s: %w", duty, err)
	}
	if n == 0 {
		return fmt.Errorf("delete duty %s: %w", duty, db.ErrNotFound)
	}
	return nil
}

// loadDuties is the unit's rota from the day on, in order.
func loadDuties(ctx context.Context, tx *db.Tx, unit string, from civil.Date) ([]Duty, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, unit_id, user_id, first_day, last_day
		FROM   identity_duty
		WHERE  unit_id = $1 AND last_day >= $2
		ORDER  BY first_day, id`, unit, from)
	return db.Collect(rows, err, "duties of unit "+unit, func(d *Duty) []any { return []any{&d.ID, &d.Unit, &d.User, &d.First, &d.Last} })
}
