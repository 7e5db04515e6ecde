package web

import (
	"net/http"
	"net/url"
	"slices"

	"samspel/internal/frame/i18n"
)

const languageCookie = "samspel-lang"

// language is the one the reader has chosen, and Swedish before that. The
// browser's own wish is not asked: the pages' words are chosen in Swedish first,
// and the choice stands in every footer.
func (s *Site) language(r *http.Request) i18n.Localizer {
	if s.Bundle == nil {
		return i18n.Localizer{}
	}
	lang := i18n.Languages[0]
	if isClient(r) {
		return s.Bundle.Localizer(programLanguage(r))
	}
	if c, err := r.Cookie(s.CookieName(languageCookie)); err == nil && slices.Contains(i18n.Languages, c.Value) {
		lang = c.Value
	}
	return s.Bundle.Localizer(lang)
}

// InLanguage is the request as somebody makes it who reads the language, for a page
// whose address says which it is in. Nothing is remembered.
func InLanguage(r *http.Request, lang string) *http.Request {
	q := requestOf(r.Context())
	if q.site.Bundle == nil {
		return r
	}
	q.local = q.site.Bundle.Localizer(lang)
	return r.WithContext(i18n.With(r.Context(), q.local))
}

// switchLanguage answers ?lang=en by remembering it and going to the same
// address without it.
func (s *Site) switchLanguage(w http.ResponseWriter, r *http.Request) bool {
	q := requestOf(r.Context())
	lang := q.query.Get("lang")
	if r.Method != http.MethodGet || !slices.Contains(i18n.Languages, lang) {
		return false
	}
	http.SetCookie(w, s.Cookie(languageCookie, lang, 365*24*3600))
	rest := url.Values{}
	for name, values := range q.query {
		if name != "lang" {
			rest[name] = values
		}
	}
	target := LocalPath((&url.URL{Path: r.URL.Path, RawQuery: rest.Encode()}).String())
	redirect(w, target)
	return true
}
