package browser_test

import (
	"net/http"
	"testing"
)

// Two people write the minutes of one meeting at once: what both wrote stands, side
// by side where they wrote in the same place, until somebody makes one text of it.
// What a lost net, a button pressed twice and an old page do is in test/hostile.
func (h *house) minuted(t *testing.T) {
	t.Parallel()
	tab := func(role string) *tab {
		b := h.tab(t, lean)
		b.enter(role)
		return b
	}
	hand := mouse{}
	school, clinic := tab("kurator"), tab("psykolog")
	hand.follow(school, "Barn och ärenden")
	hand.follow(school, "Leyla Öberg")
	hand.follow(school, "Möten")
	school.examine()
	hand.follow(school, "Kalla till möte")
	school.examine()
	hand.press(school, "Kalla", http.StatusUnprocessableEntity)
	school.reads("Skriv vad mötet är till för.")
	school.holds("Punkt 1 / Rubrik", "Leyla Öberg: min egen del")
	school.examine()
	hand.write(school, "Vad mötet är till för", "Stämma av de första veckorna.")
	hand.write(school, "Dag", "2027-02-01")
	hand.write(school, "Klockslag", "9.30")
	hand.press(school, "Kalla", http.StatusOK)
	school.reads("Kallelsen är skickad.")
	school.examine()
	meeting := school.where()
	hand.follow(school, "Gå igenom")
	school.examine()
	school.portray("mote-genomgang")
	school.visit(meeting+"/protokoll", http.StatusOK)
	school.examine()
	clinic.visit(meeting+"/protokoll", http.StatusOK)

	const about = "Ny text: Skolan"
	hand.write(school, about, "Två förmiddagar fungerade.")
	hand.press(school, "Spara och hämta de andras", http.StatusOK)
	clinic.visit(meeting+"/protokoll", http.StatusOK)
	clinic.reads("Skrivet av Elin Nordin")
	const written = "Skrivet av Elin Nordin, Björkskolan, elevhälsan"
	rewrite(school, written, "Två förmiddagar fungerade. Den tredje blev för mycket.")
	rewrite(clinic, written, "Två förmiddagar fungerade, med sömn emellan.")
	school.until("the school's words are kept", `document.querySelector("[data-autosave]").textContent.startsWith("Sparat")`)
	clinic.until("the clinic's words are kept", `document.querySelector("[data-autosave]").textContent.startsWith("Sparat")`)
	hand.press(clinic, "Spara och hämta de andras", http.StatusOK)
	clinic.reads("Den tredje blev för mycket.")
	clinic.reads("med sömn emellan.")
	clinic.reads("Två har skrivit samtidigt.")
	clinic.examine()
	clinic.portray("mote-protokoll")
	rewrite(clinic, "En text i stället för båda", "Två förmiddagar fungerade, med sömn emellan. Den tredje blev för mycket.")
	hand.press(clinic, "Spara och hämta de andras", http.StatusOK)
	school.visit(meeting, http.StatusOK)
	school.reads("med sömn emellan. Den tredje blev för mycket.")
	if ask[bool](school, "document.body.innerText.includes('fungerade. Den tredje')") {
		t.Error("what was made one still stands as two")
	}
	school.examine()
	school.portray("mote")

	// A decision becomes a commitment where it is written; what is wrong is said there.
	school.visit(meeting+"/protokoll", http.StatusOK)
	const asking = "Åtagande: Skolan / "
	hand.write(school, "Nytt beslut: Skolan", "Ringa hem varje fredag.")
	hand.click(school, "more", "Gör beslutet till ett åtagande: Skolan")
	hand.press(school, asking+"Fråga", http.StatusUnprocessableEntity)
	school.reads("Välj vem i teamet som ska tillfrågas.")
	school.holds("Beslut, skrivet av Elin Nordin, Björkskolan, elevhälsan", "Ringa hem varje fredag.")
	hand.choose(school, asking+"Vem frågar ni?", "Elin Nordin, Björkskolan, elevhälsan")
	hand.write(school, asking+"Klart senast", "2027-03-01")
	hand.choose(school, asking+"För vilket mål?", "Nytt behov och mål: Skola")
	hand.write(school, asking+"Nytt mål: vad ska vara annorlunda?", "Vara i skolan två förmiddagar")
	hand.write(school, asking+"Nytt behov: vad behöver barnet?", "Lugnare start på dagen")
	school.examine()
	school.portray("mote-atagande")
	hand.press(school, asking+"Fråga", http.StatusOK)
	school.reads("Väntar på svar")
	school.visit(meeting, http.StatusOK)
	school.reads("Ringa hem varje fredag.")
	school.reads("Väntar på svar")
	school.examine()

	hand.follow(school, "Möten")
	hand.follow(school, "Leyla Öberg")
	hand.follow(school, "Meddelanden")
	school.examine()
	hand.press(school, "Skicka", http.StatusUnprocessableEntity)
	school.reads("Skriv vad du vill säga.")
	hand.write(school, "Meddelande", "Kan vi börja kvart över nio?")
	hand.choose(school, "Handlar om", "Samarbetet")
	hand.press(school, "Skicka", http.StatusOK)
	school.reads("Kan vi börja kvart över nio?")
	messages := school.where()
	clinic.visit(messages, http.StatusOK)
	clinic.reads("Kan vi börja kvart över nio?")
	clinic.examine()
	school.visit(messages, http.StatusOK)
	school.reads("Läst av 1")
	school.examine()
	school.portray("meddelanden")
}

// rewrite puts another text where there is one.
func rewrite(b *tab, field, text string) {
	b.Helper()
	mouse{}.click(b, "field", field)
	ask[bool](b, "document.activeElement.select() === undefined")
	b.typeKeys(text)
	b.holds(field, text)
}
