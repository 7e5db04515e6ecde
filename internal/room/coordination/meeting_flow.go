package coordination

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	meetingColumn      = "coordination_meeting.body"
	outcomeColumn      = "coordination_meeting.outcome"
	pointColumn        = "coordination_point.title"
	attendanceColumn   = "coordination_attendance.name"
	confirmationColumn = "coordination_confirmation.remark"
)

// PointView is a point with what the minutes say about it. A reader without a ground
// for its topic has no title, and knows the topic only.
type PointView struct {
	Point
	Title      string
	Paragraphs []ParagraphView
}

// MeetingRow is a meeting in a list.
type MeetingRow struct {
	Meeting Meeting
	Purpose string
}

// MeetingsView is the meetings of a matter.
type MeetingsView struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	MayHold    bool
	Coming     []MeetingRow
	Past       []MeetingRow
}

// mostMeetings is how many meetings of a matter are listed, the latest.
const mostMeetings = 100

// Meetings lists the meetings of a matter that the reader may know of.
func (c *Matters) Meetings(ctx context.Context, who access.Actor, matter string) (MeetingsView, error) {
	const action = "coordination.meeting.list"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return MeetingsView{}, err
	}
	v := MeetingsView{Matter: s.Matter, Protection: s.Protection, MayHold: mayHold(who, s).Allowed()}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return MeetingsView{}, err
	}
	rows, err := c.meetings(ctx, who, s)
	if err != nil {
		return MeetingsView{}, err
	}
	for _, row := range rows {
		if row.Meeting.State.Coming() {
			v.Coming = append(v.Coming, row)
		} else {
			v.Past = append(v.Past, row)
		}
	}
	slices.Reverse(v.Coming)
	return v, c.Audit.Reading(ctx, record(who, action, mayOpen(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// meetings is what of a matter's meetings the reader may know of, the latest first.
func (c *Matters) meetings(ctx context.Context, who access.Actor, s Standing) ([]MeetingRow, error) {
	var sealed []sealedMeeting
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listMeetings(ctx, tx, s.Matter.ID, mostMeetings)
		return err
	})
	if err != nil {
		return nil, err
	}
	var rows []MeetingRow
	for _, x := range sealed {
		if !mayMeet(who, s, x.Meeting).Allowed() {
			continue
		}
		body, err := unseal[MeetingBody](ctx, c, x.Keyset, x.body, x.ID, meetingColumn)
		if fault.KindOf(err) == fault.KindPrivate {
			continue // disposed of by the organisation that called it
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, MeetingRow{x.Meeting, body.Purpose})
	}
	return rows, nil
}

// MeetingFormView is what is needed to call a meeting.
type MeetingFormView struct {
	ID         string
	Matter     Matter
	Protection Protection
	Child      person.Person
	Form       Form
	// Guardians and Team are those who can be asked.
	Guardians []person.Person
	Team      []Attendee
}

// PlanningMeeting is what is needed to call a meeting, for whoever holds the matter together.
func (c *Matters) PlanningMeeting(ctx context.Context, who access.Actor, matter string) (MeetingFormView, error) {
	const action = "coordination.meeting.planning"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return MeetingFormView{}, err
	}
	v := MeetingFormView{ID: c.NewID(), Matter: s.Matter, Protection: s.Protection}
	if v.Form, err = c.formOf(ctx, s.Matter.Form, s.Matter.FormVersion); err != nil {
		return MeetingFormView{}, err
	}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return MeetingFormView{}, err
	}
	subjects := []string{s.Matter.ID, v.Child.ID}
	if maySeeShared(who, s).Allowed() {
		if v.Guardians, err = c.askable(ctx, s); err != nil {
			return MeetingFormView{}, err
		}
	}
	for _, g := range v.Guardians {
		subjects = append(subjects, g.ID)
	}
	if v.Team, err = c.teamFor(ctx, who, s); err != nil {
		return MeetingFormView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayHold(who, s).Ground(), subjects...))
}

