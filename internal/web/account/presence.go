package account

import (
	"context"
	"net/http"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// getAbsence handles GET /franvaro.
func (h *handlers) getAbsence(w http.ResponseWriter, r *http.Request) error {
	return h.presence(w, r, http.StatusOK, nil, absencePage)
}

func (h *handlers) presence(w http.ResponseWriter, r *http.Request, status int, form *web.Form, page presencePage) error {
	p, err := h.Gate.Presence(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, page(form, p, web.Actor(r)))
}

// postAbsence handles POST /franvaro.
func (h *handlers) postAbsence(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := identity.AbsenceDraft{Mandate: form.Text("mandate"), Deputy: form.Text("deputy"), First: form.Date("first"), Last: form.Date("last")}
	if d.Mandate == "" {
		d.Mandate = web.Actor(r).Mandate
	}
	if form.OK() {
		_, err := h.Gate.SayAbsence(r.Context(), web.Actor(r), d)
		if err == nil {
			web.Flash(w, r, "account.flash.absent")
			return web.SeeOther(w, r, absencePath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.presence(w, r, http.StatusUnprocessableEntity, form, absencePage)
}

// postAbsenceEnd handles POST /franvaro/{absence}.
func (h *handlers) postAbsenceEnd(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.EndAbsence(r.Context(), web.Actor(r), r.PathValue("absence")); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.back")
	return web.SeeOther(w, r, absencePath)
}

// getDuty handles GET /jour.
func (h *handlers) getDuty(w http.ResponseWriter, r *http.Request) error {
	return h.presence(w, r, http.StatusOK, nil, dutyPage)
}

// postDuty handles POST /jour.
func (h *handlers) postDuty(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := identity.DutyDraft{User: form.Text("user"), First: form.Date("first"), Last: form.Date("last")}
	if form.OK() {
		err := h.Gate.SetDuty(r.Context(), web.Actor(r), d)
		if err == nil {
			web.Flash(w, r, "account.flash.on_duty")
			return web.SeeOther(w, r, dutyPath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.presence(w, r, http.StatusUnprocessableEntity, form, dutyPage)
}

// postDutyDrop handles POST /jour/{duty}.
func (h *handlers) postDutyDrop(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.DropDuty(r.Context(), web.Actor(r), r.PathValue("duty")); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.off_duty")
	return web.SeeOther(w, r, dutyPath)
}

func spokenFor(ctx context.Context, p identity.Presence) []web.Option {
	var options []web.Option
	for _, m := range p.Mandates {
		options = append(options, web.Option{Value: m.ID, Label: p.Names[m.User] + ", " + roleName(ctx, m.Role)})
	}
	return options
}

func colleagues(ctx context.Context, p identity.Presence, but string) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "account.choose")}}
	for _, user := range p.Colleagues {
		if user != but {
			options = append(options, web.Option{Value: user, Label: p.Names[user]})
		}
	}
	return options
}

// mayEnd says whether the reader may call an absence off: those they may speak for.
func mayEnd(p identity.Presence, a identity.Absence) bool {
	for _, m := range p.Mandates {
		if m.ID == a.Mandate {
			return true
		}
	}
	return false
}

// notManager is the reader, who cannot stand in for themselves; a manager speaks for
// others and may stand in for them.
func notManager(who access.Actor) string {
	if who.Role == access.Manager {
		return ""
	}
	return who.User
}
