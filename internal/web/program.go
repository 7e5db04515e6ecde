package web

import (
	"fmt"
	"mime"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
)

// programRoot is where systems ask, with credentials of their own in a header.
const programRoot = "/api/"

// isClient says whether a program asks. It has no session: a cookie opens nothing
// there, so no other site can use one.
func isClient(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, programRoot) }

// admitProgram finds out which system asks, by its token alone. Cookies are not read,
// none are set, and no other site is told that it may call.
func (s *Site) admitProgram(out *buffered, r *http.Request, mux *http.ServeMux) (err error) {
	q := requestOf(r.Context())
	if q.actor, err = s.Bearer(r.Context(), bearer(r)); err != nil {
		return fmt.Errorf("read token: %w", err)
	}
	out.Header().Set("Cache-Control", "no-store")
	handler, pattern := mux.Handler(r)
	if pattern == "" {
		return s.unrouted(out, r, handler)
	}
	mux.ServeHTTP(out, r)
	return nil
}

// bearer is the token in the header, or "".
func bearer(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") || len(token) > 128 {
		return ""
	}
	return token
}

// programLanguage is the one the system asks for first, if we have it.
func programLanguage(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	first, _, _ = strings.Cut(strings.TrimSpace(first), ";")
	for _, lang := range i18n.Languages {
		if first, _, _ = strings.Cut(first, "-"); strings.EqualFold(first, lang) {
			return lang
		}
	}
	return i18n.Languages[0]
}

// readJSON takes in what a system sends, which must say that it is JSON.
func (s *Site) readJSON(r *http.Request, q *request) (err error) {
	if q.sent, err = s.readBody(r, q); err != nil {
		return err
	}
	if len(q.sent) > 0 && !isJSON(r.Header.Get("Content-Type")) {
		return errMedia
	}
	return nil
}

func isJSON(contentType string) bool {
	kind, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/json" {
		return false
	}
	for name, value := range parameters {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return false
		}
	}
	return true
}

// Line is a one-line text that a system has sent, as a form would have it.
func Line(s string) string { return strings.Join(strings.Fields(Lines(s)), " ") }

// Lines is the same for a text of many lines.
func Lines(s string) string { return strings.TrimSpace(norm.NFC.String(plainText(s))) }

// Garbled is the error of what cannot be read at all.
func Garbled() error { return errGarbled }

// TooLarge is the error of more than may be sent.
func TooLarge() error { return errTooLarge }

// Media is the error of what is sent as something else than is taken.
func Media() error { return errMedia }

// failProgram tells an error as a [Problem].
func (s *Site) failProgram(out *buffered, r *http.Request, err error, a answer) {
	q := requestOf(r.Context())
	p := problemOf(q.local, err, a)
	h := out.Header()
	h.Set("Content-Type", problemType)
	h.Set("Content-Language", q.local.Lang())
	h.Set("Cache-Control", "no-store")
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="samspel"`)
		if r.Header.Get("Authorization") != "" {
			h.Set("WWW-Authenticate", `Bearer realm="samspel", error="invalid_token"`)
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		h.Set("Retry-After", p.retry)
	case http.StatusInternalServerError:
		p.Instance = "urn:uuid:" + q.id
	}
	out.WriteHeader(p.Status)
	_, _ = out.Write(p.encoded())
}

// isPointer says whether the field of a fault is a place in what was sent.
func isPointer(e *fault.Error) bool { return strings.HasPrefix(e.Field, "/") }
