package db

import (
	"context"
	"fmt"
)

// names are what the places are called by those who count.
var names = [...]string{InData: "data", InAudit: "audit", InKeys: "keys"}

// Databases are the three by name, for those who count.
func (s *Store) Databases() map[string]*DB {
	byName := map[string]*DB{}
	for p, name := range names {
		byName[name] = s.In(Place(p))
	}
	return byName
}

// Size is how many bytes the database takes on the disc, its log apart.
func (d *DB) Size(ctx context.Context) (bytes int64, err error) {
	query := `SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s`
	if d.engine == Postgres {
		query = `SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bigint) FROM pg_class c
			WHERE c.relkind IN ('r', 'm') AND c.relnamespace = CAST('` + places[d.place].schema + `' AS regnamespace)`
	}
	err = d.Read(ctx, func(tx *Tx) error { return tx.QueryRow(ctx, query).Scan(&bytes) })
	if err != nil {
		return 0, fmt.Errorf("size of %s: %w", places[d.place].schema, err)
	}
	return bytes, nil
}

// Waiting is how many writes stand in line or are being written.
func (d *DB) Waiting() int {
	if d.engine == Postgres {
		return int(d.pg.waiting.Load())
	}
	return len(d.lite.writer.queue)
}
