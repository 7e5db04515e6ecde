package job

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// riverTime is how River writes times on SQLite.
const riverTime = "2006-01-02 15:04:05.999999999"

// Backlog is how many jobs are due and not done, those that failed and wait for
// their next turn among them, and since when the oldest has been due; the zero time when none is.
func (q *Queue) Backlog(ctx context.Context) (waiting int64, oldest time.Time, err error) {
	err = q.store.Data.Read(ctx, func(tx *db.Tx) error {
		var first string
		row := tx.QueryRow(ctx, `
			SELECT count(*), CAST(coalesce(min(CASE WHEN state <> 'retryable' THEN scheduled_at END), min(created_at)) AS text)
			FROM   river_job
			WHERE  state IN ('available', 'running', 'retryable')`)
		if err := row.Scan(&waiting, db.Null(&first)); err != nil || first == "" {
			return err
		}
		oldest, err = riverMoment(first)
		return err
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count jobs: %w", err)
	}
	return waiting, oldest, nil
}

// riverMoment reads a time as River's two databases spell it.
func riverMoment(text string) (time.Time, error) {
	for _, layout := range []string{riverTime, "2006-01-02 15:04:05.999999999-07", "2006-01-02 15:04:05.999999999-07:00", time.RFC3339Nano} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time", text)
}
