package review

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertDeclaration(ctx context.Context, tx *db.Tx, d Declaration, organisation string, hash []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_declaration (id, user_id, organisation_id, kind, number_hash, made_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (user_id, number_hash) WHERE ended_at IS NULL DO NOTHING`, d.ID, d.User, organisation, d.Kind, hash, d.MadeAt); err != nil {
		return fmt.Errorf("insert declaration: %w", err)
	}
	return nil
}

// endDeclaration says whether there was one to end.
func endDeclaration(ctx context.Context, tx *db.Tx, user, id string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE review_declaration
		SET    ended_at = $3
		WHERE  id = $1 AND user_id = $2 AND ended_at IS NULL`, id, user, at)
	if err != nil {
		return false, fmt.Errorf("end declaration %s: %w", id, err)
	}
	return n == 1, nil
}

func listDeclarations(ctx context.Context, tx *db.Tx, user string) ([]Declaration, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, user_id, kind, made_at
		FROM   review_declaration
		WHERE  user_id = $1 AND ended_at IS NULL
		ORDER  BY made_at, id`, user)
	return db.Collect(rows, err, "declarations", func(d *Declaration) []any { return []any{&d.ID, &d.User, &d.Kind, &d.MadeAt} })
}

// loadDeclared gives who has declared each number.
func loadDeclared(ctx context.Context, tx *db.Tx) (map[string][]declared, error) {
	rows, err := tx.Query(ctx, `
		SELECT number_hash, user_id, organisation_id
		FROM   review_declaration
		WHERE  ended_at IS NULL`)
	if err != nil {
		return nil, fmt.Errorf("load declarations: %w", err)
	}
	defer rows.Close()
	all := map[string][]declared{}
	for rows.Next() {
		var hash []byte
		var d declared
		if err := rows.Scan(&hash, &d.user, &d.organisation); err != nil {
			return nil, fmt.Errorf("scan declaration: %w", err)
		}
		all[string(hash)] = append(all[string(hash)], d)
	}
	return all, rows.Err()
}
