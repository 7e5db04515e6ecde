package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Money comes back: the agency takes in the bank's file, places what is unclear, lets a sum
// off by two persons, and recovers after a review what the municipality then sees how to pay.
// Without script, on a desk and on a small telephone.
func TestClaimsInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	m := mouse{}
	file := filepath.Join(t.TempDir(), "kontoutdrag.xml")
	if err := os.WriteFile(file, []byte(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>U7</Id><Acct><Id><IBAN>SE3550000000054910000003</IBAN></Id></Acct>`+
		`<Ntry><Amt Ccy="SEK">12.34</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2027-02-01</Dt></BookgDt><AcctSvcrRef>T1</AcctSvcrRef></Ntry></Stmt></BkToCstmrStmt></Document>`), 0o600); err != nil {
		t.Fatal(err)
	}
	enter := func(role string) *tab {
		b := h.tab(t, []view{screens[0], narrow, sheet})
		b.scriptless = true
		b.script(false)
		b.enter(role)
		return b
	}
	// to goes to the link in the part of the page that says something.
	to := func(b *tab, part, says string) {
		b.Helper()
		b.visit(ask[string](b, "[...document.querySelectorAll(%s)].find(e => page.words(e).includes(%s)).querySelector('a').getAttribute('href')", part, says), http.StatusOK)
	}
	press := func(b *tab, begins string) {
		b.Helper()
		m.press(b, ask[string](b, "[...document.querySelectorAll('main button')].map(e => page.words(e)).find(s => s.startsWith(%s))", begins), 200)
	}
	look := func(b *tab, name string) { b.Helper(); b.examine(); b.portray(name) }

	o := enter("bidragshandlaggare")
	o.visit("/bidrag", http.StatusOK)
	o.visit(ask[string](o, "[...document.querySelectorAll('main .s-list a')].at(-1).getAttribute('href')"), http.StatusOK)
	year := o.where()
	o.reads("1 återkrav är försenat")
	m.follow(o, "Återkrav")
	o.reads("Försenat")
	look(o, "aterkrav")
	o.visit(year+"/banksvar", http.StatusOK)
	o.choose("Fil från banken", file)
	m.press(o, "Läs in filen", 200)
	o.visit("/oklara-betalningar", http.StatusOK)
	look(o, "oklara")
	to(o, "tr", "12,34 kr")
	o.reads("Okänd betalare")
	look(o, "inbetalning")
	e := o.element("field", "Återkrav")
	claim := ask[string](o, "[...document.querySelectorAll('select option')].find(e => e.textContent.includes('Stenvik')).textContent")
	o.do("choose the claim", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Focus(e)) })
	o.typeKeys(strings.Fields(claim)[0])
	m.press(o, "Placera", 200)
	o.reads("Placerat av en handläggare")
	o.reads("Allt är placerat, återsänt eller på väg tillbaka.")
	to(o, "section li", "på återkrav")
	look(o, "ett-aterkrav")
	m.follow(o, "Förbered eftergift")
	m.write(o, "Varför ska kommunen slippa betala?", "Kommunen har lagt ned verksamheten.")
	m.press(o, "Lämna till beslutsfattare", 422)
	o.holds("Varför ska kommunen slippa betala?", "Kommunen har lagt ned verksamheten.")
	o.examine()
	m.write(o, "Diarienummer", "B/0099")
	m.press(o, "Lämna till beslutsfattare", 200)
	o.reads("Väntar på en beslutsfattare")
	ruling := o.where()
	o.visit(year+"/granskningar", http.StatusOK)
	look(o, "granskningar")
	to(o, "main .s-list li", "Lokaler och ledare")
	review := o.where()
	look(o, "granskning-myndighet")
	m.follow(o, "Förbered beslut om återkrav")
	m.write(o, "Belopp", "25 000,50")
	m.write(o, "Vad granskningen har visat, och varför pengarna ska tillbaka", "Lokalerna fanns före bidraget.")
	m.write(o, "Diarienummer", "B/0100")
	m.press(o, "Lämna till beslutsfattare", 200)
	recovery := o.where()

	d := enter("bidragschef")
	for path, label := range map[string]string{ruling: "Besluta att efterskänka", recovery: "Besluta att kräva tillbaka"} {
		d.visit(path, http.StatusOK)
		press(d, label)
		d.reads("Vem som har beslutat")
	}
	d.visit(recovery, http.StatusOK)
	look(d, "beslut-aterkrav")
	d.visit("/oklara-betalningar", http.StatusOK)
	to(d, "tr", "på väg tillbaka")
	press(d, "Godkänn att")
	d.reads("Godkänd, väntar på banken")
	look(d, "aterandning")
	d.visit(year+"/aterbetalningsvillkor", http.StatusOK)
	look(d, "aterbetalningsvillkor")

	b := enter("handlaggare_bjorklunda")
	b.visit(year, http.StatusOK)
	b.reads("Ni ska betala tillbaka")
	look(b, "kommunens-ar")
	b.visit(year+"/aterbetalning", http.StatusOK)
	b.reads("5402-9681")
	look(b, "aterbetalning")
	b.visit(review, http.StatusOK)
	b.reads("Lokalerna fanns före bidraget.")
	look(b, "granskning-kommun")
	b.visit(recovery, http.StatusOK)
	b.visit(fmt.Sprint(year, "/aterkrav"), http.StatusNotFound)
	b.visit(ruling, http.StatusNotFound)
}
