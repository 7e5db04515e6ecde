package web

import "net/http"

// sessionName is the cookie's name. Behind TLS the prefix makes browsers refuse
// it from any other host or path.
func (s *Site) sessionName() string {
	if s.Secure {
		return "__Host-samspel"
	}
	return "samspel"
}

// SessionToken is the token the browser carries, or "".
func (s *Site) SessionToken(r *http.Request) string {
	c, err := r.Cookie(s.sessionName())
	if err != nil || len(c.Value) > 128 || !isText(c.Value) {
		return ""
	}
	return c.Value
}

// StartSession gives the browser a new token; the old one is forgotten.
func (s *Site) StartSession(w http.ResponseWriter, token string) {
	http.SetCookie(w, s.sessionCookie(token, 0))
}

// EndSession takes the token away.
func (s *Site) EndSession(w http.ResponseWriter) {
	http.SetCookie(w, s.sessionCookie("", -1))
}

func (s *Site) sessionCookie(token string, age int) *http.Cookie {
	return &http.Cookie{
		Name: s.sessionName(), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
}
