package grant

import (
	"context"
	"errors"

	"samspel/internal/frame/db"
)

const accountColumns = `id, municipality, kind, digits, state, prepared_by, prepared_at, attested_by, attested_at`

func scanAccount(scan func(...any) error) (a PaymentAccount, err error) {
	err = scan(&a.ID, &a.Municipality, &a.Kind, &a.Digits, &a.State, &a.PreparedBy, &a.PreparedAt, db.Null(&a.AttestedBy), db.Null(&a.AttestedAt))
	return a, err
}

// loadAccountIn is the municipality's account in the state; the zero one when there is none.
func loadAccountIn(ctx context.Context, tx *db.Tx, municipality string, state AccountState) (PaymentAccount, error) {
	a, err := scanAccount(tx.QueryRow(ctx, `SELECT `+accountColumns+` FROM grant_payment_account WHERE municipality = $1 AND state = $2`, municipality, state).Scan)
	if errors.Is(err, db.ErrNotFound) {
		return PaymentAccount{}, nil
	}
	return a, err
}

func loadAccount(ctx context.Context, tx *db.Tx, id string) (PaymentAccount, error) {
	return scanAccount(tx.QueryRow(ctx, `SELECT `+accountColumns+` FROM grant_payment_account WHERE id = $1`, id).Scan)
}

// listAccounts is every municipality's account in the state, by code.
func listAccounts(ctx context.Context, tx *db.Tx, state AccountState) (map[string]PaymentAccount, error) {
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+` FROM grant_payment_account WHERE state = $1`, state)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]PaymentAccount{}
	for rows.Next() {
		a, err := scanAccount(rows.Scan)
		if err != nil {
			return nil, err
		}
		all[a.Municipality] = a
	}
	return all, rows.Err()
}

// prepareAccount puts one in wait instead of any that waited.
func prepareAccount(ctx context.Context, tx *db.Tx, a PaymentAccount) error {
	if _, err := tx.Exec(ctx, `UPDATE grant_payment_account SET state = 'withdrawn' WHERE municipality = $1 AND state = 'prepared'`, a.Municipality); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO grant_payment_account (id, municipality, kind, digits, state, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, 'prepared', $5, $6)`,
		a.ID, a.Municipality, a.Kind, a.Digits, a.PreparedBy, a.PreparedAt)
	return err
}

func attestAccount(ctx context.Context, tx *db.Tx, a PaymentAccount) error {
	if _, err := tx.Exec(ctx, `UPDATE grant_payment_account SET state = 'replaced' WHERE municipality = $1 AND state = 'attested'`, a.Municipality); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE grant_payment_account SET state = 'attested', attested_by = $1, attested_at = $2 WHERE id = $3 AND state = 'prepared'`,
		a.AttestedBy, a.AttestedAt, a.ID)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}
