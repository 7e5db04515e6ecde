package concern

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// listOwners is everybody who has open matters or drafts, at each unit.
func listOwners(ctx context.Context, tx *db.Tx) ([]owner, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT officer_id, unit_id, FALSE
		FROM   concern_matter
		WHERE  next_due IS NOT NULL AND officer_id <> ''
		UNION ALL
		SELECT DISTINCT author_id, unit_id, TRUE
		FROM   concern_report
		WHERE  state = 'draft' AND author_id IS NOT NULL AND unit_id IS NOT NULL`)
	return db.Collect(rows, err, "owners", func(o *owner) []any { return []any{&o.user, &o.unit, &o.drafts} })
}

func listOwned(ctx context.Context, tx *db.Tx, o owner, limit int) ([]Matter, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   `+matterTables+`
		WHERE  m.unit_id = $1 AND m.officer_id = $2 AND m.next_due IS NOT NULL
		ORDER  BY m.next_due, m.id
		LIMIT  $3`, o.unit, o.user, limit)
	return collectMatters(rows, err)
}

// moveDrafts gives an owner's drafts at a unit to another author, and says which.
func moveDrafts(ctx context.Context, tx *db.Tx, o owner, to, mandate string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id FROM concern_report
		WHERE  unit_id = $1 AND author_id = $2 AND state = 'draft'
		ORDER  BY id`, o.unit, o.user)
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("scan draft: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) == 0 {
		return nil, err
	}
	if err := rows.Close(); err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		UPDATE concern_report SET author_id = $3, mandate_id = $4
		WHERE  unit_id = $1 AND author_id = $2 AND state = 'draft'`, o.unit, o.user, to, mandate); err != nil {
		return nil, fmt.Errorf("move drafts: %w", err)
	}
	return ids, nil
}

func countHeld(ctx context.Context, tx *db.Tx, user, unit string) (matters, drafts int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT (SELECT COUNT(*) FROM concern_matter WHERE unit_id = $2 AND officer_id = $1 AND next_due IS NOT NULL),
		       (SELECT COUNT(*) FROM concern_report WHERE unit_id = $2 AND author_id = $1 AND state = 'draft')`, user, unit).Scan(&matters, &drafts)
	if err != nil {
		return 0, 0, fmt.Errorf("count what %s has: %w", user, err)
	}
	return matters, drafts, nil
}
