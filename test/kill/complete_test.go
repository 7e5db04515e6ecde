package kill_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/id"
	"samspel/test/trialtest"
)

// TestT16EveryAnswerIsRecorded asks for pages about children from many sides while
// the program is killed now and then, and keeps a list of its own of what was
// answered. Afterwards the log must have exactly one record of each of them.
func TestT16EveryAnswerIsRecorded(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { replay(t, app.Config{Data: t.TempDir(), Kind: app.Local}) })
	t.Run("postgres", func(t *testing.T) {
		replay(t, app.Config{Data: t.TempDir(), Kind: app.Local, Database: dbtest.Database(t, nil)})
	})
}

// A question is an address that somebody asks for, and whether its answer tells of
// a child.
type question struct {
	target, token string
	personal      bool
}

func replay(t *testing.T, c app.Config) {
	w := &town{T: t, config: c}
	w.settle()
	s := newServer(t, c.Data, c.Database)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	questions := w.questions(client, s)

	requests, kills := int64(trialtest.Size(3_000, 100_000)), int64(trialtest.Size(2, 10))
	var next, done atomic.Int64
	var mu sync.Mutex
	answered := map[string]string{} // request → address
	now, all := make(chan struct{}, kills), make(chan struct{})
	var asking sync.WaitGroup
	for range clients {
		asking.Go(func() {
			for next.Add(1) <= requests {
				q := questions[rand.IntN(len(questions))]
				site, life := s.now()
				request, status, err := w.look(t.Context(), client, site, q)
				switch {
				case err != nil:
					if s.after(t.Context(), life) != nil {
						return
					}
				case status == http.StatusServiceUnavailable: // no place; asked again
					next.Add(-1)
					time.Sleep(50 * time.Millisecond)
					continue
				case q.personal && status != http.StatusOK:
					t.Errorf("%s: status %d", q.target, status)
				case q.personal || status == http.StatusNotFound:
					mu.Lock()
					answered[request] = q.target
					mu.Unlock()
				}
				if n := done.Add(1); n%(requests/(kills+1)) == 0 && n/(requests/(kills+1)) <= kills {
					now <- struct{}{}
				}
			}
		})
	}
	go func() { asking.Wait(); close(all) }()
	for going := true; going; {
		select {
		case <-now:
			s.kill()
		case <-all:
			going = false
		}
	}
	s.stop()

	times := map[string]int{}
	records, err := w.open().Audit.Records(t.Context(), audit.Filter{}, 10_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		times[r.Request]++
	}
	missing, doubled := 0, 0
	for request, target := range answered {
		switch n := times[request]; {
		case n == 0:
			missing++
			t.Errorf("%s was answered and not recorded", target)
		case n > 1:
			doubled++
			t.Errorf("%s was answered once and recorded %d times", target, n)
		}
	}
	trialtest.Tell(t, "requests", requests)
	trialtest.Tell(t, "answers that must have a record", len(answered))
	trialtest.AtMost(t, "missing", missing, 0)
	trialtest.AtMost(t, "doubled", doubled, 0)
}

// questions sends some reports, and is the pages that then tell of them: to those
// who may read, and to one who may not.
func (w *town) questions(client *http.Client, s *server) []question {
	site, _ := s.now()
	all := []question{
		{"/orosanmalningar", w.officerToken, true}, {"/orosanmalningar/avslutade", w.officerToken, true},
		{"/orosanmalan", w.reporterToken, true}, {"/meddelanden", w.reporterToken, false}, {"/", w.officerToken, false},
	}
	for n := range 12 {
		report := id.New()
		if status, _, err := w.ask(w.Context(), client, http.MethodPost, site+"/orosanmalan/"+report, w.reporterToken, form(n)); err != nil || status != http.StatusSeeOther {
			w.Fatalf("report: status %d, %v", status, err)
		}
		all = append(all, question{"/orosanmalan/" + report, w.reporterToken, true})
	}
	_, list, err := w.ask(w.Context(), client, http.MethodGet, site+"/orosanmalningar", w.officerToken, nil)
	if err != nil {
		w.Fatal(err)
	}
	for _, found := range matterLink.FindAllSubmatch(list, -1) {
		target := "/orosanmalningar/" + string(found[1])
		all = append(all, question{target, w.officerToken, true}, question{target, w.reporterToken, false},
			question{target + "/skyddsbedomning", w.officerToken, true})
	}
	if len(all) < 30 {
		w.Fatalf("%d pages to ask for: %s", len(all), list)
	}
	return all
}

// look asks for a page, and gives the request's id when the answer came whole.
func (w *town) look(ctx context.Context, client *http.Client, site string, q question) (request string, status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site+q.target, nil)
	if err != nil {
		return "", 0, err
	}
	r.AddCookie(&http.Cookie{Name: "samspel", Value: q.token})
	answer, err := client.Do(r)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return "", 0, err
	}
	if l := answer.Header.Get("Location"); strings.HasPrefix(l, "/logga-in") {
		return "", 0, fmt.Errorf("%s: sent to sign in", q.target)
	}
	return answer.Header.Get("X-Request-Id"), answer.StatusCode, nil
}
