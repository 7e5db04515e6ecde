package db

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"

	"samspel/internal/ground/civil"
)

type liteCursor struct {
	conn   *liteConn
	stmt   *liteStmt
	column liteColumn
	err    error
	closed bool
}

func (r *liteCursor) next() bool {
	if r.closed || r.err != nil {
		return false
	}
	more := r.stmt.Step()
	cleanRegisters()
	if more {
		return true
	}
	r.err = liteError(r.stmt.Err())
	return false
}

func (r *liteCursor) scan(dest []any) error {
	if r.closed {
		return errors.New("scan without a row")
	}
	if n := r.stmt.ColumnCount(); n != len(dest) {
		return fmt.Errorf("the row has %d columns and %d destinations", n, len(dest))
	}
	for i, d := range dest {
		r.column = liteColumn{r.stmt.Stmt, i, r.stmt.ColumnType(i)}
		if err := assign(d, &r.column); err != nil {
			return fmt.Errorf("column %s: %w", r.stmt.ColumnName(i), err)
		}
	}
	return nil
}

func (r *liteCursor) close() error {
	if !r.closed {
		r.closed = true
		if err := r.conn.release(r.stmt); r.err == nil {
			r.err = err
		}
	}
	return r.err
}

// liteColumn is a column of the current row.
type liteColumn struct {
	stmt *sqlite3.Stmt
	i    int
	kind sqlite3.Datatype
}

func (c *liteColumn) mismatch(want string) error {
	return fmt.Errorf("a %s column is no %s", strings.ToLower(c.kind.String()), want)
}

func (c *liteColumn) isNull() bool { return c.kind == sqlite3.NULL }

func (c *liteColumn) text() (string, error) {
	if c.kind != sqlite3.TEXT {
		return "", c.mismatch("text")
	}
	return c.stmt.ColumnText(c.i), nil
}

func (c *liteColumn) int64() (int64, error) {
	if c.kind != sqlite3.INTEGER {
		return 0, c.mismatch("integer")
	}
	return c.stmt.ColumnInt64(c.i), nil
}

func (c *liteColumn) float64() (float64, error) {
	if c.kind != sqlite3.FLOAT && c.kind != sqlite3.INTEGER {
		return 0, c.mismatch("number")
	}
	return c.stmt.ColumnFloat(c.i), nil
}

func (c *liteColumn) bool() (bool, error) {
	if n := c.stmt.ColumnInt64(c.i); c.kind == sqlite3.INTEGER && (n == 0 || n == 1) {
		return n == 1, nil
	}
	return false, c.mismatch("boolean")
}

func (c *liteColumn) bytes() ([]byte, error) {
	if c.kind != sqlite3.BLOB {
		return nil, c.mismatch("bytes")
	}
	return c.stmt.ColumnBlob(c.i, []byte{}), nil
}

func (c *liteColumn) time() (time.Time, error) {
	if c.kind != sqlite3.TEXT {
		return time.Time{}, c.mismatch("time")
	}
	t, err := time.Parse(timeFormat, c.stmt.ColumnText(c.i))
	if err != nil {
		return time.Time{}, c.mismatch("time")
	}
	return t, nil
}

func (c *liteColumn) date() (civil.Date, error) {
	if c.kind != sqlite3.TEXT {
		return civil.Date{}, c.mismatch("date")
	}
	d, err := civil.Parse(c.stmt.ColumnText(c.i))
	if err != nil {
		return civil.Date{}, c.mismatch("date")
	}
	return d, nil
}
