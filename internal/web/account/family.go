package account

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// The ways in for children and guardians. They are apart from those of the staff: a
// member of the staff who is somebody's guardian has two sign-ins, and neither leads
// to the other.

const (
	familyHome          = "/familj"
	familyProviderPath  = "/familj/e-legitimation"
	familyInvitation    = "/familj/inbjudan"
	familyAccept        = "/familj/inbjudan/klar"
	familyCodeCookie    = "samspel-inbjudan"
	familyCodeCookieAge = 600
)

// familyView is the sign-in page of a child or a guardian.
type familyView struct {
	form     *web.Form
	provider string
	refused  string
}

func (h *handlers) family(form *web.Form) familyView {
	v := familyView{form: form}
	if h.Provider != nil {
		v.provider = h.Provider.Name
	}
	return v
}

// getFamilySignIn handles GET /familj/logga-in.
func (h *handlers) getFamilySignIn(w http.ResponseWriter, r *http.Request) error {
	if web.Actor(r).Role == access.Family {
		return web.SeeOther(w, r, familyHome)
	}
	return web.Render(w, r, http.StatusOK, familySignInPage(h.family(nil)))
}

// postFamilySignIn handles POST /familj/logga-in.
func (h *handlers) postFamilySignIn(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	name, password, code := form.Text("email", 40), form.Secret("password"), form.Secret("code")
	if name == "" {
		form.Fail("email", "account.family.name_missing")
	}
	if password == "" {
		form.Fail("password", "account.signin.password_missing")
	}
	if code == "" {
		form.Fail("code", "account.signin.code_missing")
	}
	if form.OK() {
		if wait := h.Site.Take(r, guesses); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
			form.Fail("", "account.signin.flood", "count", int(wait.Minutes())+1)
			return web.Render(w, r, http.StatusTooManyRequests, familySignInPage(h.family(form)))
		}
		token, err := h.Gate.SignInFamily(r.Context(), name, password, code)
		if err == nil {
			h.Site.GiveBack(r, guesses)
			return h.enterFamily(w, r, token)
		}
		if !form.Explain(familyWords(err)) {
			return err
		}
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, familySignInPage(h.family(form)))
}

// familyWords says a wrong sign-in in words of these pages: there is no e-mail address,
// and no administrator to ask.
func familyWords(err error) error {
	f := fault.All(err)
	if len(f) != 1 {
		return err
	}
	switch f[0].Key {
	case "account.signin.wrong":
		return fault.Invalid("email", "account.family.wrong")
	case "account.invitation.wrong":
		return fault.Invalid("invitation", "account.family.code_wrong")
	}
	return err
}

// enterFamily gives the browser its new session, and ends the one it came with.
func (h *handlers) enterFamily(w http.ResponseWriter, r *http.Request, token string) error {
	if err := h.Gate.SignOut(r.Context(), h.Site.SessionToken(r)); err != nil {
		return err
	}
	h.Site.StartSession(w, token)
	return web.SeeOther(w, r, familyHome)
}

// getFamilyProvider handles GET /familj/e-legitimation: to the provider, with the code
// of an invitation if one has just been typed.
func (h *handlers) getFamilyProvider(w http.ResponseWriter, r *http.Request) error {
	if h.Provider == nil {
		return fault.Absent()
	}
	if from := r.Header.Get("Sec-Fetch-Site"); from == "cross-site" || from == "same-site" {
		return web.SeeOther(w, r, web.FamilySignIn)
	}
	errand := newErrand(familyHome)
	errand.Family = true
	if c, err := r.Cookie(h.Site.CookieName(familyCodeCookie)); err == nil && len(c.Value) < 100 {
		errand.Invitation = c.Value
		http.SetCookie(w, h.Site.Cookie(familyCodeCookie, "", -1))
	}
	address, err := h.Provider.address(r.Context(), errand)
	if err != nil {
		return err
	}
	http.SetCookie(w, errand.cookie(h.Site))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// familyAnswer is the browser coming back from the provider.
func (h *handlers) familyAnswer(w http.ResponseWriter, r *http.Request, claims identity.Claims, e errand) error {
	var token string
	var err error
	if e.Invitation != "" {
		token, err = h.Gate.AcceptFamilyOIDC(r.Context(), e.Invitation, claims)
	} else {
		token, err = h.Gate.SignInFamilyOIDC(r.Context(), claims)
	}
	if err != nil {
		return h.turnFamilyAway(w, r, err)
	}
	return h.enterFamily(w, r, token)
}

func (h *handlers) turnFamilyAway(w http.ResponseWriter, r *http.Request, err error) error {
	if fault.KindOf(err) != fault.KindForbidden {
		return err
	}
	v := h.family(nil)
	v.refused = fault.All(err)[0].Key
	return web.Render(w, r, http.StatusForbidden, familySignInPage(v))
}

// getFamilyInvitation handles GET /familj/inbjudan.
func (h *handlers) getFamilyInvitation(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, familyInvitationPage(nil))
}

// postFamilyInvitation handles POST /familj/inbjudan: the code opens the choice between
// an e-identification and a password with an app.
func (h *handlers) postFamilyInvitation(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	form := web.ParseForm(r)
	code := form.Secret("invitation")
	if form.OK() {
		view, err := h.openingFamily(r, code)
		if err == nil {
			if h.Provider != nil {
				http.SetCookie(w, h.Site.Cookie(familyCodeCookie, code, familyCodeCookieAge))
			}
			return web.Render(w, r, http.StatusOK, familyOpeningPage(view))
		}
		if !form.Explain(familyWords(err)) {
			return err
		}
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, familyInvitationPage(form))
}

// familyOpening is the page where an account gets its way in.
type familyOpening struct {
	openingView
	provider string
}

func (h *handlers) openingFamily(r *http.Request, code string) (familyOpening, error) {
	name, key, err := h.Gate.InvitedFamily(r.Context(), code)
	if err != nil {
		return familyOpening{}, err
	}
	picture, err := key.Picture()
	if err != nil {
		return familyOpening{}, err
	}
	return familyOpening{openingView: openingView{invitation: code, email: name, key: key,
		picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture)}, provider: h.family(nil).provider}, nil
}

// postFamilyAccept handles POST /familj/inbjudan/klar.
func (h *handlers) postFamilyAccept(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	code, password, oneTime := form.Secret("invitation"), form.Secret("password"), form.Secret("code")
	if form.OK() {
		err := h.Gate.AcceptInvitation(r.Context(), code, password, oneTime)
		if err == nil {
			http.SetCookie(w, h.Site.Cookie(familyCodeCookie, "", -1))
			web.Flash(w, r, "account.flash.family_opened")
			return web.SeeOther(w, r, web.FamilySignIn)
		}
		if !form.Explain(familyWords(err)) {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	view, err := h.openingFamily(r, code)
	if err != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, familyInvitationPage(form))
	}
	view.form = form
	return web.Render(w, r, http.StatusUnprocessableEntity, familyOpeningPage(view))
}
