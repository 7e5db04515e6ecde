package grantweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

// listRoutes are the lists that people work in, as files. Each asks for what its page asks
// for, so that nobody gets a file with more than they see.
func (h *handlers) listRoutes() routes {
	all := routes{}
	for pattern, list := range map[string]struct {
		name string
		of   func(*http.Request) (sheet.Table, error)
	}{
		"GET /bidrag/{year}/kommuner/fil":       {"kommunerna", h.municipalityList},
		"GET /bidrag/{year}/rekvirera/fil":      {"rekvisitioner", h.ownRequisitionList},
		"GET /bidrag/{year}/beslut/fil":         {"rekvisitioner-att-besluta", h.toDecideList},
		"GET /bidragsbeslut/{decision}/fil":     {"beslut", h.decisionList},
		"GET /betalfiler/{order}/tabell":        {"utbetalningar", h.paymentList},
		"GET /omfordelningar/{round}/fil":       {"omfordelning", h.shareList},
		"GET /bidrag/{year}/egna/fil":           {"egna-kostnader", h.spendingList},
		"GET /bidrag/{year}/datum/fil":          {"datum", h.deadlineList},
		"GET /bidrag/{year}/redovisningar/lage": {"redovisningarnas-lage", h.useList},
		"GET /bidrag/{year}/bokforing/fil":      {"bokforing", h.proofList},
		"GET /bidrag/{year}/aterkrav/fil":       {"aterkrav", h.claimList},
		"GET /oklara-betalningar/fil":           {"oklara-betalningar", h.creditList},
		"GET /bidrag/{year}/granskningar/fil":   {"granskningar", h.reviewList},
	} {
		all[pattern] = func(w http.ResponseWriter, r *http.Request) error {
			t, err := list.of(r)
			if err != nil {
				return err
			}
			return sendTable(w, r, list.name, t)
		}
	}
	return all
}

func municipalityListPath(year string) string { return yearPath(year) + "/kommuner/fil" }
func useListPath(year string) string          { return usesPath(year) + "/lage" }
func paymentListPath(order string) string     { return orderPath(order) + "/tabell" }

// listFileOf is the file of the list on a page.
func listFileOf(page string) string { return page + "/fil" }

// heads are the headings of a list.
func heads(ctx context.Context, keys ...string) sheet.Table {
	row := make([]any, len(keys))
	for i, key := range keys {
		row[i] = i18n.T(ctx, key)
	}
	return sheet.Table{row}
}

func (h *handlers) municipalityList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	o, err := h.grants.Overview(ctx, web.Actor(r), r.PathValue("year"), civil.Date{})
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.municipalities.frame", "grant.municipalities.called", "grant.municipalities.paid", "grant.round.asked", "grant.state.column")
	for _, m := range o.Rows {
		_, text := standing(ctx, m, o.Today)
		t = append(t, []any{m.Code, m.Name, m.Frame, m.Called(), m.Held(), m.Extra, text})
	}
	return t, err
}

func (h *handlers) ownRequisitionList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Requisitions(ctx, web.Actor(r), r.PathValue("year"), ledger.Where{})
	t := heads(ctx, "grant.requisition.prepared", "grant.requisition.signed", "grant.amount.column", "grant.round.asked", "grant.requisition.extra_for", "grant.state.column")
	for _, x := range v.Requisitions {
		t = append(t, []any{civil.Of(x.PreparedAt), signedOn(x), x.Amount, x.Extra, x.ExtraPurpose, i18n.T(ctx, "grant.requisition.state."+string(x.State))})
	}
	return t, err
}

// signedOn is the zero Date for what nobody has signed.
func signedOn(r grant.Requisition) civil.Date {
	if r.SignedAt.IsZero() {
		return civil.Date{}
	}
	return civil.Of(r.SignedAt)
}

