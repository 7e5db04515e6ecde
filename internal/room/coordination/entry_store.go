package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

func insertEntry(ctx context.Context, tx *db.Tx, e Entry) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_entry (id, matter_id, kind, at, author_id, organisation_id, subject_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.ID, e.Matter, e.Kind, e.At, e.Author, e.Organisation, e.Subject); err != nil {
		return fmt.Errorf("insert entry %s of matter %s: %w", e.ID, e.Matter, err)
	}
	return nil
}

// listEntries gives the latest of the journal, the newest first.
func listEntries(ctx context.Context, tx *db.Tx, matter string, limit int) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, kind, at, author_id, organisation_id, subject_id
		FROM   coordination_entry
		WHERE  matter_id = $1
		ORDER  BY at DESC, id DESC
		LIMIT  $2`, matter, limit)
	return db.Collect(rows, err, "entries of matter "+matter, func(e *Entry) []any {
		return []any{&e.ID, &e.Matter, &e.Kind, &e.At, &e.Author, &e.Organisation, &e.Subject}
	})
}
