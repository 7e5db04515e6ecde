package browser_test

import (
	"net/http"
	"testing"
)

// A plan is begun, and the page says what is missing; a colleague in another
// organisation takes on a commitment with one press; the plan is laid forward, the
// child and the others answer, and it is followed up. With script and without.
func (h *house) planned(t *testing.T) {
	for _, scriptless := range []bool{true, false} {
		tab := func(role string) *tab {
			b := h.tab(t, lean)
			if scriptless {
				b.scriptless = true
				b.script(false)
			}
			b.enter(role)
			return b
		}
		hand := mouse{}
		school, clinic := tab("kurator"), tab("psykolog")
		school.visit("/samordning", http.StatusOK)
		hand.follow(school, "Leyla Öberg")
		hand.follow(school, "Plan")
		plan := school.where()
		school.reads("Jag vill kunna somna.")
		school.examine()
		if scriptless {
			school.reads("Utkast")
			hand.follow(school, "Skriv i planen")
			school.examine()
			hand.write(school, "Om det inte gick: varför?", "Ville vila.")
			hand.press(school, "Spara", http.StatusOK)
			school.reads("Planen är sparad.")
			hand.follow(school, "Lägg till ett behov")
			school.examine()
			hand.write(school, "Vad behöver barnet?", "Lugn på morgonen")
			hand.press(school, "Spara", http.StatusUnprocessableEntity)
			school.reads("Skriv minst ett mål.")
			school.holds("Vad behöver barnet?", "Lugn på morgonen")
			school.examine()
			hand.tick(school, "Hälsa")
			hand.write(school, "Mål 1", "Äter frukost")
			hand.press(school, "Spara", http.StatusOK)
			school.reads("Ingen har tagit ett behov: Lugn på morgonen")
			hand.follow(school, "Ingen har tagit ett behov: Lugn på morgonen")
			school.examine()
			hand.write(school, "Vad ska göras?", "Frukost på kliniken")
			hand.choose(school, "Vem frågar ni?", "Daniel Frost")
			hand.press(school, "Fråga", http.StatusOK)
			school.examine()

			clinic.visit("/ataganden", http.StatusOK)
			clinic.reads("Frukost på kliniken")
			clinic.examine()
			hand.press(clinic, "Ja, jag gör det", http.StatusOK)
			clinic.reads("Du har tagit på dig åtagandet.")
			hand.follow(clinic, "Frukost på kliniken")
			clinic.examine()

			school.visit(plan, http.StatusOK)
			hand.follow(school, "Hämtar Leyla till simningen på tisdagar")
			school.reads("Obesvarat i en vecka")
			school.examine()
			hand.press(school, "Stryk åtagandet", http.StatusOK)
			school.visit(plan, http.StatusOK)
			hand.press(school, "Lägg fram planen", http.StatusOK)
			school.reads("Planen är framlagd.")
			school.examine()
			hand.press(school, "Spara svaret", http.StatusUnprocessableEntity)
			school.reads("Välj ett svar.")
			school.examine()
			for range 4 {
				hand.tick(school, "Ja")
				hand.press(school, "Spara svaret", http.StatusOK)
			}
			others := both(tab("handlaggare"), clinic)
			for _, b := range others {
				b.visit(plan+"/svar", http.StatusOK)
				hand.tick(b, "Ja")
				hand.press(b, "Spara svaret", http.StatusOK)
			}
			clinic.reads("Gäller")
			clinic.examine()
			clinic.visit(plan+"/uppfoljning", http.StatusOK)
			clinic.examine()
			hand.write(clinic, "Om det inte gick: varför?", "Leyla är sjuk.")
			hand.press(clinic, "Spara uppföljningen", http.StatusUnprocessableEntity)
			clinic.holds("Om det inte gick: varför?", "Leyla är sjuk.")
			clinic.examine()
			continue
		}
		school.portray("plan")
		school.visit(plan+"/kopia", http.StatusOK)
		school.examine()
		hand.press(school, "Lämna ut", http.StatusUnprocessableEntity)
		school.reads("Skriv vem som får kopian.")
		hand.write(school, "Vem får kopian?", "Sanna, vårdnadshavare")
		hand.tick(school, "På papper")
		hand.press(school, "Lämna ut", http.StatusOK)
		school.reads("Kopian är antecknad.")
		coach := tab("tranare")
		coach.visit("/ataganden", http.StatusOK)
		coach.examine()
		coach.visit(plan, http.StatusOK)
		coach.reads("Du ser era egna åtaganden.")
		coach.examine()
		clinic.visit("/ataganden", http.StatusOK)
		clinic.portray("ataganden")
		hand.follow(clinic, "Sömnskola, fyra träffar")
		clinic.portray("atagande")
	}
}

// both is two tabs, where the name of their type is taken.
func both(a, b *tab) []*tab { return []*tab{a, b} }