// teamFor is those in the team who may be told what the reader's organisation does.
func (c *Matters) teamFor(ctx context.Context, who access.Actor, s Standing) ([]Attendee, error) {
	var users, units []string
	for _, m := range s.Team {
		users, units = append(users, m.User), append(units, m.Unit)
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	var team []Attendee
	for _, m := range s.Team {
		if m.State == Joined && s.told(who.Organisation, m.Organisation) {
			team = append(team, Attendee{Attendance: Attendance{Role: AttendsAsMember, Subject: m.ID}, Name: names.users[m.User], UnitName: names.units[m.Unit]})
		}
	}
	return team, nil
}

// PlanMeeting writes down a meeting, and calls it at once when that is what is asked
// for. The same form sent twice is one meeting.
func (c *Matters) PlanMeeting(ctx context.Context, who access.Actor, matter string, d MeetingDraft, call bool) (Meeting, error) {
	const action = "coordination.meeting.plan"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return Meeting{}, err
	}
	if err := d.Check(s.Now); err != nil {
		return Meeting{}, err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return Meeting{}, fault.Private()
	}
	m := Meeting{ID: c.idOf(d.ID), Matter: s.Matter.ID, Organisation: who.Organisation, Unit: who.Unit, Author: who.User, Keyset: own.Keyset,
		State: MeetingPlanned, Starts: d.Starts, Ends: d.Ends, MadeAt: s.Now, Version: 1}
	if call {
		if m, err = m.Call(s.Now); err != nil {
			return Meeting{}, err
		}
	}
	sealed := sealedMeeting{Meeting: m}
	if sealed.body, err = c.seal(ctx, m.Keyset, d.Body, m.ID, meetingColumn); err != nil {
		return Meeting{}, err
	}
	points := make([]sealedPoint, len(d.Points))
	for i, p := range d.Points {
		points[i].Point = Point{ID: c.NewID(), Meeting: m.ID, Length: p.Length, Topic: p.Topic}
		if points[i].title, err = c.seal(ctx, m.Keyset, p.Title, points[i].ID, pointColumn); err != nil {
			return Meeting{}, err
		}
	}
	asked, err := c.asked(ctx, who, s, m, d)
	if err != nil {
		return Meeting{}, err
	}
	err = c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := insertMeeting(ctx, tx, sealed, points, asked); err != nil {
			return err
		}
		if call {
			return c.callMeeting(ctx, tx, who, s, m, asked)
		}
		return nil
	})
	if errors.Is(err, db.ErrConflict) {
		if there, err := c.ownMeeting(ctx, who, s, m.ID); err == nil {
			return there, nil
		}
	}
	return m, taken(err)
}

func (c *Matters) ownMeeting(ctx context.Context, who access.Actor, s Standing, meeting string) (Meeting, error) {
	var there sealedMeeting
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = loadMeeting(ctx, tx, meeting)
		return err
	})
	if err == nil && (there.Author != who.User || there.Matter != s.Matter.ID) {
		return Meeting{}, fault.Private()
	}
	return there.Meeting, err
}

// holding runs a change by a member, if they still take part when it is made.
func (c *Matters) holding(ctx context.Context, who access.Actor, s Standing, action string, store func(*db.Tx) error) error {
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	return c.writing(ctx, who, s, action, mayOpen(who, s).Ground(), own, store)
}

// meetingAt is a meeting with everything a rule needs.
type meetingAt struct {
	sealedMeeting
	points []sealedPoint
	asked  []sealedAttendance
}

