package hostile_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// TestT11Noise sends what no program has thought of: addresses, queries, headers
// and bodies put together at random from what is known to be troublesome.
func TestT11Noise(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	fields := w.fields()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	enough := func(sent int64) bool { return sent >= 3_000 }
	if trialtest.Full() {
		end := time.Now().Add(10 * time.Minute)
		enough = func(int64) bool { return time.Now().After(end) }
	}
	var sent, faults atomic.Int64
	before := heap()
	var sending sync.WaitGroup
	for n := range uint64(4) {
		sending.Go(func() {
			x := noise{rand.New(rand.NewPCG(seed, n)), fields}
			for !enough(sent.Load()) {
				key := x.of(hands...)
				r := w.as(key)
				for range 25 {
					route := w.Routes[x.IntN(len(w.Routes))]
					method, header, body := x.request(route)
					a := r.Send(method, x.address(w, route, key), header, body)
					sent.Add(1)
					if a.Status >= 500 && a.Status != http.StatusServiceUnavailable || a.Status == 0 {
						faults.Add(1)
						t.Errorf("%.300s: status %d; headers %.300q; body %.300q", a, a.Status, header, body)
					}
					for _, fault := range liveMarkup(a) {
						t.Errorf("%.300s: %s", a, fault)
					}
				}
			}
		})
	}
	sending.Wait()
	w.Forget() // every request's line, which a real server does not keep
	trialtest.Tell(t, "requests", sent.Load())
	trialtest.AtMost(t, "faults", faults.Load(), 0)
	trialtest.AtMost(t, "memory kept, MB", (heap()-before)>>20, 200)
	report, err := w.App.Audit.Verify(t.Context())
	if err != nil || report.Broken != nil {
		t.Errorf("verify: %v, %v", report.Broken, err)
	}
}

// heap is how much memory is held, in bytes.
func heap() int64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// noise makes requests at random.
type noise struct {
	*rand.Rand
	fields []string
}

func (x noise) of(all ...string) string { return all[x.IntN(len(all))] }

// word is a value that has troubled some program before.
func (x noise) word() string {
	switch x.IntN(6) {
	case 0:
		return x.of("", "0", "-1", "1", "99999999999999999999999", "1e309", "NaN", "true", "null", "2026-02-30", "9999-12-31", "0000-00-00", "2026-11-23T25:61")
	case 1:
		return x.of(script, sql, "%00", "\x00", "\xff\xfe", "a\u202Eb", "\uFEFF", "😀", "=1+1", "../../etc/passwd", "${jndi:ldap://x}", "{{7*7}}", "%s%n%d")
	case 2:
		return strings.Repeat(x.of("a", "å", "\u0301", "<", "\n", " ", "%"), 1<<x.IntN(16))
	case 3:
		return x.of("school", "9901", "skicka", "spara", "yes", "no", "opened", "reporter", "officer", id.New(), "elsa@ekstad.example", "20120101-2384")
	}
	b := make([]byte, x.IntN(40))
	for i := range b {
		b[i] = byte(x.Uint32())
	}
	return string(b)
}

func (x noise) field() string {
	if x.IntN(5) == 0 {
		return x.word()
	}
	return x.of(x.fields...)
}

func (x noise) request(route worldtest.Route) (method string, h http.Header, body string) {
	method = route.Method
	if x.IntN(10) == 0 {
		method = x.of(http.MethodGet, http.MethodPost, http.MethodHead, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch)
	}
	h = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	for range x.IntN(4) {
		h.Set(x.of("Accept-Language", "Accept", "Range", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "Forwarded", "Cookie",
			"Authorization", "Idempotency-Key", "Expect", "Content-Encoding", "Referer", "User-Agent", "X-Request-Id"), clean(x.word()))
	}
	form := url.Values{}
	for range x.IntN(12) {
		form.Add(x.field(), x.word())
	}
	switch x.IntN(8) {
	case 0:
		h.Set("Content-Type", "application/json")
		body = x.of(strings.Repeat("[", 1<<x.IntN(16)), strings.Repeat(`{"a":`, 1<<x.IntN(14)), `{"a":1,"a":2}`, `{"seen":"`+x.word()+`"}`, "\xef\xbb\xbf{}")
	case 1:
		h.Set("Content-Type", "multipart/form-data; boundary=x")
		body = "--x\r\nContent-Disposition: form-data; name=\"" + clean(x.field()) + "\"; filename=\"" + clean(x.word()) + "\"\r\nContent-Type: " + x.of("image/png", "text/plain", "") +
			"\r\n\r\n" + x.of("\x89PNG\r\n\x1a\n", "%PDF-1.7", "PK\x03\x04", "") + x.word() + x.of("\r\n--x--\r\n", "", "\r\n--x\r\n")
	case 2:
		h.Set("Content-Type", clean(x.word()))
		body = x.word()
	default:
		h.Set("Content-Type", formType)
		body = form.Encode()
		if x.IntN(4) == 0 && body != "" {
			b := []byte(body)
			b[x.IntN(len(b))] = byte(x.Uint32())
			body = string(b)
		}
	}
	return method, h, body
}

func (x noise) address(w *town, route worldtest.Route, key string) string {
	target := w.address(route, key)
	if x.IntN(6) == 0 {
		target = route.Fill(func(string) string { return url.PathEscape(x.word()) })
	}
	if len(target) > 60_000 {
		target = target[:60_000]
	}
	if i := strings.LastIndexByte(target, '%'); i > len(target)-3 && i >= 0 {
		target = target[:i]
	}
	if x.IntN(3) == 0 {
		q := url.Values{}
		for range x.IntN(5) {
			q.Add(x.field(), x.word())
		}
		target += "?" + x.of(q.Encode(), q.Encode()+"&%zz", "&&;==", "?")
	}
	return target
}

// clean leaves what may stand in a header.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, s[:min(len(s), 4000)])
}
