package ledger

import (
	"context"

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

const (
	// moves is every entry until a day, a time and a number, once for each of its accounts.
	moves = `WITH moves AS (
			SELECT e.debit AS name, e.tag AS tag, e.amount AS amount FROM ledger_entry e JOIN ledger_transaction t ON t.book_id = e.book_id AND t.seq = e.seq
			WHERE e.book_id = $1 AND t.effective_on <= $4 AND t.recorded_at <= $5 AND t.seq <= $6
			UNION ALL
			SELECT e.credit, e.tag, -e.amount FROM ledger_entry e JOIN ledger_transaction t ON t.book_id = e.book_id AND t.seq = e.seq
			WHERE e.book_id = $1 AND t.effective_on <= $4 AND t.recorded_at <= $5 AND t.seq <= $6
		)`
	amongMoves = ` FROM moves m JOIN ledger_account a ON a.book_id = $1 AND a.name = m.name
		WHERE ($2 = '' OR a.kind = $2) AND ($3 = '' OR a.holder = $3)`
)

// loadBalancesThen is what the accounts held by what was known then.
func loadBalancesThen(ctx context.Context, tx *db.Tx, book string, w Where) ([]Balance, error) {
	w = w.bounded()
	return scanBalances(tx.Query(ctx, moves+` SELECT a.kind, a.holder, CAST(sum(m.amount) AS bigint)`+amongMoves+` GROUP BY a.kind, a.holder`,
		book, w.Kind, w.Holder, w.Effective, w.Recorded, w.Seq))
}

func loadTotalsThen(ctx context.Context, tx *db.Tx, book string, w Where) ([]Balance, error) {
	w = w.bounded()
	return scanBalances(tx.Query(ctx, moves+` SELECT a.kind, '', CAST(sum(m.amount) AS bigint)`+amongMoves+` GROUP BY a.kind`,
		book, w.Kind, w.Holder, w.Effective, w.Recorded, w.Seq))
}

// loadTags is what has come to each account under each tag less what has gone from it.
func loadTags(ctx context.Context, tx *db.Tx, book string, w Where) ([]Tagged, error) {
	w = w.bounded()
	rows, err := tx.Query(ctx, moves+` SELECT a.kind, a.holder, m.tag, CAST(sum(m.amount) AS bigint)`+amongMoves+` GROUP BY a.kind, a.holder, m.tag`,
		book, w.Kind, w.Holder, w.Effective, w.Recorded, w.Seq)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Tagged
	for rows.Next() {
		var b Tagged
		if err := rows.Scan(&b.Account.Kind, &b.Account.Holder, &b.Tag, &b.Amount); err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

func loadBalance(ctx context.Context, tx *db.Tx, book string, a Account) (balance money.Amount, err error) {
	err = tx.QueryRow(ctx, `SELECT CAST(coalesce(sum(balance), 0) AS bigint) FROM ledger_account WHERE book_id = $1 AND name = $2`, book, a.String()).
		Scan(&balance)
	return balance, err
}
