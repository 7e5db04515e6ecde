package person

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samspel/internal/frame/db"
)

type wrappedKeyset struct {
	id       string
	scope    Scope
	wrapped  []byte
	wrapping string // "" before keys could be changed
}

// associated ties the wrapped bytes to their row: copied to another they do not unwrap.
func (w wrappedKeyset) associated() []byte {
	return []byte(strings.Join([]string{w.id, w.scope.Controller, w.scope.Matter, w.scope.Person}, "|"))
}

func (w *wrappedKeyset) columns() []any {
	return []any{&w.id, &w.scope.Controller, &w.scope.Matter, &w.scope.Person, &w.wrapped, &w.wrapping}
}

// insertKeyset gives the id of the keyset that the scope has afterwards.
func insertKeyset(ctx context.Context, tx *db.Tx, w wrappedKeyset, at time.Time) (string, error) {
	s := w.scope
	inserted, err := tx.Exec(ctx, `
		INSERT INTO keys_keyset (id, controller_id, matter_id, person_id, wrapped, wrapping_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (controller_id, matter_id, person_id) DO NOTHING`,
		w.id, s.Controller, s.Matter, s.Person, w.wrapped, w.wrapping, at)
	if err != nil {
		return "", fmt.Errorf("insert keyset: %w", err)
	}
	if inserted == 1 {
		return w.id, nil
	}
	var kept string
	err = tx.QueryRow(ctx, `
		SELECT id
		FROM   keys_keyset
		WHERE  controller_id = $1 AND matter_id = $2 AND person_id = $3`,
		s.Controller, s.Matter, s.Person).Scan(&kept)
	if err != nil {
		return "", fmt.Errorf("load keyset of a scope: %w", err)
	}
	return kept, nil
}

func loadKeysets(ctx context.Context, tx *db.Tx, ids []string) ([]wrappedKeyset, error) {
	return inChunks(ids, func(list string, args []any) ([]wrappedKeyset, error) {
		rows, err := tx.Query(ctx, `
		SELECT id, controller_id, matter_id, person_id, wrapped, coalesce(wrapping_id, '')
		FROM   keys_keyset
		WHERE  id IN (`+list+`)`, args...)
		return db.Collect(rows, err, "keysets", (*wrappedKeyset).columns)
	})
}

func loadNewestKeyset(ctx context.Context, tx *db.Tx) (wrappedKeyset, error) {
	var w wrappedKeyset
	err := tx.QueryRow(ctx, `
		SELECT id, controller_id, matter_id, person_id, wrapped, coalesce(wrapping_id, '')
		FROM   keys_keyset
		ORDER  BY id DESC
		LIMIT  1`).Scan(w.columns()...)
	if err != nil {
		return wrappedKeyset{}, fmt.Errorf("load newest keyset: %w", err)
	}
	return w, nil
}

func deleteKeyset(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM keys_keyset
		WHERE  id = $1`, id)
	if err != nil {
		return fmt.Errorf("delete keyset %s: %w", id, err)
	}
	return nil
}

// deleteKeysets deletes every keyset of a controller's matter and gives their ids.
func deleteKeysets(ctx context.Context, tx *db.Tx, controller, matter string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		DELETE FROM keys_keyset
		WHERE  controller_id = $1 AND matter_id = $2
		RETURNING id`, controller, matter)
	return db.Collect(rows, err, "deleted keysets", db.Single[string])
}
