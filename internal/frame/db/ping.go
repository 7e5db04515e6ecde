package db

import (
	"context"
	"errors"
	"fmt"
)

// Ping reads something of each database.
func (s *Store) Ping(ctx context.Context) error {
	query := `SELECT count(*) FROM sqlite_schema WHERE rootpage = 1` // the file's first page
	if s.engine == Postgres {
		query = `SELECT 1`
	}
	var errs []error
	for _, d := range s.all() {
		err := d.Read(ctx, func(tx *Tx) error {
			var n int64
			return tx.QueryRow(ctx, query).Scan(&n)
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("read %s: %w", places[d.place].schema, err))
		}
	}
	return errors.Join(errs...)
}
