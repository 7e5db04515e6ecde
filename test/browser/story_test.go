package browser_test

import "testing"

// story is the first thread: a counsellor reports two siblings, an officer receives
// them, assesses, decides and answers, and the counsellor reads the answer.
type story struct {
	children   [2]string
	hand       hand
	views      []view
	scriptless bool
}

const family = "Grönvall"

func (s story) tab(t *testing.T, h *house, role string) *tab {
	t.Helper()
	b := h.tab(t, s.views)
	if s.scriptless {
		b.scriptless = true
		b.script(false)
	}
	b.enter(role)
	return b
}

func (h *house) tell(t *testing.T, s story) {
	counsellor := s.tab(t, h, "kurator")
	s.report(counsellor)
	receipt := counsellor.where()

	officer := s.tab(t, h, "handlaggare")
	s.confirm(officer)
	s.assess(officer)
	s.decide(officer)
	s.answer(officer)

	s.read(counsellor, receipt)
}

// report sends a report about two siblings, after having forgotten what was seen.
func (s story) report(b *tab) {
	b.Helper()
	b.reads("Era orosanmälningar")
	b.examine()
	s.hand.follow(b, "Gör en orosanmälan")
	b.examine()
	s.hand.write(b, "Barnet / Förnamn", s.children[0])
	s.hand.write(b, "Barnet / Efternamn", family)
	s.hand.press(b, "Lägg till ett barn", 200)
	b.holds("Barn 1 / Förnamn", s.children[0])
	b.examine()
	s.hand.write(b, "Barn 2 / Förnamn", s.children[1])
	s.hand.write(b, "Barn 2 / Efternamn", family)
	s.hand.choose(b, "I vilken egenskap anmäler du?", "Förskola")
	s.hand.press(b, "Skicka orosanmälan", 422)
	b.until("the summary of errors to have the focus", "document.activeElement.matches('.ds-error-summary')")
	b.reads("Rätta en sak, sedan kan du skicka")
	b.holds("Barn 2 / Förnamn", s.children[1])
	b.examine()
	s.hand.write(b, "Vad har du sett?", "Båda kommer utan jacka i minusgrader, tredje dagen i rad.")
	s.hand.write(b, "Vad har barnet sagt?", "”Det är ingen hemma.”")
	s.hand.press(b, "Skicka orosanmälan", 200)
	b.reads("Anmälan är skickad och framme hos socialtjänsten.")
	b.reads(s.children[0] + " " + family)
	b.reads(s.children[1] + " " + family)
	b.examine()
}

// confirm finds both in the inbox, and tells that somebody has them.
func (s story) confirm(b *tab) {
	b.Helper()
	for _, child := range s.children {
		b.reads("Orosanmälningar")
		s.hand.follow(b, child+" "+family)
		b.reads("Syskon i samma anmälan")
		s.hand.press(b, "Bekräfta mottagande", 200)
		b.reads("Ni har tagit emot anmälan. En avsändare som loggar in ser det.")
		b.examine()
		s.hand.follow(b, "Orosanmälningar")
	}
	b.examine()
}

// assess says that the first child needs no protection today, and why.
func (s story) assess(b *tab) {
	b.Helper()
	s.hand.follow(b, s.children[0]+" "+family)
	s.hand.follow(b, "Gör skyddsbedömning")
	s.hand.tick(b, "Nej, inte i dag")
	s.hand.press(b, "Spara skyddsbedömningen", 422)
	b.reads("Skriv vad ni bygger svaret på.")
	b.examine()
	s.hand.write(b, "Skäl", "Barnen är i skolan och en vuxen de litar på finns nära.")
	s.hand.press(b, "Spara skyddsbedömningen", 200)
	b.reads("Skyddsbedömningen är sparad.")
	b.examine()
}

// decide opens an investigation.
func (s story) decide(b *tab) {
	b.Helper()
	s.hand.follow(b, "Fatta beslut")
	b.examine()
	s.hand.tick(b, "Utredning inleds")
	s.hand.write(b, "Skäl för beslutet", "Det som har setts räcker för att utreda.")
	s.hand.tick(b, "Barnet")
	s.hand.press(b, "Fatta beslut", 200)
	b.reads("Beslutet är sparat.")
}

// answer gives the reporter the closed fact.
func (s story) answer(b *tab) {
	b.Helper()
	b.reads("Socialtjänsten har inlett en utredning.")
	b.examine()
	s.hand.press(b, "Ge återkoppling", 200)
	b.reads("Anmälaren har fått återkoppling.")
	b.examine()
}

// read finds the answer from the notice, and nothing of the assessment.
func (s story) read(b *tab, receipt string) {
	b.Helper()
	s.hand.follow(b, "Era orosanmälningar")
	s.hand.follow(b, s.children[0]+" "+family)
	if at := b.where(); at != receipt {
		b.Fatalf("the report is at %s, not %s", at, receipt)
	}
	b.reads("Socialtjänsten har inlett en utredning.")
	if ask[bool](b, "document.body.innerText.includes('räcker för att utreda')") {
		b.Error("the reporter reads the reasons")
	}
	b.examine()
	s.hand.follow(b, "Meddelanden")
	b.reads("Det finns ett besked om en orosanmälan.")
	b.examine()
}
