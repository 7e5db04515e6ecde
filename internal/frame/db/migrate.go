package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Line is the migrations of one package in one place: files in the root of FS,
// named 0001_word.sql, or 0001_word.sqlite.sql and 0001_word.postgres.sql where
// the two must differ. A line has its own version table, goose_<name>.
type Line struct {
	Name string
	In   Place
	FS   fs.FS
}

// Migrate brings every line to its newest version, in the order given; only one
// process does so at a time.
func (s *Store) Migrate(ctx context.Context, lines []Line) error {
	return s.Alone(ctx, func(ctx context.Context) error {
		for _, line := range lines {
			if err := s.In(line.In).migrate(ctx, line); err != nil {
				return fmt.Errorf("migrate %s: %w", line.Name, err)
			}
		}
		return nil
	})
}

// MigrateTo brings each line that versions names to that version and leaves the rest:
// what a backup of that version is put into.
func (s *Store) MigrateTo(ctx context.Context, lines []Line, versions map[string]int64) error {
	return s.Alone(ctx, func(ctx context.Context) error {
		for _, line := range lines {
			version, ok := versions[line.Key()]
			if !ok || version == 0 {
				continue
			}
			err := s.In(line.In).provide(ctx, line, func(p *goose.Provider) error {
				_, err := p.UpTo(ctx, version)
				return err
			})
			if err != nil {
				return fmt.Errorf("migrate %s: %w", line.Name, err)
			}
		}
		return nil
	})
}

// Versions is how far each line has come, by its key.
func (s *Store) Versions(ctx context.Context, lines []Line) (map[string]int64, error) {
	versions := map[string]int64{}
	for _, line := range lines {
		err := s.In(line.In).provide(ctx, line, func(p *goose.Provider) (err error) {
			versions[line.Key()], err = p.GetDBVersion(ctx)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("version of %s: %w", line.Name, err)
		}
	}
	return versions, nil
}

// Key names the line among those of all places.
func (l Line) Key() string { return l.Name + "@" + places[l.In].schema }

// Newest is the version of the line's last migration.
func (l Line) Newest() (newest int64, err error) {
	names, err := fs.Glob(l.FS, "*.sql")
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		newest = max(newest, version)
	}
	return newest, err
}

func (d *DB) migrate(ctx context.Context, line Line) error {
	return d.provide(ctx, line, func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		return err
	})
}

// provide lends what migrates a line to fn.
func (d *DB) provide(ctx context.Context, line Line, fn func(*goose.Provider) error) error {
	dialect, pool := goose.DialectSQLite3, (*sql.DB)(nil)
	if d.engine == Postgres {
		dialect, pool = goose.DialectPostgres, stdlib.OpenDBFromPool(d.pg.writers)
		defer pool.Close() // the pool below stays open
	} else {
		pool = d.lite.pool
	}
	files, err := filesFor(d.engine, line.FS)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, pool, files,
		goose.WithTableName("goose_"+line.Name),
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	return fn(provider)
}

// migrationFiles is a line's files as one engine reads them.
type migrationFiles map[string][]byte

// filesFor picks the engine's files and turns the common column types into its own.
func filesFor(e Engine, from fs.FS) (migrationFiles, error) {
	names, err := fs.Glob(from, "*.sql")
	if err != nil {
		return nil, err
	}
	files := migrationFiles{}
	for _, name := range names {
		stem := strings.TrimSuffix(name, ".sql")
		suffix := path.Ext(stem)
		if (suffix == ".sqlite" || suffix == ".postgres") && suffix != "."+e.String() {
			continue
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		if e == SQLite {
			text = []byte(migrationForSQLite(string(text)))
		}
		files[name] = text
	}
	return files, nil
}

// Open implements fs.FS.
func (m migrationFiles) Open(name string) (fs.File, error) {
	text, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return migrationFile{bytes.NewReader(text)}, nil
}

// Glob implements fs.GlobFS, so that no folder has to be read.
func (m migrationFiles) Glob(pattern string) ([]string, error) {
	var names []string
	for name := range m {
		if ok, err := path.Match(pattern, name); err != nil {
			return nil, err
		} else if ok {
			names = append(names, name)
		}
	}
	return names, nil
}

type migrationFile struct{ *bytes.Reader }

func (migrationFile) Close() error               { return nil }
func (migrationFile) Stat() (fs.FileInfo, error) { return nil, errors.ErrUnsupported }
