package db

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"samspel/internal/ground/civil"
)

// attempts bounds how often a transaction that lost to another is run again.
const attempts = 10

// migrationLock is the advisory lock behind [Store.Alone]; the number is "samspel" in ASCII.
const migrationLock = 0x73616d7370656c

// pgDB is one schema: pools of its own for reading and writing, so that neither
// can starve the other.
type pgDB struct {
	readers, writers *pgxpool.Pool
	waiting          atomic.Int64
}

func openPostgres(ctx context.Context, url string, look bool) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("open database: the address cannot be read") // the cause quotes it
	}
	s := &Store{engine: Postgres, failed: make(chan struct{})}
	s.close = func() error {
		for _, d := range s.all() {
			if d != nil {
				d.pg.readers.Close()
				d.pg.writers.Close()
			}
		}
		return nil
	}
	for p, at := range map[Place]**DB{InData: &s.Data, InAudit: &s.Audit, InKeys: &s.Keys} {
		d := &DB{place: p, engine: Postgres, pg: &pgDB{}}
		if d.pg.readers, err = pgPool(ctx, config, p, nil); err == nil {
			if d.pg.writers, err = pgPool(ctx, config, p, byKey); err != nil {
				d.pg.readers.Close()
			}
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open schema %s: %w", places[p].schema, pgError(err)), s.close())
		}
		*at = d
	}
	s.alone = func(ctx context.Context, fn func(context.Context) error) error {
		return pgAlone(ctx, s.Data.pg.writers, fn)
	}
	if look {
		return s, nil
	}
	if err := makeSchemas(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", pgError(err)), s.close())
	}
	return s, nil
}

// byKey is for those who write: a plan made while a table was empty reads it from end to
// end, and is kept when it has grown, or is full of rows that an old snapshot keeps.
var byKey = map[string]string{"enable_seqscan": "off"}

func pgPool(ctx context.Context, base *pgxpool.Config, p Place, more map[string]string) (*pgxpool.Pool, error) {
	config := base.Copy()
	config.MaxConns = int32(max(8, 4*runtime.NumCPU()))
	config.MinConns = 0
	config.MaxConnIdleTime = 10 * time.Minute
	config.ConnConfig.StatementCacheCapacity = statementLimit
	set := config.ConnConfig.RuntimeParams
	set["search_path"] = places[p].schema
	set["application_name"] = "samspel"
	set["timezone"] = "UTC"
	set["idle_in_transaction_session_timeout"] = "60s"
	// A plan that must not read from end to end is priced so high that the server would
	// compile it first, for a fifth of a second each time.
	set["jit"] = "off"
	maps.Copy(set, more)
	return pgxpool.NewWithConfig(ctx, config)
}

// makeSchemas asks before it makes: a role that may not create schemas can still
// run an installation that has them.
func makeSchemas(ctx context.Context, s *Store) error {
	for _, place := range places {
		var there bool
		err := s.Data.pg.writers.QueryRow(ctx, "SELECT to_regnamespace($1) IS NOT NULL", place.schema).Scan(&there)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if _, err := s.Data.pg.writers.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+place.schema); err != nil {
			return err
		}
	}
	return nil
}

func pgAlone(ctx context.Context, pool *pgxpool.Pool, fn func(context.Context) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return pgError(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return pgError(err)
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	}()
	return fn(ctx)
}

