package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// loadRoster is every mandate that was in force on the day at the unit or, with none
// given, at the place. One that was ended at once counts until the moment it ended.
func loadRoster(ctx context.Context, tx *db.Tx, unit string, at place, on civil.Date, endedAfter time.Time) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+mandateColumns+`, u.name, u.email, c.id IS NOT NULL, l.at, c.used_at,
		       (SELECT MAX(k.day) FROM identity_confirmation k WHERE k.mandate_id = m.id AND k.day <= $4),
		       COALESCE(d.name, ''), COALESCE(s.name, '')
		FROM   `+mandateTables+`
		JOIN   identity_user u ON u.id = m.user_id
		LEFT   JOIN identity_arrival l ON l.user_id = m.user_id
		LEFT   JOIN identity_client c ON c.id = m.user_id
		LEFT   JOIN identity_user d ON d.id = m.deputy_id
		LEFT   JOIN identity_absence a ON a.mandate_id = m.id AND a.first_day <= $4 AND a.last_day >= $4 AND a.ended_at IS NULL
		LEFT   JOIN identity_user s ON s.id = a.deputy_id
		WHERE  ($1 <> '' AND m.unit_id = $1 OR $1 = '' AND (o.id = $2 OR $3 <> '' AND o.municipality_code = $3))
		AND    m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4)
		AND    (m.ended_at IS NULL OR m.ended_at > $5)
		ORDER  BY u.sort_key, m.id`, unit, at.Organisation, at.Municipality, on, endedAfter)
	if err != nil {
		return nil, fmt.Errorf("load roster: %w", err)
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		m := &e.Mandate
		var used time.Time
		if err := rows.Scan(&m.ID, &m.User, &m.Unit, &m.Role, &m.Protected, &m.From, db.Null(&m.To), &m.Ended, db.Null(&m.Deputy),
			&m.UnitName, &m.Organisation, &m.OrganisationName, &m.Municipality, &m.Sector, db.Null(&m.Unconfirmed),
			&e.Name, &e.Email, &e.System, db.Null(&e.SignedIn), db.Null(&used), db.Null(&e.Confirmed), &e.DeputyName, &e.StandInName); err != nil {
			return nil, fmt.Errorf("scan roster: %w", err)
		}
		if e.System {
			e.SignedIn, e.Email = used, ""
		}
		all = append(all, e)
	}
	return all, rows.Err()
}
