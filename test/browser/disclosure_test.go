package browser_test

import (
	"net/http"
	"strings"
	"testing"
)

// A guardian asks what social services hold about their child: nothing is gathered before
// the identity is checked, each thing is judged, and what leaves is what was decided.
func TestDisclosureInChromium(t *testing.T) {
	t.Parallel()
	b := open(t).tab(t, []view{screens[0], screens[3]})
	b.enter("chef")
	hand := mouse{}
	hand.follow(b, "Utlämnanden")
	b.reads("Väntar på svar")
	b.examine()
	b.portray("utlamnanden")

	hand.follow(b, "Nytt registerutdrag")
	b.examine()
	b.portray("utlamnande-nytt")
	hand.tick(b, "Personen själv")
	hand.write(b, "Förnamn", "Elias")
	hand.write(b, "Efternamn", "Modig")
	hand.write(b, "Födelsedag", ask[string](b, "(d => d.toISOString().slice(0, 10))(new Date(Date.UTC(2012, 10, 23) - 60 * 864e5))"))
	hand.press(b, "Registrera", http.StatusOK)
	b.reads("Kontrollera identiteten")
	b.examine()
	hand.write(b, "Hur är identiteten kontrollerad?", "Visade id-kort på plats")
	hand.tick(b, "Jag är inte släkt med, nära eller på annat sätt jävig mot någon som begäran gäller")
	hand.press(b, "Identiteten är kontrollerad", http.StatusOK)
	hand.press(b, "Ta fram uppgifterna", http.StatusOK)
	b.reads("Insats")
	b.reads("Råd till föräldrarna")
	b.examine()
	b.portray("utlamnande-bedoms")

	ask[bool](b, "(document.querySelectorAll('input[type=checkbox][name^=\"piece.\"]').forEach(e => e.click()), true)")
	hand.tick(b, "Lämnas ut")
	hand.press(b, "Bedöm de markerade", http.StatusOK)
	b.reads("Bedömningarna ger beslutet:")
	hand.press(b, "Besluta", http.StatusOK)
	b.reads("Lämna ut svaret")
	b.examine()
	hand.follow(b, "Svaret")
	b.reads("Så överklagar du")
	b.reads("Råd till föräldrarna")
	b.examine()
	b.portray("utlamnande-svar")
	at := strings.TrimSuffix(ask[string](b, "location.pathname"), "/svar")
	b.visit(at, http.StatusOK)
	hand.write(b, "Hur lämnades svaret?", "Hämtat på plats mot legitimation")
	hand.press(b, "Svaret är lämnat", http.StatusOK)
	b.reads("Besvarad")

	other := b
	other.enter("handlaggare")
	other.visit(at, http.StatusNotFound)
	other.visit("/utlamnanden/registerutdrag", http.StatusNotFound)
	other.visit("/utlamnanden/handling", http.StatusOK)
	other.reads("Fråga inte vem det är eller varför.")
}
