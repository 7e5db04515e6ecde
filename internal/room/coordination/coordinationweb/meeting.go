package coordinationweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// mountMeetings puts the pages of meetings on the mux.
func (h *handlers) mountMeetings(mux *http.ServeMux, site *web.Site) {
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /samordning/{coordination}/moten":       h.getMeetings,
		"GET /samordning/{coordination}/moten/nytt":  h.getNewMeeting,
		"POST /samordning/{coordination}/moten/nytt": h.postNewMeeting,
		"GET /moten/{meeting}":                       h.getMeeting,
		"POST /moten/{meeting}":                      h.postMeeting,
		"POST /moten/{meeting}/bekrafta":             h.postConfirm,
		"POST /moten/{meeting}/atagande":             h.postDecision,
		"GET /moten/{meeting}/genomgang":             h.getRunThrough,
		"GET /moten/{meeting}/protokoll":             h.getMinutes,
		"POST /moten/{meeting}/protokoll":            h.postMinutes,
	} {
		mux.Handle(pattern, site.Handle(handle))
	}
}

func meetingsPath(matter string) string    { return matterPath(matter) + "/moten" }
func newMeetingPath(matter string) string  { return meetingsPath(matter) + "/nytt" }
func meetingPath(meeting string) string    { return "/moten/" + meeting }
func confirmPath(meeting string) string    { return meetingPath(meeting) + "/bekrafta" }
func runThroughPath(meeting string) string { return meetingPath(meeting) + "/genomgang" }
func minutesPath(meeting string) string    { return meetingPath(meeting) + "/protokoll" }

// getMeetings handles GET /samordning/{coordination}/moten.
func (h *handlers) getMeetings(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Meetings(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, meetingsPage(v))
}

// getNewMeeting handles GET /samordning/{coordination}/moten/nytt.
func (h *handlers) getNewMeeting(w http.ResponseWriter, r *http.Request) error {
	return h.newMeeting(w, r, nil)
}

func (h *handlers) newMeeting(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.PlanningMeeting(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), newMeetingPage(v, form))
}

// postNewMeeting handles POST /samordning/{coordination}/moten/nytt.
func (h *handlers) postNewMeeting(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := readMeeting(r, form)
	call := form.Choice("gor", "kalla", "spara") == "kalla"
	if form.OK() {
		m, err := h.matters.PlanMeeting(r.Context(), web.Actor(r), matter, d, call)
		flash := "coordination.flash.meeting_planned"
		if call {
			flash = "coordination.flash.meeting_called"
		}
		if err == nil || !form.Explain(err) {
			return done(w, r, flash, meetingPath(m.ID), err)
		}
	}
	return h.newMeeting(w, r, form)
}

func readMeeting(r *http.Request, f *web.Form) coordination.MeetingDraft {
	d := coordination.MeetingDraft{ID: f.Text("id"), Child: f.Bool("child"),
		Body:      coordination.MeetingBody{Purpose: f.Lines("purpose", coordination.MaxText), Place: f.Text("place")},
		Guardians: ticked(r, f, "guardians"), Members: ticked(r, f, "members")}
	day := f.Date("day")
	minutes, timed := f.TimeOfDay("time")
	if !day.IsZero() && timed {
		d.Starts = time.Date(day.Year, day.Month, day.Day, minutes/60, minutes%60, 0, 0, civil.Stockholm)
		d.Ends = d.Starts.Add(time.Duration(f.Int("length")) * time.Minute)
	}
	for _, i := range f.Index("point") {
		at := func(name string) string { return pointField(i, name) }
		p := coordination.PointDraft{Title: f.Text(at("title")), Length: f.Int(at("length"))}
		for _, t := range coordination.PointTopics {
			if string(t) == f.Value(at("topic")) {
				p.Topic = t
			}
		}
		if p.Title != "" || i == 0 {
			d.Points = append(d.Points, p)
		}
	}
	for name := range strings.Lines(f.Lines("others")) {
		if name = strings.TrimSpace(name); name != "" {
			d.Others = append(d.Others, name)
		}
	}
	return d
}

// ticked is the boxes of a group that are ticked; the room says which of them there are.
func ticked(r *http.Request, f *web.Form, name string) []string {
	return f.Values(name, web.Typed(r)[name]...)
}

