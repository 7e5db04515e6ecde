package browser_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"samspel/internal/frame/file/filetest"
	"samspel/internal/ground/id"
)

// TestAttachments attaches files to a report, looks at them, takes one away, sends the
// rest and sees them at the receiver's; with the page's scripts and without.
func TestAttachments(t *testing.T) {
	h := open(t)
	folder := t.TempDir()
	photo, list, program := filepath.Join(folder, "IMG_2031.jpg"), filepath.Join(folder, "Frånvaro.pdf"), filepath.Join(folder, "spel.exe")
	for name, content := range map[string][]byte{photo: filetest.JPEG(640, 480, 6), list: filetest.PDF(), program: []byte("MZ")} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("with script", func(t *testing.T) { h.attach(t, "Alfons", true, photo, list, program) })
	t.Run("without script", func(t *testing.T) { h.attach(t, "Bodil", false, photo, list, program) })
}

func (h *house) attach(t *testing.T, child string, script bool, photo, list, program string) {
	m := mouse{}
	tab := func(role string) *tab {
		b := h.tab(t, []view{screens[0], screens[2]})
		b.scriptless = !script
		b.script(script)
		b.enter(role)
		return b
	}
	b := tab("kurator")
	b.visit("/orosanmalan/ny", 200)
	m.write(b, "Barnet / Förnamn", child)
	m.write(b, "Vad har du sett?", "Ett blåmärke på armen.")
	attach := func(status int64, says string, files ...string) {
		t.Helper()
		b.choose("Välj filer", files...)
		if !script {
			m.press(b, "Bifoga valda filer", status)
		}
		b.until("the page to say "+says, "page.words(document.querySelector('#bilagor')).includes(%s)", says)
	}
	attach(200, "Bilaga 2", photo, list)
	b.reads("IMG_2031.jpg")
	b.reads("Frånvaro.pdf")
	b.holds("Barnet / Förnamn", child)
	b.examine()
	attach(422, "spel.exe: Den sortens fil tar vi inte emot.", program)
	b.holds("Vad har du sett?", "Ett blåmärke på armen.")
	b.examine()
	m.write(b, "Vad visar bilaga 1?", "Ett blåmärke, stort som en femkrona")
	h.shot(b, "bilagor-"+child)
	m.press(b, "Ta bort bilaga 2", 200)
	b.holds("Vad visar bilaga 1?", "Ett blåmärke, stort som en femkrona")
	if ask[bool](b, "document.body.innerText.includes('Frånvaro.pdf')") {
		t.Error("what was taken away is still there")
	}
	// What is chosen and not attached goes with the rest.
	if script {
		attach(200, "Bilaga 2", list)
	} else {
		b.choose("Välj filer", list)
	}
	m.press(b, "Skicka orosanmälan", 200)
	b.reads("Anmälan är skickad och framme hos socialtjänsten.")
	b.reads("Bilaga 2")
	b.reads("Ett blåmärke, stort som en femkrona")
	b.examine()

	o := tab("handlaggare")
	m.follow(o, child)
	o.reads("Bilaga 1")
	o.reads("Ett blåmärke, stort som en femkrona")
	o.examine()
	o.do("show the picture", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(o.element("more", "Visa bilaga 1")))
	})
	// The camera lay on its side; the page stands it up.
	o.until("the picture to be shown", "(() => { const i = document.querySelector('img.s-photo'); return i.complete && i.naturalWidth === 480 && i.naturalHeight === 640 && i.alt === 'Ett blåmärke, stort som en femkrona'; })()")
	o.examine()
	h.shot(o, "bilagor-arende-"+child)
	saved := ask[string](o, `fetch(document.querySelector(".s-files a").href).then((a) => [a.status, a.headers.get("Content-Disposition"), a.headers.get("Content-Security-Policy"),
		a.headers.get("Cache-Control"), a.headers.get("X-Content-Type-Options")].join("; "))`)
	if want := "200; attachment; filename=bilaga-1.jpg; sandbox; default-src 'none'; no-store; nosniff"; saved != want {
		t.Errorf("the file comes as %q, want %q", saved, want)
	}
	for _, b := range []interface{ heard() []string }{b, o} {
		if list := b.heard(); len(list) > 0 {
			t.Errorf("the page complains: %q", list)
		}
	}
	nurse := tab("sjukskoterska")
	nurse.visit(ask[string](o, `new URL(document.querySelector(".s-files a").href).pathname`), http.StatusNotFound)
	nurse.visit("/bilagor/"+id.New(), http.StatusNotFound)
}

// choose chooses files in a field.
func (b *tab) choose(field string, files ...string) {
	b.Helper()
	e := b.element("field", field)
	b.do("choose files", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.SetUploadFiles(e, files)) })
}
