package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// The municipalities that repay, or are asked, besides the one with money left over.
const (
	asked     = "9902" // is to repay after one review, and is asked in another
	nameless  = "9911" // repays after a review, and forgets the reference
	forgiven  = "9912" // repays after a review, save a sum that is let off
	tooMuchBy = 100    // kronor that the one with money left over repays too much
)

// repayments lets money come back, and leaves something of it to each role.
func (g *granter) repayments(ctx context.Context, y grant.SchemeYear, now time.Time) error {
	g.now = now.AddDate(0, 0, -29)
	t, err := g.PrepareRepaymentTerms(ctx, g.officer, y.ID, grant.RepaymentTermsDraft{OrgNr: "202100-5489", Bankgiro: "5402-9681", Days: 15})
	if err != nil {
		return err
	}
	if _, err := g.ApproveRepaymentTerms(ctx, g.decide, y.ID, t.Content()); err != nil {
		return err
	}
	if err := g.recovered(ctx, y, nameless, money.Kronor(150_000)); err != nil {
		return err
	}
	if err := g.recovered(ctx, y, forgiven, money.Kronor(2_000)); err != nil {
		return err
	}
	byCode := map[string]grant.Claim{}
	v, err := g.Claims(ctx, g.officer, y.ID)
	if err != nil {
		return err
	}
	for _, c := range v.Claims {
		byCode[c.Municipality] = c
	}
	g.now = now.AddDate(0, 0, -14)
	if _, err := g.TakeBankFile(ctx, g.officer, g.came(
		repaid{ref: "D1", amount: byCode[leftOver].Amount + money.Kronor(tooMuchBy), payer: v.Names[leftOver], reference: byCode[leftOver].Reference.String()},
		repaid{ref: "D2", amount: money.Kronor(148_500), payer: v.Names[nameless]},
		repaid{ref: "D3", amount: money.Kronor(1_950), payer: v.Names[forgiven], reference: byCode[forgiven].Reference.String()})); err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -9)
	if err := g.RemindLate(ctx); err != nil {
		return err
	}
	let, err := g.PrepareWriteoff(ctx, g.officer, byCode[forgiven].ID, grant.RulingDraft{Amount: money.Kronor(50), RegistrationNumber: "B/0063", Reason: "Det som återstår är mindre än vad det kostar att kräva in det."})
	if err != nil {
		return err
	}
	if _, err := g.DecideRuling(ctx, g.decide, let.ID, let.Content()); err != nil {
		return err
	}
	if err := g.sendsBack(ctx); err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -4)
	if err := g.recovered(ctx, y, asked, money.Kronor(40_000)); err != nil {
		return err
	}
	r, err := g.OpenReview(ctx, g.officer, y.ID, grant.ReviewDraft{Municipality: asked, RegistrationNumber: "B/0066", Subject: "Lokaler och ledare på fritidsgården",
		Reason: "Redovisningen tar upp lokaler som kommunen hade även före bidraget.", Blocks: true})
	if err != nil {
		return err
	}
	_, err = g.Ask(ctx, g.officer, r.ID, "Vilka lokaler är nya sedan bidraget kom, och vad har var och en kostat?", civil.Of(now).AddDays(10))
	return err
}

// recovered is a review that has been answered and has ended in a claim.
func (g *granter) recovered(ctx context.Context, y grant.SchemeYear, code string, amount money.Amount) error {
	r, err := g.OpenReview(ctx, g.officer, y.ID, grant.ReviewDraft{Municipality: code, RegistrationNumber: "B/0051-" + code, Subject: "Inköp av inventarier",
		Reason: "Underlaget räcker inte för att se vad inköpen gällde.", Blocks: true})
	if err != nil {
		return err
	}
	q, err := g.Ask(ctx, g.officer, r.ID, "Vad har köpts, och till vilken insats?", civil.Of(g.now).AddDays(7))
	if err != nil {
		return err
	}
	officer, _ := g.people(code)
	if err := g.Answer(ctx, officer, r.ID, q.ID, "Inventarierna står i kommunhuset. De borde inte ha tagits med."); err != nil {
		return err
	}
	made, err := g.PrepareRecovery(ctx, g.officer, r.ID, grant.RulingDraft{Amount: amount, RegistrationNumber: "B/0058-" + code,
		Reason: "Inventarierna har inte använts till insatser för barn och unga. Kommunen har själv sagt att de inte borde ha tagits med."})
	if err != nil {
		return err
	}
	_, err = g.DecideRuling(ctx, g.decide, made.ID, made.Content())
	return err
}

// sendsBack lets the officer propose to send back what was too much.
func (g *granter) sendsBack(ctx context.Context) error {
	v, err := g.Unclear(ctx, g.officer)
	if err != nil {
		return err
	}
	for _, c := range v.Credits {
		if c.Left() == money.Kronor(tooMuchBy) {
			_, err := g.PrepareReturn(ctx, g.officer, c.ID, grant.ReturnDraft{Amount: c.Left(), Reason: "Kommunen har betalat hundra kronor för mycket."})
			return err
		}
	}
	return nil
}

// repaid is money that has come.
type repaid struct {
	ref       string
	amount    money.Amount
	payer     string
	reference string
}

// came is the bank's statement of what has come.
func (g *granter) came(all ...repaid) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>UTDRAG1</Id><Acct><Id><IBAN>SE3550000000054910000003</IBAN></Id></Acct>`)
	for _, r := range all {
		fmt.Fprintf(&b, `<Ntry><Amt Ccy="SEK">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><AcctSvcrRef>%s</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>%s kommun</Nm></Pty></Dbtr></RltdPties>`,
			r.amount.Decimal(), civil.Of(g.now), r.ref, r.payer)
		if r.reference != "" {
			fmt.Fprintf(&b, `<RmtInf><Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>`, r.reference)
		}
		b.WriteString(`</TxDtls></NtryDtls></Ntry>`)
	}
	b.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	return []byte(b.String())
}
