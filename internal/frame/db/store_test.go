package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
)

func folder(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

var lines = []db.Line{{Name: "thing", In: db.InData, FS: folder(map[string]string{
	"0001_thing.sql": `-- +goose Up
CREATE TABLE thing (
	id text PRIMARY KEY,
	name text NOT NULL UNIQUE,
	amount bigint CHECK (amount >= 0),
	done boolean,
	"on" date,
	at timestamptz,
	raw bytea,
	parent text REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED,
	owner text REFERENCES thing (id)
);
`})}}

func write(t *testing.T, s *db.Store, query string, args ...any) error {
	t.Helper()
	return s.Data.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
}

func must(t *testing.T, s *db.Store, query string, args ...any) {
	t.Helper()
	if err := write(t, s, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func one(t *testing.T, s *db.Store, dest any, query string, args ...any) error {
	t.Helper()
	return s.Data.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRow(t.Context(), query, args...).Scan(dest)
	})
}

func count(t *testing.T, s *db.Store) (n int) {
	t.Helper()
	if err := one(t, s, &n, `SELECT count(*) FROM thing`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParametersOutOfOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (name, id) VALUES ($2, $1)`, "the id", "the name")
		var got string
		if err := one(t, s, &got, `SELECT name FROM thing WHERE name = $2 AND id = $1 AND id = $1`, "the id", "the name"); err != nil || got != "the name" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	type name string
	type size uint16
	pointed := "pointed at"
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		for _, row := range []struct {
			column    string
			put, want any
		}{
			{"name", "", ""},
			{"name", "it's $1, ?, %s, åäö 👩‍👧 \n\t\"", "it's $1, ?, %s, åäö 👩‍👧 \n\t\""},
			{"name", name("own type"), name("own type")},
			{"name", &pointed, pointed},
			{"amount", int64(math.MaxInt64), int64(math.MaxInt64)},
			{"amount", size(7), size(7)},
			{"amount", uint64(math.MaxInt64), int64(math.MaxInt64)},
			{"done", true, true},
			{"done", false, false},
			{"on", civil.On(2012, 2, 29), civil.On(2012, 2, 29)},
			{"on", civil.On(1, 1, 1), civil.On(1, 1, 1)},
			{"on", civil.On(9999, 12, 31), civil.On(9999, 12, 31)},
			{"at", time.Date(2026, 10, 25, 2, 30, 0, 123456789, civil.Stockholm), time.Date(2026, 10, 25, 1, 30, 0, 123456000, time.UTC)},
			{"at", time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)},
			{"at", time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC)},
			{"raw", []byte{0, 1, 255}, []byte{0, 1, 255}},
			{"raw", []byte{}, []byte{}},
			{"raw", [16]byte{1, 15: 2}, [16]byte{1, 15: 2}},
		} {
			key := id.New()
			if row.column == "name" {
				must(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, key, row.put)
			} else {
				must(t, s, fmt.Sprintf(`INSERT INTO thing (id, name, %q) VALUES ($1, $1, $2)`, row.column), key, row.put)
			}
			got := reflect.New(reflect.TypeOf(row.want))
			if err := one(t, s, got.Interface(), fmt.Sprintf(`SELECT %q FROM thing WHERE id = $1`, row.column), key); err != nil {
				t.Errorf("%s: put %#v: %v", row.column, row.put, err)
			} else if !reflect.DeepEqual(got.Elem().Interface(), row.want) {
				t.Errorf("%s: put %#v, got %#v, want %#v", row.column, row.put, got.Elem(), row.want)
			}
			// What was written is found by what was given.
			var n int
			if err := one(t, s, &n, fmt.Sprintf(`SELECT count(*) FROM thing WHERE id = $1 AND %q = $2`, row.column), key, row.put); err != nil || n != 1 {
				t.Errorf("%s: %#v is not found by itself: %d, %v", row.column, row.put, n, err)
			}
		}
	})
}

func TestNulls(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		var nobody *string
		must(t, s, `INSERT INTO thing (id, name, amount, done, "on", at, raw, owner) VALUES ($1, $1, $2, $3, $4, $5, $6, $7)`,
			"1", nil, (*bool)(nil), civil.Date{}, time.Time{}, []byte(nil), nobody)
		var n int
		if err := one(t, s, &n, `SELECT count(*) FROM thing WHERE amount IS NULL AND done IS NULL AND "on" IS NULL AND at IS NULL AND raw IS NULL AND owner IS NULL`); err != nil || n != 1 {
			t.Errorf("not all are NULL: %d, %v", n, err)
		}
		err := s.Data.Read(t.Context(), func(tx *db.Tx) error {
			amount, done, on, at, raw, owner := 7, true, civil.On(2026, 1, 1), time.Now(), []byte{1}, "x"
			query := `SELECT amount, done, "on", at, raw, owner FROM thing`
			if err := tx.QueryRow(t.Context(), query).Scan(db.Null(&amount), db.Null(&done), db.Null(&on), db.Null(&at), db.Null(&raw), db.Null(&owner)); err != nil {
				return err
			}
			if amount != 0 || done || !on.IsZero() || !at.IsZero() || raw != nil || owner != "" {
				t.Errorf("db.Null gave %v %v %v %v %v %q", amount, done, on, at, raw, owner)
			}
			pAmount, pDone, pOn, pAt, sOwner := &amount, &done, &on, &at, sql.NullString{Valid: true}
			if err := tx.QueryRow(t.Context(), query).Scan(&pAmount, &pDone, &pOn, &pAt, &raw, &sOwner); err != nil {
				return err
			}
			if pAmount != nil || pDone != nil || pOn != nil || pAt != nil || sOwner.Valid {
				t.Errorf("pointers gave %v %v %v %v %v", pAmount, pDone, pOn, pAt, sOwner)
			}
			for _, dest := range []any{new(int), new(bool), new(civil.Date), new(time.Time), new(string)} {
				column := map[string]string{"*int": "amount", "*bool": "done", "*civil.Date": `"on"`, "*time.Time": "at", "*string": "owner"}[fmt.Sprintf("%T", dest)]
				if err := tx.QueryRow(t.Context(), `SELECT `+column+` FROM thing`).Scan(dest); err == nil {
					t.Errorf("NULL went into %T", dest)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		must(t, s, `UPDATE thing SET amount = $1, done = $2, "on" = $3, at = $4, owner = $5`, 3, true, civil.On(2026, 2, 3), time.Unix(5, 0), "1")
		err = s.Data.Read(t.Context(), func(tx *db.Tx) error {
			var amount *int
			var on *civil.Date
			var at *time.Time
			var owner sql.NullString
			var when sql.NullTime
			if err := tx.QueryRow(t.Context(), `SELECT amount, "on", at, owner, at FROM thing`).Scan(&amount, &on, &at, &owner, &when); err != nil {
				return err
			}
			if *amount != 3 || *on != civil.On(2026, 2, 3) || at.Unix() != 5 || owner.String != "1" || when.Time.Unix() != 5 {
				t.Errorf("got %v %v %v %v %v", *amount, *on, *at, owner, when)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestWhatCannotBeKeptIsRefusedOnBothEngines(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		for _, row := range []struct {
			why, column string
			value       any
		}{
			{"text in bigint", "amount", secret},
			{"text in boolean", "done", secret},
			{"bytes in text", "owner", []byte(secret)},
			{"too large", "amount", uint64(math.MaxUint64)},
			{"not UTF-8", "owner", secret + "\xff"},
			{"a zero byte", "owner", secret + "\x00"},
			{"a date that is not", "on", civil.Date{Year: 2026, Month: 2, Day: 31}},
			{"a year too far", "at", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
			{"a struct", "owner", struct{ A string }{secret}},
			{"a list", "owner", []string{secret}},
		} {
			err := write(t, s, fmt.Sprintf(`INSERT INTO thing (id, name, %q) VALUES ($1, $1, $2)`, row.column), id.New(), row.value)
			if err == nil {
				t.Errorf("%s: was kept", row.why)
			} else if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells the value: %v", row.why, err)
			}
		}
		if err := write(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, "one argument"); err == nil {
			t.Error("too few arguments: was kept")
		}
		if err := write(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, "a", "b", "three arguments"); err == nil {
			t.Error("too many arguments: was kept")
		}
		// PostgreSQL takes these two; every statement is tried on SQLite too, which does not.
		two := `INSERT INTO thing (id, name) VALUES ('a', 'a'); INSERT INTO thing (id, name) VALUES ('b', 'b')`
		if s.Engine() == db.SQLite && write(t, s, two) == nil {
			t.Error("two statements: were kept")
		}
		if n := count(t, s); n != 0 {
			t.Errorf("%d rows", n)
		}
		must(t, s, `INSERT INTO thing (id, name, amount) VALUES ($1, $1, $2)`, "1", 300)
		for _, dest := range []any{new(bool), new(int8), new(string), new(time.Time), new(civil.Date), new([]byte), new(struct{}), 7} {
			if err := one(t, s, dest, `SELECT amount FROM thing`); err == nil {
				t.Errorf("300 went into %T", dest)
			}
		}
		if err := one(t, s, new(string), `SELECT id FROM thing WHERE id = $1`, "2"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("no row: %v", err)
		}
	})
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, "1", "Elsa Ekstad")
		for _, row := range []struct {
			why, query string
			args       []any
			conflict   bool
		}{
			{"same key", `INSERT INTO thing (id, name) VALUES ($1, $2)`, []any{"1", "b"}, true},
			{"same name", `INSERT INTO thing (id, name) VALUES ($1, $2)`, []any{"2", "Elsa Ekstad"}, true},
			{"no such owner", `INSERT INTO thing (id, name, owner) VALUES ($1, $2, $3)`, []any{"2", "b", "9"}, true},
			{"no such parent, at commit", `INSERT INTO thing (id, name, parent) VALUES ($1, $2, $3)`, []any{"2", "b", "9"}, true},
			{"below zero", `INSERT INTO thing (id, name, amount) VALUES ($1, $2, $3)`, []any{"2", "b", -1}, true},
			{"no name", `INSERT INTO thing (id) VALUES ($1)`, []any{"2"}, false},
			{"no such table", `INSERT INTO nothing (id) VALUES ($1)`, []any{"2"}, false},
		} {
			err := write(t, s, row.query, row.args...)
			if err == nil || errors.Is(err, db.ErrConflict) != row.conflict {
				t.Errorf("%s: %v", row.why, err)
			} else if strings.Contains(err.Error(), "Elsa") {
				t.Errorf("%s: the error tells the value: %v", row.why, err)
			}
		}
		if n := count(t, s); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestConcurrentWritesAllCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (id, name, amount) VALUES ($1, $1, 0)`, "counter")
		const writers = 60
		var committed atomic.Int64
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				err := s.Data.Write(t.Context(), func(tx *db.Tx) error {
					var n int64
					if err := tx.QueryRow(t.Context(), `SELECT amount FROM thing WHERE id = $1`, "counter").Scan(&n); err != nil {
						return err
					}
					tx.OnCommit(func() { committed.Add(1) })
					_, err := tx.Exec(t.Context(), `UPDATE thing SET amount = $2 WHERE id = $1`, "counter", n+1)
					return err
				})
				if err != nil && !errors.Is(err, db.ErrBusy) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n := scan[int64](t, s, `SELECT amount FROM thing WHERE id = $1`, "counter")
		if n != committed.Load() || s.Engine() == db.SQLite && n != writers {
			t.Errorf("%d written, %d told", n, committed.Load())
		}
	})
}

