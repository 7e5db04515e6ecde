package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// errUnrecorded is an answer whose audit record could not be kept.
var errUnrecorded = errors.New("not recorded")

// answer is how one kind of error is told: the status, and the keys of its
// title and of what to do next.
type answer struct {
	status int
	title  string
	text   string
	args   []any
}

// retryAfter is in seconds.
const retryAfter = "5"

// answerTo is the only place that turns errors into statuses.
func answerTo(err error) answer {
	switch {
	case errors.Is(err, errUnrecorded):
		return answer{http.StatusServiceUnavailable, "web.error.unrecorded.title", "web.error.unrecorded.text", nil}
	case errors.Is(err, errOrigin):
		return answer{http.StatusForbidden, "web.error.origin.title", "web.error.origin.text", nil}
	case errors.Is(err, errMethod):
		return answer{http.StatusMethodNotAllowed, "web.error.method.title", "web.error.method.text", nil}
	case errors.Is(err, errGarbled):
		return answer{http.StatusBadRequest, "web.error.garbled.title", "web.error.garbled.text", nil}
	case errors.Is(err, errTooLarge):
		return answer{http.StatusRequestEntityTooLarge, "web.error.too_large.title", "web.error.too_large.text", nil}
	case errors.Is(err, errMedia):
		return answer{http.StatusUnsupportedMediaType, "web.error.garbled.title", "web.error.garbled.text", nil}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, db.ErrBusy), errors.Is(err, db.ErrFull):
		return answer{http.StatusServiceUnavailable, "web.error.busy.title", "web.error.busy.text", nil}
	}
	reason := first(err)
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		return answer{http.StatusUnprocessableEntity, "web.error.invalid.title", reason.Key, reason.Args}
	case fault.KindRefused:
		return answer{http.StatusConflict, "web.error.refused.title", reason.Key, reason.Args}
	case fault.KindAbsent, fault.KindPrivate:
		return answer{http.StatusNotFound, "web.error.absent.title", "web.error.absent.text", nil}
	case fault.KindForbidden:
		return answer{http.StatusForbidden, "web.error.forbidden.title", reason.Key, reason.Args}
	case fault.KindUnauthenticated:
		return answer{http.StatusUnauthorized, "web.error.sign_in.title", "web.error.sign_in.text", nil}
	case fault.KindBusy:
		return answer{http.StatusServiceUnavailable, "web.error.busy.title", "web.error.busy.text", nil}
	}
	return answer{status: http.StatusInternalServerError, title: "web.error.internal.title", text: "web.error.internal.text"}
}

func first(err error) *fault.Error {
	if all := fault.All(err); len(all) > 0 {
		return all[0]
	}
	return &fault.Error{}
}

// fail throws away what the handler wrote and tells the error instead.
func (s *Site) fail(out *buffered, r *http.Request, err error) {
	out.discard()
	q := requestOf(r.Context())
	a := answerTo(err)
	if a.status >= http.StatusInternalServerError {
		s.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("request", q.id), slog.String("reference", reference(q.id)),
			slog.String("pattern", r.Pattern), slog.Int("status", a.status), slog.String("error", err.Error()))
	}
	switch a.status {
	case http.StatusUnauthorized:
		if IsAutosave(r) {
			out.WriteHeader(a.status)
			return
		}
		redirect(out, signInPath(r))
		return
	case http.StatusServiceUnavailable:
		out.Header().Set("Retry-After", retryAfter)
	case http.StatusInternalServerError:
		a.args = []any{"reference", reference(q.id)}
	}
	if a.status >= http.StatusInternalServerError {
		out.Header().Set("Cache-Control", "no-store")
	}
	q.blank = true
	q.bare = a.status >= http.StatusInternalServerError
	// The request's time may be up; the page that says so is drawn all the same.
	ctx := context.WithoutCancel(r.Context())
	if err := Render(out, r.WithContext(ctx), a.status, errorPage(a)); err != nil {
		out.discard()
		out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		out.WriteHeader(http.StatusInternalServerError)
		_, _ = out.Write([]byte(reference(q.id)))
	}
}

// reference is the part of a request id that a person can read out over the phone.
func reference(requestID string) string {
	tail := strings.ToUpper(strings.ReplaceAll(requestID, "-", ""))
	if len(tail) < 8 {
		return tail
	}
	tail = tail[len(tail)-8:]
	return tail[:4] + "-" + tail[4:]
}

// signInPath leads to the sign-in page and back again. Only a page that was
// asked for with GET can be come back to.
func signInPath(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.Path == "/" {
		return "/logga-in"
	}
	return "/logga-in?till=" + url.QueryEscape(r.URL.RequestURI())
}

// LocalPath is path when it is an address on this site, and "/" when it would
// lead anywhere else.
func LocalPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t\x00") {
		return "/"
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || u.Scheme != "" || u.User != nil {
		return "/"
	}
	return path
}
