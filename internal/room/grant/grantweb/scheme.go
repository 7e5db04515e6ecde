package grantweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) schemeRoutes() routes {
	return routes{
		"GET /bidrag/ny":                             h.getNewScheme,
		"POST /bidrag/ny":                            h.postNewScheme,
		"GET /bidragsordningar/{scheme}/ar":          h.getNewYear,
		"POST /bidragsordningar/{scheme}/ar":         h.postNewYear,
		"GET /bidrag/{year}/andra":                   h.getEditYear,
		"POST /bidrag/{year}/andra":                  h.postEditYear,
		"GET /bidrag/{year}/villkor":                 h.getTerms,
		"POST /bidrag/{year}/villkor":                h.postTerms,
		"GET /bidrag/{year}/anslag":                  h.getAppropriation,
		"POST /bidrag/{year}/anslag":                 h.postAppropriation,
		"POST /bidrag/{year}/anslag/{appropriation}": h.postApproveAppropriation,
	}
}

const newSchemePath = Path + "/ny"

func newYearPath(scheme string) string                { return "/bidragsordningar/" + scheme + "/ar" }
func editYearPath(year string) string                 { return yearPath(year) + "/andra" }
func termsPath(year string) string                    { return yearPath(year) + "/villkor" }
func appropriationPath(year string) string            { return yearPath(year) + "/anslag" }
func approveAppropriationPath(year, id string) string { return appropriationPath(year) + "/" + id }

// getNewScheme handles GET /bidrag/ny.
func (h *handlers) getNewScheme(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.grants.Schemes(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, newSchemePage(nil))
}

// postNewScheme handles POST /bidrag/ny. The first year is written next.
func (h *handlers) postNewScheme(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	s, err := h.grants.AddScheme(r.Context(), web.Actor(r), grant.SchemeDraft{Name: form.Text("name")})
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.scheme_added", newYearPath(s.ID), err)
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, newSchemePage(form))
}

// yearFormView is the form of a year's terms, and how many rows it has of each kind.
type yearFormView struct {
	action                        string
	scheme                        string
	year                          grant.SchemeYear // the zero SchemeYear while there is none
	copied                        int              // the year that a new one is copied from; 0 is none
	version                       int64
	appropriations, caps, reports int
}

func (v yearFormView) title(ctx context.Context) string {
	if v.year.ID == "" {
		return i18n.T(ctx, "grant.year.new_in", "scheme", v.scheme)
	}
	return i18n.T(ctx, "grant.year.edit_title", "year", strconv.Itoa(v.year.Year))
}

func (v yearFormView) lede(ctx context.Context) string {
	if v.copied != 0 {
		return i18n.T(ctx, "grant.year.copied", "year", strconv.Itoa(v.copied))
	}
	return i18n.T(ctx, "grant.year.lede")
}

func (v yearFormView) crumbs(ctx context.Context) []web.Link {
	if v.year.ID == "" {
		return toYears(i18n.T(ctx, "grant.years.title"))
	}
	return toYear(v.year)
}

// The fields with days, and those with a list of words, one on each line.
var (
	dateFields = []string{"requisition_last", "use_from", "use_last", "account_last", "repay_last"}
	wordFields = []string{"conditions", "contents", "heard"}
)

// rows says how many rows of each kind the form is drawn with: those that have something,
// one at least, and one more of the kind that is asked for.
func (v yearFormView) rows(form *web.Form) yearFormView {
	count := func(kind string) int {
		n := 1
		for _, i := range form.Index(kind) {
			n = max(n, i+1)
		}
		if form.Value("do") == kind {
			n++
		}
		return min(n, mostRows)
	}
	v.appropriations, v.caps, v.reports = count("appropriations"), count("caps"), count("reports")
	return v
}

const mostRows = 20

// typedYear is a draft as somebody would have typed it.
func typedYear(d grant.YearDraft) url.Values {
	all := url.Values{}
	set := func(name, value string) { all.Set(name, value) }
	if d.Year != 0 {
		set("year", strconv.Itoa(d.Year))
	}
	for i, a := range d.Terms.Appropriations {
		name := fmt.Sprintf("appropriations.%d.", i)
		set(name+"number", a.RegistrationNumber)
		set(name+"day", a.DecidedOn.String())
		set(name+"item", a.Item)
		set(name+"amount", inField(a.Amount, false))
		set(name+"status", string(a.Status))
	}
	for i, c := range d.Terms.Caps {
		set(fmt.Sprintf("caps.%d.label", i), c.Label)
		set(fmt.Sprintf("caps.%d.amount", i), inField(c.Amount, false))
	}
	set("caps_inside", map[bool]string{true: "inside", false: "beside"}[d.Terms.CapsInside || len(d.Terms.Caps) == 0])
	if d.Terms.RepaymentsReturn {
		set("repayments_return", "1")
	}
	for i, day := range days(&d.Terms.Dates) {
		set(dateFields[i], day.String())
	}
	for i, r := range d.Terms.Reports {
		set(fmt.Sprintf("reports.%d.label", i), r.Label)
		set(fmt.Sprintf("reports.%d.due", i), r.DueOn.String())
	}
	for i, list := range words(&d.Terms) {
		set(wordFields[i], strings.Join(*list, "\n"))
	}
	return all
}

