package browser_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// reviewed goes through a month's log: what is ordinary all at once after a look at it, and
// what is not line by line with the keyboard alone, a question among them. The month
// before has its signed report, and a guardian who asks who has read gets a list from
// which a person has taken what must not be told.
func (h *house) reviewed(t *testing.T) {
	b := h.tab(t, []view{screens[0], screens[2]})
	b.enter("loggranskare")
	hand, keys := mouse{}, keyboard{}
	hand.follow(b, "Loggranskning")
	hand.follow(b, "oktober 2026")
	b.reads("Nödöppning, skyddade ärenden och anmäld närhet bedöms en och en.")
	b.examine()
	b.portray("logg-lista")
	hand.press(b, "Utan anmärkning för de valda", http.StatusOK)
	b.reads("Inget är valt")
	hand.follow(b, "Tillbaka till listan")
	hand.follow(b, "Stickprov")
	hand.press(b, "Utan anmärkning för alla", http.StatusOK)
	b.reads("Titta igenom")
	b.examine()
	b.portray("logg-tillsammans")
	hand.write(b, "Skäl", "Ingår i arbetet.")
	hand.press(b, "Spara: ", http.StatusOK)
	b.reads("Bedömningarna är sparade.")

	hand.follow(b, "Lotta Frisk")
	b.examine()
	b.portray("logg-post")
	keys.press(b, "Spara bedömningen", http.StatusUnprocessableEntity)
	b.reads("Välj en bedömning.")
	keys.tick(b, "Vad kom du fram till? / Utan anmärkning")
	keys.write(b, "Skäl", "Har uppdraget för skyddade.")
	keys.press(b, "Spara bedömningen", http.StatusOK)
	b.reads("Bedömningen är sparad.")
	hand.write(b, "Fråga till den som läste", "Vad behövdes läsningen till?")
	hand.press(b, "Skicka frågan", http.StatusOK)
	b.reads("Väntar på svar.")
	b.examine()

	b.visit("/loggranskning", http.StatusOK)
	b.examine()
	hand.follow(b, "september 2026")
	hand.follow(b, "Rapport")
	b.reads("Ed25519")
	b.examine()
	b.portray("logg-rapport")

	b.visit("/atkomstlistor", http.StatusOK)
	hand.press(b, "Ta fram listan", http.StatusUnprocessableEntity)
	b.reads("Välj vem som frågar.")
	b.examine()
	hand.tick(b, "Vem frågar? / En vårdnadshavare")
	hand.write(b, "När kom frågan?", "2026-11-20")
	hand.write(b, "Barnets personnummer", h.shieldedNumber(t))
	hand.press(b, "Ta fram listan", http.StatusOK)
	b.reads("Programmet avgör det inte åt dig.")
	b.examine()
	b.portray("logg-atkomstlista")
	ask[bool](b, "document.querySelectorAll('input[name=rad]').forEach((e) => { e.checked = true }) === undefined")
	hand.press(b, "Undanta de valda", http.StatusUnprocessableEntity)
	b.reads("Skriv skälen.")
	if !ask[bool](b, "[...document.querySelectorAll('input[name=rad]')].every((e) => e.checked)") {
		t.Error("what was ticked is lost")
	}
	hand.write(b, "Skäl", "Skyddade uppgifter.")
	hand.press(b, "Undanta de valda", http.StatusOK)
	hand.press(b, "Listan är klar", http.StatusUnprocessableEntity)
	b.reads("Välj om listan ska säga att något är undantaget.")
	hand.tick(b, "Nej")
	hand.press(b, "Listan är klar", http.StatusOK)
	b.examine()
	hand.follow(b, "Lista att lämna")
	b.reads("Det finns ingen läsning att visa.")
	b.examine()
}

// shieldedNumber is that of a child whose data are protected.
func (h *house) shieldedNumber(t *testing.T) string {
	t.Helper()
	chief := h.world.As("chef")
	for _, link := range chief.Get("/orosanmalningar").Links() {
		if !strings.HasPrefix(link, "/orosanmalningar/0") {
			continue
		}
		a := chief.Get(link)
		if n := number.FindString(a.Body); n != "" && strings.Contains(a.Body, "Skyddade personuppgifter") {
			return n
		}
	}
	t.Fatal("no protected child with a number")
	return ""
}

var number = regexp.MustCompile(`\b(19|20)\d{6}-\d{4}\b`)
