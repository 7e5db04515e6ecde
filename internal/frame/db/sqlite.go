package db

// The SQLite driver is named in this file and nowhere else.

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // whole-file encryption, WAL and temporary files included

	"samspel/internal/ground/civil"
)

// liteSetting is how much memory and how many readers a file gets.
type liteSetting struct {
	readers   int
	readCache int // MiB per reader
	saveCache int // MiB for the writer
}

var liteSettings = [...]liteSetting{
	InData:  {readers: 4, readCache: 48, saveCache: 32},
	InAudit: {readers: 2, readCache: 8, saveCache: 8},
	InKeys:  {readers: 2, readCache: 8, saveCache: 4},
}

func openSQLite(ctx context.Context, c Config) (*Store, error) {
	keyFile := c.KeyFile
	if keyFile == "" {
		keyFile = filepath.Join(c.Dir, "samspel.key")
	}
	key, err := keyOf(c.Dir, keyFile)
	if err != nil {
		return nil, err
	}
	failed := make(chan struct{})
	spare := &reserve{path: filepath.Join(c.Dir, "samspel.reserve"), size: c.Reserve}
	if err := spare.take(); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{engine: SQLite, failed: failed}
	tell := sync.OnceFunc(func() { close(failed) })
	s.close = func() error {
		var errs []error
		for _, d := range s.all() {
			if d != nil {
				errs = append(errs, d.lite.close())
			}
		}
		return errors.Join(errs...)
	}
	s.alone = func(ctx context.Context, fn func(context.Context) error) error {
		return withFileLock(filepath.Join(c.Dir, "samspel.lock"), func() error { return fn(ctx) })
	}
	for p, at := range map[Place]**DB{InData: &s.Data, InAudit: &s.Audit, InKeys: &s.Keys} {
		lite, err := openLite(ctx, filepath.Join(c.Dir, places[p].file), key.Derive(places[p].file), liteSettings[p], spare, tell)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", places[p].file, err), s.close())
		}
		*at = &DB{place: p, engine: SQLite, lite: lite}
	}
	return s, nil
}

// keyOf reads the key, or makes one where there is no data yet.
func keyOf(dir, keyFile string) (Key, error) {
	key, err := ReadKeyFile(keyFile)
	if !errors.Is(err, os.ErrNotExist) {
		return key, err
	}
	if _, found := os.Stat(filepath.Join(dir, places[InData].file)); found == nil {
		return Key{}, fmt.Errorf("key file %s: %w", keyFile, ErrKeyMissing)
	}
	return MakeKeyFile(keyFile)
}

// liteDB is one file: a group-commit writer and a few readers.
type liteDB struct {
	dsn     string
	key     string // hexadecimal
	setting liteSetting
	// pool has exactly one connection, the writer's, which the job queue shares.
	pool    *sql.DB
	readers chan *liteConn
	writer  *writer
	spare   *reserve

	mu     sync.Mutex
	saving *liteConn // the statements prepared on the pool's connection
}

func openLite(ctx context.Context, path string, key []byte, setting liteSetting, spare *reserve, failed func()) (*liteDB, error) {
	d := &liteDB{
		spare:   spare,
		dsn:     "file:" + (&url.URL{Path: path}).EscapedPath() + "?vfs=adiantum&_txlock=immediate",
		key:     hex.EncodeToString(key),
		setting: setting,
		readers: make(chan *liteConn, setting.readers),
	}
	for range setting.readers {
		d.readers <- nil // opened when first needed
	}
	pool, err := driver.Open(d.dsn, func(c *sqlite3.Conn) error { return d.prepare(c, setting.saveCache, false) }, d.forget)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	d.pool = pool
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(liteError(err), pool.Close())
	}
	d.writer = startWriter(d.commit, failed)
	return d, nil
}

