package grantweb

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/iso20022"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// form draws a form about a year to its agency.
func (h *handlers) form(w http.ResponseWriter, r *http.Request, form *web.Form, draw func(grant.Overview, *web.Form) templ.Component) error {
	o, err := h.grants.Overview(r.Context(), web.Actor(r), r.PathValue("year"), civil.Date{})
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), draw(o, form))
}

// getExtension handles GET /bidrag/{year}/forlangning.
func (h *handlers) getExtension(w http.ResponseWriter, r *http.Request) error {
	o, err := h.grants.Overview(r.Context(), web.Actor(r), r.PathValue("year"), civil.Date{})
	if err == nil && !o.MayDecide {
		err = fault.Absent()
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, extensionPage(o, nil))
}

// postExtension handles POST /bidrag/{year}/forlangning.
func (h *handlers) postExtension(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	x := grant.Extension{Municipality: form.Text("municipality"), LastOn: form.Date("last_on"), Reason: form.Lines("reason")}
	if form.OK() {
		_, err := h.grants.Extend(r.Context(), web.Actor(r), year, x)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.extended", yearPath(year), err)
		}
	}
	return h.form(w, r, form, extensionPage)
}

// getPrepareDecision handles GET /bidrag/{year}/beslut.
func (h *handlers) getPrepareDecision(w http.ResponseWriter, r *http.Request) error {
	return h.form(w, r, nil, prepareDecisionPage)
}

// postPrepareDecision handles POST /bidrag/{year}/beslut.
func (h *handlers) postPrepareDecision(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	number := form.Text("number")
	d, err := h.grants.PrepareDecision(r.Context(), web.Actor(r), r.PathValue("year"), number, web.Typed(r)["requisition"])
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.decision_prepared", decisionPath(d.ID), err)
	}
	return h.form(w, r, form, prepareDecisionPage)
}

// getDecision handles GET /bidragsbeslut/{decision}.
func (h *handlers) getDecision(w http.ResponseWriter, r *http.Request) error {
	d, err := h.grants.Decision(r.Context(), web.Actor(r), r.PathValue("decision"))
	if err != nil {
		return err
	}
	o, err := h.grants.Overview(r.Context(), web.Actor(r), d.Year, civil.Date{})
	if err != nil {
		return err
	}
	letters, err := h.lettersOf(r, d.ID, d.Approval)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, decisionPage(o, d, letters))
}

// postDecision handles POST /bidragsbeslut/{decision}.
func (h *handlers) postDecision(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("decision"), web.ParseForm(r)
	_, err := h.grants.Decide(r.Context(), web.Actor(r), id, form.Text("seen"))
	return h.done(w, r, "grant.flash.decided", decisionPath(id), err)
}

// getPrepareOrder handles GET /bidrag/{year}/betalning.
func (h *handlers) getPrepareOrder(w http.ResponseWriter, r *http.Request) error {
	return h.form(w, r, nil, prepareOrderPage)
}

// postPrepareOrder handles POST /bidrag/{year}/betalning.
func (h *handlers) postPrepareOrder(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := grant.OrderDraft{ExecuteOn: form.Date("execute_on"), OrgNr: form.Text("orgnr"), Bankgiro: form.Text("bankgiro")}
	if form.OK() {
		o, err := h.grants.PrepareOrder(r.Context(), web.Actor(r), r.PathValue("year"), d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.order_prepared", orderPath(o.ID), err)
		}
	}
	return h.form(w, r, form, prepareOrderPage)
}

// getOrder handles GET /betalfiler/{order}.
func (h *handlers) getOrder(w http.ResponseWriter, r *http.Request) error {
	p, err := h.grants.Order(r.Context(), web.Actor(r), r.PathValue("order"))
	if err != nil {
		return err
	}
	o, err := h.grants.Overview(r.Context(), web.Actor(r), p.Year, civil.Date{})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, orderPage(o, p))
}

