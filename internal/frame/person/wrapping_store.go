package person

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// loadCurrentWrapping is "" before the first key has been written down.
func loadCurrentWrapping(ctx context.Context, tx *db.Tx) (string, error) {
	var current string
	err := tx.QueryRow(ctx, `
		SELECT id
		FROM   keys_wrapping
		WHERE  current
		LIMIT  1`).Scan(&current)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return "", fmt.Errorf("load current wrapping: %w", err)
	}
	return current, nil
}

// stillCurrent is a conflict when another key than the one at hand is to be wrapped with.
func stillCurrent(ctx context.Context, tx *db.Tx, id string) error {
	var is bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM keys_wrapping WHERE id = $1 AND current)`, id).Scan(&is); err != nil {
		return fmt.Errorf("look for the current wrapping: %w", err)
	}
	if !is {
		return fmt.Errorf("the wrapping %s is not current: %w", id, db.ErrConflict)
	}
	return nil
}

// saveCurrentWrapping makes the key the one to wrap with.
func saveCurrentWrapping(ctx context.Context, tx *db.Tx, id string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO keys_wrapping (id, current, made_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET current = excluded.current`, id, true, at)
	if err == nil {
		_, err = tx.Exec(ctx, `
		UPDATE keys_wrapping
		SET    current = $1
		WHERE  id <> $2 AND current`, false, id)
	}
	if err != nil {
		return fmt.Errorf("save current wrapping: %w", err)
	}
	return nil
}

// deleteOtherWrappings says ErrConflict while something is wrapped with one of them.
func deleteOtherWrappings(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM keys_wrapping
		WHERE  id <> $1`, id)
	if err != nil {
		return fmt.Errorf("delete other wrappings: %w", err)
	}
	return nil
}

// loadWrappedOtherwise gives keysets after the id that are not wrapped with the key.
func loadWrappedOtherwise(ctx context.Context, tx *db.Tx, wrapping, after string, limit int) ([]wrappedKeyset, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, controller_id, matter_id, person_id, wrapped, coalesce(wrapping_id, '')
		FROM   keys_keyset
		WHERE  id > $1 AND (wrapping_id IS NULL OR wrapping_id <> $2)
		ORDER  BY id
		LIMIT  $3`, after, wrapping, limit)
	return db.Collect(rows, err, "keysets wrapped otherwise", (*wrappedKeyset).columns)
}

func countKeysets(ctx context.Context, tx *db.Tx) (n int, err error) {
	err = tx.QueryRow(ctx, `
		SELECT count(*)
		FROM   keys_keyset`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count keysets: %w", err)
	}
	return n, nil
}

// updateWrapped leaves alone a keyset that has been destroyed since it was read.
func updateWrapped(ctx context.Context, tx *db.Tx, w wrappedKeyset) error {
	_, err := tx.Exec(ctx, `
		UPDATE keys_keyset
		SET    wrapped = $1, wrapping_id = $2
		WHERE  id = $3`, w.wrapped, w.wrapping, w.id)
	if err != nil {
		return fmt.Errorf("update wrapped keyset %s: %w", w.id, err)
	}
	return nil
}

// wrappedSecret is something of which there is one.
type wrappedSecret struct {
	name, wrapping string
	wrapped        []byte
}

func loadSecret(ctx context.Context, tx *db.Tx, name string) (s wrappedSecret, err error) {
	s.name = name
	err = tx.QueryRow(ctx, `
		SELECT wrapped, wrapping_id
		FROM   keys_secret
		WHERE  name = $1`, name).Scan(&s.wrapped, &s.wrapping)
	if err != nil {
		return wrappedSecret{}, fmt.Errorf("load secret %s: %w", name, err)
	}
	return s, nil
}

// insertSecret keeps the one that is there.
func insertSecret(ctx context.Context, tx *db.Tx, s wrappedSecret) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO keys_secret (name, wrapped, wrapping_id)
		VALUES ($1, $2, $3)
		ON CONFLICT (name) DO NOTHING`, s.name, s.wrapped, s.wrapping)
	if err != nil {
		return fmt.Errorf("insert secret %s: %w", s.name, err)
	}
	return nil
}

func updateSecret(ctx context.Context, tx *db.Tx, s wrappedSecret) error {
	_, err := tx.Exec(ctx, `
		UPDATE keys_secret
		SET    wrapped = $1, wrapping_id = $2
		WHERE  name = $3`, s.wrapped, s.wrapping, s.name)
	if err != nil {
		return fmt.Errorf("update secret %s: %w", s.name, err)
	}
	return nil
}
