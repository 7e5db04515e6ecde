package grantweb

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// getYear handles GET /bidrag/{year}, from the side of whoever asks.
func (h *handlers) getYear(w http.ResponseWriter, r *http.Request) error {
	who, year := web.Actor(r), r.PathValue("year")
	if who.Sector == access.Agency {
		o, err := h.grants.Overview(r.Context(), who, year, civil.Date{})
		if err != nil {
			return err
		}
		days, err := h.grants.Deadlines(r.Context(), who, year)
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, agencyPage(o, days))
	}
	v, err := h.grants.Requisitions(r.Context(), who, year, ledger.Where{})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, municipalityPage(v))
}

// status is that of a page with a form in it.
func status(form *web.Form) int {
	if !form.OK() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// getRequisition handles GET /bidrag/{year}/rekvirera.
func (h *handlers) getRequisition(w http.ResponseWriter, r *http.Request) error {
	return h.requisition(w, r, http.StatusOK, nil)
}

func (h *handlers) requisition(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.Requisitions(r.Context(), web.Actor(r), r.PathValue("year"), ledger.Where{})
	if err != nil {
		return err
	}
	return web.Render(w, r, status, requisitionPage(v, form))
}

// activityRows is how many activities the form has room for.
const activityRows = 4

// postRequisition handles POST /bidrag/{year}/rekvirera. Whoever may sign does so in the
// same step; what they have typed is kept also when they must first show who they are.
func (h *handlers) postRequisition(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	d := grant.RequisitionDraft{Amount: kronor(form, "amount"), Extra: kronor(form, "extra"), ExtraPurpose: form.Lines("extra_purpose")}
	for i := range activityRows {
		b := grant.Baseline{Activity: form.Text(field("activity", i)), Own: kronor(form, field("own", i)), More: form.Lines(field("more", i))}
		if i == 0 || b.Activity != "" || b.More != "" || form.Text(field("own", i)) != "" {
			d.Baseline = append(d.Baseline, b)
		}
	}
	if form.OK() {
		made, err := h.grants.PrepareRequisition(r.Context(), web.Actor(r), year, d)
		switch {
		case err == nil && form.Choice("do", "sign") != "":
			_, err := h.grants.SignRequisition(r.Context(), web.Actor(r), made.ID)
			return h.done(w, r, "grant.flash.requisitioned", yearPath(year), err)
		case err == nil:
			return h.done(w, r, "grant.flash.prepared", yearPath(year), nil)
		case !form.Explain(err):
			return err
		}
	}
	return h.requisition(w, r, http.StatusUnprocessableEntity, form)
}

func field(name string, i int) string { return fmt.Sprintf("%s_%d", name, i) }

// kronor reads a sum; nothing is 0.
func kronor(form *web.Form, name string) money.Amount {
	text := form.Text(name)
	if text == "" {
		return 0
	}
	a, err := money.Parse(text)
	if err != nil {
		form.Fail(name, "grant.amount.unread")
	}
	return a
}

// postSign handles POST /rekvisitioner/{requisition}/signera.
func (h *handlers) postSign(w http.ResponseWriter, r *http.Request) error {
	made, err := h.grants.SignRequisition(r.Context(), web.Actor(r), r.PathValue("requisition"))
	return h.done(w, r, "grant.flash.requisitioned", yearPath(made.Year), err)
}

// postWithdraw handles POST /rekvisitioner/{requisition}/aterta.
func (h *handlers) postWithdraw(w http.ResponseWriter, r *http.Request) error {
	made, err := h.grants.WithdrawRequisition(r.Context(), web.Actor(r), r.PathValue("requisition"))
	return h.done(w, r, "grant.flash.withdrawn", yearPath(made.Year), err)
}

// getAccount handles GET /bidrag/{year}/konto.
func (h *handlers) getAccount(w http.ResponseWriter, r *http.Request) error {
	return h.account(w, r, http.StatusOK, nil)
}

func (h *handlers) account(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.Requisitions(r.Context(), web.Actor(r), r.PathValue("year"), ledger.Where{})
	if err != nil {
		return err
	}
	return web.Render(w, r, status, accountPage(v, form))
}

// postAccount handles POST /bidrag/{year}/konto.
func (h *handlers) postAccount(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	kind := grant.AccountKind(form.Choice("kind", string(grant.OnBankgiro), string(grant.OnPlusgiro)))
	number := form.Text("number")
	if form.OK() {
		_, err := h.grants.PrepareAccount(r.Context(), web.Actor(r), kind, number)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.account_prepared", yearPath(year), err)
		}
	}
	return h.account(w, r, http.StatusUnprocessableEntity, form)
}

// postAttest handles POST /bidrag/{year}/konto/{account}.
func (h *handlers) postAttest(w http.ResponseWriter, r *http.Request) error {
	err := h.grants.AttestAccount(r.Context(), web.Actor(r), r.PathValue("account"))
	return h.done(w, r, "grant.flash.account_attested", yearPath(r.PathValue("year")), err)
}

