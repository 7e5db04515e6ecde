package coordinationweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
	"samspel/internal/web/charts"
)

// getPicture handles GET /samordning/{coordination}/helhetsbild.
func (h *handlers) getPicture(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Picture(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, picturePage(v))
}

// tone is the category of the style sheet that a sector is drawn in.
func tone(s access.Sector) string {
	switch s {
	case access.School, access.Social, access.Health, access.Police, access.Leisure:
		return string(s)
	case access.Association:
		return string(access.Leisure)
	case access.Agency:
	}
	return "other"
}

// actor is who does something, shortly: the table says it in full.
func actor(ctx context.Context, v coordination.ItemView) string {
	if v.Sector == access.Social {
		return i18n.Sentence(i18n.T(ctx, "coordination.sector."+string(v.Sector)))
	}
	short, _, _ := strings.Cut(v.UnitName, ", ")
	return short
}

func mark(s coordination.InterventionState) charts.Mark {
	switch s {
	case coordination.Planned:
		return charts.MarkPlanned
	case coordination.Ended:
		return charts.MarkEnded
	case coordination.Ongoing:
	}
	return charts.MarkRunning
}

// lanes is the picture of who does what over time.
func lanes(ctx context.Context, v coordination.PictureView) charts.Lanes {
	l, p := i18n.From(ctx), v.Picture
	c := charts.Lanes{ID: "banor", Title: i18n.T(ctx, "coordination.picture.lanes"), First: p.First, Last: p.Last, Today: v.Today, TodayText: i18n.T(ctx, "coordination.picture.today")}
	states := map[coordination.InterventionState]int{}
	for _, b := range p.Bars {
		states[b.State]++
		c.Rows = append(c.Rows, charts.Lane{Actor: actor(ctx, b.ItemView), Tone: tone(b.Sector), What: b.Title, Who: b.Body.Intervention.Responsible, Begins: b.Begins, Ends: b.Ends, Mark: mark(b.State)})
	}
	c.Description = i18n.T(ctx, "coordination.picture.described", "all", l.Words(len(p.Bars)), "ongoing", l.Words(states[coordination.Ongoing]),
		"planned", l.Words(states[coordination.Planned]), "ended", l.Words(states[coordination.Ended]))
	for on := p.First; !on.After(p.Last); on = civil.On(on.Year, on.Month+1, 1) {
		m := charts.Month{On: on, Short: l.ShortMonth(on)}
		if on == p.First || on.Month == 1 {
			m.Year = strconv.Itoa(on.Year)
		}
		c.Months = append(c.Months, m)
	}
	for _, t := range p.Coming {
		if t.Kind == coordination.TransitionWritten || t.Kind == coordination.TransitionOfAge {
			c.Events = append(c.Events, charts.Event{On: t.On, Text: comingText(ctx, t)})
		}
	}
	return c
}

// comingText is what changes, in a few words.
func comingText(ctx context.Context, t coordination.Transition) string {
	switch t.Kind {
	case coordination.TransitionWritten:
		if t.What != "" {
			return t.What
		}
		return i18n.T(ctx, "coordination.item.exists.transition")
	case coordination.TransitionEnding:
		return i18n.T(ctx, "coordination.coming.ending", "what", t.What)
	case coordination.TransitionOfAge, coordination.TransitionAge, coordination.TransitionConsent:
	}
	return i18n.T(ctx, "coordination.coming."+string(t.Kind), "age", t.Age)
}

// lackHead is what is missing; lackText what it is about.
func lackHead(ctx context.Context, g coordination.Lack) string {
	return i18n.Sentence(i18n.T(ctx, "coordination.lack."+string(g.Kind), "what", lackWhat(ctx, g), "other", g.Other))
}

func lackText(ctx context.Context, g coordination.Lack) string {
	return i18n.T(ctx, "coordination.lack.text."+string(g.Kind), "what", lackWhat(ctx, g), "other", g.Other, "count", g.Days)
}

func lackWhat(ctx context.Context, g coordination.Lack) string {
	if g.Kind == coordination.LackSector {
		return i18n.T(ctx, "coordination.sector."+g.What)
	}
	return g.What
}

func lackKind(g coordination.Lack) web.StateKind {
	switch {
	case g.Late:
		return web.StateLate
	case g.Kind == coordination.LackOverlap:
		return web.StatePlanned
	}
	return web.StateAsked
}

// until is when the last ground for sharing ends, for the line that is honest about
// what is seen.
func until(v coordination.MatterView) (day civil.Date) {
	for _, c := range v.Consents {
		if c.Effective && c.Consent.To.After(day) {
			day = c.Consent.To
		}
	}
	return day
}
