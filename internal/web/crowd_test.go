package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/html"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// house is a site whose pages wait until they are let go.
type house struct {
	http.Handler
	log  bytes.Buffer
	gate chan struct{}
	seen []web.Observation
	mu   sync.Mutex
}

func newHouse(readers int) *house {
	h := &house{gate: make(chan struct{})}
	s := web.New(web.Options{
		Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.NewTextHandler(&h.log, nil)), Sessions: tokens{"amina": amina}, Readers: readers,
		Operator: web.Operator{Phone: "0555-10 20 30, dygnet runt"},
		Observe: func(o web.Observation) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.seen = append(h.seen, o)
		},
	})
	wait := func(_ http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		select {
		case <-h.gate:
			return nil
		case <-r.Context().Done():
			return r.Context().Err()
		}
	}
	mux := http.NewServeMux()
	for _, pattern := range []string{"GET /lista", "POST /skicka", "POST /api/v1/x"} {
		mux.Handle(pattern, s.Public(wait))
	}
	mux.Handle("POST /inne", s.Handle(wait))
	h.Handler = s.Handler(mux)
	return h
}

func (h *house) ask(method, path, token string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	h.ServeHTTP(out, request(context.Background(), method, path, token, body, header...))
	return out
}

func request(ctx context.Context, method, path, token string, body io.Reader, header ...string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "samspel", Value: token})
	}
	return r
}

func TestWhoeverFindsNoPlaceIsAskedToComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		answers := make(chan int, 100)
		for range 100 { // two at work and four in line; the rest are refused at once, and those in line when they tire
			go func() { answers <- h.ask("GET", "/lista", "", nil).Code }()
		}
		synctest.Wait()
		if got := len(answers); got != 94 {
			t.Errorf("%d refused at once, want 94", got)
		}
		for range 98 {
			if got := <-answers; got != http.StatusServiceUnavailable {
				t.Errorf("status %d", got)
			}
		}
		for _, tt := range []struct {
			name, language string
			want           string
		}{{"swedish", "", "Vänta fem sekunder"}, {"english", "en", "Wait five seconds"}} {
			out := h.ask("GET", "/lista", "", nil, "Cookie", "samspel-lang="+tt.language)
			if out.Code != 503 || out.Header().Get("Retry-After") == "" || out.Header().Get("Cache-Control") != "no-store" || out.Header().Get("X-Request-Id") == "" {
				t.Errorf("%s: %d, %v", tt.name, out.Code, out.Header())
			}
			if !strings.Contains(out.Body.String(), "0555-10 20 30, dygnet runt") {
				t.Errorf("%s: the page does not say whom to call", tt.name)
			}
			if _, err := html.Parse(out.Body); err != nil || !strings.Contains(h.ask("GET", "/lista", "", nil, "Cookie", "samspel-lang="+tt.language).Body.String(), tt.want) {
				t.Errorf("%s: the page does not say what to do next", tt.name)
			}
		}
		if got := h.ask("GET", "/halsa", "", nil).Code; got != http.StatusOK {
			t.Errorf("a watcher is answered %d", got)
		}
		if got := h.ask("GET", web.Static("samspel.css"), "", nil).Code; got != http.StatusOK {
			t.Errorf("a static file is answered %d", got)
		}
		// Those who write have places of their own, staff and strangers apart.
		go func() { answers <- h.ask("POST", "/inne", "amina", strings.NewReader("a=1")).Code }()
		go func() { answers <- h.ask("POST", "/skicka", "", strings.NewReader("a=1")).Code }()
		close(h.gate)
		for range 4 {
			if got := <-answers; got != http.StatusOK {
				t.Errorf("somebody with a place is answered %d", got)
			}
		}
		if lines := strings.Count(h.log.String(), "too many at once"); lines == 0 || lines > 3 {
			t.Errorf("the log is told %d times", lines)
		}
		refused := 0
		for _, o := range h.seen {
			if o.Refused {
				refused++
			}
		}
		if refused != 102 {
			t.Errorf("%d refusals observed, want 102", refused)
		}
		if got := h.ask("GET", "/lista", "", nil).Code; got != http.StatusOK {
			t.Errorf("afterwards: %d", got)
		}
	})
}

