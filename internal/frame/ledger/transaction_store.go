package ledger

import (
	"context"
	"strings"

	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
)

// chunks is how many rows or keys one statement takes: a few sizes, so that a batch
// takes few statements and each is prepared once.
var chunks = [...]int{256, 64, 16, 4, 2, 1}

// valueRows is a VALUES list of n rows with width parameters each.
func valueRows(n, width int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = "(" + db.Numbered(i*width+1, width) + ")"
	}
	return strings.Join(rows, ", ")
}

func inChunks(head, tail string, width int) map[int]string {
	texts := map[int]string{}
	for _, n := range chunks {
		texts[n] = head + valueRows(n, width) + tail
	}
	return texts
}

const transactionColumns = "seq, reference, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash"

var (
	intoAccounts = inChunks(`INSERT INTO ledger_account (book_id, name, kind, holder, below_zero, balance) VALUES `,
		` ON CONFLICT (book_id, name) DO UPDATE SET balance = excluded.balance`, 6)
	intoTransactions = inChunks(`INSERT INTO ledger_transaction (book_id, `+transactionColumns+`) VALUES `, ``, 13)
	intoEntries      = inChunks(`INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) VALUES `, ``, 7)
)

// insert runs the statements that n rows take.
func insert[T any](ctx context.Context, tx *db.Tx, texts map[int]string, rows []T, args func([]any, T) []any) error {
	var list []any
	for _, n := range chunks {
		for ; len(rows) >= n; rows = rows[n:] {
			list = list[:0]
			for _, r := range rows[:n] {
				list = args(list, r)
			}
			if _, err := tx.Exec(ctx, texts[n], list...); err != nil {
				return err
			}
		}
	}
	return nil
}

