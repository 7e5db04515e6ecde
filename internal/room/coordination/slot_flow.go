package coordination

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// Slot is when a reader has a meeting. It says nothing of what it is about.
type Slot struct{ Starts, Ends time.Time }

const (
	mostSlots = 200
	// slotsBack is how long a meeting that has been is still in the calendar.
	slotsBack = 30 * 24 * time.Hour
)

// MySlots is when the actor has meetings, for a calendar. Meetings about a protected
// identity are not in it: a calendar program has shown nobody who it is.
func (c *Matters) MySlots(ctx context.Context, who access.Actor) ([]Slot, error) {
	if err := c.Audit.Require(ctx, who, "coordination.meeting.calendar", nil, mayList(who)); err != nil {
		return nil, err
	}
	var slots []Slot
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		slots = nil
		mine, err := listMyMeetings(ctx, tx, who, c.Now().Add(-slotsBack), mostSlots)
		if err != nil {
			return err
		}
		at, err := standingsOf(ctx, tx, who, mine, c.Now())
		if err != nil {
			return err
		}
		seen := make(map[Slot]bool)
		for _, m := range mine {
			slot := Slot{m.Starts, m.Ends}
			if mayMeet(who, at[m.Matter], m.Meeting).Allowed() && !seen[slot] {
				slots, seen[slot] = append(slots, slot), true
			}
		}
		return nil
	})
	return slots, err
}

// standingsOf is as much of each meeting's matter as mayMeet asks for: the reader, whom
// listMyMeetings has found in the team, and what can be a ground where another
// organisation called the meeting.
func standingsOf(ctx context.Context, tx *db.Tx, who access.Actor, list []myMeeting, now time.Time) (map[string]Standing, error) {
	at := make(map[string]Standing, len(list))
	var others []string
	for _, m := range list {
		s := at[m.Matter]
		s.Matter, s.Team = Matter{ID: m.Matter, Protected: m.protected}, []Member{{User: who.User, Unit: who.Unit, State: Joined}}
		at[m.Matter] = s
		if m.Organisation != who.Organisation && !slices.Contains(others, m.Matter) {
			others = append(others, m.Matter)
		}
	}
	if len(others) > 0 {
		consents, err := listConsents(ctx, tx, others...)
		if err != nil {
			return nil, err
		}
		sharings, err := listSharings(ctx, tx, others...)
		if err != nil {
			return nil, err
		}
		for _, x := range consents {
			s := at[x.Matter]
			s.Consents = append(s.Consents, x)
			at[x.Matter] = s
		}
		for _, x := range sharings {
			s := at[x.Matter]
			s.Sharings = append(s.Sharings, x)
			at[x.Matter] = s
		}
	}
	for id, s := range at {
		at[id] = s.at(now)
	}
	return at, nil
}
