package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

const (
	// answerWithin is how long a handler may work before the reader is asked to try again.
	answerWithin = 10 * time.Second
	// maxBody is the most a request may carry.
	maxBody = 1 << 20
)

const policy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Handler mounts the site's own pages in mux and puts the chain in front of it:
// static files, headers, request id, a place to work, panic guard, time limit,
// language, origin check, session, and only then the page.
func (s *Site) Handler(mux *http.ServeMux) http.Handler {
	s.mount(mux)
	s.drawRefusals()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.setHeaders(w.Header())
		if strings.HasPrefix(r.URL.Path, staticRoot) {
			hurry(w)
			serveStatic(w, r)
			return
		}
		started := s.Now()
		even := s.evenMoments()
		q := &request{site: s, id: id.New(), path: r.URL.Path, local: s.language(r)}
		w.Header().Set("X-Request-Id", q.id)
		defer q.turn.give()
		defer q.stream.give()
		if r.URL.Path != healthPath && !q.turn.take(r.Context(), s.crowdOf(r)) {
			s.refuse(w, r, q.local.Lang())
			s.Observe(Observation{Status: http.StatusServiceUnavailable, Took: s.Now().Sub(started), Refused: true})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), timeFor(r, mux))
		defer cancel()
		ctx = context.WithValue(ctx, requestKey{}, q)
		ctx = i18n.With(ctx, q.local)
		r = r.WithContext(ctx)
		q.conn, q.body = w, r.Body
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)

		out := newBuffered()
		defer out.release()
		s.guard(out, r, mux)
		q.turn.give()
		s.observe(r, q, out.status, s.Now().Sub(started))
		if out.status == http.StatusNotFound {
			even.await(r.Context())
		}
		out.send(w)
	})
}

// healthPath is asked for by watchers, who must have an answer when others have none.
const healthPath = "/halsa"

// crowdOf is where a request stands in line before anything is known of who asks.
func (s *Site) crowdOf(r *http.Request) *crowd {
	if isSafe(r.Method) {
		return s.crowds.readers
	}
	return s.crowds.writers
}

func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// guard runs the request and turns a panic into the page for what nobody foresaw.
func (s *Site) guard(out *buffered, r *http.Request, mux *http.ServeMux) {
	defer func() {
		switch caught := recover(); caught {
		case nil:
		case http.ErrAbortHandler:
			panic(caught)
		default:
			// The value may hold anything; its type and the stack are enough.
			s.fail(out, r, fmt.Errorf("panic: %T\n%s", caught, debug.Stack()))
		}
	}()
	if err := s.admit(out, r, mux); err != nil {
		s.fail(out, r, err)
	}
}

// admit checks the request itself and finds out who asks, then lets mux choose
// the page.
func (s *Site) admit(out *buffered, r *http.Request, mux *http.ServeMux) error {
	q := requestOf(r.Context())
	query, err := readQuery(r.URL)
	if err != nil {
		return err
	}
	q.query = query
	if isClient(r) {
		return s.admitProgram(out, r, mux)
	}
	if s.switchLanguage(out, r) {
		return nil
	}
	if err := s.sameOrigin(r); err != nil {
		return err
	}
	handler, pattern := mux.Handler(r)
	if !s.nameless[pattern] {
		if q.actor, err = s.whoAsks(r); err != nil {
			return fmt.Errorf("read session: %w", err)
		}
	}
	q.flash = takeFlash(out, r, q.local)
	if q.actor.SignedIn() {
		out.Header().Set("Cache-Control", "no-store")
	} else {
		out.Header().Set("Cache-Control", "no-cache, private")
	}

	if pattern == "" {
		return s.unrouted(out, r, handler)
	}
	mux.ServeHTTP(out, r)
	return nil
}

// sameOrigin refuses what another site has sent, and what does not say where it is
// from: every browser since 2020 does.
func (s *Site) sameOrigin(r *http.Request) error {
	if s.origin.Check(r) != nil || !isSafe(r.Method) && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
		return errOrigin
	}
	return nil
}

// unrouted answers for addresses no page has. The mux knows whether another
// method would have done.
func (s *Site) unrouted(out *buffered, r *http.Request, handler http.Handler) error {
	probe := newBuffered()
	defer probe.release()
	handler.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		out.Header().Set("Allow", probe.Header().Get("Allow"))
		return errMethod
	}
	return fault.Absent()
}

// whoAsks reads the session. One that has ended makes its holder nobody, and the
// page decides what that means.
func (s *Site) whoAsks(r *http.Request) (access.Actor, error) {
	token := s.SessionToken(r)
	if token == "" || s.Sessions == nil {
		return access.Actor{}, nil
	}
	who, err := s.Sessions.Actor(r.Context(), token)
	if fault.KindOf(err) == fault.KindUnauthenticated {
		return access.Actor{}, nil
	}
	return who, err
}

func (s *Site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// observe counts the request and writes one line about it: the pattern and never
// the address, which may carry what somebody searched for.
func (s *Site) observe(r *http.Request, q *request, status int, took time.Duration) {
	s.Observe(Observation{Pattern: r.Pattern, Status: status, Took: took})
	s.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("request", q.id),
		slog.String("pattern", r.Pattern),
		slog.String("method", methodName(r.Method)),
		slog.Int("status", status),
		slog.Duration("took", took),
		slog.String("user", q.actor.User))
}

// methodName keeps what a stranger writes in the method out of the log.
func methodName(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

var (
	errOrigin   = errors.New("cross-origin request")
	errMethod   = errors.New("method not allowed")
	errGarbled  = errors.New("garbled request")
	errTooLarge = errors.New("request too large")
	errCrowded  = errors.New("too many at once")
	errMedia    = errors.New("unsupported form encoding")
)

// readQuery refuses addresses whose bytes are not text: no database takes them,
// and no browser of an honest reader sends them.
func readQuery(u *url.URL) (url.Values, error) {
	if !isText(u.Path) {
		return nil, errGarbled
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errGarbled
	}
	for name, values := range query {
		if !isText(name) {
			return nil, errGarbled
		}
		for _, value := range values {
			if !isText(value) {
				return nil, errGarbled
			}
		}
	}
	return query, nil
}

func isText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
