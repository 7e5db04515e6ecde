package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func insertMandate(ctx context.Context, tx *db.Tx, m Mandate, by string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_mandate (id, user_id, unit_id, role, protected, valid_from, valid_to, deputy_id, granted_at, granted_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, ''), $9, $10)`,
		m.ID, m.User, m.Unit, m.Role, m.Protected, m.From, m.To, m.Deputy, now, by)
	if err != nil {
		return fmt.Errorf("insert mandate %s: %w", m.ID, err)
	}
	return nil
}

// storeEnd writes down how m ends. It can only take days away: the guard holds
// also when two administrators end the same mandate at the same moment.
func storeEnd(ctx context.Context, tx *db.Tx, m Mandate, now time.Time) error {
	var ended time.Time
	if m.Ended {
		ended = now
	}
	n, err := tx.Exec(ctx, `
		UPDATE identity_mandate
		SET    valid_to = $2, ended_at = $3, deputy_id = NULLIF($4, '')
		WHERE  id = $1 AND ended_at IS NULL
		AND    (valid_to IS NULL OR valid_to >= $2)`,
		m.ID, m.To, ended, m.Deputy)
	if err != nil {
		return fmt.Errorf("end mandate %s: %w", m.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

const mandateColumns = `
	m.id, m.user_id, m.unit_id, m.role, m.protected, m.valid_from, m.valid_to, m.ended_at IS NOT NULL, m.deputy_id,
	n.name, o.id, o.name, COALESCE(o.municipality_code, ''), o.sector, rn.last_day`

const mandateTables = `
	identity_mandate m
	JOIN register_unit n ON n.id = m.unit_id
	JOIN register_organisation o ON o.id = n.organisation_id
	LEFT JOIN identity_renewal rn ON rn.mandate_id = m.id`

func scanMandate(row scanner) (Mandate, error) {
	var m Mandate
	err := row.Scan(&m.ID, &m.User, &m.Unit, &m.Role, &m.Protected, &m.From, db.Null(&m.To), &m.Ended, db.Null(&m.Deputy),
		&m.UnitName, &m.Organisation, &m.OrganisationName, &m.Municipality, &m.Sector, db.Null(&m.Unconfirmed))
	return m, err
}

func scanMandates(rows *db.Rows, err error) ([]Mandate, error) {
	if err != nil {
		return nil, fmt.Errorf("load mandates: %w", err)
	}
	defer rows.Close()
	var all []Mandate
	for rows.Next() {
		m, err := scanMandate(rows)
		if err != nil {
			return nil, fmt.Errorf("scan mandates: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

func loadMandate(ctx context.Context, tx *db.Tx, mandate string) (Mandate, error) {
	m, err := scanMandate(tx.QueryRow(ctx, `SELECT `+mandateColumns+` FROM `+mandateTables+` WHERE m.id = $1`, mandate))
	if err != nil {
		return Mandate{}, fmt.Errorf("load mandate %s: %w", mandate, err)
	}
	return m, nil
}

// loadMandates is every mandate somebody has had, the latest first.
func loadMandates(ctx context.Context, tx *db.Tx, user string) ([]Mandate, error) {
	return scanMandates(tx.Query(ctx, `
		SELECT `+mandateColumns+` FROM `+mandateTables+`
		WHERE  m.user_id = $1
		ORDER  BY m.valid_from DESC, m.id DESC`, user))
}

// loadInForce is what somebody may act under on the day.
func loadInForce(ctx context.Context, tx *db.Tx, user string, on civil.Date) ([]Mandate, error) {
	return scanMandates(tx.Query(ctx, `
		SELECT `+mandateColumns+` FROM `+mandateTables+`
		WHERE  m.user_id = $1 AND m.ended_at IS NULL
		AND    m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)
		ORDER  BY o.sort_key, n.sort_key, m.id`, user, on))
}

// loadLeftTo is the mandates that are over and whose deputy is the user.
func loadLeftTo(ctx context.Context, tx *db.Tx, deputy string, on civil.Date) ([]Mandate, error) {
	return scanMandates(tx.Query(ctx, `
		SELECT `+mandateColumns+` FROM `+mandateTables+`
		WHERE  m.deputy_id = $1 AND (m.ended_at IS NOT NULL OR m.valid_to < $2)
		ORDER  BY m.id`, deputy, on))
}

// countAdministrators is how many could still administer the place on the day, if
// the mandates of leaving (or the one mandate) were gone.
func countAdministrators(ctx context.Context, tx *db.Tx, at place, on civil.Date, mandate, leaving string) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id
		WHERE  (o.id = $1 OR $2 <> '' AND o.municipality_code = $2)
		AND    m.role = $3 AND m.ended_at IS NULL AND u.closed_at IS NULL
		AND    m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4)
		AND    m.id <> $5 AND m.user_id <> $6`,
		at.Organisation, at.Municipality, access.Administrator, on, mandate, leaving).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count administrators of %s: %w", at.Organisation, err)
	}
	return n, nil
}

