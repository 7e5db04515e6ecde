package browser_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// Somebody outside the team is asked one question: the unit writes it and hands over a
// code, and whoever is asked signs in with it and an app, on a phone without script,
// answers once, and sees nothing else.
func TestErrandInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	hand := mouse{}
	unit, commitment := "", ""
	for _, role := range []string{"kurator", "handlaggare", "psykolog", "fritidsledare"} {
		reader := h.world.As(role)
		for _, link := range reader.Get("/ataganden").Links() {
			if commitment == "" && strings.HasPrefix(link, "/ataganden/") && strings.Contains(reader.Get(link).Body, "Fråga någon utanför teamet") {
				unit, commitment = role, link
			}
		}
	}
	if commitment == "" {
		t.Fatal("nobody has a commitment to ask about")
	}
	b := h.tab(t, lean)
	b.enter(unit)
	b.visit(commitment, http.StatusOK)
	ask[bool](b, `document.querySelector('form[action$="/fraga"] [name=who]').closest('details').open = true`)
	hand.write(b, "Vem frågar du?", "Bo Frost, tränare")
	hand.press(b, "Gör en kod", http.StatusUnprocessableEntity)
	b.reads("Skriv frågan.")
	b.holds("Vem frågar du?", "Bo Frost, tränare")
	b.examine()
	hand.tick(b, "Om personen tar på sig något")
	hand.write(b, "Frågan, som personen läser den", "Kan du ringa om någon inte kommer på torsdag?")
	hand.write(b, "Vem har sagt ja till att personen tillfrågas, och hur?", "Båda vårdnadshavarna, muntligt.")
	hand.press(b, "Gör en kod", http.StatusOK)
	b.examine()
	b.portray("fraga-kod")
	code := ask[string](b, "[...document.querySelectorAll('.s-facts dd')][1].textContent.trim()")

	phone := h.tab(t, []view{screens[3]})
	phone.scriptless = true
	phone.script(false)
	phone.visit("/familj/inbjudan", http.StatusOK)
	phone.examine()
	hand.write(phone, "Inbjudningskod", code)
	hand.press(phone, "Gå vidare", http.StatusOK)
	phone.examine()
	secret := ask[string](phone, "[...document.querySelectorAll('code')].at(-1).textContent.replaceAll(' ', '').trim()")
	name := ask[string](phone, "document.querySelector('code').textContent.trim()")
	fromApp := func() string {
		h.world.Pass(time.Minute)
		now, err := totp.GenerateCode(secret, h.world.Now())
		if err != nil {
			t.Fatalf("the key to connect the app with is %d long: %v", len(secret), err)
		}
		return now
	}
	hand.write(phone, "Nytt lösenord", password)
	hand.write(phone, "Kod som appen visar nu", fromApp())
	hand.press(phone, "Spara och gå vidare", http.StatusOK)
	hand.write(phone, "Ditt inloggningsnamn", name)
	hand.write(phone, "Lösenord", password)
	hand.write(phone, "Engångskod", fromApp())
	hand.press(phone, "Logga in", http.StatusOK)
	if where := phone.where(); !strings.HasPrefix(where, "/svar/") {
		hand.follow(phone, "En fråga till dig")
	}
	phone.reads("Kan du ringa om någon inte kommer på torsdag?")
	phone.examine()
	phone.portray("fraga-svar")
	hand.press(phone, "Skicka svaret", http.StatusUnprocessableEntity)
	phone.reads("Välj ett svar.")
	hand.tick(phone, "Ja, det gör jag")
	hand.press(phone, "Skicka svaret", http.StatusOK)
	phone.reads("Tack, svaret är skickat")
	phone.examine()

	b.visit(commitment, http.StatusOK)
	b.reads("Ja, det gör jag")
}
