package concern

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// loadTasks gives everybody who has acted in the matters or is to, and who wrote the
// reports; each matter without anybody once, with nobody.
func loadTasks(ctx context.Context, tx *db.Tx, ids []string, each func(id, reference string, protected bool, worker string)) error {
	if len(ids) == 0 {
		return nil
	}
	list := db.Numbered(1, len(ids))
	for _, query := range []string{
		`SELECT id, reference, protected, officer_id FROM concern_matter WHERE id IN (` + list + `)`,
		`SELECT DISTINCT m.id, m.reference, m.protected, e.author_id
		 FROM   concern_matter m JOIN concern_entry e ON e.matter_id = m.id
		 WHERE  m.officer_id <> '' AND m.id IN (` + list + `)`,
		`SELECT id, reference, FALSE, author_id FROM concern_report WHERE id IN (` + list + `)`,
	} {
		if err := loadTask(ctx, tx, query, ids, each); err != nil {
			return err
		}
	}
	return nil
}

func loadTask(ctx context.Context, tx *db.Tx, query string, ids []string, each func(id, reference string, protected bool, worker string)) error {
	rows, err := tx.Query(ctx, query, db.Anys(ids)...)
	if err != nil {
		return fmt.Errorf("load tasks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, reference, worker string
		var protected bool
		if err := rows.Scan(&id, &reference, &protected, &worker); err != nil {
			return fmt.Errorf("scan task: %w", err)
		}
		each(id, reference, protected, worker)
	}
	return rows.Err()
}
