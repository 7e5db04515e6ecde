package grantweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/paper"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/ground/orgnr"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) claimRoutes() routes {
	return routes{
		"GET /bidrag/{year}/aterbetalning":                  h.getOwnClaims,
		"GET /bidrag/{year}/aterkrav":                       h.getClaims,
		"GET /bidrag/{year}/aterbetalningsvillkor":          h.getRepaymentTerms,
		"POST /bidrag/{year}/aterbetalningsvillkor":         h.postRepaymentTerms,
		"POST /bidrag/{year}/aterbetalningsvillkor/godkann": h.postApproveTerms,
		"GET /aterkrav/{claim}":                             h.getClaim,
		"POST /aterkrav/{claim}":                            h.postRemindOfClaim,
		"GET /aterkrav/{claim}/eftergift":                   h.getWriteoff,
		"POST /aterkrav/{claim}/eftergift":                  h.postWriteoff,
		"GET /aterkravsbeslut/{ruling}":                     h.getRuling,
		"POST /aterkravsbeslut/{ruling}":                    h.postRuling,
		"GET /aterkravsbeslut/{ruling}/fil":                 h.getRulingFile,
	}
}

func ownClaimsPath(year string) string      { return yearPath(year) + "/aterbetalning" }
func claimsPath(year string) string         { return yearPath(year) + "/aterkrav" }
func repaymentTermsPath(year string) string { return yearPath(year) + "/aterbetalningsvillkor" }
func approveTermsPath(year string) string   { return repaymentTermsPath(year) + "/godkann" }
func claimPath(id string) string            { return "/aterkrav/" + id }
func writeoffPath(id string) string         { return claimPath(id) + "/eftergift" }
func rulingPath(id string) string           { return "/aterkravsbeslut/" + id }
func rulingFilePath(id string, as web.PaperFormat) string {
	return rulingPath(id) + "/fil?slag=" + string(as)
}

// getOwnClaims handles GET /bidrag/{year}/aterbetalning.
func (h *handlers) getOwnClaims(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.OwnClaims(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, ownClaimsPage(v))
}

// getClaims handles GET /bidrag/{year}/aterkrav.
func (h *handlers) getClaims(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Claims(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, claimsPage(v))
}

// getRepaymentTerms handles GET /bidrag/{year}/aterbetalningsvillkor.
func (h *handlers) getRepaymentTerms(w http.ResponseWriter, r *http.Request) error {
	return h.repaymentTerms(w, r, nil)
}

func (h *handlers) repaymentTerms(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.RepaymentTerms(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), repaymentTermsPage(v, form))
}

// postRepaymentTerms handles POST /bidrag/{year}/aterbetalningsvillkor.
func (h *handlers) postRepaymentTerms(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	d := grant.RepaymentTermsDraft{OrgNr: form.Text("orgnr"), Bankgiro: form.Text("bankgiro"), Days: form.Int("days")}
	if form.OK() {
		_, err := h.grants.PrepareRepaymentTerms(r.Context(), web.Actor(r), year, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.terms_prepared", repaymentTermsPath(year), err)
		}
	}
	return h.repaymentTerms(w, r, form)
}

// postApproveTerms handles POST /bidrag/{year}/aterbetalningsvillkor/godkann.
func (h *handlers) postApproveTerms(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	_, err := h.grants.ApproveRepaymentTerms(r.Context(), web.Actor(r), year, form.Text("seen"))
	return h.done(w, r, "grant.flash.terms_approved", repaymentTermsPath(year), err)
}

