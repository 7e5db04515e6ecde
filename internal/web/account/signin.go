package account

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// signInView is the sign-in page: where it leads back to, and what a provider
// that turned somebody away is to be told by. Family is whether children and guardians
// have pages here, which they sign in to elsewhere.
type signInView struct {
	form     *web.Form
	back     string
	provider string
	refused  string
	host     string
	family   bool
}

func (h *handlers) signIn(form *web.Form, back string) signInView {
	v := signInView{form: form, back: back, host: h.Gate.PasskeyHost(), family: h.Site.Worried != ""}
	if h.Provider != nil {
		v.provider = h.Provider.Name
	}
	return v
}

// getSignIn handles GET /logga-in.
func (h *handlers) getSignIn(w http.ResponseWriter, r *http.Request) error {
	back := backTo(r.URL.Query().Get("till"))
	if web.Actor(r).Mandate != "" {
		return web.SeeOther(w, r, back)
	}
	return web.Render(w, r, http.StatusOK, signInPage(h.signIn(nil, back)))
}

// postSignIn handles POST /logga-in.
func (h *handlers) postSignIn(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	email, password, code := form.Text("email", 254), form.Secret("password"), form.Secret("code")
	back := backTo(form.Text("back", 2000))
	if email == "" {
		form.Fail("email", "account.signin.email_missing")
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
			return web.Render(w, r, http.StatusTooManyRequests, signInPage(h.signIn(form, back)))
		}
		token, err := h.Gate.SignInPassword(r.Context(), email, password, code)
		if err == nil {
			h.Site.GiveBack(r, guesses)
			return h.enter(w, r, token, back)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, signInPage(h.signIn(form, back)))
}

// guesses bounds the passwords that are tried in vain from one place, over however
// many accounts. A whole town hall may be behind one address.
var guesses = web.Limit{Name: "sign in", Burst: 60, Every: 10 * time.Second}

// enter gives the browser its new session, and ends the one it came with.
func (h *handlers) enter(w http.ResponseWriter, r *http.Request, token, back string) error {
	if err := h.Gate.SignOut(r.Context(), h.Site.SessionToken(r)); err != nil {
		return err
	}
	who, err := h.Gate.Actor(r.Context(), token)
	if err != nil {
		return err
	}
	h.Site.StartSession(w, token)
	if who.Role == access.Family {
		return web.SeeOther(w, r, familyHome)
	}
	if who.Mandate == "" {
		return web.SeeOther(w, r, mandatesPath+"?till="+url.QueryEscape(back))
	}
	return web.SeeOther(w, r, back)
}

// backTo is where to go after signing in: an address on this site that is not
// about signing in, or the start page.
func backTo(path string) string {
	path = web.LocalPath(path)
	switch u, err := url.Parse(path); {
	case err != nil, u.Path == signInPath, u.Path == providerPath, u.Path == mandatesPath, u.Path == proofPath:
		return "/"
	}
	return path
}

// postSignOut handles POST /logga-ut. Somebody already signed out is told the same.
func (h *handlers) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.SignOut(r.Context(), h.Site.SessionToken(r)); err != nil {
		return err
	}
	h.Site.EndSession(w)
	if web.Actor(r).Role == access.Family {
		return web.SeeOther(w, r, web.FamilySignIn)
	}
	web.Flash(w, r, "account.flash.signed_out")
	return web.SeeOther(w, r, signInPath)
}

// getProvider handles GET /logga-in/oidc: it sends the browser to the provider. Who
// comes by another site's link chooses for themselves on the sign-in page: no other
// site may sign somebody in.
func (h *handlers) getProvider(w http.ResponseWriter, r *http.Request) error {
	if h.Provider == nil {
		return fault.Absent()
	}
	if from := r.Header.Get("Sec-Fetch-Site"); from == "cross-site" || from == "same-site" {
		return web.SeeOther(w, r, signInPath)
	}
	errand := newErrand(backTo(r.URL.Query().Get("till")))
	errand.Prove = r.URL.Query().Has("igen") && web.Actor(r).SignedIn()
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

// getProviderAnswer handles GET /logga-in/oidc/svar: the browser comes back.
func (h *handlers) getProviderAnswer(w http.ResponseWriter, r *http.Request) error {
	if h.Provider == nil {
		return fault.Absent()
	}
	errand, under := errandOf(r, h.Site)
	http.SetCookie(w, h.Site.Cookie(errandCookie, "", -1))
	w.Header().Set("Cache-Control", "no-store")
	claims, refused, err := h.Provider.claims(r.Context(), r.URL.Query(), errand, under)
	if err != nil {
		return err
	}
	if refused != "" {
		return h.turnAway(w, r, h.Gate.RefuseOIDC(r.Context(), refused))
	}
	if errand.Family {
		return h.familyAnswer(w, r, claims, errand)
	}
	if errand.Prove {
		return h.providerProof(w, r, claims, errand)
	}
	token, err := h.Gate.SignInOIDC(r.Context(), claims)
	if err != nil {
		return h.turnAway(w, r, err)
	}
	return h.enter(w, r, token, backTo(errand.Back))
}

// turnAway shows the sign-in page with the reason, when there is one to show.
func (h *handlers) turnAway(w http.ResponseWriter, r *http.Request, err error) error {
	if fault.KindOf(err) != fault.KindForbidden {
		return err
	}
	v := h.signIn(nil, "/")
	v.refused = fault.All(err)[0].Key
	return web.Render(w, r, http.StatusForbidden, signInPage(v))
}
