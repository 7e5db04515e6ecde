package grantweb

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
	"samspel/internal/room/grant"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

func (h *handlers) proofRoutes() routes {
	return routes{
		"GET /bidrag/{year}/bokforing":                      h.getBooks,
		"GET /bidrag/{year}/bokforing/kommuner/{kommun}":    h.getBooksOf,
		"POST /bidrag/{year}/bokforing/forklaring":          h.postExplanation,
		"GET /bidrag/{year}/bokforing/val":                  h.getChoice,
		"POST /bidrag/{year}/bokforing/val":                 h.postChoice,
		"POST /bidrag/{year}/bokforing/spara":               h.postProof,
		"POST /bidrag/{year}/bokforing/slang":               h.postDropDraft,
		"GET /bidrag/{year}/bokforing/jamfor":               h.getCompare,
		"POST /bidrag/{year}/bokforing/jamfor/{jamforelse}": h.postComment,
	}
}

func (h *handlers) proofUploads() routes {
	return routes{
		"POST /bidrag/{year}/bokforing":        h.postBooks,
		"POST /bidrag/{year}/bokforing/jamfor": h.postCompare,
	}
}

func booksPath(year string) string { return yearPath(year) + "/bokforing" }
func booksOfPath(year, municipality string) string {
	return booksPath(year) + "/kommuner/" + municipality
}
func explanationPath(year string) string         { return booksPath(year) + "/forklaring" }
func choicePath(year string) string              { return booksPath(year) + "/val" }
func saveProofPath(year string) string           { return booksPath(year) + "/spara" }
func dropDraftPath(year string) string           { return booksPath(year) + "/slang" }
func comparePath(year string) string             { return booksPath(year) + "/jamfor" }
func commentPath(year, comparison string) string { return comparePath(year) + "/" + comparison }

// maxBooks is the largest file of books that is read: three million rows.
const maxBooks = 256 << 20

var bookEndings = []string{".se", ".si", ".sie", ".csv", ".txt", ".xlsx"}

// getBooks handles GET /bidrag/{year}/bokforing, from the side of whoever asks.
func (h *handlers) getBooks(w http.ResponseWriter, r *http.Request) error {
	who, year := web.Actor(r), r.PathValue("year")
	if who.Sector == access.Agency {
		y, rows, err := h.grants.Proofs(r.Context(), who, year)
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, proofsPage(y, rows))
	}
	return h.books(w, r, nil)
}

func (h *handlers) books(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Proof(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), booksPage(v, form))
}

// getBooksOf handles GET /bidrag/{year}/bokforing/kommuner/{kommun}.
func (h *handlers) getBooksOf(w http.ResponseWriter, r *http.Request) error {
	who, municipality := web.Actor(r), r.PathValue("kommun")
	if who.Sector != access.Agency && municipality == who.Municipality {
		return h.books(w, r, nil)
	}
	v, err := h.grants.ProofOf(r.Context(), who, r.PathValue("year"), municipality)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, booksPage(v, nil))
}

// postBooks handles POST /bidrag/{year}/bokforing: a file is read while it arrives.
func (h *handlers) postBooks(w http.ResponseWriter, r *http.Request) error {
	who, year := web.Actor(r), r.PathValue("year")
	v, err := h.grants.Proof(r.Context(), who, year)
	if err != nil {
		return err
	}
	var draft grant.ProofDraft
	var wrong error
	files := 0
	form, err := web.ReadUploadAfter(r, "file", maxBooks, func(above *web.Form, _ string, body io.Reader) (err error) {
		if files++; files > 1 {
			wrong = fault.Invalid("file", "grant.proof.one_file")
			return nil
		}
		draft, wrong = h.grants.ReadBooks(r.Context(), who, year, columns(above), body)
		return unlessInvalid(wrong)
	})
	switch {
	case err != nil:
		return err
	case files == 0:
		form.Fail("file", "grant.proof.file_missing")
	case wrong != nil:
		form.Explain(wrong)
	case !draft.Look.OK():
		form.Explain(draft.Look.Missing.Err())
		for _, l := range draft.Look.Wrong {
			form.Explain(l.Why)
		}
		return web.Render(w, r, http.StatusUnprocessableEntity, columnsPage(v, draft.Look, form))
	default:
		return h.done(w, r, "grant.flash.books_read", choicePath(year), nil)
	}
	return h.books(w, r, form)
}

