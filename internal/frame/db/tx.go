package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
)

// Tx is a transaction, good only inside the function it was given to and only in
// that function's goroutine.
type Tx struct {
	engine   Engine
	session  session
	sql      *sql.Tx
	pgx      pgx.Tx
	onCommit []func()
}

// session is what an engine does with statements inside a transaction.
type session interface {
	exec(ctx context.Context, sql string, args []any) (int64, error)
	query(ctx context.Context, sql string, args []any) (cursor, error)
}

// over is the session of a transaction whose function has returned.
type over struct{}

var errOver = errors.New("the transaction is over")

func (over) exec(context.Context, string, []any) (int64, error)   { return 0, errOver }
func (over) query(context.Context, string, []any) (cursor, error) { return nil, errOver }

type cursor interface {
	next() bool
	scan(dest []any) error
	close() error // also gives the error that ended next
}

// Engine is which database is below.
func (tx *Tx) Engine() Engine { return tx.engine }

// SQL is the transaction as database/sql has it, on SQLite and inside Write only:
// for the job queue, whose rows must share the transaction.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// Pgx is the transaction as pgx has it, on PostgreSQL only.
func (tx *Tx) Pgx() pgx.Tx { return tx.pgx }

// OnCommit runs fn after the commit, before Write returns, when there is one.
func (tx *Tx) OnCommit(fn func()) { tx.onCommit = append(tx.onCommit, fn) }

// Exec runs a statement and returns how many rows it touched.
//
// Arguments are strings, integers, booleans, []byte, time.Time, civil.Date, types
// made of these, pointers to them, and nil. A zero time or date is NULL. Times are
// kept in UTC with microseconds.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	return tx.session.exec(ctx, query, args)
}

// Query runs a statement that gives rows. Close them before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	c, err := tx.session.query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return &Rows{cursor: c}, nil
}

// QueryRow runs a statement that gives at most one row worth reading; Scan says
// ErrNotFound when it gave none.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	c, err := tx.session.query(ctx, query, args)
	return &Row{cursor: c, err: err}
}

// Rows is the answer to a query, read row by row.
type Rows struct {
	cursor cursor
	closed bool
	err    error
}

// Next goes to the next row; when there is none it closes the rows.
func (r *Rows) Next() bool {
	if r.closed {
		return false
	}
	if r.cursor.next() {
		return true
	}
	_ = r.Close()
	return false
}

// Scan copies the row's columns to what dest points at: the types [Tx.Exec] takes.
// A NULL needs a pointer to a pointer, or [Null].
func (r *Rows) Scan(dest ...any) error { return r.cursor.scan(dest) }

// Err is what ended Next, if not the last row.
func (r *Rows) Err() error { return r.err }

// Close ends the reading; doing so twice is harmless.
func (r *Rows) Close() error {
	if !r.closed {
		r.closed = true
		r.err = r.cursor.close()
	}
	return r.err
}

// Row is the answer to [Tx.QueryRow].
type Row struct {
	cursor cursor
	err    error
}

// Scan copies the row's columns as [Rows.Scan] does, or says ErrNotFound.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if !r.cursor.next() {
		if err := r.cursor.close(); err != nil {
			return err
		}
		return ErrNotFound
	}
	err := r.cursor.scan(dest)
	if closed := r.cursor.close(); err == nil {
		err = closed
	}
	return err
}