// loadAdministrators is who administers the place on the day.
func loadAdministrators(ctx context.Context, tx *db.Tx, at place, on civil.Date) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT m.user_id
		FROM   `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id
		WHERE  (o.id = $1 OR $2 <> '' AND o.municipality_code = $2)
		AND    m.role = $3 AND m.ended_at IS NULL AND u.closed_at IS NULL
		AND    m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4)`,
		at.Organisation, at.Municipality, access.Administrator, on)
	return db.Collect(rows, err, "administrators of "+at.Organisation, db.Single[string])
}

func loadUsersIn(ctx context.Context, tx *db.Tx, unit string, role access.Role, shielded bool, on civil.Date) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT u.id, u.sort_key
		FROM   identity_mandate m
		JOIN   identity_user u ON u.id = m.user_id
		WHERE  m.unit_id = $1 AND m.role = $2 AND m.ended_at IS NULL AND u.closed_at IS NULL
		AND    m.valid_from <= $3 AND (m.valid_to IS NULL OR m.valid_to >= $3)
		AND    (NOT $4 OR m.protected)
		ORDER  BY u.sort_key`, unit, role, on, shielded)
	if err != nil {
		return nil, fmt.Errorf("load users in unit %s: %w", unit, err)
	}
	defer rows.Close()
	var users []string
	for rows.Next() {
		var user, sortKey string
		if err := rows.Scan(&user, &sortKey); err != nil {
			return nil, fmt.Errorf("scan users in unit %s: %w", unit, err)
		}
		users = append(users, user)
	}
	return users, rows.Err()
}

// Workplace is a unit with the organisation it belongs to.
type Workplace struct {
	Unit, UnitName                 string
	Organisation, OrganisationName string
	Municipality                   string
	Sector                         access.Sector
}

func loadWorkplace(ctx context.Context, tx *db.Tx, unit string) (Workplace, error) {
	var w Workplace
	err := tx.QueryRow(ctx, `
		SELECT n.id, n.name, o.id, o.name, COALESCE(o.municipality_code, ''), o.sector
		FROM   register_unit n
		JOIN   register_organisation o ON o.id = n.organisation_id
		WHERE  n.id = $1`, unit).Scan(&w.Unit, &w.UnitName, &w.Organisation, &w.OrganisationName, &w.Municipality, &w.Sector)
	if err != nil {
		return Workplace{}, fmt.Errorf("load unit %s: %w", unit, err)
	}
	return w, nil
}

func loadWorkplaces(ctx context.Context, tx *db.Tx, at place) ([]Workplace, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.id, n.name, o.id, o.name, COALESCE(o.municipality_code, ''), o.sector
		FROM   register_unit n
		JOIN   register_organisation o ON o.id = n.organisation_id
		WHERE  o.id = $1 OR $2 <> '' AND o.municipality_code = $2
		ORDER  BY o.sort_key, o.id, n.sort_key`, at.Organisation, at.Municipality)
	return db.Collect(rows, err, "units", func(w *Workplace) []any {
		return []any{&w.Unit, &w.UnitName, &w.Organisation, &w.OrganisationName, &w.Municipality, &w.Sector}
	})
}

func loadPlace(ctx context.Context, tx *db.Tx, organisation string) (place, error) {
	var p place
	err := tx.QueryRow(ctx, `
		SELECT id, COALESCE(municipality_code, '')
		FROM   register_organisation
		WHERE  id = $1`, organisation).Scan(&p.Organisation, &p.Municipality)
	if errors.Is(err, db.ErrNotFound) {
		return place{}, nil
	}
	if err != nil {
		return place{}, fmt.Errorf("load organisation %s: %w", organisation, err)
	}
	return p, nil
}
