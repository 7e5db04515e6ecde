package register

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

func loadReceivingCodes(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `SELECT municipality_code FROM register_receiver`)
	codes, err := db.Collect(rows, err, "receivers", db.Single[string])
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(codes))
	for _, code := range codes {
		set[code] = true
	}
	return set, nil
}

func loadUnitNames(ctx context.Context, tx *db.Tx, ids []string, names map[string]string) error {
	rows, err := tx.Query(ctx, `SELECT id, name FROM register_unit WHERE id IN (`+db.Numbered(1, len(ids))+`)`, db.Anys(ids)...)
	if err != nil {
		return fmt.Errorf("load unit names: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return fmt.Errorf("scan unit name: %w", err)
		}
		names[id] = name
	}
	return rows.Err()
}
