package concernweb

import (
	"net/http"

	"github.com/a-h/templ"

	"samspel/internal/ground/civil"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// getMatter handles GET /orosanmalningar/{matter}.
func (h *handlers) getMatter(w http.ResponseWriter, r *http.Request) error {
	v, err := h.concerns.Matter(r.Context(), web.Actor(r), r.PathValue("matter"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, matterPage(v, web.Actor(r).User))
}

// postReceive handles POST /orosanmalningar/{matter}/mottagen.
func (h *handlers) postReceive(w http.ResponseWriter, r *http.Request) error {
	matter := r.PathValue("matter")
	return h.done(w, r, "concern.flash.received", matterPath(matter), h.concerns.Receive(r.Context(), web.Actor(r), matter))
}

// getGiving handles GET /orosanmalningar/{matter}/handlaggare.
func (h *handlers) getGiving(w http.ResponseWriter, r *http.Request) error {
	return h.giving(w, r, http.StatusOK, nil)
}

func (h *handlers) giving(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.concerns.Giving(r.Context(), web.Actor(r), r.PathValue("matter"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, givingPage(v, form))
}

// postAssign handles POST /orosanmalningar/{matter}/handlaggare. Who gave it away
// from the inbox may perhaps not open it, and comes back there.
func (h *handlers) postAssign(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	officer, unseen := form.Text("officer"), form.Choice("from", "inbox") != ""
	err := h.concerns.Assign(r.Context(), web.Actor(r), matter, officer)
	switch {
	case err == nil && unseen:
		return h.done(w, r, "concern.flash.assigned", inboxPath(), nil)
	case unseen && form.Explain(err):
		return h.giving(w, r, http.StatusUnprocessableEntity, form)
	}
	return h.done(w, r, "concern.flash.assigned", matterPath(matter), err)
}

// postCall handles POST /orosanmalningar/{matter}/larm.
func (h *handlers) postCall(w http.ResponseWriter, r *http.Request) error {
	matter := r.PathValue("matter")
	return h.done(w, r, "concern.flash.call_taken", matterPath(matter), h.concerns.TakeCall(r.Context(), web.Actor(r), matter))
}

// postSame handles POST /orosanmalningar/{matter}/samma-barn.
func (h *handlers) postSame(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	same := form.Choice("same", "yes", "no")
	err := h.concerns.ConfirmSame(r.Context(), web.Actor(r), matter, form.Text("other"), same == "yes")
	return h.done(w, r, "concern.flash.judged", matterPath(matter), err)
}

func (h *handlers) done(w http.ResponseWriter, r *http.Request, flash, path string, err error) error {
	if err != nil {
		return err
	}
	web.Flash(w, r, flash)
	return web.SeeOther(w, r, path)
}

// page draws a form about a matter, with the report beside it. What the reader
// may not open is refused before anything is drawn.
func (h *handlers) page(w http.ResponseWriter, r *http.Request, form *web.Form, draw func(concern.MatterView, *web.Form) templ.Component) error {
	v, err := h.concerns.Matter(r.Context(), web.Actor(r), r.PathValue("matter"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !form.OK() {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, draw(v, form))
}

// getProtection handles GET /orosanmalningar/{matter}/skyddsbedomning.
func (h *handlers) getProtection(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, nil, protectionPage)
}

// postProtection handles POST /orosanmalningar/{matter}/skyddsbedomning.
func (h *handlers) postProtection(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	needed := form.Choice("needed", "yes", "no")
	a := concern.ProtectionAssessment{
		Needed: needed == "yes", Answered: needed != "",
		Reasons:     form.Lines("reasons", concern.MaxText),
		Measures:    form.Lines("measures", concern.MaxText),
		ContactPlan: form.Lines("contact_plan", concern.MaxText),
	}
	if form.OK() {
		err := h.concerns.AssessProtection(r.Context(), web.Actor(r), matter, a)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "concern.flash.assessed", matterPath(matter), err)
		}
	}
	return h.page(w, r, form, protectionPage)
}

// getDecision handles GET /orosanmalningar/{matter}/beslut.
func (h *handlers) getDecision(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, nil, decisionPage)
}

// informable are those SoL 20 kap. 4 § may concern.
var informable = []string{"child", "guardian_1", "guardian_2"}

// postDecision handles POST /orosanmalningar/{matter}/beslut.
func (h *handlers) postDecision(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	d := concern.Decision{
		Outcome:        concern.Outcome(form.Choice("outcome", "opened", "not_opened", "already_running")),
		Reasons:        form.Lines("reasons", concern.MaxText),
		NotInformedWhy: form.Lines("not_informed_why", concern.MaxText),
	}
	on := form.Date("informed_on")
	if on.IsZero() {
		on = civil.Of(h.concerns.Now())
	}
	for _, who := range form.Values("informed", informable...) {
		d.Informed = append(d.Informed, concern.Informed{Who: who, On: on})
	}
	if form.OK() {
		decided, err := h.concerns.Decide(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			next := matterPath(matter)
			if decided.Next.Step == concern.StepFeedback {
				next = feedbackPath(matter)
			}
			return h.done(w, r, "concern.flash.decided", next, err)
		}
	}
	return h.page(w, r, form, decisionPage)
}

// getExtension handles GET /orosanmalningar/{matter}/forlangning.
func (h *handlers) getExtension(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, nil, extensionPage)
}

