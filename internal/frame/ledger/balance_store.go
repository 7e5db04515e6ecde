package ledger

import (
	"context"
	"slices"

	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
)

func scanBalances(rows *db.Rows, err error) (all []Balance, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var b Balance
		if err := rows.Scan(&b.Account.Kind, &b.Account.Holder, &b.Amount); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

// loadBalances is what the accounts hold now.
func loadBalances(ctx context.Context, tx *db.Tx, book string, w Where) ([]Balance, error) {
	return scanBalances(tx.Query(ctx, `SELECT kind, holder, balance FROM ledger_account
		WHERE book_id = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR holder = $3)`, book, w.Kind, w.Holder))
}

// loadTotals is what all accounts of each kind hold now.
func loadTotals(ctx context.Context, tx *db.Tx, book string, w Where) ([]Balance, error) {
	return scanBalances(tx.Query(ctx, `SELECT kind, '', CAST(sum(balance) AS bigint) FROM ledger_account
		WHERE book_id = $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR holder = $3) GROUP BY kind`, book, w.Kind, w.Holder))
}

// loadMoves is every entry that had taken effect by a day, as was known then. They are
// added up in Go, which is quicker than to have them joined and grouped.
func loadMoves(ctx context.Context, tx *db.Tx, book string, w Where, each func(debit, credit, tag string, amount money.Amount)) error {
	w = w.bounded()
	rows, err := tx.Query(ctx, `SELECT e.debit, e.credit, e.tag, e.amount FROM ledger_entry e WHERE e.book_id = $1 AND e.seq <= $2
		AND e.seq NOT IN (SELECT t.seq FROM ledger_transaction t WHERE t.book_id = $1 AND (t.effective_on > $3 OR t.recorded_at > $4))`,
		book, w.Seq, w.Effective, w.Recorded)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var debit, credit, tag string
		var amount money.Amount
		if err := rows.Scan(&debit, &credit, &tag, &amount); err != nil {
			return err
		}
		each(debit, credit, tag, amount)
	}
	return rows.Err()
}

// An aside is what a transaction has that its entries do not: its event, where that is one
// to be told apart, and whether it came later than what is asked for.
type aside struct {
	event string
	later bool
}

// loadAsides is the transactions of a book that have one, by number.
func loadAsides(ctx context.Context, tx *db.Tx, book string, w Where, apart []string) (map[int64]aside, error) {
	asides := map[int64]aside{}
	if len(apart) == 0 && w.Effective.IsZero() && w.Recorded.IsZero() {
		return asides, nil
	}
	w = w.bounded()
	args := append([]any{book, w.Seq, w.Effective, w.Recorded, ""}, db.Anys(apart)...)
	rows, err := tx.Query(ctx, `SELECT seq, event, effective_on > $3 OR recorded_at > $4 FROM ledger_transaction
		WHERE book_id = $1 AND seq <= $2 AND (effective_on > $3 OR recorded_at > $4 OR event IN (`+db.Numbered(5, len(args)-4)+`))`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var a aside
		if err := rows.Scan(&seq, &a.event, &a.later); err != nil {
			return nil, err
		}
		if !slices.Contains(apart, a.event) {
			a.event = ""
		}
		asides[seq] = a
	}
	return asides, rows.Err()
}

// loadNumbered is every entry up to a number of the book, with its own.
func loadNumbered(ctx context.Context, tx *db.Tx, book string, w Where, each func(seq int64, debit, credit string, amount money.Amount)) error {
	rows, err := tx.Query(ctx, `SELECT seq, debit, credit, amount FROM ledger_entry WHERE book_id = $1 AND seq <= $2`, book, w.bounded().Seq)
	if err != nil {
		return err
	}
	defer rows.Close()
	var seq int64
	var debit, credit string
	var amount money.Amount
	row := []any{&seq, &debit, &credit, &amount}
	for rows.Next() {
		if err := rows.Scan(row...); err != nil {
			return err
		}
		each(seq, debit, credit, amount)
	}
	return rows.Err()
}

// loadStatement finds the holder's entries by its accounts, which have indexes.
func loadStatement(ctx context.Context, tx *db.Tx, book string, w Where, limit int) (all []Transaction, err error) {
	w = w.bounded()
	rows, err := tx.Query(ctx, `SELECT t.seq, t.reference, t.event, t.effective_on, t.recorded_at, t.prepared_by, t.approved_by, t.basis, t.reverses, t.hash,
			e.debit, e.credit, e.amount, e.tag
		FROM ledger_entry e JOIN ledger_transaction t ON t.book_id = e.book_id AND t.seq = e.seq
		WHERE e.book_id = $1 AND e.seq <= $2 AND t.effective_on <= $3 AND t.recorded_at <= $4
			AND (e.debit IN (SELECT a.name FROM ledger_account a WHERE a.book_id = $1 AND a.holder = $5)
				OR e.credit IN (SELECT a.name FROM ledger_account a WHERE a.book_id = $1 AND a.holder = $5))
		ORDER BY t.effective_on, t.seq, e.line LIMIT $6`, book, w.Seq, w.Effective, w.Recorded, w.Holder, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x Transaction
		var debit, credit string
		var e Entry
		if err := rows.Scan(&x.Seq, &x.Reference, &x.Event, &x.Effective, &x.RecordedAt, &x.PreparedBy, db.Null(&x.ApprovedBy), &x.Basis,
			db.Null(&x.Reverses), &x.Hash, &debit, &credit, &e.Amount, &e.Tag); err != nil {
			return nil, err
		}
		e.To, e.From = accountOf(debit), accountOf(credit)
		if n := len(all); n == 0 || all[n-1].Seq != x.Seq {
			all = append(all, x)
		}
		all[len(all)-1].Entries = append(all[len(all)-1].Entries, e)
	}
	return all, rows.Err()
}

func loadBalance(ctx context.Context, tx *db.Tx, book string, a Account) (balance money.Amount, err error) {
	err = tx.QueryRow(ctx, `SELECT CAST(coalesce(sum(balance), 0) AS bigint) FROM ledger_account WHERE book_id = $1 AND name = $2`, book, a.String()).
		Scan(&balance)
	return balance, err
}
