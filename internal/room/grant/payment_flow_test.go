package grant_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/iso20022"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

func decided(w *World, y grant.SchemeYear, requisitions ...grant.Requisition) grant.Decision {
	w.Helper()
	var ids []string
	for _, r := range requisitions {
		ids = append(ids, r.ID)
	}
	d, err := w.PrepareDecision(w.Context(), w.Officer, y.ID, "B2027/0007", ids)
	w.Must("prepare a decision", err)
	d, err = w.Decide(w.Context(), w.Manager, d.ID, d.Content())
	w.Must("decide", err)
	return d
}

func ordered(w *World, y grant.SchemeYear) grant.Order {
	w.Helper()
	o, err := w.PrepareOrder(w.Context(), w.Officer, y.ID, grant.OrderDraft{ExecuteOn: civil.Of(w.Clock).NextOfficeDay(), OrgNr: "202100-5489", Bankgiro: "5402-9681"})
	w.Must("prepare an order", err)
	return o
}

func approved(w *World, o grant.Order) grant.Order {
	w.Helper()
	o, err := w.ApproveOrder(w.Context(), w.Manager, o.ID, o.Content())
	w.Must("approve an order", err)
	return o
}

// status is a pain.002 that says one code of each payment.
func status(o grant.Order, codes ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>B%s</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>`,
		o.Message[:8], o.Message, o.Message)
	for i, p := range o.Payments {
		fmt.Fprintf(&b, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>`, p.EndToEnd, codes[i])
	}
	b.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	return []byte(b.String())
}

