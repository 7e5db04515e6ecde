package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samspel/internal/app"
	"samspel/internal/frame/db"
	"samspel/test/worldtest"
)

var (
	anID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}`)
	series = regexp.MustCompile(`(?m)^samspel_[^ ]+`)
)

// What is measured says how the installation is, and nothing of anybody in it.
func TestFigures(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	w.Work()
	if err := app.Verify(w.App, t.Context()); err != nil {
		t.Fatal(err)
	}
	admin := w.App.AdminHandler(func() bool { return false })
	read := func() string {
		out := httptest.NewRecorder()
		admin.ServeHTTP(out, httptest.NewRequest("GET", "/metrics", nil))
		if got := out.Header().Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("X-Content-Type-Options: %q", got)
		}
		body, err := io.ReadAll(out.Body)
		if err != nil || out.Code != http.StatusOK {
			t.Fatalf("%d %v %s", out.Code, err, body)
		}
		return string(body)
	}
	before := len(series.FindAllString(read(), -1))
	officer := w.As("handlaggare")
	for range 3 {
		for _, page := range []string{"/orosanmalningar?sok=Noah", "/orosanmalningar/01a204f5-0eb6-7771-8443-40afe52b452c", "/finns/inte/Noah", "/halsa"} {
			officer.Get(page)
		}
		w.Nobody().Post("/logga-in", url.Values{"email": {"noah@ekstad.example"}, "password": {"fel"}, "code": {"1"}})
		w.Nobody().Do("NOAH", "/", "", "")
	}
	got := read()
	for _, want := range []string{
		`samspel_http_request_seconds_count{class="2xx",pattern="GET /orosanmalningar"} 3`,
		`samspel_http_request_seconds_count{class="4xx",pattern="GET /orosanmalningar/{matter}"} 3`,
		`samspel_http_request_seconds_count{class="4xx",pattern="none"} 6`,
		`samspel_audit_records_total{action="identity.session.start",result="refused"} 3`,
		`samspel_audit_wait_seconds_count`, `samspel_http_in_flight 0`, `samspel_http_refused_total 0`,
		`samspel_write_queue_length{database="data"} 0`, `samspel_write_batch_size_count{database="data"}`, `samspel_audit_queue_length 0`,
		`samspel_jobs_waiting`, `samspel_jobs_oldest_seconds`, `samspel_alarms_outstanding`, `samspel_audit_whole 1`, `samspel_audit_verified_timestamp_seconds`,
		`samspel_database_bytes{database="keys"}`, `samspel_build_info{engine="sqlite"`, `samspel_scrape_failures_total 0`, `go_goroutines`, `process_resident_memory_bytes`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, secret := range []string{"Noah", "noah", "Ekstad", "ekstad", officer.Token, officer.User} {
		if strings.Contains(got, secret) {
			t.Errorf("the figures say %q", secret)
		}
	}
	if found := anID.FindString(got); found != "" && !strings.Contains(got, `revision="`+found) {
		t.Errorf("the figures hold an id: %s", found)
	}
	// Asking for more of the same makes no more series.
	middle := len(series.FindAllString(got, -1))
	for _, page := range []string{"/orosanmalningar?sok=Lova", "/finns/inte/Lova", "/Lova"} {
		officer.Get(page)
	}
	if after := len(series.FindAllString(read(), -1)); after != middle || middle == before {
		t.Errorf("%d series, then %d, then %d", before, middle, after)
	}
}

func TestWatchers(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	stopping := false
	admin := w.App.AdminHandler(func() bool { return stopping })
	want := func(path string, status int) {
		t.Helper()
		out := httptest.NewRecorder()
		admin.ServeHTTP(out, httptest.NewRequest("GET", path, nil))
		if out.Code != status {
			t.Errorf("%s: status %d, want %d", path, out.Code, status)
		}
	}
	for _, path := range []string{"/", "/debug/pprof/", "/logga-in", "/orosanmalningar"} {
		want(path, http.StatusNotFound)
	}
	want("/halsa", http.StatusOK)
	want("/redo", http.StatusOK)
	stopping = true
	want("/halsa", http.StatusOK)
	want("/redo", http.StatusServiceUnavailable)
	stopping = false

	if err := w.App.Store.Close(); err != nil {
		t.Fatal(err)
	}
	want("/halsa", http.StatusServiceUnavailable)
	want("/redo", http.StatusServiceUnavailable)
}

func TestBacklog(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	w.Work()
	before, _, err := w.App.Queue.Backlog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.App.Store.Data.Write(t.Context(), func(tx *db.Tx) error {
			return w.App.Queue.Enqueue(t.Context(), tx, "audit.index", nil)
		}); err != nil {
			t.Fatal(err)
		}
	}
	after, oldest, err := w.App.Queue.Backlog(t.Context())
	if err != nil || after != before+3 || oldest.IsZero() {
		t.Errorf("%d jobs wait, then %d, the oldest since %s, %v", before, after, oldest, err)
	}
}