func pointField(i int, name string) string { return "point." + strconv.Itoa(i) + "." + name }

// morePoints says whether something has been written in the agenda beyond what usually
// stands there, or is wrong in it.
func morePoints(form *web.Form, usual int) bool {
	for i := usual; i < pointRows; i++ {
		if form.Value(pointField(i, "title")) != "" || form.Error(pointField(i, "title")) != "" || form.Error(pointField(i, "length")) != "" {
			return true
		}
	}
	return false
}

// pointRows is how many rows the agenda has, and usual what stands in them from the
// beginning.
const pointRows = 8

type usualPoint struct {
	title  string
	topic  coordination.Topic
	length int
}

// usualPoints fit in a quarter of an hour. The child's own part is first.
func usualPoints(ctx context.Context, child string) []usualPoint {
	t := func(key string) string { return i18n.T(ctx, "coordination.point."+key) }
	return []usualPoint{
		{i18n.T(ctx, "coordination.point.child", "child", child), coordination.Words, 4},
		{t("since"), coordination.Common, 3},
		{t("school"), coordination.School, 3},
		{t("health"), coordination.Health, 3},
		{t("next"), coordination.Common, 2},
	}
}

// getMeeting handles GET /moten/{meeting}.
func (h *handlers) getMeeting(w http.ResponseWriter, r *http.Request) error {
	return h.meeting(w, r, nil)
}

func (h *handlers) meeting(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Meeting(r.Context(), web.Actor(r), r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), meetingPage(v, form))
}

// postMeeting handles POST /moten/{meeting}: call, cancel, or write down who came.
func (h *handlers) postMeeting(w http.ResponseWriter, r *http.Request) error {
	meeting, form := r.PathValue("meeting"), web.ParseForm(r)
	var err error
	var flash string
	switch form.Choice("gor", "kalla", "stall-in", "hallet") {
	case "kalla":
		flash, err = "coordination.flash.meeting_called", h.matters.CallMeeting(r.Context(), web.Actor(r), meeting)
	case "stall-in":
		flash, err = "coordination.flash.meeting_cancelled", h.matters.CancelMeeting(r.Context(), web.Actor(r), meeting)
	case "hallet":
		flash = "coordination.flash.meeting_held"
		err = h.matters.HoldMeeting(r.Context(), web.Actor(r), meeting, ticked(r, form, "came"), form.Lines("child_how", coordination.MaxText))
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.meeting(w, r, form)
	}
	return done(w, r, flash, meetingPath(meeting), err)
}

// postConfirm handles POST /moten/{meeting}/bekrafta.
func (h *handlers) postConfirm(w http.ResponseWriter, r *http.Request) error {
	meeting, form := r.PathValue("meeting"), web.ParseForm(r)
	answer, remark := form.Choice("answer", "yes", "no"), form.Lines("remark", coordination.MaxText)
	err := noButton()
	if answer != "" {
		err = h.matters.ConfirmMinutes(r.Context(), web.Actor(r), meeting, int64(form.Int("read")), answer == "yes", remark)
	}
	if err != nil && form.Explain(err) {
		return h.meeting(w, r, form)
	}
	return done(w, r, "coordination.flash.minutes_answered", meetingPath(meeting), err)
}

// getRunThrough handles GET /moten/{meeting}/genomgang, to stand around.
func (h *handlers) getRunThrough(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Meeting(r.Context(), web.Actor(r), r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, runThroughPage(v))
}

