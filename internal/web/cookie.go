package web

import "net/http"

// CookieName is what one of the site's cookies is called. Behind TLS the prefix makes
// browsers refuse it from any other host or path, and without TLS.
func (s *Site) CookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// Cookie is one of the site's: never seen by script nor sent by other sites' forms. It
// lives for age seconds; as long as the browser when age is 0, and no longer when -1.
func (s *Site) Cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: s.CookieName(name), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	}
}
