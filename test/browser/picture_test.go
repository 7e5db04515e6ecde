package browser_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pictures are the pages worth looking at: who sees them, where, and through which
// link from there.
var pictures = []struct{ name, role, path, link string }{
	{"start", "", "/", ""},
	{"logga-in", "", "/logga-in", ""},
	{"inkorg", "handlaggare", "/orosanmalningar", ""},
	{"arende-fara", "handlaggare", "/orosanmalningar", ".urgent a.who"},
	{"arende", "handlaggare", "/orosanmalningar", "tr:not(.urgent, .today) a.who"},
	{"skyddsbedomning", "handlaggare", "/orosanmalningar", "a[href$='/skyddsbedomning']"},
	{"beslut", "handlaggare", "/orosanmalningar", "a[href$='/beslut']"},
	{"aterkoppling", "handlaggare", "/orosanmalningar", "a[href$='/aterkoppling']"},
	{"avslutade", "handlaggare", "/orosanmalningar/avslutade", ""},
	{"avslutat", "handlaggare", "/orosanmalningar/avslutade", "tbody a"},
	{"anmalningar", "kurator", "/orosanmalan", ""},
	{"anmalan", "kurator", "/orosanmalan/ny", ""},
	{"utkast", "kurator", "/orosanmalan/ny", ""},
	{"kvitto", "kurator", "/orosanmalan", "tbody a"},
	{"meddelanden", "kurator", "/meddelanden", ""},
	{"uppdrag", "kurator", "/uppdrag", ""},
	{"administration", "administrator", "/administration", ""},
	{"system", "administrator", "/administration/system", ""},
	{"anslut-system", "administrator", "/administration/system/nytt", ""},
	{"ett-system", "administrator", "/administration/system", "tbody a"},
	{"granssnitt", "", "/api", ""},
	{"stil", "", "/stil", ""},
}

// takePictures writes pictures of the main pages, wide, dark, narrow and on paper,
// for somebody to look at; and what a wide window shows before anybody scrolls.
func (h *house) takePictures(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		b := h.tab(t, nil)
		if p.role != "" {
			b.enter(p.role)
		}
		b.visit(p.path, http.StatusOK)
		if p.link != "" {
			b.visit(ask[string](b, "new URL(document.querySelector(%s).href).pathname", p.link), http.StatusOK)
		}
		if p.name == "utkast" {
			begun(b)
		}
		write := func(v view, name string, whole bool) {
			b.see(v)
			if err := os.WriteFile(filepath.Join(folder, name+".png"), b.picture(whole), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		write(view{width: 1280, height: 1000}, p.name, false)
		for _, v := range []view{screens[0], screens[1], screens[2], sheet} {
			write(v, p.name+"-"+strings.ReplaceAll(v.String(), " ", "-"), true)
		}
	}
}

// begun is a report being written.
func begun(b *tab) {
	b.Helper()
	mouse{}.write(b, "Barnet / Förnamn", "Tindra")
	mouse{}.write(b, "Barnet / Efternamn", "Wik")
	mouse{}.write(b, "Hur hittar man barnet?", "Björkskolan, klass 4 B")
	mouse{}.write(b, "Vad har du sett?", "Kommer utan jacka och utan mat, tredje veckan i rad.")
	mouse{}.write(b, "Vad har barnet sagt?", "Det är ingen hemma på morgonen.")
	b.until("the draft to be saved", "document.querySelector('[data-autosave]').textContent.startsWith('Sparat')")
	ask[bool](b, "(document.activeElement.blur(), scrollTo(0, 0), true)")
}

// picture is what the window shows, or the whole page.
func (b *tab) picture(whole bool) (png []byte) {
	b.Helper()
	b.do("take a picture", func(ctx context.Context) error {
		p := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng}
		if whole {
			size, err := chromedp.Call(ctx, page.GetLayoutMetrics, struct{}{})
			if err != nil {
				return err
			}
			box := size.CSSContentSize
			beyond := true
			p.CaptureBeyondViewport = &beyond
			p.Clip = &page.Viewport{Width: box.Width, Height: box.Height, Scale: 1}
		}
		answer, err := chromedp.Call(ctx, page.CaptureScreenshot, p)
		png = answer.Data
		return err
	})
	return png
}
