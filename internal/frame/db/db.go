// Package db is the one place that knows which database is below: SQLite in three
// encrypted files, or PostgreSQL in three schemas. Everyone else writes SQL once,
// in the subset both speak (see [CheckSubset]), inside [DB.Read] or [DB.Write].
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Engine is which database is below. Ask only where the two must differ.
type Engine int

const (
	SQLite Engine = iota + 1
	Postgres
)

// String is the engine as migration files spell it: "sqlite" or "postgres".
func (e Engine) String() string {
	switch e {
	case SQLite:
		return "sqlite"
	case Postgres:
		return "postgres"
	}
	return "unknown"
}

// Place is one of the three databases of a [Store].
type Place int

const (
	// InData holds what Samspel is for, and the audit records of its changes.
	InData Place = iota
	// InAudit holds the records of readings, in a file of its own so that they
	// do not make the data's readers drop their caches.
	InAudit
	// InKeys holds the wrapped keysets, apart from the data they open, so that a
	// backup of the data cannot outlive a destroyed key.
	InKeys
)

var places = [...]struct{ file, schema string }{
	InData:  {"samspel.db", "samspel"},
	InAudit: {"audit.db", "samspel_audit"},
	InKeys:  {"keys.db", "samspel_keys"},
}

// FileName is what the SQLite file of a place is called.
func FileName(p Place) string { return places[p].file }

// Config says where the databases are. With a URL they are three schemas in a
// PostgreSQL database, else three files in Dir.
type Config struct {
	// Dir is the folder of the files and of the key file; it is made when missing.
	Dir string
	// URL is a postgres:// address. It may hold a password and is never logged.
	URL string
	// KeyFile holds the key of the files in hexadecimal; by default samspel.key in
	// Dir. It is made on the first start. PostgreSQL does without.
	KeyFile string
	// Reserve is how many bytes of disc to keep beside the files, given up when the
	// disc fills so that refusals and sign-outs can still be recorded; 0 is none.
	Reserve int64
	// Look makes nothing that is not there: to see what would be done.
	Look bool
	// OnBatch is told how many writes shared a commit of a file; nil is fine. The
	// writer waits for it.
	OnBatch func(database string, size int)

	// vfs is the way to the SQLite files; by default the encrypting one.
	vfs string
}

// Store is the three databases of an installation.
type Store struct {
	Data, Audit, Keys *DB

	engine Engine
	close  func() error
	closed sync.Once
	// failed is closed when an fsync has failed.
	failed chan struct{}
	// alone runs a function while no other process runs one.
	alone func(ctx context.Context, fn func(context.Context) error) error
	// rotate is [Store.RotateFileKey]; nil on PostgreSQL.
	rotate func(ctx context.Context, progress func(done, total int)) error
}

// DB is one of the databases.
type DB struct {
	place  Place
	engine Engine
	lite   *liteDB
	pg     *pgDB
}

// Open opens the databases, and makes the files or schemas on the first start.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.URL != "" {
		return openPostgres(ctx, c.URL, c.Look)
	}
	if c.Dir == "" {
		return nil, errors.New("open database: neither a folder nor an address")
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return openSQLite(ctx, c)
}

// Close waits for the writes that have begun and closes everything; doing so twice
// is harmless.
func (s *Store) Close() (err error) {
	s.closed.Do(func() { err = s.close() })
	return err
}

// Failed is closed when the disc has not confirmed a write. Nothing can be written
// any more, and what the last writes left behind is only known after a restart:
// the process must end.
func (s *Store) Failed() <-chan struct{} { return s.failed }

// Engine is which database is below.
func (s *Store) Engine() Engine { return s.engine }

// Alone runs fn while no other process of this installation is inside Alone: for
// what must be done by one, such as migrations, when several start at once.
func (s *Store) Alone(ctx context.Context, fn func(context.Context) error) error {
	return s.alone(ctx, fn)
}

// Analyze gathers the statistics the planners use, after much has been loaded at
// once; in daily use PostgreSQL sees to it itself.
func (s *Store) Analyze(ctx context.Context) error {
	if s.engine == Postgres {
		_, err := s.Data.pg.writers.Exec(ctx, "ANALYZE")
		return pgError(err)
	}
	for _, d := range s.all() {
		if _, err := d.lite.pool.ExecContext(ctx, "PRAGMA analysis_limit=1000; ANALYZE"); err != nil {
			return fmt.Errorf("analyze %s: %w", places[d.place].file, liteError(err))
		}
	}
	return nil
}

// Settle moves what has been written to its place in the file and empties the log of
// it, where what was deleted would be left for a while. On PostgreSQL the server does so.
func (d *DB) Settle(ctx context.Context) error {
	if d.engine == Postgres {
		return nil
	}
	if _, err := d.lite.pool.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("settle: %w", liteError(err))
	}
	return nil
}

// In is the database of a place.
func (s *Store) In(p Place) *DB {
	switch p {
	case InAudit:
		return s.Audit
	case InKeys:
		return s.Keys
	default:
		return s.Data
	}
}

func (s *Store) all() []*DB { return []*DB{s.Data, s.Audit, s.Keys} }

// Engine is which database is below.
func (d *DB) Engine() Engine { return d.engine }

// SQL is SQLite's writing connection, a pool of exactly one, for the job queue,
// which must share it; nil on PostgreSQL. [DB.Write] gives it back between batches.
func (d *DB) SQL() *sql.DB {
	if d.lite == nil {
		return nil
	}
	return d.lite.pool
}

// Pgx is PostgreSQL's pool for writing, for the job queue; nil on SQLite.
func (d *DB) Pgx() *pgxpool.Pool {
	if d.pg == nil {
		return nil
	}
	return d.pg.writers
}

// Read runs fn on a snapshot: everything fn reads is from the same moment. fn
// cannot write, and must not call Read itself: readers are few.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if d.engine == SQLite {
		return d.lite.read(ctx, fn)
	}
	return d.pg.read(ctx, fn)
}

// Write runs fn in a transaction and returns when what it wrote is on the disc,
// or with an error and nothing written. On SQLite the functions of several
// callers share a commit, each in a savepoint of its own.
//
// fn may run more than once, must not call Write itself, and does no input or
// output: others wait for it. What must follow the commit goes to [Tx.OnCommit].
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if d.engine == SQLite {
		return d.lite.write(ctx, fn)
	}
	return d.pg.write(ctx, pgx.Serializable, fn)
}

// Append is [DB.Write] for a transaction that needs no protection from others,
// because nobody else writes what it reads: on PostgreSQL it is spared the price
// of a serializable one, and costs the others nothing.
func (d *DB) Append(ctx context.Context, fn func(*Tx) error) error {
	if d.engine == SQLite {
		return d.lite.write(ctx, fn)
	}
	return d.pg.write(ctx, pgx.ReadCommitted, fn)
}
