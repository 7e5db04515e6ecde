package browser_test

import (
	"net/http"
	"testing"
)

// Records officers dispose of things together, without script: one has proposed it and
// another confirms; a third stops something, and sees why the rest stays or goes.
func TestDisposalInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	hand := mouse{}
	b := h.tab(t, []view{screens[0], screens[2], sheet})
	b.scriptless = true
	b.script(false)

	b.enter("arkivarie")
	b.reads("Gallring")
	b.visit("/gallring?hylla=coming", http.StatusOK)
	b.reads("Tidigast")
	b.examine()
	b.portray("gallring-kommande")
	b.visit(ask[string](b, "new URL(document.querySelectorAll('th a.who')[3].href).pathname"), http.StatusOK)
	hand.press(b, "Stoppa gallringen", http.StatusUnprocessableEntity)
	b.reads("Välj varför gallringen ska stoppas.")
	hand.tick(b, "Tillsyn")
	hand.write(b, "Ärendets nummer", "IVO 2026/55")
	hand.press(b, "Stoppa gallringen", http.StatusOK)
	b.reads("Stoppad av Siv Hallgren")
	hand.tick(b, "Adoption")
	hand.press(b, "Märk akten", http.StatusOK)
	b.reads("Ta bort märkningen Adoption")
	b.examine()
	b.portray("akt")
	hand.press(b, "Häv stoppet", http.StatusUnprocessableEntity)
	b.reads("Skriv ett diarienummer.")
	hand.write(b, "Beslutets nummer", "SN 2026/9")
	hand.press(b, "Häv stoppet", http.StatusOK)
	b.reads("Beslut SN 2026/9.")
	b.visit("/gallring?hylla=kept", http.StatusOK)
	b.portray("bevaras")

	b = h.tab(t, []view{screens[0], screens[2], sheet})
	b.enter("arkivarie_skola")
	b.reads("En gallring är föreslagen")
	b.portray("gallring-skola")
	b.visit("/gallring/plan", http.StatusOK)
	hand.press(b, "Spara", http.StatusUnprocessableEntity)
	b.reads("Välj vilka handlingar beslutet gäller.")
	b.portray("plan")
	b.visit("/gallring", http.StatusOK)
	hand.follow(b, "Gå till omgången")
	b.portray("omgang")
	hand.follow(b, "Gå till bekräftelsen")
	hand.press(b, "Gallra", http.StatusUnprocessableEntity)
	b.reads("Kryssa i att du har sett över listan.")
	b.examine()
	b.portray("bekrafta")
	hand.tick(b, "Jag har sett över listan och bekräftar att akterna ska gallras")
	hand.press(b, "Gallra", http.StatusOK)
	b.reads("Gallring pågår")
	h.world.Work()
	b.visit(b.where(), http.StatusOK)
	b.reads("Kvitto på gallring")
	b.reads("Slutlig")
	b.examine()
	b.portray("kvitto")
}
