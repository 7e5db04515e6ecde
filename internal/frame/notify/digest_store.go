package notify

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// loadChoice is what a person has chosen; "" when nothing.
func loadChoice(ctx context.Context, tx *db.Tx, user string) (Often, error) {
	var often Often
	err := tx.QueryRow(ctx, `SELECT digest FROM notify_choice WHERE user_id = $1`, user).Scan(&often)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return "", fmt.Errorf("load digest choice of %s: %w", user, err)
	}
	return often, nil
}

func storeChoice(ctx context.Context, tx *db.Tx, user string, often Often) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO notify_choice (user_id, digest) VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest`, user, often); err != nil {
		return fmt.Errorf("store digest choice of %s: %w", user, err)
	}
	return nil
}

// lastDigest is the latest day a person's digest was seen to; the zero day when never.
func lastDigest(ctx context.Context, tx *db.Tx, user string) (civil.Date, error) {
	var day civil.Date
	err := tx.QueryRow(ctx, `
		SELECT day FROM notify_digest
		WHERE  user_id = $1
		ORDER  BY day DESC
		LIMIT  1`, user).Scan(&day)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return civil.Date{}, fmt.Errorf("load digest of %s: %w", user, err)
	}
	return day, nil
}

// claimDigest says whether this caller is the one who sends the day's digest.
func claimDigest(ctx context.Context, tx *db.Tx, user string, day civil.Date) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO notify_digest (user_id, day) VALUES ($1, $2)
		ON CONFLICT (user_id, day) DO NOTHING`, user, day)
	if err != nil {
		return false, fmt.Errorf("claim digest of %s: %w", user, err)
	}
	return n == 1, nil
}

func sweepDigests(ctx context.Context, tx *db.Tx, before civil.Date) error {
	if _, err := tx.Exec(ctx, `DELETE FROM notify_digest WHERE day < $1`, before); err != nil {
		return fmt.Errorf("sweep digests: %w", err)
	}
	return nil
}
