package concern

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// onceDone is what a key was used for; no report is one that has not been used.
type onceDone struct {
	payload string
	report  string
	at      time.Time
}

func loadOnce(ctx context.Context, tx *db.Tx, client string, o Once) (onceDone, error) {
	var d onceDone
	err := tx.QueryRow(ctx, `
		SELECT payload_hash, report_id, made_at
		FROM   concern_once
		WHERE  client_id = $1 AND key_hash = $2`, client, o.keyHash()).Scan(&d.payload, &d.report, &d.at)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return onceDone{}, fmt.Errorf("load a key of %s: %w", client, err)
	}
	return d, nil
}

// insertOnce uses the key. Of two that use it at the same moment one is told that it raced.
func insertOnce(ctx context.Context, tx *db.Tx, client string, o Once, report string, at time.Time) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO concern_once (client_id, key_hash, payload_hash, report_id, made_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (client_id, key_hash) DO NOTHING`, client, o.keyHash(), o.payloadHash(), report, at)
	if err != nil {
		return fmt.Errorf("use a key of %s: %w", client, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func sweepOnce(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM concern_once WHERE made_at < $1`, before); err != nil {
		return fmt.Errorf("sweep keys: %w", err)
	}
	return nil
}

// listFollowed gives a page of what the system has sent, the earliest first, after the
// given key and before a moment.
func listFollowed(ctx context.Context, tx *db.Tx, where string, args []any, after PageKey, before time.Time, limit int) ([]Report, error) {
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	where += " AND sent_at < " + bind(before)
	if !after.IsZero() {
		at, id := bind(after.At), bind(after.ID)
		where += " AND sent_at >= " + at + " AND (sent_at > " + at + " OR id > " + id + ")"
	}
	rows, err := tx.Query(ctx, `
		SELECT `+reportColumns+`
		FROM   concern_report
		WHERE  `+where+` AND state <> 'draft'
		ORDER  BY sent_at, id
		LIMIT  `+bind(limit), args...)
	if err != nil {
		return nil, fmt.Errorf("list what a system has sent: %w", err)
	}
	defer rows.Close()
	var list []Report
	for rows.Next() {
		r, err := scanReport(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan what a system has sent: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
