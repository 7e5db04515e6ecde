package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

type sealedEntry struct {
	Entry
	body []byte
}

func insertEntry(ctx context.Context, tx *db.Tx, e Entry, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO concern_entry (id, matter_id, kind, at, author_id, body)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		e.ID, e.Matter, e.Kind, e.At, e.Author, body); err != nil {
		return fmt.Errorf("insert entry %s of matter %s: %w", e.ID, e.Matter, err)
	}
	return nil
}

func listEntries(ctx context.Context, tx *db.Tx, matter string) ([]sealedEntry, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, kind, at, author_id, body
		FROM   concern_entry
		WHERE  matter_id = $1
		ORDER  BY at, id`, matter)
	return db.Collect(rows, err, "entries of matter "+matter, func(e *sealedEntry) []any { return []any{&e.ID, &e.Matter, &e.Kind, &e.At, &e.Author, &e.body} })
}

// insertLink stores a human's answer to whether two matters are about the same child,
// in one row whichever of them it is given from.
func insertLink(ctx context.Context, tx *db.Tx, matter, other string, same bool, at time.Time, author string) error {
	if other < matter {
		matter, other = other, matter
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO concern_link (matter_id, other_id, same, at, author_id)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (matter_id, other_id) DO UPDATE
		SET same = excluded.same, at = excluded.at, author_id = excluded.author_id`,
		matter, other, same, at, author); err != nil {
		return fmt.Errorf("link matter %s to %s: %w", matter, other, err)
	}
	return nil
}

// listLinks gives the answers already given about a matter, in either direction.
func listLinks(ctx context.Context, tx *db.Tx, matter string) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT other_id, same FROM concern_link WHERE matter_id = $1
		UNION ALL
		SELECT matter_id, same FROM concern_link WHERE other_id = $1`, matter)
	if err != nil {
		return nil, fmt.Errorf("list links of matter %s: %w", matter, err)
	}
	defer rows.Close()
	links := make(map[string]bool)
	for rows.Next() {
		var other string
		var same bool
		if err := rows.Scan(&other, &same); err != nil {
			return nil, fmt.Errorf("scan link of matter %s: %w", matter, err)
		}
		links[other] = same
	}
	return links, rows.Err()
}
