package canary_test

import (
	"net/http"
	"strings"
	"testing"

	"samspel/internal/ground/id"
	"samspel/test/worldtest"
)

// programs asks, as a system that may do everything a system can, at every address for
// programs with every id there is: nothing of what people have reported is there, and
// what is another's is what is not there, byte for byte.
func (w *town) programs(t *testing.T) {
	system, secret := w.Demo.System()
	token, _, err := w.App.Gate.ClientToken(t.Context(), system.ID, secret, "")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(route worldtest.Route, x string) *worldtest.Answer {
		h := http.Header{"Authorization": {"Bearer " + token.Text}}
		if route.Method == http.MethodPost {
			h.Set("Idempotency-Key", "nyckel-"+id.New())
		}
		a := w.Nobody().Send(route.Method, w.fill(route, x), h, "")
		a.Header.Del("X-Request-Id")
		return a
	}
	marks, asked := words(), 0
	for _, route := range w.Routes {
		if rules[route.Pattern] != programs || len(route.Names) == 0 {
			continue
		}
		absent := ask(route, id.New())
		if absent.Status != http.StatusNotFound {
			t.Errorf("%s: status %d for what is not there", absent, absent.Status)
		}
		for _, x := range w.ids("report") {
			if strings.Contains(x, "%00") {
				continue // no text, and told as such
			}
			a := ask(route, x)
			asked++
			if a.All() != absent.All() {
				t.Errorf("%s: not yours is told from not there\n%s\n----\n%s", a, a.All(), absent.All())
			}
		}
	}
	for _, route := range w.Routes {
		if route.Method != http.MethodGet || !strings.HasPrefix(route.Path, "/api/") {
			continue
		}
		for _, word := range wordsIn(strings.ToLower(ask(route, w.reports["Syskon"]).All()), marks) {
			t.Errorf("%s has leaked to a program on %s", word, route.Pattern)
		}
	}
	if asked < 20 {
		t.Errorf("only %d asked for", asked)
	}
}
