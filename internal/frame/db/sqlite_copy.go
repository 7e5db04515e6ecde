package db

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// liteCopy is a copy of a file in the making, read through the connection that
// writes: what is written meanwhile is carried over.
type liteCopy struct {
	file   *liteDB
	path   string
	key    string // hexadecimal
	from   *sqlite3.Conn
	backup *sqlite3.Backup
	// pages and left are the counts after the last step: the backup itself may be
	// asked only by who holds the connection.
	pages, left int
}

func (d *liteDB) startCopy(ctx context.Context, path string, key []byte) (*liteCopy, error) {
	c := &liteCopy{file: d, path: path, key: hex.EncodeToString(key)}
	if err := touch(path); err != nil {
		return nil, err
	}
	err := c.through(ctx, func(raw *sqlite3.Conn) (err error) {
		c.from = raw
		if c.backup, err = raw.BackupInit("main", liteAddress(d.vfs, path, "hexkey="+c.key)); err != nil {
			return err
		}
		_, err = c.backup.Step(0) // counts the pages
		c.count()
		return err
	})
	if err != nil {
		return nil, errors.Join(liteError(err), c.end())
	}
	return c, nil
}

// touch makes an empty file that only its owner may read.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// through lends the writing connection to fn, between two batches.
func (c *liteCopy) through(ctx context.Context, fn func(*sqlite3.Conn) error) error {
	conn, err := c.file.pool.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(conn.Raw(func(on any) error {
		raw := on.(driver.Conn).Raw()
		if c.from != nil && c.from != raw {
			return errors.New("the writing connection is another")
		}
		return fn(raw)
	}), conn.Close())
}

// copyRest is how long the others are left alone between two steps.
const copyRest = 2 * time.Millisecond

// step copies a few pages, but never the last one: a copy that is whole no longer
// follows what is written.
func (c *liteCopy) step(ctx context.Context, pages int) error {
	err := c.through(ctx, func(*sqlite3.Conn) error {
		_, err := c.backup.Step(min(pages, c.backup.Remaining()-1))
		c.count()
		return err
	})
	if errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED) {
		err = nil // the next step tries again
	}
	if err != nil {
		return liteError(err)
	}
	return pause(ctx, copyRest)
}

func (c *liteCopy) count() { c.pages, c.left = c.backup.PageCount(), c.backup.Remaining() }

// finish copies what is left; the copy is on the disc when it returns.
func (c *liteCopy) finish(h *heldFile) error {
	return h.conn.Raw(func(on any) error {
		if on.(driver.Conn).Raw() != c.from {
			return errors.New("the writing connection is another")
		}
		done, err := c.backup.Step(-1)
		if err == nil && !done {
			err = errors.New("the copy did not end")
		}
		err = errors.Join(err, c.backup.Close())
		c.backup = nil
		return liteError(err)
	})
}

// end gives up a copy that was not finished.
func (c *liteCopy) end() error {
	if c.backup == nil {
		return nil
	}
	return c.through(context.Background(), func(*sqlite3.Conn) error {
		err := c.backup.Close()
		c.backup = nil
		return err
	})
}

// heldFile is a file whose writers all wait.
type heldFile struct {
	file    *liteDB
	conn    *sql.Conn
	readers int
	shutOff bool
}

// hold takes the one connection that writes, which the job queue waits for too.
func (d *liteDB) hold(ctx context.Context) (*heldFile, error) {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &heldFile{file: d, conn: conn}, nil
}

// shut closes every connection to the file.
func (h *heldFile) shut() error {
	patience := time.NewTimer(readerPatience)
	defer patience.Stop()
	var errs []error
	for h.readers < h.file.setting.readers {
		select {
		case c := <-h.file.readers:
			h.readers++
			if c != nil {
				errs = append(errs, c.close())
			}
		case <-patience.C:
			return errors.Join(append(errs, fmt.Errorf("a reading has not ended in %v", readerPatience))...)
		}
	}
	h.shutOff = true
	errs = append(errs, h.conn.Raw(func(on any) error { return on.(driver.Conn).Close() }))
	return errors.Join(errs...)
}

// rekey is what connections use from now on.
func (d *liteDB) rekey(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.key = key
}

// release lets everybody go on. Connections that were closed are opened again, with
// the key the file has now, when somebody needs them.
func (h *heldFile) release() {
	for range h.readers {
		h.file.readers <- nil
	}
	if h.shutOff {
		_ = h.conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	}
	_ = h.conn.Close()
}
