package web

import (
	"context"
	"net/http"
	"strings"
	"time"

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

// leaveWithin is how long the way out waits for the sign-in to end.
const leaveWithin = time.Second

// getLeave ends the sign-in, takes everything that the browser has kept of the site from
// it, and leads elsewhere: whoever comes back to the device finds a page that asks who
// they are. It works as a link, without script, and whatever goes wrong it leads away.
// Another site's link leads away too, and signs nobody out. What the browser lists as
// visited no site can take away; the addresses there say nothing about anybody.
func (s *Site) getLeave(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	redirect(w, elsewhere)
	if from := r.Header.Get("Sec-Fetch-Site"); from == "cross-site" || from == "same-site" {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), leaveWithin)
	defer cancel()
	if err := s.SignOutFamily(ctx, s.SessionToken(r)); err != nil {
		s.Log.ErrorContext(r.Context(), "end the sign-in of somebody who leaves", "error", err)
	}
	http.SetCookie(w, s.Cookie(sessionCookie, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
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
