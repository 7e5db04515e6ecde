package web

import (
	"embed"
	"net/http"
)

// Locale is the words of the frame and of the site's own pages.
//
//go:embed locale
var Locale embed.FS

// mount adds the pages the site itself has: those for everybody.
func (s *Site) mount(mux *http.ServeMux) {
	mux.Handle("GET /{$}", s.Public(s.getStart))
	mux.Handle("GET /tillganglighet", s.Public(s.getAccessibility))
	mux.Handle("GET /sa-anvands-uppgifter", s.Public(s.getPrivacy))
	// It reads no session, so that one that cannot be read keeps nobody here.
	s.Nameless(mux, "GET "+leavePath, s.getLeave)
	mux.Handle("GET /halsa", s.Public(s.getHealth))
	if s.Demo {
		mux.Handle("GET /stil", s.Public(s.getStyle))
		mux.Handle("POST /stil", s.Public(s.postStyle))
	}
}

func (s *Site) getStart(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, startPage(s.SignIns(r.Context()), s.Worried))
}

func (s *Site) getAccessibility(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, accessibilityPage(s.Operator))
}

func (s *Site) getPrivacy(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, privacyPage())
}
