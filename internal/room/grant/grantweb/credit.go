package grantweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) creditRoutes() routes {
	return routes{
		"GET /oklara-betalningar":                                    h.getCredits,
		"GET /oklara-betalningar/{credit}":                           h.getCredit,
		"POST /oklara-betalningar/{credit}":                          h.postPlace,
		"POST /oklara-betalningar/{credit}/placeringar/{placement}":  h.postTakeBack,
		"POST /oklara-betalningar/{credit}/atersand":                 h.postSendBack,
		"POST /oklara-betalningar/{credit}/atersandningar/{return}":  h.postApproveReturn,
		"POST /oklara-betalningar/{credit}/aterbetalningar/{return}": h.postSettleReturn,
	}
}

func creditsPath() string         { return "/oklara-betalningar" }
func creditPath(id string) string { return creditsPath() + "/" + id }
func takeBackPath(credit, placement string) string {
	return creditPath(credit) + "/placeringar/" + placement
}
func returnPath(credit string) string            { return creditPath(credit) + "/atersand" }
func approveReturnPath(credit, id string) string { return creditPath(credit) + "/atersandningar/" + id }
func settleReturnPath(credit, id string) string  { return creditPath(credit) + "/aterbetalningar/" + id }

// getCredits handles GET /oklara-betalningar.
func (h *handlers) getCredits(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Unclear(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, creditsPage(v))
}

// getCredit handles GET /oklara-betalningar/{credit}.
func (h *handlers) getCredit(w http.ResponseWriter, r *http.Request) error {
	return h.credit(w, r, nil)
}

func (h *handlers) credit(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Credit(r.Context(), web.Actor(r), r.PathValue("credit"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), creditPage(v, form))
}

// postPlace handles POST /oklara-betalningar/{credit}.
func (h *handlers) postPlace(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("credit"), web.ParseForm(r)
	amount, claim := kronor(form, "amount"), form.Text("claim")
	if form.OK() {
		_, err := h.grants.PlaceCredit(r.Context(), web.Actor(r), id, claim, amount)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.placed", creditPath(id), err)
		}
	}
	return h.credit(w, r, form)
}

// postTakeBack handles POST /oklara-betalningar/{credit}/placeringar/{placement}.
func (h *handlers) postTakeBack(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("credit")
	err := h.grants.TakeBackPlacement(r.Context(), web.Actor(r), id, r.PathValue("placement"))
	return h.done(w, r, "grant.flash.taken_back", creditPath(id), err)
}

// postSendBack handles POST /oklara-betalningar/{credit}/atersand.
func (h *handlers) postSendBack(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("credit"), web.ParseForm(r)
	d := grant.ReturnDraft{Amount: kronor(form, "back"), Reason: form.Lines("reason")}
	if form.OK() {
		_, err := h.grants.PrepareReturn(r.Context(), web.Actor(r), id, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.return_prepared", creditPath(id), err)
		}
	}
	return h.credit(w, r, form)
}

// postApproveReturn handles POST /oklara-betalningar/{credit}/atersandningar/{return}.
func (h *handlers) postApproveReturn(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	_, err := h.grants.ApproveReturn(r.Context(), web.Actor(r), r.PathValue("return"), form.Text("seen"))
	return h.done(w, r, "grant.flash.return_approved", creditPath(r.PathValue("credit")), err)
}

// postSettleReturn handles POST /oklara-betalningar/{credit}/aterbetalningar/{return}.
func (h *handlers) postSettleReturn(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	proof := form.Text("proof")
	if form.OK() {
		_, err := h.grants.SettleReturn(r.Context(), web.Actor(r), r.PathValue("return"), proof)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.return_settled", creditPath(r.PathValue("credit")), err)
		}
	}
	return h.credit(w, r, form)
}

func claimOptions(ctx context.Context, v grant.CreditView) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "grant.choose")}}
	for _, c := range v.Open {
		options = append(options, web.Option{Value: c.Reference.String(), Label: i18n.T(ctx, "grant.credit.option", "name", v.Names[c.Municipality], "left", c.Left(), "reference", c.Reference.String())})
	}
	return options
}

func creditFacts(ctx context.Context, v grant.CreditView) []web.Fact {
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.credit.booked"), Text: i18n.From(ctx).Date(v.BookedOn)},
		{Term: i18n.T(ctx, "grant.credit.payer"), Text: payerText(ctx, v.Credit, v.Name)},
		{Term: i18n.T(ctx, "grant.credit.says"), Text: orNone(ctx, v.Says)},
		{Term: i18n.T(ctx, "grant.credit.bank"), Text: bankText(v.Key)},
		{Term: i18n.T(ctx, "grant.amount.column"), Text: v.Amount.String()},
		{Term: i18n.T(ctx, "grant.credit.left"), Text: v.Left().String()},
	}
}

func payerText(ctx context.Context, c grant.Credit, municipality string) string {
	switch {
	case municipality != "":
		return municipality
	case c.Payer != "":
		return c.Payer
	}
	return i18n.T(ctx, "grant.credit.nobody")
}

func orNone(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "grant.credit.nothing_said")
	}
	return s
}

func returnState(ctx context.Context, r grant.Return) (web.StateKind, string) {
	switch {
	case r.State == grant.Waiting:
		return web.StateAsked, i18n.T(ctx, "grant.return.state.prepared")
	case r.State == grant.Dropped:
		return web.StateDone, i18n.T(ctx, "grant.return.state.withdrawn")
	case r.Outcome == grant.ReturnSettled:
		return web.StateTaken, i18n.T(ctx, "grant.return.state.settled")
	case r.Outcome == grant.ReturnBounced:
		return web.StateLate, i18n.T(ctx, "grant.return.state.bounced")
	}
	return web.StatePlanned, i18n.T(ctx, "grant.return.state.approved")
}

func creditLede(ctx context.Context, v grant.CreditView) string {
	if v.Left() == 0 {
		return i18n.T(ctx, "grant.credit.settled")
	}
	return i18n.T(ctx, "grant.credit.unclear", "left", v.Left())
}

// suggested is as much as the first claim takes.
func suggested(v grant.CreditView) money.Amount {
	return min(v.Left(), v.Open[0].Left())
}

// likely is the claim that the payer probably means: its own, when it has one.
func likely(v grant.CreditView) string {
	if len(v.Open) == 0 || v.Municipality == "" || v.Open[0].Municipality != v.Municipality || len(v.Open) > 1 && v.Open[1].Municipality == v.Municipality {
		return ""
	}
	return v.Open[0].Reference.String()
}

// bankText is the account and the bank's own reference, without what we add to tell
// entries apart.
func bankText(key string) string {
	if i := strings.LastIndexByte(key, '/'); i > 0 {
		return key[:i]
	}
	return key
}
