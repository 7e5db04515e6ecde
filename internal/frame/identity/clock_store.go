package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// moments is a row's key and its times, the second zero when it has only one.
type moments struct {
	key   string
	times [2]time.Time
}

// earlier moves the times of every row back. The arithmetic is done here: the two
// databases spell it each in its own way.
func earlier(ctx context.Context, tx *db.Tx, by time.Duration, count int, read, write string) error {
	rows, err := tx.Query(ctx, read)
	if err != nil {
		return fmt.Errorf("load times: %w", err)
	}
	defer rows.Close()
	var all []moments
	for rows.Next() {
		var m moments
		into := []any{&m.key, &m.times[0], &m.times[1]}
		if err := rows.Scan(into[:1+count]...); err != nil {
			return fmt.Errorf("scan times: %w", err)
		}
		all = append(all, m)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("load times: %w", err)
	}
	for _, m := range all {
		args := []any{m.key, m.times[0].Add(-by), m.times[1].Add(-by)}
		if _, err := tx.Exec(ctx, write, args[:1+count]...); err != nil {
			return fmt.Errorf("move times: %w", err)
		}
	}
	return nil
}

func earlierSessions(ctx context.Context, tx *db.Tx, by time.Duration) error {
	return earlier(ctx, tx, by, 2,
		`SELECT id, started_at, seen_at FROM identity_session`,
		`UPDATE identity_session SET started_at = $2, seen_at = $3 WHERE id = $1`)
}

func earlierInvitations(ctx context.Context, tx *db.Tx, by time.Duration) error {
	return earlier(ctx, tx, by, 1,
		`SELECT user_id, expires_at FROM identity_invitation`,
		`UPDATE identity_invitation SET expires_at = $2 WHERE user_id = $1`)
}

func earlierAttempts(ctx context.Context, tx *db.Tx, by time.Duration) error {
	return earlier(ctx, tx, by, 2,
		`SELECT account_key, last_at, next_at FROM identity_attempt`,
		`UPDATE identity_attempt SET last_at = $2, next_at = $3 WHERE account_key = $1`)
}
