package granttest

import (
	"fmt"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// Paid is a year in which Ekstad has a frame of so many kronor, and has been paid all of it.
func (w *World) Paid(kronor int64) grant.SchemeYear {
	w.Helper()
	y := w.Framed(Ekstad, kronor, Bjorklunda, 3_000_000)
	ctx := w.Context()
	w.Account(w.Ek, w.EkHead)
	r := w.Requisitioned(y, w.Ek, w.EkHead, Called(kronor))
	d, err := w.PrepareDecision(ctx, w.Officer, y.ID, "B2027/0007", []string{r.ID})
	w.Must("prepare a decision", err)
	_, err = w.Decide(ctx, w.Manager, d.ID, d.Content())
	w.Must("decide", err)
	o, err := w.PrepareOrder(ctx, w.Officer, y.ID, grant.OrderDraft{ExecuteOn: civil.Of(w.Clock).NextOfficeDay(), OrgNr: "202100-5489", Bankgiro: "5402-9681"})
	w.Must("prepare an order", err)
	o, err = w.ApproveOrder(ctx, w.Manager, o.ID, o.Content())
	w.Must("approve an order", err)
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>`, o.Message, o.Message)
	for _, p := range o.Payments {
		fmt.Fprintf(&b, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`, p.EndToEnd)
	}
	b.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	_, err = w.TakeBankFile(ctx, w.Officer, []byte(b.String()))
	w.Must("take the bank's answer", err)
	w.Clock = time.Date(2028, 1, 20, 9, 0, 0, 0, time.UTC)
	return y
}

// Parts is every part of a valid account: so many kronor used, and so many not.
func Parts(used, unused int64) []grant.UsePart {
	return []grant.UsePart{
		grant.UseActivity{Activity: grant.Activity{Kind: "field_work", Method: "Fältarbete på kvällar", Areas: []string{"Norra " + Ekstad}, Target: "Ungdomar, 13–17 år", Novelty: grant.StrengthenedActivity,
			From: civil.On(2027, time.March, 1), To: civil.On(2027, time.December, 31), Costs: []grant.UseCost{{Post: "staff", Amount: money.Kronor(used)}},
			Posts: 350, Evenings: 200, Girls: 31, Boys: 3, Unknown: 12}},
		grant.UseFigures{Agrees: "yes", Unused: money.Kronor(unused), UnusedWhy: "En tjänst var obesatt i våras."},
		grant.UsePartners{{Partner: "school", State: grant.PartnershipDeveloped, Words: "Gemensamt forum varannan vecka."}, {Partner: "police", State: grant.PartnershipStarted},
			{Partner: "health", State: grant.PartnershipExisted}, {Partner: "associations", State: grant.PartnershipExisted}, {Partner: "housing", State: grant.PartnershipNone}, {Partner: "guardians", State: grant.PartnershipEnded}},
		grant.UseChildren{Heard: "Ungdomarna valde öppettiderna.", Gender: "Färre flickor kom på kvällarna."},
		grant.UseOwn{{Now: money.Kronor(950_000), Answered: true}},
		grant.UsePurpose{Degree: "mostly", Evidence: "Färre anmälningar från området.", Afterwards: "Kommunen tar över två tjänster."},
		grant.UseContents{"Till fler fältarbetare.", "Se siffrorna."},
	}
}

// Write saves a part as somebody who has just read the account.
func (w *World) Write(y grant.SchemeYear, who access.Actor, part grant.UsePart) (grant.UseView, error) {
	w.Helper()
	v, err := w.Use(w.Context(), who, y.ID)
	if err != nil {
		return v, err
	}
	return w.SaveUse(w.Context(), who, y.ID, grant.SeenUse(v.Account, part), part)
}

// Written is an account that Ekstad's officer has written whole.
func (w *World) Written(y grant.SchemeYear, used, unused int64) grant.AccountOfUse {
	w.Helper()
	for _, part := range Parts(used, unused) {
		_, err := w.Write(y, w.Ek, part)
		w.Must(fmt.Sprintf("write %T", part), err)
	}
	return w.Now(y)
}

// Now is Ekstad's account as it stands.
func (w *World) Now(y grant.SchemeYear) grant.AccountOfUse {
	w.Helper()
	v, err := w.Use(w.Context(), w.EkHead, y.ID)
	w.Must("open the account", err)
	return v.Account
}

// Sent is an account that has been written, certified by the head and sent.
func (w *World) Sent(y grant.SchemeYear, used, unused int64) grant.AccountOfUse {
	w.Helper()
	a := w.Written(y, used, unused)
	w.handOn(a.ID)
	return w.Now(y)
}

func (w *World) handOn(id string) {
	w.Helper()
	_, err := w.HandOverUse(w.Context(), w.Ek, id)
	w.Must("hand over", err)
	v, err := w.UseVersion(w.Context(), w.EkHead, id)
	w.Must("read to certify", err)
	_, err = w.CertifyUse(w.Context(), w.EkHead, id, v.Account.Content())
	w.Must("certify", err)
	_, err = w.SendUse(w.Context(), w.Ek, id)
	w.Must("send", err)
}
