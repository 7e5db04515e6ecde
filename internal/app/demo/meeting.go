package demo

import (
	"context"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
)

// meet calls a meeting that begins so many days from now, at the hour, with everybody
// in the team who can be asked.
func (c *coordinator) meet(ctx context.Context, by, matter string, days, hour int, purpose, place string, points ...coordination.PointDraft) (coordination.MeetingView, error) {
	form, err := c.PlanningMeeting(ctx, c.actor(by), matter)
	if err != nil {
		return coordination.MeetingView{}, err
	}
	day := civil.Of(c.at).AddDays(days)
	starts := time.Date(day.Year, day.Month, day.Day, hour, 0, 0, 0, civil.Stockholm)
	d := coordination.MeetingDraft{ID: id.New(), Starts: starts, Ends: starts.Add(30 * time.Minute), Child: true, Points: points,
		Body: coordination.MeetingBody{Purpose: purpose, Place: place}}
	for _, g := range form.Guardians {
		d.Guardians = append(d.Guardians, g.ID)
	}
	for _, a := range form.Team {
		d.Members = append(d.Members, a.Subject)
	}
	m, err := c.PlanMeeting(ctx, c.actor(by), matter, d, true)
	if err != nil {
		return coordination.MeetingView{}, err
	}
	return c.Meeting(ctx, c.actor(by), m.ID)
}

func (c *coordinator) minute(ctx context.Context, by string, v coordination.MeetingView, point int, kind coordination.ParagraphKind, text string) error {
	return c.SaveMinutes(ctx, c.actor(by), v.Meeting.ID, coordination.MinutesDraft{Pen: id.New(), Pass: coordination.LastPass, Strokes: []coordination.Stroke{
		{Paragraph: id.New(), Point: v.Points[point].ID, Kind: kind, Digest: coordination.Digest(""), Text: text}}})
}

// meetings is one that was held, with minutes to confirm, and one tomorrow.
func (c *coordinator) meetings(ctx context.Context, matter string) error {
	c.ago(17)
	held, err := c.meet(ctx, "kurator", matter, 3, 13, "Enas om hur Leyla ska kunna sova och komma till skolan på förmiddagarna.", "Björkskolan, rum 14",
		coordination.PointDraft{Title: "Leyla: min egen del", Topic: coordination.Words, Length: 4},
		coordination.PointDraft{Title: "Skolan", Topic: coordination.School, Length: 4},
		coordination.PointDraft{Title: "Sömnen", Topic: coordination.Health, Length: 4},
		coordination.PointDraft{Title: "Vem gör vad, och när ses vi igen?", Topic: coordination.Common, Length: 3})
	if err != nil {
		return err
	}
	c.ago(14)
	var came []string
	for _, a := range held.Attendees {
		if a.Role != coordination.AttendsAsGuardian || len(came) < 2 {
			came = append(came, a.ID)
		}
	}
	return first(
		func() error {
			return c.minute(ctx, "kurator", held, 0, coordination.PlainText, "Leyla vill att någon säger till innan saker ändras. Hon vill börja med två förmiddagar i veckan.")
		},
		func() error {
			return c.minute(ctx, "kurator", held, 1, coordination.Decision, "Omar möter Leyla vid den egna ingången tisdagar och torsdagar.")
		},
		func() error {
			return c.minute(ctx, "psykolog", held, 2, coordination.PlainText, "Vi prövar mobilen utanför rummet och en fast tid på kvällen i tre veckor.")
		},
		func() error {
			return c.HoldMeeting(ctx, c.actor("kurator"), held.Meeting.ID, came, "Leyla var med hela mötet och läste själv upp sin del.")
		},
		func() error {
			c.ago(1)
			_, err := c.meet(ctx, "kurator", matter, 2, 9, "Följa upp de två förmiddagarna och sömnen.", "Björkskolan, rum 14",
				coordination.PointDraft{Title: "Leyla: min egen del", Topic: coordination.Words, Length: 4},
				coordination.PointDraft{Title: "Sedan sist: vad blev gjort?", Topic: coordination.Common, Length: 3},
				coordination.PointDraft{Title: "Skolan", Topic: coordination.School, Length: 3},
				coordination.PointDraft{Title: "Hur mår du?", Topic: coordination.Health, Length: 3},
				coordination.PointDraft{Title: "Vem gör vad, och när ses vi igen?", Topic: coordination.Common, Length: 2})
			return err
		})
}
