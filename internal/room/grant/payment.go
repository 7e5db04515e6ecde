package grant

import (
	"fmt"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/money"
	"samspel/internal/ground/orgnr"
)

// An Order (betalfil) is what is paid on one day, approved as it stands and handed to
// the bank or to the agency's own bookkeeping.
type Order struct {
	ID, Year string
	Number   int
	// Message is the id the bank answers to.
	Message   string
	ExecuteOn civil.Date
	Payer     Payer
	Payments  []Payment
	Approval
}

// A Payer (betalare) is who pays, and from where.
type Payer struct{ Name, OrgNr, Bankgiro string }

// A Payment (utbetalning) is money of one source to one municipality.
//
// Invariant: its end-to-end id is its own for ever; what is paid again gets a new one.
type Payment struct {
	EndToEnd, Order, Municipality string
	// Payee is the municipality's name, and Account where it is paid.
	Payee   string
	Account PaymentAccount
	// Tag is of which money it is: "" for the own frame, or a round of redistribution.
	Tag    string
	Amount money.Amount
	State  PaymentState
	// Reason is the bank's code for one that bounced.
	Reason string
}

// PaymentState is how far a payment has come.
type PaymentState string

const (
	// PaymentPrepared: it is in an order that nobody has approved.
	PaymentPrepared PaymentState = "prepared"
	// PaymentSent: it is in an approved order, and the bank has not answered.
	PaymentSent PaymentState = "sent"
	// PaymentConfirmed: the municipality has the money.
	PaymentConfirmed PaymentState = "confirmed"
	// PaymentBounced: the bank has not paid, or the money came back.
	PaymentBounced PaymentState = "bounced"
)

// Total is what the order pays.
func (o Order) Total() (sum money.Amount) {
	for _, p := range o.Payments {
		sum += p.Amount
	}
	return sum
}

// Content is the fingerprint of what is paid to whom and where. How it went is no part
// of it.
func (o Order) Content() string {
	parts := []any{"order", o.ID, o.Year, o.Number, o.Message, o.ExecuteOn, o.Payer, o.PreparedBy}
	for _, p := range o.Payments {
		parts = append(parts, p.EndToEnd, p.Municipality, p.Payee, p.Account.ID, p.Account.Kind, p.Account.Digits, p.Tag, p.Amount)
	}
	return fingerprint(parts...)
}

// OrderDraft is what somebody says of a payment file.
type OrderDraft struct {
	ExecuteOn civil.Date
	OrgNr     string
	Bankgiro  string
}

func (d OrderDraft) payer(name string, today civil.Date) (Payer, error) {
	var wrong fault.List
	number, err := orgnr.Parse(d.OrgNr)
	if err != nil {
		wrong.Add(fault.Invalid("orgnr", "grant.order.orgnr"))
	}
	from, err := giro.ParseBankgiro(d.Bankgiro)
	if err != nil {
		wrong.Add(fault.Invalid("bankgiro", "grant.account.bankgiro"))
	}
	if d.ExecuteOn.IsZero() || d.ExecuteOn.Before(today) || !d.ExecuteOn.IsOfficeDay() {
		wrong.Add(fault.Invalid("execute_on", "grant.order.day"))
	}
	return Payer{Name: name, OrgNr: number.Digits(), Bankgiro: from.Digits()}, wrong.Err()
}

// messageID is short enough for a bank, and as much one of its kind as the order's id.
func messageID(id string) string { return strings.ReplaceAll(id, "-", "") }

// mostPayments is what the numbers in end-to-end ids are enough for.
const mostPayments = 999

func endToEnd(message string, n int) string { return fmt.Sprintf("%s%03d", message, n) }

// An answer is what a bank has said of one payment.
type answer struct {
	endToEnd string
	settled  bool
	reason   string
	// came says that it is money that has come: of a payment that is not the agency's it
	// is none of what has been sent.
	came bool
}

// after is what the answer makes of a payment, and the account the money leaves for
// where; nothing where it says what is known.
func (a answer) after(p Payment) (after Payment, event, from, to string) {
	switch {
	case a.settled && p.State == PaymentSent:
		p.State = PaymentConfirmed
		return p, eventConfirmation, kindTransit, kindHeld
	case !a.settled && p.State == PaymentSent:
		p.State, p.Reason = PaymentBounced, a.reason
		return p, eventBounce, kindTransit, kindDecided
	case !a.settled && p.State == PaymentConfirmed:
		p.State, p.Reason = PaymentBounced, a.reason
		return p, eventBounce, kindHeld, kindDecided
	}
	return p, "", "", ""
}

// BankAnswer is what came of a file from the bank.
type BankAnswer struct {
	Confirmed, Bounced int
	// Received is how many payments have come, and Unclear of how many something could not
	// be put on a claim.
	Received, Unclear int
	// Unknown is how many payments in it are none of this agency's, or contradict what the
	// bank has said before.
	Unknown int
	// TakenBack is how many credits the bank has taken back. Nothing is moved for them:
	// somebody has to find out why.
	TakenBack int
	// Again says that the file has been taken before, and that nothing was done.
	Again bool
}
