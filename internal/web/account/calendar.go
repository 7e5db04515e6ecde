package account

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/ical"
	"samspel/internal/web"
)

// A Deadline is how much somebody has to see to on a day, or at a moment of it.
type Deadline struct {
	Day civil.Date
	At  time.Time
	N   int
}

// A Meeting is when somebody has one. It says nothing of what it is about.
type Meeting struct{ Starts, Ends time.Time }

// A Day is something that is to be done on one, with words that say nothing of anybody.
type Day struct {
	ID   string
	On   civil.Date
	Text string
}

// hasCalendar says whether anything the actor does has deadlines or meetings here.
func (h *handlers) hasCalendar(who access.Actor) bool {
	return h.hasDeadlines(who) || h.hasMeetings(who) || h.hasDays(who)
}

func (h *handlers) hasDays(who access.Actor) bool { return h.Days != nil && h.HasDays(who) }

func (h *handlers) hasDeadlines(who access.Actor) bool {
	return h.Deadlines != nil && who.Sector == access.Social && (who.Role == access.Officer || who.Role == access.Manager)
}

func (h *handlers) hasMeetings(who access.Actor) bool {
	return h.Meetings != nil && (who.Role == access.Reporter || who.Role == access.Officer || who.Role == access.Manager)
}

// postCalendar handles POST /meddelanden/kalender. The page that answers shows the
// address, which cannot be shown again.
func (h *handlers) postCalendar(w http.ResponseWriter, r *http.Request) error {
	if !h.hasCalendar(web.Actor(r)) {
		access.MarkAsked(r.Context())
		return fault.Private()
	}
	token, err := h.Gate.MakeCalendar(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, calendarPage(strings.TrimSuffix(h.Start, "/")+calendarPath+"/"+token))
}

// postCalendarDrop handles POST /meddelanden/kalender/bort.
func (h *handlers) postCalendarDrop(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.DropCalendar(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.calendar_dropped")
	return web.SeeOther(w, r, noticesPath)
}

// getCalendar handles GET /kalender/{token}, for calendar programs.
func (h *handlers) getCalendar(w http.ResponseWriter, r *http.Request) error {
	if h.Deadlines == nil && h.Meetings == nil && h.Days == nil {
		return fault.Absent()
	}
	who, feed, err := h.Gate.CalendarOf(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	var list []Deadline
	if h.hasDeadlines(who) {
		if list, err = h.Deadlines(r.Context(), who); err != nil {
			return err
		}
	}
	var meetings []Meeting
	if h.hasMeetings(who) {
		if meetings, err = h.Meetings(r.Context(), who); err != nil {
			return err
		}
	}
	var days []Day
	if h.hasDays(who) {
		if days, err = h.Days(r.Context(), who); err != nil {
			return err
		}
	}
	c := ical.Calendar{Name: i18n.T(r.Context(), "account.calendar.name"), Made: feed.Made}
	for _, d := range list {
		e := ical.Event{UID: d.Day.String() + "-" + feed.ID + "@samspel", Day: d.Day, At: d.At, Link: h.Start,
			Summary: i18n.T(r.Context(), "account.calendar.event", "count", d.N)}
		if !d.At.IsZero() {
			e.UID = d.At.UTC().Format("20060102T150405.000000") + "-" + feed.ID + "@samspel"
		}
		c.Events = append(c.Events, e)
	}
	for _, m := range meetings {
		c.Events = append(c.Events, ical.Event{At: m.Starts, Until: m.Ends, Link: h.Start, Summary: i18n.T(r.Context(), "account.calendar.meeting"),
			UID: m.Starts.UTC().Format("20060102T150405") + m.Ends.UTC().Format("-20060102T150405-") + feed.ID + "@samspel"})
	}
	for _, d := range days {
		c.Events = append(c.Events, ical.Event{UID: d.ID + "-" + feed.ID + "@samspel", Day: d.On, Link: h.Start, Summary: d.Text})
	}
	text := c.Text()
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	header := w.Header()
	header.Set("Cache-Control", "private, no-cache")
	header.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", "text/calendar; charset=utf-8")
	_, err = w.Write(text)
	return err
}