func TestFourEyes(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		ctx := w.Context()
		r := w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		second := w.Requisitioned(y, w.Ek, w.EkHead, Called(1_000_000))
		d, err := w.PrepareDecision(ctx, w.Manager, y.ID, "B2027/0007", []string{r.ID})
		w.Must("prepare", err)
		_, err = w.Decide(ctx, w.Manager, d.ID, d.Content())
		w.Refused("decide one's own", err, "grant.own_approval")
		promoted := w.Head
		promoted.User = w.Manager.User
		_, err = w.Decide(ctx, promoted, d.ID, d.Content())
		w.Refused("decide one's own under another mandate", err, "grant.own_approval")
		_, err = w.Decide(ctx, w.Officer, d.ID, d.Content())
		w.Hidden("an officer decides", err)
		_, err = w.Decide(ctx, w.FarManager, d.ID, d.Content())
		w.Hidden("another agency decides", err)
		_, err = w.Decide(ctx, w.EkHead, d.ID, d.Content())
		w.Hidden("the municipality decides", err)
		_, err = w.Decide(ctx, w.Head, d.ID, "what I remember")
		w.Refused("decide what was not read", err, "grant.changed_meanwhile")

		seen := d.Content()
		sql(w, `UPDATE grant_decision_line SET amount = 600000000 WHERE decision_id = $1`, d.ID)
		_, err = w.Decide(ctx, w.Head, d.ID, seen)
		w.Refused("decide what was changed underneath", err, "grant.changed_meanwhile")
		d, err = w.PrepareDecision(ctx, w.Officer, y.ID, "B2027/0007", []string{r.ID, second.ID})
		w.Must("prepare again", err)
		_, err = w.WithdrawRequisition(ctx, w.EkHead, second.ID)
		w.Must("withdraw", err)
		_, err = w.Decide(ctx, w.Head, d.ID, d.Content())
		w.Refused("decide what was withdrawn", err, "grant.approval.not_waiting")
		w.Holds(y, "decided", 0)
		d = decided(w, y, r)
		w.Holds(y, "decided", 5_000_000)
		_, err = w.Decide(ctx, w.Head, d.ID, d.Content())
		w.Refused("decide twice", err, "grant.approval.not_waiting")
		_, err = w.WithdrawRequisition(ctx, w.EkHead, r.ID)
		w.Refused("withdraw what is decided", err, "grant.requisition.decided")
		for _, table := range []string{"grant_decision", "grant_order", "grant_round"} {
			err := w.Store.Data.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE `+table+` SET approved_by = prepared_by, approved_at = prepared_at, fingerprint = 'x', state = 'approved'`)
				return err
			})
			if err == nil && table == "grant_decision" {
				w.Errorf("%s: the database takes one person for two", table)
			}
		}
	})
}

func sql(w *World, statement string, args ...any) {
	w.Helper()
	w.Must("sql", w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.Context(), statement, args...)
		return err
	}))
}

// The whole way out and back: what bounces can be paid again under a new id, and what the
// bank says twice is heard once. Every step is done twice, as after a crash.
func TestPayment(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		ctx := w.Context()
		r1 := w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		r2 := w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(3_000_000))
		decided(w, y, r1, r2)
		draft := grant.OrderDraft{ExecuteOn: civil.On(2027, time.February, 2), OrgNr: "202100-5489", Bankgiro: "5402-9681"}
		_, err := w.PrepareOrder(ctx, w.Officer, y.ID, draft)
		w.Refused("nobody has an account", err, "grant.order.nothing")
		w.Account(w.Ek, w.EkHead)
		w.Account(w.Bjork, w.BjorkHead)
		for what, c := range map[string]struct {
			change func(*grant.OrderDraft)
			key    string
		}{
			"on a Sunday":       {func(d *grant.OrderDraft) { d.ExecuteOn = civil.On(2027, time.February, 7) }, "grant.order.day"},
			"yesterday":         {func(d *grant.OrderDraft) { d.ExecuteOn = civil.On(2027, time.January, 29) }, "grant.order.day"},
			"from nobody":       {func(d *grant.OrderDraft) { d.OrgNr = "202100-5488" }, "grant.order.orgnr"},
			"from a wrong giro": {func(d *grant.OrderDraft) { d.Bankgiro = "5402-9682" }, "grant.account.bankgiro"},
		} {
			d := draft
			c.change(&d)
			_, err := w.PrepareOrder(ctx, w.Officer, y.ID, d)
			w.Refused("pay "+what, err, c.key)
		}

		killed := ordered(w, y) // and nobody approves it
		o := ordered(w, y)
		_, err = w.ApproveOrder(ctx, w.Manager, killed.ID, killed.Content())
		w.Refused("approve what was prepared again", err, "grant.approval.not_waiting")
		_, err = w.OrderFile(ctx, w.Officer, o.ID)
		w.Refused("fetch before the approval", err, "grant.order.not_approved")
		_, err = w.TakeBankFile(ctx, w.Officer, status(o, "ACSC", "ACSC"))
		w.Refused("the bank answers before the approval", err, "grant.bank.other_order")
		change, err := w.PrepareAccount(ctx, w.Ek, grant.OnPlusgiro, "410 54 68-5")
		w.Must("change the account", err)
		_, err = w.ApproveOrder(ctx, w.Manager, o.ID, o.Content())
		w.Refused("approve while an account changes", err, "grant.order.account_changed")
		w.Must("attest", w.AttestAccount(ctx, w.EkHead, change.ID))
		_, err = w.ApproveOrder(ctx, w.Manager, o.ID, o.Content())
		w.Refused("approve to an old account", err, "grant.order.account_changed")
		o = approved(w, ordered(w, y))
		w.Holds(y, "transit", 8_000_000)
		_, err = w.ApproveOrder(ctx, w.Head, o.ID, o.Content())
		w.Refused("approve twice", err, "grant.approval.not_waiting")
		_, err = w.PrepareOrder(ctx, w.Officer, y.ID, draft)
		w.Refused("pay again", err, "grant.order.nothing")

		var first, again bytes.Buffer
		for _, to := range []*bytes.Buffer{&first, &again} {
			file, err := w.OrderFile(ctx, w.Officer, o.ID)
			w.Must("fetch", err)
			w.Must("write", file.WriteBank(to, iso20022.V09))
			w.Must("write", file.WriteBank(to, iso20022.V03))
			w.Must("write", file.WriteVoucher(to, "7231", "1980"))
			w.Must("write", file.WriteTable(to))
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) || !strings.Contains(first.String(), "5000000.00") || !strings.Contains(first.String(), "4105468") {
			w.Errorf("the files: %s", first.String())
		}

		answer := status(o, "ACSC", "RJCT")
		got, err := w.TakeBankFile(ctx, w.Officer, answer)
		w.Must("take", err)
		if got.Confirmed != 1 || got.Bounced != 1 || got.Unknown != 0 || got.Again {
			w.Errorf("the first time: %+v", got)
		}
		got, err = w.TakeBankFile(ctx, w.Second, answer)
		w.Must("take again", err)
		if !got.Again || got.Confirmed != 0 {
			w.Errorf("the second time: %+v", got)
		}
		got, err = w.TakeBankFile(ctx, w.Officer, append(answer, '\n'))
		w.Must("take the same news", err)
		if got.Again || got.Confirmed != 0 || got.Bounced != 0 {
			w.Errorf("the same news: %+v", got)
		}
		_, err = w.TakeBankFile(ctx, w.FarOfficer, append(answer, ' '))
		w.Refused("another agency takes it", err, "grant.bank.other_order")
		_, err = w.TakeBankFile(ctx, w.Officer, []byte("<x/>"))
		w.Refused("no file of a bank's", err, "grant.bank.unread")
		_, err = w.TakeBankFile(ctx, w.Officer, answer[:len(answer)/2])
		w.Refused("half a file", err, "grant.bank.line")
		var half *fault.Error
		if !errors.As(err, &half) || !strings.Contains(half.Args[3].(line.Reason).In("en"), "well-formed") {
			w.Errorf("half a file says nothing in English: %v", half)
		}
		w.Holds(y, "held", 5_000_000)
		w.Holds(y, "decided", 3_000_000)

		next := approved(w, ordered(w, y))
		if len(next.Payments) != 1 || next.Payments[0].EndToEnd == o.Payments[1].EndToEnd {
			w.Errorf("paid again as %+v", next.Payments)
		}
		_, err = w.TakeBankFile(ctx, w.Officer, status(next, "ACSC"))
		w.Must("take", err)
		w.Holds(y, "held", 8_000_000)
		w.Holds(y, "transit", 0)

		sql(w, `UPDATE grant_payment SET amount = amount + 100 WHERE order_id = $1`, o.ID)
		_, err = w.OrderFile(ctx, w.Officer, o.ID)
		w.Refused("fetch what was changed after the approval", err, "grant.order.changed")
	})
}

func TestRound(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_001)
		ctx := w.Context()
		r := w.Requisitioned(y, w.Ek, w.EkHead, Called(12_000_000, func(d *grant.RequisitionDraft) { d.Extra, d.ExtraPurpose = money.Kronor(800_000), "Fler fältarbetare" }))
		w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(1, func(d *grant.RequisitionDraft) { d.Extra, d.ExtraPurpose = money.Kronor(9), "Mer" }))
		draft := grant.RoundDraft{Rule: grant.ByFrame, RegistrationNumber: "B2027/0009", Reason: "Störst behov där ramen är störst."}
		for what, c := range map[string]struct {
			change func(*grant.RoundDraft)
			key    string
		}{
			"by no rule":      {func(d *grant.RoundDraft) { d.Rule = "first_come" }, "grant.round.rule"},
			"without number":  {func(d *grant.RoundDraft) { d.RegistrationNumber = "" }, "grant.decision.number_missing"},
			"without reasons": {func(d *grant.RoundDraft) { d.Reason = " " }, "grant.round.reason"},
		} {
			d := draft
			c.change(&d)
			_, err := w.PrepareRound(ctx, w.Officer, y.ID, d)
			w.Refused(what, err, c.key)
		}
		_, err := w.Simulate(ctx, w.Ek, y.ID)
		w.Hidden("a municipality simulates", err)
		s, err := w.Simulate(ctx, w.Officer, y.ID)
		w.Must("simulate", err)
		if len(s.ByRule) != 3 {
			w.Errorf("%d rules", len(s.ByRule))
		}
		round, err := w.PrepareRound(ctx, w.Officer, y.ID, draft)
		w.Must("prepare", err)
		for _, share := range round.Shares {
			want := map[string]int64{Ekstad: 800_000, Bjorklunda: 0}[share.Code]
			if share.Amount != want || !strings.HasPrefix(share.Explanation, "Ni får ") {
				w.Errorf("%+v, want %d", share, want)
			}
		}
		_, err = w.DecideRound(ctx, w.Officer, round.ID, round.Content())
		w.Hidden("an officer decides", err)
		w.Clock = time.Date(2027, 5, 20, 7, 0, 0, 0, time.UTC)
		w.Must("lapse", w.Lapse(ctx))
		_, err = w.DecideRound(ctx, w.Manager, round.ID, round.Content())
		w.Refused("decide with another pool", err, "grant.round.pool_changed")
		round, err = w.PrepareRound(ctx, w.Officer, y.ID, draft)
		w.Must("prepare again", err)
		other, err := w.PrepareRound(ctx, w.Officer, y.ID, draft)
		w.Must("prepare a third", err)
		_, err = w.DecideRound(ctx, w.Manager, round.ID, round.Content())
		w.Refused("decide what was prepared again", err, "grant.approval.not_waiting")
		other, err = w.DecideRound(ctx, w.Manager, other.ID, other.Content())
		w.Must("decide", err)
		w.Holds(y, "decided", 800_000)
		letters, err := w.Letters(ctx, w.Officer, other.ID)
		w.Must("letters", err)
		if len(letters) != 2 || letters[0].Kind != grant.LetterRound || letters[1].Kind != grant.LetterRoundNothing {
			w.Errorf("letters: %+v", letters)
		}
		for i, want := range []string{"Ekstad får 800\u00a0000\u00a0kr", "Björklunda inte får någon del"} {
			said := fmt.Sprint(letters[i].Sections)
			if !strings.Contains(said, want) || !strings.Contains(said, other.Shares[i].Explanation) || !strings.Contains(said, draft.Reason) {
				w.Errorf("the letter does not say %q: %s", want, said)
			}
		}
		_, err = w.PrepareRound(ctx, w.Officer, y.ID, draft)
		w.Refused("give again what was asked for once", err, "grant.round.nothing")

		decided(w, y, r)
		w.Account(w.Ek, w.EkHead)
		o := approved(w, ordered(w, y))
		if len(o.Payments) != 2 || o.Payments[0].Tag == o.Payments[1].Tag {
			w.Errorf("one payment for each source: %+v", o.Payments)
		}
		_, err = w.TakeBankFile(ctx, w.Officer, status(o, "ACSC", "ACSC"))
		w.Must("take", err)
		w.Holds(y, "held", 12_800_000)
		v, err := w.Requisitions(ctx, w.Ek, y.ID, ledger.Where{Effective: civil.On(2027, time.May, 1)})
		w.Must("see as it was", err)
		if v.Where["held"] != 0 || v.Where["requested"] != money.Kronor(12_000_000) {
			w.Errorf("as of 1 May: %v", v.Where)
		}
	})
}

// No two payments ever share an end-to-end id, whatever is dropped, bounces and is paid
// again.
func TestEndToEndIsUnique(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000)
		w.Account(w.Ek, w.EkHead)
		seen := map[string]bool{}
		for round := range 4 {
			decided(w, y, w.Requisitioned(y, w.Ek, w.EkHead, Called(1_000)))
			for range round {
				for _, p := range ordered(w, y).Payments {
					if seen[p.EndToEnd] {
						w.Errorf("%s twice", p.EndToEnd)
					}
					seen[p.EndToEnd] = true
				}
			}
			o := approved(w, ordered(w, y))
			for _, p := range o.Payments {
				if seen[p.EndToEnd] {
					w.Errorf("%s twice", p.EndToEnd)
				}
				seen[p.EndToEnd] = true
			}
			_, err := w.TakeBankFile(w.Context(), w.Officer, status(o, []string{"RJCT", "ACSC"}[round%2]))
			w.Must("take", err)
		}
	})
}
