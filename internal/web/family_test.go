package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/web"
)

// The way out leads away whatever happens, and ends the sign-in unless another site has
// led there.
func TestLeave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, token string
		fails       error
		ended       []string
		keeps       bool
	}{
		"another site's link":            {from: "cross-site", token: "barn", keeps: true},
		"a neighbouring site's link":     {from: "same-site", token: "barn", keeps: true},
		"a token that is no text":        {from: "same-origin", token: "\x01", ended: []string{""}},
		"a session that cannot be read":  {from: "same-origin", token: "broken", ended: []string{"broken"}},
		"a session that cannot be ended": {from: "same-origin", token: "barn", fails: errors.New("no connection"), ended: []string{"barn"}},
		"nobody":                         {from: "same-origin", ended: []string{""}},
		"a child":                        {from: "same-origin", token: "barn", ended: []string{"barn"}},
		"a child who wrote the address":  {from: "none", token: "barn", ended: []string{"barn"}},
		"a child with an older browser":  {token: "barn", ended: []string{"barn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ended []string
			s := web.New(web.Options{
				Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
				Sessions: tokens{"barn": {User: "barn", Role: access.Family}},
				SignOutFamily: func(_ context.Context, token string) error {
					ended = append(ended, token)
					return c.fails
				},
			})
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/familj/lamna", nil)
			r.Header = http.Header{"Sec-Fetch-Site": {c.from}, "Cookie": {"samspel=" + c.token}}
			w := httptest.NewRecorder()
			s.Handler(http.NewServeMux()).ServeHTTP(w, r)
			a := w.Result()
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "https://www.smhi.se/" || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("status %d, to %q, %q", a.StatusCode, a.Header.Get("Location"), a.Header.Get("Cache-Control"))
			}
			if !slices.Equal(ended, c.ended) {
				t.Errorf("ended %q, want %q", ended, c.ended)
			}
			cookies := strings.Join(a.Header["Set-Cookie"], "\n")
			if forgets := strings.Contains(cookies, "samspel=; ") && strings.Contains(a.Header.Get("Clear-Site-Data"), `"cookies"`); forgets == c.keeps {
				t.Errorf("cookies %q, clears %q", cookies, a.Header.Get("Clear-Site-Data"))
			}
		})
	}
}