// postOrder handles POST /betalfiler/{order}.
func (h *handlers) postOrder(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("order"), web.ParseForm(r)
	_, err := h.grants.ApproveOrder(r.Context(), web.Actor(r), id, form.Text("seen"))
	return h.done(w, r, "grant.flash.order_approved", orderPath(id), err)
}

// The accounts of the voucher when nobody says others: paid grants, and the agency's
// account with the National Debt Office, in the chart of the state.
const (
	costAccount = "7231"
	bankAccount = "1980"
)

// fileKinds is how an order can be fetched.
var fileKinds = []struct {
	kind, name, media string
	write             func(grant.Order, io.Writer) error
}{
	{"pain.001.001.09", "betalfil-09.xml", "application/xml", func(o grant.Order, to io.Writer) error { return o.WriteBank(to, iso20022.V09) }},
	{"pain.001.001.03", "betalfil-03.xml", "application/xml", func(o grant.Order, to io.Writer) error { return o.WriteBank(to, iso20022.V03) }},
	{"sie", "betalfil.se", "application/octet-stream", func(o grant.Order, to io.Writer) error { return o.WriteVoucher(to, costAccount, bankAccount) }},
	{"csv", "betalfil.csv", "text/csv; charset=utf-8", func(o grant.Order, to io.Writer) error { return o.WriteTable(to) }},
}

// getOrderFile handles GET /betalfiler/{order}/fil.
func (h *handlers) getOrderFile(w http.ResponseWriter, r *http.Request) error {
	o, err := h.grants.OrderFile(r.Context(), web.Actor(r), r.PathValue("order"))
	if err != nil {
		return err
	}
	kind := fileKinds[0]
	for _, k := range fileKinds {
		if k.kind == web.Query(r).Text("slag") {
			kind = k
		}
	}
	var b bytes.Buffer
	if err := kind.write(o, &b); err != nil {
		return err
	}
	return web.Send(w, r, web.Download{Name: kind.name, Media: kind.media, Size: int64(b.Len()), Write: func(_ context.Context, to io.Writer) error {
		_, err := b.WriteTo(to)
		return err
	}})
}

// getBank handles GET /bidrag/{year}/banksvar.
func (h *handlers) getBank(w http.ResponseWriter, r *http.Request) error {
	return h.form(w, r, nil, bankPage)
}

// postBank handles POST /bidrag/{year}/banksvar.
func (h *handlers) postBank(w http.ResponseWriter, r *http.Request) error {
	year := r.PathValue("year")
	if _, err := h.grants.Overview(r.Context(), web.Actor(r), year, civil.Date{}); err != nil {
		return err
	}
	var content []byte
	form, err := web.ReadUpload(r, "file", iso20022.MaxSize+1<<20, func(_ string, body io.Reader) (err error) {
		content, err = io.ReadAll(io.LimitReader(body, iso20022.MaxSize+1))
		return err
	})
	if err != nil {
		return err
	}
	if len(content) == 0 {
		form.Fail("file", "grant.bank.unread")
		return h.form(w, r, form, bankPage)
	}
	a, err := h.grants.TakeBankFile(r.Context(), web.Actor(r), content)
	switch {
	case err != nil && form.Explain(err):
		return h.form(w, r, form, bankPage)
	case a.Again:
		return h.done(w, r, "grant.flash.bank_again", yearPath(year), err)
	case a.TakenBack > 0:
		return h.done(w, r, "grant.flash.bank_taken_back", yearPath(year), err)
	case a.Bounced > 0:
		return h.done(w, r, "grant.flash.bank_bounced", yearPath(year), err)
	}
	return h.done(w, r, "grant.flash.bank_taken", yearPath(year), err)
}

// getPrepareRound handles GET /bidrag/{year}/omfordelning.
func (h *handlers) getPrepareRound(w http.ResponseWriter, r *http.Request) error {
	return h.simulation(w, r, http.StatusOK, nil)
}