// getAuthorities handles GET /bidragsbehorigheter.
func (h *handlers) getAuthorities(w http.ResponseWriter, r *http.Request) error {
	return h.authorities(w, r, http.StatusOK, nil)
}

func (h *handlers) authorities(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.Authorities(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, authoritiesPage(v, web.Actor(r).User, form))
}

// postAuthority handles POST /bidragsbehorigheter.
func (h *handlers) postAuthority(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := grant.AuthorityDraft{Kind: grant.AuthorityKind(form.Choice("kind", string(grant.Sign), string(grant.Certify))), User: form.Text("user"), LastOn: form.Date("last_on")}
	if form.OK() {
		_, err := h.grants.GiveAuthority(r.Context(), web.Actor(r), d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.authority_given", authoritiesPath(), err)
		}
	}
	return h.authorities(w, r, http.StatusUnprocessableEntity, form)
}

// postEndAuthority handles POST /bidragsbehorigheter/{authority}.
func (h *handlers) postEndAuthority(w http.ResponseWriter, r *http.Request) error {
	return h.done(w, r, "grant.flash.authority_ended", authoritiesPath(), h.grants.EndAuthority(r.Context(), web.Actor(r), r.PathValue("authority")))
}

// steps is the money's way through a municipality, and how far it has come.
func steps(ctx context.Context, v grant.RequisitionView) []web.Step {
	l, repay := i18n.From(ctx), v.Year.Terms.Dates.RepayLast
	if v.Recovery.Left > 0 {
		repay = v.Recovery.Due
	}
	called, paid := v.Left == 0 && v.Frame > 0, ownPaid(v)
	accounted := v.Use.State == grant.UseSent || v.Use.State == grant.UseAccepted
	toAccount, _ := useStep(v)
	decided := v.Where["requested"] == 0 && (v.Where["decided"]+v.Where["transit"]+paid > 0)
	until := func(d civil.Date) string { return i18n.T(ctx, "grant.step.until", "day", l.Date(d)) }
	return []web.Step{
		{Title: i18n.T(ctx, "grant.step.allotted"), Text: v.Frame.String(), Done: true},
		{Title: i18n.T(ctx, "grant.step.requisition"), When: until(v.Last), Done: called, Now: v.MayRequisition && !called},
		{Title: i18n.T(ctx, "grant.step.decision"), Done: called && decided, Now: v.Where["requested"] > 0},
		{Title: i18n.T(ctx, "grant.step.paid"), Text: amountOrNothing(paid), Done: called && decided && v.Where["decided"]+v.Where["transit"] == 0, Now: v.Where["decided"]+v.Where["transit"] > 0},
		{Title: i18n.T(ctx, "grant.step.account"), When: until(v.Use.Last), Done: accounted, Now: toAccount != ""},
		{Title: i18n.T(ctx, "grant.step.repay"), When: until(repay), Done: accounted && v.Recovery.Claimed > 0 && v.Recovery.Left == 0, Now: v.Recovery.Left > 0},
	}
}

func amountOrNothing(a money.Amount) string {
	if a == 0 {
		return ""
	}
	return a.String()
}

// clock is how much of the time until a day is left.
func clock(ctx context.Context, day, today civil.Date) web.ClockView {
	left := day.Sub(today)
	c := web.ClockView{State: web.ClockOK, Left: i18n.T(ctx, "grant.clock.left", "count", left), Due: i18n.From(ctx).Date(day), Fraction: 1 - float64(left)/120}
	switch {
	case left < 0:
		c.State, c.Left, c.Fraction = web.ClockLate, i18n.T(ctx, "grant.clock.late", "count", -left), 2
	case left == 0:
		c.State, c.Left = web.ClockToday, i18n.T(ctx, "grant.clock.today")
	case left <= 14:
		c.State = web.ClockSoon
	}
	return c
}

func stateOf(r grant.Requisition) web.StateKind {
	switch r.State {
	case grant.RequisitionPrepared:
		return web.StateAsked
	case grant.Requested:
		return web.StatePlanned
	case grant.RequisitionDecided:
		return web.StateTaken
	case grant.RequisitionRejected:
		return web.StateLate
	case grant.RequisitionWithdrawn:
	}
	return web.StateDone
}

// baseline is the activity that a row of the form begins with.
func baseline(v grant.RequisitionView, i int) grant.Baseline {
	if i < len(v.Baseline) {
		return v.Baseline[i]
	}
	return grant.Baseline{}
}

// inField is a sum as it stands in a field that has its unit beside it; nothing where nobody
// has said what it is.
func inField(a money.Amount, known bool) string {
	if a == 0 && !known {
		return ""
	}
	return strings.TrimSuffix(a.String(), money.NoBreakSpace+"kr")
}