// A storm of strangers' forms leaves room for those who have signed in, and what is
// refused says that the form is still in the browser.
func TestStrangersDoNotCrowdStaffOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		answers := make(chan *httptest.ResponseRecorder, 500)
		for range 500 {
			go func() { answers <- h.ask("POST", "/skicka", "", strings.NewReader("a=1")) }()
		}
		synctest.Wait()
		done := make(chan int, 1)
		go func() { done <- h.ask("POST", "/inne", "amina", strings.NewReader("a=1")).Code }()
		for range 420 {
			if out := <-answers; out.Code != 503 || !strings.Contains(out.Body.String(), "det finns kvar i webbläsaren") || !strings.Contains(out.Body.String(), "0555-10 20 30") {
				t.Fatalf("%d %s", out.Code, out.Body)
			}
		}
		close(h.gate)
		if got := <-done; got != http.StatusOK {
			t.Errorf("staff is answered %d", got)
		}
	})
}

func TestProgramsAreRefusedInTheirOwnWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		for i := range 32 {
			go h.ask("POST", "/inne", "amina", strings.NewReader(fmt.Sprint("a=", i)))
		}
		synctest.Wait()
		defer close(h.gate)
		if out := h.ask("POST", "/api/v1/x", "", strings.NewReader("{}")); out.Code != 503 || out.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("a program is answered %d %s", out.Code, out.Header().Get("Content-Type"))
		}
		if out := h.ask("POST", "/inne", "amina", strings.NewReader("a=1"), "Samspel-Autosave", "1"); out.Code != 503 || out.Body.Len() != 0 {
			t.Errorf("what saves itself is answered %d, %d bytes", out.Code, out.Body.Len())
		}
	})
}

// slow is a body that never comes.
type slow struct{ context.Context }

func (s slow) Read([]byte) (int, error) {
	<-s.Done()
	return 0, s.Err()
}

// Whoever sends a body slowly holds nobody's place.
func TestSlowBodiesHoldNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		ctx, cancel := context.WithCancel(t.Context())
		for range 1000 {
			go func() {
				h.ServeHTTP(httptest.NewRecorder(), request(ctx, "POST", "/inne", "amina", slow{ctx}))
			}()
		}
		synctest.Wait()
		close(h.gate)
		if got := h.ask("POST", "/inne", "amina", strings.NewReader("a=1")).Code; got != http.StatusOK {
			t.Errorf("a quick one is answered %d", got)
		}
		cancel()
		synctest.Wait()
	})
}

// held is a body whose last byte never comes.
type held struct {
	slow
	left int
}

func (h *held) Read(b []byte) (int, error) {
	if h.left == 0 {
		return h.slow.Read(b)
	}
	n := min(len(b), h.left)
	h.left -= n
	return n, nil
}

// What strangers hold back fills their own purse, never that of those who have signed in.
func TestBodiesHeldBackAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		ctx, cancel := context.WithCancel(t.Context())
		refused := make(chan int, 200)
		for range 200 {
			go func() {
				out := httptest.NewRecorder()
				h.ServeHTTP(out, request(ctx, "POST", "/skicka", "", &held{slow{ctx}, 1<<20 - 1}))
				refused <- out.Code
			}()
		}
		synctest.Wait()
		if got := len(refused); got < 200-33 {
			t.Errorf("%d of 200 megabytes are refused", got)
		}
		close(h.gate)
		if got := h.ask("POST", "/inne", "amina", strings.NewReader("a=1")).Code; got != http.StatusOK {
			t.Errorf("staff is answered %d", got)
		}
		cancel()
		synctest.Wait()
		if got := h.ask("POST", "/skicka", "", strings.NewReader("a=1")).Code; got != http.StatusOK {
			t.Errorf("afterwards a stranger is answered %d", got)
		}
	})
}

