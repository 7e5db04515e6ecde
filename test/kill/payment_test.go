package kill_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/demo"
	"samspel/internal/frame/access"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestAPaymentWhileKilled approves a payment file and takes the bank's answer, over and
// over, while the program is killed in the middle of both. Everybody is paid once.
func TestAPaymentWhileKilled(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { payWhileKilled(t, app.Config{Data: t.TempDir(), Kind: app.Both}) })
	t.Run("postgres", func(t *testing.T) {
		payWhileKilled(t, app.Config{Data: t.TempDir(), Kind: app.Both, Database: dbtest.Database(t, nil)})
	})
}

func payWhileKilled(t *testing.T, c app.Config) {
	h := preparePayment(t, c)
	s := newServer(t, c.Data, c.Database, "SAMSPEL_KIND=both")
	seen := url.Values{"seen": {h.order.Content()}}.Encode()
	h.press(s, "/betalfiler/"+h.order.ID, worldtest.FormType, []byte(seen))
	answer, kind := h.bankAnswer()
	h.press(s, "/bidrag/"+h.order.Year+"/banksvar", kind, answer)
	s.stop()

	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if report, err := ledger.New(a.Store).Verify(t.Context()); err != nil || report.Broken != nil {
		t.Errorf("the books: %v, %v", report.Broken, err)
	}
	after, err := a.Grants.Overview(t.Context(), h.manager, h.order.Year, civil.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range after.Rows {
		paid, has := h.before[row.Code]
		if got := row.Held(); got != paid && has || got != 0 && !has {
			t.Errorf("%s has been paid %s, want %s", row.Name, got, paid)
		}
	}
	if after.Payable != 0 || len(after.Bounced) > 0 || len(after.Sent) > 0 {
		t.Errorf("%s is to be paid still, %d payments came back and %d orders wait", after.Payable, len(after.Bounced), len(after.Sent))
	}
}

// payment is an order that waits for its approval, and who gives it.
type payment struct {
	*testing.T
	manager access.Actor
	token   string
	order   grant.Order
	before  map[string]money.Amount // what each municipality is to get
}

// preparePayment decides what waits in the demo's running year, and prepares a file.
func preparePayment(t *testing.T, c app.Config) payment {
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	w, err := demo.Fill(t.Context(), a, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p := payment{T: t, manager: w.Actor("bidragschef"), before: map[string]money.Amount{}}
	p.manager.Strong = true
	if p.token, err = a.Gate.StartSession(t.Context(), p.manager.User, p.manager.Mandate, 3); err != nil {
		t.Fatal(err)
	}
	years, err := a.Grants.Years(t.Context(), p.manager)
	if err != nil {
		t.Fatal(err)
	}
	officer := w.Actor("bidragshandlaggare")
	officer.Strong = true
	for _, y := range years {
		o, err := a.Grants.Overview(t.Context(), p.manager, y.ID, civil.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if o.Decision.ID == "" {
			continue
		}
		if _, err := a.Grants.Decide(t.Context(), p.manager, o.Decision.ID, o.Decision.Content()); err != nil {
			t.Fatal(err)
		}
		p.order, err = a.Grants.PrepareOrder(t.Context(), officer, y.ID,
			grant.OrderDraft{ExecuteOn: civil.Of(time.Now()).NextOfficeDay(), OrgNr: "202100-5489", Bankgiro: "5402-9681"})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range p.order.Payments {
			p.before[one.Municipality] += one.Amount
		}
		return p
	}
	t.Fatal("no decision waits in the demo")
	return p
}

// press sends something again and again while the program is killed, and once more when
// it is left alone.
func (p payment) press(s *server, path, kind string, body []byte) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	send := func(ctx context.Context) int {
		site, _ := s.now()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, site+path, bytes.NewReader(body))
		if err != nil {
			p.Error(err)
			return 0
		}
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(&http.Cookie{Name: "samspel", Value: p.token})
		answer, err := client.Do(r)
		if err != nil {
			return 0
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	for range trialtest.Size(2, 40) {
		ended := make(chan struct{})
		go func() { defer close(ended); send(p.Context()) }()
		time.Sleep(time.Duration(rand.Int64N(int64(25 * time.Millisecond))))
		s.kill()
		<-ended
	}
	switch status := send(p.Context()); status {
	case http.StatusSeeOther, http.StatusUnprocessableEntity, http.StatusConflict: // the latter where it was done before the last kill
	default:
		p.Errorf("%s: status %d", path, status)
	}
}

// bankAnswer is a form with the bank's file: everything has been paid.
func (p payment) bankAnswer() (body []byte, kind string) {
	type status struct {
		EndToEnd string `xml:"OrgnlEndToEndId"`
		Status   string `xml:"TxSts"`
	}
	var all []status
	for _, one := range p.order.Payments {
		all = append(all, status{one.EndToEnd, "ACSC"})
	}
	rows, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"OrgnlPmtInfAndSts"`
		ID      string   `xml:"OrgnlPmtInfId"`
		All     []status `xml:"TxInfAndSts"`
	}{ID: p.order.Message, All: all})
	if err != nil {
		p.Fatal(err)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "svar.xml")
	if err != nil {
		p.Fatal(err)
	}
	for _, text := range []string{`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>SVAR</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>`,
		p.order.Message, `</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>`, string(rows), `</CstmrPmtStsRpt></Document>`} {
		_, _ = strings.NewReader(text).WriteTo(part)
	}
	if err := w.Close(); err != nil {
		p.Fatal(err)
	}
	return form.Bytes(), w.FormDataContentType()
}
