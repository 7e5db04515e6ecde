package load_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/test/trialtest"
)

// tally is how requests went.
type tally struct {
	mu       sync.Mutex
	accepted map[string][]time.Duration
	refused  map[string]int
	told     []time.Duration // how long each refusal took
	wrong    []string
}

func newTally() *tally {
	return &tally{accepted: map[string][]time.Duration{}, refused: map[string]int{}}
}

func (y *tally) wrongly(why string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if len(y.wrong) < 10 {
		y.wrong = append(y.wrong, why)
	}
}

func (y *tally) all() (all []time.Duration) {
	for _, times := range y.accepted {
		all = append(all, times...)
	}
	return all
}

func (y *tally) perSecond(what string, in time.Duration) float64 {
	return float64(len(y.accepted[what])) / in.Seconds()
}

func newClient(connections int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxIdleConns: connections},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// operation is what the nth asks for: a report now and then among the lists.
func operation(n int64) string {
	if n%10 == 0 {
		return "report"
	}
	return "inbox"
}

func (s *server) ask(ctx context.Context, client *http.Client, what string, n int64, y *tally) {
	r, err := s.Request(ctx, what, n)
	if err != nil {
		y.wrongly(err.Error())
		return
	}
	began := time.Now()
	answer, err := client.Do(r)
	if err != nil {
		if ctx.Err() == nil {
			y.wrongly(err.Error())
		}
		return
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil && ctx.Err() == nil {
		y.wrongly(err.Error())
	}
	took := time.Since(began)
	y.mu.Lock()
	defer y.mu.Unlock()
	switch {
	case answer.StatusCode == http.StatusOK && what == "inbox", answer.StatusCode == http.StatusSeeOther && what == "report":
		y.accepted[what] = append(y.accepted[what], took)
	case answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "":
		y.refused[what]++
		y.told = append(y.told, took)
	default:
		y.wrong = append(y.wrong, fmt.Sprintf("%s answered %d", what, answer.StatusCode))
	}
}

var asked atomic.Int64

// together has clients who wait for each answer before they ask again, for what they
// are given or, where it is empty, for everything.
func (s *server) together(ctx context.Context, clients int, what string, length time.Duration) *tally {
	y, client := newTally(), newClient(clients)
	defer client.CloseIdleConnections()
	until := time.Now().Add(length)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for time.Now().Before(until) {
				n := asked.Add(1)
				s.ask(ctx, client, cmp.Or(what, operation(n)), n, y)
			}
		})
	}
	wg.Wait()
	return y
}

// storm has so many asking every second, whether or not those before are answered.
func (s *server) storm(ctx context.Context, perSecond float64, length time.Duration) *tally {
	y, client := newTally(), newClient(1000)
	defer client.CloseIdleConnections()
	began := time.Now()
	places := make(chan struct{}, 4000)
	var wg sync.WaitGroup
	for n := 0; time.Since(began) < length; {
		due := int(time.Since(began).Seconds() * perSecond)
		for ; n < due; n++ {
			select {
			case places <- struct{}{}:
			default:
				y.wrongly("four thousand wait for an answer")
				continue
			}
			wg.Go(func() {
				defer func() { <-places }()
				n := asked.Add(1)
				s.ask(ctx, client, operation(n), n, y)
			})
		}
		time.Sleep(500 * time.Microsecond)
	}
	wg.Wait()
	return y
}

// More than the server carries: those let in are answered nearly as fast as ever and
// as many as ever, reports before lists, and everybody else is told at once.
func TestT19Overload(t *testing.T) {
	s := serve(t, 1)
	s.overload(t, time.Duration(trialtest.Size(2, 300))*time.Second)
}

func (s *server) overload(t *testing.T, length time.Duration) {
	ctx := t.Context()
	s.together(ctx, 16, "", length/10) // warm
	sample := min(length, 20*time.Second)
	// Reports go before lists, so that there are more of them among what is answered under
	// load than at the peak. What is done is therefore told in processor time, by what the
	// server can do of each when it does nothing else.
	alone := map[string]float64{}
	for _, what := range []string{"inbox", "report"} {
		alone[what] = s.together(ctx, 16, what, sample).perSecond(what, sample)
		trialtest.Tell(t, what+" alone, per second, 16 clients", int(alone[what]))
	}
	done := func(y *tally, took time.Duration) (share float64) {
		for what, most := range alone {
			share += y.perSecond(what, took) / most
		}
		return share
	}
	began := time.Now()
	peak := s.together(ctx, 16, "", sample)
	took := time.Since(began)
	most, worked := float64(len(peak.all()))/took.Seconds(), done(peak, took)
	slow := trialtest.Quantile(peak.all(), .99)
	trialtest.Tell(t, "peak per second, 16 clients", int(most))
	trialtest.Tell(t, "peak p99", slow)
	for _, times := range []float64{2, 5} {
		called := func(what string) string { return fmt.Sprintf("%g times: %s", times, what) }
		before := s.memory()
		began := time.Now()
		middle := make(chan int, 1)
		halfway := time.AfterFunc(length/5, func() { middle <- s.memory() })
		y := s.storm(ctx, times*most, length)
		took := time.Since(began)
		halfway.Stop()
		after := s.memory()
		for _, why := range y.wrong {
			t.Errorf("%g times: %s", times, why)
		}
		trialtest.Tell(t, called("answers, of the peak's number, per cent"), int(100*float64(len(y.all()))/took.Seconds()/most))
		trialtest.AtLeast(t, called("work done, of the peak's, per cent"), int(100*done(y, took)/worked), 90)
		trialtest.AtMost(t, called("p99 of those let in, as many times the peak's"), float64(trialtest.Quantile(y.all(), .99))/float64(slow), 3)
		trialtest.AtMost(t, called("refused within, p99"), trialtest.Quantile(y.told, .99), 50*time.Millisecond)
		trialtest.Tell(t, called("refused lists"), y.refused["inbox"])
		trialtest.AtMost(t, called("refused reports"), y.refused["report"], 0)
		trialtest.Tell(t, called("memory before, MB"), before)
		trialtest.AtMost(t, called("memory grown after the first fifth, MB"), after-<-middle, 32)
		trialtest.AtMost(t, called("back to normal within"), s.backToNormal(ctx, slow), 5*time.Second)
	}
}

// backToNormal is how long it takes until twenty in a row are answered as at the peak.
func (s *server) backToNormal(ctx context.Context, slow time.Duration) time.Duration {
	began, client := time.Now(), newClient(1)
	defer client.CloseIdleConnections()
	for row := 0; row < 20; row++ {
		y := newTally()
		n := asked.Add(1)
		s.ask(ctx, client, operation(n), n, y)
		if times := y.all(); len(times) == 0 || times[0] > slow {
			row = -1
		}
		if time.Since(began) > time.Minute {
			break
		}
	}
	return time.Since(began)
}
