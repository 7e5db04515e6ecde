package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
)

// Row is one measured operation.
type Row struct {
	Operation string  `json:"operation"`
	Reports   int     `json:"reports"`
	Engine    string  `json:"engine"`
	Clients   int     `json:"clients"`
	Requests  int     `json:"requests"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	// CPU is processor time per request of the server, and of the database where it
	// is another process, in milliseconds.
	CPU float64 `json:"cpu_ms"`
	// Memory is the server's resident memory afterwards, in megabytes.
	Memory float64 `json:"memory_mb"`
}

// Operations are what is measured, in order.
var Operations = []string{"inbox", "matter", "report"}

// Driver sends requests to a server at Site.
type Driver struct {
	Site   string
	Seeded *Seeded
	sent   atomic.Int64
}

// Request is the nth request of an operation.
func (d *Driver) Request(ctx context.Context, operation string, n int64) (*http.Request, error) {
	t := d.Seeded.Towns[int(n)%len(d.Seeded.Towns)]
	method, path, token := http.MethodGet, "/orosanmalningar", t.Officer.token
	var body io.Reader
	switch operation {
	case "matter":
		path += "/" + t.Matters[int(n*7919)%len(t.Matters)]
	case "report":
		x := draft(int(n)+1<<30, t.Code, civil.Of(time.Now()))
		child := x.Content.Children[0]
		method, path, token = http.MethodPost, "/orosanmalan/"+id.New(), t.Reporter.token
		body = strings.NewReader(url.Values{"gor": {"skicka"}, "municipality": {t.Code}, "category": {"school"}, "wants_feedback": {"1"},
			"child.0.given": {child.Given}, "child.0.family": {child.Family}, "child.0.number": {child.Number},
			"seen": {x.Content.Seen}, "heard": {x.Content.Heard}, "said": {x.Content.Said}}.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, d.Site+path, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.AddCookie(&http.Cookie{Name: "samspel", Value: token})
	return r, nil
}

// Run measures one operation by a number of clients for a time. Any answer that is
// not the page asked for is an error, so that speed cannot be bought with refusals.
func (d *Driver) Run(ctx context.Context, operation string, clients int, length time.Duration, cpu func() time.Duration) (Row, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	if err := d.burst(ctx, client, operation, clients, length/5, new(sync.Mutex), nil); err != nil {
		return Row{}, err
	}
	var mu sync.Mutex
	var took []time.Duration
	before, began := cpu(), time.Now()
	err := d.burst(ctx, client, operation, clients, length, &mu, &took)
	whole, used := time.Since(began), cpu()-before
	if err != nil {
		return Row{}, err
	}
	slices.Sort(took)
	at := func(p float64) float64 { return ms(took[min(len(took)-1, int(p*float64(len(took))))]) }
	return Row{Operation: operation, Clients: clients, Requests: len(took), PerSecond: float64(len(took)) / whole.Seconds(),
		P50: at(.5), P99: at(.99), CPU: ms(used) / float64(len(took))}, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (d *Driver) burst(ctx context.Context, client *http.Client, operation string, clients int, length time.Duration, mu *sync.Mutex, took *[]time.Duration) error {
	until := time.Now().Add(length)
	var wg sync.WaitGroup
	errs := make([]error, clients)
	for i := range clients {
		wg.Go(func() {
			var mine []time.Duration
			for time.Now().Before(until) && errs[i] == nil {
				began := time.Now()
				errs[i] = d.one(ctx, client, operation)
				mine = append(mine, time.Since(began))
			}
			if took != nil {
				mu.Lock()
				*took = append(*took, mine...)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (d *Driver) one(ctx context.Context, client *http.Client, operation string) error {
	r, err := d.Request(ctx, operation, d.sent.Add(1))
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	want := http.StatusOK
	if operation == "report" {
		want = http.StatusSeeOther
	}
	if answer.StatusCode != want {
		return fmt.Errorf("%s answered %d", operation, answer.StatusCode)
	}
	return nil
}