func (d *pgDB) read(ctx context.Context, fn func(*Tx) error) error {
	return d.retry(ctx, func() error {
		return once(ctx, d.readers, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
	})
}

func (d *pgDB) write(ctx context.Context, isolation pgx.TxIsoLevel, fn func(*Tx) error) error {
	if d.waiting.Add(1) > queueLimit {
		d.waiting.Add(-1)
		return ErrBusy
	}
	defer d.waiting.Add(-1)
	return d.retry(ctx, func() error {
		return once(ctx, d.writers, pgx.TxOptions{IsoLevel: isolation}, fn)
	})
}

// retry runs a transaction again when it lost to another one.
func (d *pgDB) retry(ctx context.Context, run func() error) error {
	for n := 0; ; n++ {
		err := run()
		if !errors.Is(err, errLost) {
			return err
		}
		if n+1 == attempts {
			return fmt.Errorf("%w: %w", ErrBusy, err)
		}
		// The wait grows and is uneven, so that two losers do not meet again.
		wait := time.Duration(rand.Int64N(int64(time.Millisecond) << min(n, 6)))
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func once(ctx context.Context, pool *pgxpool.Pool, options pgx.TxOptions, fn func(*Tx) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return pgError(err)
	}
	defer conn.Release()
	raw, err := conn.BeginTx(ctx, options)
	if err != nil {
		return pgError(err)
	}
	finished := false
	defer func() {
		if !finished {
			_ = raw.Rollback(context.WithoutCancel(ctx))
		}
	}()
	session := &pgSession{tx: raw}
	tx := &Tx{engine: Postgres, session: session, pgx: raw}
	err = guard(fn, tx)
	if session.rows != nil {
		session.rows.Close()
	}
	if err != nil {
		if session.lost != nil {
			return session.lost // whatever fn made of it
		}
		return err
	}
	// A commit that has begun is not cut short: its outcome must be known.
	finished = true
	if err := raw.Commit(context.WithoutCancel(ctx)); err != nil {
		return pgError(err)
	}
	for _, f := range tx.onCommit {
		f()
	}
	return nil
}

type pgSession struct {
	tx   pgx.Tx
	lost error
	rows pgx.Rows // the last query's, which may have been left open
}

func (s *pgSession) note(err error) error {
	if errors.Is(err, errLost) {
		s.lost = err
	}
	return err
}

func (s *pgSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	args, err := pgArgs(args)
	if err != nil {
		return 0, err
	}
	tag, err := s.tx.Exec(ctx, query, args...)
	if err != nil {
		return 0, s.note(pgError(err))
	}
	return tag.RowsAffected(), nil
}

func (s *pgSession) query(ctx context.Context, query string, args []any) (cursor, error) {
	args, err := pgArgs(args)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.Query(ctx, query, args...)
	if err != nil {
		return nil, s.note(pgError(err))
	}
	s.rows = rows
	return &pgCursor{session: s, rows: rows}, nil
}

// pgArgs is the arguments in the form pgx knows.
func pgArgs(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		value, err := plain(arg)
		if err != nil {
			return nil, fmt.Errorf("parameter $%d: %w", i+1, err)
		}
		if v, ok := value.(civil.Date); ok {
			value = pgtype.Date{Time: time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC), Valid: true}
		}
		out[i] = value
	}
	return out, nil
}

type pgCursor struct {
	session *pgSession
	rows    pgx.Rows
	column  pgColumn
}

func (r *pgCursor) next() bool { return r.rows.Next() }

func (r *pgCursor) scan(dest []any) error {
	values, fields := r.rows.RawValues(), r.rows.FieldDescriptions()
	if len(values) != len(dest) {
		return fmt.Errorf("the row has %d columns and %d destinations", len(values), len(dest))
	}
	for i, d := range dest {
		r.column = pgColumn{values[i], &fields[i]}
		if err := assign(d, &r.column); err != nil {
			return fmt.Errorf("column %s: %w", fields[i].Name, err)
		}
	}
	return nil
}

func (r *pgCursor) close() error {
	r.rows.Close()
	return r.session.note(pgError(r.rows.Err()))
}

// pgColumn is a column of the current row, as it came over the wire. The common
// types are read here; whatever else a query makes goes through pgx's own map.
type pgColumn struct {
	raw   []byte
	field *pgconn.FieldDescription
}

var pgTypes = pgtype.NewMap()

func (c *pgColumn) binary(oid uint32) bool {
	return c.field.Format == pgtype.BinaryFormatCode && c.field.DataTypeOID == oid
}

