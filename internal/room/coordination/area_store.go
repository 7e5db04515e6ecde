package coordination

import (
	"context"
	"time"

	"samspel/internal/frame/db"
)

// listAreas gives the areas that a municipality counts by now.
func listAreas(ctx context.Context, tx *db.Tx, municipality string) ([]Area, error) {
	return gather(ctx, tx, "areas", func(a *Area) []any { return []any{&a.ID, &a.Name} }, `
		SELECT id, name
		FROM   coordination_area
		WHERE  municipality_code = $1 AND removed_at IS NULL
		ORDER  BY name`, municipality)
}

// listAreasOf gives the areas to choose from for an organisation's matters.
func listAreasOf(ctx context.Context, tx *db.Tx, organisation string) ([]Area, error) {
	return gather(ctx, tx, "areas", func(a *Area) []any { return []any{&a.ID, &a.Name} }, `
		SELECT a.id, a.name
		FROM   register_organisation o
		JOIN   coordination_area a ON a.municipality_code = o.municipality_code
		WHERE  o.id = $1 AND a.removed_at IS NULL
		ORDER  BY a.name`, organisation)
}

// listCountedAreas gives the names that could be chosen at some time since then.
func listCountedAreas(ctx context.Context, tx *db.Tx, municipality string, since time.Time) ([]string, error) {
	return gather(ctx, tx, "areas", func(name *string) []any { return []any{name} }, `
		SELECT name
		FROM   coordination_area
		WHERE  municipality_code = $1 AND (removed_at IS NULL OR removed_at >= $2)
		ORDER  BY name`, municipality, since)
}

// keepArea adds an area, or takes one back that was taken away.
func keepArea(ctx context.Context, tx *db.Tx, id, municipality, name string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO coordination_area (id, municipality_code, name, added_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (municipality_code, name) DO UPDATE SET removed_at = NULL`, id, municipality, name, at)
	return err
}

func removeArea(ctx context.Context, tx *db.Tx, id string, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE coordination_area SET removed_at = $2 WHERE id = $1`, id, at)
	return err
}

// placeMatter sets the area of a matter; "" is not said.
func placeMatter(ctx context.Context, tx *db.Tx, matter, area string) error {
	var id any
	if area != "" {
		id = area
	}
	_, err := tx.Exec(ctx, `UPDATE coordination_matter SET area_id = $2 WHERE id = $1`, matter, id)
	return err
}
