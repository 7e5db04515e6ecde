package file

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertContent(ctx context.Context, tx *db.Tx, id string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO file_content (id, started_at) VALUES ($1, $2)`, id, at)
	if err != nil {
		return fmt.Errorf("insert content %s: %w", id, err)
	}
	return nil
}

func insertPiece(ctx context.Context, tx *db.Tx, content string, number int, sealed []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO file_piece (content_id, number, sealed) VALUES ($1, $2, $3)`, content, number, sealed)
	if err != nil {
		return fmt.Errorf("insert piece %d of content %s: %w", number, content, err)
	}
	return nil
}

// listPieces is the sealed pieces from a number on, no more than limit.
func listPieces(ctx context.Context, tx *db.Tx, content string, from, limit int) ([][]byte, error) {
	rows, err := tx.Query(ctx, `
		SELECT sealed
		FROM   file_piece
		WHERE  content_id = $1 AND number >= $2 AND number < $3
		ORDER  BY number`, content, from, from+limit)
	return db.Collect(rows, err, "pieces of content "+content, db.Single[[]byte])
}

// deletePieces deletes some pieces of a content and says how many.
func deletePieces(ctx context.Context, tx *db.Tx, content string, limit int) (int64, error) {
	n, err := tx.Exec(ctx, `
		DELETE FROM file_piece
		WHERE  content_id = $1 AND number IN (
			SELECT number FROM file_piece WHERE content_id = $1 ORDER BY number LIMIT $2)`, content, limit)
	if err != nil {
		return 0, fmt.Errorf("delete pieces of content %s: %w", content, err)
	}
	return n, nil
}

// isHeld says whether anybody has a copy of the content.
func isHeld(ctx context.Context, tx *db.Tx, content string) (bool, error) {
	var held bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM file_copy WHERE content_id = $1)`, content).Scan(&held)
	if err != nil {
		return false, fmt.Errorf("holders of content %s: %w", content, err)
	}
	return held, nil
}

func deleteContent(ctx context.Context, tx *db.Tx, content string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM file_content WHERE id = $1`, content); err != nil {
		return fmt.Errorf("delete content %s: %w", content, err)
	}
	return nil
}

// listLeftOver is some contents from before a time that nobody has a copy of.
func listLeftOver(ctx context.Context, tx *db.Tx, before time.Time, limit int) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.id
		FROM   file_content c
		WHERE  c.started_at < $1 AND NOT EXISTS (SELECT 1 FROM file_copy f WHERE f.content_id = c.id)
		ORDER  BY c.started_at
		LIMIT  $2`, before, limit)
	return db.Collect(rows, err, "contents left over", db.Single[string])
}

const copyColumns = `id, holder_id, number, content_id, keyset_id, kind, size, added_at, sealed`

func scanCopy(scan func(...any) error) (sealedCopy, error) {
	var c sealedCopy
	err := scan(&c.ID, &c.Holder, &c.Number, &c.Content, &c.Keyset, &c.Kind, &c.Size, &c.AddedAt, &c.sealed)
	return c, err
}

func insertCopy(ctx context.Context, tx *db.Tx, c sealedCopy) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO file_copy (`+copyColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.ID, c.Holder, c.Number, c.Content, c.Keyset, c.Kind, c.Size, c.AddedAt, c.sealed)
	if err != nil {
		return fmt.Errorf("insert copy %s: %w", c.ID, err)
	}
	return nil
}

// loadCopy gives one copy; db.ErrNotFound when there is none.
func loadCopy(ctx context.Context, tx *db.Tx, id string) (sealedCopy, error) {
	c, err := scanCopy(tx.QueryRow(ctx, `SELECT `+copyColumns+` FROM file_copy WHERE id = $1`, id).Scan)
	if err != nil {
		return sealedCopy{}, fmt.Errorf("load copy %s: %w", id, err)
	}
	return c, nil
}

func listCopies(ctx context.Context, tx *db.Tx, holder string) ([]sealedCopy, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+copyColumns+`
		FROM   file_copy
		WHERE  holder_id = $1
		ORDER  BY number`, holder)
	if err != nil {
		return nil, fmt.Errorf("list copies of %s: %w", holder, err)
	}
	defer rows.Close()
	var list []sealedCopy
	for rows.Next() {
		c, err := scanCopy(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan copy: %w", err)
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func deleteCopy(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM file_copy WHERE id = $1`, id); err != nil {
		return fmt.Errorf("delete copy %s: %w", id, err)
	}
	return nil
}

func deleteCopies(ctx context.Context, tx *db.Tx, holder string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM file_copy WHERE holder_id = $1`, holder); err != nil {
		return fmt.Errorf("delete copies of %s: %w", holder, err)
	}
	return nil
}
