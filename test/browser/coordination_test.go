package browser_test

import (
	"net/http"
	"testing"
)

// A school raises a need, asks for consent, and asks social services, who join and
// see what the school has written; then a guardian takes the consent back, and at
// the next page social services see their own and no more.
func TestCoordinationInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, scriptless := range []bool{false, true} {
		views := screens
		if scriptless {
			views = screens[:1]
		}
		tab := func(role string) *tab {
			b := h.tab(t, views)
			if scriptless {
				b.scriptless = true
				b.script(false)
			}
			b.enter(role)
			return b
		}
		name := "Ronja"
		if scriptless {
			name = "Freja"
		}
		hand := mouse{}
		school := tab("kurator")
		hand.follow(school, "Barn och ärenden")
		school.reads("Leyla Öberg")
		school.examine()
		if !scriptless {
			school.portray("samordning")
		}
		hand.follow(school, "Väck ett behov")
		school.examine()
		hand.write(school, "Barnet / Förnamn", name)
		hand.write(school, "Barnet / Efternamn", "Grönvall")
		hand.press(school, "Väck behovet", http.StatusUnprocessableEntity)
		school.reads("Skriv vad ni behöver göra tillsammans.")
		school.holds("Barnet / Förnamn", name)
		school.examine()
		hand.write(school, "Födelsedag", "2016-02-03")
		hand.tick(school, "Barnet")
		hand.write(school, "Vad behöver ni göra tillsammans?", "Hitta någon som följer till skolan.")
		hand.write(school, "Vad vill barnet?", "Jag vill inte gå själv.")
		hand.write(school, "Hur vet ni det?", "Samtal i går.")
		hand.write(school, "Vårdnadshavare 1 / Förnamn", "Siv")
		hand.press(school, "Väck behovet", http.StatusOK)
		school.reads("Behovet är väckt.")
		school.examine()
		hand.tick(school, "Ja")
		hand.tick(school, "Samordnad individuell plan")
		hand.press(school, "Spara bedömningen", http.StatusOK)
		school.reads("Formen kräver samtycke.")
		school.examine()

		hand.follow(school, "Be om samtycke")
		school.examine()
		hand.tick(school, "Vårdnadshavarna")
		hand.write(school, "Varför just de?", "Tio år.")
		hand.tick(school, "Ekstads kommun, socialnämnden")
		hand.tick(school, "Barnets egna ord")
		hand.tick(school, "Skola")
		hand.write(school, "Till vad?", "Att någon följer till skolan.")
		hand.write(school, "Hur har ni förklarat det?", "I ett samtal.")
		hand.press(school, "Spara frågan", http.StatusOK)
		hand.press(school, "Skriv ner ett ja", http.StatusUnprocessableEntity)
		school.reads("Välj hur svaret lämnades.")
		school.examine()
		hand.tick(school, "Skriftligt")
		hand.press(school, "Skriv ner ett ja", http.StatusOK)
		school.reads("Gäller")
		school.examine()
		consent := school.where()
		hand.follow(school, name+" Grönvall")
		matter := school.where()
		hand.follow(school, "Bjud in någon")
		school.examine()
		hand.choose(school, "Vem?", "Ekstads kommun, socialnämnden")
		hand.press(school, "Fråga", http.StatusOK)
		hand.follow(school, "Skriv en anteckning")
		school.examine()
		hand.write(school, "Rubrik", "Vägen till skolan")
		hand.write(school, "Anteckning", "Vänder ofta vid bron.")
		hand.tick(school, "Skola")
		hand.tick(school, "Allt")
		hand.press(school, "Spara", http.StatusOK)
		school.reads("Vänder ofta vid bron.")
		hand.follow(school, "Skriv en insats")
		school.examine()
		hand.write(school, "Rubrik", "Sällskap på morgonen")
		hand.write(school, "Vem ansvarar?", "Omar Farsi, mentor")
		hand.write(school, "Börjar", "2026-11-30")
		hand.tick(school, "Skola")
		hand.tick(school, "Bara rubriken")
		hand.press(school, "Spara", http.StatusOK)

		social := tab("handlaggare2")
		hand.follow(social, "Barn och ärenden")
		social.visit(matter, http.StatusNotFound)
		social.visit(matter+"/fraga", http.StatusOK)
		social.reads(name + " Grönvall")
		social.examine()
		hand.press(social, "Ja, jag är med", http.StatusOK)
		social.reads("Vänder ofta vid bron.")
		social.reads("Sällskap på morgonen")
		social.reads("Jag vill inte gå själv.")
		if ask[bool](social, "document.body.innerText.includes('Omar Farsi')") {
			t.Error("social services see more than the title")
		}
		social.examine()
		if !scriptless {
			social.portray("samordning-arende")
		}
		hand.follow(social, "Vägen till skolan")
		social.reads("Du ser det för att ett samtycke låter Björkskolan, elevhälsan dela uppgifter")
		social.examine()

		school.visit(consent, http.StatusOK)
		hand.press(school, "Återkalla hela", http.StatusOK)
		school.reads("Samtycket är återkallat.")
		social.visit(matter, http.StatusOK)
		social.reads("Ärendet vilar")
		if ask[bool](social, "document.body.innerText.includes('bron') || document.body.innerText.includes('Jag vill inte')") {
			t.Error("something is still shared after the withdrawal")
		}
		social.examine()
		if scriptless {
			continue
		}
		school.visit("/samordning", http.StatusOK)
		hand.follow(school, "Leyla Öberg")
		school.examine()
		school.portray("samordning-sip")
		hand.follow(school, "Besluta om att dela")
		school.examine()
		hand.follow(school, "Generalklausulen")
		school.examine()
		school.portray("samordning-delning")
	}
}
