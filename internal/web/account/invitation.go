package account

import (
	"encoding/base64"
	"net/http"

	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// getInvitation handles GET /inbjudan.
func (h *handlers) getInvitation(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, invitationPage(nil))
}

// postInvitation handles POST /inbjudan. The code comes in a form and never in an
// address, where it would stay in histories and logs.
func (h *handlers) postInvitation(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	form := web.ParseForm(r)
	code := form.Secret("invitation")
	if form.OK() {
		view, err := h.opening(r, code)
		if err == nil {
			return web.Render(w, r, http.StatusOK, openingPage(view))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, invitationPage(form))
}

// openingView is the page where an account gets its password and its app.
type openingView struct {
	form       *web.Form
	invitation string
	email      string
	key        identity.OneTimeKey
	picture    string
}

func (h *handlers) opening(r *http.Request, code string) (openingView, error) {
	email, key, err := h.Gate.Invited(r.Context(), code)
	if err != nil {
		return openingView{}, err
	}
	picture, err := key.Picture()
	if err != nil {
		return openingView{}, err
	}
	return openingView{
		invitation: code, email: email, key: key,
		picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture),
	}, nil
}

// postAccept handles POST /inbjudan/klar.
func (h *handlers) postAccept(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	code, password, oneTime := form.Secret("invitation"), form.Secret("password"), form.Secret("code")
	if form.OK() {
		err := h.Gate.AcceptInvitation(r.Context(), code, password, oneTime)
		if err == nil {
			web.Flash(w, r, "account.flash.opened")
			return web.SeeOther(w, r, signInPath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	view, err := h.opening(r, code)
	if err != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, invitationPage(form))
	}
	view.form = form
	return web.Render(w, r, http.StatusUnprocessableEntity, openingPage(view))
}
