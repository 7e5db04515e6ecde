package coordinationweb

import (
	"net/http"

	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getMatter handles GET /samordning/{coordination}. Who is asked and has not answered
// comes to the question.
func (h *handlers) getMatter(w http.ResponseWriter, r *http.Request) error {
	return h.matter(w, r, nil)
}

func (h *handlers) matter(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Matter(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), matterPage(v, form))
}

// getInvite handles GET /samordning/{coordination}/inbjudan.
func (h *handlers) getInvite(w http.ResponseWriter, r *http.Request) error {
	return h.invite(w, r, nil)
}

func (h *handlers) invite(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Inviting(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), invitePage(v, form))
}

// postInvite handles POST /samordning/{coordination}/inbjudan.
func (h *handlers) postInvite(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	unit, user := readCandidate(form.Text("unit"))
	d := coordination.InviteDraft{Unit: unit, User: user, Body: coordination.MemberBody{Duty: form.Text("duty"), Message: form.Lines("message", coordination.MaxText)}}
	if form.OK() {
		err := h.matters.Invite(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.invited", matterPath(matter), err)
		}
	}
	return h.invite(w, r, form)
}

// getAsked handles GET /samordning/{coordination}/fraga.
func (h *handlers) getAsked(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Asked(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, askedPage(v))
}

// postAsked handles POST /samordning/{coordination}/fraga.
func (h *handlers) postAsked(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	answer := form.Choice("answer", "yes", "no")
	if answer == "" {
		if _, err := h.matters.Asked(r.Context(), web.Actor(r), matter); err != nil {
			return err
		}
		return noButton()
	}
	yes := answer == "yes"
	err := h.matters.AnswerInvitation(r.Context(), web.Actor(r), matter, yes)
	if yes {
		return done(w, r, "coordination.flash.joined", matterPath(matter), err)
	}
	return done(w, r, "coordination.flash.declined", listPath(), err)
}

// postLeave handles POST /samordning/{coordination}/lamna.
func (h *handlers) postLeave(w http.ResponseWriter, r *http.Request) error {
	return done(w, r, "coordination.flash.left", listPath(), h.matters.Leave(r.Context(), web.Actor(r), r.PathValue("coordination")))
}

// postBaton handles POST /samordning/{coordination}/stafett.
func (h *handlers) postBaton(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.OfferBaton(r.Context(), web.Actor(r), matter, form.Text("member"))
	if err != nil && form.Explain(err) {
		return h.matter(w, r, form)
	}
	return done(w, r, "coordination.flash.baton_offered", matterPath(matter), err)
}

// postTakeBaton handles POST /samordning/{coordination}/ta-over.
func (h *handlers) postTakeBaton(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	answer := form.Choice("answer", "yes", "no")
	if answer == "" {
		form.Explain(noButton())
		return h.matter(w, r, form)
	}
	flash, yes := "coordination.flash.baton_declined", answer == "yes"
	if yes {
		flash = "coordination.flash.baton_taken"
	}
	return done(w, r, flash, matterPath(matter), h.matters.AnswerBaton(r.Context(), web.Actor(r), matter, yes))
}

// getForm handles GET /samordning/{coordination}/form.
func (h *handlers) getForm(w http.ResponseWriter, r *http.Request) error { return h.form(w, r, nil) }

func (h *handlers) form(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.ChangingForm(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), formPage(v, form))
}

// postForm handles POST /samordning/{coordination}/form.
func (h *handlers) postForm(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.ChangeForm(r.Context(), web.Actor(r), matter, form.Text("form"))
	if err != nil && form.Explain(err) {
		return h.form(w, r, form)
	}
	return done(w, r, "coordination.flash.form_changed", matterPath(matter), err)
}

// getNotes handles GET /samordning/{coordination}/anteckningar.
func (h *handlers) getNotes(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Notes(r.Context(), web.Actor(r), r.PathValue("coordination"), readKey(web.Query(r).Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, notesPage(v))
}

func olderNotes(id string, next coordination.PageKey) string {
	if next.IsZero() {
		return ""
	}
	return notesPath(id) + "?efter=" + writeKey(next)
}
