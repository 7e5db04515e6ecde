package grant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// came is an entry of a camt.053: money that has come, unless side is DBIT.
type came struct {
	ref, side string
	ore       int64
	payer     string
	orgnr     string
	ocr       string
	message   string
	endToEnd  string
	// back says that the bank takes an earlier entry back.
	back bool
}

func camt(entries ...came) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>SE3550000000054910000003</IBAN></Id></Acct>`)
	for _, e := range entries {
		side := e.side
		if side == "" {
			side = "CRDT"
		}
		sum := money.Amount(e.ore).Decimal()
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="SEK">%s</Amt><CdtDbtInd>%s</CdtDbtInd><RvslInd>%t</RvslInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-02-01</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs>`, sum, side, e.back, e.ref, e.endToEnd)
		if e.payer != "" || e.orgnr != "" {
			fmt.Fprintf(&b, `<RltdPties><Dbtr><Pty><Nm>%s</Nm><Id><OrgId><Othr><Id>%s</Id></Othr></OrgId></Id></Pty></Dbtr></RltdPties>`, e.payer, e.orgnr)
		}
		if e.message != "" || e.ocr != "" {
			b.WriteString(`<RmtInf>`)
			if e.message != "" {
				fmt.Fprintf(&b, `<Ustrd>%s</Ustrd>`, e.message)
			}
			if e.ocr != "" {
				fmt.Fprintf(&b, `<Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd>`, e.ocr)
			}
			b.WriteString(`</RmtInf>`)
		}
		b.WriteString(`</TxDtls></NtryDtls></Ntry>`)
	}
	b.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	return []byte(b.String())
}

func take(w *World, entries ...came) grant.BankAnswer {
	w.Helper()
	a, err := w.TakeBankFile(w.Context(), w.Officer, camt(entries...))
	w.Must("take a bank file", err)
	return a
}

func holdsOre(w *World, y grant.SchemeYear, kind string, ore int64) {
	w.Helper()
	o, err := w.Overview(w.Context(), w.Officer, y.ID, civil.Date{})
	w.Must("open the year", err)
	if got := o.Totals[kind]; got != money.Amount(ore) {
		w.Errorf("%s holds %s, want %s", kind, got, money.Amount(ore))
	}
}

func unclear(w *World) grant.CreditsView {
	w.Helper()
	v, err := w.Unclear(w.Context(), w.Officer)
	w.Must("open the work list", err)
	return v
}

