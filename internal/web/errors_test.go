package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

func TestErrorTable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"something typed is wrong", fault.Invalid("x", "web.form.date"), 422},
		{"several things are wrong", fault.List{fault.Invalid("x", "web.form.date")}, 422},
		{"a rule says no", fault.Refused("web.form.choice"), 409},
		{"nothing there", fault.Absent(), 404},
		{"not yours", fault.Private(), 404},
		{"not yours, wrapped", fmt.Errorf("load matter 1: %w", fault.Private()), 404},
		{"not allowed", fault.Forbidden("web.form.choice"), 403},
		{"busy", fault.Busy(), 503},
		{"the database is busy", fmt.Errorf("load: %w", db.ErrBusy), 503},
		{"the disc is full", db.ErrFull, 507},
		{"the disc is full when the change is recorded", fmt.Errorf("%w: %w", audit.ErrUnrecorded, db.ErrFull), 507},
		{"the disc fails", db.ErrDisc, 503},
		{"the databases are closed", db.ErrClosed, 503},
		{"a change that cannot be recorded", fmt.Errorf("add: %w: %w", audit.ErrUnrecorded, errors.New("no table")), 503},
		{"the database gave up by itself", context.Canceled, 500},
		{"out of time", context.DeadlineExceeded, 503},
		{"no such row is nobody's business", db.ErrNotFound, 500},
		{"anything else", errors.New("Noah Lindh, 20120101-2384"), 500},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := signedIn(t, map[string]handler{"GET /inne": fails(tt.err)}).Get("/inne")
			p.Is(tt.want).Accessible()
			p.Lacks("body", "half a page").Lacks("body", "Lindh").Lacks("body", "web.")
			tail := strings.ToUpper(p.Header.Get("X-Request-Id"))
			if says := tail != "" && strings.Contains(p.Text("main"), tail[28:32]+"-"+tail[32:]); says != (tt.want >= 500) {
				t.Errorf("the page says the reference %s: %v", tail, says)
			}
			if p.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control: %q", p.Header.Get("Cache-Control"))
			}
			if (p.Header.Get("Retry-After") != "") != (tt.want == 503 || tt.want == 507) {
				t.Errorf("Retry-After: %q with %d", p.Header.Get("Retry-After"), tt.want)
			}
		})
	}
}

func TestNotYoursEqualsNotThere(t *testing.T) {
	t.Parallel()
	b := signedIn(t, map[string]handler{
		"GET /inne/privat/{id}":  fails(fault.Private()),
		"GET /inne/saknas/{id}":  fails(fault.Absent()),
		"POST /inne/privat/{id}": fails(fault.Private()),
	})
	want := b.Get("/finns-inte-alls").Is(404)
	for _, got := range []*webtest.Page{
		b.Get("/inne/privat/0190"), b.Get("/inne/saknas/0190?q=Noah"), b.Post("/inne/privat/7", nil),
	} {
		if got.Is(404).Body != want.Body {
			t.Errorf("%s: another page than for what is not there:\n%s\n%s", got.Path, got.Body, want.Body)
		}
		for _, name := range []string{"Content-Length", "Cache-Control", "Content-Type"} {
			if got.Header.Get(name) != want.Header.Get(name) {
				t.Errorf("%s: %s %q, want %q", got.Path, name, got.Header.Get(name), want.Header.Get(name))
			}
		}
	}
}

func TestWhoeverNeverAskedShowsNothing(t *testing.T) {
	t.Parallel()
	p := signedIn(t, map[string]handler{"GET /inne": func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "Noah Lindh")
		return err
	}}).Get("/inne")
	p.Is(500).Lacks("body", "Noah")
}

func TestAskingNobodyLeadsToSignIn(t *testing.T) {
	t.Parallel()
	b := visit(t, map[string]handler{"GET /inne/a": says("hemligt"), "POST /inne/a": says("hemligt")})
	b.Get("/inne/a").SendsTo("/logga-in?till=%2Finne%2Fa")
	b.Get("/inne/a?sida=2").SendsTo("/logga-in?till=%2Finne%2Fa%3Fsida%3D2")
	b.Post("/inne/a", nil).SendsTo("/logga-in")
	b.SetCookie("samspel", "old")
	b.Get("/inne/a").SendsTo("/logga-in?till=%2Finne%2Fa")
	b.Header.Set("Samspel-Autosave", "1")
	b.Post("/inne/a", nil).Is(401)
}

func TestSessionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := visit(t, map[string]handler{"GET /inne": says("hemligt")})
	b.SetCookie("samspel", "broken")
	b.Get("/inne").Is(500).Lacks("body", "hemligt")
	b.SetCookie("samspel", "busy")
	b.Get("/inne").Is(503).Lacks("body", "hemligt")
	b.SetCookie("samspel", strings.Repeat("x", 5000))
	b.Get("/inne").SendsTo("/logga-in?till=%2Finne")
}

func TestPanicTellsNothing(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := webtest.New(t, site(t, map[string]handler{"GET /oj": func(http.ResponseWriter, *http.Request) error {
		panic("Noah Lindh")
	}}, slog.New(slog.NewTextHandler(&log, nil))))
	p := b.Get("/oj").Is(500).Lacks("body", "Noah")
	if strings.Contains(log.String(), "Noah") {
		t.Error("the log holds what the panic said")
	}
	reference := p.Text("main")
	if _, after, ok := strings.Cut(reference, "Säg numret "); !ok || !strings.Contains(log.String(), after[:9]) {
		t.Errorf("no reference that the log knows in %q", reference)
	}
}

func TestTheLogKeepsNoAddress(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := webtest.New(t, site(t, map[string]handler{"GET /barn/{id}": says("x")}, slog.New(slog.NewTextHandler(&log, nil))))
	b.Get("/barn/Noah?q=Lindh").Is(200)
	b.Get("/finns/inte/Noah?q=Lindh").Is(404)
	if got := log.String(); strings.Contains(got, "Noah") || strings.Contains(got, "Lindh") {
		t.Errorf("the log holds the address: %s", got)
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/arenden/1?flik=2":    "/arenden/1?flik=2",
		"":                     "/",
		"arenden":              "/",
		"//elak.example":       "/",
		"/\\elak.example":      "/",
		"https://elak.example": "/",
		"javascript:alert(1)":  "/",
		"/a\r\nSet-Cookie: x":  "/",
		"/%zz":                 "/",
		"/\t/elak.example":     "/",
	} {
		if got := web.LocalPath(path); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", path, got, want)
		}
	}
}
