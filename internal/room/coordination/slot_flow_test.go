package coordination_test

import (
	"testing"

	"samspel/internal/frame/access"
	. "samspel/internal/room/coordination/coordinationtest"
)

// The calendar follows the team and its meetings, whichever moves first.
func TestTheCalendarFollowsTheTeamAndItsMeetings(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		has := func(when string, who access.Actor, want int) {
			t.Helper()
			if slots, err := w.MySlots(ctx, who); err != nil || len(slots) != want {
				t.Errorf("%s the calendar has %d meetings, not %d: %v", when, len(slots), want, err)
			}
		}
		planned, err := w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(), false)
		w.Must("plan", err)
		has("before the call", w.Psychologist, 0)
		w.Must("call", w.CallMeeting(ctx, w.Counsellor, planned.ID))
		has("after the call", w.Psychologist, 1)
		has("asking nobody", w.Colleague, 0)
		w.Joins(w.Counsellor, matter, w.Colleague)
		has("after joining", w.Colleague, 1)
		w.Must("leave", w.Leave(ctx, w.Colleague, matter))
		has("after leaving", w.Colleague, 0)
		w.Must("cancel", w.CancelMeeting(ctx, w.Counsellor, planned.ID))
		has("after the meeting is cancelled", w.Psychologist, 0)
	})
}
