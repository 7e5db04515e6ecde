package db

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// liteDB is one file: a group-commit writer and a few readers.
type liteDB struct {
	vfs     string // the way to the disc
	path    string
	setting liteSetting
	// pool has exactly one connection, the writer's, which the job queue shares.
	pool    *sql.DB
	readers chan *liteConn
	writer  *writer
	spare   *reserve

	mu     sync.Mutex
	key    string    // hexadecimal
	saving *liteConn // the statements prepared on the pool's connection
}

func openLite(ctx context.Context, vfs, path string, key []byte, setting liteSetting, spare *reserve, failed func(), took func(int)) (*liteDB, error) {
	d := &liteDB{
		spare:   spare,
		vfs:     vfs,
		path:    path,
		key:     hex.EncodeToString(key),
		setting: setting,
		readers: make(chan *liteConn, setting.readers),
	}
	for range setting.readers {
		d.readers <- nil // opened when first needed
	}
	pool, err := driver.Open(liteAddress(vfs, path, "_txlock=immediate"), func(c *sqlite3.Conn) error { return d.prepare(c, setting.saveCache, false) }, d.forget)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	d.pool = pool
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(liteError(err), pool.Close())
	}
	d.writer = startWriter(d.commit, failed, took)
	return d, nil
}

// liteAddress is the address of an encrypted file, with what more is said about it.
func liteAddress(vfs, path string, more ...string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(append([]string{"vfs=" + vfs}, more...), "&")
}

// prepare gives a fresh connection its key and settings.
func (d *liteDB) prepare(c *sqlite3.Conn, cache int, reader bool) error {
	d.mu.Lock()
	key := d.key
	d.mu.Unlock()
	if err := unlock(c, key); err != nil {
		return err
	}
	if err := c.BusyTimeout(10 * time.Second); err != nil {
		return err
	}
	// Without QPSG, statistics make SQLite plan again for every new parameter.
	if _, err := c.Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return err
	}
	// A reader's sort may outgrow the memory a connection has. A writer sorts little,
	// but keeps every page a savepoint touches, and a third of a report's processor
	// time went to encrypting those on their way to a file.
	temporary := "memory"
	if reader {
		temporary = "file"
	}
	settings := fmt.Sprintf(`PRAGMA cache_size=-%d;
		PRAGMA temp_store=%s;
		PRAGMA foreign_keys=on;
		PRAGMA recursive_triggers=on; -- else REPLACE would pass an append-only table's trigger by
		PRAGMA trusted_schema=off;`, cache*1024, temporary)
	if reader {
		settings += `PRAGMA query_only=on;`
	} else {
		settings += `PRAGMA secure_delete=on; -- what is removed is not left in a page nobody uses
			PRAGMA journal_mode=wal;
			PRAGMA synchronous=full;
			PRAGMA wal_autocheckpoint=2000;
			PRAGMA journal_size_limit=67108864;`
	}
	err := c.Exec(settings)
	if errors.Is(err, sqlite3.NOTADB) {
		return ErrWrongKey
	}
	return err
}

// unlock gives a connection the key of its file.
func unlock(c *sqlite3.Conn, key string) error {
	if err := c.Exec("PRAGMA hexkey='" + key + "'"); err != nil {
		return errors.New("the key was not accepted") // the cause may quote the statement
	}
	return nil
}

func (d *liteDB) close() error {
	err := d.writer.stop()
	for range d.setting.readers {
		if c := <-d.readers; c != nil {
			err = errors.Join(err, c.close())
		}
	}
	close(d.readers)
	return errors.Join(err, d.pool.Close())
}

func (d *liteDB) read(ctx context.Context, fn func(*Tx) error) error {
	c, err := d.reader(ctx)
	if err != nil {
		return err
	}
	defer func() { d.readers <- c }()
	c.raw.SetInterrupt(ctx)
	defer c.raw.SetInterrupt(context.Background())
	if err := c.run("BEGIN"); err != nil {
		return interrupted(ctx, err)
	}
	defer func() {
		c.raw.SetInterrupt(context.Background())
		c.resetAll()
		_ = c.run("COMMIT") // nothing was written
	}()
	tx := &Tx{engine: SQLite, session: c}
	if err := guard(fn, tx); err != nil {
		return interrupted(ctx, err)
	}
	for _, f := range tx.onCommit {
		f()
	}
	return nil
}

// reader waits for a free reader. There are few on purpose: more scans at once
// than cores make every one of them slow.
func (d *liteDB) reader(ctx context.Context) (*liteConn, error) {
	select {
	case c, ok := <-d.readers:
		if !ok {
			return nil, ErrClosed
		}
		if c != nil {
			return c, nil
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	raw, err := sqlite3.OpenFlags(liteAddress(d.vfs, d.path), sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
	if err == nil {
		if err = d.prepare(raw, d.setting.readCache, true); err != nil {
			_ = raw.Close()
		}
	}
	if err != nil {
		d.readers <- nil
		return nil, liteError(err)
	}
	return newLiteConn(raw), nil
}

func (d *liteDB) write(ctx context.Context, fn func(*Tx) error) error {
	return d.writer.do(ctx, fn)
}

// savingOn gives the statements prepared on the pool's one connection.
func (d *liteDB) savingOn(conn *sql.Conn) (c *liteConn, err error) {
	err = conn.Raw(func(on any) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		raw := on.(driver.Conn).Raw()
		if d.saving == nil || d.saving.raw != raw {
			d.saving = newLiteConn(raw)
		}
		c = d.saving
		return nil
	})
	return c, err
}

// forget finalises the statements of a connection the pool is about to close,
// which could not be closed with them.
func (d *liteDB) forget(raw *sqlite3.Conn) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.saving == nil || d.saving.raw != raw {
		return nil
	}
	c := d.saving
	d.saving = nil
	return c.forget()
}
