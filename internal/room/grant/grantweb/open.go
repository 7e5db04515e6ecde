package grantweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

// OpenPath is where the open data begins.
const OpenPath = "/oppna-data"

func openYearPath(year string) string { return OpenPath + "/bidrag/" + year }
func openVersionPath(year string, version int) string {
	return openYearPath(year) + "/" + strconv.Itoa(version)
}
func openFilePath(year string, version int, name string) string {
	return openVersionPath(year, version) + "/" + name
}

// open is the pages that anybody may read. They know nothing of who reads them.
type open struct {
	grants *grant.Grants
	site   *web.Site
	// address is where the site is reached, without the last slash.
	address string
}

func (o *open) mount(mux *http.ServeMux) {
	all := routes{
		"GET " + OpenPath:                                     o.getYears,
		"GET " + OpenPath + "/katalog.ttl":                    o.getCatalogue,
		"GET " + OpenPath + "/bidrag/{year}":                  o.getYear,
		"GET " + OpenPath + "/bidrag/{year}/{version}":        o.getYear,
		"GET " + OpenPath + "/bidrag/{year}/{version}/{file}": o.getFile,
	}
	for pattern, h := range all {
		o.site.Nameless(mux, pattern, h)
	}
}

func (o *open) catalogue(ctx context.Context) (grant.Catalogue, error) {
	years, err := o.grants.Published(ctx)
	return grant.Catalogue{Address: o.address + OpenPath, Years: years, Contact: o.site.Operator.Name, ContactEmail: o.site.Operator.Email}, err
}

// getYears handles GET /oppna-data.
func (o *open) getYears(w http.ResponseWriter, r *http.Request) error {
	years, err := o.grants.Published(r.Context())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, openYearsPage(years))
}

// getCatalogue handles GET /oppna-data/katalog.ttl.
func (o *open) getCatalogue(w http.ResponseWriter, r *http.Request) error {
	c, err := o.catalogue(r.Context())
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := c.WriteTurtle(&b); err != nil {
		return err
	}
	return web.SendOpen(w, r, web.OpenFile{Name: "katalog.ttl", Media: "text/turtle; charset=utf-8", Content: b.Bytes()})
}

// version is the publication that the address names.
func (o *open) version(r *http.Request) (p grant.Publication, y grant.OpenYear, versions []grant.Publication, err error) {
	number := 0
	if text := r.PathValue("version"); text != "" {
		if number, err = strconv.Atoi(text); err != nil || number < 1 || strconv.Itoa(number) != text {
			return p, y, nil, fault.Absent()
		}
	}
	if p, versions, err = o.grants.Publication(r.Context(), r.PathValue("year"), number); err != nil {
		return p, y, nil, err
	}
	y, err = p.Open()
	return p, y, versions, err
}

// getYear handles GET /oppna-data/bidrag/{year}, and with a version after it.
func (o *open) getYear(w http.ResponseWriter, r *http.Request) error {
	p, y, versions, err := o.version(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, openYearPage(p, y, versions))
}

// getFile handles GET /oppna-data/bidrag/{year}/{version}/{file}.
func (o *open) getFile(w http.ResponseWriter, r *http.Request) error {
	p, y, _, err := o.version(r)
	if err != nil {
		return err
	}
	for _, f := range openFiles {
		if f.name != r.PathValue("file") {
			continue
		}
		var b bytes.Buffer
		if err := f.write(o, r.Context(), p, y, &b); err != nil {
			return err
		}
		return web.SendOpen(w, r, web.OpenFile{Name: strconv.Itoa(y.Year) + "-" + f.name, Media: f.media, Content: b.Bytes(), Lasting: true})
	}
	return fault.Absent()
}

// openFiles is how the files of a version are made from what was published.
var openFiles = []struct {
	name, media string
	write       func(*open, context.Context, grant.Publication, grant.OpenYear, io.Writer) error
}{
	{"kommuner.csv", "text/csv; charset=utf-8", func(_ *open, _ context.Context, _ grant.Publication, y grant.OpenYear, to io.Writer) error {
		return y.WriteCSV(to)
	}},
	{"bidrag.json", "application/json", func(_ *open, _ context.Context, p grant.Publication, _ grant.OpenYear, to io.Writer) error {
		_, err := to.Write(p.Content)
		return err
	}},
	{"360giving.json", "application/json", func(o *open, _ context.Context, p grant.Publication, y grant.OpenYear, to io.Writer) error {
		return y.Write360(to, p.Year, o.address+openVersionPath(p.Year, p.Number), o.address+openFilePath(p.Year, p.Number, "360giving.json"))
	}},
	{"kommuner.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(_ *open, ctx context.Context, _ grant.Publication, y grant.OpenYear, to io.Writer) error {
		file, err := openTable(ctx, y).Workbook()
		if err != nil {
			return err
		}
		_, err = to.Write(file)
		return err
	}},
}

func openTable(ctx context.Context, y grant.OpenYear) sheet.Table {
	return figuresTable(ctx, y.Rows(), y.Sum())
}

// openMap is the map of the year, if all its municipalities can be drawn.
func openMap(ctx context.Context, y grant.OpenYear) (charts.Map, bool) {
	m := charts.Map{ID: "karta", Title: i18n.T(ctx, "grant.open.map"), Description: i18n.T(ctx, "grant.open.map_text"), By: map[string]int64{},
		Blank: i18n.T(ctx, "grant.open.map_blank"), Credit: i18n.T(ctx, "grant.open.map_credit"),
		Text: func(n int64) string { return millions(ctx, n) }}
	var codes []string
	for code, a := range y.Amounts() {
		codes = append(codes, code)
		m.By[code] = int64(a / money.Krona)
	}
	return m, charts.OnMap(codes)
}

// millions is a sum in kronor, in millions where it is even ones.
func millions(ctx context.Context, n int64) string {
	if n >= 1_000_000 && n%100_000 == 0 {
		return i18n.T(ctx, "grant.money.millions", "whole", i18n.From(ctx).Number(n/1_000_000), "tenth", n/100_000%10)
	}
	return kronorText(n)
}

func fileKey(name string) string { return "grant.open.file." + strings.ReplaceAll(name, ".", "_") }

// openKeys are the great sums of the year.
func openKeys(ctx context.Context, y grant.OpenYear) []web.Fact {
	sum := y.Sum()
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.open.key.paid"), Text: short(ctx, sum.Paid)}, {Term: i18n.T(ctx, "grant.open.key.frame"), Text: short(ctx, sum.Frame)},
		{Term: i18n.T(ctx, "grant.open.key.repaid"), Text: short(ctx, sum.Repaid)},
	}
}

// openFacts is what the page says of itself.
func openFacts(ctx context.Context, p grant.Publication, y grant.OpenYear) []web.Fact {
	return []web.Fact{
		{Term: i18n.T(ctx, "grant.open.government"), Text: strings.Join(y.Appropriations, ", ")},
		{Term: i18n.T(ctx, "grant.publication.number"), Text: y.RegistrationNumber},
		{Term: i18n.T(ctx, "grant.open.published"), Text: i18n.From(ctx).Date(y.PublishedOn)},
		{Term: i18n.T(ctx, "grant.money.day"), Text: i18n.From(ctx).Date(y.Effective())},
		{Term: i18n.T(ctx, "grant.report.head"), Text: strconv.FormatInt(y.Seq(), 10)},
		{Term: i18n.T(ctx, "grant.report.hash"), Text: y.Hash()},
		{Term: i18n.T(ctx, "grant.open.fingerprint"), Text: p.Fingerprint},
	}
}