// getMinutes handles GET /moten/{meeting}/protokoll.
func (h *handlers) getMinutes(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.WritingMinutes(r.Context(), web.Actor(r), r.PathValue("meeting"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, minutesPage(v, nil))
}

// postMinutes handles POST /moten/{meeting}/protokoll. An autosave and the button do
// the same; only the answer differs.
func (h *handlers) postMinutes(w http.ResponseWriter, r *http.Request) error {
	meeting, form := r.PathValue("meeting"), web.ParseForm(r)
	d := readMinutes(form)
	proposal := readDecision(form)
	if d.Pass = coordination.LastPass; web.IsAutosave(r) {
		d.Pass = web.AutosaveCount(r)
	}
	if form.OK() {
		err := h.matters.SaveMinutes(r.Context(), web.Actor(r), meeting, d)
		if err == nil && web.IsAutosave(r) {
			return web.Saved(w, "")
		}
		flash := "coordination.flash.minutes_saved"
		if err == nil {
			form.Forget(written)
		}
		if asks := proposal.Paragraph != ""; err == nil && asks {
			flash, err = "coordination.flash.proposed", h.propose(r, proposal)
		}
		if err == nil {
			leftUnasked(form, proposal.Paragraph)
		}
		if err == nil && form.OK() || err != nil && !form.Explain(err) {
			return done(w, r, flash, minutesPath(meeting), err)
		}
	}
	v, err := h.matters.WritingMinutes(r.Context(), web.Actor(r), meeting)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, minutesPage(v, form))
}

// written says whether a field is of what has been written in the minutes. Once it is
// saved it is read anew, together with what others have written since the page was drawn.
func written(field string) bool {
	return field == "pen" || strings.HasPrefix(field, textField) || strings.HasPrefix(field, baseField) || strings.HasPrefix(field, wasField)
}

// typedIn is the form as far as a paragraph is concerned: none for one that it says nothing of.
func typedIn(f *web.Form, paragraph string) *web.Form {
	if slices.Contains(f.Named(textField), paragraph) {
		return f
	}
	return nil
}

// before is what the writer of a paragraph had before them: what the page shows now, or
// what it showed when they wrote what they could not save.
func before(f *web.Form, field, paragraph, now string) string {
	if f = typedIn(f, paragraph); f != nil {
		return f.Value(field + paragraph)
	}
	return now
}

// The fields of a paragraph on the page: its text, what the writer had before them,
// what that said, and where a new paragraph belongs.
const (
	textField  = "text."
	baseField  = "base."
	wasField   = "was."
	placeField = "place."
)

func readMinutes(f *web.Form) coordination.MinutesDraft {
	d := coordination.MinutesDraft{Pen: f.Text("pen")}
	joined := f.Text("join")
	for _, id := range f.Named(textField) {
		st := coordination.Stroke{Paragraph: id, Text: f.Lines(textField+id, coordination.MaxText), Base: readBase(f.Text(baseField+id, coordination.MaxText)), Digest: f.Text(wasField + id)}
		kind, point, _ := strings.Cut(f.Text(placeField+id), " ")
		st.Kind, st.Point = coordination.ParagraphKind(kind), point
		if id == joined {
			st.Digest = "" // what is put together is written, though nobody typed in it
		}
		d.Strokes = append(d.Strokes, st)
	}
	return d
}

func readBase(text string) []coordination.Seen {
	var base []coordination.Seen
	for _, word := range strings.Fields(text) {
		id, version, _ := strings.Cut(word, ":")
		n, err := strconv.ParseInt(version, 10, 64)
		if err == nil {
			base = append(base, coordination.Seen{Wording: id, Version: n})
		}
	}
	return base
}

func writeBase(base []coordination.Seen) string {
	words := make([]string, len(base))
	for i, s := range base {
		words[i] = s.Wording + ":" + strconv.FormatInt(s.Version, 10)
	}
	return strings.Join(words, " ")
}

// fresh is the id of the paragraph that can be begun under a point; one that was
// typed in keeps its own when the page is drawn again, unless it has been saved.
func fresh(f *web.Form, kind coordination.ParagraphKind, point coordination.PointView) string {
	for _, known := range f.Named(placeField) {
		saved := slices.ContainsFunc(point.Paragraphs, func(p coordination.ParagraphView) bool { return p.ID == known })
		if f.Value(placeField+known) == placed(kind, point.ID) && !saved {
			return known
		}
	}
	return id.New()
}

func placed(kind coordination.ParagraphKind, point string) string { return string(kind) + " " + point }

// pen is the page's own; a page that is drawn again with what could not be saved keeps it.
func pen(v coordination.MeetingView, f *web.Form) string {
	if typed := f.Value("pen"); typed != "" {
		return typed
	}
	return v.Pen
}

func writers(p coordination.ParagraphView) string {
	var names []string
	for _, w := range p.Wordings {
		if name := w.Author + ", " + w.Unit; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "; ")
}

