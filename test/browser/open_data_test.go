package browser_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestOpenDataInChromium is anybody with a telephone and without script, who reads what has
// been published; then the agency, which looks at its money as of another day and publishes.
func TestOpenDataInChromium(t *testing.T) {
	h := open(t)
	hand := mouse{}
	shoot := func(b *tab, name string) {
		if folder := os.Getenv("SAMSPEL_SHOTS"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, name+".png"), b.picture(true), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}

	anybody := h.tab(t, phone)
	anybody.see(phone[0])
	anybody.scriptless = true
	anybody.script(false)
	anybody.visit("/", http.StatusOK)
	hand.follow(anybody, "Öppna data")
	anybody.examine()
	hand.follow(anybody, "Insatser i utsatta områden, 2026")
	anybody.reads("Här finns ingen karta.")
	anybody.reads("148,9 mn kr")
	anybody.examine()
	shoot(anybody, "oppna-data")
	hand.follow(anybody, "Version 1, till och med 27 maj 2026")
	anybody.reads("Du läser version 1. Det finns en nyare.")
	hand.follow(anybody, "Läs den nyaste versionen")

	chief := h.tab(t, screens[:1])
	chief.enter("bidragschef")
	hand.follow(chief, "Insatser i utsatta områden, 2026")
	hand.follow(chief, "Se hela vägen, kommun för kommun, eller en annan dag")
	chief.examine()
	shoot(chief, "pengar")
	hand.write(chief, "Det som gällde till och med (frivilligt)", "2026-04-30")
	hand.press(chief, "Visa", http.StatusOK)
	chief.reads("Det som gällde till och med 30 april 2026.")
	hand.follow(chief, "Sjöholm")
	chief.reads("Betalningen stoppades av banken")
	chief.reads("Förberett av Mira Sund, godkänt av Sten Vall")
	chief.examine()
	shoot(chief, "kontoutdrag")
	hand.follow(chief, "Insatser i utsatta områden, 2026")
	hand.follow(chief, "Utbetalningar")
	chief.reads("Efter omfördelning.")
	chief.examine()
	shoot(chief, "sammanstallning")
	hand.follow(chief, "Insatser i utsatta områden, 2026")
	hand.follow(chief, "Publicera öppna data")
	hand.press(chief, "Publicera", http.StatusUnprocessableEntity)
	chief.examine()
	hand.write(chief, "Beslut om publicering, diarienummer", "B/0040")
	hand.press(chief, "Publicera", http.StatusOK)
	chief.reads("Nu är siffrorna publicerade.")
	chief.reads("B/0040")
	chief.examine()
	shoot(chief, "publicerat")
}