// Money finds its claim by the reference, then by the payer and the whole sum; all else is
// for somebody to look at, and nothing is ever counted twice.
func TestMatching(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := paidOut(w)
		ek := unused(w, y, Ekstad, 100_000)
		unused(w, y, Bjorklunda, 55_550)
		twin := []grant.Claim{unused(w, y, Bjorklunda, 70_000), unused(w, y, Bjorklunda, 70_000)}
		ocr := ek.Reference.String()
		wrong := ocr[:len(ocr)-1] + string('0'+(ocr[len(ocr)-1]-'0'+1)%10)
		for _, r := range []struct {
			what    string
			entry   came
			unclear int
			keeps   string // of what was said
		}{
			{"nothing said", came{ref: "1", ore: 100_000}, 1, ""},
			{"a person who says a name", came{ref: "2", ore: 5, payer: "Bo Berg", message: "Hej från Bo Berg"}, 1, ""},
			{"a person with a number", came{ref: "3", ore: 5, payer: "Bo Berg", orgnr: "198001011234", message: "Bo"}, 1, ""},
			{"a wrong check digit", came{ref: "4", ore: 100_000, ocr: wrong}, 1, ""},
			{"another municipality's reference", came{ref: "5", ore: 100_000, ocr: ocr, payer: "Björklunda kommun"}, 1, ocr},
			{"a municipality and another sum", came{ref: "6", ore: 55_551, payer: "Björklunda kommun", message: "Återbetalning"}, 1, "Återbetalning"},
			{"a municipality with two claims of the sum", came{ref: "7", ore: 70_000, payer: "BJÖRKLUNDA KOMMUN"}, 1, ""},
			{"two references and another sum", came{ref: "8", ore: 140_001, message: twin[0].Reference.String() + ", " + twin[1].Reference.String()}, 1, twin[0].Reference.String() + " " + twin[1].Reference.String()},
			{"a name that only begins so", came{ref: "9", ore: 55_550, payer: "Björklunda kommuns personalklubb"}, 1, ""},
		} {
			before := unclear(w)
			a := take(w, r.entry)
			after := unclear(w)
			if a.Received != 1 || a.Unclear != r.unclear || len(after.Credits) != len(before.Credits)+r.unclear {
				w.Errorf("%s: %+v", r.what, a)
				continue
			}
			c := after.Credits[len(after.Credits)-1]
			for _, one := range after.Credits {
				if strings.Contains(one.Key, "/"+r.entry.ref+"/") {
					c = one
				}
			}
			if c.Says != r.keeps || strings.Contains(c.Payer, "Bo") {
				w.Errorf("%s: kept %q of %q", r.what, c.Says, c.Payer)
			}
		}
		holdsOre(w, y, "repaid", 0)
		in := unclear(w).Left
		holdsOre(w, y, "suspense", int64(in))

		if a := take(w, came{ref: "1", side: "DBIT", ore: 100_000, back: true}); a != (grant.BankAnswer{TakenBack: 1}) {
			w.Errorf("a credit that the bank takes back: %+v", a)
		}
		holdsOre(w, y, "suspense", int64(in))

		// By reference: part, the rest, and too much.
		if a := take(w, came{ref: "a", ore: 40_000, ocr: ocr, endToEnd: "theirs"}); a.Received != 1 || a.Unclear != 0 || a.Unknown != 0 {
			w.Errorf("part: %+v", a)
		}
		if a := take(w, came{ref: "b", ore: 60_010, message: "OCR " + ocr, payer: "Ekstads kommun"}); a.Unclear != 1 {
			w.Errorf("ten öre too much: %+v", a)
		}
		if a := take(w, came{ref: "c", ore: 100, ocr: ocr}); a.Unclear != 1 {
			w.Errorf("once more: %+v", a)
		}
		// By payer and sum, and two at once.
		if a := take(w, came{ref: "d", ore: 55_550, payer: "Björklunda kommun"}); a.Unclear != 0 {
			w.Errorf("payer and sum: %+v", a)
		}
		if a := take(w, came{ref: "e", ore: 140_000, message: twin[0].Reference.String() + "+" + twin[1].Reference.String()}); a.Unclear != 0 {
			w.Errorf("two claims: %+v", a)
		}
		v, err := w.Claims(w.Context(), w.Officer, y.ID)
		w.Must("claims", err)
		for _, c := range v.Claims {
			if c.Left() != 0 || c.State(v.Today) != grant.ClaimRepaid {
				w.Errorf("%+v", c)
			}
		}
		holdsOre(w, y, "claim", 0)
		holdsOre(w, y, "repaid", 295_550)
		holdsOre(w, y, "suspense", int64(in)+110)
		holdsOre(w, y, "outside", -int64(in)-110)
	})
}

// One file twice, in another order, and split in two: what has been heard is heard once.
func TestTheSameMoneyTwice(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := paidOut(w)
		c := unused(w, y, Ekstad, 100_000)
		ocr := c.Reference.String()
		all := []came{{ref: "1", ore: 10_000, ocr: ocr}, {ref: "same", ore: 20_000, ocr: ocr}, {ref: "same", ore: 30_000, ocr: ocr}, {ref: "2", ore: 777}}
		take(w, all...)
		want := func(what string) {
			w.Helper()
			holdsOre(w, y, "repaid", 60_000)
			holdsOre(w, y, "suspense", 777)
			if w.Failed() {
				w.Fatal(what)
			}
		}
		want("first")
		if a := take(w, all...); !a.Again {
			w.Errorf("again: %+v", a)
		}
		for what, some := range map[string][]came{"in another order": {all[3], all[2], all[1], all[0]}, "one half": {all[2], all[3]}, "the other": {all[1], all[0]}} {
			if a := take(w, some...); a.Again || a.Received != 0 {
				w.Errorf("%s: %+v", what, a)
			}
			want(what)
		}
	})
}

