package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func insertAbsence(ctx context.Context, tx *db.Tx, a Absence, by string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_absence (id, mandate_id, deputy_id, first_day, last_day, said_at, said_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Mandate, a.Deputy, a.First, a.Last, now, by); err != nil {
		return fmt.Errorf("insert absence %s: %w", a.ID, err)
	}
	return nil
}

func endAbsence(ctx context.Context, tx *db.Tx, absence string, now time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE identity_absence SET ended_at = $2
		WHERE  id = $1 AND ended_at IS NULL`, absence, now)
	if err != nil {
		return fmt.Errorf("end absence %s: %w", absence, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

const absenceColumns = `a.id, a.mandate_id, m.user_id, m.unit_id, a.deputy_id, a.first_day, a.last_day, a.ended_at IS NOT NULL`

func queryAbsences(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Absence, error) {
	rows, err := tx.Query(ctx, query, args...)
	return db.Collect(rows, err, "absences", func(a *Absence) []any {
		return []any{&a.ID, &a.Mandate, &a.User, &a.Unit, &a.Deputy, &a.First, &a.Last, &a.Ended}
	})
}

func loadAbsence(ctx context.Context, tx *db.Tx, absence string) (Absence, error) {
	all, err := queryAbsences(ctx, tx, `
		SELECT `+absenceColumns+`
		FROM   identity_absence a
		JOIN   identity_mandate m ON m.id = a.mandate_id
		WHERE  a.id = $1`, absence)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("load absence %s: %w", absence, db.ErrNotFound)
	}
	if err != nil {
		return Absence{}, err
	}
	return all[0], nil
}

// loadAbsencesOf is what is left of a person's absences from the day on, in order.
func loadAbsencesOf(ctx context.Context, tx *db.Tx, user string, from civil.Date) ([]Absence, error) {
	return queryAbsences(ctx, tx, `
		SELECT `+absenceColumns+`
		FROM   identity_absence a
		JOIN   identity_mandate m ON m.id = a.mandate_id
		WHERE  m.user_id = $1 AND a.last_day >= $2 AND a.ended_at IS NULL
		ORDER  BY a.first_day, a.id`, user, from)
}

// loadAbsencesIn is what is left of the absences from a unit, in order.
func loadAbsencesIn(ctx context.Context, tx *db.Tx, unit string, from civil.Date) ([]Absence, error) {
	return queryAbsences(ctx, tx, `
		SELECT `+absenceColumns+`
		FROM   identity_absence a
		JOIN   identity_mandate m ON m.id = a.mandate_id
		WHERE  m.unit_id = $1 AND m.ended_at IS NULL AND a.last_day >= $2 AND a.ended_at IS NULL
		ORDER  BY a.first_day, a.id`, unit, from)
}

// loadStandingIn is the absences at a unit on the day in which the user stands in.
func loadStandingIn(ctx context.Context, tx *db.Tx, deputy, unit string, on civil.Date) ([]Absence, error) {
	return queryAbsences(ctx, tx, `
		SELECT `+absenceColumns+`
		FROM   identity_absence a
		JOIN   identity_mandate m ON m.id = a.mandate_id
		WHERE  a.deputy_id = $1 AND m.unit_id = $2 AND a.first_day <= $3 AND a.last_day >= $3 AND a.ended_at IS NULL
		AND    m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $3)
		ORDER  BY a.last_day, a.id`, deputy, unit, on)
}

// loadAway is every absence on the day.
func loadAway(ctx context.Context, tx *db.Tx, on civil.Date) ([]Absence, error) {
	return queryAbsences(ctx, tx, `
		SELECT `+absenceColumns+`
		FROM   identity_absence a
		JOIN   identity_mandate m ON m.id = a.mandate_id
		WHERE  a.first_day <= $1 AND a.last_day >= $1 AND a.ended_at IS NULL
		AND    m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $1)
		ORDER  BY a.id`, on)
}

// loadStaff is who works at the unit on the day, and who stands in for them. A system
// is nobody: it reads no notices.
func loadStaff(ctx context.Context, tx *db.Tx, unit string, on civil.Date) (Staff, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.user_id, m.id, m.role, m.protected, a.deputy_id, a.last_day
		FROM   identity_mandate m
		JOIN   identity_user u ON u.id = m.user_id
		LEFT   JOIN identity_absence a ON a.mandate_id = m.id AND a.first_day <= $2 AND a.last_day >= $2 AND a.ended_at IS NULL
		WHERE  m.unit_id = $1 AND m.ended_at IS NULL AND u.closed_at IS NULL
		AND    NOT EXISTS (SELECT 1 FROM identity_client c WHERE c.id = m.user_id)
		AND    m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)
		ORDER  BY u.sort_key, m.id`, unit, on)
	if err != nil {
		return nil, fmt.Errorf("load staff of unit %s: %w", unit, err)
	}
	defer rows.Close()
	var s Staff
	for rows.Next() {
		var m Member
		if err := rows.Scan(&m.User, &m.Mandate, &m.Role, &m.Protected, db.Null(&m.Deputy), db.Null(&m.Until)); err != nil {
			return nil, fmt.Errorf("scan staff of unit %s: %w", unit, err)
		}
		s = append(s, m)
	}
	return s, rows.Err()
}

// loadActors is every mandate in force on the day that fits the condition, as an actor, a
// person's together. The condition's first argument is $2.
func loadActors(ctx context.Context, tx *db.Tx, on civil.Date, condition string, args ...any) ([]access.Actor, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.user_id, m.id, m.role, m.protected, n.id, o.id, COALESCE(o.municipality_code, ''), o.sector
		FROM   `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id AND u.closed_at IS NULL
		WHERE  NOT EXISTS (SELECT 1 FROM identity_client c WHERE c.id = m.user_id)
		AND    m.ended_at IS NULL AND m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to >= $1)
		AND    `+condition+`
		ORDER  BY m.user_id, m.id`, append([]any{on}, args...)...)
	return db.Collect(rows, err, "actors", func(a *access.Actor) []any {
		return []any{&a.User, &a.Mandate, &a.Role, &a.Protected, &a.Unit, &a.Organisation, &a.Municipality, &a.Sector}
	})
}

// sweepPresence removes absences and duties that ended before the day.
func sweepPresence(ctx context.Context, tx *db.Tx, before civil.Date) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_absence WHERE last_day < $1`, before); err != nil {
		return fmt.Errorf("sweep absences: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_duty WHERE last_day < $1`, before); err != nil {
		return fmt.Errorf("sweep duties: %w", err)
	}
	return nil
}