// meetingIn finds a meeting's matter and asks, so that "not yours" and "not there"
// are one answer.
func (c *Matters) meetingIn(ctx context.Context, who access.Actor, meeting, action string, may func(access.Actor, Standing, meetingAt) access.Decision) (Standing, meetingAt, error) {
	var m meetingAt
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if m.sealedMeeting, err = loadMeeting(ctx, tx, meeting); err != nil {
			return err
		}
		if m.points, err = listPoints(ctx, tx, meeting); err != nil {
			return err
		}
		m.asked, err = listAttendance(ctx, tx, meeting)
		return err
	})
	if isNotFound(err) {
		return Standing{}, meetingAt{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such meeting"))
	}
	if err != nil {
		return Standing{}, meetingAt{}, err
	}
	s, err := c.standing(ctx, who, m.Matter, action, func(who access.Actor, s Standing) access.Decision { return may(who, s, m) })
	return s, m, err
}

func knows(who access.Actor, s Standing, m meetingAt) access.Decision {
	return mayMeet(who, s, m.Meeting)
}

func runs(who access.Actor, s Standing, m meetingAt) access.Decision {
	return mayRunMeeting(who, s, m.Meeting)
}

// MeetingView is a meeting as one member of the team sees it.
type MeetingView struct {
	Meeting    Meeting
	Matter     Matter
	Protection Protection
	Child      person.Person
	Body       MeetingBody
	Outcome    MeetingOutcome
	Points     []PointView
	Attendees  []Attendee
	Words      NeedBody
	MayRun     bool
	MayWrite   bool
	MayConfirm bool
	// Proposing is what is needed to make a commitment of a decision; nil for who may not.
	Proposing *ProposingView
	// Doubled says that somewhere two texts stand side by side.
	Doubled bool
	// Pen is for a page that writes.
	Pen   string
	Today civil.Date
}

// Total is how many minutes the points are given.
func (v MeetingView) Total() int {
	total := 0
	for _, p := range v.Points {
		total += p.Length
	}
	return total
}

// Meeting opens a meeting with its agenda and minutes, as far as the reader sees them.
func (c *Matters) Meeting(ctx context.Context, who access.Actor, meeting string) (MeetingView, error) {
	return c.openMeeting(ctx, who, meeting, "coordination.meeting.read", knows)
}

// WritingMinutes opens the minutes for somebody who writes in them.
func (c *Matters) WritingMinutes(ctx context.Context, who access.Actor, meeting string) (MeetingView, error) {
	return c.openMeeting(ctx, who, meeting, "coordination.minutes.writing", func(who access.Actor, s Standing, m meetingAt) access.Decision {
		return mayMinute(who, s, m.Meeting)
	})
}

func (c *Matters) openMeeting(ctx context.Context, who access.Actor, meeting, action string, may func(access.Actor, Standing, meetingAt) access.Decision) (MeetingView, error) {
	s, m, err := c.meetingIn(ctx, who, meeting, action, may)
	if err != nil {
		return MeetingView{}, err
	}
	v := MeetingView{Meeting: m.Meeting, Matter: s.Matter, Protection: s.Protection, MayRun: mayRunMeeting(who, s, m.Meeting).Allowed(), MayWrite: mayMinute(who, s, m.Meeting).Allowed(),
		MayConfirm: mayConfirm(who, s, m.Meeting, m.attendance()).Allowed(), Pen: c.NewID(), Today: civil.Of(s.Now)}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return MeetingView{}, err
	}
	if v.Body, err = unseal[MeetingBody](ctx, c, m.Keyset, m.body, m.ID, meetingColumn); err != nil {
		return MeetingView{}, err
	}
	if m.outcome != nil {
		if v.Outcome, err = unseal[MeetingOutcome](ctx, c, m.Keyset, m.outcome, m.ID, outcomeColumn); err != nil {
			return MeetingView{}, err
		}
	}
	if v.Words, err = c.ownWords(ctx, who, s); err != nil {
		return MeetingView{}, err
	}
	for _, p := range m.points {
		view := PointView{Point: p.Point}
		if mayHear(who, s, Item{ID: p.ID, Organisation: m.Organisation, Unit: m.Unit, Topic: p.Topic}).Sight == Full {
			if view.Title, err = unseal[string](ctx, c, m.Keyset, p.title, p.ID, pointColumn); err != nil {
				return MeetingView{}, err
			}
		}
		v.Points = append(v.Points, view)
	}
	if err := c.fillMinutes(ctx, who, s, m, &v); err != nil {
		return MeetingView{}, err
	}
	if err := c.fillDecisions(ctx, who, s, &v); err != nil {
		return MeetingView{}, err
	}
	subjects, err := c.attendees(ctx, who, s, m, &v)
	if err != nil {
		return MeetingView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, may(who, s, m).Ground(), append([]string{s.Matter.ID, v.Child.ID}, subjects...)...))
}

