package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/fault"
)

// MeetingState is how far a meeting has come.
type MeetingState string

const (
	// MeetingPlanned (planerat): nobody has been asked.
	MeetingPlanned MeetingState = "planned"
	// MeetingCalled (kallat): those who are to come have been told.
	MeetingCalled MeetingState = "called"
	// MeetingHeld (hållet): who came is written down; the minutes wait for those who were there.
	MeetingHeld MeetingState = "held"
	// MeetingCancelled (inställt).
	MeetingCancelled MeetingState = "cancelled"
	// MeetingConfirmed (protokollet bekräftat): nothing more is written.
	MeetingConfirmed MeetingState = "confirmed"
)

// MeetingStates is every state, in order.
var MeetingStates = []MeetingState{MeetingPlanned, MeetingCalled, MeetingHeld, MeetingCancelled, MeetingConfirmed}

// Coming says whether the meeting is still to be held.
func (s MeetingState) Coming() bool { return s == MeetingPlanned || s == MeetingCalled }

// Writable says whether words may be written in the minutes.
func (s MeetingState) Writable() bool { return s == MeetingCalled || s == MeetingHeld }

const (
	EntryMeetingCalled    EntryKind = "meeting_called"
	EntryMeetingCancelled EntryKind = "meeting_cancelled"
	EntryMeetingHeld      EntryKind = "meeting_held"
	EntryMinutesConfirmed EntryKind = "minutes_confirmed"
)

// Common is the topic of what is about the work together and not about the child:
// it needs a ground between the two organisations, of any kind.
const Common Topic = "common"

// PointTopics is what a point of an agenda, or a message, can be about.
var PointTopics = append([]Topic{Common}, Topics...)

// A Meeting (möte) is when the team meets, with an agenda and minutes.
//
// Invariant: the child's own part is the first point.
type Meeting struct {
	ID           string
	Matter       string
	Organisation string
	Unit         string
	Author       string
	Keyset       string
	State        MeetingState
	Starts       time.Time
	Ends         time.Time
	MadeAt       time.Time
	CalledAt     time.Time
	HeldAt       time.Time
	ConfirmedAt  time.Time
	// Minutes moves with every word that is written in the minutes.
	Minutes int64
	Version int64
}

// MeetingBody is what a meeting is for and where, sealed.
type MeetingBody struct {
	Purpose string
	Place   string
}

// MeetingOutcome is what was written when the meeting was held, sealed.
type MeetingOutcome struct {
	// ChildHow is how the child took part, or why not.
	ChildHow string
}

// A Point (punkt på dagordningen) is one thing to go through, and the part of the
// minutes that is about it.
type Point struct {
	ID      string
	Meeting string
	// Length is how many minutes it is given.
	Length int
	Topic  Topic
}

// AttendanceRole is as what somebody comes to a meeting.
type AttendanceRole string

const (
	AttendsAsChild    AttendanceRole = "child"
	AttendsAsGuardian AttendanceRole = "guardian"
	AttendsAsMember   AttendanceRole = "member"
	// AttendsAsOther: somebody who is only a name here, such as an interpreter.
	AttendsAsOther AttendanceRole = "other"
)

// AttendanceState is whether somebody came.
type AttendanceState string

const (
	Expected AttendanceState = "invited"
	Attended AttendanceState = "attended"
	Absent   AttendanceState = "absent"
)

// Attendance (närvaro) is one person who is asked to a meeting.
type Attendance struct {
	ID      string
	Meeting string
	Role    AttendanceRole
	// Subject is a member of the team or a person; "" for [AttendsAsOther].
	Subject string
	State   AttendanceState
}

// PointDraft is a point as somebody types it.
type PointDraft struct {
	Title  string
	Topic  Topic
	Length int
}

// MeetingDraft is what somebody types to call a meeting. ID is the form's, so that
// the same form sent twice is one meeting.
type MeetingDraft struct {
	ID     string
	Starts time.Time
	Ends   time.Time
	Body   MeetingBody
	Points []PointDraft
	// Child and Guardians are those of the family who are asked; Members are of the team.
	Child     bool
	Guardians []string
	Members   []string
	Others    []string
}

