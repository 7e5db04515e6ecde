package coordinationweb

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/sdc"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

// mountOversight puts the counts of a municipality on the mux.
func (h *handlers) mountOversight(mux *http.ServeMux, site *web.Site) {
	mux.Handle("GET /samordning/laget", site.Handle(h.getOversight))
	mux.Handle("GET /samordning/laget/fil", site.Handle(h.getOversightFile))
}

func oversightPath() string { return "/samordning/laget" }

func thirdPath(path string, t civil.Third) string {
	return path + "?" + url.Values{"tertial": {t.String()}}.Encode()
}

// oversight reads the third that the address names, or the last that is counted.
func (h *handlers) oversight(r *http.Request) (coordination.OversightView, error) {
	third, _ := civil.ParseThird(web.Query(r).Text("tertial"))
	return h.matters.Oversight(r.Context(), web.Actor(r), third)
}

// getOversight handles GET /samordning/laget.
func (h *handlers) getOversight(w http.ResponseWriter, r *http.Request) error {
	v, err := h.oversight(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, oversightPage(v))
}

// getOversightFile handles GET /samordning/laget/fil: every cell of the page on a line
// of its own. Swedish spreadsheets want semicolons and the mark of UTF-8.
func (h *handlers) getOversightFile(w http.ResponseWriter, r *http.Request) error {
	v, err := h.oversight(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=\"samordning-%s.csv\"", v.Third))
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	t := func(key string) string { return i18n.T(ctx, key) }
	out.Write([]string{t("coordination.csv.municipality"), t("coordination.csv.third"), t("coordination.csv.table"), t("coordination.csv.row"), t("coordination.csv.column"), t("coordination.csv.count")})
	for _, m := range told(v) {
		for i, row := range m.sheet.Rows {
			for j, column := range m.sheet.Columns {
				text := sdc.Hidden
				if c := m.sheet.Cells[i][j]; !c.Hidden {
					text = strconv.FormatInt(c.N, 10)
				}
				out.Write([]string{v.Name, v.Third.String(), m.title(ctx), m.row(ctx, row), m.column(ctx, column), text})
			}
		}
	}
	out.Flush()
	return out.Error()
}

// measured is one table of the page, in words.
type measured struct {
	measure coordination.Measure
	sheet   sdc.Sheet
}

// feedbackMeasure is not counted here; it is the reception's own table.
const feedbackMeasure coordination.Measure = "feedback"

// told is every table that may be told, in the order of the page.
func told(v coordination.OversightView) (list []measured) {
	for _, m := range coordination.Measures {
		if t, ok := v.Tables[m]; ok {
			list = append(list, measured{m, t})
		}
	}
	if len(v.Feedback.Rows) > 0 {
		list = append(list, measured{feedbackMeasure, v.Feedback})
	}
	return list
}

func (m measured) id() string { return "tabell-" + string(m.measure) }

func (m measured) title(ctx context.Context) string {
	return i18n.T(ctx, "coordination.measure."+string(m.measure))
}

func (m measured) text(ctx context.Context) string {
	return i18n.T(ctx, "coordination.measure_text."+string(m.measure))
}

// list says that the table has one column, which is drawn as bars.
func (m measured) list() bool { return len(m.sheet.Columns) == 1 }

func (m measured) row(ctx context.Context, key string) string {
	switch {
	case key == sdc.Total:
		return i18n.T(ctx, "coordination.measure.total")
	case m.measure == coordination.MeasureOpened, m.measure == coordination.MeasureClosed:
		return formShort(ctx, key)
	case m.measure == coordination.MeasureAsked:
		return i18n.T(ctx, "coordination.asked_by."+key)
	case m.measure == coordination.MeasureArea && key != coordination.NoArea:
		return key
	}
	return i18n.T(ctx, "coordination.kind."+string(m.measure)+"."+key)
}

func (m measured) column(ctx context.Context, key string) string {
	switch {
	case key == sdc.Total:
		return i18n.T(ctx, "coordination.measure.total")
	case m.measure == coordination.MeasureOpened:
		return i18n.T(ctx, "coordination.age_band."+key)
	case m.measure == coordination.MeasureClosed:
		return i18n.T(ctx, "coordination.closing.reason."+key)
	}
	return i18n.T(ctx, "coordination.origin_kind."+key)
}

func formShort(ctx context.Context, id string) string {
	for _, f := range coordination.Forms(civil.On(9999, 12, 31)) {
		if f.ID == id {
			return f.Short.In(lang(ctx))
		}
	}
	return i18n.T(ctx, "coordination.kind.form.other")
}

func cellText(ctx context.Context, c sdc.Cell) string {
	if c.Hidden {
		return sdc.Hidden
	}
	return i18n.From(ctx).Number(c.N)
}

func (m measured) bars(ctx context.Context) charts.Table {
	t := charts.Table{Caption: m.title(ctx), Along: i18n.T(ctx, "coordination.measure.kind"), Figures: i18n.T(ctx, "coordination.csv.count")}
	for i, row := range m.sheet.Rows {
		c := m.sheet.Cells[i][0]
		t.Rows = append(t.Rows, charts.Row{Name: m.row(ctx, row), N: c.N, Text: cellText(ctx, c), Hidden: c.Hidden, Total: row == sdc.Total})
	}
	return t
}