func TestOneBadWriteLeavesTheOthersInItsBatchAlone(t *testing.T) {
	t.Parallel()
	errMine := errors.New("mine")
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (id, name) VALUES ('taken', 'taken')`)
		insert := func(tx *db.Tx, key string) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO thing (id, name) VALUES ($1, $1)`, key)
			return err
		}
		gone, cancel := context.WithCancel(t.Context())
		var ends atomic.Int64
		bad := []struct {
			why string
			ctx context.Context
			fn  func(*db.Tx) error
			is  func(error) bool
		}{
			{"returns an error", t.Context(), func(tx *db.Tx) error { return errors.Join(insert(tx, "a"), errMine) },
				func(err error) bool { return errors.Is(err, errMine) }},
			{"panics", t.Context(), func(tx *db.Tx) error { _ = insert(tx, "b"); panic("a secret") },
				func(err error) bool {
					var p *db.Panicked
					return errors.As(err, &p) && p.Value == "a secret" && !strings.Contains(err.Error(), "secret")
				}},
			{"ends its goroutine", t.Context(), func(tx *db.Tx) error { _ = insert(tx, "c"); ends.Add(1); runtime.Goexit(); return nil }, nil},
			{"conflicts", t.Context(), func(tx *db.Tx) error { return errors.Join(insert(tx, "d"), insert(tx, "taken")) },
				func(err error) bool { return errors.Is(err, db.ErrConflict) }},
			{"conflicts at commit", t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO thing (id, name, parent) VALUES ('e', 'e', 'none')`)
				return err
			}, func(err error) bool { return errors.Is(err, db.ErrConflict) }},
			{"leaves rows open", t.Context(), func(tx *db.Tx) error {
				rows, err := tx.Query(t.Context(), `SELECT id FROM thing`)
				if err == nil {
					rows.Next()
				}
				return errors.Join(err, errMine)
			}, func(err error) bool { return errors.Is(err, errMine) }},
			{"is cancelled halfway", gone, func(tx *db.Tx) error { _ = insert(tx, "f"); cancel(); return gone.Err() },
				func(err error) bool { return errors.Is(err, context.Canceled) }},
		}
		var all sync.WaitGroup
		for i, b := range bad {
			if b.is != nil {
				all.Go(func() {
					if err := s.Data.Write(b.ctx, b.fn); !b.is(err) {
						t.Errorf("%s: %v", b.why, err)
					}
				})
			}
			all.Go(func() {
				key := fmt.Sprintf("good %d", i)
				if err := s.Data.Write(t.Context(), func(tx *db.Tx) error { return insert(tx, key) }); err != nil {
					t.Errorf("beside one that %s: %v", b.why, err)
				}
			})
		}
		all.Wait()
		if n := count(t, s); n != 1+len(bad) {
			t.Errorf("%d rows, want %d", n, 1+len(bad))
		}
		// A function that ends its goroutine may take its batch with it, but nobody
		// waits for ever and the next batch is served.
		ended := make(chan bool)
		go func() {
			defer close(ended)
			_ = s.Data.Write(t.Context(), bad[2].fn)
		}()
		<-ended
		must(t, s, `INSERT INTO thing (id, name) VALUES ('after', 'after')`)
		if n := count(t, s); n != 2+len(bad) || ends.Load() != 1 {
			t.Errorf("%d rows after all, want %d", n, 2+len(bad))
		}
	})
}

func TestReadIsOneMomentAndCannotWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		err := s.Data.Read(t.Context(), func(tx *db.Tx) error {
			var before, after int
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM thing`).Scan(&before); err != nil {
				return err
			}
			must(t, s, `INSERT INTO thing (id, name) VALUES ('1', '1')`)
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM thing`).Scan(&after); err != nil {
				return err
			}
			if before != 0 || after != 0 {
				t.Errorf("one moment saw %d, then %d", before, after)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		err = s.Data.Read(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO thing (id, name) VALUES ('2', '2')`)
			return err
		})
		if err == nil || count(t, s) != 1 {
			t.Errorf("a read wrote: %v", err)
		}
	})
}

