package web

import (
	"errors"
	"fmt"
	"net/http"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/ground/fault"
)

// errNotAsked is a page that would have been shown without anybody having asked
// whether its reader may see it.
var errNotAsked = errors.New("the flow never asked for access")

// Handle is a page for those who have signed in. Its flow must ask for access;
// what it shows leaves when the reading has been recorded.
func (s *Site) Handle(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return s.page(h, page{signedIn: true})
}

// Public is a page for everybody.
func (s *Site) Public(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return s.page(h, page{})
}

// Program is an address for systems: it is for those who show a token, its flow must
// ask for access, and what is sent to it is JSON, which the handler reads with [Body].
func (s *Site) Program(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return s.page(h, page{signedIn: true, program: true})
}

// page is for whom a page is, whether its form may have files in it, and whether
// programs ask, who send no forms.
type page struct{ signedIn, uploads, program bool }

// Nameless mounts a page that must not know who asks, not even that somebody has
// signed in: no session is read, nobody's name is shown or logged, and nothing of it
// is kept by the browser.
func (s *Site) Nameless(mux *http.ServeMux, pattern string, h func(http.ResponseWriter, *http.Request) error) {
	s.nameless[pattern] = true
	mux.Handle(pattern, s.page(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		return h(w, r)
	}, page{}))
}

func (s *Site) page(h func(http.ResponseWriter, *http.Request) error, p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, ok := w.(*buffered)
		if !ok {
			panic("web: a page outside Site.Handler")
		}
		if err := s.receive(out, r, p); err != nil {
			s.fail(out, r, err)
			return
		}
		s.pressed(out, r, func() {
			if err := s.run(out, r, h, p); err != nil {
				s.fail(out, r, err)
			}
		})
	})
}

// receive finds out whether the page is for whoever asks, and reads what they send.
func (s *Site) receive(out *buffered, r *http.Request, p page) error {
	q := requestOf(r.Context())
	if p.signedIn {
		out.Header().Set("Cache-Control", "no-store")
		if !q.actor.SignedIn() {
			if !p.program && !isMultipart(r) {
				// Whoever was signed out while they wrote is shown what they wrote; what cannot be
				// read is nothing that anybody wrote.
				_ = s.readForm(r, q)
			}
			return fault.Unauthenticated()
		}
		// None of the staff's pages are there for a child, a guardian or whoever answers one question.
		if q.actor.Role == access.Family && !within(q.path, familyRoot) && !within(q.path, answerRoot) {
			return fault.Absent()
		}
	}
	switch {
	case p.program:
		return s.readJSON(r, q)
	case !p.uploads || !isMultipart(r):
		return s.readForm(r, q)
	}
	return nil
}

func (s *Site) run(out *buffered, r *http.Request, h func(http.ResponseWriter, *http.Request) error, p page) error {
	q := requestOf(r.Context())
	ctx, tracker := access.WithTracker(r.Context())
	ctx, barrier := audit.WithBarrier(audit.WithRequest(ctx, q.id))

	err := h(out, r.WithContext(ctx))
	// To wait for the disc is no work.
	q.turn.give()
	// A refusal is recorded too, and is not told before it has been.
	if waitErr := barrier.Wait(ctx); waitErr != nil {
		return errors.Join(errUnrecorded, waitErr)
	}
	if err != nil {
		return err
	}
	if p.signedIn && !tracker.Asked() {
		return fmt.Errorf("%s: %w", r.Pattern, errNotAsked)
	}
	return nil
}
