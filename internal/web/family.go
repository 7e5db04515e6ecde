package web

import (
	"net/http"
	"strings"

	"samspel/internal/frame/access"
)

// familyRoot is where the pages of children and guardians lie.
const familyRoot = "/familj"

// answerRoot is where somebody outside of a team answers the one question they are asked.
const answerRoot = "/svar"

// FamilySignIn is where a child or a guardian signs in.
const FamilySignIn = familyRoot + "/logga-in"

// leavePath is the way out that is on every page of a child or a guardian.
const leavePath = familyRoot + "/lamna"

// elsewhere is where the way out leads: a page that anybody may have been looking at.
const elsewhere = "https://www.smhi.se/"

// getLeave takes the sign-in and everything that the browser has kept of the site from
// it, and leads elsewhere. It works as a link, without script. What the browser lists
// as visited no site can take away; the addresses there say nothing about anybody.
func (s *Site) getLeave(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, s.Cookie(sessionCookie, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	redirect(w, elsewhere)
	return nil
}

// isFamilys says whether the page is for a child or a guardian, or would be.
func isFamilys(r *http.Request) bool {
	return Actor(r).Role == access.Family || r.URL.Path == familyRoot || strings.HasPrefix(r.URL.Path, familyRoot+"/")
}

// direction is which way a language is written.
func direction(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi":
		return "rtl"
	}
	return "ltr"
}
