package register

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/orgnr"
)

func loadRegions(ctx context.Context, tx *db.Tx) ([]Region, error) {
	rows, err := tx.Query(ctx, `
		SELECT code, name, county
		FROM   register_region
		ORDER  BY sort_key, code`)
	return db.Collect(rows, err, "regions", func(r *Region) []any { return []any{&r.Code, &r.Name, &r.County} })
}

func loadMunicipalities(ctx context.Context, tx *db.Tx) ([]Municipality, error) {
	rows, err := tx.Query(ctx, `
		SELECT code, name, region_code, invented
		FROM   register_municipality
		ORDER  BY sort_key, code`)
	return db.Collect(rows, err, "municipalities", func(m *Municipality) []any {
		return []any{&m.Code, &m.Name, &m.Region, &m.Invented}
	})
}

func upsertRegion(ctx context.Context, tx *db.Tx, r Region) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_region (code, name, county, sort_key)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE
		SET name = excluded.name, county = excluded.county, sort_key = excluded.sort_key`,
		r.Code, r.Name, r.County, SortKey(r.Name))
	if err != nil {
		return fmt.Errorf("store region %s: %w", r.Code, err)
	}
	return nil
}

func upsertMunicipality(ctx context.Context, tx *db.Tx, m Municipality) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_municipality (code, name, region_code, invented, sort_key)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE
		SET name = excluded.name, region_code = excluded.region_code,
		    invented = excluded.invented, sort_key = excluded.sort_key`,
		m.Code, m.Name, m.Region, m.Invented, SortKey(m.Name))
	if err != nil {
		return fmt.Errorf("store municipality %s: %w", m.Code, err)
	}
	return nil
}

func insertOrganisation(ctx context.Context, tx *db.Tx, o Organisation) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_organisation
		       (id, name, sector, public, municipality_code, region_code, secrecy_regime, orgnr, sort_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		o.ID, o.Name, o.Sector, o.Public, orNull(o.Municipality), orNull(o.Region), o.SecrecyRegime,
		orNull(o.Number.Digits()), SortKey(o.Name))
	if err != nil {
		return fmt.Errorf("insert organisation %s: %w", o.ID, err)
	}
	return nil
}

const selectOrganisation = `
		SELECT id, name, sector, public, COALESCE(municipality_code, ''), COALESCE(region_code, ''),
		       secrecy_regime, COALESCE(orgnr, '')
		FROM   register_organisation`

func loadOrganisation(ctx context.Context, tx *db.Tx, id string) (Organisation, error) {
	var o Organisation
	var number string
	err := tx.QueryRow(ctx, selectOrganisation+`
		WHERE  id = $1`, id).Scan(organisationColumns(&o, &number)...)
	if err != nil {
		return Organisation{}, fmt.Errorf("load organisation %s: %w", id, err)
	}
	return o.withNumber(number)
}

func loadOrganisationsIn(ctx context.Context, tx *db.Tx, municipality string) ([]Organisation, error) {
	rows, err := tx.Query(ctx, selectOrganisation+`
		WHERE  municipality_code = $1
		ORDER  BY sort_key, id`, municipality)
	if err != nil {
		return nil, fmt.Errorf("load organisations in %s: %w", municipality, err)
	}
	defer rows.Close()
	var all []Organisation
	for rows.Next() {
		var o Organisation
		var number string
		if err := rows.Scan(organisationColumns(&o, &number)...); err != nil {
			return nil, fmt.Errorf("scan organisation: %w", err)
		}
		if o, err = o.withNumber(number); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

func organisationColumns(o *Organisation, number *string) []any {
	return []any{&o.ID, &o.Name, &o.Sector, &o.Public, &o.Municipality, &o.Region, &o.SecrecyRegime, number}
}

func (o Organisation) withNumber(digits string) (Organisation, error) {
	if digits == "" {
		return o, nil
	}
	number, err := orgnr.Parse(digits)
	if err != nil {
		return Organisation{}, fmt.Errorf("organisation %s: %w", o.ID, err)
	}
	o.Number = number
	return o, nil
}

func insertUnit(ctx context.Context, tx *db.Tx, u Unit) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_unit (id, organisation_id, name, kind, sort_key)
		VALUES ($1, $2, $3, $4, $5)`,
		u.ID, u.Organisation, u.Name, u.Kind, SortKey(u.Name))
	if err != nil {
		return fmt.Errorf("insert unit %s: %w", u.ID, err)
	}
	return nil
}

func insertReceiver(ctx context.Context, tx *db.Tx, municipality, unit string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_receiver (municipality_code, unit_id)
		VALUES ($1, $2)`,
		municipality, unit)
	if err != nil {
		return fmt.Errorf("insert receiver for %s: %w", municipality, err)
	}
	return nil
}

func upsertReceiver(ctx context.Context, tx *db.Tx, municipality, unit string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO register_receiver (municipality_code, unit_id)
		VALUES ($1, $2)
		ON CONFLICT (municipality_code) DO UPDATE
		SET unit_id = excluded.unit_id`,
		municipality, unit)
	if err != nil {
		return fmt.Errorf("store receiver for %s: %w", municipality, err)
	}
	return nil
}

const selectUnit = `
		SELECT u.id, u.organisation_id, u.name, u.kind,
		       EXISTS (SELECT 1 FROM register_receiver r WHERE r.unit_id = u.id)
		FROM   register_unit u`

func unitColumns(u *Unit) []any {
	return []any{&u.ID, &u.Organisation, &u.Name, &u.Kind, &u.ReceivesConcerns}
}

func loadUnit(ctx context.Context, tx *db.Tx, id string) (Unit, error) {
	var u Unit
	err := tx.QueryRow(ctx, selectUnit+`
		WHERE  u.id = $1`, id).Scan(unitColumns(&u)...)
	if err != nil {
		return Unit{}, fmt.Errorf("load unit %s: %w", id, err)
	}
	return u, nil
}

func loadUnitsOf(ctx context.Context, tx *db.Tx, organisation string) ([]Unit, error) {
	rows, err := tx.Query(ctx, selectUnit+`
		WHERE  u.organisation_id = $1
		ORDER  BY u.sort_key, u.id`, organisation)
	return db.Collect(rows, err, "units", unitColumns)
}

func loadReceiver(ctx context.Context, tx *db.Tx, municipality string) (Unit, error) {
	var u Unit
	err := tx.QueryRow(ctx, selectUnit+`
		JOIN   register_receiver m ON m.unit_id = u.id
		WHERE  m.municipality_code = $1`, municipality).Scan(unitColumns(&u)...)
	if err != nil {
		return Unit{}, fmt.Errorf("load receiver in %s: %w", municipality, err)
	}
	return u, nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
