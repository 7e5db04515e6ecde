package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
)

// BenchmarkPost has four writers who post one transaction at a time to one book, in
// the ledger and in the raw engine: the same statements on the same file or server,
// without the program.
func BenchmarkPost(b *testing.B) {
	for name, config := range configs(b) {
		for _, way := range []string{"ledger", "raw"} {
			b.Run(name+"/"+way, func(b *testing.B) {
				s, err := db.Open(b.Context(), config)
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = s.Close() })
				k := filledFor(b, s)
				var n atomic.Int64
				b.SetParallelism(2) // times two cores
				b.ResetTimer()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						i := n.Add(1)
						from, to := frame("9901"), paid("9901")
						if i%2 == 0 {
							from, to = to, from
						}
						var err error
						if way == "raw" {
							err = rawPost(b.Context(), s, k.key, i, from.String(), to.String())
						} else {
							p := ledger.Posting{Reference: fmt.Sprintf("b:%d", i), Event: "drawn", Effective: today, PreparedBy: "anna",
								Entries: []ledger.Entry{{From: from, To: to, Amount: 100}}}
							err = s.Data.Append(b.Context(), func(tx *db.Tx) error {
								_, err := ledger.Post(b.Context(), tx, k.key, noon, p)
								return err
							})
						}
						if err != nil {
							b.Error(err)
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
			})
		}
	}
}

