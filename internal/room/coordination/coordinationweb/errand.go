package coordinationweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

func askOutsidePath(commitment string) string { return commitmentPath(commitment) + "/fraga" }
func errandPath(id string) string             { return "/svar/" + id }

// postErrand handles POST /ataganden/{commitment}/fraga: somebody outside is asked, or
// is not any more. The code is shown once, on a page to hand over.
func (h *handlers) postErrand(w http.ResponseWriter, r *http.Request) error {
	commitment, form, who := r.PathValue("commitment"), web.ParseForm(r), web.Actor(r)
	if form.Value("gor") == "ta-tillbaka" {
		err := h.matters.RevokeErrand(r.Context(), who, commitment, form.Text("errand"))
		return done(w, r, "coordination.flash.errand_revoked", commitmentPath(commitment), err)
	}
	d := coordination.ErrandDraft{ID: form.Text("id"), Kind: coordination.ErrandKind(form.Choice("kind", string(coordination.ErrandAccept), string(coordination.ErrandProgress))), Until: form.Date("until"),
		Body: coordination.ErrandBody{Who: form.Text("who"), Question: form.Lines("question", coordination.MaxText), Consent: form.Lines("consent", coordination.MaxText)}}
	if form.OK() {
		code, err := h.matters.AskOutside(r.Context(), who, commitment, d)
		if err == nil {
			w.Header().Set("Cache-Control", "no-store")
			return web.Render(w, r, http.StatusOK, errandCodePage(code, h.familyStart))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.commitment(w, r, form)
}

// getErrand handles GET /svar/{errand}, for whoever is asked.
func (h *handlers) getErrand(w http.ResponseWriter, r *http.Request) error {
	return h.errand(w, r, nil)
}

func (h *handlers) errand(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Errand(r.Context(), web.Actor(r), r.PathValue("errand"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), errandPage(v, form))
}

// postReply handles POST /svar/{errand}. With the answer the account is shut, so that
// the thanks are the last page there is.
func (h *handlers) postReply(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	err := h.matters.ReplyErrand(r.Context(), web.Actor(r), r.PathValue("errand"), coordination.ErrandAnswer(form.Value("answer")), form.Lines("text", coordination.MaxText))
	if err != nil && form.Explain(err) {
		return h.errand(w, r, form)
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, errandThanksPage())
}

func errandAnswers(ctx context.Context, kind coordination.ErrandKind) []web.Option {
	var options []web.Option
	for _, a := range kind.Answers() {
		options = append(options, web.Option{Value: string(a), Label: i18n.T(ctx, "coordination.errand.answer."+string(a))})
	}
	return options
}

// errandState is how a question stands, in words.
func errandState(ctx context.Context, e coordination.ErrandView) (web.StateKind, string) {
	switch {
	case e.Answer != "":
		return web.StateTaken, i18n.T(ctx, "coordination.errand.answer."+string(e.Answer))
	case !e.EndedAt.IsZero():
		return web.StateDone, i18n.T(ctx, "coordination.errand.ended")
	}
	return web.StateAsked, i18n.T(ctx, "coordination.errand.waits", "until", i18n.From(ctx).Date(e.Until))
}
