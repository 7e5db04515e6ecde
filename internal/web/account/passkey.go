package account

import (
	"net/http"

	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// maxAnswer is more than any authenticator's answer.
const maxAnswer = 16 << 10

// keyForm is a form that js/passkey.js fills: it asks the server at action/borja what
// to ask the device, and sends the device's answer to action.
type keyForm struct {
	action string
	host   string
	label  string
	back   string
	fields []field
	// secondary is for pages where something else is the first way.
	secondary bool
}

func (k keyForm) variant() web.Variant {
	if k.secondary {
		return web.Secondary
	}
	return web.Primary
}

func (k keyForm) carried() []field {
	if k.back == "" {
		return k.fields
	}
	return append(k.fields, field{"back", k.back})
}

func proofVariant(v proofView) web.Variant {
	if v.ways.Passkey {
		return web.Secondary
	}
	return web.Primary
}

// answerJSON sends what a script has asked for.
func answerJSON(w http.ResponseWriter, body []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(body)
	return err
}

// postAskPasskey handles POST /logga-in/nyckel/borja.
func (h *handlers) postAskPasskey(w http.ResponseWriter, r *http.Request) error {
	options, err := h.Gate.AskPasskey(r.Context(), web.ParseForm(r).Text("email", 254))
	return answerJSON(w, options, err)
}

// postSignInPasskey handles POST /logga-in/nyckel.
func (h *handlers) postSignInPasskey(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	token, err := h.Gate.SignInPasskey(r.Context(), form.Lines("answer", maxAnswer))
	if err != nil {
		return h.turnAway(w, r, err)
	}
	return h.enter(w, r, token, backTo(form.Lines("back", 2000)))
}

// getNewPasskey handles GET /sakerhet/nycklar/ny.
func (h *handlers) getNewPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.MayChangeWaysIn(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, newPasskeyPage(nil, h.Gate.PasskeyHost()))
}

// postOfferPasskey handles POST /sakerhet/nycklar/ny/borja.
func (h *handlers) postOfferPasskey(w http.ResponseWriter, r *http.Request) error {
	options, err := h.Gate.OfferPasskey(r.Context(), web.Actor(r))
	return answerJSON(w, options, err)
}

// postNewPasskey handles POST /sakerhet/nycklar/ny.
func (h *handlers) postNewPasskey(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	name, answer := form.Text("name", 100), form.Lines("answer", maxAnswer)
	switch {
	case name == "":
		form.Fail("name", "account.passkey.name_missing")
	case answer == "":
		form.Fail("name", "account.passkey.without_script")
	}
	if form.OK() {
		err := h.Gate.AddPasskey(r.Context(), web.Actor(r), name, answer)
		if err == nil {
			web.Flash(w, r, "account.flash.passkey_added")
			return web.SeeOther(w, r, securityPath)
		}
		if !form.Explain(err) {
			return err
		}
	} else if err := h.Gate.MayChangeWaysIn(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, newPasskeyPage(form, h.Gate.PasskeyHost()))
}

// getPasskey handles GET /sakerhet/nycklar/{passkey}.
func (h *handlers) getPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.MayChangeWaysIn(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	s, err := h.Gate.Security(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	for _, k := range s.Passkeys {
		if k.ID == r.PathValue("passkey") {
			return web.Render(w, r, http.StatusOK, removePasskeyPage(k))
		}
	}
	return fault.Absent()
}

// postRemovePasskey handles POST /sakerhet/nycklar/{passkey}.
func (h *handlers) postRemovePasskey(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.RemovePasskey(r.Context(), web.Actor(r), r.PathValue("passkey")); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.passkey_removed")
	return web.SeeOther(w, r, securityPath)
}
