package account

import (
	"net/http"

	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// getMandates handles GET /uppdrag.
func (h *handlers) getMandates(w http.ResponseWriter, r *http.Request) error {
	return h.mandates(w, r, http.StatusOK, nil, backTo(r.URL.Query().Get("till")))
}

func (h *handlers) mandates(w http.ResponseWriter, r *http.Request, status int, form *web.Form, back string) error {
	mandates, err := h.Gate.Mandates(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, mandatesPage(form, mandates, web.Actor(r).Mandate, back))
}

// postMandate handles POST /uppdrag. The session gets a new token.
func (h *handlers) postMandate(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	mandate, back := form.Text("mandate"), backTo(form.Text("back", 2000))
	if form.OK() {
		token, err := h.Gate.ChooseMandate(r.Context(), h.Site.SessionToken(r), mandate)
		if err == nil {
			h.Site.StartSession(w, token)
			return web.SeeOther(w, r, back)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.mandates(w, r, http.StatusUnprocessableEntity, form, back)
}

// getSessions handles GET /sessioner.
func (h *handlers) getSessions(w http.ResponseWriter, r *http.Request) error {
	sessions, err := h.Gate.Sessions(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, sessionsPage(sessions))
}

// postSignOutEverywhere handles POST /sessioner.
func (h *handlers) postSignOutEverywhere(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.SignOutEverywhere(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	h.Site.EndSession(w)
	web.Flash(w, r, "account.flash.signed_out_everywhere")
	return web.SeeOther(w, r, signInPath)
}

// postEndSession handles POST /sessioner/{session}.
func (h *handlers) postEndSession(w http.ResponseWriter, r *http.Request) error {
	session := r.PathValue("session")
	if err := h.Gate.EndSession(r.Context(), web.Actor(r), session); err != nil {
		return err
	}
	if session == web.Actor(r).Session {
		h.Site.EndSession(w)
		web.Flash(w, r, "account.flash.signed_out")
		return web.SeeOther(w, r, signInPath)
	}
	web.Flash(w, r, "account.flash.session_ended")
	return web.SeeOther(w, r, sessionsPath)
}

// where is the place of a mandate in words.
func where(m identity.Mandate) string { return placeName(m.UnitName, m.OrganisationName) }

func placeName(unit, organisation string) string {
	if unit == organisation {
		return unit // a small organisation is its only unit
	}
	return unit + ", " + organisation
}
