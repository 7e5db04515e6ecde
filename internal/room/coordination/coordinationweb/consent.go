package coordinationweb

import (
	"net/http"
	"net/url"

	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

func topicValues() []string {
	list := make([]string, len(coordination.Topics))
	for i, t := range coordination.Topics {
		list[i] = string(t)
	}
	return list
}

func topics(form *web.Form) []coordination.Topic {
	var list []coordination.Topic
	for _, t := range form.Values("topics", topicValues()...) {
		list = append(list, coordination.Topic(t))
	}
	return list
}

func organisationIDs(list []coordination.OrganisationChoice) []string {
	ids := make([]string, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	return ids
}

// getAskConsent handles GET /samordning/{coordination}/samtycke.
func (h *handlers) getAskConsent(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.AskingConsent(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	var form *web.Form
	if before := r.URL.Query().Get("som"); before != "" {
		if form, err = h.askedBefore(r, v, before); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, askConsentPage(v, h.matters.NewID(), form))
}

// askedBefore begins from what an earlier consent was about. Who decides, and how it is
// explained, is judged again.
func (h *handlers) askedBefore(r *http.Request, v coordination.ConsentFormView, consent string) (*web.Form, error) {
	before, err := h.matters.Consent(r.Context(), web.Actor(r), consent)
	if err != nil || before.Matter.ID != v.Matter.ID {
		return nil, err
	}
	about := make([]string, len(before.Topics))
	for i, t := range before.Topics {
		about[i] = string(t)
	}
	return web.Prefilled(r, url.Values{"decides": {ageOption(v)}, "parties": organisationIDs(before.Parties), "topics": about,
		"purpose": {before.Body.Purpose}, "to": {v.Until.String()}, "language": {before.Consent.Language}}), nil
}

// askAgainPath leads to a new question about what an earlier one was about.
func askAgainPath(v coordination.ConsentView) string {
	return askConsentPath(v.Matter.ID) + "?som=" + v.Consent.ID
}

// postAskConsent handles POST /samordning/{coordination}/samtycke.
func (h *handlers) postAskConsent(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	v, err := h.matters.AskingConsent(r.Context(), web.Actor(r), matter)
	if err != nil {
		return err
	}
	d := coordination.ConsentDraft{ID: form.Text("id"),
		Decides: coordination.Decides(form.Choice("decides", "guardians", "both", "child")),
		Parties: form.Values("parties", organisationIDs(v.Organisations)...), Topics: topics(form), To: form.Date("to"), Language: form.Text("language"),
		Body: coordination.ConsentBody{Purpose: form.Lines("purpose", coordination.MaxText), Explained: form.Lines("explained", coordination.MaxText), Judgement: form.Lines("judgement", coordination.MaxText)}}
	if form.OK() {
		c, err := h.matters.AskConsent(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.consent_asked", consentPath(c.ID), err)
		}
	}
	return web.Render(w, r, status(form), askConsentPage(v, d.ID, form))
}

// getConsent handles GET /samtycken/{consent}.
func (h *handlers) getConsent(w http.ResponseWriter, r *http.Request) error {
	return h.consent(w, r, nil)
}

func (h *handlers) consent(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Consent(r.Context(), web.Actor(r), r.PathValue("consent"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), consentView(v, form))
}

// postConsent handles POST /samtycken/{consent}: an answer, a withdrawal, or a part
// taken away.
func (h *handlers) postConsent(w http.ResponseWriter, r *http.Request) error {
	consent, form, who := r.PathValue("consent"), web.ParseForm(r), web.Actor(r)
	giver := form.Text("giver")
	var err error
	flash := "coordination.flash.consent_answered"
	switch form.Choice("gor", "ja", "nej", "aterkalla", "minska") {
	case "ja", "nej":
		how := coordination.How(form.Choice("how", "written", "oral", "electronic"))
		err = h.matters.Respond(r.Context(), who, consent, giver, form.Value("gor") == "ja", how)
	case "aterkalla":
		flash, err = "coordination.flash.consent_withdrawn", h.matters.Withdraw(r.Context(), who, consent, giver)
	case "minska":
		flash, err = "coordination.flash.consent_narrowed", h.matters.Narrow(r.Context(), who, consent, form.Values("parties", web.Typed(r)["parties"]...), topics(form))
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.consent(w, r, form)
	}
	return done(w, r, flash, consentPath(consent), err)
}
