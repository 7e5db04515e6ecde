package grant

import (
	"context"

	"samspel/internal/frame/db"
)

func insertScheme(ctx context.Context, tx *db.Tx, s Scheme) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_scheme (id, agency_id, name, added_by, added_at) VALUES ($1, $2, $3, $4, $5)`,
		s.ID, s.Agency, s.Name, s.AddedBy, s.AddedAt)
	return err
}

func loadScheme(ctx context.Context, tx *db.Tx, id string) (s Scheme, err error) {
	err = tx.QueryRow(ctx, `SELECT id, agency_id, name, added_by, added_at FROM grant_scheme WHERE id = $1`, id).
		Scan(&s.ID, &s.Agency, &s.Name, &s.AddedBy, &s.AddedAt)
	return s, err
}

func listSchemes(ctx context.Context, tx *db.Tx, agency string) (all []Scheme, err error) {
	rows, err := tx.Query(ctx, `SELECT id, agency_id, name, added_by, added_at FROM grant_scheme WHERE agency_id = $1 ORDER BY added_at DESC, id DESC`, agency)
	return db.Collect(rows, err, "schemes", func(s *Scheme) []any { return []any{&s.ID, &s.Agency, &s.Name, &s.AddedBy, &s.AddedAt} })
}
