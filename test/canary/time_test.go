package canary_test

import (
	"net/http"
	"testing"
	"time"

	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestT7NotYoursTakesAsLong times the answer about what is not the reader's against
// the answer about what is not there, turn by turn, on every page that has an id.
func TestT7NotYoursTakesAsLong(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	rounds, pages := trialtest.Size(2, 400), 0
	const limit = 0.10
	widest := 0.0
	for _, name := range []string{"tränare", "kurator i annan kommun", "handläggare i annan kommun", "administratör"} {
		r := w.readers[name]
		for _, route := range w.Routes {
			if route.Method != http.MethodGet || len(route.Names) == 0 || rules[route.Pattern] == open || rules[route.Pattern] == drafts {
				continue
			}
			theirs := w.stranger(r, route)
			if theirs == "" {
				continue
			}
			pages++
			var there, absent []time.Duration
			for range rounds {
				there = append(there, timed(r, w.fill(route, theirs)))
				absent = append(absent, timed(r, w.fill(route, id.New())))
			}
			a, b := trialtest.Quantile(there, 0.5), trialtest.Quantile(absent, 0.5)
			d := max(float64(a)/float64(b), float64(b)/float64(a)) - 1
			if d > limit && trialtest.Full() {
				t.Logf("%s, %s: %v not yours, %v not there", name, route.Pattern, a, b)
			}
			widest = max(widest, d)
		}
	}
	trialtest.Tell(t, "pages timed", pages)
	trialtest.AtMost(t, "widest difference of medians", widest, limit)
	if pages < 10 {
		t.Errorf("only %d pages were timed", pages)
	}
}

// stranger is the id of something that is there, of the kind the route shows, and
// not the reader's; or "".
func (w *town) stranger(r *worldtest.Reader, route worldtest.Route) string {
	for _, x := range w.kinds()[route.Names[len(route.Names)-1]] {
		if id.Valid(x) && !w.isTheirs(r, route, x) {
			return x
		}
	}
	return ""
}

func timed(r *worldtest.Reader, target string) time.Duration {
	began := time.Now()
	r.Get(target)
	return time.Since(began)
}
