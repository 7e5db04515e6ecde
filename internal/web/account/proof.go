package account

import (
	"net/http"
	"net/url"

	"samspel/internal/frame/identity"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// proofView is the page that asks somebody to show again who they are. Back is
// where they were going; again and typed are what they were sending, and where.
type proofView struct {
	form         *web.Form
	ways         identity.Ways
	host         string
	email        string
	provider     string
	refused      string
	back         string
	again, typed string
}

// fields are what the forms of the page carry with them.
func (v proofView) fields() []field {
	return []field{{"back", v.back}, {"again", v.again}, {"typed", v.typed}}
}

// field is something that travels with a form without being seen.
type field struct{ name, value string }

// askForProof leads to the page that asks, and back. What somebody was sending goes
// with them, so that nothing they have written is lost.
func (h *handlers) askForProof(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		return web.SeeOther(w, r, proofPath+"?till="+url.QueryEscape(r.URL.RequestURI()))
	}
	if web.IsAutosave(r) {
		w.WriteHeader(http.StatusForbidden)
		return nil
	}
	return h.proof(w, r, http.StatusForbidden, proofView{back: "/", again: r.URL.Path, typed: web.Typed(r).Encode()})
}

// getProof handles GET /bekrafta.
func (h *handlers) getProof(w http.ResponseWriter, r *http.Request) error {
	return h.proof(w, r, http.StatusOK, proofView{back: backTo(r.URL.Query().Get("till"))})
}

func (h *handlers) proof(w http.ResponseWriter, r *http.Request, status int, v proofView) (err error) {
	if v.ways, err = h.Gate.Ways(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	own, err := h.Gate.Own(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	v.host, v.email = h.Gate.PasskeyHost(), own.Email
	if h.Provider != nil && v.ways.Provider {
		v.provider = h.Provider.Name
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, status, proofPage(v))
}

func carried(form *web.Form) proofView {
	v := proofView{back: backTo(form.Lines("back", 2000)), typed: form.Lines("typed", maxTyped)}
	if again := form.Lines("again", 2000); again != "" {
		v.again = web.LocalPath(again)
	}
	return v
}

// maxTyped is more than any form of the house holds.
const maxTyped = 1 << 20

// postProof handles POST /bekrafta.
func (h *handlers) postProof(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	password, code := form.Secret("password"), form.Secret("code")
	v := carried(form)
	if password == "" {
		form.Fail("password", "account.signin.password_missing")
	}
	if code == "" {
		form.Fail("code", "account.signin.code_missing")
	}
	if form.OK() {
		token, err := h.Gate.ProvePassword(r.Context(), h.Site.SessionToken(r), password, code)
		if err == nil {
			return h.proved(w, r, token, v)
		}
		if !form.Explain(err) {
			return err
		}
	}
	v.form = form
	return h.proof(w, r, http.StatusUnprocessableEntity, v)
}

// postAskToProve handles POST /bekrafta/nyckel/borja.
func (h *handlers) postAskToProve(w http.ResponseWriter, r *http.Request) error {
	options, err := h.Gate.AskToProve(r.Context(), web.Actor(r))
	return answerJSON(w, options, err)
}

// postProofPasskey handles POST /bekrafta/nyckel.
func (h *handlers) postProofPasskey(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	v := carried(form)
	token, err := h.Gate.ProvePasskey(r.Context(), h.Site.SessionToken(r), form.Lines("answer", maxAnswer))
	if err == nil {
		return h.proved(w, r, token, v)
	}
	if fault.KindOf(err) != fault.KindForbidden {
		return err
	}
	v.refused = fault.All(err)[0].Key
	return h.proof(w, r, http.StatusForbidden, v)
}

// providerProof is what becomes of the provider's answer to somebody already signed in.
func (h *handlers) providerProof(w http.ResponseWriter, r *http.Request, claims identity.Claims, e errand) error {
	v := proofView{back: backTo(e.Back)}
	token, err := h.Gate.ProveOIDC(r.Context(), h.Site.SessionToken(r), claims)
	if err == nil {
		return h.proved(w, r, token, v)
	}
	if fault.KindOf(err) != fault.KindForbidden {
		return err
	}
	v.refused = fault.All(err)[0].Key
	return h.proof(w, r, http.StatusForbidden, v)
}

// proved gives the browser its new token and leads on: back, or to sending again
// what was written.
func (h *handlers) proved(w http.ResponseWriter, r *http.Request, token string, v proofView) error {
	h.Site.StartSession(w, token)
	if v.again == "" {
		return web.SeeOther(w, r, v.back)
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, againPage(v))
}

// written is what was typed, field by field.
func (v proofView) written() []field {
	values, err := url.ParseQuery(v.typed)
	if err != nil {
		return nil
	}
	var all []field
	for name, list := range values {
		for _, value := range list {
			all = append(all, field{name, value})
		}
	}
	return all
}