func TestATransactionIsOverWhenItsFunctionHasReturned(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (id, name) VALUES ('1', '1')`)
		var kept *db.Tx
		var rows *db.Rows
		keep := func(tx *db.Tx) (err error) {
			kept = tx
			rows, err = tx.Query(t.Context(), `SELECT id FROM thing`)
			return err
		}
		if err := s.Data.Read(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
		if rows.Next() {
			t.Error("rows outlived their transaction")
		}
		if _, err := kept.Exec(t.Context(), `DELETE FROM thing`); err == nil {
			t.Error("a transaction outlived its function")
		}
		if err := kept.QueryRow(t.Context(), `SELECT id FROM thing`).Scan(new(string)); err == nil {
			t.Error("a transaction outlived its function")
		}
	})
}

func TestReadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer cancel()
		err := s.Data.Read(ctx, func(tx *db.Tx) error {
			var n int64
			return tx.QueryRow(ctx, `WITH RECURSIVE c (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM c WHERE i < 1000000000)
				SELECT count(*) FROM c`).Scan(&n)
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if n := count(t, s); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestManyReadersTakeTurns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `INSERT INTO thing (id, name) VALUES ('1', '1')`)
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if n := count(t, s); n != 1 {
					t.Errorf("%d rows", n)
				}
			})
		}
		all.Wait()
	})
}

func TestWriteRunsAgainWhenItLostToAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		if s.Engine() == db.SQLite {
			return // one writer: nobody to lose to
		}
		must(t, s, `INSERT INTO thing (id, name, amount) VALUES ('1', '1', 0)`)
		runs, told := 0, 0
		err := s.Data.Write(t.Context(), func(tx *db.Tx) error {
			runs++
			var n int
			if err := tx.QueryRow(t.Context(), `SELECT amount FROM thing WHERE id = '1'`).Scan(&n); err != nil {
				return err
			}
			if runs == 1 {
				must(t, s, `UPDATE thing SET amount = 10 WHERE id = '1'`)
			}
			tx.OnCommit(func() { told++ })
			_, err := tx.Exec(t.Context(), `UPDATE thing SET amount = $1 WHERE id = '1'`, n+1)
			if err != nil {
				return errors.New("something of the caller's own")
			}
			return nil
		})
		if err != nil || runs != 2 || told != 1 {
			t.Errorf("%d runs, told %d times, %v", runs, told, err)
		}
		if n := scan[int](t, s, `SELECT amount FROM thing WHERE id = '1'`); n != 11 {
			t.Errorf("amount %d", n)
		}
	})
}

func TestTwoProcessesShareTheFiles(t *testing.T) {
	t.Parallel()
	dir := dbtest.Folder(t, lines)
	var stores [2]*db.Store
	for i := range stores {
		s, err := db.Open(t.Context(), db.Config{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		stores[i] = s
		defer s.Close()
	}
	var all sync.WaitGroup
	for i, s := range stores {
		for n := range 50 {
			all.Go(func() {
				must(t, s, `INSERT INTO thing (id, name) VALUES ($1, $1)`, fmt.Sprintf("%d %d", i, n))
			})
		}
	}
	all.Wait()
	if n := count(t, stores[0]); n != 100 {
		t.Errorf("%d rows", n)
	}
}

func TestAFullDiscIsTold(t *testing.T) {
	t.Parallel()
	s, err := db.Open(t.Context(), db.Config{Dir: dbtest.Folder(t, lines)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Data.SQL().ExecContext(t.Context(), `PRAGMA max_page_count = 40`); err != nil {
		t.Fatal(err)
	}
	big := make([]byte, 300_000)
	if err := write(t, s, `INSERT INTO thing (id, name, raw) VALUES ('1', '1', $1)`, big); !errors.Is(err, db.ErrFull) {
		t.Errorf("got %v", err)
	}
	must(t, s, `INSERT INTO thing (id, name) VALUES ('2', '2')`)
}

func TestTheReserveIsGivenUpWhenTheDiscIsFull(t *testing.T) {
	t.Parallel()
	dir := dbtest.Folder(t, lines)
	file := filepath.Join(dir, "samspel.reserve")
	config := db.Config{Dir: dir, Reserve: 100_000}
	for range 2 { // and taken again at the next start
		s, err := db.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Size() != config.Reserve {
			t.Fatalf("the reserve: %v", err)
		}
		if _, err := s.Data.SQL().ExecContext(t.Context(), `PRAGMA max_page_count = 40`); err != nil {
			t.Fatal(err)
		}
		if err := write(t, s, `INSERT INTO thing (id, name, raw) VALUES ('1', '1', $1)`, make([]byte, 300_000)); !errors.Is(err, db.ErrFull) {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the reserve was kept: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAnalyze(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		if err := s.Analyze(t.Context()); err != nil {
			t.Error(err)
		}
		must(t, s, `INSERT INTO thing (id, name) VALUES ('1', '1')`)
	})
}

func TestClosedStoreRefuses(t *testing.T) {
	t.Parallel()
	s, err := db.Open(t.Context(), db.Config{Dir: dbtest.Folder(t, lines)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if err := write(t, s, `DELETE FROM thing`); !errors.Is(err, db.ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if err := s.Data.Read(t.Context(), func(*db.Tx) error { return nil }); !errors.Is(err, db.ErrClosed) {
		t.Errorf("read: %v", err)
	}
}

func scan[T any](t *testing.T, s *db.Store, query string, args ...any) T {
	t.Helper()
	var x T
	if err := one(t, s, &x, query, args...); err != nil {
		t.Errorf("%s into %T: %v", query, x, err)
	}
	return x
}

func BenchmarkOpen(b *testing.B) {
	dir := dbtest.Folder(b, lines)
	for b.Loop() {
		s, err := db.Open(b.Context(), db.Config{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(s.Migrate(b.Context(), lines), s.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadOne(b *testing.B) {
	s, err := db.Open(b.Context(), db.Config{Dir: dbtest.Folder(b, lines)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			err := s.Data.Read(b.Context(), func(tx *db.Tx) error {
				var n int
				return tx.QueryRow(b.Context(), `SELECT count(*) FROM thing WHERE id = $1`, "1").Scan(&n)
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
}
