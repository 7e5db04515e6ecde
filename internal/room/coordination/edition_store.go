package coordination

import (
	"context"
	"encoding/json"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

const editionColumns = `e.id, e.municipality, e.state, e.made_by, e.made_at, e.changed_by, e.changed_at, e.in_force_by, e.in_force_at, e.from_on, e.body, e.revision`

func scanEdition(scan func(...any) error) (Edition, error) {
	var e Edition
	var body string
	if err := scan(&e.ID, &e.Municipality, &e.State, &e.MadeBy, &e.MadeAt, &e.ChangedBy, &e.ChangedAt, &e.InForceBy, db.Null(&e.InForceAt), db.Null(&e.From),
		&body, &e.Revision); err != nil {
		return Edition{}, err
	}
	return e, json.Unmarshal([]byte(body), &e.Form)
}

// nextNumbers are the number that a matter keeps and the municipality's own.
func nextNumbers(ctx context.Context, tx *db.Tx, municipality, form string) (version, edition int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(max(version), $2) + 1, coalesce(max(CASE WHEN municipality = $3 THEN edition END), 0) + 1
		FROM   coordination_edition
		WHERE  form = $1`, form, firstEdition-1, municipality).Scan(&version, &edition)
	if err != nil {
		return 0, 0, fmt.Errorf("number an edition of %s: %w", form, err)
	}
	return version, edition, nil
}

func insertEdition(ctx context.Context, tx *db.Tx, e Edition) error {
	body, err := json.Marshal(e.Form)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_edition (id, municipality, form, version, edition, state, made_by, made_at, changed_by, changed_at, in_force_by, body, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, 1)`,
		e.ID, e.Municipality, e.Form.ID, e.Form.Version, e.Form.Edition, e.State, e.MadeBy, e.MadeAt, e.ChangedBy, e.ChangedAt, string(body)); err != nil {
		return fmt.Errorf("insert edition %s: %w", e.ID, err)
	}
	return nil
}

// updateEdition stores what a rule has changed, unless somebody was first.
func updateEdition(ctx context.Context, tx *db.Tx, e Edition) error {
	body, err := json.Marshal(e.Form)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `
		UPDATE coordination_edition
		SET    state = $3, changed_by = $4, changed_at = $5, in_force_by = $6, in_force_at = $7, from_on = $8, body = $9, revision = revision + 1
		WHERE  id = $1 AND revision = $2`,
		e.ID, e.Revision, e.State, e.ChangedBy, e.ChangedAt, e.InForceBy, e.InForceAt, e.From, string(body))
	return changed(n, err, "update edition "+e.ID)
}

func loadEdition(ctx context.Context, tx *db.Tx, id string) (Edition, error) {
	e, err := scanEdition(tx.QueryRow(ctx, `SELECT `+editionColumns+` FROM coordination_edition e WHERE e.id = $1`, id).Scan)
	if err != nil {
		return Edition{}, fmt.Errorf("load edition %s: %w", id, err)
	}
	return e, nil
}

// loadFormVersion gives the words that a matter began with.
func loadFormVersion(ctx context.Context, tx *db.Tx, form string, version int) (Form, error) {
	e, err := scanEdition(tx.QueryRow(ctx, `
		SELECT `+editionColumns+`
		FROM   coordination_edition e
		WHERE  e.form = $1 AND e.version = $2 AND e.state = 'in_force'`, form, version).Scan)
	if err != nil {
		return Form{}, fmt.Errorf("load form %s version %d: %w", form, version, err)
	}
	return e.Form, nil
}

// listEditions gives a municipality's own versions, the newest first.
func listEditions(ctx context.Context, tx *db.Tx, municipality string) ([]Edition, error) {
	return editions(tx.Query(ctx, `
		SELECT `+editionColumns+`
		FROM   coordination_edition e
		WHERE  e.municipality = $1
		ORDER  BY e.form, e.edition DESC
		LIMIT  200`, municipality))
}

// editionsInForce gives those that matters may begin with on the day, the latest last.
func editionsInForce(ctx context.Context, tx *db.Tx, municipality string, on civil.Date) ([]Edition, error) {
	return editions(tx.Query(ctx, `
		SELECT `+editionColumns+`
		FROM   coordination_edition e
		WHERE  e.municipality = $1 AND e.state = 'in_force' AND e.from_on <= $2
		ORDER  BY e.from_on, e.version`, municipality, on))
}

func editions(rows *db.Rows, err error) ([]Edition, error) {
	if err != nil {
		return nil, fmt.Errorf("list editions: %w", err)
	}
	defer rows.Close()
	var list []Edition
	for rows.Next() {
		e, err := scanEdition(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan edition: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}