// BenchmarkBatch posts one transaction for each of 290 municipalities in one batch; the
// figure is of one batch.
func BenchmarkBatch(b *testing.B) {
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			s, err := db.Open(b.Context(), config)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = s.Close() })
			k := filledFor(b, s)
			for i := range b.N {
				var list []ledger.Posting
				for m := range 290 {
					p := k.move("allotted", pool, frame(fmt.Sprint(1000+m)), 1)
					p.Reference = fmt.Sprintf("batch:%d:%d", i, m)
					list = append(list, p)
				}
				if _, err := k.post(list...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWhere asks where every krona of a book with 290 municipalities and 15 events
// each is: now, and as of two times.
func BenchmarkWhere(b *testing.B) {
	for name, config := range configs(b) {
		s, err := db.Open(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		k := filledFor(b, s)
		for i := range 15 {
			var list []ledger.Posting
			for m := range 290 {
				list = append(list, k.move("allotted", pool, frame(fmt.Sprintf("%d-%d", 1000+m, i/2)), 1))
			}
			if _, err := k.post(list...); err != nil {
				b.Fatal(err)
			}
		}
		for when, w := range map[string]ledger.Where{"now": {}, "then": {Effective: today, Recorded: noon}} {
			b.Run(name+"/"+when, func(b *testing.B) {
				for b.Loop() {
					k.balances(w)
				}
			})
		}
	}
}

func configs(b *testing.B) map[string]db.Config {
	c := map[string]db.Config{"sqlite": {Dir: dbtest.Folder(b, ledger.Lines)}}
	if os.Getenv("SAMSPEL_TEST_POSTGRES") != "" {
		c["postgres"] = db.Config{URL: dbtest.Database(b, ledger.Lines)}
	}
	return c
}

func filledFor(b *testing.B, s *db.Store) *book {
	k := newBook(b, s)
	_, err := k.post(k.move("granted", source, pool, 1_000_000_000), k.move("allotted", pool, frame("9901"), 1_000_000), k.move("allotted", pool, paid("9901"), 1_000_000))
	k.must(err)
	return k
}

// The statements of one posting, in their order.
const (
	rawLock     = `UPDATE ledger_book SET seq = seq WHERE id = $1 RETURNING seq, hash`
	rawKnown    = `SELECT seq, reference, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash FROM ledger_transaction WHERE book_id = $1 AND reference IN ($2)`
	rawChart    = `SELECT TRUE, kind, below_zero FROM ledger_kind WHERE book_id = $1 UNION ALL SELECT FALSE, event, attested FROM ledger_event WHERE book_id = $1`
	rawAccounts = `SELECT name, balance FROM ledger_account WHERE book_id = $1 AND name IN ($2, $3)`
	rawBalance  = `INSERT INTO ledger_account (book_id, name, kind, holder, below_zero, balance) VALUES ($1, $2, $3, '9901', $4, $5), ($1, $6, $7, '9901', $4, $8) ON CONFLICT (book_id, name) DO UPDATE SET balance = excluded.balance`
	rawPosted   = `INSERT INTO ledger_transaction (book_id, seq, reference, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash)
		VALUES ($1, $2, $3, $4, 'drawn', $5, $6, $7, 'anna', NULL, '', NULL, $4)`
	rawEntry = `INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES ($1, $2, 1, $3, $4, 100, '')`
	rawHead  = `UPDATE ledger_book SET seq = $1, recorded_at = $2, hash = $3 WHERE id = $4 AND seq = $1 - 1`
)

// engine is one transaction of a driver.
type engine interface {
	exec(query string, args ...any) error
	// each runs a query and scans every row.
	each(query string, args []any, dest ...any) (last bool, err error)
}

type liteRaw struct {
	ctx context.Context
	tx  *sql.Tx
}

func (l liteRaw) exec(query string, args ...any) error {
	_, err := l.tx.ExecContext(l.ctx, strings.ReplaceAll(query, "$", "?"), args...)
	return err
}

func (l liteRaw) each(query string, args []any, dest ...any) (any bool, err error) {
	rows, err := l.tx.QueryContext(l.ctx, strings.ReplaceAll(query, "$", "?"), args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		any = true
		if err := rows.Scan(dest...); err != nil {
			return any, err
		}
	}
	return any, rows.Err()
}

type pgRaw struct {
	ctx context.Context
	tx  pgx.Tx
}

func (p pgRaw) exec(query string, args ...any) error {
	_, err := p.tx.Exec(p.ctx, query, args...)
	return err
}

func (p pgRaw) each(query string, args []any, dest ...any) (any bool, err error) {
	rows, err := p.tx.Query(p.ctx, query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		any = true
		if err := rows.Scan(dest...); err != nil {
			return any, err
		}
	}
	return any, rows.Err()
}

func rawPost(ctx context.Context, s *db.Store, book string, i int64, from, to string) error {
	if s.Engine() == db.Postgres {
		return pgx.BeginTxFunc(ctx, s.Data.Pgx(), pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
			return rawStatements(pgRaw{ctx, tx}, book, i, from, to, today.Start(), noon)
		})
	}
	tx, err := s.Data.SQL().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := rawStatements(liteRaw{ctx, tx}, book, i, from, to, today.String(), noon.Format("2006-01-02T15:04:05.000000Z")); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

func rawStatements(e engine, book string, i int64, from, to string, day, at any) error {
	var seq, balance int64
	var hash []byte
	var name string
	var flag, isKind bool
	if _, err := e.each(rawLock, []any{book}, &seq, &hash); err != nil {
		return err
	}
	reference := fmt.Sprintf("b:%d", i)
	if known, err := e.each(rawKnown, []any{book, reference}); err != nil || known {
		return fmt.Errorf("known %v: %w", known, err)
	}
	if _, err := e.each(rawChart, []any{book}, &isKind, &name, &flag); err != nil {
		return err
	}
	if _, err := e.each(rawAccounts, []any{book, from, to}, &name, &balance); err != nil {
		return err
	}
	fromKind, _, _ := strings.Cut(from, ":")
	toKind, _, _ := strings.Cut(to, ":")
	if err := e.exec(rawBalance, book, from, fromKind, false, int64(money.Kronor(1_000_000))-i%2, to, toKind, int64(money.Kronor(1_000_000))+i%2); err != nil {
		return err
	}
	if err := e.exec(rawPosted, book, seq+1, reference, hash, false, day, at); err != nil {
		return err
	}
	if err := e.exec(rawEntry, book, seq+1, to, from); err != nil {
		return err
	}
	return e.exec(rawHead, seq+1, at, hash, book)
}
