package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samspel/internal/frame/i18n"
)

// Render draws c as the answer. Forms that are drawn again go out with 422.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}

// SeeOther sends the reader to another page of this site after something was done.
func SeeOther(w http.ResponseWriter, _ *http.Request, path string) error {
	redirect(w, LocalPath(path))
	return nil
}

func redirect(w http.ResponseWriter, target string) {
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusSeeOther)
}

const flashCookie = "samspel-flash"

// Flash leaves a message for the next page. The key must have ".flash." in it;
// the cookie carries the key and nothing about anybody.
func Flash(w http.ResponseWriter, r *http.Request, key string) {
	if !strings.Contains(key, ".flash.") {
		panic("web: " + key + " is no flash message")
	}
	http.SetCookie(w, requestOf(r.Context()).site.Cookie(flashCookie, key, 60))
}

// takeFlash reads the message left for this page. Only texts meant for it are
// said, whatever the cookie holds.
func takeFlash(w http.ResponseWriter, r *http.Request, l i18n.Localizer) string {
	if r.Method != http.MethodGet || IsAutosave(r) {
		return ""
	}
	s := requestOf(r.Context()).site
	c, err := r.Cookie(s.CookieName(flashCookie))
	if err != nil {
		return ""
	}
	http.SetCookie(w, s.Cookie(flashCookie, "", -1))
	if !strings.Contains(c.Value, ".flash.") || !l.Has(c.Value) {
		return ""
	}
	return l.T(c.Value)
}

// autosaveHeader marks a request that the autosave module made by itself.
const autosaveHeader = "Samspel-Autosave"

// IsAutosave says whether the form was sent by itself while it was being
// written, and nobody waits for a page.
func IsAutosave(r *http.Request) bool { return r.Header.Get(autosaveHeader) != "" }

// AutosaveCount is which of a page's savings an autosave is, the first being 1. The
// net may turn them round, so that an older one comes after a newer.
func AutosaveCount(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get(autosaveHeader), 10, 31)
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// Saved answers an autosave. A draft that got its address now tells it, so that
// the next save goes there.
func Saved(w http.ResponseWriter, location string) error {
	if location != "" {
		w.Header().Set("Location", LocalPath(location))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