// prepare gives a fresh connection its key and settings.
func (d *liteDB) prepare(c *sqlite3.Conn, cache int, reader bool) error {
	if err := c.Exec("PRAGMA hexkey='" + d.key + "'"); err != nil {
		return errors.New("the key was not accepted") // the cause may quote the statement
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
		settings += `PRAGMA journal_mode=wal;
			PRAGMA synchronous=full;
			PRAGMA wal_autocheckpoint=2000;
			PRAGMA journal_size_limit=67108864;`
	}
	err := c.Exec(settings)
	if errors.Is(err, sqlite3.NOTADB) {
		return errors.New("the file cannot be read with this key")
	}
	return err
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
	raw, err := sqlite3.OpenFlags(d.dsn, sqlite3.OPEN_READWRITE|sqlite3.OPEN_URI)
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

// commit runs a batch in one transaction. It fills in the result of every
// member; a batch that shares a failure is retried one by one, so that nobody
// pays for another's.
func (d *liteDB) commit(batch []*submission) {
	d.commitAll(batch)
	var full []*submission
	for _, s := range batch {
		if errors.Is(s.err, ErrFull) {
			full = append(full, s)
		}
	}
	if len(full) > 0 && d.spare.give() {
		d.commitAll(full)
	}
}

func (d *liteDB) commitAll(batch []*submission) {
	retry := d.commitOnce(batch, len(batch) == 1)
	for i := range retry {
		d.commitOnce(retry[i:i+1], true)
	}
}

// commitOnce returns the members that must be tried again alone.
func (d *liteDB) commitOnce(batch []*submission, alone bool) (retry []*submission) {
	conn, err := d.pool.Conn(context.Background())
	if err != nil {
		return fail(batch, liteError(err))
	}
	// The connection goes back between batches: the job queue waits for it.
	defer conn.Close()
	c, err := d.savingOn(conn)
	if err != nil {
		return fail(batch, err)
	}
	tx, err := conn.BeginTx(context.Background(), nil) // immediate, by the dsn
	if err != nil {
		return fail(batch, liteError(err))
	}
	finished := false
	defer func() {
		c.resetAll()
		if !finished {
			_ = tx.Rollback()
		}
	}()

	var done []*submission
	for i, s := range batch {
		err := c.member(s, tx, alone)
		switch {
		case errors.Is(err, errEnded):
			return append(done, batch[i+1:]...)
		case err != nil:
			return fail(batch, err)
		case s.err == nil:
			done = append(done, s)
		}
	}
	if len(done) == 0 {
		return nil
	}
	finished = true
	if err := liteError(tx.Commit()); err != nil {
		if !alone && errors.Is(err, ErrConflict) {
			return done // one of them, by a deferred foreign key
		}
		fail(done, err)
	}
	return nil
}

// errEnded: SQLite has rolled back the whole transaction of a batch, as it does
// when the disc is full.
var errEnded = errors.New("the transaction was rolled back")

// member runs one function of a batch, in a savepoint unless it is alone there.
// What it returns concerns the batch; the function's own outcome is in s.
func (c *liteConn) member(s *submission, tx *sql.Tx, alone bool) error {
	if s.err = s.ctx.Err(); s.err != nil {
		return nil
	}
	if !alone {
		if err := c.run("SAVEPOINT member"); err != nil {
			return err
		}
	}
	s.tx = &Tx{engine: SQLite, session: c, sql: tx}
	s.err = guard(s.fn, s.tx)
	c.resetAll()
	if c.raw.GetAutocommit() {
		if s.err == nil {
			s.err = errEnded
		}
		return errEnded
	}
	if alone {
		return nil
	}
	if s.err != nil {
		if err := c.run("ROLLBACK TO member"); err != nil {
			return err
		}
	}
	return c.run("RELEASE member")
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
	if r.stmt.Step() {
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

// interrupted gives the context's own error for a statement it cut short.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, sqlite3.INTERRUPT) {
		return ctx.Err()
	}
	return err
}

// liteError turns the driver's errors into this package's.
func liteError(err error) error {
	var code sqlite3.ExtendedErrorCode
	if err == nil || !errors.As(err, &code) {
		return err
	}
	switch code {
	case sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_PRIMARYKEY, sqlite3.CONSTRAINT_ROWID,
		sqlite3.CONSTRAINT_FOREIGNKEY, sqlite3.CONSTRAINT_CHECK:
		return fmt.Errorf("%w: %w", ErrConflict, err)
	case sqlite3.IOERR_FSYNC, sqlite3.IOERR_DIR_FSYNC:
		return fmt.Errorf("%w: %w", errSync, err)
	}
	var primary sqlite3.ErrorCode
	errors.As(err, &primary)
	switch {
	case primary == sqlite3.FULL,
		primary == sqlite3.IOERR && (errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case primary == sqlite3.BUSY, primary == sqlite3.LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}
