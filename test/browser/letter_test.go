package browser_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// An agency fetches the letters of its decision, a municipality reads its own, and a
// manager lets somebody else hold a matter together while its coordinator is away.
func TestLettersAndReliefInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	hand := mouse{}

	b := h.tab(t, lean)
	b.enter("bidragschef")
	b.visit("/bidrag", http.StatusOK)
	years := ask[[]string](b, "[...document.querySelectorAll(\"main a[href^='/bidrag/']\")].map(a => a.pathname)")
	var decision, year string
	for _, year = range years {
		b.visit(year, http.StatusOK)
		if decision = ask[string](b, "document.querySelector(\"#beslutat ~ * a[href^='/bidragsbeslut/']\")?.pathname ?? ''"); decision != "" {
			break
		}
	}
	b.visit(decision, http.StatusOK)
	b.reads("Beslutsbrev")
	b.examine()
	b.portray("beslut-brev")
	officer := h.world.As("bidragschef")
	for _, kind := range []string{"pdf", "docx"} {
		first, again := officer.Get(decision+"/brev?slag="+kind), officer.Get(decision+"/brev?slag="+kind)
		if first.Status != http.StatusOK || !strings.HasPrefix(first.Body, "PK") || first.Body != again.Body {
			t.Errorf("all letters as %s: %d, %d bytes, the same: %v", kind, first.Status, len(first.Body), first.Body == again.Body)
		}
	}
	b.visit(year, http.StatusOK)
	stranger := h.world.As("handlaggare_bjorklunda")
	for _, list := range []string{decision + "/fil", year + "/kommuner/fil", year + "/beslut/fil", year + "/egna/fil", year + "/redovisningar/lage", year + "/redovisningar/fil", year + "/bokforing/fil",
		year + "/aterkrav/fil", year + "/granskningar/fil", year + "/datum/fil", "/oklara-betalningar/fil"} {
		book, text := officer.Get(list+"?slag=xlsx"), officer.Get(list+"?slag=csv")
		if book.Status != http.StatusOK || !strings.HasPrefix(book.Body, "PK") || text.Status != http.StatusOK || !strings.HasPrefix(text.Body, "\ufeff") || !strings.Contains(text.Body, ";") {
			t.Errorf("%s: %d and %d, %.40q", list, book.Status, text.Status, text.Body)
		}
		if got := stranger.Get(list); got.Status != http.StatusNotFound && !strings.HasSuffix(list, "/datum/fil") {
			t.Errorf("a municipality gets %s: %d", list, got.Status)
		}
	}
	hand.follow(b, "Överklagande")
	b.examine()
	hand.tick(b, "Nej")
	hand.press(b, "Spara", http.StatusUnprocessableEntity)
	b.reads("Skriv var det står att besluten inte får överklagas.")
	b.examine()
	b.portray("overklagande")

	b = h.tab(t, lean)
	b.enter("chef")
	b.visit(year, http.StatusOK)
	b.reads("Brev till er")
	b.examine()
	b.portray("bidrag-brev-kommun")
	hand.follow(b, "Beslut om statsbidrag")
	b.reads("Så överklagar ni")
	b.examine()
	b.portray("beslutsbrev")
	file := h.world.As("chef").Get(ask[string](b, "new URL(document.querySelector(\"a[href*='slag=pdf']\").href).pathname + '?slag=pdf'"))
	if file.Status != http.StatusOK || !bytes.HasPrefix([]byte(file.Body), []byte("%PDF-1.7")) {
		t.Errorf("the letter: %d", file.Status)
	}

	b.visit("/franvaro", http.StatusOK)
	hand.choose(b, "Vem är borta?", "Amina Rosengren")
	hand.write(b, "Sista dagen", "2026-11-27")
	hand.choose(b, "Vem ersätter?", "Lotta Frisk")
	hand.press(b, "Spara frånvaron", http.StatusOK)
	b.visit("/samordning", http.StatusOK)
	hand.follow(b, "Samordnare som är borta")
	b.reads("Amina Rosengren")
	b.examine()
	b.portray("avlosningar")
	hand.follow(b, "Välj vem som håller ihop")
	relieved := strings.TrimSuffix(b.where(), "/avlosning")
	hand.press(b, "Visa vad som händer", http.StatusUnprocessableEntity)
	b.reads("Skriv varför någon annan behöver hålla ihop ärendet nu.")
	b.examine()
	b.portray("avlosning")
	hand.tick(b, "Lotta Frisk")
	hand.write(b, "Varför behöver någon annan hålla ihop ärendet nu?", "Mötet på torsdag kan inte vänta.")
	hand.press(b, "Visa vad som händer", http.StatusOK)
	b.reads("Lotta Frisk håller ihop ärendet från och med nu")
	b.examine()
	b.portray("avlosning-visa")
	hand.press(b, "Ja, låt Lotta Frisk hålla ihop ärendet", http.StatusOK)
	b.reads("Ärendet hålls nu ihop av någon annan.")

	school := h.world.As("kurator")
	copies := 0
	for _, link := range regexp.MustCompile(`href="(/samordning/[0-9a-f-]{36})"`).FindAllStringSubmatch(school.Get("/samordning").Body, -1) {
		plan := school.Post(link[1]+"/plan/kopia", url.Values{"format": {"pdf"}, "recipient": {"Sanna, vårdnadshavare"}})
		if plan.Status == http.StatusOK && plan.Header.Get("Content-Type") == "application/pdf" && strings.HasPrefix(plan.Body, "%PDF-1.7") {
			copies++
		}
	}
	if copies == 0 {
		t.Error("no plan could be had as PDF")
	}

	b = h.tab(t, lean)
	b.enter("handlaggare2")
	b.visit("/meddelanden", http.StatusOK)
	b.reads("Du håller nu ihop ett ärende, eftersom den som gjorde det är borta.")
	b.visit(relieved, http.StatusOK)
	b.reads("Mötet på torsdag kan inte vänta.")
	b.examine()
	b.portray("avlost")
}