// Somebody places what is unclear, takes it back, and sends it home; each can be done as
// far as there is money, and by those who may.
func TestSuspense(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w)
		claim := unused(w, y, Ekstad, 100_000)
		take(w, came{ref: "1", ore: 150_000})
		id := unclear(w).Credits[0].ID
		ocr := claim.Reference.String()

		_, err := w.Unclear(ctx, w.Ek)
		w.Hidden("a municipality opens the work list", err)
		if v, err := w.Unclear(ctx, w.FarOfficer); err != nil || len(v.Credits) != 0 {
			w.Errorf("another agency sees %+v, %v", v, err)
		}
		_, err = w.Credit(ctx, w.FarManager, id)
		w.Hidden("another agency reads it", err)
		_, err = w.PlaceCredit(ctx, w.FarOfficer, id, ocr, 1)
		w.Hidden("another agency places it", err)
		_, err = w.PlaceCredit(ctx, w.Officer, id, "", 1)
		w.Refused("place on nothing", err, "grant.credit.claim")
		_, err = w.PlaceCredit(ctx, w.Officer, id, "26", 1)
		w.Refused("place on a claim that is none", err, "grant.credit.claim")
		for _, ore := range []money.Amount{0, -1, 100_001, 150_000} {
			_, err = w.PlaceCredit(ctx, w.Officer, id, ocr, ore)
			w.Refused("place too much or nothing", err, "grant.credit.amount")
		}
		_, err = w.PlaceCredit(ctx, w.Officer, id, ocr, 100_000)
		w.Must("place", err)
		_, err = w.PlaceCredit(ctx, w.Officer, id, ocr, 1)
		w.Refused("place on what is paid", err, "grant.credit.amount")
		holdsOre(w, y, "suspense", 50_000)
		v, err := w.Credit(ctx, w.Officer, id)
		w.Must("open", err)
		w.Must("take back", w.TakeBackPlacement(ctx, w.Officer, id, v.Placements[0].ID))
		w.Refused("take back twice", w.TakeBackPlacement(ctx, w.Officer, id, v.Placements[0].ID), "grant.changed_meanwhile")
		w.Hidden("another agency takes back", w.TakeBackPlacement(ctx, w.FarOfficer, id, v.Placements[0].ID))
		holdsOre(w, y, "suspense", 150_000)
		holdsOre(w, y, "claim", 100_000)
		holdsOre(w, y, "repaid", 0)

		back := grant.ReturnDraft{Amount: 50_000, Reason: "Betalat för mycket."}
		_, err = w.PrepareReturn(ctx, w.Officer, id, grant.ReturnDraft{Amount: 150_001, Reason: "x"})
		w.Refused("send back more than came", err, "grant.credit.amount")
		_, err = w.PrepareReturn(ctx, w.Officer, id, grant.ReturnDraft{Amount: 1})
		w.Refused("send back for no reason", err, "grant.credit.reason")
		first, err := w.PrepareReturn(ctx, w.Officer, id, back)
		w.Must("prepare", err)
		r, err := w.PrepareReturn(ctx, w.Manager, id, back)
		w.Must("prepare again", err)
		_, err = w.ApproveReturn(ctx, w.Head, first.ID, first.Content())
		w.Refused("approve what was dropped", err, "grant.approval.not_waiting")
		promoted := w.Head
		promoted.User = w.Manager.User
		_, err = w.ApproveReturn(ctx, promoted, r.ID, r.Content())
		w.Refused("approve one's own under another mandate", err, "grant.own_approval")
		_, err = w.ApproveReturn(ctx, w.Officer, r.ID, r.Content())
		w.Hidden("an officer approves", err)
		_, err = w.SettleReturn(ctx, w.Officer, r.ID, "B1")
		w.Refused("settle before it is approved", err, "grant.changed_meanwhile")
		_, err = w.ApproveReturn(ctx, w.Head, r.ID, "x")
		w.Refused("approve what was not read", err, "grant.changed_meanwhile")
		r, err = w.ApproveReturn(ctx, w.Head, r.ID, r.Content())
		w.Must("approve", err)
		_, err = w.PlaceCredit(ctx, w.Officer, id, ocr, 100_001)
		w.Refused("place what is on its way back", err, "grant.credit.amount")
		_, err = w.PlaceCredit(ctx, w.Officer, id, ocr, 100_000)
		w.Must("place the rest", err)
		holdsOre(w, y, "suspense", 50_000)

		// The bank says that it has gone, twice, and then that it has come back.
		if a := take(w, came{ref: "2", side: "DBIT", ore: 50_000, endToEnd: r.EndToEnd}); a.Confirmed != 1 || a.Unknown != 0 {
			w.Errorf("gone: %+v", a)
		}
		take(w, came{ref: "2", side: "DBIT", ore: 50_000, endToEnd: r.EndToEnd}, came{ref: "x", ore: 1})
		holdsOre(w, y, "suspense", 1)
		if a := take(w, came{ref: "3", ore: 50_000, endToEnd: r.EndToEnd}); a.Bounced != 1 || a.Received != 0 {
			w.Errorf("back: %+v", a)
		}
		holdsOre(w, y, "suspense", 50_001)
		again, err := w.PrepareReturn(ctx, w.Officer, id, back)
		w.Must("prepare once more", err)
		if again.EndToEnd == r.EndToEnd {
			w.Error("one end-to-end id for two sendings")
		}
		again, err = w.ApproveReturn(ctx, w.Head, again.ID, again.Content())
		w.Must("approve", err)
		_, err = w.SettleReturn(ctx, w.Officer, again.ID, " ")
		w.Refused("settle without proof", err, "grant.credit.proof")
		_, err = w.SettleReturn(ctx, w.Officer, again.ID, "B 17")
		w.Must("settle by hand", err)
		holdsOre(w, y, "suspense", 1)
		holdsOre(w, y, "outside", -1)
	})
}

