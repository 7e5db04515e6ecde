package browser_test

import (
	"net/http"
	"testing"
)

// A manager says that somebody is away and hands over what they have, without script
// too; whoever stands in sees it in the inbox, and an administrator what is left behind.
func TestAbsenceInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, scriptless := range []bool{true, false} {
		enter := func(role string) *tab {
			b := h.tab(t, lean)
			if scriptless {
				b.scriptless = true
				b.script(false)
			}
			b.enter(role)
			return b
		}
		hand := mouse{}
		chef := enter("chef")
		if scriptless {
			chef.visit("/franvaro", http.StatusOK)
			chef.reads("Jon Åkesson")
			chef.examine()
			chef.portray("franvaro")
			hand.choose(chef, "Vem är borta?", "Lotta Frisk")
			hand.write(chef, "Sista dagen", "2026-11-27")
			hand.choose(chef, "Vem ersätter?", "Jon Åkesson")
			hand.press(chef, "Spara frånvaron", http.StatusUnprocessableEntity)
			chef.reads("Kollegan är själv borta någon av dagarna.")
			chef.examine()
			hand.choose(chef, "Vem ersätter?", "Amina Rosengren")
			hand.press(chef, "Spara frånvaron", http.StatusOK)
			chef.reads("Frånvaron är sparad.")
			hand.follow(chef, "Jour")
			chef.reads("Lotta Frisk")
			chef.examine()
			chef.portray("jour")
		}

		officer := enter("handlaggare")
		officer.reads("Du ersätter Jon Åkesson till och med")
		officer.examine()
		officer.portray("inkorg-ersatter")
		hand.follow(officer, "Den du ersätter")
		officer.reads("Jon Åkesson")
		officer.visit("/meddelanden", http.StatusOK)
		officer.examine()
		hand.press(officer, "Gör en kalenderadress", http.StatusOK)
		officer.reads("/kalender/")
		officer.examine()
		officer.portray("kalender")

		chef.visit("/orosanmalningar/fordela", http.StatusOK)
		chef.examine()
		chef.portray("fordela")
		hand.press(chef, "Visa vad som flyttas", http.StatusUnprocessableEntity)
		chef.examine()
		from, to := "Jon Åkesson", "Karin Ek"
		if !scriptless {
			from, to = to, "Lotta Frisk"
		}
		hand.choose(chef, "Vems ärenden?", from)
		hand.tick(chef, to)
		if scriptless {
			hand.tick(chef, "Amina Rosengren")
		}
		hand.press(chef, "Visa vad som flyttas", http.StatusOK)
		chef.reads("Inget har hänt än.")
		chef.examine()
		chef.portray("fordela-visa")
		hand.press(chef, "Flytta ", http.StatusOK)
		chef.reads("Ärendena är flyttade")
		chef.examine()
	}

	b := h.tab(t, screens[:1])
	b.enter("administrator")
	user, mandate := h.world.Demo.Actor("handlaggare2").User, h.world.Demo.Actor("handlaggare2").Mandate
	b.visit("/administration/personer/"+user+"/uppdrag/"+mandate, http.StatusOK)
	b.reads("öppna ärenden i enheten.")
	b.examine()
	b.portray("avsluta-uppdrag")
	mouse{}.press(b, "Avsluta uppdraget", http.StatusUnprocessableEntity)
	b.reads("Skriv vem som tar över det personen har")
	b.examine()

	report := h.tab(t, screens[:1])
	report.enter("handlaggare")
	report.visit(ask[string](report, "new URL(document.querySelector(\".urgent:has(a[href$='/skyddsbedomning']) a.who\").href).pathname"), http.StatusOK)
	report.reads("Jag tar det")
	report.examine()
	report.portray("larm")
	mouse{}.press(report, "Jag tar det", http.StatusOK)
	report.reads("Tog larmet")
}