// unlessInvalid is the error, unless it is about the file and is told on the page.
func unlessInvalid(err error) error {
	for _, f := range fault.All(err) {
		if f.Kind == fault.KindInvalid {
			return nil
		}
	}
	return err
}

func columns(form *web.Form) (c grant.LedgerColumns) {
	for _, role := range grant.LedgerRoles {
		c.Set(role, form.Int(columnField(role)))
	}
	return c
}

func columnField(role string) string { return "column_" + role }

// postExplanation handles POST /bidrag/{year}/bokforing/forklaring.
func (h *handlers) postExplanation(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	text := form.Lines("explanation", 2000)
	if form.OK() {
		err := h.grants.ExplainProof(r.Context(), web.Actor(r), year, text, form.Text("seen"))
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.explained", booksPath(year), err)
		}
	}
	return h.books(w, r, form)
}

// getChoice handles GET /bidrag/{year}/bokforing/val.
func (h *handlers) getChoice(w http.ResponseWriter, r *http.Request) error {
	return h.choice(w, r, http.StatusOK, nil, web.Query(r).Int("dimension"))
}

func (h *handlers) choice(w http.ResponseWriter, r *http.Request, status int, form *web.Form, dimension int) error {
	v, err := h.grants.ProofDraft(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, choicePage(v, form, dimensionOf(v, dimension)))
}

// dimensionOf is the one asked for, or chosen, or projects, or the first with any costs.
func dimensionOf(v grant.DraftView, asked int) int {
	there := func(n int) bool {
		return slices.ContainsFunc(v.Books.Dimensions, func(d sie.Dimension) bool { return d.Number == n }) && len(offered(v, n)) > 0
	}
	for _, n := range []int{asked, v.Choice.Dimension, 6} {
		if there(n) {
			return n
		}
	}
	for _, d := range v.Books.Dimensions {
		if there(d.Number) {
			return d.Number
		}
	}
	return asked
}

// postChoice handles POST /bidrag/{year}/bokforing/val.
func (h *handlers) postChoice(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	dimension := form.Int("dimension")
	objects := append(slices.Clone(web.Typed(r)["objects"]), listed(form.Text("more", 2000))...)
	if form.OK() {
		err := h.grants.ChooseObjects(r.Context(), web.Actor(r), year, dimension, objects)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.objects_chosen", choicePath(year), err)
		}
	}
	return h.choice(w, r, http.StatusUnprocessableEntity, form, dimension)
}

// listed is what stands between commas or semicolons.
func listed(text string) (all []string) {
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// postProof handles POST /bidrag/{year}/bokforing/spara.
func (h *handlers) postProof(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	_, err := h.grants.SaveProof(r.Context(), web.Actor(r), year, form.Text("seen"))
	return h.done(w, r, "grant.flash.proof_saved", booksPath(year), err)
}

// postDropDraft handles POST /bidrag/{year}/bokforing/slang.
func (h *handlers) postDropDraft(w http.ResponseWriter, r *http.Request) error {
	year := r.PathValue("year")
	return h.done(w, r, "grant.flash.draft_dropped", booksPath(year), h.grants.DropDraft(r.Context(), web.Actor(r), year))
}

// getCompare handles GET /bidrag/{year}/bokforing/jamfor.
func (h *handlers) getCompare(w http.ResponseWriter, r *http.Request) error {
	return h.compare(w, r, nil)
}

func (h *handlers) compare(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Proof(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), comparePage(v, form))
}

// postCompare handles POST /bidrag/{year}/bokforing/jamfor: one or two files.
func (h *handlers) postCompare(w http.ResponseWriter, r *http.Request) error {
	who, year := web.Actor(r), r.PathValue("year")
	if _, err := h.grants.Proof(r.Context(), who, year); err != nil {
		return err
	}
	var c *grant.Comparing
	var wrong error
	form, err := web.ReadUploadAfter(r, "file", 2*maxBooks, func(above *web.Form, _ string, body io.Reader) error {
		if wrong != nil {
			return nil
		}
		if c == nil {
			if c, wrong = h.grants.BeginComparison(r.Context(), who, year, comparison(above)); wrong != nil {
				return unlessInvalid(wrong)
			}
		}
		wrong = c.Read(body)
		return unlessInvalid(wrong)
	})
	if err != nil {
		return err
	}
	if wrong == nil && c == nil {
		wrong = fault.Invalid("file", "grant.proof.file_missing")
	}
	if wrong == nil {
		_, wrong = c.Save(r.Context())
	}
	if wrong == nil || !form.Explain(wrong) {
		return h.done(w, r, "grant.flash.compared", booksPath(year), wrong)
	}
	return h.compare(w, r, form)
}

