package canary_test

import (
	"math"
	"net/http"
	"strings"
	"sync"
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
	w.AbsentAfter(absentAfter)
	var timed pages
	for _, name := range []string{"tränare", "kurator i annan kommun", "handläggare i annan kommun", "administratör"} {
		r := w.readers[name]
		for _, route := range w.Routes {
			if route.Method != http.MethodGet || len(route.Names) == 0 || rules[route.Pattern] == open || rules[route.Pattern] == drafts {
				continue
			}
			if theirs := w.stranger(r, route); theirs != "" {
				timed = append(timed, page{name + ", " + route.Pattern,
					func() { r.Get(w.fill(route, theirs)) }, func() { r.Get(w.fill(route, id.New())) }})
			}
		}
	}
	timed.takeAsLong(t, 10)
}

// absentAfter is what the program's own setting is, unless somebody has changed it.
const absentAfter = 25 * time.Millisecond

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

// takesAsLong times the answer about what is not the reader's against the answer about
// what is not there, on every page of the room that has an id.
func (c *circle) takesAsLong(t *testing.T) {
	c.AbsentAfter(absentAfter)
	var timed pages
	for _, route := range c.Routes {
		if route.Method != http.MethodGet || len(route.Names) != 1 || rules[route.Pattern] != children && rules[route.Pattern] != families {
			continue
		}
		for mark, x := range c.things[route.Names[0]] {
			for _, name := range []string{"psykolog", "kollega", "mamma i skydd"} {
				if !strings.HasPrefix(mark, "Secret") || c.knows(name, route, mark) {
					continue
				}
				r := c.readers[name]
				timed = append(timed, page{name + ", " + route.Pattern,
					func() { r.Get(route.Fill(func(string) string { return x })) },
					func() { r.Get(route.Fill(func(string) string { return id.New() })) }})
			}
		}
	}
	timed.takeAsLong(t, 30)
}

// A page is asked for in two ways that must take as long: what is somebody else's, and
// what is not there.
type page struct {
	name          string
	theirs, wrong func()
}

type pages []page

// takeAsLong times the pages several at a time: they are mostly waiting.
func (p pages) takeAsLong(t *testing.T, least int) {
	const limit = 0.10
	var mu sync.Mutex
	var all sync.WaitGroup
	widest, places := 0.0, make(chan struct{}, 8)
	for _, one := range p {
		places <- struct{}{}
		all.Go(func() {
			d := apart(trialtest.Size(1, 1000), one.theirs, one.wrong)
			if d > limit && trialtest.Full() {
				t.Logf("%s: %.0f %%", one.name, 100*d)
			}
			mu.Lock()
			widest = max(widest, d)
			mu.Unlock()
			<-places
		})
	}
	all.Wait()
	trialtest.Tell(t, "pages timed", len(p))
	trialtest.AtMost(t, "widest difference of medians", widest, limit)
	if len(p) < least {
		t.Errorf("only %d pages were timed", len(p))
	}
}

// apart is how much the medians of two things differ, done turn by turn, as a share of
// the shorter. What is there is there every time, and what chance has made is not: of
// three tries the narrowest counts.
func apart(rounds int, one, other func()) float64 {
	narrowest := math.Inf(1)
	for try := 0; try < 3 && narrowest > 0.10; try++ {
		var a, b []time.Duration
		for range rounds {
			a = append(a, took(one))
			b = append(b, took(other))
		}
		x, y := float64(trialtest.Quantile(a, 0.5)), float64(trialtest.Quantile(b, 0.5))
		narrowest = min(narrowest, max(x/y, y/x)-1)
		if !trialtest.Full() {
			break
		}
	}
	return narrowest
}

func took(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}
