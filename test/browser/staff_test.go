package browser_test

import (
	"net/http"
	"testing"
	"time"

	"samspel/test/worldtest"
)

// TestStaffList looks at what a list would change, does it, and a year later says which
// mandates are still needed.
func TestStaffList(t *testing.T) {
	h := open(t)
	k := keyboard{}
	send := func(content string) {
		t.Helper()
		a := h.world.As("administrator").PostFiles("/administration/import", nil, worldtest.File{Field: "file", Name: "personal.csv", Content: content})
		if a.Status != http.StatusSeeOther {
			t.Fatalf("status %d\n%s", a.Status, a.Body)
		}
	}
	const heading = "Organisation;Enhet;Namn;E-post;Roll;Till\n"
	b := h.tab(t, lean)
	b.enter("administrator")
	b.visit("/administration/import", 200)
	b.examine()
	h.shot(b, "import")
	if ask[bool](b, "document.querySelector('input[type=file]').multiple") {
		t.Error("several lists can be chosen where one is taken")
	}

	// The list belongs to the mandate, so that another session of it sees it too.
	send(heading + ";Ingenstans;Vera Fel;vera;kung;\n")
	b.visit("/administration/import/granska", 200)
	b.reads("Rad 2:")
	b.examine()
	h.shot(b, "import-fel")
	send(heading + "Ekstads kommun, socialnämnden;Ekstads kommun, socialnämnden;Vera Nyström;vera@exempel.invalid;chef;\n")
	b.visit("/administration/import/granska", 200)
	b.reads("Chef, Ekstads kommun, socialnämnden")
	if ask[bool](b, "document.body.innerText.includes('socialnämnden, Ekstads kommun, socialnämnden')") {
		t.Error("the name of an organisation that is its only unit is said twice")
	}
	send(heading + "Ekstads kommun, socialnämnden;Nya gruppen;Vera Nyström;vera@exempel.invalid;chef;\nEkstads kommun, socialnämnden;Nya gruppen;Love Ek;love@exempel.invalid;handläggare;2027-06-30\n")
	b.visit("/administration/import/granska", 200)
	b.reads("Vera Nyström")
	b.examine()
	h.shot(b, "import-granska")
	k.press(b, "Gör de här ändringarna", 200)
	b.reads("Koderna visas bara nu")
	b.examine()
	h.shot(b, "import-klar")

	b.visit("/behorigheter", 200)
	b.reads("Love Ek")
	b.examine()
	h.shot(b, "behorigheter")

	h.world.Pass(350 * 24 * time.Hour)
	if err := h.world.App.Gate.RenewMandates(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.enter("chef")
	b.visit("/behorigheter/bekrafta", 200)
	b.examine()
	h.shot(b, "bekrafta-uppdrag")
	k.press(b, "Granska valen", 422)
	b.reads("Välj behåll eller avsluta")
	b.examine()
	k.press(b, "Behåll alla", 200)
	b.examine()
	h.shot(b, "bekrafta-granska")
	k.press(b, "Ja, gör så", 200)
	b.reads("Dina svar är sparade")
}