func comparison(form *web.Form) grant.ComparisonDraft {
	return grant.ComparisonDraft{Dimension: form.Int("dimension"), Codes: listed(form.Text("codes", 2000))}
}

// postComment handles POST /bidrag/{year}/bokforing/jamfor/{jamforelse}.
func (h *handlers) postComment(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	text := form.Lines("comment", 2000)
	if form.OK() {
		err := h.grants.CommentComparison(r.Context(), web.Actor(r), year, r.PathValue("jamforelse"), text)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.commented", booksPath(year), err)
		}
	}
	return h.books(w, r, form)
}

// mostOffered is how many objects are boxes to tick; others are written.
const mostOffered = 60

// offered is the objects of a dimension with costs in the period, the most costly first,
// and those without that are chosen already.
func offered(v grant.DraftView, dimension int) (all []sie.Choice) {
	for _, c := range v.Books.Choices {
		if c.Dimension == dimension && c.Rows > 0 {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b sie.Choice) int {
		return cmp.Or(-cmp.Compare(chosenOf(v, dimension, a), chosenOf(v, dimension, b)), -cmp.Compare(a.Cost, b.Cost))
	})
	return all[:min(len(all), mostOffered)]
}

func chosenOf(v grant.DraftView, dimension int, c sie.Choice) int {
	if v.Choice.Dimension == dimension && slices.Contains(v.Choice.Objects, c.Number) {
		return 1
	}
	return 0
}

// typedMore is what is chosen and has no box.
func typedMore(v grant.DraftView, dimension int) string {
	if v.Choice.Dimension != dimension {
		return ""
	}
	boxes := offered(v, dimension)
	rest := slices.DeleteFunc(slices.Clone(v.Choice.Objects), func(o string) bool {
		return slices.ContainsFunc(boxes, func(c sie.Choice) bool { return c.Number == o })
	})
	return strings.Join(rest, ", ")
}

func dimensionName(ctx context.Context, d sie.Dimension) string {
	if d.Name == "" {
		return i18n.T(ctx, "grant.proof.dimension_n", "n", d.Number)
	}
	return d.Name
}

func dimensionOptions(ctx context.Context, v grant.DraftView) (options []web.Option) {
	for _, d := range v.Books.Dimensions {
		if len(offered(v, d.Number)) > 0 {
			options = append(options, web.Option{Value: strconv.Itoa(d.Number), Label: dimensionName(ctx, d)})
		}
	}
	return options
}

func choiceName(ctx context.Context, c grant.BookChoice) string {
	name := dimensionName(ctx, sie.Dimension{Number: c.Dimension, Name: c.Name})
	return name + ": " + strings.Join(c.Objects, ", ")
}

func columnOptions(ctx context.Context, headings []string) []web.Option {
	options := []web.Option{{Value: "0", Label: i18n.T(ctx, "grant.proof.no_column")}}
	for i, h := range headings {
		if h != "" {
			options = append(options, web.Option{Value: strconv.Itoa(i + 1), Label: h})
		}
	}
	return options
}

func compareOptions(ctx context.Context, kind grant.BookKind) []web.Option {
	accounts := web.Option{Value: "0", Label: i18n.T(ctx, "grant.proof.compare_accounts")}
	if kind == grant.BookLedger {
		return []web.Option{accounts, {Value: strconv.Itoa(grant.LedgerActivities), Label: i18n.T(ctx, "grant.proof.role.activity")}}
	}
	return []web.Option{accounts, {Value: "1", Label: i18n.T(ctx, "grant.proof.compare_centre")}, {Value: "2", Label: i18n.T(ctx, "grant.proof.compare_carrier")}, {Value: "6", Label: i18n.T(ctx, "grant.proof.compare_project")}}
}

