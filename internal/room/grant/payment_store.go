package grant

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

func insertOrder(ctx context.Context, tx *db.Tx, o Order) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_order (id, year_id, number, message_id, execute_on, payer, payer_orgnr, payer_bankgiro, state, prepared_by, prepared_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'prepared', $9, $10)`,
		o.ID, o.Year, o.Number, o.Message, o.ExecuteOn, o.Payer.Name, o.Payer.OrgNr, o.Payer.Bankgiro, o.PreparedBy, o.PreparedAt); err != nil {
		return err
	}
	for _, p := range o.Payments {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_payment (end_to_end, order_id, municipality, payee, account_id, tag, amount, state, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
			p.EndToEnd, o.ID, p.Municipality, p.Payee, p.Account.ID, p.Tag, p.Amount, p.State); err != nil {
			return err
		}
	}
	return nil
}

func loadOrder(ctx context.Context, tx *db.Tx, id string) (o Order, err error) {
	err = tx.QueryRow(ctx, `SELECT id, year_id, number, message_id, execute_on, payer, payer_orgnr, payer_bankgiro, `+approvalColumns+` FROM grant_order WHERE id = $1`, id).
		Scan(append([]any{&o.ID, &o.Year, &o.Number, &o.Message, &o.ExecuteOn, &o.Payer.Name, &o.Payer.OrgNr, &o.Payer.Bankgiro}, o.fields()...)...)
	if err != nil {
		return o, err
	}
	o.Payments, err = listPayments(ctx, tx, `p.order_id = $1`, id)
	return o, err
}

// listPayments is those that fit the condition, by end-to-end id.
func listPayments(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Payment, err error) {
	rows, err := tx.Query(ctx, `SELECT p.end_to_end, p.order_id, p.municipality, p.payee, p.tag, p.amount, p.state, p.reason, a.id, a.kind, a.digits
		FROM grant_payment p JOIN grant_payment_account a ON a.id = p.account_id WHERE `+where+` ORDER BY p.end_to_end`, args...)
	return db.Collect(rows, err, "payments", func(p *Payment) []any {
		return []any{&p.EndToEnd, &p.Order, &p.Municipality, &p.Payee, &p.Tag, &p.Amount, &p.State, &p.Reason, &p.Account.ID, &p.Account.Kind, &p.Account.Digits}
	})
}

// listYearPayments is every payment of the year's approved orders, or of one municipality.
func listYearPayments(ctx context.Context, tx *db.Tx, year, municipality string) ([]Payment, error) {
	return listPayments(ctx, tx, `p.order_id IN (SELECT id FROM grant_order WHERE year_id = $1 AND state = 'approved') AND ($2 = '' OR p.municipality = $2)`, year, municipality)
}

// sendPayments marks those of an order as sent.
func sendPayments(ctx context.Context, tx *db.Tx, order string) error {
	_, err := tx.Exec(ctx, `UPDATE grant_payment SET state = 'sent' WHERE order_id = $1 AND state = 'prepared'`, order)
	return err
}

func movePayment(ctx context.Context, tx *db.Tx, p Payment, before PaymentState) error {
	n, err := tx.Exec(ctx, `UPDATE grant_payment SET state = $1, reason = $2 WHERE end_to_end = $3 AND state = $4`, p.State, p.Reason, p.EndToEnd, before)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// yearOfPayment is the year of a payment that the agency has sent; db.ErrNotFound is none.
func yearOfPayment(ctx context.Context, tx *db.Tx, agency, endToEnd string) (year string, err error) {
	err = tx.QueryRow(ctx, `SELECT o.year_id FROM grant_payment p JOIN grant_order o ON o.id = p.order_id JOIN grant_year y ON y.id = o.year_id JOIN grant_scheme s ON s.id = y.scheme_id
		WHERE p.end_to_end = $1 AND s.agency_id = $2 AND o.state = 'approved'`, endToEnd, agency).Scan(&year)
	return year, err
}

// orderOfMessage is the id of an order that the agency has sent; db.ErrNotFound is none.
func orderOfMessage(ctx context.Context, tx *db.Tx, agency, message string) (id string, err error) {
	err = tx.QueryRow(ctx, `SELECT o.id FROM grant_order o JOIN grant_year y ON y.id = o.year_id JOIN grant_scheme s ON s.id = y.scheme_id
		WHERE o.message_id = $1 AND s.agency_id = $2 AND o.state = 'approved'`, message, agency).Scan(&id)
	return id, err
}

func hasBankFile(ctx context.Context, tx *db.Tx, agency, hash string) (has bool, err error) {
	var n int
	err = tx.QueryRow(ctx, `SELECT count(*) FROM grant_bank_file WHERE agency_id = $1 AND hash = $2`, agency, hash).Scan(&n)
	return n > 0, err
}

func insertBankFile(ctx context.Context, tx *db.Tx, who access.Actor, hash, kind string, at time.Time, a BankAnswer) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_bank_file (agency_id, hash, kind, taken_by, taken_at, confirmed, bounced) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		who.Organisation, hash, kind, who.User, at, a.Confirmed, a.Bounced)
	return err
}
