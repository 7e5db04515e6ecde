package browser_test

import "testing"

// loseNothing writes a report while the server comes and goes.
func (h *house) loseNothing(t *testing.T) {
	b := h.tab(t, nil)
	b.enter("polis")
	mouse := mouse{}
	mouse.follow(b, "Gör en orosanmälan")
	status := "document.querySelector('[data-autosave]').textContent"

	mouse.write(b, "Vad har du sett?", "Ute sent, tredje kvällen.")
	b.until("the draft to be saved", status+".startsWith('Sparat')")
	draft := b.where()
	if draft == "/orosanmalan/ny" {
		t.Error("to load the page again would lead to a new report, not to the draft")
	}
	b.visit(draft, 200)
	b.holds("Vad har du sett?", "Ute sent, tredje kvällen.")

	save := ask[string](b, "new URL(document.querySelector('[data-autosave]').dataset.url, location).pathname")
	h.gone.Store(save, true)
	mouse.write(b, "Vad har du hört från andra?", "Grannar ringer.")
	b.until("the page to say that nothing is saved", status+".startsWith('Inte sparat just nu')")
	b.holds("Vad har du hört från andra?", "Grannar ringer.")
	// The browser complains of what it could not reach, and of nothing else.
	for _, message := range b.heard() {
		t.Logf("while the server was gone: %s", message)
	}

	// The button sends nothing either while nobody answers, and keeps what is written.
	asked := ask[string](b, "new URL(document.querySelector('script[src*=\"js/send\"]').src).pathname")
	h.gone.Store(asked, true)
	mouse.click(b, "button", "Spara")
	b.until("the page to say that nothing is sent", "document.querySelector('[role=alert]')?.textContent.startsWith('Vi når inte')")
	b.holds("Vad har du hört från andra?", "Grannar ringer.")
	b.heard()
	h.gone.Delete(asked)
	h.gone.Delete(save)
	mouse.write(b, "Vad har barnet sagt?", "Ingenting.")
	b.until("the draft to be saved again", status+".startsWith('Sparat')")
	b.visit(draft, 200)
	b.holds("Vad har du hört från andra?", "Grannar ringer.")
	b.holds("Vad har barnet sagt?", "Ingenting.")
	if list := b.heard(); len(list) > 0 {
		t.Errorf("the page complains: %q", list)
	}
}
