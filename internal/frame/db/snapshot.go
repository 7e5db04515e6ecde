package db

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
)

const (
	// snapshotStep is how many pages are copied between two looks at the context.
	snapshotStep = 128
	// snapshotRest is how long a copy of a file in use leaves the processor to others
	// after each step.
	snapshotRest = 3 * time.Millisecond
)

// snapshotCache is how many MiB of a file being copied are kept in memory.
const snapshotCache = 8

// Snapshot writes what an SQLite file holds at one moment to a new file under
// another key. Others read and write meanwhile. The new file is on the disc when
// Snapshot returns. It tells how many rows each table has.
func (d *DB) Snapshot(ctx context.Context, path string, key []byte, progress func(done, total int)) (map[string]int64, error) {
	raw, err := sqlite3.OpenFlags(liteAddress(d.lite.vfs, d.lite.path), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
	if err != nil {
		return nil, liteError(err)
	}
	if err := d.lite.prepare(raw, snapshotCache, true); err != nil {
		return nil, errors.Join(liteError(err), raw.Close())
	}
	c := newLiteConn(raw)
	err = c.run("BEGIN")
	var rows map[string]int64
	if err == nil {
		// The first reading sets the moment.
		if rows, err = c.countRows(ctx); err == nil {
			err = copyOut(ctx, raw, path, key, snapshotRest, progress)
		}
		err = errors.Join(err, c.run("COMMIT"))
	}
	return rows, errors.Join(liteError(err), c.close())
}

// CopyFile writes the SQLite file at from, which nobody changes, to a new file
// under another key.
func CopyFile(ctx context.Context, from string, fromKey []byte, to string, toKey []byte, progress func(done, total int)) error {
	c, err := openStill(from, fromKey)
	if err != nil {
		return err
	}
	return errors.Join(copyOut(ctx, c.raw, to, toKey, 0, progress), c.close())
}

// CheckFile has SQLite look over the file at path, which nobody changes, and counts
// its rows.
func CheckFile(ctx context.Context, path string, key []byte) (map[string]int64, error) {
	c, err := openStill(path, key)
	if err != nil {
		return nil, err
	}
	defer c.close()
	c.raw.SetInterrupt(ctx)
	found, err := c.texts(ctx, "PRAGMA integrity_check(1)")
	if err == nil && (len(found) != 1 || found[0] != "ok") {
		err = fmt.Errorf("%s is damaged", filepath.Base(path))
	}
	if err != nil {
		return nil, liteError(err)
	}
	return c.countRows(ctx)
}

// openStill opens a file that nobody changes and leaves nothing beside it.
func openStill(path string, key []byte) (*liteConn, error) {
	raw, err := sqlite3.OpenFlags(liteAddress(encrypted, path, "immutable=1"), sqlite3.OPEN_READONLY|sqlite3.OPEN_URI)
	if err != nil {
		return nil, liteError(err)
	}
	err = unlock(raw, hex.EncodeToString(key))
	if err == nil {
		err = raw.Exec(fmt.Sprintf("PRAGMA cache_size=-%d; PRAGMA temp_store=file; SELECT count(*) FROM sqlite_schema", snapshotCache*1024))
	}
	if errors.Is(err, sqlite3.NOTADB) {
		err = ErrWrongKey
	}
	if err != nil {
		return nil, errors.Join(liteError(err), raw.Close())
	}
	return newLiteConn(raw), nil
}

func copyOut(ctx context.Context, from *sqlite3.Conn, path string, key []byte, rest time.Duration, progress func(done, total int)) (err error) {
	if err := touch(path); err != nil {
		return err
	}
	b, err := from.BackupInit("main", liteAddress(encrypted, path, "hexkey="+hex.EncodeToString(key)))
	if err != nil {
		return err
	}
	for done := false; !done && err == nil; {
		done, err = b.Step(snapshotStep)
		progress(b.PageCount()-b.Remaining(), b.PageCount())
		if !done && err == nil {
			err = pause(ctx, rest)
		}
	}
	if err = errors.Join(err, b.Close()); err != nil {
		return liteError(err)
	}
	return errors.Join(syncFile(path), syncFolder(filepath.Dir(path)))
}

// pause leaves the others alone for a while, unless the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d == 0 {
		return err
	}
	over := time.NewTimer(d)
	defer over.Stop()
	select {
	case <-over.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// countRows is how many rows each table of the file has.
func (c *liteConn) countRows(ctx context.Context) (map[string]int64, error) {
	tables, err := c.texts(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'`)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, table := range tables {
		rows, err := c.query(ctx, `SELECT count(*) FROM "`+table+`"`, nil)
		if err != nil {
			return nil, err
		}
		var n int64
		if rows.next() {
			err = rows.scan([]any{&n})
		}
		if err = errors.Join(err, rows.close()); err != nil {
			return nil, err
		}
		counts[table] = n
	}
	return counts, nil
}

func (c *liteConn) texts(ctx context.Context, query string) (found []string, err error) {
	rows, err := c.query(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	for err == nil && rows.next() {
		var text string
		err = rows.scan([]any{&text})
		found = append(found, text)
	}
	return found, errors.Join(err, rows.close())
}
