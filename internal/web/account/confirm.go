package account

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// The answers about a mandate.
const (
	keepAnswer = "behall"
	endAnswer  = "avsluta"
)

func answerField(mandate string) string { return "val." + mandate }

// getConfirm handles GET /behorigheter/bekrafta.
func (h *handlers) getConfirm(w http.ResponseWriter, r *http.Request) error {
	return h.confirm(w, r, http.StatusOK, nil)
}

func (h *handlers) confirm(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	waiting, err := h.Gate.Unconfirmed(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, confirmPage(form, waiting))
}

// postConfirm handles POST /behorigheter/bekrafta: first what the answers mean is
// shown, and then they are carried out.
func (h *handlers) postConfirm(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	waiting, err := h.Gate.Unconfirmed(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	do := form.Choice("gor", "granska", "alla", "klart")
	var verdicts []identity.Verdict
	var keep, end []identity.Waiting
	for _, x := range waiting {
		if x.Own {
			continue
		}
		answer := form.Choice(answerField(x.Mandate.ID), keepAnswer, endAnswer)
		if do == "alla" {
			answer = keepAnswer
		}
		switch answer {
		case keepAnswer:
			keep = append(keep, x)
		case endAnswer:
			end = append(end, x)
		default:
			continue
		}
		verdicts = append(verdicts, identity.Verdict{Mandate: x.Mandate.ID, Keep: answer == keepAnswer})
	}
	if len(verdicts) == 0 {
		form.Fail("val", "account.confirm.none_chosen")
	}
	if !form.OK() {
		return h.confirm(w, r, http.StatusUnprocessableEntity, form)
	}
	if do != "klart" {
		return web.Render(w, r, http.StatusOK, confirmPreviewPage(keep, end))
	}
	err = h.Gate.Confirm(r.Context(), web.Actor(r), verdicts)
	if err != nil && form.Explain(err) {
		return h.confirm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.confirmed")
	return web.SeeOther(w, r, confirmPath)
}

func toRoster(ctx context.Context) []web.Link {
	return []web.Link{{Text: i18n.T(ctx, "account.roster.title"), Href: rosterPath}}
}

func toConfirm(ctx context.Context) []web.Link {
	return append(toRoster(ctx), web.Link{Text: i18n.T(ctx, "account.confirm.title"), Href: confirmPath})
}
