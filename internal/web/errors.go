package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
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
	// reference is what the reader can say to whoever looks in the log; "" where
	// the page must be the same for everybody.
	reference string
	// calls says that the text sends the reader to the phone.
	calls bool
	// written is what the reader wrote, which is in no form of theirs any more.
	written []string
	// back is the page that the form stood on; "" when nobody knows which.
	back string
	// signIn is where somebody who has been signed out signs in.
	signIn string
}

// statusHungUp is what the log says of a request whose reader did not wait for the answer.
const statusHungUp = 499

// hungUp says whether the request failed because its reader had gone.
func hungUp(r *http.Request, err error) bool {
	return errors.Is(err, context.Canceled) && errors.Is(r.Context().Err(), context.Canceled)
}

// retryAfter is in seconds.
const retryAfter = "5"

// answerTo is the only place that turns errors into statuses.
func answerTo(err error) answer {
	switch {
	case errors.Is(err, errUnrecorded):
		return answer{status: http.StatusServiceUnavailable, title: "web.error.unrecorded.title", text: "web.error.unrecorded.text"}
	case errors.Is(err, db.ErrFull):
		return answer{status: http.StatusInsufficientStorage, title: "web.error.full.title", text: "web.error.full.text"}
	case errors.Is(err, audit.ErrUnrecorded), errors.Is(err, db.ErrDisc), errors.Is(err, db.ErrClosed):
		return answer{status: http.StatusServiceUnavailable, title: "web.error.unsaved.title", text: "web.error.unsaved.text"}
	case errors.As(err, new(Hurried)):
		return answer{status: http.StatusTooManyRequests}
	case errors.Is(err, errCrowded):
		return crowdedAnswer(true)
	case errors.Is(err, errOrigin):
		return answer{status: http.StatusForbidden, title: "web.error.origin.title", text: "web.error.origin.text"}
	case errors.Is(err, errMethod):
		return answer{status: http.StatusMethodNotAllowed, title: "web.error.method.title", text: "web.error.method.text"}
	case errors.Is(err, errGarbled):
		return answer{status: http.StatusBadRequest, title: "web.error.garbled.title", text: "web.error.garbled.text"}
	case errors.Is(err, errTooLarge):
		return answer{status: http.StatusRequestEntityTooLarge, title: "web.error.too_large.title", text: "web.error.too_large.text"}
	case errors.Is(err, errMedia):
		return answer{status: http.StatusUnsupportedMediaType, title: "web.error.garbled.title", text: "web.error.garbled.text"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, db.ErrBusy):
		return answer{status: http.StatusServiceUnavailable, title: "web.error.busy.title", text: "web.error.busy.text"}
	}
	reason := first(err)
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		return answer{status: http.StatusUnprocessableEntity, title: "web.error.invalid.title", text: reason.Key, args: reason.Args}
	case fault.KindRefused:
		return answer{status: http.StatusConflict, title: "web.error.refused.title", text: reason.Key, args: reason.Args}
	case fault.KindAbsent, fault.KindPrivate:
		return answer{status: http.StatusNotFound, title: "web.error.absent.title", text: "web.error.absent.text"}
	case fault.KindForbidden:
		return answer{status: http.StatusForbidden, title: "web.error.forbidden.title", text: reason.Key, args: reason.Args}
	case fault.KindUnproven:
		return answer{status: http.StatusForbidden, title: "web.error.prove.title", text: "web.error.prove.text"}
	case fault.KindUnauthenticated:
		return answer{status: http.StatusUnauthorized, title: "web.cover.title", text: "web.error.signed_out.text"}
	case fault.KindBusy:
		return answer{status: http.StatusServiceUnavailable, title: "web.error.busy.title", text: "web.error.busy.text"}
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
	if fault.KindOf(err) == fault.KindUnproven && s.Prove != nil && !isClient(r) {
		if err = s.Prove(out, r); err == nil {
			return
		}
		out.discard()
	}
	q := requestOf(r.Context())
	if hungUp(r, err) {
		out.WriteHeader(statusHungUp)
		return
	}
	a := answerTo(err)
	if a.status >= http.StatusInternalServerError {
		level := slog.LevelError
		if errors.Is(err, errCrowded) {
			level = slog.LevelWarn // nothing is wrong with the program
		}
		s.Log.LogAttrs(r.Context(), level, "request failed",
			slog.String("request", q.id), slog.String("reference", reference(q.id)),
			slog.String("pattern", r.Pattern), slog.Int("status", a.status), slog.String("error", err.Error()))
	}
	if isClient(r) {
		s.failProgram(out, r, err, a)
		return
	}
	switch a.status {
	case http.StatusUnauthorized:
		if IsAutosave(r) {
			out.WriteHeader(a.status)
			return
		}
		if a.written = written(q.form); len(a.written) == 0 {
			redirect(out, signInPath(r))
			return
		}
		a.signIn = signInPath(r)
		out.Header().Set("Cache-Control", "no-store")
	case http.StatusConflict:
		a.written, a.back = written(q.form), cameFrom(r)
	case http.StatusNotFound:
		a.written = written(q.form)
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		out.Header().Set("Retry-After", retryAfter)
	}
	if a.status >= http.StatusInternalServerError {
		out.Header().Set("Cache-Control", "no-store")
		a.reference = reference(q.id)
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
	if isFamilys(r) {
		return FamilySignIn
	}
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

// cameFrom is the page of this site that a form was sent from: to load the answer again
// would only send it again.
func cameFrom(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || r.Method != http.MethodPost || from.Path == "" || from.Host != r.Host {
		return ""
	}
	return LocalPath(from.RequestURI())
}

// written is what somebody wrote in a form, in their own words: two or more of them, of
// which none is one of our ids.
func written(form url.Values) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if slices.Contains(secrets, name) {
			continue
		}
		for _, text := range form[name] {
			words := strings.Fields(text)
			if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return id.Valid(w[:min(len(w), idLength)]) }) {
				all = append(all, strings.TrimSpace(text))
			}
		}
	}
	return all
}

// secrets are the fields that are never shown again, whatever has become of the form.
var secrets = []string{"password", "present", "code", "invitation", "client_secret"}

// idLength is how long an id is; in some fields more stands after it.
const idLength = 36