// ownWords is what the child has said, where the reader may see it.
func (c *Matters) ownWords(ctx context.Context, who access.Actor, s Standing) (NeedBody, error) {
	if !mayHearChild(who, s).Allowed() {
		return NeedBody{}, nil
	}
	var need sealedNeed
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		need, err = loadNeed(ctx, tx, s.Matter.ID)
		return err
	})
	if err != nil {
		return NeedBody{}, err
	}
	return unseal[NeedBody](ctx, c, need.Keyset, need.body, need.ID, needColumn)
}

// CallMeeting tells the team of a meeting that was only planned.
func (c *Matters) CallMeeting(ctx context.Context, who access.Actor, meeting string) error {
	const action = "coordination.meeting.call"
	s, m, err := c.meetingIn(ctx, who, meeting, action, runs)
	if err != nil {
		return err
	}
	called, err := m.Call(s.Now)
	if err != nil {
		return err
	}
	return c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := updateMeeting(ctx, tx, called, nil); err != nil {
			return err
		}
		return c.callMeeting(ctx, tx, who, s, called, m.asked)
	})
}

// CancelMeeting takes back a meeting, and tells those who were asked.
func (c *Matters) CancelMeeting(ctx context.Context, who access.Actor, meeting string) error {
	const action = "coordination.meeting.cancel"
	s, m, err := c.meetingIn(ctx, who, meeting, action, runs)
	if err != nil {
		return err
	}
	cancelled, err := m.Cancel()
	if err != nil {
		return err
	}
	return c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := updateMeeting(ctx, tx, cancelled, nil); err != nil {
			return err
		}
		if m.State == MeetingPlanned {
			return nil
		}
		if err := c.write(ctx, tx, who, s.Matter, EntryMeetingCancelled, m.ID); err != nil {
			return err
		}
		return c.tellAttendees(ctx, tx, who, s, cancelled, m.attendance(), "coordination.notice.meeting_cancelled")
	})
}

// HoldMeeting writes down that a meeting was held, who came and how the child took
// part. Those who came are asked to confirm the minutes.
func (c *Matters) HoldMeeting(ctx context.Context, who access.Actor, meeting string, came []string, childHow string) error {
	const action = "coordination.meeting.hold"
	s, m, err := c.meetingIn(ctx, who, meeting, action, runs)
	if err != nil {
		return err
	}
	held, err := m.Hold(childHow, s.Now)
	if err != nil {
		return err
	}
	if len(came) == 0 {
		return fault.Invalid("came", "coordination.meeting.nobody_came")
	}
	outcome, err := c.seal(ctx, m.Keyset, MeetingOutcome{childHow}, m.ID, outcomeColumn)
	if err != nil {
		return err
	}
	list := m.attendance()
	for i := range list {
		list[i].State = Absent
		if slices.Contains(came, list[i].ID) {
			list[i].State = Attended
		}
	}
	present := slices.DeleteFunc(slices.Clone(list), func(a Attendance) bool { return a.State != Attended })
	return c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := updateMeeting(ctx, tx, held, outcome); err != nil {
			return err
		}
		for _, a := range list {
			if err := updateAttendance(ctx, tx, a); err != nil {
				return err
			}
		}
		if err := c.write(ctx, tx, who, s.Matter, EntryMeetingHeld, m.ID); err != nil {
			return err
		}
		return c.tellAttendees(ctx, tx, who, s, held, present, "coordination.notice.minutes_to_confirm")
	})
}
