package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// loadHead is the newest link of a chain, or its origin when it has none.
func loadHead(ctx context.Context, tx *db.Tx, chain string) (head, error) {
	h := head{chain: chain}
	err := tx.QueryRow(ctx, `SELECT seq, hash FROM audit_head WHERE chain = $1 ORDER BY seq DESC LIMIT 1`, chain).Scan(&h.seq, &h.hash)
	if errors.Is(err, db.ErrNotFound) {
		return origin(chain), nil
	}
	return h, err
}

// saveHead moves the head from before to after; it refuses when somebody else
// has moved it.
func saveHead(ctx context.Context, tx *db.Tx, before, after head) error {
	if before.seq == 0 {
		_, err := tx.Exec(ctx, `INSERT INTO audit_head (chain, seq, hash) VALUES ($1, $2, $3)`, after.chain, after.seq, after.hash)
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE audit_head SET seq = $1, hash = $2 WHERE chain = $3 AND seq = $4`,
		after.seq, after.hash, after.chain, before.seq)
	if err == nil && n != 1 {
		err = fmt.Errorf("audit chain %s has moved: %w", after.chain, db.ErrConflict)
	}
	return err
}

// saveWitness notes how far a chain of the other file has come; it never goes back.
func saveWitness(ctx context.Context, tx *db.Tx, h head) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_witness (chain, seq, hash) VALUES ($1, $2, $3)
		ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
		WHERE excluded.seq > audit_witness.seq`, h.chain, h.seq, h.hash)
	return err
}

func loadWitnesses(ctx context.Context, tx *db.Tx) ([]head, error) {
	return loadHeads(ctx, tx, `SELECT chain, seq, hash FROM audit_witness ORDER BY chain`)
}

func loadAllHeads(ctx context.Context, tx *db.Tx) ([]head, error) {
	return loadHeads(ctx, tx, `SELECT chain, seq, hash FROM audit_head ORDER BY chain`)
}

// loadChainNames is every chain that has a record, with a head or without.
func loadChainNames(ctx context.Context, tx *db.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT chain FROM audit_record ORDER BY chain`)
	return db.Collect(rows, err, "chain names", db.Single[string])
}

func loadHeads(ctx context.Context, tx *db.Tx, query string) ([]head, error) {
	rows, err := tx.Query(ctx, query)
	return db.Collect(rows, err, "heads", func(h *head) []any { return []any{&h.chain, &h.seq, &h.hash} })
}

// The statements on audit_pending are for PostgreSQL only. It lies in the data's
// schema and is emptied from the audit's, so that the move is one transaction.

func insertPending(ctx context.Context, tx *db.Tx, id string, x *row) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_pending (id, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, x.at, x.user, x.mandate, x.unit, x.role, x.action, x.subjects, x.ground, x.result, x.request, x.detail)
	return err
}

// takePending removes the oldest records that wait since an id, and gives them. Rows
// another node is moving are passed by.
func takePending(ctx context.Context, tx *db.Tx, since string, limit int) ([]*row, error) {
	rows, err := tx.Query(ctx, `WITH taken AS (
			DELETE FROM samspel.audit_pending WHERE id IN (
				SELECT id FROM samspel.audit_pending WHERE id >= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
			) RETURNING id, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail
		)
		SELECT at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail FROM taken ORDER BY id`, since, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*row
	for rows.Next() {
		x := &row{}
		if err := rows.Scan(&x.at, &x.user, &x.mandate, &x.unit, &x.role, &x.action, &x.subjects,
			&x.ground, &x.result, &x.request, &x.detail); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// countPending is how many records wait, and how many of them came before a time.
func countPending(ctx context.Context, tx *db.Tx, before time.Time) (waiting, stuck int64, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN at < $1 THEN 1 ELSE 0 END), 0) FROM audit_pending`, before).
		Scan(&waiting, &stuck)
	return waiting, stuck, err
}

// loadTime is when the record at a head was made; the zero time when there is none.
func loadTime(ctx context.Context, tx *db.Tx, h head) (at time.Time, err error) {
	err = tx.QueryRow(ctx, `SELECT at FROM audit_record WHERE chain = $1 AND seq = $2`, h.chain, h.seq).Scan(&at)
	if errors.Is(err, db.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}
