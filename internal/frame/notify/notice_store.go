package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertNotice(ctx context.Context, tx *db.Tx, n Notice) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO notify_notice (id, user_id, key, link, counts, created_at)
		VALUES ($1, $2, $3, $4, NULLIF($5, ''), $6)`, n.ID, n.User, n.Key, n.Link, written(n.Counts), n.At); err != nil {
		return fmt.Errorf("insert notice %s: %w", n.ID, err)
	}
	return nil
}

// loadNotices is the newest of a person's notices, the unread ones first.
func loadNotices(ctx context.Context, tx *db.Tx, user string, limit int) ([]Notice, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, user_id, key, link, counts, created_at, read_at
		FROM   notify_notice
		WHERE  user_id = $1
		ORDER  BY read_at IS NOT NULL, created_at DESC, id DESC
		LIMIT  $2`, user, limit)
	if err != nil {
		return nil, fmt.Errorf("load notices of %s: %w", user, err)
	}
	defer rows.Close()
	var all []Notice
	for rows.Next() {
		n, err := scanNotice(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan notices of %s: %w", user, err)
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func loadNotice(ctx context.Context, tx *db.Tx, user, notice string) (Notice, error) {
	n, err := scanNotice(tx.QueryRow(ctx, `
		SELECT id, user_id, key, link, counts, created_at, read_at
		FROM   notify_notice
		WHERE  id = $1 AND user_id = $2`, notice, user).Scan)
	if err != nil {
		return Notice{}, fmt.Errorf("load notice %s: %w", notice, err)
	}
	return n, nil
}

func markRead(ctx context.Context, tx *db.Tx, user, notice string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE notify_notice SET read_at = $3
		WHERE  id = $1 AND user_id = $2 AND read_at IS NULL`, notice, user, now); err != nil {
		return fmt.Errorf("mark notice %s read: %w", notice, err)
	}
	return nil
}

func markAllRead(ctx context.Context, tx *db.Tx, user string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE notify_notice SET read_at = $2
		WHERE  user_id = $1 AND read_at IS NULL`, user, now); err != nil {
		return fmt.Errorf("mark notices of %s read: %w", user, err)
	}
	return nil
}

func countUnread(ctx context.Context, tx *db.Tx, user string) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT COUNT(id) FROM notify_notice WHERE user_id = $1 AND read_at IS NULL`, user).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count notices of %s: %w", user, err)
	}
	return n, nil
}

// loadUnmailed is the notice, when it is still unread and no mail has gone; one to
// nobody else.
func loadUnmailed(ctx context.Context, tx *db.Tx, notice string) (Notice, error) {
	n, err := scanNotice(tx.QueryRow(ctx, `
		SELECT id, user_id, key, link, counts, created_at, read_at
		FROM   notify_notice
		WHERE  id = $1 AND read_at IS NULL AND mailed_at IS NULL`, notice).Scan)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return Notice{}, fmt.Errorf("load notice %s: %w", notice, err)
	}
	return n, nil
}

func scanNotice(scan func(...any) error) (Notice, error) {
	var n Notice
	var counts string
	if err := scan(&n.ID, &n.User, &n.Key, &n.Link, db.Null(&counts), &n.At, db.Null(&n.Read)); err != nil || counts == "" {
		return n, err
	}
	return n, json.Unmarshal([]byte(counts), &n.Counts)
}

// written is counts as they are stored; "" for none.
func written(counts []Count) string {
	if len(counts) == 0 {
		return ""
	}
	text, err := json.Marshal(counts)
	if err != nil {
		panic(err) // keys and numbers only
	}
	return string(text)
}

func markMailed(ctx context.Context, tx *db.Tx, notice string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE notify_notice SET mailed_at = $2 WHERE id = $1`, notice, now); err != nil {
		return fmt.Errorf("mark notice %s mailed: %w", notice, err)
	}
	return nil
}

func sweep(ctx context.Context, tx *db.Tx, readBefore, madeBefore time.Time) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM notify_notice WHERE read_at < $1 OR created_at < $2`, readBefore, madeBefore); err != nil {
		return fmt.Errorf("sweep notices: %w", err)
	}
	return nil
}

func deleteNotices(ctx context.Context, tx *db.Tx, user, link string) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM notify_notice WHERE user_id = $1 AND (link = $2 OR link LIKE $3)`, user, link, link+"/%"); err != nil {
		return fmt.Errorf("forget notices of %s: %w", user, err)
	}
	return nil
}
