package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/i18n"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

const wantPolicy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	b := signedIn(t, map[string]handler{"GET /inne": says("x")})
	for _, path := range []string{"/", "/inne", "/finns-inte", "/halsa", web.Static("samspel.css"), "/static/x/nej.css"} {
		h := b.Get(path).Header
		if got := h.Get("Content-Security-Policy"); got != wantPolicy {
			t.Errorf("%s: Content-Security-Policy %q", path, got)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: headers are missing: %v", path, h)
		}
	}
}

// Behind TLS every cookie is bound to the host, and every answer says that TLS is all
// there is.
func TestCookiesBehindTLS(t *testing.T) {
	t.Parallel()
	s := web.New(web.Options{Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.DiscardHandler), Secure: true})
	mux := http.NewServeMux()
	mux.Handle("GET /ute", s.Public(func(w http.ResponseWriter, r *http.Request) error {
		s.StartSession(w, "x")
		web.Flash(w, r, "web.flash.saved")
		return nil
	}))
	mux.Handle("GET /slut", s.Public(func(w http.ResponseWriter, _ *http.Request) error {
		s.EndSession(w)
		return nil
	}))
	h := s.Handler(mux)
	want := map[string][]string{
		"/ute":             {"__Host-samspel", "__Host-samspel-flash"},
		"/ute?lang=en":     {"__Host-samspel-lang"},
		"/slut":            {"__Host-samspel"},
		"/finns-inte":      nil,
		"/static/x/nej.js": nil,
	}
	for path, names := range want {
		p := webtest.New(t, h).Get(path)
		if got := p.Header.Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains" {
			t.Errorf("%s: Strict-Transport-Security %q", path, got)
		}
		var got []string
		for _, line := range p.Header.Values("Set-Cookie") {
			c, err := http.ParseSetCookie(line)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, c.Name)
			if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("%s: %s", path, line)
			}
		}
		if !slices.Equal(got, names) {
			t.Errorf("%s: cookies %q, want %q", path, got, names)
		}
	}
	if got := webtest.New(t, h).Get("/slut").Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data %q", got)
	}
}

