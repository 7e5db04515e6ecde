package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// Attendee is somebody who can be asked to a meeting, or is.
type Attendee struct {
	Attendance
	Name     string
	UnitName string
	// Answer is what they say of the minutes as they stand; nil before they have.
	Answer *ConfirmationView
	// Awaited says that the minutes wait for them.
	Awaited bool
}

// asked is everybody a draft asks, each of whom can be.
func (c *Matters) asked(ctx context.Context, who access.Actor, s Standing, m Meeting, d MeetingDraft) ([]sealedAttendance, error) {
	var list []sealedAttendance
	add := func(role AttendanceRole, subject string) {
		list = append(list, sealedAttendance{Attendance: Attendance{ID: c.NewID(), Meeting: m.ID, Role: role, Subject: subject, State: Expected}})
	}
	if d.Child {
		add(AttendsAsChild, s.Matter.Child)
	}
	guardians, err := c.askable(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, g := range d.Guardians {
		if !slices.ContainsFunc(guardians, func(p person.Person) bool { return p.ID == g }) {
			return nil, fault.Invalid("guardians", "coordination.meeting.attendee_unfit")
		}
		add(AttendsAsGuardian, g)
	}
	for _, id := range d.Members {
		member, ok := s.member(id)
		if !ok || member.State != Joined || !s.told(m.Organisation, member.Organisation) {
			return nil, fault.Invalid("members", "coordination.meeting.attendee_unfit")
		}
		add(AttendsAsMember, id)
	}
	if me, ok := s.joined(who.User, who.Unit); ok && !slices.Contains(d.Members, me.ID) {
		add(AttendsAsMember, me.ID)
	}
	for _, name := range d.Others {
		add(AttendsAsOther, "")
		last := &list[len(list)-1]
		if last.name, err = c.seal(ctx, m.Keyset, name, last.ID, attendanceColumn); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// callMeeting tells the members who are asked that there is something to read.
func (c *Matters) callMeeting(ctx context.Context, tx *db.Tx, who access.Actor, s Standing, m Meeting, asked []sealedAttendance) error {
	if err := c.write(ctx, tx, who, s.Matter, EntryMeetingCalled, m.ID); err != nil {
		return err
	}
	list := make([]Attendance, len(asked))
	for i, a := range asked {
		list[i] = a.Attendance
	}
	return c.tellAttendees(ctx, tx, who, s, m, list, "coordination.notice.meeting_called")
}

// tellAttendees tells the members who are asked, and who may still know of the meeting.
func (c *Matters) tellAttendees(ctx context.Context, tx *db.Tx, who access.Actor, s Standing, m Meeting, list []Attendance, key string) error {
	for _, a := range list {
		member, ok := s.member(a.Subject)
		if !ok || a.Role != AttendsAsMember || member.State != Joined || member.User == who.User || !s.told(m.Organisation, member.Organisation) {
			continue
		}
		if err := c.notify(ctx, tx, member.User, key, m.Matter); err != nil {
			return err
		}
	}
	return nil
}

func (m meetingAt) attendance() []Attendance {
	list := make([]Attendance, len(m.asked))
	for i, a := range m.asked {
		list[i] = a.Attendance
	}
	return list
}

// attendees fills in who is asked and what they say of the minutes, and gives whom it names.
func (c *Matters) attendees(ctx context.Context, who access.Actor, s Standing, m meetingAt, v *MeetingView) ([]string, error) {
	var answers []sealedConfirmation
	var subjects, users, units []string
	for _, a := range m.asked {
		switch a.Role {
		case AttendsAsChild, AttendsAsGuardian:
			subjects = append(subjects, a.Subject)
		case AttendsAsMember:
			member, _ := s.member(a.Subject)
			users, units = append(users, member.User), append(units, member.Unit)
		case AttendsAsOther:
		}
	}
	var people map[string]person.Person
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if people, err = c.People.Load(ctx, tx, subjects); err != nil {
			return err
		}
		answers, err = listConfirmations(ctx, tx, m.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return nil, err
	}
	needed := s.mustConfirm(m.Meeting, m.attendance())
	for _, a := range m.asked {
		x := Attendee{Attendance: a.Attendance}
		switch a.Role {
		case AttendsAsChild:
			x.Name = v.Child.Name()
		case AttendsAsGuardian:
			x.Name = people[a.Subject].Name()
		case AttendsAsMember:
			member, _ := s.member(a.Subject)
			x.Name, x.UnitName = names.users[member.User], names.units[member.Unit]
			x.Awaited = m.State == MeetingHeld && slices.Contains(needed, a.Subject)
			i := slices.IndexFunc(answers, func(c sealedConfirmation) bool { return c.Member == a.Subject && c.Minutes == m.Minutes })
			if i < 0 {
				break
			}
			x.Awaited, x.Answer = false, &ConfirmationView{Confirmation: answers[i].Confirmation}
			if answers[i].remark != nil && s.told(member.Organisation, who.Organisation) {
				if x.Answer.Remark, err = unseal[string](ctx, c, answers[i].keyset, answers[i].remark, m.ID+"/"+a.Subject, confirmationColumn); err != nil {
					return nil, err
				}
			}
		case AttendsAsOther:
			if x.Name, err = unseal[string](ctx, c, m.Keyset, a.name, a.ID, attendanceColumn); err != nil {
				return nil, err
			}
		}
		v.Attendees = append(v.Attendees, x)
	}
	return subjects, nil
}
