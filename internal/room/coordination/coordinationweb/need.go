package coordinationweb

import (
	"net/http"

	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getNewNeed handles GET /behov/nytt.
func (h *handlers) getNewNeed(w http.ResponseWriter, r *http.Request) error {
	id, err := h.matters.NewNeed(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, newNeedPage(id, nil, nil))
}

// postNewNeed handles POST /behov/nytt.
func (h *handlers) postNewNeed(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := coordination.NeedDraft{
		ID:      form.Text("id"),
		AskedBy: coordination.AskedBy(form.Choice("asked_by", "staff", "child", "guardian")),
		Origin:  coordination.Origin(form.Choice("origin", string(coordination.FromWork), string(coordination.FromReport))),
		Child: coordination.NewChild{Given: form.Text("given"), Family: form.Text("family"), Number: form.Text("number"),
			Birth: dayText(form, "birth"), Protected: form.Bool("protected")},
		Body: coordination.NeedBody{Question: form.Lines("question", coordination.MaxText), ChildWish: form.Lines("child_wish", coordination.MaxText),
			ChildHow: form.Lines("child_how", coordination.MaxText), Believed: form.Lines("believed", coordination.MaxText)},
	}
	sole := form.Choice("custody", "joint", "sole") == "sole"
	for _, prefix := range []string{"guardian_1_", "guardian_2_"} {
		d.Child.Guardians = append(d.Child.Guardians, coordination.NewGuardian{Given: form.Text(prefix + "given"), Family: form.Text(prefix + "family"), Sole: sole})
	}
	var known []coordination.Need
	if form.OK() && !form.Bool("sure") {
		var err error
		if known, err = h.matters.Already(r.Context(), web.Actor(r), d); err != nil {
			return err
		}
		if len(known) > 0 {
			form.Fail("sure", "coordination.need.already_missing")
		}
	}
	if form.OK() {
		n, err := h.matters.Raise(r.Context(), web.Actor(r), d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.raised", needPath(n.ID), err)
		}
	}
	if _, err := h.matters.NewNeed(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.Render(w, r, status(form), newNeedPage(d.ID, known, form))
}

// dayText is a day as the rules take it, "" when none is written.
func dayText(form *web.Form, name string) string {
	if day := form.Date(name); !day.IsZero() {
		return day.String()
	}
	return ""
}

// getNeed handles GET /behov/{need}.
func (h *handlers) getNeed(w http.ResponseWriter, r *http.Request) error {
	return h.need(w, r, nil)
}

func (h *handlers) need(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Need(r.Context(), web.Actor(r), r.PathValue("need"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), needPage(v, form))
}

// postNeed handles POST /behov/{need}.
func (h *handlers) postNeed(w http.ResponseWriter, r *http.Request) error {
	need, form := r.PathValue("need"), web.ParseForm(r)
	answer, reasons, chosen, area := form.Choice("answer", "yes", "no"), form.Lines("reasons", coordination.MaxText), form.Text("form"), form.Text("area")
	if answer == "" {
		form.Fail("answer", "coordination.assess.answer_missing")
	}
	if form.OK() && answer == "no" {
		err := h.matters.RefuseNeed(r.Context(), web.Actor(r), need, reasons)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.refused", needPath(need), err)
		}
	}
	if form.OK() && answer == "yes" {
		m, err := h.matters.AcceptNeed(r.Context(), web.Actor(r), need, coordination.AcceptDraft{Form: chosen, Reasons: reasons, Area: area})
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.opened", matterPath(m.ID), err)
		}
	}
	return h.need(w, r, form)
}
