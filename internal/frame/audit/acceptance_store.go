package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"samspel/internal/frame/db"
)

func insertAcceptance(ctx context.Context, tx *db.Tx, id string, a Acceptance) error {
	heads, err := json.Marshal(a.Heads)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_acceptance (id, at, reason, heads, signature) VALUES ($1, $2, $3, $4, $5)`,
		id, a.At, a.Reason, string(heads), a.Signature)
	return err
}

func loadAcceptances(ctx context.Context, tx *db.Tx) ([]Acceptance, error) {
	rows, err := tx.Query(ctx, `SELECT at, reason, heads, signature FROM audit_acceptance ORDER BY at, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Acceptance
	for rows.Next() {
		var a Acceptance
		var heads string
		if err := rows.Scan(&a.At, &a.Reason, &heads, &a.Signature); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(heads), &a.Heads); err != nil {
			return nil, fmt.Errorf("an acceptance is damaged: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

func deleteWitnesses(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM audit_witness`)
	return err
}

func loadHash(ctx context.Context, tx *db.Tx, chain string, seq int64) (hash []byte, err error) {
	err = tx.QueryRow(ctx, `SELECT hash FROM audit_record WHERE chain = $1 AND seq = $2`, chain, seq).Scan(&hash)
	return hash, err
}