func (h *handlers) simulation(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	s, err := h.grants.Simulate(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, simulationPage(s, form))
}

// postPrepareRound handles POST /bidrag/{year}/omfordelning.
func (h *handlers) postPrepareRound(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := grant.RoundDraft{Rule: grant.RedistributionRule(form.Text("rule")), RegistrationNumber: form.Text("number"), Reason: form.Lines("reason")}
	made, err := h.grants.PrepareRound(r.Context(), web.Actor(r), r.PathValue("year"), d)
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.round_prepared", roundPath(made.ID), err)
	}
	return h.simulation(w, r, http.StatusUnprocessableEntity, form)
}

// getRound handles GET /omfordelningar/{round}.
func (h *handlers) getRound(w http.ResponseWriter, r *http.Request) error {
	round, err := h.grants.Round(r.Context(), web.Actor(r), r.PathValue("round"))
	if err != nil {
		return err
	}
	o, err := h.grants.Overview(r.Context(), web.Actor(r), round.Year, civil.Date{})
	if err != nil {
		return err
	}
	letters, err := h.lettersOf(r, round.ID, round.Approval)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, roundPage(o, round, letters))
}

// postRound handles POST /omfordelningar/{round}.
func (h *handlers) postRound(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("round"), web.ParseForm(r)
	_, err := h.grants.DecideRound(r.Context(), web.Actor(r), id, form.Text("seen"))
	return h.done(w, r, "grant.flash.round_decided", roundPath(id), err)
}

// askingIn is how many of the municipalities ask for more.
func askingIn(s grant.Simulation) (n int) {
	for _, w := range s.Wishes {
		if w.Extra > 0 {
			n++
		}
	}
	return n
}

// A linkGroup is ways to go, under a heading.
type linkGroup struct {
	title string
	links []web.Link
}

// yearLinks are what can be done with a year, in the order of the year.
func yearLinks(ctx context.Context, o grant.Overview) (all []linkGroup) {
	group := func(key string) { all = append(all, linkGroup{title: i18n.T(ctx, key)}) }
	add := func(key, href string) {
		last := &all[len(all)-1]
		last.links = append(last.links, web.Link{Text: i18n.T(ctx, key), Href: href})
	}
	running := o.State == grant.Running
	group("grant.year.do_terms")
	add("grant.terms.title", termsPath(o.ID))
	if o.Appendix.ID != "" {
		add("grant.appendix.title", appendixPath(o.Appendix.ID))
	}
	if running {
		add("grant.appendix.import", importPath(o.ID))
	}
	add("grant.deadline.title", deadlinesPath(o.ID))
	if o.State == grant.Preparing {
		return all
	}
	if running {
		add("grant.deadline.remind", remindDaysPath(o.ID))
		if o.MayDecide {
			add("grant.extension.title", extensionPath(o.ID))
			add("grant.appeal.title", appealPath(o.ID))
		}
	}
	group("grant.year.do_money")
	if running {
		add("grant.decision.prepare", prepareDecisionPath(o.ID))
		add("grant.order.prepare", prepareOrderPath(o.ID))
		add("grant.bank.title", bankPath(o.ID))
		add("grant.round.title", prepareRoundPath(o.ID))
	}
	add("grant.spending.title", spendingPath(o.ID))
	group("grant.year.do_after")
	if running {
		add("grant.use.list", usesPath(o.ID))
	}
	add("grant.proof.title", booksPath(o.ID))
	if running {
		add("grant.claim.list", claimsPath(o.ID))
		add("grant.credit.list", creditsPath())
		add("grant.review.list", reviewsPath(o.ID))
	}
	add("grant.closing.title", closingPath(o.ID))
	return all
}