// A reader who hangs up while the record waits is no fault of the installation.
func TestHangingUpIsNoError(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := site(t, map[string]handler{
		"GET /inne/barrier": func(w http.ResponseWriter, r *http.Request) error {
			access.MarkAsked(r.Context())
			_, err := io.WriteString(w, "Noah Lindh")
			hangUp(r)
			return err
		},
		"GET /inne/flow": func(_ http.ResponseWriter, r *http.Request) error {
			hangUp(r)
			return r.Context().Err()
		},
	}, slog.New(slog.NewTextHandler(&log, nil)))
	for path, want := range map[string]int{"/inne/barrier": 200, "/inne/flow": 499} {
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), hangUpKey{}, new(context.CancelFunc)))
		*ctx.Value(hangUpKey{}).(*context.CancelFunc) = cancel
		out := httptest.NewRecorder()
		h.ServeHTTP(out, request(ctx, "GET", path, "amina", nil))
		if out.Code != want || want == 499 && out.Body.Len() > 0 {
			t.Errorf("%s: status %d, %q", path, out.Code, out.Body)
		}
	}
	if strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), "status=499") {
		t.Errorf("the log says %s", &log)
	}
}

type hangUpKey struct{}

func hangUp(r *http.Request) { (*r.Context().Value(hangUpKey{}).(*context.CancelFunc))() }

// Who comes to a line that does not end is told sooner than in a moment's rush; who has
// written something is given the same time always.
func TestALineThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(2)
		sent := 0
		form := func() io.Reader { sent++; return strings.NewReader(fmt.Sprint("a=", sent)) }
		waited := func(method, path, token string) time.Duration {
			began := time.Now()
			if got := h.ask(method, path, token, form()).Code; got != http.StatusServiceUnavailable {
				t.Errorf("status %d", got)
			}
			return time.Since(began)
		}
		var busy sync.WaitGroup
		for range 2 {
			busy.Go(func() { h.ask("GET", "/lista", "", nil) })
		}
		for range 32 {
			body := form()
			busy.Go(func() { h.ask("POST", "/inne", "amina", body) })
		}
		synctest.Wait()
		rush, written := waited("GET", "/lista", ""), waited("POST", "/inne", "amina")
		time.Sleep(time.Second)
		if later := waited("GET", "/lista", ""); later >= rush {
			t.Errorf("%v in a rush and %v in a line that does not end", rush, later)
		}
		if later := waited("POST", "/inne", "amina"); later != written {
			t.Errorf("a form waited %v and then %v", written, later)
		}
		close(h.gate)
		busy.Wait()
	})
}

// What is not there and what is not the reader's are answered at the same moments,
// however long it took to find out.
func TestWhatIsNotThereIsAnsweredAtEvenMoments(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := web.New(web.Options{Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.DiscardHandler), AbsentAfter: 25 * time.Millisecond})
		mux := http.NewServeMux()
		mux.Handle("GET /{took}", s.Public(func(_ http.ResponseWriter, r *http.Request) error {
			took, err := time.ParseDuration(r.PathValue("took"))
			if err != nil {
				return nil
			}
			time.Sleep(took)
			return fault.Absent()
		}))
		h := s.Handler(mux)
		for path, want := range map[string]time.Duration{
			"/0s": 25 * time.Millisecond, "/7ms": 25 * time.Millisecond, "/24ms": 25 * time.Millisecond, "/26ms": 50 * time.Millisecond,
			"/no/page": 25 * time.Millisecond, "/there": 0,
		} {
			began := time.Now()
			h.ServeHTTP(httptest.NewRecorder(), request(t.Context(), "GET", path, "", nil))
			if got := time.Since(began); got != want {
				t.Errorf("%s took %v, want %v", path, got, want)
			}
		}
	})
}
