package grant

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// Overview is a year as its agency runs it: where the money is, what waits for whom,
// and how far each municipality has come.
type Overview struct {
	YearView
	Today civil.Date
	// As is the day it is told as of; the zero Date is now.
	As   civil.Date
	Rows []MunicipalityRow
	// ToDecide is signed requisitions in no decision that waits.
	ToDecide []Requisition
	// Decision, Order and Round wait for somebody to approve; the zero one is none.
	Decision Decision
	Order    Order
	Round    Round
	// Sent is approved orders with payments that the bank has not answered.
	Sent []Order
	// Decisions, Orders and Rounds are those approved, newest first.
	Decisions, Orders, Rounds []Numbered
	// Bounced is payments that came back and whose money is still to be sent again.
	Bounced []Payment
	// Payable is what is decided and not sent.
	Payable money.Amount
	// UsesToReview and UsesLate count accounts of use that wait for the agency, and that
	// should have come.
	UsesToReview, UsesLate int
	// Recovery is what is to come back.
	Recovery RecoveryWaits
	Names    map[string]string
	reader   string
}

// Numbered is something approved in a year, by its number.
type Numbered struct {
	ID         string
	Number     int
	ApprovedAt time.Time
}

// MunicipalityRow is one municipality in a year.
type MunicipalityRow struct {
	Code, Name string
	Frame      money.Amount
	// Extra is what more it wants and no round has given it.
	Extra money.Amount
	// By is what is on the municipality's accounts, by kind.
	By   map[string]money.Amount
	Last civil.Date
	// Payable says that there is an attested account, and Changing that a change of it waits.
	Payable, Changing bool
	Bounced           bool
	// Use is how far its account of use has come; UseLate says that it should have been sent.
	Use     UseState
	UseLate bool
}

// Decided is what has been decided and not sent to it.
func (m MunicipalityRow) Decided() money.Amount { return m.By[kindDecided] }

// Called is what the municipality has called for out of its own frame and been promised
// from rounds.
func (m MunicipalityRow) Called() money.Amount {
	return m.By[kindRequested] + m.By[kindDecided] + m.By[kindTransit] + m.Paid()
}

// Paid is what has been paid to it, whatever became of it afterwards.
func (m MunicipalityRow) Paid() money.Amount {
	return m.Held() + m.By[kindRepaid] + m.By[kindWriteoff]
}

// Held is what has been paid to it and not come back.
func (m MunicipalityRow) Held() money.Amount {
	return m.By[kindHeld] + m.By[kindUsed] + m.By[kindClaim]
}

// PayableRows are the municipalities with money that is decided and not sent.
func (o Overview) PayableRows() (all []MunicipalityRow) {
	for _, m := range o.Rows {
		if m.Decided() > 0 {
			all = append(all, m)
		}
	}
	return all
}

// MayPay says that some of it can be sent: the municipality has an account that is
// attested, and no change of it waits.
func (o Overview) MayPay() bool {
	return slices.ContainsFunc(o.PayableRows(), func(m MunicipalityRow) bool { return m.Payable && !m.Changing })
}

// Waits counts what waits for the reader: what others have prepared and, for everybody,
// what is to be prepared.
func (o Overview) Waits() (n int) {
	for _, a := range append([]Approval{o.Decision.Approval, o.Order.Approval, o.Round.Approval}, o.Recovery.approvals()...) {
		if o.ForReader(a) {
			n++
		}
	}
	for _, some := range []bool{len(o.ToDecide) > 0, o.Payable > 0 && o.Order.ID == "", len(o.Bounced) > 0, o.UsesToReview > 0, o.UsesLate > 0, o.Recovery.Late > 0, o.Recovery.Suspense > 0} {
		if some {
			n++
		}
	}
	return n
}

// ForReader says whether what has been prepared is the reader's to approve.
func (o Overview) ForReader(a Approval) bool {
	return a.State == Waiting && o.MayDecide && a.PreparedBy != o.reader
}

// Overview opens a year to its agency, as of a day; the zero Date is now.
func (g *Grants) Overview(ctx context.Context, who access.Actor, id string, as civil.Date) (o Overview, err error) {
	where := ledger.Where{Effective: as}
	if o.YearView, err = g.Year(ctx, who, id, where); err != nil {
		return o, err
	}
	if o.Names, err = g.municipalityNames(ctx); err != nil {
		return o, err
	}
	o.Today, o.As, o.reader = civil.Of(g.Now()), as, who.User
	if o.State == Preparing {
		return o, nil
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		next := Overview{YearView: o.YearView, Names: o.Names, Today: o.Today, As: as, reader: who.User}
		if err := next.load(ctx, tx, where); err != nil {
			return err
		}
		o = next
		return nil
	})
	return o, err
}

