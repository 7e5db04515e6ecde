package identity

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// renewing is a mandate with its renewal, as it is kept.
type renewing struct {
	Mandate
	Renewal
	system bool
}

const renewalColumns = mandateColumns + `,
	COALESCE((SELECT MAX(k.day) FROM identity_confirmation k WHERE k.mandate_id = m.id), m.valid_from), rn.again_on,
	EXISTS (SELECT 1 FROM identity_client c WHERE c.id = m.user_id)`

func queryRenewing(ctx context.Context, tx *db.Tx, query string, args ...any) ([]renewing, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("load renewals: %w", err)
	}
	defer rows.Close()
	var all []renewing
	for rows.Next() {
		var x renewing
		m := &x.Mandate
		if err := rows.Scan(&m.ID, &m.User, &m.Unit, &m.Role, &m.Protected, &m.From, db.Null(&m.To), &m.Ended, db.Null(&m.Deputy),
			&m.UnitName, &m.Organisation, &m.OrganisationName, &m.Municipality, &m.Sector, db.Null(&m.Unconfirmed),
			&x.Since, db.Null(&x.Again), &x.system); err != nil {
			return nil, fmt.Errorf("scan renewals: %w", err)
		}
		x.Renewal.Last = m.Unconfirmed
		all = append(all, x)
	}
	return all, rows.Err()
}

// loadRenewing is the mandates in force that began, and were last confirmed, before
// the day, the one nobody has looked at for longest first.
func loadRenewing(ctx context.Context, tx *db.Tx, today, before civil.Date) ([]renewing, error) {
	return queryRenewing(ctx, tx, `
		SELECT `+renewalColumns+` FROM `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id AND u.closed_at IS NULL
		WHERE  m.ended_at IS NULL AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $1)
		AND    NOT EXISTS (SELECT 1 FROM identity_confirmation k WHERE k.mandate_id = m.id AND k.day > $2)
		ORDER  BY m.valid_from, m.id`, today, before)
}

// loadUnconfirmed is the mandates that wait for somebody to confirm them, at the unit
// or, with none given, at the place; those that end first come first.
func loadUnconfirmed(ctx context.Context, tx *db.Tx, unit string, at place, today civil.Date, limit int) ([]renewing, error) {
	return queryRenewing(ctx, tx, `
		SELECT `+renewalColumns+` FROM `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id AND u.closed_at IS NULL
		WHERE  m.ended_at IS NULL AND rn.last_day IS NOT NULL AND (m.valid_to IS NULL OR m.valid_to >= $4)
		AND    ($1 <> '' AND m.unit_id = $1 OR $1 = '' AND (o.id = $2 OR $3 <> '' AND o.municipality_code = $3))
		ORDER  BY rn.last_day, u.sort_key, m.id
		LIMIT  $5`, unit, at.Organisation, at.Municipality, today, limit)
}

func loadRenewingOne(ctx context.Context, tx *db.Tx, mandate string) (renewing, error) {
	all, err := queryRenewing(ctx, tx, `SELECT `+renewalColumns+` FROM `+mandateTables+` WHERE m.id = $1`, mandate)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("load renewal of %s: %w", mandate, db.ErrNotFound)
	}
	if err != nil {
		return renewing{}, err
	}
	return all[0], nil
}

func insertRenewal(ctx context.Context, tx *db.Tx, mandate string, r Renewal, today civil.Date) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_renewal (mandate_id, last_day, told_on)
		VALUES ($1, $2, $3)`, mandate, r.Last, today); err != nil {
		return fmt.Errorf("insert renewal of %s: %w", mandate, err)
	}
	return nil
}

func updateRenewal(ctx context.Context, tx *db.Tx, mandate string, r Renewal) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_renewal SET last_day = $2, again_on = $3
		WHERE  mandate_id = $1`, mandate, r.Last, r.Again); err != nil {
		return fmt.Errorf("update renewal of %s: %w", mandate, err)
	}
	return nil
}

// deleteRenewal is for a mandate that is confirmed or over.
func deleteRenewal(ctx context.Context, tx *db.Tx, mandate string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_renewal WHERE mandate_id = $1`, mandate); err != nil {
		return fmt.Errorf("delete renewal of %s: %w", mandate, err)
	}
	return nil
}

func insertConfirmation(ctx context.Context, tx *db.Tx, mandate, by string, day civil.Date) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_confirmation (mandate_id, day, confirmed_by)
		VALUES ($1, $2, $3)
		ON CONFLICT (mandate_id, day) DO NOTHING`, mandate, day, by); err != nil {
		return fmt.Errorf("confirm mandate %s: %w", mandate, err)
	}
	return nil
}

// loadLonely is the administrators' mandates that nobody but their holder can confirm,
// because it is the only one of its municipality, or of its organisation where there is none.
func loadLonely(ctx context.Context, tx *db.Tx, on civil.Date) ([]renewing, error) {
	return queryRenewing(ctx, tx, `
		SELECT `+renewalColumns+` FROM `+mandateTables+`
		WHERE  rn.last_day IS NOT NULL AND m.ended_at IS NULL AND m.role = 'administrator'
		AND    (m.valid_to IS NULL OR m.valid_to >= $1)
		ORDER  BY o.sort_key, m.id`, on)
}