// each asks for keys a chunk at a time; the last chunk is filled up with its last key.
func each(ctx context.Context, tx *db.Tx, query string, book string, keys []string, row func(*db.Rows) error) error {
	for len(keys) > 0 {
		size := chunks[0]
		for _, n := range chunks {
			if n >= len(keys) {
				size = n
			}
		}
		args := []any{book}
		for i := range size {
			args = append(args, keys[min(i, len(keys)-1)])
		}
		keys = keys[min(size, len(keys)):]
		rows, err := tx.Query(ctx, query+" IN ("+db.Numbered(2, size)+")", args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := row(rows); err != nil {
				_ = rows.Close()
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

type accountRow struct {
	account   Account
	belowZero bool
	balance   money.Amount
}

func upsertAccounts(ctx context.Context, tx *db.Tx, book string, rows []accountRow) error {
	return insert(ctx, tx, intoAccounts, rows, func(args []any, r accountRow) []any {
		return append(args, book, r.account.String(), r.account.Kind, r.account.Holder, r.belowZero, r.balance)
	})
}

// loadAccounts is what stands on the accounts that are open.
func loadAccounts(ctx context.Context, tx *db.Tx, book string, accounts []Account) (map[Account]money.Amount, error) {
	names := make([]string, len(accounts))
	for i, a := range accounts {
		names[i] = a.String()
	}
	balances := map[Account]money.Amount{}
	err := each(ctx, tx, `SELECT kind, holder, balance FROM ledger_account WHERE book_id = $1 AND name`, book, names, func(rows *db.Rows) error {
		var a Account
		var balance money.Amount
		if err := rows.Scan(&a.Kind, &a.Holder, &balance); err != nil {
			return err
		}
		balances[a] = balance
		return nil
	})
	return balances, err
}

func insertTransactions(ctx context.Context, tx *db.Tx, book string, all []*Transaction) error {
	err := insert(ctx, tx, intoTransactions, all, func(args []any, x *Transaction) []any {
		return append(args, book, x.Seq, x.Reference, x.payload, x.Event, x.attested, x.Effective, x.RecordedAt,
			x.PreparedBy, orNull(x.ApprovedBy), x.Basis, numberOrNull(x.Reverses), x.Hash)
	})
	if err != nil {
		return err
	}
	type row struct {
		seq  int64
		line int
		Entry
	}
	var entries []row
	for _, x := range all {
		for i, e := range x.Entries {
			entries = append(entries, row{x.Seq, i + 1, e})
		}
	}
	return insert(ctx, tx, intoEntries, entries, func(args []any, r row) []any {
		return append(args, book, r.seq, r.line, r.To.String(), r.From.String(), r.Amount, r.Tag)
	})
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func numberOrNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

func scanTransaction(rows *db.Rows, x *Transaction) error {
	err := rows.Scan(&x.Seq, &x.Reference, &x.payload, &x.Event, &x.attested, &x.Effective, &x.RecordedAt,
		&x.PreparedBy, db.Null(&x.ApprovedBy), &x.Basis, db.Null(&x.Reverses), &x.Hash)
	x.reverses = x.Reverses
	return err
}

// loadKnown is those of the postings whose references are in the book, by reference
// and without their entries.
func loadKnown(ctx context.Context, tx *db.Tx, book string, postings []Posting) (map[string]Transaction, error) {
	references := make([]string, len(postings))
	for i, p := range postings {
		references[i] = p.Reference
	}
	known := map[string]Transaction{}
	err := each(ctx, tx, `SELECT `+transactionColumns+` FROM ledger_transaction WHERE book_id = $1 AND reference`, book, references,
		func(rows *db.Rows) error {
			var x Transaction
			err := scanTransaction(rows, &x)
			known[x.Reference] = x
			return err
		})
	return known, err
}

// loadReversal is the reference of what took the transaction back, or "".
func loadReversal(ctx context.Context, tx *db.Tx, book string, seq int64) (reference string, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(reference), '') FROM ledger_transaction WHERE book_id = $1 AND reverses = $2`, book, seq).
		Scan(&reference)
	return reference, err
}

// loadAfter is the transactions after a number, oldest first, with their entries.
func loadAfter(ctx context.Context, tx *db.Tx, book string, seq, upTo int64, limit int) ([]Transaction, error) {
	return loadTransactions(ctx, tx, book, `SELECT `+transactionColumns+` FROM ledger_transaction
		WHERE book_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4`, book, seq, upTo, limit)
}

// loadBefore is the transactions before a number that fit, newest first.
func loadBefore(ctx context.Context, tx *db.Tx, book string, f Filter, limit int) ([]Transaction, error) {
	return loadTransactions(ctx, tx, book, `SELECT `+transactionColumns+` FROM ledger_transaction t
		WHERE t.book_id = $1 AND t.seq < $2 AND ($3 = '' OR t.event = $3) AND ($4 = '' OR EXISTS (
			SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.book_id = e.book_id AND (a.name = e.debit OR a.name = e.credit)
			WHERE e.book_id = t.book_id AND e.seq = t.seq AND a.holder = $4))
		ORDER BY t.seq DESC LIMIT $5`, book, f.Before, f.Event, f.Holder, limit)
}

func loadByReference(ctx context.Context, tx *db.Tx, book, reference string) ([]Transaction, error) {
	return loadTransactions(ctx, tx, book, `SELECT `+transactionColumns+` FROM ledger_transaction
		WHERE book_id = $1 AND reference = $2`, book, reference)
}

func loadTransactions(ctx context.Context, tx *db.Tx, book, query string, args ...any) ([]Transaction, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Transaction
	for rows.Next() {
		var x Transaction
		if err := scanTransaction(rows, &x); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return nil, err
	}
	return all, loadEntries(ctx, tx, book, all)
}

// loadEntries gives the transactions their entries. They are one run of numbers, up
// or down, with gaps only where something was left out.
func loadEntries(ctx context.Context, tx *db.Tx, book string, all []Transaction) error {
	at := make(map[int64]int, len(all))
	for i, x := range all {
		at[x.Seq] = i
	}
	first, last := all[0].Seq, all[len(all)-1].Seq
	rows, err := tx.Query(ctx, `SELECT seq, debit, credit, amount, tag FROM ledger_entry
		WHERE book_id = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq, line`, book, min(first, last), max(first, last))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var debit, credit string
		var e Entry
		if err := rows.Scan(&seq, &debit, &credit, &e.Amount, &e.Tag); err != nil {
			return err
		}
		if i, ok := at[seq]; ok {
			e.To, e.From = accountOf(debit), accountOf(credit)
			all[i].Entries = append(all[i].Entries, e)
		}
	}
	return rows.Err()
}

// loadStray is the number of the first entry that belongs to no transaction; 0 is none.
func loadStray(ctx context.Context, tx *db.Tx, book string) (seq int64, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(min(e.seq), 0) FROM ledger_entry e WHERE e.book_id = $1
		AND NOT EXISTS (SELECT 1 FROM ledger_transaction t WHERE t.book_id = e.book_id AND t.seq = e.seq)`, book).Scan(&seq)
	return seq, err
}
