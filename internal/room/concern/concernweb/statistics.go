package concernweb

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/sdc"
	"samspel/internal/room/concern"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

type statisticsView struct{ concern.Statistics }

// statistics reads the third that the address names, or the last that is over.
func (h *handlers) statistics(r *http.Request) (v statisticsView, err error) {
	third, _ := civil.ParseThird(web.Query(r).Text("tertial")) // another is the last that is over
	v.Statistics, err = h.concerns.Statistics(r.Context(), web.Actor(r), third)
	return v, err
}

// getStatistics handles GET /orosanmalningar/laget/statistik.
func (h *handlers) getStatistics(w http.ResponseWriter, r *http.Request) error {
	v, err := h.statistics(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, statisticsPage(v))
}

// getStatisticsFile handles GET /orosanmalningar/laget/statistik/fil: every cell of the page
// on a line of its own. Swedish spreadsheets want semicolons and the mark of UTF-8.
func (h *handlers) getStatisticsFile(w http.ResponseWriter, r *http.Request) error {
	v, err := h.statistics(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=\"statistik-%s.csv\"", v.Third))
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	write := func(title, rowKey, columnKey string, t sdc.Sheet) {
		for i, row := range t.Rows {
			for j, column := range t.Columns {
				text := sdc.Hidden
				if c := t.Cells[i][j]; !c.Hidden {
					text = strconv.FormatInt(c.N, 10)
				}
				out.Write([]string{v.Third.String(), i18n.T(ctx, title), i18n.T(ctx, rowKey+row), i18n.T(ctx, columnKey+column), text})
			}
		}
	}
	out.Write([]string{i18n.T(ctx, "concern.csv.third"), i18n.T(ctx, "concern.csv.table"), i18n.T(ctx, "concern.csv.row"), i18n.T(ctx, "concern.csv.column"), i18n.T(ctx, "concern.csv.count")})
	write("concern.statistics.received", "concern.group_name.", "concern.outcome_short.", v.Received)
	write("concern.statistics.decisions", "concern.group_name.", "concern.outcome_short.", v.Decisions)
	for _, t := range v.timely() {
		write(t.Title, "concern.timely.", "concern.outcome_short.", t.Table)
	}
	out.Flush()
	return out.Error()
}

// timelyTable is how one of the three times was kept.
type timelyTable struct {
	ID, Title string
	Table     sdc.Sheet
}

func (v statisticsView) timely() []timelyTable {
	return []timelyTable{
		{"skyddsbedomning", "concern.oversight.protection", v.Protection},
		{"beslutstid", "concern.oversight.decision", v.Decided},
		{"aterkoppling", "concern.oversight.feedback", v.Feedback},
	}
}

func (v statisticsView) hides() bool {
	for _, t := range []sdc.Sheet{v.Received, v.Decisions, v.Protection, v.Decided, v.Feedback} {
		if t.HidesAny() {
			return true
		}
	}
	return false
}

func barsOf(ctx context.Context, t sdc.Sheet, caption, along, names string) charts.Table {
	list := charts.Table{Caption: i18n.T(ctx, caption), Along: i18n.T(ctx, along), Figures: i18n.T(ctx, "concern.csv.count")}
	for i, row := range t.Rows {
		c := t.Cells[i][0]
		list.Rows = append(list.Rows, charts.Row{Name: i18n.T(ctx, names+row), N: c.N, Text: cellText(ctx, c), Hidden: c.Hidden, Total: row == sdc.Total})
	}
	return list
}

// gridOf is decisions by group and outcome.
func gridOf(ctx context.Context, t sdc.Sheet) charts.Grid {
	g := charts.Grid{Caption: i18n.T(ctx, "concern.statistics.decisions"), Along: i18n.T(ctx, "concern.statistics.group")}
	for _, column := range t.Columns {
		g.Columns = append(g.Columns, i18n.T(ctx, "concern.outcome_short."+column))
	}
	for i, name := range t.Rows {
		row := charts.GridRow{Name: i18n.T(ctx, "concern.group_name."+name), Total: name == sdc.Total}
		for _, c := range t.Cells[i] {
			row.Texts = append(row.Texts, cellText(ctx, c))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func cellText(ctx context.Context, c sdc.Cell) string {
	if c.Hidden {
		return sdc.Hidden
	}
	return i18n.From(ctx).Number(c.N)
}

// thirdMonths is "januari–april 2026".
func thirdMonths(ctx context.Context, t civil.Third) string {
	l := i18n.From(ctx)
	return i18n.T(ctx, "concern.statistics.months", "first", l.Month(t.First()), "last", l.Month(t.Last()))
}

func thirdPath(t civil.Third) string {
	return statisticsPath() + "?" + url.Values{"tertial": {t.String()}}.Encode()
}

func csvPath(t civil.Third) string {
	return statisticsPath() + "/fil?" + url.Values{"tertial": {t.String()}}.Encode()
}
