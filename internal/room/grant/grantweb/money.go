package grantweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

func (h *handlers) moneyRoutes() routes {
	return routes{
		"GET /bidrag/{year}/pengar":                h.getMoney,
		"GET /bidrag/{year}/kommuner/{kommun}":     h.getStatement,
		"GET /bidrag/{year}/kommuner/{kommun}/fil": h.getStatementFile,
		"GET /bidrag/{year}/pengar/fil":            h.getMoneyFile,
	}
}

func moneyPath(year string) string             { return yearPath(year) + "/pengar" }
func statementPath(year, kommun string) string { return yearPath(year) + "/kommuner/" + kommun }

// asOf reads the day that counts and the day it was known on, to its end.
func asOf(form *web.Form) (w ledger.Where) {
	w.Effective = form.Date("dag")
	if known := form.Date("kant"); !known.IsZero() {
		w.Recorded = known.End().Add(-time.Microsecond)
	}
	return w
}

// asked is the query that asks for the same days again.
func asked(form *web.Form) string {
	query := ""
	for _, name := range []string{"dag", "kant"} {
		if v := form.Text(name); v != "" {
			query += "&" + name + "=" + v
		}
	}
	return query
}

// getMoney handles GET /bidrag/{year}/pengar.
func (h *handlers) getMoney(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	v, err := h.grants.Money(r.Context(), web.Actor(r), r.PathValue("year"), asOf(form))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), moneyPage(v, form))
}

// getMoneyFile handles GET /bidrag/{year}/pengar/fil.
func (h *handlers) getMoneyFile(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	v, err := h.grants.Money(r.Context(), web.Actor(r), r.PathValue("year"), asOf(form))
	if err != nil {
		return err
	}
	return sendTable(w, r, "var-ar-pengarna", moneyTable(r.Context(), v))
}

// linesOnPage is how many transactions a page shows.
const linesOnPage = 50

// getStatement handles GET /bidrag/{year}/kommuner/{kommun}.
func (h *handlers) getStatement(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	v, err := h.grants.Statement(r.Context(), web.Actor(r), r.PathValue("year"), r.PathValue("kommun"), asOf(form))
	if err != nil {
		return err
	}
	last := (len(v.Lines) - 1) / linesOnPage
	page := min(max(0, form.Int("sida")-1), last)
	return web.Render(w, r, status(form), statementPage(v, page, form))
}

// getStatementFile handles GET /bidrag/{year}/kommuner/{kommun}/fil.
func (h *handlers) getStatementFile(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	v, err := h.grants.Statement(r.Context(), web.Actor(r), r.PathValue("year"), r.PathValue("kommun"), asOf(form))
	if err != nil {
		return err
	}
	return sendTable(w, r, "kontoutdrag-"+v.Code, statementTable(r.Context(), v))
}

// turn is the way to the next and the previous page of a statement.
func turn(ctx context.Context, v grant.StatementView, page int, form *web.Form) (t web.PageTurn) {
	path := statementPath(v.Year.ID, v.Code) + "?sida="
	last := (len(v.Lines) - 1) / linesOnPage
	if page > 0 {
		t.Previous = path + strconv.Itoa(page) + asked(form)
	}
	if page < last {
		t.Next = path + strconv.Itoa(page+2) + asked(form)
	}
	t.Text = i18n.T(ctx, "grant.statement.page", "page", page+1, "of", last+1)
	return t
}

func onPage(lines []grant.StatementLine, page int) []grant.StatementLine {
	return lines[min(page*linesOnPage, len(lines)):min((page+1)*linesOnPage, len(lines))]
}

// A place is where money can be.
type place struct{ name, kind, class string }

// places are in the order the money leaves the road, the furthest first.
var places = []place{
	{"used", "used", ""}, {"held", "held", ""}, {"claim", "claim", "node--wait"}, {"repaid", "repaid", "node--pool"}, {"written_off", "writeoff", "node--pool"},
	{"transit", "transit", "node--wait"}, {"decided", "decided", "node--wait"}, {"requested", "requested", "node--wait"}, {"frame", "frame", "node--pool"},
	{"lapsed", "lapsed", "node--pool"}, {"pool", "pool", "node--pool"}, {"agency_spent", "spent", ""}, {"agency", "cap", "node--pool"}, {"suspense", "suspense", "node--wait"},
}

// standingRows is the places where there is any money, and the sum.
func standingRows(ctx context.Context, by map[string]money.Amount, municipality bool) (rows []charts.Row, sum money.Amount) {
	for _, p := range places {
		amount := by[p.kind]
		if amount == 0 || municipality && p.kind == "pool" {
			continue
		}
		rows = append(rows, charts.Row{Name: i18n.T(ctx, "grant.place."+p.name), N: int64(amount), Text: amount.String()})
		sum += amount
	}
	if len(rows) > 0 {
		rows = append(rows, charts.Row{Name: i18n.T(ctx, "grant.money.sum"), N: int64(sum), Text: sum.String(), Total: true})
	}
	return rows, sum
}

func placeTable(ctx context.Context, by map[string]money.Amount, municipality bool) charts.Table {
	rows, _ := standingRows(ctx, by, municipality)
	return charts.Table{Caption: i18n.T(ctx, "grant.money.title"), Along: i18n.T(ctx, "grant.money.place"), Figures: i18n.T(ctx, "grant.amount.column"), Rows: rows}
}

