package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// keepSecret stores fresh unless the secret is there already, so that two nodes
// that start at the same moment agree.
func keepSecret(ctx context.Context, tx *db.Tx, id string, fresh []byte, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_secret (id, secret, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO NOTHING`, id, fresh, now); err != nil {
		return fmt.Errorf("keep secret: %w", err)
	}
	return nil
}

// loadSecret is nil when there is none yet.
func loadSecret(ctx context.Context, tx *db.Tx, id string) ([]byte, error) {
	var secret []byte
	err := tx.QueryRow(ctx, `SELECT secret FROM identity_secret WHERE id = $1`, id).Scan(&secret)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return nil, fmt.Errorf("load secret: %w", err)
	}
	return secret, nil
}