// moneyLead is where a year's money is, in a sentence or two.
func moneyLead(ctx context.Context, o grant.Overview) string {
	lead := i18n.T(ctx, "grant.money.lead", "paid", sumOf(o.Totals, "held", "used", "claim", "repaid", "writeoff"), "decided", o.Terms.Total(grant.Decided))
	if waits := sumOf(o.Totals, "requested", "decided", "transit"); waits > 0 {
		lead += " " + i18n.T(ctx, "grant.money.lead_waits", "amount", waits)
	}
	return lead
}

// rail is the year's own thread: that it was decided, and the days of everybody in it.
func rail(ctx context.Context, o grant.Overview, days grant.DeadlinesView) (all []web.Step) {
	l := i18n.From(ctx)
	begun := web.Step{Title: i18n.T(ctx, "grant.deadline.decided"), When: i18n.T(ctx, "grant.deadline.undecided"), Now: o.State == grant.Preparing}
	if o.State != grant.Preparing {
		begun.Done, begun.When = true, l.Date(civil.Of(o.DecidedAt))
	}
	all = append(all, begun)
	now := o.State != grant.Running
	for _, d := range days.All {
		if !d.Kind.OfAll() && d.Kind != grant.ByReport {
			continue
		}
		s := web.Step{Title: deadlineOfYear(ctx, o.SchemeYear, d), When: l.Date(d.Day), Done: o.State != grant.Preparing && (d.Done || days.Today.After(d.Day))}
		if n := len(d.Remain); n > 0 && o.State == grant.Running {
			s.When += ". " + i18n.T(ctx, "grant.deadline.remain", "count", n)
		}
		if !now && !s.Done {
			now, s.Now = true, true
		}
		all = append(all, s)
	}
	return all
}

func municipalityOptions(ctx context.Context, o grant.Overview) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "grant.choose")}}
	for _, m := range o.Rows {
		options = append(options, web.Option{Value: m.Code, Label: m.Name})
	}
	return options
}

func requisitionOptions(ctx context.Context, o grant.Overview) (options []web.Option) {
	for _, r := range o.ToDecide {
		options = append(options, web.Option{Value: r.ID, Label: i18n.T(ctx, "grant.decision.option", "name", o.Names[r.Municipality], "amount", r.Amount)})
	}
	return options
}

func ruleOptions(ctx context.Context) (options []web.Option) {
	for _, rule := range grant.RedistributionRules {
		options = append(options, web.Option{Value: string(rule), Label: i18n.T(ctx, "grant.rule."+string(rule)), Hint: i18n.T(ctx, "grant.rule_hint."+string(rule))})
	}
	return options
}

// standing is how far a municipality has come, in a word.
func standing(ctx context.Context, m grant.MunicipalityRow, today civil.Date) (web.StateKind, string) {
	kind, key := web.StateAsked, "waiting"
	switch {
	case m.Bounced:
		kind, key = web.StateLate, "bounced"
	case m.By["requested"] > 0:
		kind, key = web.StatePlanned, "requested"
	case m.By["decided"] > 0 && (!m.Payable || m.Changing):
		kind, key = web.StateLate, "no_account"
	case m.By["decided"]+m.By["transit"] > 0:
		kind, key = web.StatePlanned, "on_its_way"
	case m.UseLate:
		kind, key = web.StateLate, "use_late"
	case m.Use == grant.UseSent:
		kind, key = web.StateAsked, "use_sent"
	case m.By["claim"] > 0:
		kind, key = web.StateAsked, "claim"
	case m.Use == grant.UseAccepted && m.By["held"] == 0:
		kind, key = web.StateDone, "use_accepted"
	case m.Paid() > 0 && m.By["frame"] > 0:
		kind, key = web.StateTaken, "part_paid"
	case m.Paid() > 0:
		kind, key = web.StateTaken, "paid"
	case today.After(m.Last):
		kind, key = web.StateDone, "refrained"
	}
	return kind, i18n.T(ctx, "grant.standing."+key)
}
