package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"samspel/internal/ground/civil"
)

// liteConn is a connection with the statements prepared on it.
type liteConn struct {
	raw   *sqlite3.Conn
	stmts map[string]*liteStmt
	open  []*liteStmt
}

type liteStmt struct {
	*sqlite3.Stmt
	params int
	busy   bool
	extra  bool // not kept: another of the same text was busy
	reader *liteCursor
}

// statementLimit bounds the prepared statements of a connection, for texts that
// are not constants after all.
const statementLimit = 512

func newLiteConn(raw *sqlite3.Conn) *liteConn {
	return &liteConn{raw: raw, stmts: map[string]*liteStmt{}}
}

func (c *liteConn) close() error { return errors.Join(c.forget(), c.raw.Close()) }

// forget finalises every statement.
func (c *liteConn) forget() error {
	c.resetAll()
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	clear(c.stmts)
	return errors.Join(errs...)
}

// resetAll ends what was left open, which would hold the transaction up.
func (c *liteConn) resetAll() {
	for len(c.open) > 0 {
		_ = c.release(c.open[len(c.open)-1])
	}
}

func (c *liteConn) acquire(query string, args []any) (*liteStmt, error) {
	s, ok := c.stmts[query]
	if !ok || s.busy {
		raw, tail, err := c.raw.Prepare(forSQLite(query))
		if err != nil {
			return nil, liteError(err)
		}
		if raw == nil || strings.Trim(tail, " \t\r\n;") != "" {
			_ = raw.Close()
			return nil, errors.New("want exactly one statement")
		}
		fresh := &liteStmt{Stmt: raw, params: raw.BindCount(), extra: ok}
		if !ok {
			if len(c.stmts) >= statementLimit {
				c.trim()
			}
			c.stmts[query] = fresh
		}
		s = fresh
	}
	s.busy = true
	c.open = append(c.open, s)
	if s.params != len(args) {
		_ = c.release(s)
		return nil, fmt.Errorf("the statement has %d parameters and was given %d", s.params, len(args))
	}
	for i, arg := range args {
		if err := s.bind(i+1, arg); err != nil {
			_ = c.release(s)
			return nil, fmt.Errorf("parameter $%d: %w", i+1, err)
		}
	}
	return s, nil
}

func (c *liteConn) trim() {
	for query, s := range c.stmts {
		if !s.busy {
			_ = s.Close()
			delete(c.stmts, query)
		}
	}
}

func (c *liteConn) release(s *liteStmt) error {
	if !s.busy {
		return nil
	}
	s.busy = false
	if s.reader != nil {
		s.reader.closed = true
		s.reader = nil
	}
	for i := len(c.open) - 1; i >= 0; i-- {
		if c.open[i] == s {
			c.open = append(c.open[:i], c.open[i+1:]...)
			break
		}
	}
	err := s.Reset()
	if s.params > 0 {
		_ = s.ClearBindings()
	}
	if s.extra {
		_ = s.Close()
	}
	return liteError(err)
}

// run executes a statement without parameters.
func (c *liteConn) run(query string) error {
	s, err := c.acquire(query, nil)
	if err != nil {
		return err
	}
	err = liteError(s.Stmt.Exec())
	cleanRegisters()
	_ = c.release(s)
	return err
}

func (c *liteConn) exec(ctx context.Context, query string, args []any) (int64, error) {
	// The context is asked here and not while the statement runs: to interrupt a
	// statement that writes would roll back the transaction others share.
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s, err := c.acquire(query, args)
	if err != nil {
		return 0, err
	}
	err = liteError(s.Stmt.Exec())
	cleanRegisters()
	_ = c.release(s)
	if err != nil {
		return 0, err
	}
	return c.raw.Changes(), nil
}

func (c *liteConn) query(ctx context.Context, query string, args []any) (cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s, err := c.acquire(query, args)
	if err != nil {
		return nil, err
	}
	s.reader = &liteCursor{conn: c, stmt: s}
	return s.reader, nil
}

func (s *liteStmt) bind(i int, arg any) error {
	value, err := plain(arg)
	if err != nil {
		return err
	}
	switch a := value.(type) {
	case nil:
		return s.BindNull(i)
	case string:
		return s.BindText(i, a)
	case int64:
		return s.BindInt64(i, a)
	case bool:
		return s.BindBool(i, a)
	case []byte:
		return s.BindBlob(i, a)
	case time.Time:
		return s.BindText(i, a.Format(timeFormat))
	case civil.Date:
		return s.BindText(i, a.String())
	case float64:
		return s.BindFloat(i, a)
	}
	return fmt.Errorf("%T cannot be an argument", value)
}
