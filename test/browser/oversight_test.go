package browser_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A manager sees how the unit stands, without script too, and goes from a number to the
// matters behind it; and passes on a sheet where nothing small is told.
func TestOversightInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	views := append([]view{sheet}, screens...)
	for _, scriptless := range []bool{false, true} {
		b := h.tab(t, views)
		if scriptless {
			b.scriptless = true
			b.script(false)
		}
		b.enter("chef")
		hand := mouse{}
		hand.follow(b, "Läget")
		b.reads("Läget i enheten")
		b.reads("Skyddsbedömning inom 24 timmar")
		b.examine()
		b.portray("laget")
		hand.follow(b, "24 månader")
		b.reads("Senaste 24 månaderna")
		b.examine()
		b.portray("laget-24")

		hand.follow(b, "Statistik att lämna vidare")
		b.reads("Två punkter (..) betyder att antalet inte visas.")
		b.examine()
		b.portray("statistik")
		for _, cell := range ask[[]string](b, "[...document.querySelectorAll('td.num')].map(e => e.textContent.trim())") {
			if strings.Trim(cell, "1234") == "" && len(cell) == 1 {
				t.Errorf("the statistics show %q", cell)
			}
		}

		b.visit("/orosanmalningar/laget", http.StatusOK)
		b.visit(ask[string](b, "new URL(document.querySelector('.s-tally .is-late a').href).href.replace(location.origin, '')"), http.StatusOK)
		b.reads("Orosanmälningar")
	}
	b := h.tab(t, []view{screens[0], screens[3]})
	b.enter("chef")
	b.visit("/samordning/laget", http.StatusOK)
	b.reads("Samordningen i Ekstad")
	b.examine()
	b.portray("samordning-laget")
	b.see(view{width: 320, height: 740})
	for _, page := range []string{"/orosanmalningar/laget", "/orosanmalningar/laget/statistik", "/samordning/laget"} {
		b.visit(page, http.StatusOK)
		// A sheet clips what it cannot hold, so a figure could be lost without a scroll bar.
		if n := ask[int](b, "[...document.querySelectorAll('.s-sheet--flush')].filter(e => e.scrollWidth > e.clientWidth).length"); n > 0 {
			t.Errorf("%s: %d tables are wider than a small phone", page, n)
		}
	}
	b = h.tab(t, screens[:1])
	b.enter("handlaggare")
	b.visit("/orosanmalningar/laget", http.StatusNotFound)
	b.visit("/orosanmalningar/laget/statistik", http.StatusNotFound)
}

// portray takes pictures for somebody to look at, when a folder for them is named.
func (b *tab) portray(name string) {
	b.Helper()
	folder := os.Getenv("SAMSPEL_SHOTS")
	if folder == "" {
		return
	}
	for _, v := range []view{screens[0], screens[1], screens[2], sheet} {
		b.see(v)
		if err := os.WriteFile(filepath.Join(folder, name+"-"+strings.ReplaceAll(v.String(), " ", "-")+".png"), b.picture(true), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	b.see(screens[0])
}

// What a manager may do with the list is seen without scrolling, on every screen.
func TestInboxActionsAreSeen(t *testing.T) {
	t.Parallel()
	b := open(t).tab(t, screens)
	b.enter("chef")
	for _, v := range screens {
		b.see(v)
		b.visit("/orosanmalningar", http.StatusOK)
		for _, words := range []string{"Fördela om ärenden", "Avslutade"} {
			if !ask[bool](b, `[...document.querySelectorAll('main a')].some(e => e.textContent.trim() === '`+words+`' && e.getBoundingClientRect().bottom <= innerHeight)`) {
				t.Errorf("%d px: %q is not in view", v.width, words)
			}
		}
	}
	b.portray("inkorg-chef")
}
