package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// replaceRecovery makes the codes somebody has these, and no others.
func replaceRecovery(ctx context.Context, tx *db.Tx, user string, hashes []string, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_recovery WHERE user_id = $1`, user); err != nil {
		return fmt.Errorf("delete recovery codes of %s: %w", user, err)
	}
	for _, hash := range hashes {
		if _, err := tx.Exec(ctx, `
			INSERT INTO identity_recovery (code_hash, user_id, made_at) VALUES ($1, $2, $3)`, hash, user, now); err != nil {
			return fmt.Errorf("insert recovery code of %s: %w", user, err)
		}
	}
	return nil
}

// countRecovery is how many codes are left, of those with the hash when one is given.
func countRecovery(ctx context.Context, tx *db.Tx, user, hash string) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT COUNT(*) FROM identity_recovery
		WHERE  user_id = $1 AND used_at IS NULL AND ($2 = '' OR code_hash = $2)`, user, hash).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count recovery codes of %s: %w", user, err)
	}
	return n, nil
}

func useRecovery(ctx context.Context, tx *db.Tx, user, hash string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE identity_recovery SET used_at = $3
		WHERE  user_id = $1 AND code_hash = $2 AND used_at IS NULL`, user, hash, now)
	if err != nil {
		return false, fmt.Errorf("use recovery code of %s: %w", user, err)
	}
	return n == 1, nil
}
