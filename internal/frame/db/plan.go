package db

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// ErrNewer: a newer program has been here. Its tables may mean what this one does
// not know, so this one leaves them alone.
var ErrNewer = errors.New("the tables are newer than the program")

// Step is a migration that is still to be made.
type Step struct {
	In   string
	Name string
}

// Plan is what [Store.Migrate] would do, in its order, and whether a newer program
// has been here. It changes nothing.
func (s *Store) Plan(ctx context.Context, lines []Line) ([]Step, error) {
	var steps []Step
	for _, line := range lines {
		pending, err := s.In(line.In).plan(ctx, line)
		if err != nil {
			return nil, fmt.Errorf("plan %s: %w", line.Name, err)
		}
		steps = append(steps, pending...)
	}
	return steps, nil
}

func (d *DB) plan(ctx context.Context, line Line) ([]Step, error) {
	files, err := filesFor(d.engine, line.FS)
	if err != nil {
		return nil, err
	}
	made, err := d.made(ctx, "goose_"+line.Name)
	if err != nil {
		return nil, err
	}
	var known []int64
	byVersion := map[int64]string{}
	for name := range files {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the migration %s has no number", name)
		}
		known = append(known, version)
		byVersion[version] = name
	}
	slices.Sort(known)
	for _, version := range made {
		if version > 0 && byVersion[version] == "" {
			return nil, fmt.Errorf("%w: number %d of %s is unknown here; use the version of samspel that made it, or read a backup back", ErrNewer, version, line.Name)
		}
	}
	var steps []Step
	for _, version := range known {
		if !slices.Contains(made, version) {
			steps = append(steps, Step{In: names[d.place], Name: line.Name + "/" + byVersion[version]})
		}
	}
	return steps, nil
}

// made are the numbers of a line's migrations that have been made.
func (d *DB) made(ctx context.Context, table string) (versions []int64, err error) {
	there := `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1`
	if d.engine == Postgres {
		there = `SELECT count(*) FROM pg_tables WHERE schemaname = '` + places[d.place].schema + `' AND tablename = $1`
	}
	err = d.Read(ctx, func(tx *Tx) error {
		versions = nil
		var n int64
		if err := tx.QueryRow(ctx, there, table).Scan(&n); err != nil || n == 0 {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT version_id FROM `+table)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v int64
			if err := rows.Scan(&v); err != nil {
				return err
			}
			versions = append(versions, v)
		}
		return rows.Err()
	})
	return versions, err
}
