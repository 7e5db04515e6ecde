package canary_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestT7NotYoursTakesAsLong times the answer about what is not the reader's against
// the answer about what is not there, on every page that has an id.
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
			// What is there is there every time; what chance has made is not.
			narrowest := math.Inf(1)
			for try := 0; try < 3 && narrowest > limit; try++ {
				there, absent := w.turns(r, route, theirs, rounds)
				d := max(float64(there)/float64(absent), float64(absent)/float64(there)) - 1
				if d > limit && trialtest.Full() {
					t.Logf("%s, %s: %v not yours, %v not there", name, route.Pattern, there, absent)
				}
				narrowest = min(narrowest, d)
			}
			widest = max(widest, narrowest)
		}
	}
	trialtest.Tell(t, "pages timed", pages)
	trialtest.AtMost(t, "widest difference of medians", widest, limit)
	if pages < 10 {
		t.Errorf("only %d pages were timed", pages)
	}
}

// turns asks for what is not the reader's and for what is not there, turn by turn, and
// gives the medians.
func (w *town) turns(r *worldtest.Reader, route worldtest.Route, theirs string, rounds int) (there, absent time.Duration) {
	var a, b []time.Duration
	for range rounds {
		a = append(a, timed(r, w.fill(route, theirs)))
		b = append(b, timed(r, w.fill(route, id.New())))
	}
	return trialtest.Quantile(a, 0.5), trialtest.Quantile(b, 0.5)
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