func (h *handlers) toDecideList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	o, err := h.grants.Overview(ctx, web.Actor(r), r.PathValue("year"), civil.Date{})
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.requisition.signed", "grant.amount.column", "grant.round.asked", "grant.requisition.extra_for")
	for _, x := range o.ToDecide {
		t = append(t, []any{x.Municipality, o.Names[x.Municipality], signedOn(x), x.Amount, x.Extra, x.ExtraPurpose})
	}
	return t, err
}

func (h *handlers) decisionList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	d, err := h.grants.Decision(ctx, web.Actor(r), r.PathValue("decision"))
	if err != nil {
		return nil, err
	}
	o, err := h.grants.Overview(ctx, web.Actor(r), d.Year, civil.Date{})
	t := heads(ctx, "grant.decision.number", "grant.municipalities.code", "grant.municipalities.name", "grant.amount.column")
	for _, l := range d.Lines {
		t = append(t, []any{d.RegistrationNumber, l.Municipality, o.Names[l.Municipality], l.Amount})
	}
	return append(t, []any{"", "", i18n.T(ctx, "grant.money.sum"), d.Total()}), err
}

func (h *handlers) paymentList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	p, err := h.grants.Order(ctx, web.Actor(r), r.PathValue("order"))
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.account.number", "grant.amount.column", "grant.state.column", "grant.payment.bank_code", "grant.order.end_to_end")
	for _, x := range p.Payments {
		t = append(t, []any{x.Municipality, x.Payee, x.Account.String(), x.Amount, i18n.T(ctx, "grant.payment.state."+string(x.State)), x.Reason, x.EndToEnd})
	}
	return append(t, []any{"", i18n.T(ctx, "grant.money.sum"), "", p.Total()}), err
}

func (h *handlers) shareList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	round, err := h.grants.Round(ctx, web.Actor(r), r.PathValue("round"))
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.amount.column", "grant.round.explained")
	for _, s := range round.Shares {
		t = append(t, []any{s.Code, s.Name, money.Kronor(s.Amount), s.Explanation})
	}
	return append(t, []any{"", i18n.T(ctx, "grant.money.sum"), money.Kronor(round.Distributed)}), err
}

func (h *handlers) spendingList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.SpendingPage(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.spending.voucher", "grant.spending.on", "grant.spending.column_cap", "grant.amount.column", "grant.spending.by", "grant.state.column")
	for _, s := range v.All {
		state := ""
		if s.TakenBack {
			state = i18n.T(ctx, "grant.spending.taken_back")
		}
		t = append(t, []any{s.Basis, s.On, capLabel(v, s.Cap), s.Amount, v.Names[s.By], state})
	}
	t = append(t, []any{})
	t = append(t, heads(ctx, "grant.spending.column_cap", "grant.cap.amount", "grant.spending.used", "grant.spending.left")...)
	for _, c := range v.Caps {
		t = append(t, []any{c.Label, c.Amount, c.Used, c.Left()})
	}
	return t, err
}

func (h *handlers) deadlineList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Deadlines(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.deadline.what", "grant.deadline.day", "grant.state.column", "grant.municipalities.title")
	for _, d := range v.All {
		t = append(t, []any{deadlineName(ctx, d), d.Day, deadlineText(ctx, v, d), namesOf(d.Remain, v.Names)})
	}
	return t, err
}

func (h *handlers) useList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Uses(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.state.column", "grant.use.last_column", "grant.use.late_column", "grant.use.reminded_column", "grant.use.paid", "grant.use.used", "grant.use.unused")
	for _, x := range v.Rows {
		row := []any{x.Code, x.Name, i18n.T(ctx, "grant.use.standing."+string(x.Standing)), x.Last, x.Late, x.Reminded, x.By["held"] + x.By["used"] + x.By["claim"], "", ""}
		if x.Account.ID != "" {
			row[7], row[8] = x.Account.Used(), x.Account.Figures.Unused
		}
		t = append(t, row)
	}
	return t, err
}