// What is repaid goes back to the pool where the terms say so, is given to others, and then
// cannot be taken back from there.
func TestRepaidMoneyReturns(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w, func(d *grant.YearDraft) { d.Terms.RepaymentsReturn = true })
		claim := unused(w, y, Ekstad, 100_000)
		o, err := w.Overview(ctx, w.Officer, y.ID, civil.Date{})
		w.Must("open", err)
		pool := o.Totals["pool"]
		take(w, came{ref: "1", ore: 100_000, ocr: claim.Reference.String()})
		holdsOre(w, y, "repaid", 0)
		holdsOre(w, y, "pool", int64(pool)+100_000)
	})
}

// A claim of one year can be paid with money that stands in another's book.
func TestAnotherYearsBook(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		old := paidOut(w)
		claim := unused(w, old, Ekstad, 100_000)
		w.Clock = w.Clock.Add(time.Hour)
		newer := paidOut(w, func(d *grant.YearDraft) { d.Year = 2028 })
		take(w, came{ref: "1", ore: 100_000})
		holdsOre(w, newer, "suspense", 100_000)
		id := unclear(w).Credits[0].ID
		_, err := w.PlaceCredit(ctx, w.Officer, id, claim.Reference.String(), 100_000)
		w.Must("place", err)
		holdsOre(w, newer, "suspense", 0)
		holdsOre(w, newer, "outside", 0)
		holdsOre(w, old, "repaid", 100_000)
		v, err := w.Credit(ctx, w.Officer, id)
		w.Must("open", err)
		w.Must("take back", w.TakeBackPlacement(ctx, w.Officer, id, v.Placements[0].ID))
		holdsOre(w, newer, "suspense", 100_000)
		holdsOre(w, old, "claim", 100_000)
	})
}