func (o *Overview) load(ctx context.Context, tx *db.Tx, where ledger.Where) error {
	requisitions, err := listRequisitions(ctx, tx, o.ID, "")
	if err != nil {
		return err
	}
	if err := o.loadWaiting(ctx, tx); err != nil {
		return err
	}
	for table, list := range map[approvalTable]*[]Numbered{decisionTable: &o.Decisions, orderTable: &o.Orders, roundTable: &o.Rounds} {
		if *list, err = table.approved(ctx, tx, o.ID); err != nil {
			return err
		}
	}
	for _, r := range requisitions {
		inDecision := slices.ContainsFunc(o.Decision.Lines, func(l DecisionLine) bool { return l.Requisition == r.ID })
		if r.State == Requested && !inDecision {
			o.ToDecide = append(o.ToDecide, r)
		}
	}
	if err := o.loadRows(ctx, tx, requisitions, where); err != nil {
		return err
	}
	if err := o.loadUses(ctx, tx); err != nil {
		return err
	}
	if err := o.loadRecovery(ctx, tx); err != nil {
		return err
	}
	payments, err := listYearPayments(ctx, tx, o.ID, "")
	if err != nil {
		return err
	}
	orders := map[string]bool{}
	for _, p := range payments {
		i := slices.IndexFunc(o.Rows, func(m MunicipalityRow) bool { return m.Code == p.Municipality })
		if p.State == PaymentSent && !orders[p.Order] {
			orders[p.Order] = true
			sent, err := loadOrder(ctx, tx, p.Order)
			if err != nil {
				return err
			}
			o.Sent = append(o.Sent, sent)
		}
		if p.State == PaymentBounced && i >= 0 && o.Rows[i].By[kindDecided] > 0 {
			o.Rows[i].Bounced = true
			o.Bounced = append(o.Bounced, p)
		}
	}
	return nil
}

func (o *Overview) loadWaiting(ctx context.Context, tx *db.Tx) error {
	for table, load := range map[approvalTable]func(string) error{
		decisionTable: func(id string) (err error) { o.Decision, err = loadDecision(ctx, tx, id); return err },
		orderTable:    func(id string) (err error) { o.Order, err = loadOrder(ctx, tx, id); return err },
		roundTable:    func(id string) (err error) { o.Round, err = loadRound(ctx, tx, id); return err },
	} {
		id, err := table.latest(ctx, tx, o.ID, Waiting)
		if err != nil {
			return err
		}
		if id == "" {
			continue
		}
		if err := load(id); err != nil {
			return err
		}
	}
	return nil
}

func (o *Overview) loadRows(ctx context.Context, tx *db.Tx, requisitions []Requisition, where ledger.Where) error {
	extensions, err := listExtensions(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	attested, err := listAccounts(ctx, tx, AccountAttested)
	if err != nil {
		return err
	}
	changing, err := listAccounts(ctx, tx, AccountPrepared)
	if err != nil {
		return err
	}
	balances, err := ledger.Balances(ctx, tx, o.ID, where)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, f := range o.Appendix.Frames {
		at[f.Municipality] = i
		o.Rows = append(o.Rows, MunicipalityRow{Code: f.Municipality, Name: o.Names[f.Municipality], Frame: f.Amount, By: map[string]money.Amount{},
			Last: o.lastDay(f.Municipality, extensions), Payable: attested[f.Municipality].ID != "", Changing: changing[f.Municipality].ID != ""})
	}
	for _, b := range balances {
		if i, ok := at[b.Account.Holder]; ok {
			o.Rows[i].By[b.Account.Kind] += b.Amount
		}
		if b.Account.Kind == kindDecided {
			o.Payable += b.Amount
		}
	}
	given, err := givenBefore(ctx, tx, o.ID)
	for _, r := range requisitions {
		if i, ok := at[r.Municipality]; ok && r.called() {
			o.Rows[i].Extra = max(0, r.Extra-money.Kronor(given[r.Municipality]))
		}
	}
	return err
}

func (o *Overview) loadUses(ctx context.Context, tx *db.Tx) error {
	missing, err := missingUses(ctx, tx, o.SchemeYear)
	if err != nil {
		return err
	}
	late := map[string]bool{}
	for _, m := range missing {
		if o.Today.After(m.Last) {
			o.UsesLate++
			late[m.Municipality] = true
		}
	}
	states, err := latestUseStates(ctx, tx, o.ID)
	for _, state := range states {
		if state == UseSent {
			o.UsesToReview++
		}
	}
	for i, m := range o.Rows {
		o.Rows[i].Use, o.Rows[i].UseLate = states[m.Code], late[m.Code]
	}
	return err
}
