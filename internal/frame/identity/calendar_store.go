package identity

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func storeCalendar(ctx context.Context, tx *db.Tx, mandate string, c Calendar, hash string) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_calendar (mandate_id, id, token_hash, made_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (mandate_id) DO UPDATE
		SET id = excluded.id, token_hash = excluded.token_hash, made_at = excluded.made_at`, mandate, c.ID, hash, c.Made); err != nil {
		return fmt.Errorf("store calendar of mandate %s: %w", mandate, err)
	}
	return nil
}

func deleteCalendar(ctx context.Context, tx *db.Tx, mandate string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_calendar WHERE mandate_id = $1`, mandate); err != nil {
		return fmt.Errorf("delete calendar of mandate %s: %w", mandate, err)
	}
	return nil
}

func loadCalendar(ctx context.Context, tx *db.Tx, mandate string) (Calendar, error) {
	var c Calendar
	err := tx.QueryRow(ctx, `SELECT id, made_at FROM identity_calendar WHERE mandate_id = $1`, mandate).Scan(&c.ID, &c.Made)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return Calendar{}, fmt.Errorf("load calendar of mandate %s: %w", mandate, err)
	}
	return c, nil
}

// loadCalendarActor is whose calendar it is, while the mandate is in force and the
// account is open.
func loadCalendarActor(ctx context.Context, tx *db.Tx, hash string, on civil.Date) (access.Actor, Calendar, error) {
	var a access.Actor
	var c Calendar
	err := tx.QueryRow(ctx, `
		SELECT c.id, c.made_at, m.user_id, m.id, m.role, n.id, o.id, COALESCE(o.municipality_code, ''), o.sector
		FROM   identity_calendar c
		JOIN   identity_mandate m ON m.id = c.mandate_id
		JOIN   identity_user u ON u.id = m.user_id
		JOIN   register_unit n ON n.id = m.unit_id
		JOIN   register_organisation o ON o.id = n.organisation_id
		WHERE  c.token_hash = $1 AND m.ended_at IS NULL AND u.closed_at IS NULL
		AND    m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)`, hash, on).Scan(
		&c.ID, &c.Made, &a.User, &a.Mandate, &a.Role, &a.Unit, &a.Organisation, &a.Municipality, &a.Sector)
	if err != nil {
		return access.Actor{}, Calendar{}, fmt.Errorf("load calendar: %w", err)
	}
	return a, c, nil
}