func (h *handlers) proofList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	_, rows, err := h.grants.Proofs(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.proof.reported", "grant.proof.booked", "grant.proof.difference", "grant.state.column", "grant.proof.explanation_column")
	for _, x := range rows {
		_, text := booksState(ctx, x.Proof, x.Off(), x.Reported)
		row := []any{x.Code, x.Name, x.Reported.Amount, "", "", text, x.Proof.Explanation}
		if x.Proof.ID != "" {
			row[3], row[4] = x.Proof.Booked.Total, x.Off()
		}
		t = append(t, row)
	}
	return t, err
}

func (h *handlers) claimList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Claims(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.municipalities.code", "grant.municipalities.name", "grant.claim.why", "grant.claim.reference", "grant.claim.due", "grant.claim.claimed", "grant.claim.received", "grant.claim.written_off", "grant.claim.left", "grant.claim.reminded", "grant.state.column")
	for _, c := range v.Claims {
		_, text := claimState(ctx, c, v.Today)
		t = append(t, []any{c.Municipality, v.Names[c.Municipality], i18n.T(ctx, "grant.claim.because."+string(c.Reason)), c.Reference.String(), c.DueOn, c.Amount, c.Received, c.WrittenOff, c.Left(), c.Reminders, text})
	}
	total := grant.TotalOf(v.Claims)
	return append(t, []any{"", i18n.T(ctx, "grant.money.sum"), "", "", "", total.Claimed, total.Received, total.WrittenOff, total.Left}), err
}

func (h *handlers) creditList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Unclear(ctx, web.Actor(r))
	t := heads(ctx, "grant.credit.booked", "grant.credit.payer", "grant.credit.says", "grant.credit.bank", "grant.amount.column", "grant.credit.left")
	for _, c := range v.Credits {
		t = append(t, []any{c.BookedOn, payerText(ctx, c, v.Names[c.Municipality]), c.Says, bankText(c.Key), c.Amount, c.Left()})
	}
	return t, err
}

func (h *handlers) reviewList(r *http.Request) (sheet.Table, error) {
	ctx := r.Context()
	v, err := h.grants.Reviews(ctx, web.Actor(r), r.PathValue("year"))
	t := heads(ctx, "grant.decision.number", "grant.municipalities.code", "grant.municipalities.name", "grant.review.subject", "grant.review.opened", "grant.state.column", "grant.review.unanswered")
	for _, x := range v.Reviews {
		_, text := reviewState(ctx, x, v.Overview.Today)
		t = append(t, []any{x.RegistrationNumber, x.Municipality, v.Overview.Names[x.Municipality], x.Subject, civil.Of(x.OpenedAt), text, x.Waiting()})
	}
	return t, err
}

// useTable is the activities of a year, with the numbers of children hidden as on the page.
func useTable(ctx context.Context, lines grant.UseLines) sheet.Table {
	lang := i18n.From(ctx).Lang()
	t := heads(ctx, "grant.use.column.code", "grant.use.column.municipality", "grant.use.column.state", "grant.use.column.kind", "grant.use.column.method", "grant.use.column.areas", "grant.use.column.target", "grant.use.column.novelty",
		"grant.use.column.from", "grant.use.column.to", "grant.use.column.cost", "grant.use.column.posts", "grant.use.column.evenings", "grant.use.column.girls", "grant.use.column.boys", "grant.use.column.unknown")
	for _, l := range lines.Lines {
		row := []any{l.Code, l.Name, i18n.T(ctx, "grant.use.state."+string(l.State)), grant.ChoiceText(l.Form.Kinds, l.Kind, lang), l.Method, strings.Join(l.Areas, ", "), l.Target,
			i18n.T(ctx, "grant.use.novelty."+string(l.Novelty)), l.From, l.To, l.Cost(), hundredthsText(l.Posts), hundredthsText(l.Evenings)}
		for _, c := range l.Reached {
			row = append(row, cellText(ctx, c))
		}
		t = append(t, row)
	}
	return t
}