// Nobody approves alone, not with SQL either.
func TestFourEyesOverClaims(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w)
		terms(w, y)
		claim := unused(w, y, Ekstad, 100_000)
		draft := grant.RulingDraft{Amount: 100_000, RegistrationNumber: "B2028/0001", Reason: "Beloppet är litet."}
		for key, change := range map[string]func(*grant.RulingDraft){
			"grant.claim.amount":            func(d *grant.RulingDraft) { d.Amount = 0 },
			"grant.ruling.exceeds":          func(d *grant.RulingDraft) { d.Amount++ },
			"grant.decision.number_missing": func(d *grant.RulingDraft) { d.RegistrationNumber = "" },
			"grant.ruling.reason":           func(d *grant.RulingDraft) { d.Reason = " " },
		} {
			d := draft
			change(&d)
			_, err := w.PrepareWriteoff(ctx, w.Officer, claim.ID, d)
			w.Refused("propose a write-off", err, key)
		}
		_, err := w.PrepareWriteoff(ctx, w.Ek, claim.ID, draft)
		w.Hidden("the municipality lets itself off", err)
		_, err = w.PrepareWriteoff(ctx, w.FarOfficer, claim.ID, draft)
		w.Hidden("another agency lets it off", err)
		r, err := w.PrepareWriteoff(ctx, w.Manager, claim.ID, draft)
		w.Must("propose", err)
		promoted := w.Head
		promoted.User = w.Manager.User
		_, err = w.DecideRuling(ctx, promoted, r.ID, r.Content())
		w.Refused("decide one's own under another mandate", err, "grant.own_approval")
		_, err = w.DecideRuling(ctx, w.Officer, r.ID, r.Content())
		w.Hidden("an officer decides", err)
		seen := r.Content()
		sql(w, `UPDATE grant_ruling SET amount = 1 WHERE id = $1`, r.ID)
		_, err = w.DecideRuling(ctx, w.Head, r.ID, seen)
		w.Refused("decide what was changed underneath", err, "grant.changed_meanwhile")
		_, err = w.Ruling(ctx, w.Ek, r.ID)
		w.Hidden("the municipality reads what is not decided", err)
		for _, statement := range []string{
			`UPDATE grant_ruling SET state = 'approved', approved_by = prepared_by, approved_at = prepared_at, fingerprint = 'x'`,
			`UPDATE grant_ruling SET state = 'approved'`,
			`UPDATE grant_claim SET approved_by = raised_by`,
		} {
			if err := w.Store.Data.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, statement); return err }); err == nil {
				w.Errorf("the database takes %s", statement)
			}
		}
		old := r
		r, err = w.PrepareWriteoff(ctx, w.Officer, claim.ID, draft)
		w.Must("propose again", err)
		_, err = w.DecideRuling(ctx, w.Head, old.ID, seen)
		w.Refused("decide what was replaced", err, "grant.approval.not_waiting")
		take(w, came{ref: "1", ore: 30_000, ocr: claim.Reference.String()})
		_, err = w.DecideRuling(ctx, w.Head, r.ID, r.Content())
		w.Refused("let off what has been paid since", err, "grant.changed_meanwhile")
		holdsOre(w, y, "writeoff", 0)
		draft.Amount = 70_000
		r, err = w.PrepareWriteoff(ctx, w.Officer, claim.ID, draft)
		w.Must("propose the rest", err)
		_, err = w.DecideRuling(ctx, w.Manager, r.ID, r.Content())
		w.Must("decide", err)
		_, err = w.DecideRuling(ctx, w.Manager, r.ID, r.Content())
		w.Refused("decide twice", err, "grant.approval.not_waiting")
		holdsOre(w, y, "writeoff", 70_000)
		holdsOre(w, y, "claim", 0)
		v, err := w.Ruling(ctx, w.Ek, r.ID)
		if err != nil || !v.Stands() || v.About.Left() != 0 {
			w.Errorf("%+v, %v", v, err)
		}
		_, err = w.Ruling(ctx, w.Bjork, r.ID)
		w.Hidden("another municipality reads it", err)
		sql(w, `UPDATE grant_ruling SET reason = 'Vänskap.' WHERE id = $1`, r.ID)
		if v, err = w.Ruling(ctx, w.Ek, r.ID); err != nil || v.Stands() {
			w.Errorf("what was changed afterwards stands, %v", err)
		}
	})
}

func terms(w *World, y grant.SchemeYear) {
	w.Helper()
	t, err := w.PrepareRepaymentTerms(w.Context(), w.Officer, y.ID, grant.RepaymentTermsDraft{OrgNr: "202100-5489", Bankgiro: "5402-9681", Days: 30})
	w.Must("propose terms", err)
	_, err = w.ApproveRepaymentTerms(w.Context(), w.Manager, y.ID, t.Content())
	w.Must("approve terms", err)
}