// days are the year's, in the order of dateFields.
func days(d *grant.Dates) []*civil.Date {
	return []*civil.Date{&d.RequisitionLast, &d.UseFrom, &d.UseLast, &d.AccountLast, &d.RepayLast}
}

// words are the lists of the terms, in the order of wordFields.
func words(t *grant.Terms) []*[]string { return []*[]string{&t.Conditions, &t.Contents, &t.Heard} }

// formRows is which row of the form each of a draft's was read from, by kind.
type formRows map[string][]int

// tell is err about the rows as they stand in the form, where some may be empty.
func (rows formRows) tell(err error) error {
	var all fault.List
	for _, e := range fault.All(err) {
		told := *e
		kind, rest, _ := strings.Cut(e.Field, ".")
		number, field, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(number); err == nil && i < len(rows[kind]) {
			told.Field = fmt.Sprintf("%s.%d.%s", kind, rows[kind][i], field)
		}
		all.Add(&told)
	}
	if len(all) == 0 {
		return err
	}
	return all.Err()
}

// readYear is what the form says. Rows without anything in them are no rows.
func readYear(form *web.Form) (d grant.YearDraft, rows formRows) {
	rows = formRows{}
	d.Year = form.Int("year")
	for _, i := range form.Index("appropriations") {
		name := fmt.Sprintf("appropriations.%d", i)
		if i == 0 || form.Value(name+".number")+form.Value(name+".item")+form.Value(name+".amount") != "" {
			rows["appropriations"] = append(rows["appropriations"], i)
			d.Terms.Appropriations = append(d.Terms.Appropriations, readAppropriation(form, name))
		}
	}
	for _, i := range form.Index("caps") {
		name := fmt.Sprintf("caps.%d.", i)
		if label, amount := form.Text(name+"label"), kronor(form, name+"amount"); label != "" || form.Value(name+"amount") != "" {
			rows["caps"] = append(rows["caps"], i)
			d.Terms.Caps = append(d.Terms.Caps, grant.Cap{Name: grant.CapName(label), Label: label, Amount: amount})
		}
	}
	d.Terms.CapsInside = form.Choice("caps_inside", "inside", "beside") != "beside"
	d.Terms.RepaymentsReturn = form.Bool("repayments_return")
	for i, day := range days(&d.Terms.Dates) {
		*day = form.Date(dateFields[i])
	}
	for _, i := range form.Index("reports") {
		name := fmt.Sprintf("reports.%d.", i)
		if label, due := form.Text(name+"label"), form.Date(name+"due"); label != "" || !due.IsZero() {
			rows["reports"] = append(rows["reports"], i)
			d.Terms.Reports = append(d.Terms.Reports, grant.ReportDate{Label: label, DueOn: due})
		}
	}
	for i, list := range words(&d.Terms) {
		*list = nonempty(form.Lines(wordFields[i]))
	}
	return d, rows
}

func readAppropriation(form *web.Form, name string) grant.Appropriation {
	return grant.Appropriation{RegistrationNumber: form.Text(name + ".number"), DecidedOn: form.Date(name + ".day"), Item: form.Text(name + ".item"),
		Amount: kronor(form, name+".amount"), Status: grant.AppropriationStatus(form.Choice(name+".status", string(grant.Decided), string(grant.Planned)))}
}

