package browser_test

import (
	"net/http"
	"strings"
	"testing"
)

// The officer writes the account on a narrow screen without script, with a fault on the
// way; the head certifies what the officer has written, and the agency accepts.
func TestAccountOfUseInChromium(t *testing.T) {
	t.Parallel()
	b := open(t).tab(t, []view{narrow})
	hand := mouse{}
	b.scriptless = true
	b.script(false)
	b.hold(narrow)
	b.enter("handlaggare")
	hand.follow(b, "Bidrag")
	hand.follow(b, "Insatser i utsatta områden, 2026")
	hand.follow(b, "Redovisa hur pengarna har använts")
	b.reads("Redovisningen väntar på att intygas.")
	year := strings.TrimSuffix(b.where(), "/redovisning")
	b.examine()

	b.visit(year+"/redovisning/insatser/ny", http.StatusOK)
	b.examine()
	hand.choose(b, "Insats", "Fritid")
	hand.write(b, "Målgrupp och ålder", "Ungdomar, 13–15 år")
	hand.write(b, "Personal", "mycket")
	hand.press(b, "Spara", http.StatusUnprocessableEntity)
	b.reads("Skriv ett belopp")
	b.holds("Målgrupp och ålder", "Ungdomar, 13–15 år")
	b.examine()
	hand.tick(b, "Nej, den är ny")
	ask[bool](b, "(page.find('field', 'Personal').value = '', true)")
	hand.write(b, "Personal", "100 000,50")
	hand.press(b, "Spara", http.StatusOK)
	b.reads("För mycket redovisat")
	b.examine()
	hand.follow(b, "Fritid")
	hand.press(b, "Ta bort insatsen", http.StatusOK)
	hand.press(b, "Lämna till den som intygar", http.StatusOK)
	b.reads("Du har skrivit i den")

	b.scriptless = false
	b.script(true)
	b.hold(screens[0])
	b.views = screens[:1]
	b.enter("chef")
	b.visit(year+"/redovisning", http.StatusOK)
	hand.follow(b, "Läs och intyga")
	b.reads("Social insatsgrupp")
	b.examine()
	b.portray("redovisning-intyga")
	version := b.where()
	hand.press(b, "Intyga att", http.StatusOK)
	hand.press(b, "Skicka till myndigheten", http.StatusOK)
	b.reads("Myndigheten granskar den.")

	b.enter("bidragshandlaggare")
	b.visit(year+"/redovisningar", http.StatusOK)
	b.examine()
	b.portray("redovisningar")
	hand.follow(b, "Påminn")
	b.reads("En redovisning av statsbidrag ska skickas")
	b.examine()
	b.visit(version, http.StatusOK)
	b.examine()
	hand.press(b, "Godkänn redovisningen", http.StatusOK)
	b.reads("Redovisningen är godkänd.")

	b.enter("rektor")
	b.visit(version, http.StatusNotFound)
}
