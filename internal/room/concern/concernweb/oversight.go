package concernweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/concern"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

// getOversight handles GET /orosanmalningar/laget.
func (h *handlers) getOversight(w http.ResponseWriter, r *http.Request) error {
	period := concern.Periods[0]
	if web.Query(r).Text("manader") == strconv.Itoa(concern.Periods[1]) {
		period = concern.Periods[1]
	}
	v, err := h.concerns.Oversight(r.Context(), web.Actor(r), period)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, oversightPage(v))
}

func periodPath(months int) string {
	if months == concern.Periods[0] {
		return oversightPath()
	}
	return oversightPath() + "?manader=" + strconv.Itoa(months)
}

// standing is what the unit has to do now, each number leading to its list.
func standing(ctx context.Context, v concern.OversightView) []web.Count {
	count := func(what string, n int, f concern.InboxFilter, state web.ClockState) web.Count {
		key := "concern.standing." + what
		if v.Now.Capped(n) {
			key = "concern.standing_capped." + what
		}
		return web.Count{N: n, Text: i18n.T(ctx, key, "count", n), Href: filterPath(f), State: state}
	}
	return []web.Count{
		count("late", v.Now.Late, concern.InboxFilter{Urgency: concern.Late}, web.ClockLate),
		count("week", v.Now.Week, concern.InboxFilter{}, ""),
		count("unacknowledged", v.Now.Unacknowledged, concern.InboxFilter{Step: concern.StepProtection}, web.ClockToday),
		count("unassigned", v.Now.Unassigned, concern.InboxFilter{Whose: concern.Nobodys}, ""),
		count("open", v.Now.Open, concern.InboxFilter{}, ""),
	}
}

// keyFigure is one number over the whole period, and what it is of.
type keyFigure struct{ Number, Text, Of string }

func keyFigures(ctx context.Context, all concern.Figures) []keyFigure {
	share := func(what string, s concern.Share) keyFigure {
		return keyFigure{percent(ctx, s), i18n.T(ctx, "concern.figure."+what), i18n.T(ctx, "concern.figure.of", "in", s.In, "of", s.Of)}
	}
	return []keyFigure{
		{median(ctx, all), i18n.T(ctx, "concern.figure.days"), i18n.T(ctx, "concern.figure.decided", "count", all.Decided)},
		share("protection", all.Protection),
		share("decision", all.Decision),
		share("feedback", all.Feedback),
	}
}

// noFigure stands where there is nothing to count.
const noFigure = "–"

func median(ctx context.Context, f concern.Figures) string {
	twice, ok := f.MedianDays()
	if !ok {
		return noFigure
	}
	if twice%2 == 1 {
		return i18n.T(ctx, "concern.figure.half", "whole", twice/2)
	}
	return i18n.From(ctx).Number(int64(twice / 2))
}

func percent(ctx context.Context, s concern.Share) string {
	if s.Of == 0 {
		return noFigure
	}
	return i18n.From(ctx).Number(int64(s.Percent())) + percentSign
}

const percentSign = "\u00a0%"

func positions(ctx context.Context, months []concern.MonthFigures) []charts.Position {
	l := i18n.From(ctx)
	list := make([]charts.Position, len(months))
	every := (len(months) + 11) / 12
	for i, m := range months {
		first := m.Month.First()
		p := charts.Position{Long: i18n.Sentence(l.ShortMonth(first)) + "\u00a0" + strconv.Itoa(first.Year)}
		if m.Running {
			p.Long = i18n.T(ctx, "concern.oversight.running", "month", p.Long)
		}
		if (len(months)-1-i)%every == 0 {
			p.Short = l.ShortMonth(first)
		}
		if i == 0 && first.Month <= time.October || first.Month == time.January {
			p.Under = strconv.Itoa(first.Year)
		}
		list[i] = p
	}
	return list
}

func flowChart(ctx context.Context, v concern.OversightView) charts.Chart {
	l := i18n.From(ctx)
	received := charts.Series{Name: i18n.T(ctx, "concern.oversight.received")}
	decided := charts.Series{Name: i18n.T(ctx, "concern.oversight.decided")}
	days := charts.Series{Name: i18n.T(ctx, "concern.oversight.days")}
	for _, m := range v.Months {
		received.Values = append(received.Values, charts.Value{N: m.Received, Text: l.Number(m.Received)})
		decided.Values = append(decided.Values, charts.Value{N: m.Decided, Text: l.Number(m.Decided)})
		days.Values = append(days.Values, charts.Value{Text: median(ctx, m.Figures)})
	}
	return charts.Chart{ID: "flode", Title: i18n.T(ctx, "concern.oversight.flow"), Lede: i18n.T(ctx, "concern.oversight.flow_text"),
		Description: i18n.T(ctx, "concern.oversight.flow_described", "months", len(v.Months), "received", v.Whole.Received, "decided", v.Whole.Decided),
		Along:       i18n.T(ctx, "concern.oversight.month"), Positions: positions(ctx, v.Months),
		Series: []charts.Series{received, decided}, Beside: []charts.Series{days}, Running: true}
}

func timelyChart(ctx context.Context, v concern.OversightView) charts.Chart {
	series := []charts.Series{{Name: i18n.T(ctx, "concern.step_short.protection")}, {Name: i18n.T(ctx, "concern.step_short.decision")}, {Name: i18n.T(ctx, "concern.step_short.feedback")}}
	for _, m := range v.Months {
		for i, s := range []concern.Share{m.Protection, m.Decision, m.Feedback} {
			series[i].Values = append(series[i].Values, charts.Value{N: int64(s.Percent()), Missing: s.Of == 0, Text: percent(ctx, s)})
		}
	}
	return charts.Chart{ID: "tider", Title: i18n.T(ctx, "concern.oversight.timely"), Lede: i18n.T(ctx, "concern.oversight.timely_text"),
		Description: i18n.T(ctx, "concern.oversight.timely_described", "protection", percent(ctx, v.Whole.Protection), "decision", percent(ctx, v.Whole.Decision), "feedback", percent(ctx, v.Whole.Feedback)),
		Along:       i18n.T(ctx, "concern.oversight.month"), Positions: positions(ctx, v.Months),
		Series: series, Top: 100, Unit: percentSign, Running: true}
}

func loadTable(ctx context.Context, v concern.OversightView) charts.Table {
	t := charts.Table{Caption: i18n.T(ctx, "concern.oversight.load"), Along: i18n.T(ctx, "concern.oversight.officer"), Figures: i18n.T(ctx, "concern.oversight.open")}
	for _, l := range v.Load {
		text := i18n.From(ctx).Number(int64(l.Open))
		if v.Now.Capped(l.Open) {
			text += "+"
		}
		t.Rows = append(t.Rows, charts.Row{Name: l.Name, N: int64(l.Open), Text: text})
	}
	return t
}
