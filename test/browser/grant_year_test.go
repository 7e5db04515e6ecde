package browser_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A year of grants as five people see it, without script on a narrow screen: the officer
// calls for the money and the head signs, the agency's officer prepares and another
// decides, and the bank answers. Another municipality sees nothing of it.
func TestAYearOfGrantsInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	hand := mouse{}
	as := func(role string) *tab {
		b := h.tab(t, []view{narrow, screens[0]})
		b.scriptless = true
		b.script(false)
		b.hold(narrow)
		b.enter(role)
		return b
	}
	running := func(b *tab) {
		b.Helper()
		b.visit("/bidrag", http.StatusOK)
		hand.follow(b, "Insatser i utsatta områden, 2027")
	}

	officer := as("handlaggare")
	running(officer)
	officer.reads("Ni kan rekvirera högst 12 000 000 kr")
	hand.follow(officer, "Rekvirera")
	hand.write(officer, "Hur mycket mer?", "500 000")
	hand.press(officer, "Lämna till den som undertecknar", http.StatusUnprocessableEntity)
	officer.reads("Skriv vad ni vill ha mer pengar till.")
	officer.holds("Hur mycket mer?", "500 000")
	officer.examine()
	hand.write(officer, "Vad ska ni ha det till?", "Ett område till.")
	hand.press(officer, "Lämna till den som undertecknar", http.StatusOK)

	head := as("chef")
	running(head)
	head.examine()
	hand.press(head, "Underteckna 12 000 000 kr", http.StatusOK)
	head.reads("Pengarna är rekvirerade.")

	other := as("handlaggare_bjorklunda")
	running(other)
	other.lacks("Ekstad")

	prepares, decides := as("bidragshandlaggare"), as("bidragschef")
	running(decides)
	hand.follow(decides, "Beslut om 38 000 000 kr")
	hand.press(decides, "Besluta 38 000 000 kr", http.StatusOK)
	running(prepares)
	hand.follow(prepares, "5 rekvisitioner att besluta om")
	hand.tick(prepares, "Ekstad, 12 000 000 kr")
	hand.write(prepares, "Diarienummer", "B/0044")
	prepares.examine()
	hand.press(prepares, "Lämna till beslutsfattare", http.StatusOK)
	decision := prepares.where()
	prepares.lacks("Besluta 12 000 000 kr")
	decides.visit(decision, http.StatusOK)
	decides.examine()
	hand.press(decides, "Besluta 12 000 000 kr", http.StatusOK)

	running(prepares)
	hand.follow(prepares, "50 000 000 kr är beslutat och inte betalt")
	prepares.holds("Myndighetens organisationsnummer", "202100-5489")
	prepares.holds("Myndighetens bankgiro", "5402-9681")
	prepares.examine()
	hand.press(prepares, "Lämna till beslutsfattare", http.StatusOK)
	order := prepares.where()
	decides.visit(order, http.StatusOK)
	hand.press(decides, "Godkänn betalning av 50 000 000 kr", http.StatusOK)
	decides.examine()

	answer := filepath.Join(t.TempDir(), "svar.xml")
	if err := os.WriteFile(answer, []byte(paidAll(t, h.world.As("bidragshandlaggare").Get(order+"/fil?slag=pain.001.001.09").Body)), 0o600); err != nil {
		t.Fatal(err)
	}
	prepares.visit(order, http.StatusOK)
	hand.follow(prepares, "Läs in bankens svar")
	prepares.choose("Fil från banken", answer)
	hand.press(prepares, "Läs in filen", http.StatusOK)
	prepares.reads("Filen är inläst.")
	running(prepares)
	hand.follow(prepares, "Se hela vägen, kommun för kommun, eller en annan dag")
	prepares.reads("50 000 000 kr")
	prepares.examine()
}

// paidAll is a bank's answer to an order: everything has been paid.
func paidAll(t *testing.T, order string) string {
	t.Helper()
	message := regexp.MustCompile(`<MsgId>([^<]+)</MsgId>`).FindStringSubmatch(order)
	payments := regexp.MustCompile(`<EndToEndId>([^<]+)</EndToEndId>`).FindAllStringSubmatch(order, -1)
	if message == nil || len(payments) == 0 {
		t.Fatalf("no order: %.200s", order)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>SVAR</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>%[1]s</OrgnlPmtInfId>`, message[1])
	for _, p := range payments {
		fmt.Fprintf(&b, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`, p[1])
	}
	b.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	return b.String()
}
