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
	mux.Handle("GET /halsa", s.Public(s.getHealth))
	if s.Demo {
		mux.Handle("GET /stil", s.Public(s.getStyle))
		mux.Handle("POST /stil", s.Public(s.postStyle))
	}
}

func (s *Site) getStart(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, startPage())
}

func (s *Site) getAccessibility(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, accessibilityPage())
}

func (s *Site) getPrivacy(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, privacyPage())
}

// getHealth answers load balancers and watchers, in one word.
func (s *Site) getHealth(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.Health(r.Context()); err != nil {
		s.Log.ErrorContext(r.Context(), "not well", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err := w.Write([]byte("mår inte bra\n"))
		return err
	}
	_, err := w.Write([]byte("mår bra\n"))
	return err
}

// getStyle shows every part, with invented people.
func (s *Site) getStyle(w http.ResponseWriter, r *http.Request) error {
	return Render(w, r, http.StatusOK, stylePage(ParseForm(r)))
}

func (s *Site) postStyle(w http.ResponseWriter, r *http.Request) error {
	form := ParseForm(r)
	if form.Text("seen") == "" {
		form.Fail("seen", "web.style.form.seen.empty")
	}
	if form.Choice("category", "school", "health", "police") == "" {
		form.Fail("category", "web.style.form.category.empty")
	}
	form.Date("born")
	form.Lines("said", 200)
	form.Choice("danger", "yes", "no")
	form.Values("told", "one", "two")
	if !form.OK() {
		return Render(w, r, http.StatusUnprocessableEntity, stylePage(form))
	}
	Flash(w, r, "web.flash.saved")
	return SeeOther(w, r, "/stil")
}