func meetingKind(s coordination.MeetingState) web.StateKind {
	switch s {
	case coordination.MeetingCalled:
		return web.StateTaken
	case coordination.MeetingHeld:
		return web.StateAsked
	case coordination.MeetingCancelled, coordination.MeetingConfirmed:
		return web.StateDone
	case coordination.MeetingPlanned:
	}
	return web.StatePlanned
}

// span is a meeting's day and hours.
func span(ctx context.Context, m coordination.Meeting) string {
	l := i18n.From(ctx)
	return l.DateTime(m.Starts) + "–" + l.Time(m.Ends)
}

func pointTopicOptions(ctx context.Context) []web.Option {
	var list []web.Option
	for _, t := range coordination.PointTopics {
		list = append(list, web.Option{Value: string(t), Label: topicText(ctx, t)})
	}
	return list
}

func attendeeText(ctx context.Context, a coordination.Attendee) string {
	switch {
	case a.UnitName != "":
		return a.Name + ", " + a.UnitName
	case a.Role == coordination.AttendsAsChild, a.Role == coordination.AttendsAsGuardian:
		return a.Name + ", " + i18n.T(ctx, "coordination.attends."+string(a.Role))
	}
	return a.Name
}

func attendeeOptions(ctx context.Context, list []coordination.Attendee) []web.Option {
	var options []web.Option
	for _, a := range list {
		options = append(options, web.Option{Value: a.ID, Label: attendeeText(ctx, a)})
	}
	return options
}

func teamOptions(list []coordination.Attendee) []web.Option {
	var options []web.Option
	for _, a := range list {
		options = append(options, web.Option{Value: a.Subject, Label: a.Name + ", " + a.UnitName, Chosen: true})
	}
	return options
}

func attendanceKind(s coordination.AttendanceState) web.StateKind {
	switch s {
	case coordination.Attended:
		return web.StateTaken
	case coordination.Absent:
		return web.StateDone
	case coordination.Expected:
	}
	return web.StateAsked
}

// attendanceText is how somebody takes part, in a word; nobody is called to what is only planned.
func attendanceText(ctx context.Context, m coordination.Meeting, a coordination.Attendee) string {
	if m.State == coordination.MeetingPlanned {
		return i18n.T(ctx, "coordination.attendance.planned")
	}
	return i18n.T(ctx, "coordination.attendance."+string(a.State))
}

// attendeePlace is where somebody comes from.
func attendeePlace(ctx context.Context, a coordination.Attendee) string {
	if a.Role == coordination.AttendsAsMember {
		return a.UnitName
	}
	return i18n.T(ctx, "coordination.attends."+string(a.Role))
}

func answerText(ctx context.Context, v coordination.ConfirmationView) string {
	key := "coordination.minutes.confirmed"
	if !v.Agrees {
		key = "coordination.minutes.objects"
	}
	return i18n.T(ctx, key, "when", i18n.From(ctx).DateTime(v.At))
}

func agendaTitle(ctx context.Context, v coordination.MeetingView) string {
	for _, p := range v.Points {
		if len(p.Paragraphs) > 0 {
			return i18n.T(ctx, "coordination.minutes.title")
		}
	}
	return i18n.T(ctx, "coordination.meeting.agenda")
}

func paragraphLabel(ctx context.Context, p coordination.ParagraphView) string {
	return i18n.T(ctx, "coordination.minutes.by."+string(p.Kind), "who", writers(p))
}

// rowsFor is how high the field of a text is.
func rowsFor(text string) int { return min(12, 2+len(text)/80+strings.Count(text, "\n")) }

func lengthText(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return strconv.Itoa(minutes)
}

func personOptions(list []person.Person) []web.Option {
	var options []web.Option
	for _, p := range list {
		options = append(options, web.Option{Value: p.ID, Label: p.Name()})
	}
	return options
}

func meetingCrumbs(list, child, matter, meetings string) []web.Link {
	return append(matterCrumbs(list, child, matter), web.Link{Text: meetings, Href: meetingsPath(matter)})
}

// pointTitle is what a point is called: its topic, to who may not read more.
func pointTitle(ctx context.Context, p coordination.PointView) string {
	if p.Title == "" {
		return topicText(ctx, p.Topic)
	}
	return p.Title
}