// postExtension handles POST /orosanmalningar/{matter}/forlangning.
func (h *handlers) postExtension(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	x := concern.Extension{To: form.Date("to"), Reasons: form.Lines("reasons", concern.MaxText)}
	if form.OK() {
		err := h.concerns.Extend(r.Context(), web.Actor(r), matter, x)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "concern.flash.extended", matterPath(matter), err)
		}
	}
	return h.page(w, r, form, extensionPage)
}

// getForward handles GET /orosanmalningar/{matter}/overlamning.
func (h *handlers) getForward(w http.ResponseWriter, r *http.Request) error {
	return h.drawForward(w, r, nil)
}

// postForward handles POST /orosanmalningar/{matter}/overlamning.
func (h *handlers) postForward(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	to, reason := form.Text("municipality"), form.Lines("reason", concern.MaxText)
	if form.OK() {
		err := h.concerns.Forward(r.Context(), web.Actor(r), matter, to, reason)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "concern.flash.forwarded", inboxPath(), err)
		}
	}
	return h.drawForward(w, r, form)
}

func (h *handlers) drawForward(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	municipalities, err := h.register.Receiving(r.Context())
	if err != nil {
		return err
	}
	return h.page(w, r, form, func(v concern.MatterView, f *web.Form) templ.Component {
		return forwardPage(v, f, municipalities)
	})
}

// getFeedback handles GET /orosanmalningar/{matter}/aterkoppling.
func (h *handlers) getFeedback(w http.ResponseWriter, r *http.Request) error {
	return h.page(w, r, nil, feedbackPage)
}

// postFeedback handles POST /orosanmalningar/{matter}/aterkoppling.
func (h *handlers) postFeedback(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("matter"), web.ParseForm(r)
	act, why := form.Choice("gor", "ge", "avsta"), form.Lines("withheld_why", concern.MaxText)
	if form.OK() {
		var err error
		flash := "concern.flash.told"
		if act == "avsta" {
			flash = "concern.flash.withheld"
			err = h.concerns.WithholdFeedback(r.Context(), web.Actor(r), matter, why)
		} else {
			err = h.concerns.GiveFeedback(r.Context(), web.Actor(r), matter)
		}
		if err == nil || !form.Explain(err) {
			return h.done(w, r, flash, matterPath(matter), err)
		}
	}
	return h.page(w, r, form, feedbackPage)
}
