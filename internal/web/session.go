package web

import "net/http"

const sessionCookie = "samspel"

// SessionToken is the token the browser carries, or "".
func (s *Site) SessionToken(r *http.Request) string {
	c, err := r.Cookie(s.CookieName(sessionCookie))
	if err != nil || len(c.Value) > 128 || !isText(c.Value) {
		return ""
	}
	return c.Value
}

// StartSession gives the browser a new token; the old one is forgotten.
func (s *Site) StartSession(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.Cookie(sessionCookie, token, 0))
}

// EndSession takes the token away, and what the browser has kept of the pages.
func (s *Site) EndSession(w http.ResponseWriter) {
	http.SetCookie(w, s.Cookie(sessionCookie, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}