// roadTable is how far the money has come, step by step.
func roadTable(ctx context.Context, f flow, all grant.Figures) charts.Table {
	t := charts.Table{Caption: i18n.T(ctx, "grant.money.road"), Along: i18n.T(ctx, "grant.money.step"), Figures: i18n.T(ctx, "grant.amount.column")}
	add := func(name string, a money.Amount) {
		if a > 0 {
			t.Rows = append(t.Rows, charts.Row{Name: i18n.T(ctx, "grant.road."+name), N: int64(a), Text: a.String()})
		}
	}
	if f.columns[0].name == "appropriation" {
		add("appropriation", f.columns[0].amount)
	}
	add("frames", all.Frame)
	add("lapsed", all.Lapsed)
	add("requested", all.Requisitioned)
	add("redistributed", all.Redistributed)
	add("decided", all.Decided)
	add("paid", all.Paid)
	return t
}

// dayQuery is asked for a first parameter.
func dayQuery(form *web.Form) string {
	if q := asked(form); q != "" {
		return "?" + q[1:]
	}
	return ""
}

// A figureColumn is one of the figures that every table of municipalities has.
type figureColumn struct {
	name string
	// text is its head, and label what stands before each figure where there is no head.
	text, label string
	of          func(grant.Figures) money.Amount
}

func figureColumns(ctx context.Context) []figureColumn {
	all := []figureColumn{
		{name: "frame", of: func(f grant.Figures) money.Amount { return f.Frame }},
		{name: "requisitioned", of: func(f grant.Figures) money.Amount { return f.Requisitioned }},
		{name: "redistributed", of: func(f grant.Figures) money.Amount { return f.Redistributed }},
		{name: "paid", of: func(f grant.Figures) money.Amount { return f.Paid }},
		{name: "used", of: func(f grant.Figures) money.Amount { return f.Used }},
		{name: "unused", of: func(f grant.Figures) money.Amount { return f.Unused + f.Recovered }},
		{name: "repaid", of: func(f grant.Figures) money.Amount { return f.Repaid }},
	}
	for i := range all {
		all[i].text = i18n.T(ctx, "grant.figures."+all[i].name)
		all[i].label = all[i].text + ":"
	}
	return all
}

// sumOrDash keeps a table of many empty sums quiet.
func sumOrDash(a money.Amount) string {
	if a == 0 {
		return "–"
	}
	return a.String()
}

func moneyTable(ctx context.Context, v grant.MoneyView) sheet.Table {
	return figuresTable(ctx, v.Rows, v.Figures)
}

func figuresTable(ctx context.Context, rows []grant.MunicipalityMoney, total grant.Figures) (t sheet.Table) {
	columns := figureColumns(ctx)
	head := []any{i18n.T(ctx, "grant.municipalities.code"), i18n.T(ctx, "grant.municipalities.name")}
	for _, c := range columns {
		head = append(head, c.text)
	}
	t = append(t, head)
	row := func(code, name string, f grant.Figures) {
		cells := []any{code, name}
		for _, c := range columns {
			cells = append(cells, c.of(f))
		}
		t = append(t, cells)
	}
	for _, m := range rows {
		row(m.Code, m.Name, m.Figures)
	}
	row("", i18n.T(ctx, "grant.money.sum"), total)
	return t
}

func statementTable(ctx context.Context, v grant.StatementView) (t sheet.Table) {
	head := []any{}
	for _, name := range []string{"number", "day", "recorded_on", "what", "basis_column", "amount", "frame", "held"} {
		head = append(head, i18n.T(ctx, "grant.statement."+name))
	}
	if v.Agency {
		head = append(head, i18n.T(ctx, "grant.statement.who"))
	}
	t = append(t, head)
	for _, l := range v.Lines {
		row := []any{l.Seq, l.On, civil.Of(l.RecordedAt), lineText(ctx, l), basis(l), l.Amount, l.Frame, l.Held}
		if v.Agency {
			row = append(row, whoText(ctx, v, l))
		}
		t = append(t, row)
	}
	return t
}

// lineText is a transaction in words.
func lineText(ctx context.Context, l grant.StatementLine) string {
	key := l.Event
	switch {
	case l.Event == "frame" && l.From == "frame":
		key = "frame_less"
	case l.Event == "bounce" && l.From == "held":
		key = "returned"
	}
	text := i18n.T(ctx, "grant.event."+key)
	if round, ok := strings.CutPrefix(l.Tag, "round:"); ok && l.Event != "redistribution" {
		text += ", " + i18n.T(ctx, "grant.statement.of_round", "number", round)
	}
	if l.Reverses > 0 {
		text = i18n.T(ctx, "grant.statement.reversal", "text", text, "number", l.Reverses)
	}
	return text
}

// basis is what a transaction rests on, where it is something a person can look up.
func basis(l grant.StatementLine) string {
	if id.Valid(l.Basis) {
		return ""
	}
	return l.Basis
}

// whoText is who prepared a transaction and who approved it.
func whoText(ctx context.Context, v grant.StatementView, l grant.StatementLine) string {
	name := func(id string) string {
		if n := v.Names[id]; n != "" {
			return n
		}
		return i18n.T(ctx, "grant.statement.unknown")
	}
	switch {
	case l.ApprovedBy != "":
		return i18n.T(ctx, "grant.statement.prepared_approved", "prepared", name(l.PreparedBy), "approved", name(l.ApprovedBy))
	case l.Event == "lapse":
		return i18n.T(ctx, "grant.statement.by_itself")
	}
	return name(l.PreparedBy)
}