// getClaim handles GET /aterkrav/{claim}.
func (h *handlers) getClaim(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Claim(r.Context(), web.Actor(r), r.PathValue("claim"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, claimPage(v))
}

// postRemindOfClaim handles POST /aterkrav/{claim}.
func (h *handlers) postRemindOfClaim(w http.ResponseWriter, r *http.Request) error {
	_, err := h.grants.Remind(r.Context(), web.Actor(r), r.PathValue("claim"))
	return h.done(w, r, "grant.flash.reminded", claimPath(r.PathValue("claim")), err)
}

// getWriteoff handles GET /aterkrav/{claim}/eftergift.
func (h *handlers) getWriteoff(w http.ResponseWriter, r *http.Request) error {
	return h.writeoff(w, r, nil)
}

func (h *handlers) writeoff(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Claim(r.Context(), web.Actor(r), r.PathValue("claim"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), writeoffPage(v, form))
}

// postWriteoff handles POST /aterkrav/{claim}/eftergift.
func (h *handlers) postWriteoff(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := rulingDraft(form)
	if form.OK() {
		made, err := h.grants.PrepareWriteoff(r.Context(), web.Actor(r), r.PathValue("claim"), d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.ruling_prepared", rulingPath(made.ID), err)
		}
	}
	return h.writeoff(w, r, form)
}

func rulingDraft(form *web.Form) grant.RulingDraft {
	return grant.RulingDraft{Amount: kronor(form, "amount"), RegistrationNumber: form.Text("number"), Reason: form.Lines("reason")}
}

// getRuling handles GET /aterkravsbeslut/{ruling}.
func (h *handlers) getRuling(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Ruling(r.Context(), web.Actor(r), r.PathValue("ruling"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, rulingPage(v, rulingPaper(r.Context(), v)))
}

// postRuling handles POST /aterkravsbeslut/{ruling}.
func (h *handlers) postRuling(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("ruling"), web.ParseForm(r)
	_, err := h.grants.DecideRuling(r.Context(), web.Actor(r), id, form.Text("seen"))
	return h.done(w, r, "grant.flash.decided", rulingPath(id), err)
}

// getRulingFile handles GET /aterkravsbeslut/{ruling}/fil.
func (h *handlers) getRulingFile(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Ruling(r.Context(), web.Actor(r), r.PathValue("ruling"))
	if err != nil {
		return err
	}
	return web.SendPaper(w, r, "beslut-"+string(v.Kind), web.PaperFormatOf(web.Query(r).Text("slag")), rulingPaper(r.Context(), v))
}

// rulingPaper is a decision about a claim as the municipality gets it: its letter, where
// one has been written.
func rulingPaper(ctx context.Context, v grant.RulingView) paper.Document {
	if v.Letter.ID != "" {
		return letterPaper(v.Letter)
	}
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	l := i18n.From(ctx)
	kind := string(v.Kind)
	d := paper.Document{Lang: l.Lang(), Title: t("grant.ruling.heading."+kind, "name", v.Name), Label: v.Agency,
		Reference: t("grant.ruling.reference", "number", v.RegistrationNumber)}
	d.Add(paper.H(2, t("grant.ruling.decision")), paper.P(t("grant.ruling.says."+kind, "agency", v.Agency, "name", v.Name, "amount", v.Amount, "scheme", v.Of.SchemeName, "year", strconv.Itoa(v.Of.Year))))
	switch {
	case v.Kind == grant.Writeoff:
		d.Add(paper.P(t("grant.ruling.of_claim", "reference", v.About.Reference.String(), "amount", v.About.Amount)))
	case v.State != grant.Approved:
		d.Add(paper.P(t("grant.ruling.due_after", "count", v.Days)))
	default:
		d.Add(paper.P(t("grant.ruling.pay", "amount", v.Amount, "giro", v.Terms.Giro(), "reference", v.About.Reference.String(), "day", v.About.DueOn)))
	}
	d.Add(paper.H(2, t("grant.ruling.why")))
	if v.Subject.ID != "" {
		d.Add(paper.P(t("grant.ruling.reviewed", "subject", v.Subject.Subject, "opened", civil.Of(v.Subject.OpenedAt))))
	}
	d.Add(paper.P(v.Reason))
	if v.State == grant.Approved {
		d.Add(paper.H(2, t("grant.ruling.who")), paper.P(t("grant.ruling.signed", "on", civil.Of(v.ApprovedAt), "decided", v.By[v.ApprovedBy], "prepared", v.By[v.PreparedBy])))
	}
	return d
}

// claimState is a claim's state, and how it looks.
func claimState(ctx context.Context, c grant.Claim, today civil.Date) (web.StateKind, string) {
	state := c.State(today)
	text := i18n.T(ctx, "grant.claim.state."+string(state))
	switch state {
	case grant.ClaimLate:
		return web.StateLate, text
	case grant.ClaimPart:
		return web.StatePlanned, text
	case grant.ClaimRepaid:
		return web.StateTaken, text
	case grant.ClaimWrittenOff:
		return web.StateDone, text
	case grant.ClaimOpen:
	}
	return web.StateAsked, text
}

func ownLede(ctx context.Context, v grant.OwnClaimsView, t grant.ClaimTotals) string {
	if t.Left == 0 {
		return ""
	}
	return i18n.T(ctx, "grant.claim.own_lede", "amount", t.Left, "agency", v.Agency)
}

// slip is what somebody needs to pay.
func slip(ctx context.Context, v grant.OwnClaimsView, c grant.Claim) []web.Fact {
	giro := v.Terms.Giro()
	if giro == "" {
		giro = i18n.T(ctx, "grant.claim.giro_later")
	}
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.claim.pay"), Text: c.Left().String()},
		{Term: i18n.T(ctx, "grant.claim.giro"), Text: giro},
		{Term: i18n.T(ctx, "grant.claim.reference"), Text: c.Reference.String()},
		{Term: i18n.T(ctx, "grant.claim.due"), Text: i18n.From(ctx).Date(c.DueOn)},
		{Term: i18n.T(ctx, "grant.claim.receiver"), Text: v.Agency},
		{Term: i18n.T(ctx, "grant.claim.payer"), Text: v.Municipality},
	}
}

func termsFacts(ctx context.Context, t grant.RepaymentTerms) []web.Fact {
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.terms.bankgiro"), Text: t.Giro()},
		{Term: i18n.T(ctx, "grant.terms.orgnr"), Text: orgnrText(t.OrgNr)},
		{Term: i18n.T(ctx, "grant.terms.days"), Text: i18n.T(ctx, "grant.terms.day_count", "count", t.Days)},
	}
}

