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

func loadBalance(ctx context.Context, tx *db.Tx, book string, a Account) (balance money.Amount, err error) {
	err = tx.QueryRow(ctx, `SELECT CAST(coalesce(sum(balance), 0) AS bigint) FROM ledger_account WHERE book_id = $1 AND name = $2`, book, a.String()).
		Scan(&balance)
	return balance, err
}
