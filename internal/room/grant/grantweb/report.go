package grantweb

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) reportRoutes() routes {
	return routes{
		"GET /bidrag/{year}/rapporter/{rapport}":     h.getReport,
		"GET /bidrag/{year}/rapporter/{rapport}/fil": h.getReportFile,
	}
}

// reportNames are the kinds of report as addresses have them.
var reportNames = map[string]grant.ReportKind{"utbetalningar": grant.PaymentsReport, "utfall": grant.OutcomeReport}

func reportPath(year string, kind grant.ReportKind) string {
	for name, k := range reportNames {
		if k == kind {
			return yearPath(year) + "/rapporter/" + name
		}
	}
	return yearPath(year)
}

// report makes the report that is asked for: as of a day and as it was known on another, or
// by the number of a transaction, as a report names it.
func (h *handlers) report(r *http.Request, form *web.Form) (grant.Report, grant.SchemeYear, error) {
	kind, known := reportNames[r.PathValue("rapport")]
	if !known {
		// The flow is asked all the same: what is not there looks as what is not the reader's.
		kind = ""
	}
	as := asOf(form)
	if n := form.Int("verifikation"); n > 0 {
		as.Seq = int64(n)
	}
	return h.grants.Report(r.Context(), web.Actor(r), r.PathValue("year"), kind, as)
}

// getReport handles GET /bidrag/{year}/rapporter/{rapport}.
func (h *handlers) getReport(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	rep, y, err := h.report(r, form)
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), reportPage(rep, y, form))
}

// getReportFile handles GET /bidrag/{year}/rapporter/{rapport}/fil.
func (h *handlers) getReportFile(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	rep, _, err := h.report(r, form)
	if err != nil {
		return err
	}
	if !form.OK() {
		return fault.Absent()
	}
	name := r.PathValue("rapport") + "-" + strconv.Itoa(rep.Year) + "-" + rep.Stamp.Effective.String()
	var b bytes.Buffer
	switch form.Text("slag") {
	case "json":
		if err := rep.WriteJSON(&b); err != nil {
			return err
		}
		return sendFile(w, r, name+".json", "application/json", b.Bytes())
	case "csv":
		if err := rep.WriteCSV(&b); err != nil {
			return err
		}
		return sendFile(w, r, name+".csv", "text/csv; charset=utf-8", b.Bytes())
	}
	return sendTable(w, r, name, reportTable(r.Context(), rep))
}

// again is the query that makes the same report, byte for byte.
func again(s grant.Stamp) string {
	return "&dag=" + s.Effective.String() + "&verifikation=" + strconv.FormatInt(s.Seq, 10)
}

func reportTable(ctx context.Context, r grant.Report) (t sheet.Table) {
	columns := r.Kind.Columns()
	head := []any{i18n.T(ctx, "grant.municipalities.code"), i18n.T(ctx, "grant.municipalities.name")}
	for _, c := range columns {
		head = append(head, i18n.T(ctx, "grant.report.column."+c.Name))
	}
	t = append(t, head)
	row := func(code, name string, f grant.Figures) {
		cells := []any{code, name}
		for _, c := range columns {
			cells = append(cells, c.Of(f))
		}
		t = append(t, cells)
	}
	for _, m := range r.Rows {
		row(m.Code, m.Name, m.Figures)
	}
	row("", i18n.T(ctx, "grant.money.sum"), r.Total)
	t = append(t, []any{})
	for _, f := range reportFacts(ctx, r) {
		t = append(t, []any{f.Term, f.Text})
	}
	return t
}

// reportFacts is what every report says of itself.
func reportFacts(ctx context.Context, r grant.Report) []web.Fact {
	part := "before"
	if r.Redistributed() {
		part = "after"
	}
	numbers := ""
	for i, n := range r.RegistrationNumbers {
		if i > 0 {
			numbers += ", "
		}
		numbers += n
	}
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.decision.number"), Text: numbers},
		{Term: i18n.T(ctx, "grant.money.day"), Text: i18n.From(ctx).Date(r.Stamp.Effective)},
		{Term: i18n.T(ctx, "grant.money.known"), Text: i18n.From(ctx).DateTime(r.Stamp.Recorded)},
		{Term: i18n.T(ctx, "grant.report.redistribution"), Text: i18n.T(ctx, "grant.report."+part, "left", r.InPool)},
		{Term: i18n.T(ctx, "grant.report.head"), Text: strconv.FormatInt(r.Stamp.Seq, 10)},
		{Term: i18n.T(ctx, "grant.report.hash"), Text: r.Stamp.Hash},
	}
}

// dueQuery asks for the day that the report is asked for as of, once it has come.
func dueQuery(o grant.Overview, kind grant.ReportKind) string {
	if due := kind.Due(o.Year); !due.After(o.Today) {
		return "?dag=" + due.String()
	}
	return ""
}
