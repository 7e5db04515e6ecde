package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// tokens are sessions: who each of them stands for.
type tokens map[string]access.Actor

func (t tokens) Actor(_ context.Context, token string) (access.Actor, error) {
	switch token {
	case "broken":
		return access.Actor{}, errors.New("no connection")
	case "busy":
		return access.Actor{}, db.ErrBusy
	}
	who, ok := t[token]
	if !ok {
		return access.Actor{}, fault.Unauthenticated()
	}
	return who, nil
}

var amina = access.Actor{User: id.New(), Mandate: id.New(), Unit: id.New(), Role: access.Officer}

type handler = func(http.ResponseWriter, *http.Request) error

// visit opens a browser on a site with the pages; those under /inne need a session.
func visit(t *testing.T, pages map[string]handler) *webtest.Browser {
	t.Helper()
	return webtest.New(t, site(t, pages, slog.New(slog.NewTextHandler(io.Discard, nil))))
}

func site(t *testing.T, pages map[string]handler, log *slog.Logger) http.Handler {
	t.Helper()
	s := web.New(web.Options{
		Bundle:   i18n.MustLoad(web.Locale),
		Log:      log,
		Sessions: tokens{"amina": amina},
		Who: func(context.Context, access.Actor) (string, string) {
			return "Amina Rosengren", "Ekstads kommun, socialnämnden"
		},
		Demo: true,
		Now:  func() time.Time { return noon },
	})
	mux := http.NewServeMux()
	for pattern, h := range pages {
		if strings.Contains(pattern, "/inne") {
			mux.Handle(pattern, s.Handle(h))
		} else {
			mux.Handle(pattern, s.Public(h))
		}
	}
	return s.Handler(mux)
}

func signedIn(t *testing.T, pages map[string]handler) *webtest.Browser {
	t.Helper()
	b := visit(t, pages)
	b.SetCookie("samspel", "amina")
	return b
}

// says answers with the text, after having asked for access.
func says(text string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		_, err := io.WriteString(w, text)
		return err
	}
}

func fails(err error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		_, _ = io.WriteString(w, "half a page about a child")
		return err
	}
}