func (m measured) grid(ctx context.Context) charts.Grid {
	along := "coordination.list.form"
	if m.measure == coordination.MeasureAsked {
		along = "coordination.measure.asker"
	}
	g := charts.Grid{Caption: m.title(ctx), Along: i18n.T(ctx, along)}
	for _, column := range m.sheet.Columns {
		g.Columns = append(g.Columns, m.column(ctx, column))
	}
	for i, name := range m.sheet.Rows {
		if whole := m.sheet.Cells[i][len(m.sheet.Columns)-1]; name == coordination.OtherForm && whole == (sdc.Cell{}) {
			continue
		}
		row := charts.GridRow{Name: m.row(ctx, name), Total: name == sdc.Total}
		for _, c := range m.sheet.Cells[i] {
			row.Texts = append(row.Texts, cellText(ctx, c))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func hides(v coordination.OversightView) bool {
	return slices.ContainsFunc(told(v), func(m measured) bool { return m.sheet.HidesAny() })
}

// keyFigure is one number of the third, and what it is.
type keyFigure struct{ Number, Text string }

// noFigure stands where a figure may not be told, or there is none.
const noFigure = "–"

func share(ctx context.Context, c coordination.Counts, m coordination.Measure, kind string) string {
	n, ok := c.Share(m, kind)
	if !ok {
		return noFigure
	}
	return i18n.From(ctx).Number(int64(n)) + percentSign
}

const percentSign = "\u00a0%"

// shares are the figures that are followed over time.
var shares = []struct {
	measure coordination.Measure
	kind    string
}{
	{coordination.MeasureCommitment, "accepted"},
	{coordination.MeasureFollowUp, "in_time"},
	{coordination.MeasureChild, "there"},
}

func keyFigures(ctx context.Context, v coordination.OversightView) []keyFigure {
	days := noFigure
	if v.Median >= 0 {
		days = i18n.From(ctx).Number(int64(v.Median))
	}
	list := []keyFigure{{days, i18n.T(ctx, "coordination.figure.first_meeting")}}
	for _, s := range shares {
		list = append(list, keyFigure{share(ctx, v.Counts, s.measure, s.kind), i18n.T(ctx, "coordination.figure."+string(s.measure))})
	}
	if len(v.Feedback.Rows) > 0 {
		answered := coordination.Counts{Tables: map[coordination.Measure]sdc.Sheet{feedbackMeasure: v.Feedback}}
		list = append(list, keyFigure{share(ctx, answered, feedbackMeasure, "in_time"), i18n.T(ctx, "coordination.figure.feedback")})
	}
	return list
}

func thirdName(ctx context.Context, t civil.Third) string {
	return i18n.T(ctx, "coordination.oversight.third", "third", t.N, "year", strconv.Itoa(t.Year))
}

func thirdMonths(ctx context.Context, t civil.Third) string {
	l := i18n.From(ctx)
	return i18n.T(ctx, "coordination.oversight.months", "first", l.Month(t.First()), "last", l.Month(t.Last()))
}

// sharesChart is the shares third by third, the earliest first.
func sharesChart(ctx context.Context, v coordination.OversightView) charts.Chart {
	c := charts.Chart{ID: "over-tid", Title: i18n.T(ctx, "coordination.oversight.over_time"), Lede: i18n.T(ctx, "coordination.oversight.over_time_text"),
		Description: i18n.T(ctx, "coordination.oversight.over_time_described", "count", len(v.Past)),
		Along:       i18n.T(ctx, "coordination.csv.third"), Top: 100, Unit: percentSign}
	days := charts.Series{Name: i18n.T(ctx, "coordination.figure_short.first_meeting")}
	for _, s := range shares {
		c.Series = append(c.Series, charts.Series{Name: i18n.T(ctx, "coordination.figure_short."+string(s.measure))})
	}
	for _, past := range slices.Backward(v.Past) {
		p := charts.Position{Short: past.Third.String(), Long: past.Third.String()}
		c.Positions = append(c.Positions, p)
		for i, s := range shares {
			n, ok := past.Share(s.measure, s.kind)
			c.Series[i].Values = append(c.Series[i].Values, charts.Value{N: int64(n), Missing: !ok, Text: share(ctx, past, s.measure, s.kind)})
		}
		text := noFigure
		if past.Median >= 0 {
			text = i18n.From(ctx).Number(int64(past.Median))
		}
		days.Values = append(days.Values, charts.Value{Text: text})
	}
	c.Beside = []charts.Series{days}
	return c
}

// untold are the measures that may not be told of the third. A municipality without a
// list of areas has nothing to count by.
func untold(v coordination.OversightView) []coordination.Measure {
	return slices.DeleteFunc(slices.Clone(coordination.Measures), func(m coordination.Measure) bool {
		_, ok := v.Tables[m]
		return ok || m == coordination.MeasureArea && !v.Areas
	})
}
