package ledger

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

func insertBook(ctx context.Context, tx *db.Tx, book string, h Head) error {
	_, err := tx.Exec(ctx, `INSERT INTO ledger_book (id, opened_at, seq, recorded_at, hash) VALUES ($1, $2, $3, $2, $4)
		ON CONFLICT (id) DO NOTHING`, book, h.RecordedAt, h.Seq, h.Hash)
	return err
}

func insertChart(ctx context.Context, tx *db.Tx, book string, c Chart) error {
	for _, k := range c.Kinds {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_kind (book_id, kind, below_zero) VALUES ($1, $2, $3)
			ON CONFLICT (book_id, kind) DO NOTHING`, book, k.Name, k.BelowZero); err != nil {
			return err
		}
	}
	for _, e := range c.Events {
		if _, err := tx.Exec(ctx, `INSERT INTO ledger_event (book_id, event, attested) VALUES ($1, $2, $3)
			ON CONFLICT (book_id, event) DO NOTHING`, book, e.Name, e.Attested); err != nil {
			return err
		}
	}
	return nil
}

func loadChart(ctx context.Context, tx *db.Tx, book string) (c Chart, err error) {
	rows, err := tx.Query(ctx, `SELECT TRUE, kind, below_zero FROM ledger_kind WHERE book_id = $1
		UNION ALL SELECT FALSE, event, attested FROM ledger_event WHERE book_id = $1`, book)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var isKind, flag bool
		var name string
		if err := rows.Scan(&isKind, &name, &flag); err != nil {
			return c, err
		}
		if isKind {
			c.Kinds = append(c.Kinds, Kind{name, flag})
		} else {
			c.Events = append(c.Events, Event{name, flag})
		}
	}
	return c, rows.Err()
}

// lockBook changes nothing, and holds the book's row until the transaction ends: the
// next one waits here and then sees what this one wrote.
func lockBook(ctx context.Context, tx *db.Tx, book string) (h Head, err error) {
	err = tx.QueryRow(ctx, `UPDATE ledger_book SET seq = seq WHERE id = $1 RETURNING seq, recorded_at, hash`, book).
		Scan(&h.Seq, &h.RecordedAt, &h.Hash)
	return h, err
}

func loadHead(ctx context.Context, tx *db.Tx, book string) (h Head, err error) {
	err = tx.QueryRow(ctx, `SELECT seq, recorded_at, hash FROM ledger_book WHERE id = $1`, book).Scan(&h.Seq, &h.RecordedAt, &h.Hash)
	return h, err
}

// loadHeadUntil is the book's head after the last transaction at or before a time and a number.
func loadHeadUntil(ctx context.Context, tx *db.Tx, book string, w Where) (h Head, err error) {
	w = w.bounded()
	err = tx.QueryRow(ctx, `SELECT seq, recorded_at, hash FROM ledger_transaction WHERE book_id = $1 AND seq <= $2 AND recorded_at <= $3
		ORDER BY seq DESC LIMIT 1`, book, w.Seq, w.Recorded).Scan(&h.Seq, &h.RecordedAt, &h.Hash)
	return h, err
}

func saveHead(ctx context.Context, tx *db.Tx, book string, before, after Head) error {
	n, err := tx.Exec(ctx, `UPDATE ledger_book SET seq = $1, recorded_at = $2, hash = $3 WHERE id = $4 AND seq = $5`,
		after.Seq, after.RecordedAt, after.Hash, book, before.Seq)
	if err == nil && n != 1 {
		err = fmt.Errorf("the book has moved: %w", db.ErrConflict)
	}
	return err
}

func loadBooks(ctx context.Context, tx *db.Tx) (books []string, err error) {
	rows, err := tx.Query(ctx, `SELECT id FROM ledger_book ORDER BY id`)
	return db.Collect(rows, err, "books", db.Single[string])
}