func (c *pgColumn) other(dest any, want string) error {
	if err := pgTypes.Scan(c.field.DataTypeOID, c.field.Format, c.raw, dest); err != nil {
		return fmt.Errorf("the column's type is no %s", want)
	}
	return nil
}

func (c *pgColumn) isNull() bool { return c.raw == nil }

func (c *pgColumn) text() (string, error) {
	switch c.field.DataTypeOID {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.UnknownOID:
		return string(c.raw), nil
	}
	return "", errors.New("the column's type is no text")
}

func (c *pgColumn) int64() (int64, error) {
	if c.binary(pgtype.Int8OID) {
		return int64(binary.BigEndian.Uint64(c.raw)), nil
	}
	var n int64
	err := c.other(&n, "integer")
	return n, err
}

func (c *pgColumn) float64() (float64, error) {
	var f float64
	if n, err := c.int64(); err == nil {
		return float64(n), nil
	}
	err := c.other(&f, "number")
	return f, err
}

func (c *pgColumn) bool() (bool, error) {
	if c.binary(pgtype.BoolOID) {
		return c.raw[0] == 1, nil
	}
	var b bool
	err := c.other(&b, "boolean")
	return b, err
}

func (c *pgColumn) bytes() ([]byte, error) {
	if c.binary(pgtype.ByteaOID) {
		return append([]byte{}, c.raw...), nil
	}
	if c.field.DataTypeOID != pgtype.ByteaOID {
		return nil, errors.New("the column's type is no bytes")
	}
	var b []byte
	err := c.other(&b, "bytes")
	return b, err
}

// pgEpoch is where PostgreSQL's binary times begin.
var pgEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (c *pgColumn) time() (time.Time, error) {
	if c.binary(pgtype.TimestamptzOID) {
		us := int64(binary.BigEndian.Uint64(c.raw))
		if us != math.MaxInt64 && us != math.MinInt64 {
			return time.UnixMicro(pgEpoch.UnixMicro() + us).UTC(), nil
		}
	}
	var t time.Time
	err := c.other(&t, "time")
	return t.UTC(), err
}

func (c *pgColumn) date() (civil.Date, error) {
	if c.field.DataTypeOID != pgtype.DateOID {
		return civil.Date{}, errors.New("the column's type is no date")
	}
	var d pgtype.Date
	if err := c.other(&d, "date"); err != nil || d.InfinityModifier != pgtype.Finite {
		return civil.Date{}, errors.New("the column's type is no date")
	}
	year, month, day := d.Time.Date()
	return civil.On(year, month, day), nil
}

// errLost: the transaction lost to another and may be run again.
var errLost = errors.New("the transaction lost to another")

// pgFault is what may be told of an error of PostgreSQL: its message may quote
// values, so only errors in the statement itself keep it.
type pgFault struct {
	kind error
	text string
}

func (e *pgFault) Error() string { return e.text }
func (e *pgFault) Unwrap() error { return e.kind }

// pgError turns the driver's errors into this package's.
func pgError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		if strings.Contains(err.Error(), "failed to encode args") {
			return errors.New("a parameter does not fit its type") // the cause quotes it
		}
		return err
	}
	text := "postgres " + pg.Code
	for _, name := range []string{pg.TableName, pg.ColumnName, pg.ConstraintName} {
		if name != "" {
			text += " " + name
		}
	}
	switch pg.Code {
	case "40001", "40P01":
		return &pgFault{errLost, text}
	case "23505", "23503", "23514":
		return &pgFault{ErrConflict, ErrConflict.Error() + ": " + text}
	case "53100":
		return &pgFault{ErrFull, ErrFull.Error() + ": " + text}
	case "53300", "57P03", "55P03":
		return &pgFault{ErrBusy, ErrBusy.Error() + ": " + text}
	}
	switch pg.Code[:2] {
	case "42", "P0", "0A", "3F", "28", "25":
		text += ": " + pg.Message
	}
	return &pgFault{nil, text}
}