func TestSignedInPagesAreNotKept(t *testing.T) {
	t.Parallel()
	b := signedIn(t, map[string]handler{"GET /inne": says("x"), "GET /ute": says("x")})
	for _, path := range []string{"/inne", "/ute", "/"} {
		if got := b.Get(path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

func TestOtherOriginsMayNotPost(t *testing.T) {
	t.Parallel()
	b := signedIn(t, map[string]handler{"POST /inne": says("done")})
	for _, from := range []string{"cross-site", "same-site"} {
		b.Header.Set("Sec-Fetch-Site", from)
		b.Post("/inne", nil).Is(403).Accessible().Lacks("body", "done")
	}
	b.Header.Set("Sec-Fetch-Site", "")
	b.Header.Set("Origin", "https://elak.example")
	b.Post("/inne", nil).Is(403)
	b.Header.Del("Origin")
	b.Header.Set("Sec-Fetch-Site", "same-origin")
	b.Post("/inne", nil).Is(200)
}

// A form that does not say where it comes from is refused; a program that shows
// credentials of its own has no session to be misused, and need not say.
func TestPostsSayWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	b := signedIn(t, map[string]handler{"POST /inne": says("done"), "POST /api/v1/x": says("signed in as nobody"), "GET /inne": says("x")})
	b.Header["Sec-Fetch-Site"] = nil
	b.Post("/inne", nil).Is(403).Accessible().Lacks("body", "done")
	b.Header["Sec-Fetch-Site"] = []string{""}
	b.Post("/inne", nil).Is(403)
	b.Get("/inne").Is(200)
	b.Post("/api/v1/x", nil).Is(200)
	b.Post("/api", nil).Is(403)
}

// No id from outside reaches the log, and each answer has one of its own.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := webtest.New(t, site(t, map[string]handler{"GET /ute": says("x")}, slog.New(slog.NewTextHandler(&log, nil))))
	b.Header.Set("X-Request-Id", "Noah-Lindh")
	seen := map[string]bool{}
	for _, path := range []string{"/ute", "/ute", "/finns-inte", "/halsa"} {
		got := b.Get(path).Header.Get("X-Request-Id")
		if len(got) != 36 || seen[got] || !strings.Contains(log.String(), got) {
			t.Errorf("%s: request id %q", path, got)
		}
		seen[got] = true
	}
	if strings.Contains(log.String(), "Noah") {
		t.Error("the log holds an id from outside")
	}
}

func TestAddressesThatAreNotText(t *testing.T) {
	t.Parallel()
	b := visit(t, map[string]handler{"GET /barn/{id}": says("x")})
	for _, path := range []string{"/barn/%00", "/barn/%ff", "/barn/1?q=%00", "/barn/1?q=%ff%fe", "/barn/1?%00=1", "/barn/1?q=%zz"} {
		b.Get(path).Is(400).Accessible()
	}
	b.Do("BREW", "/barn/1", "", "").Is(405)
	if allow := b.Post("/barn/1", nil).Is(405).Header.Get("Allow"); !strings.Contains(allow, "GET") {
		t.Errorf("Allow: %q", allow)
	}
}

func TestBodiesNoFormHas(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	tests := []struct {
		name, contentType, body string
		want                    int
	}{
		{"an ordinary form", form, "a=1&b=2", 200},
		{"nothing at all", "", "", 200},
		{"ten thousand fields", form, strings.Repeat("a=1&", 10_000), 413},
		{"ten thousand empty fields", form, strings.Repeat("&", 10_000), 413},
		{"two megabytes", form, "a=" + strings.Repeat("x", 2<<20), 413},
		{"wrong UTF-8 in a value", form, "a=%ff%fe", 400},
		{"wrong UTF-8 in a name", form, "%ff=a", 400},
		{"NUL in a value", form, "a=b%00c", 400},
		{"NUL in a name", form, "a%00=c", 400},
		{"half an escape", form, "a=%4", 400},
		{"a semicolon as divider", form, "a=1;b=2", 400},
		{"JSON", "application/json", `{"a":1}`, 415},
		{"a file upload", "multipart/form-data; boundary=x", "--x--", 415},
		{"no content type", "", "a=1", 415},
		{"a garbled content type", ";;;", "a=1", 415},
		{"SQL and script are just text", form, "a=" + url.QueryEscape(`'; DROP TABLE x; -- <script>alert(1)</script>`), 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := signedIn(t, map[string]handler{"POST /inne": says("ok")})
			b.Do(http.MethodPost, "/inne", tt.contentType, tt.body).Is(tt.want)
		})
	}
}

func TestLanguageIsRemembered(t *testing.T) {
	t.Parallel()
	b := visit(t, nil)
	b.Get("/").Is(200).Has("h1", "Barn ska inte behöva samordna sina vuxna")
	b.Get("/tillganglighet?lang=en&x=1").SendsTo("/tillganglighet?x=1")
	if got := b.Get("/").Has("h1", "Children should not have to").Attr("html", "lang"); got != "en" {
		t.Errorf("lang = %q", got)
	}
	b.Get("/?lang=klingon").Is(200).Has("h1", "Children should not have to")
	b.Get("//elak.example/?lang=sv")
	if to := b.Get("//elak.example?lang=sv").Location(); strings.HasPrefix(to, "//") {
		t.Errorf("leads to %q", to)
	}
}

func TestFlashIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := visit(t, map[string]handler{"POST /spara": func(w http.ResponseWriter, r *http.Request) error {
		web.Flash(w, r, "web.flash.saved")
		return web.SeeOther(w, r, "/stil")
	}})
	b.Follow(b.Post("/spara", nil)).Has(".s-note[role=status]", "Sparat.")
	if b.Get("/stil").Count(".s-wrap > .s-note") != 0 || b.Cookie("samspel-flash") != "" {
		t.Error("the message is said twice")
	}
	b.SetCookie("samspel-flash", "web.error.absent.title")
	b.Get("/stil").Lacks("main", "Sidan finns inte")
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	b := visit(t, nil)
	p := b.Get("/")
	for _, n := range p.All("link[href]") {
		for _, a := range n.Attr {
			if a.Key == "href" {
				css := b.Get(a.Val).Is(200)
				if got := css.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
					t.Errorf("%s: Cache-Control %q", a.Val, got)
				}
			}
		}
	}
	b.Get("/static/000000000000/samspel.css").Is(200)
	b.Get("/static/000000000000/../../site.go").Is(404)
	if got := b.Get(web.Static("js/autosave.js")).Is(200).Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}
