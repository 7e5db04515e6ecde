package browser_test

import (
	"fmt"
	"net/http"
	"testing"
)

// A page left open is covered when its holder is signed out, by time or in another tab;
// nobody else's sign-in shows it, and what was written is still there when it is shown.
func TestCover(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := h.tab(t, screens)
	b.enter("polis")
	b.visit("/orosanmalan/ny", http.StatusOK)
	mouse{}.write(b, "Vad har du sett?", "Ute sent.")
	b.until("the draft to be saved", "document.querySelector('[data-autosave]').textContent.startsWith('Sparat')")
	covered := func(want bool, when string) {
		t.Helper()
		if got := ask[bool](b, "!document.querySelector('main').checkVisibility() && document.querySelector('.s-cover').checkVisibility()"); got != want {
			t.Errorf("%s: covered is %v", when, got)
		}
	}
	later := func(minutes int) {
		t.Helper()
		ask[bool](b, fmt.Sprintf("(window.now ??= Date.now, Date.now = () => window.now.call(Date) + %d * 60000, document.dispatchEvent(new Event('visibilitychange')))", minutes))
	}
	tell := func(message string) {
		t.Helper()
		ask[bool](b, "(new BroadcastChannel('samspel').postMessage("+message+"), true)")
	}
	const own = "{holder: document.querySelector('[data-cover]').dataset.holder}"
	covered(false, "at first")
	later(29)
	covered(false, "a little before")
	later(31)
	covered(true, "after half an hour")
	b.portray("dold")
	tell("{holder: 'somebody else'}")
	b.until("the word to be heard", "!document.querySelector('.s-cover').hidden")
	covered(true, "when somebody else signs in")
	tell(own)
	b.until("the page to be shown", "document.querySelector('main').checkVisibility()")
	b.holds("Vad har du sett?", "Ute sent.")
	later(60)
	covered(false, "half an hour after that, a little before")
	tell("{left: true}")
	b.until("the page to be covered", "!document.querySelector('main').checkVisibility()")
	covered(true, "when somebody has signed out")
}
