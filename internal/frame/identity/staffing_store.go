package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

const (
	// mostPeople is more than a municipality has with access.
	mostPeople = 100_000
	// askedAtOnce is how many addresses one statement asks for.
	askedAtOnce = 500
)

// loadReach is what there is where the actor administers, and which of the
// addresses belong to somebody elsewhere.
func loadReach(ctx context.Context, tx *db.Tx, who access.Actor, rows []StaffRow, today civil.Date) (reach, error) {
	at := place{who.Organisation, who.Municipality}
	p := reach{who: who, today: today, people: map[string]home{}, taken: map[string]bool{}, mandates: map[string][]Mandate{}}
	var err error
	if p.workplaces, err = loadWorkplaces(ctx, tx, at); err != nil {
		return reach{}, err
	}
	if p.organisations, err = loadOrganisationsAt(ctx, tx, at); err != nil {
		return reach{}, err
	}
	people, err := loadPeople(ctx, tx, at, "", "", mostPeople)
	if err != nil {
		return reach{}, err
	}
	for _, h := range people {
		p.people[h.Email] = h
	}
	mandates, err := scanMandates(tx.Query(ctx, `
		SELECT `+mandateColumns+` FROM `+mandateTables+`
		WHERE  (o.id = $1 OR $2 <> '' AND o.municipality_code = $2)
		AND    m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $3)
		ORDER  BY m.id`, at.Organisation, at.Municipality, today))
	if err != nil {
		return reach{}, err
	}
	for _, m := range mandates {
		p.mandates[m.User] = append(p.mandates[m.User], m)
	}
	var unknown []string
	for _, row := range rows {
		if email, ok := NormalEmail(row.Email); ok && p.people[email].ID == "" {
			unknown = append(unknown, email)
		}
	}
	for some := range slices.Chunk(unknown, askedAtOnce) {
		if err := loadTaken(ctx, tx, some, p.taken); err != nil {
			return reach{}, err
		}
	}
	return p, nil
}

func loadTaken(ctx context.Context, tx *db.Tx, emails []string, taken map[string]bool) error {
	rows, err := tx.Query(ctx, `SELECT email FROM identity_user WHERE email IN (`+db.Numbered(1, len(emails))+`)`, db.Anys(emails)...)
	if err != nil {
		return fmt.Errorf("load taken addresses: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var email string
		if err := rows.Scan(&email); err != nil {
			return fmt.Errorf("scan taken addresses: %w", err)
		}
		taken[email] = true
	}
	return rows.Err()
}

func loadOrganisationsAt(ctx context.Context, tx *db.Tx, at place) ([]Workplace, error) {
	rows, err := tx.Query(ctx, `
		SELECT o.id, o.name, COALESCE(o.municipality_code, ''), o.sector
		FROM   register_organisation o
		WHERE  o.id = $1 OR $2 <> '' AND o.municipality_code = $2
		ORDER  BY o.sort_key, o.id`, at.Organisation, at.Municipality)
	return db.Collect(rows, err, "organisations", func(w *Workplace) []any {
		return []any{&w.Organisation, &w.OrganisationName, &w.Municipality, &w.Sector}
	})
}

// storeImport keeps a list that somebody is looking at; a newer one takes its place.
func storeImport(ctx context.Context, tx *db.Tx, user string, sealed []byte, expires time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_import (user_id, sealed, expires_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`,
		user, sealed, expires); err != nil {
		return fmt.Errorf("store import of %s: %w", user, err)
	}
	return nil
}

// loadImport is nil when there is none.
func loadImport(ctx context.Context, tx *db.Tx, user string, now time.Time) ([]byte, error) {
	var sealed []byte
	err := tx.QueryRow(ctx, `SELECT sealed FROM identity_import WHERE user_id = $1 AND expires_at > $2`, user, now).Scan(&sealed)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load import of %s: %w", user, err)
	}
	return sealed, nil
}

func deleteImport(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_import WHERE user_id = $1`, user); err != nil {
		return fmt.Errorf("delete import of %s: %w", user, err)
	}
	return nil
}