func toBooks(ctx context.Context, y grant.SchemeYear) []web.Link {
	return append(toYear(y), web.Link{Text: i18n.T(ctx, "grant.proof.title"), Href: booksPath(y.ID)})
}

// bars is sums as a table with bars.
func bars(ctx context.Context, caption, along string, sums []sie.MonthSum, name func(sie.MonthSum) string) charts.Table {
	t := charts.Table{Caption: caption, Along: along, Figures: i18n.T(ctx, "grant.amount.column")}
	var total money.Amount
	for _, s := range sums {
		t.Rows = append(t.Rows, charts.Row{Name: name(s), N: max(0, int64(s.Amount)), Text: s.Amount.String()})
		total += s.Amount
	}
	t.Rows = append(t.Rows, charts.Row{Name: i18n.T(ctx, "grant.money.sum"), N: max(0, int64(total)), Text: total.String(), Total: true})
	return t
}

func monthName(ctx context.Context) func(sie.MonthSum) string {
	return func(s sie.MonthSum) string {
		first, err := civil.Parse(s.Month + "-01")
		if err != nil {
			return s.Month
		}
		return i18n.From(ctx).Month(first)
	}
}

func className(ctx context.Context) func(sie.MonthSum) string {
	return func(s sie.MonthSum) string { return i18n.T(ctx, "grant.proof.class."+s.Class) }
}

// compared is the two years as lines, in thousands of kronor.
func compared(ctx context.Context, c grant.Comparison) charts.Chart {
	chart := charts.Chart{ID: "egna", Title: i18n.T(ctx, "grant.proof.compare_chart"), Along: i18n.T(ctx, "grant.proof.month"),
		Lede:        i18n.T(ctx, "grant.proof.compare_of", "what", choiceName(ctx, named(ctx, c.Of))),
		Description: i18n.T(ctx, "grant.proof.compare_told", "before", c.Before(), "during", c.During()),
		Series:      []charts.Series{{Name: i18n.T(ctx, "grant.proof.year_before")}, {Name: i18n.T(ctx, "grant.proof.grant_year")}}}
	for _, m := range c.Months {
		l := i18n.From(ctx)
		chart.Positions = append(chart.Positions, charts.Position{Short: l.ShortMonth(m.Month), Long: l.Month(m.Month)})
		for i, a := range []money.Amount{m.Before, m.During} {
			chart.Series[i].Values = append(chart.Series[i].Values, charts.Value{N: max(0, int64(a/(1000*money.Krona))), Text: a.String()})
		}
	}
	return chart
}

// named gives the activity's dimension its name: nothing is accounts.
func named(ctx context.Context, c grant.BookChoice) grant.BookChoice {
	switch c.Dimension {
	case 0:
		c.Name = i18n.T(ctx, "grant.proof.compare_accounts")
	case 1:
		c.Name = i18n.T(ctx, "grant.proof.compare_centre")
	case 2:
		c.Name = i18n.T(ctx, "grant.proof.compare_carrier")
	case 6:
		c.Name = i18n.T(ctx, "grant.proof.compare_project")
	}
	return c
}

// booksState is how a municipality's books stand against what it has reported.
func booksState(ctx context.Context, p grant.Proof, off money.Amount, r grant.Reported) (web.StateKind, string) {
	switch {
	case p.ID == "":
		return web.StateAsked, i18n.T(ctx, "grant.proof.state.none")
	case r.Paid:
		return web.StateAsked, i18n.T(ctx, "grant.proof.state.waits")
	case !p.Explains(r.Amount):
		return web.StateLate, i18n.T(ctx, "grant.proof.state.unexplained")
	case off != 0:
		return web.StatePlanned, i18n.T(ctx, "grant.proof.state.explained")
	}
	return web.StateTaken, i18n.T(ctx, "grant.proof.state.same")
}

// booksBesidePath is the books, from the side of whoever reads the account.
func booksBesidePath(v grant.UseView) string {
	if v.Account.ID == "" {
		return booksPath(v.Year.ID)
	}
	return booksOfPath(v.Year.ID, v.Account.Municipality)
}

func kilobytes(ctx context.Context, size int64) string {
	return i18n.T(ctx, "grant.proof.kilobytes", "n", i18n.From(ctx).Number((size+1023)/1024))
}

