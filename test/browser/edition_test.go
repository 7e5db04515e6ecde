package browser_test

import (
	"net/http"
	"testing"
)

// A municipality adjusts its SSPF: one manager writes, is told what is outside the
// limits, and another decides after seeing what changes and how it will look. Then an
// officer begins a need from a report, and chooses what goes with it.
func TestEditionInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	hand := mouse{}
	head := h.tab(t, []view{screens[0], screens[2]})
	head.enter("rektor")
	head.visit("/former", http.StatusOK)
	head.examine()
	hand.press(head, "Börja på en egen version", http.StatusOK)
	head.reads("Utkastet är klart att skriva i.")
	rewrite(head, "Till och med ålder", "25")
	rewrite(head, "Från och med ålder", "10")
	hand.press(head, "Spara och kontrollera", http.StatusUnprocessableEntity)
	head.reads("Välj åldrar från 6 till 20 år, den lägsta först.")
	head.reads("Skriv vilket beslut i kommunen versionen vilar på.")
	head.holds("Till och med ålder", "25")
	head.examine()
	head.portray("former-utkast")
	rewrite(head, "Till och med ålder", "20")
	hand.write(head, "Kommunens beslut", "Kommunstyrelsen 2026-11-02, § 118")
	hand.press(head, "Spara och kontrollera", http.StatusOK)
	head.reads("Väntar på en chef som inte har skrivit versionen.")
	edition := head.where()

	chief := h.tab(t, []view{screens[0], screens[2]})
	chief.enter("chef")
	chief.visit(edition, http.StatusOK)
	chief.reads("10–20")
	chief.examine()
	chief.portray("former-granska")
	hand.press(chief, "Besluta", http.StatusOK)
	chief.reads("Versionen är beslutad.")
	chief.visit("/former", http.StatusOK)
	chief.reads("SSPF, er version 1")

	chief.visit("/orosanmalningar", http.StatusOK)
	chief.visit(ask[string](chief, `document.querySelector("main table a[href^='/orosanmalningar/']").getAttribute("href")`), http.StatusOK)
	hand.follow(chief, "Behov av samordning")
	chief.examine()
	chief.portray("behov-anmalan")
	hand.tick(chief, "Det anmälaren har sett")
	hand.press(chief, "Gå vidare", http.StatusOK)
	if ask[string](chief, "document.getElementById('given').value") != "" || ask[string](chief, "document.getElementById('question').value") == "" {
		t.Error("something else than what was chosen has left the report")
	}
	chief.examine()
}