func claimFacts(ctx context.Context, v grant.ClaimView) []web.Fact {
	facts := []web.Fact{
		{Term: i18n.T(ctx, "grant.claim.why"), Text: i18n.T(ctx, "grant.claim.because."+string(v.Reason))},
		{Term: i18n.T(ctx, "grant.claim.claimed"), Text: v.Amount.String()},
		{Term: i18n.T(ctx, "grant.claim.received"), Text: v.Received.String()},
	}
	if v.WrittenOff > 0 {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "grant.claim.written_off"), Text: v.WrittenOff.String()})
	}
	return append(facts,
		web.Fact{Term: i18n.T(ctx, "grant.claim.left"), Text: v.Left().String()},
		web.Fact{Term: i18n.T(ctx, "grant.claim.due"), Text: i18n.From(ctx).Date(v.DueOn)},
		web.Fact{Term: i18n.T(ctx, "grant.claim.reference"), Text: v.Reference.String()})
}

func placedHow(ctx context.Context, p grant.Placement) string {
	if p.TakenBackBy != "" {
		return i18n.T(ctx, "grant.placement.taken_back")
	}
	return i18n.T(ctx, "grant.placement.by."+string(p.Rule))
}

// claimsLede says where the money is; every sum that is claimed is in one of them.
func claimsLede(ctx context.Context, t grant.ClaimTotals) string {
	if t.WrittenOff > 0 {
		return i18n.T(ctx, "grant.claim.lede_let_off", "claimed", t.Claimed, "received", t.Received, "off", t.WrittenOff, "left", t.Left)
	}
	return i18n.T(ctx, "grant.claim.lede", "claimed", t.Claimed, "received", t.Received, "left", t.Left)
}

// sum is an amount as somebody writes it in a field.
func sum(a money.Amount) string { return strings.ReplaceAll(a.Decimal(), ".", ",") }

// orgnrText is a number as people write it.
func orgnrText(digits string) string {
	n, err := orgnr.Parse(digits)
	if err != nil {
		return digits
	}
	return n.String()
}