func nonempty(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// getNewYear handles GET /bidragsordningar/{scheme}/ar: the year before, a year on.
func (h *handlers) getNewYear(w http.ResponseWriter, r *http.Request) error {
	s, d, err := h.grants.NextYear(r.Context(), web.Actor(r), r.PathValue("scheme"))
	if err != nil {
		return err
	}
	form := web.Prefilled(r, typedYear(d))
	return web.Render(w, r, http.StatusOK, yearForm(newYearForm(s, d).rows(form), form))
}

func newYearForm(s grant.Scheme, d grant.YearDraft) yearFormView {
	v := yearFormView{action: newYearPath(s.ID), scheme: s.Name}
	if len(d.Terms.Appropriations) > 0 {
		v.copied = d.Year - 1
	}
	return v
}

// postNewYear handles POST /bidragsordningar/{scheme}/ar.
func (h *handlers) postNewYear(w http.ResponseWriter, r *http.Request) error {
	s, next, err := h.grants.NextYear(r.Context(), web.Actor(r), r.PathValue("scheme"))
	if err != nil {
		return err
	}
	form := web.ParseForm(r)
	status := http.StatusOK
	if form.Value("do") == "save" {
		d, rows := readYear(form)
		if form.OK() {
			y, err := h.grants.PrepareYear(r.Context(), web.Actor(r), s.ID, d)
			if err == nil || !form.Explain(rows.tell(err)) {
				return h.done(w, r, "grant.flash.year_prepared", termsPath(y.ID), err)
			}
		}
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, yearForm(newYearForm(s, next).rows(form), form))
}

// getEditYear handles GET /bidrag/{year}/andra.
func (h *handlers) getEditYear(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	form := web.Prefilled(r, typedYear(grant.YearDraft{Year: v.Year, Terms: v.Terms}))
	return web.Render(w, r, http.StatusOK, yearForm(editForm(v).rows(form), form))
}

// editable is the terms of a year that the reader prepares.
func (h *handlers) editable(r *http.Request) (grant.TermsView, error) {
	v, err := h.grants.Terms(r.Context(), web.Actor(r), r.PathValue("year"))
	if err == nil && (!v.MayRun || v.State != grant.Preparing) {
		err = fault.Absent()
	}
	return v, err
}

func editForm(v grant.TermsView) yearFormView {
	return yearFormView{action: editYearPath(v.ID), scheme: v.SchemeName, year: v.SchemeYear, version: v.Version}
}

// postEditYear handles POST /bidrag/{year}/andra.
func (h *handlers) postEditYear(w http.ResponseWriter, r *http.Request) error {
	v, err := h.editable(r)
	if err != nil {
		return err
	}
	form := web.ParseForm(r)
	status := http.StatusOK
	if form.Value("do") == "save" {
		d, rows := readYear(form)
		version := int64(form.Int("version"))
		if form.OK() {
			_, err := h.grants.ChangeYear(r.Context(), web.Actor(r), v.ID, version, d)
			if err == nil || !form.Explain(rows.tell(err)) {
				return h.done(w, r, "grant.flash.year_changed", termsPath(v.ID), err)
			}
		}
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, yearForm(editForm(v).rows(form), form))
}

// getTerms handles GET /bidrag/{year}/villkor.
func (h *handlers) getTerms(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Terms(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, termsPage(v))
}

// postTerms handles POST /bidrag/{year}/villkor: the year is decided.
func (h *handlers) postTerms(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	_, err := h.grants.DecideYear(r.Context(), web.Actor(r), year, form.Text("seen"))
	return h.done(w, r, "grant.flash.year_decided", yearPath(year), err)
}

// getAppropriation handles GET /bidrag/{year}/anslag.
func (h *handlers) getAppropriation(w http.ResponseWriter, r *http.Request) error {
	return h.appropriation(w, r, http.StatusOK, nil)
}

func (h *handlers) appropriation(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.Terms(r.Context(), web.Actor(r), r.PathValue("year"))
	if err == nil && (!v.MayRun || v.State != grant.Running) {
		err = fault.Absent()
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, status, appropriationPage(v, form))
}

// postAppropriation handles POST /bidrag/{year}/anslag.
func (h *handlers) postAppropriation(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	a := readAppropriation(form, "appropriation")
	a.Replaces = form.Text("appropriation.replaces")
	if form.OK() {
		_, err := h.grants.PrepareAppropriation(r.Context(), web.Actor(r), year, a)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.appropriation_prepared", termsPath(year), err)
		}
	}
	return h.appropriation(w, r, http.StatusUnprocessableEntity, form)
}

// postApproveAppropriation handles POST /bidrag/{year}/anslag/{appropriation}.
func (h *handlers) postApproveAppropriation(w http.ResponseWriter, r *http.Request) error {
	year := r.PathValue("year")
	err := h.grants.DecideAppropriation(r.Context(), web.Actor(r), year, r.PathValue("appropriation"))
	return h.done(w, r, "grant.flash.appropriation_decided", termsPath(year), err)
}

func openOptions(ctx context.Context, open []grant.Appropriation) (all []web.Option) {
	for _, a := range open {
		all = append(all, web.Option{Value: a.ID, Label: i18n.T(ctx, "grant.appropriation.open", "amount", a.Amount, "item", a.Item)})
	}
	return append(all, web.Option{Value: "", Label: i18n.T(ctx, "grant.appropriation.none")})
}

func termsLede(ctx context.Context, v grant.TermsView) string {
	if v.State == grant.Preparing {
		return i18n.T(ctx, "grant.terms.preparing")
	}
	return i18n.T(ctx, "grant.terms.decided", "day", civil.Of(v.DecidedAt))
}

func capFacts(ctx context.Context, t grant.Terms) (all []web.Fact) {
	var sum money.Amount
	for _, c := range t.Caps {
		all = append(all, web.Fact{Term: c.Label, Text: c.Amount.String()})
		sum += c.Amount
	}
	where := "grant.cap.beside"
	if t.CapsInside {
		where = "grant.cap.inside"
	}
	return append(all, web.Fact{Term: i18n.T(ctx, "grant.money.sum"), Text: sum.String() + ". " + i18n.T(ctx, where)})
}

func dateFacts(ctx context.Context, t grant.Terms) (all []web.Fact) {
	l := i18n.From(ctx)
	for i, day := range days(&t.Dates) {
		all = append(all, web.Fact{Term: i18n.T(ctx, "grant.terms."+dateFields[i]), Text: l.Date(*day)})
	}
	for _, r := range t.Reports {
		all = append(all, web.Fact{Term: r.Label, Text: l.Date(r.DueOn)})
	}
	return all
}
