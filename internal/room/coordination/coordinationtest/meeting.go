package coordinationtest

import (
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
)

// Team opens a plan (SIP) at the school with the clinic and the reception in it, on
// consent from both guardians until March.
func (w *World) Team() (matter string, consent coordination.Consent) {
	w.Helper()
	matter = w.Open(w.Counsellor, "sip")
	consent = w.Consented(w.Counsellor, matter, Consent(w.School, w.Clinic, w.Reception))
	w.Joins(w.Counsellor, matter, w.Psychologist)
	w.Joins(w.Counsellor, matter, w.Officer)
	return matter, consent
}

// Meeting is a valid meeting tomorrow, but with what change says.
func (w *World) Meeting(change ...func(*coordination.MeetingDraft)) coordination.MeetingDraft {
	starts := w.Clock.Now().Add(24 * time.Hour)
	d := coordination.MeetingDraft{ID: id.New(), Starts: starts, Ends: starts.Add(45 * time.Minute),
		Body: coordination.MeetingBody{Purpose: "Hur Moa ska kunna sova.", Place: "Ekskolan, rum 12"}, Child: true,
		Points: []coordination.PointDraft{{Title: "Moas egen del", Topic: coordination.Words, Length: 5},
			{Title: "Skolan", Topic: coordination.School, Length: 5}, {Title: "Sömnen", Topic: coordination.Health, Length: 5}}}
	for _, c := range change {
		c(&d)
	}
	return d
}

// Called calls a meeting that everybody in the team who can be is asked to.
func (w *World) Called(who access.Actor, matter string, change ...func(*coordination.MeetingDraft)) string {
	w.Helper()
	form, err := w.PlanningMeeting(w.Context(), who, matter)
	w.Must("plan a meeting", err)
	d := w.Meeting(change...)
	for _, a := range form.Team {
		d.Members = append(d.Members, a.Subject)
	}
	m, err := w.PlanMeeting(w.Context(), who, matter, d, true)
	w.Must("call a meeting", err)
	return m.ID
}

// Met is the meeting as somebody sees it.
func (w *World) Met(who access.Actor, meeting string) coordination.MeetingView {
	w.Helper()
	v, err := w.Matters.Meeting(w.Context(), who, meeting)
	w.Must("open the meeting", err)
	return v
}

// Page is the minutes opened by somebody to write in them.
func (w *World) Page(who access.Actor, meeting string) coordination.MeetingView {
	w.Helper()
	v, err := w.WritingMinutes(w.Context(), who, meeting)
	w.Must("open the minutes", err)
	return v
}

// Adds is a new paragraph under the nth point of a page.
func Adds(v coordination.MeetingView, point int, text string) coordination.MinutesDraft {
	return coordination.MinutesDraft{Pen: v.Pen, Pass: coordination.LastPass, Strokes: []coordination.Stroke{
		{Paragraph: id.New(), Point: v.Points[point].ID, Kind: coordination.PlainText, Digest: coordination.Digest(""), Text: text}}}
}

// Edits is the first paragraph under the nth point of a page, with other words.
func Edits(v coordination.MeetingView, point int, text string) coordination.MinutesDraft {
	p := v.Points[point].Paragraphs[0]
	return coordination.MinutesDraft{Pen: v.Pen, Pass: coordination.LastPass, Strokes: []coordination.Stroke{
		{Paragraph: p.ID, Base: p.Base(), Digest: coordination.Digest(p.Text()), Text: text}}}
}

// Says is everything the minutes say to a reader, a line for each point and a bar
// between texts that stand side by side.
func Says(v coordination.MeetingView) string {
	var lines []string
	for _, p := range v.Points {
		var texts []string
		for _, x := range p.Paragraphs {
			var side []string
			for _, y := range x.Wordings {
				side = append(side, y.Text)
			}
			texts = append(texts, strings.Join(side, " | "))
		}
		lines = append(lines, strings.Join(texts, " / "))
	}
	return strings.Join(lines, "\n")
}