// Limits on a meeting; far above what practice needs.
const (
	MaxPoints = 12
	maxOthers = 20
	// longestMeeting keeps a mistyped hour from filling a calendar.
	longestMeeting = 8 * time.Hour
)

// Check says everything that is missing or wrong in the draft.
func (d MeetingDraft) Check(now time.Time) error {
	var faults fault.List
	if d.Body.Purpose == "" {
		faults.Add(fault.Invalid("purpose", "coordination.meeting.purpose_missing"))
	}
	switch {
	case d.Starts.IsZero():
		faults.Add(fault.Invalid("day", "coordination.meeting.starts_missing"))
	case d.Starts.Before(now):
		faults.Add(fault.Invalid("day", "coordination.meeting.starts_passed"))
	case !d.Ends.After(d.Starts) || d.Ends.Sub(d.Starts) > longestMeeting:
		faults.Add(fault.Invalid("length", "coordination.meeting.length_wrong"))
	}
	switch {
	case len(d.Points) == 0 || d.Points[0].Topic != Words || d.Points[0].Title == "":
		faults.Add(fault.Invalid("point.0.title", "coordination.meeting.child_first"))
	case len(d.Points) > MaxPoints || slices.ContainsFunc(d.Points, func(p PointDraft) bool { return p.Title == "" || p.Topic == "" || p.Length < 0 }):
		faults.Add(fault.Invalid("point.1.title", "coordination.meeting.points_wrong"))
	}
	if len(d.Others) > maxOthers {
		faults.Add(fault.Invalid("others", "coordination.meeting.others_many", "most", maxOthers))
	}
	return faults.Err()
}

// Call tells that the meeting will be.
func (m Meeting) Call(at time.Time) (Meeting, error) {
	switch {
	case m.State != MeetingPlanned:
		return m, fault.Refused("coordination.meeting.not_planned")
	case m.Starts.Before(at):
		return m, fault.Refused("coordination.meeting.has_passed")
	}
	m.State, m.CalledAt = MeetingCalled, at
	return m, nil
}

// Cancel takes back a meeting that has not been held.
func (m Meeting) Cancel() (Meeting, error) {
	if !m.State.Coming() {
		return m, fault.Refused("coordination.meeting.not_coming")
	}
	m.State = MeetingCancelled
	return m, nil
}

// Hold writes down that the meeting was held. How the child took part, or why not,
// must be there.
func (m Meeting) Hold(childHow string, at time.Time) (Meeting, error) {
	switch {
	case m.State != MeetingCalled:
		return m, fault.Refused("coordination.meeting.not_called")
	case childHow == "":
		return m, fault.Invalid("child_how", "coordination.meeting.child_how_missing")
	}
	m.State, m.HeldAt = MeetingHeld, at
	return m, nil
}

// A Confirmation (justering) is what somebody who was there says of the minutes.
type Confirmation struct {
	Meeting string
	Member  string
	Agrees  bool
	// Minutes is the words that were confirmed, as [Meeting] counts them.
	Minutes int64
	At      time.Time
}

// Confirm makes the minutes final once everybody who must answer has answered to
// the words they have now. Somebody who objects has answered: the objection stands
// in the minutes.
func (m Meeting) Confirm(needed []string, given []Confirmation, at time.Time) Meeting {
	if m.State != MeetingHeld || len(needed) == 0 {
		return m
	}
	for _, member := range needed {
		if !slices.ContainsFunc(given, func(c Confirmation) bool { return c.Member == member && c.Minutes == m.Minutes }) {
			return m
		}
	}
	m.State, m.ConfirmedAt = MeetingConfirmed, at
	return m
}

// mustConfirm is those who were there, still take part and may read the minutes.
func (s Standing) mustConfirm(m Meeting, list []Attendance) []string {
	var needed []string
	for _, a := range list {
		member, ok := s.member(a.Subject)
		if a.Role == AttendsAsMember && a.State == Attended && ok && member.State == Joined && s.told(m.Organisation, member.Organisation) {
			needed = append(needed, member.ID)
		}
	}
	return needed
}

// told says whether one organisation may tell the other anything at all.
func (s Standing) told(from, to string) bool {
	if from == to {
		return true
	}
	_, ok := s.Grounds.Between(from, to)
	return ok
}
