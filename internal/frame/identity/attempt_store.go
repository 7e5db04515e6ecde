package identity

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
)

func loadAttempts(ctx context.Context, tx *db.Tx, key string) (Attempts, error) {
	var a Attempts
	err := tx.QueryRow(ctx, `
		SELECT failures, last_at, next_at FROM identity_attempt WHERE account_key = $1`, key).Scan(&a.Failures, &a.Last, &a.Next)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return Attempts{}, fmt.Errorf("load attempts: %w", err)
	}
	return a, nil
}

func storeAttempts(ctx context.Context, tx *db.Tx, key string, a Attempts) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_attempt (account_key, failures, last_at, next_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_key) DO UPDATE
		SET failures = excluded.failures, last_at = excluded.last_at, next_at = excluded.next_at`,
		key, a.Failures, a.Last, a.Next)
	if err != nil {
		return fmt.Errorf("store attempts: %w", err)
	}
	return nil
}

func clearAttempts(ctx context.Context, tx *db.Tx, key string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_attempt WHERE account_key = $1`, key); err != nil {
		return fmt.Errorf("clear attempts: %w", err)
	}
	return nil
}
