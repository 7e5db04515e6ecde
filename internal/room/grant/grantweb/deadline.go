package grantweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) deadlineRoutes() routes {
	return routes{
		"GET /bidrag/{year}/datum":       h.getDeadlines,
		"POST /bidrag/{year}/datum":      h.postReportSent,
		"GET /bidrag/{year}/paminnelse":  h.getRemindDays,
		"POST /bidrag/{year}/paminnelse": h.postRemindDays,
	}
}

func deadlinesPath(year string) string  { return yearPath(year) + "/datum" }
func remindDaysPath(year string) string { return yearPath(year) + "/paminnelse" }

// deadlineName is what is to be done by the day.
func deadlineName(ctx context.Context, d grant.Deadline) string {
	if d.Kind == grant.ByReport {
		return d.Label
	}
	return i18n.T(ctx, "grant.deadline.kind."+string(d.Kind))
}

// deadlineOfYear is the same among the days of a year, where those who have been given more
// time have days of their own.
func deadlineOfYear(ctx context.Context, y grant.SchemeYear, d grant.Deadline) string {
	of := map[grant.DeadlineKind]civil.Date{grant.ByRequisition: y.Terms.Dates.RequisitionLast, grant.ByAccount: y.Terms.Dates.AccountLast}
	if last, ok := of[d.Kind]; ok && d.Day.After(last) {
		return i18n.T(ctx, "grant.deadline.extended", "what", deadlineName(ctx, d))
	}
	return deadlineName(ctx, d)
}

// CalendarText is a day as a calendar program shows it.
func CalendarText(ctx context.Context, d grant.Dated) string {
	return i18n.T(ctx, "grant.deadline.calendar", "what", deadlineName(ctx, d.Deadline), "scheme", d.Scheme)
}

// getDeadlines handles GET /bidrag/{year}/datum.
func (h *handlers) getDeadlines(w http.ResponseWriter, r *http.Request) error {
	v, err := h.grants.Deadlines(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deadlinesPage(v))
}

// postReportSent handles POST /bidrag/{year}/datum.
func (h *handlers) postReportSent(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	err := h.grants.SendReport(r.Context(), web.Actor(r), year, form.Int("line"))
	return h.done(w, r, "grant.flash.report_sent", deadlinesPath(year), err)
}

// remindable is what the municipalities are to do next, and those who have not.
func (h *handlers) remindable(r *http.Request) (v grant.DeadlinesView, d grant.Deadline, err error) {
	if v, err = h.grants.Deadlines(r.Context(), web.Actor(r), r.PathValue("year")); err != nil {
		return v, d, err
	}
	if !v.ByAgency || v.Year.State != grant.Running {
		return v, d, fault.Absent()
	}
	for _, day := range v.All {
		if day.Kind.OfAll() && len(day.Remain) > 0 && (d.Kind == "" || d.Day.Before(v.Today)) {
			d = day
		}
	}
	return v, d, nil
}

// getRemindDays handles GET /bidrag/{year}/paminnelse.
func (h *handlers) getRemindDays(w http.ResponseWriter, r *http.Request) error {
	v, d, err := h.remindable(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, remindDaysPage(v, d, nil))
}

// postRemindDays handles POST /bidrag/{year}/paminnelse.
func (h *handlers) postRemindDays(w http.ResponseWriter, r *http.Request) error {
	v, d, err := h.remindable(r)
	if err != nil {
		return err
	}
	form := web.ParseForm(r)
	_, err = h.grants.RemindNow(r.Context(), web.Actor(r), v.Year.ID, grant.DeadlineKind(form.Text("kind")), web.Typed(r)["municipality"])
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.reminded", deadlinesPath(v.Year.ID), err)
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, remindDaysPage(v, d, form))
}

func remainOptions(d grant.Deadline, names map[string]string) (all []web.Option) {
	for _, code := range d.Remain {
		all = append(all, web.Option{Value: code, Label: names[code]})
	}
	return all
}

func deadlineState(v grant.DeadlinesView, d grant.Deadline) web.StateKind {
	switch {
	case v.Year.State == grant.Preparing:
		return web.StatePlanned
	case d.Done:
		return web.StateTaken
	case v.Today.After(d.Day):
		return web.StateLate
	}
	return web.StateAsked
}

// deadlineText is how it is with a day.
func deadlineText(ctx context.Context, v grant.DeadlinesView, d grant.Deadline) string {
	switch {
	case v.Year.State == grant.Preparing:
		return i18n.T(ctx, "grant.deadline.planned")
	case d.Done:
		return i18n.T(ctx, "grant.deadline.done")
	case len(d.Remain) > 0:
		return i18n.T(ctx, "grant.deadline.remain", "count", len(d.Remain))
	case v.Today.After(d.Day):
		return i18n.T(ctx, "grant.waiting.late")
	}
	return i18n.T(ctx, "grant.clock.left", "count", d.Day.Sub(v.Today))
}