func oreOf(a money.Amount) string { return strconv.FormatInt(int64(a), 10) }

func booksTitle(ctx context.Context, v grant.ProofView) string {
	if v.MayChange {
		return i18n.T(ctx, "grant.proof.title")
	}
	return i18n.T(ctx, "grant.proof.title_of", "name", v.Name)
}

func booksCrumbs(ctx context.Context, v grant.ProofView) []web.Link {
	if v.MayChange {
		return toYear(v.Year)
	}
	return toBooks(ctx, v.Year)
}

func booksLede(ctx context.Context, v grant.ProofView) string {
	first, last := v.UsePeriod()
	return i18n.T(ctx, "grant.proof.lede", "first", first, "last", last)
}

func reportedName(ctx context.Context, r grant.Reported) string {
	if r.Paid {
		return i18n.T(ctx, "grant.proof.paid")
	}
	return i18n.T(ctx, "grant.proof.reported")
}

func proofFacts(ctx context.Context, v grant.ProofView) []web.Fact {
	p := v.Proof
	facts := fileFacts(ctx, p.BookFile)
	return append([]web.Fact{
		{Term: i18n.T(ctx, "grant.proof.choice"), Text: choiceName(ctx, p.Choice)},
		{Term: i18n.T(ctx, "grant.proof.rows"), Text: i18n.T(ctx, "grant.proof.vouchers."+string(p.Kind), "count", p.Booked.Vouchers)},
	}, append(facts, web.Fact{Term: i18n.T(ctx, "grant.proof.saved"), Text: i18n.T(ctx, "grant.proof.by", "name", v.Names[p.SavedBy], "day", civil.Of(p.SavedAt)) + ", " + i18n.T(ctx, "grant.proof.version_n", "number", p.Number)})...)
}

func fileFacts(ctx context.Context, f grant.BookFile) []web.Fact {
	facts := []web.Fact{
		{Term: i18n.T(ctx, "grant.proof.kind"), Text: i18n.T(ctx, "grant.proof.kind."+string(f.Kind), "letters", f.Letters) + ", " + kilobytes(ctx, f.Size)},
		{Term: i18n.T(ctx, "grant.proof.hash"), Detail: hashCode(f.Hash)},
	}
	if f.Company+f.OrgNr != "" {
		facts = append([]web.Fact{{Term: i18n.T(ctx, "grant.proof.company"), Text: strings.TrimSpace(f.Company + " " + f.OrgNr)}}, facts...)
	}
	return facts
}

func draftFacts(ctx context.Context, v grant.DraftView) []web.Fact {
	facts := append(fileFacts(ctx, v.BookFile), web.Fact{Term: i18n.T(ctx, "grant.proof.rows_read"), Text: i18n.From(ctx).Number(int64(v.Books.Rows))})
	if !v.Books.First.IsZero() {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "grant.proof.span"), Text: i18n.T(ctx, "grant.proof.from_to", "first", v.Books.First, "last", v.Books.Last)})
	}
	for _, y := range v.Books.Years {
		if y.Number == 0 {
			facts = append(facts, web.Fact{Term: i18n.T(ctx, "grant.proof.fiscal_year"), Text: i18n.T(ctx, "grant.proof.from_to", "first", y.First, "last", y.Last)})
		}
	}
	if v.Look.Sums > 0 {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "grant.proof.sums"), Text: i18n.From(ctx).Number(int64(v.Look.Sums))})
	}
	return facts
}

func boxID(i int) string {
	if i == 0 {
		return "objects"
	}
	return "objects-" + strconv.Itoa(i+1)
}

func ticked(v grant.DraftView, form *web.Form, dimension int, c sie.Choice) bool {
	if form.Sent() {
		return form.Has("objects", c.Number)
	}
	return chosenOf(v, dimension, c) == 1
}

func objectName(c sie.Choice) string { return strings.TrimSpace(c.Number + " " + c.Name) }

// columnForm is the form where somebody has said the columns, and none where they were
// only guessed.
func columnForm(form *web.Form) *web.Form {
	if form.Value(columnField("date")) == "" {
		return nil
	}
	return form
}

func codesOf(c grant.Comparison) string { return strings.Join(c.Of.Objects, ", ") }
