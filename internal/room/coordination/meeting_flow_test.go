package coordination_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

func TestMeetingFromCallToConfirmed(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		_, err := w.PlanMeeting(ctx, w.Psychologist, matter, w.Meeting(), true)
		w.Refused("a meeting by somebody who does not hold the matter", err, fault.KindPrivate, "")
		_, err = w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(func(d *coordination.MeetingDraft) { d.Points = d.Points[1:] }), true)
		w.Refused("an agenda that does not begin with the child", err, fault.KindInvalid, "coordination.meeting.child_first")
		_, err = w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(func(d *coordination.MeetingDraft) { d.Members = []string{"somebody"} }), true)
		w.Refused("a stranger asked as a member", err, fault.KindInvalid, "coordination.meeting.attendee_unfit")

		d := w.Meeting()
		form, err := w.PlanningMeeting(ctx, w.Counsellor, matter)
		w.Must("plan", err)
		for _, a := range form.Team {
			d.Members = append(d.Members, a.Subject)
		}
		first, err := w.PlanMeeting(ctx, w.Counsellor, matter, d, true)
		w.Must("call a meeting", err)
		second, err := w.PlanMeeting(ctx, w.Counsellor, matter, d, true)
		w.Must("the same form sent twice", err)
		if first.ID != second.ID {
			t.Error("the same form sent twice is two meetings")
		}
		if got := w.Told(w.Psychologist); !slices.Contains(got, "coordination.notice.meeting_called") {
			t.Errorf("the psychologist was told %q", got)
		}
		for name, who := range map[string]access.Actor{"a colleague": w.Colleague, "the head": w.Head, "the police": w.Constable, "an administrator": w.Administrator} {
			_, err := w.Matters.Meeting(ctx, who, first.ID)
			w.Refused(name+" opening the meeting", err, fault.KindPrivate, "")
			err = w.SaveMinutes(ctx, who, first.ID, coordination.MinutesDraft{Pen: first.ID})
			w.Refused(name+" writing in it", err, fault.KindPrivate, "")
		}

		v := w.Page(w.Psychologist, first.ID)
		w.Must("write", w.SaveMinutes(ctx, w.Psychologist, first.ID, Adds(v, 2, "Sover fyra timmar.")))
		if got := Says(w.Met(w.Officer, first.ID)); got != "\n\nSover fyra timmar." {
			t.Errorf("the officer reads %q", got)
		}

		err = w.HoldMeeting(ctx, w.Counsellor, first.ID, nil, "Var med.")
		w.Refused("held by nobody", err, fault.KindInvalid, "coordination.meeting.nobody_came")
		var came []string
		for _, a := range v.Attendees {
			if a.Name != "Tove Rönn" {
				came = append(came, a.ID)
			}
		}
		err = w.HoldMeeting(ctx, w.Counsellor, first.ID, came, "")
		w.Refused("held, with nothing of the child's part", err, fault.KindInvalid, "coordination.meeting.child_how_missing")
		w.Must("hold", w.HoldMeeting(ctx, w.Counsellor, first.ID, came, "Var med hela mötet."))
		if got := w.Told(w.Officer); slices.Contains(got, "coordination.notice.minutes_to_confirm") {
			t.Error("somebody who was not there is asked to confirm")
		}
		now := w.Met(w.Psychologist, first.ID)
		w.Refused("confirmed by somebody who was not there", w.ConfirmMinutes(ctx, w.Officer, first.ID, now.Meeting.Minutes, true, ""), fault.KindPrivate, "")
		w.Must("confirm", w.ConfirmMinutes(ctx, w.Psychologist, first.ID, now.Meeting.Minutes, true, ""))
		v = w.Page(w.Counsellor, first.ID)
		w.Must("write more", w.SaveMinutes(ctx, w.Counsellor, first.ID, Adds(v, 0, "Moa vill börja med två lektioner.")))
		w.Refused("confirming what was not read", w.ConfirmMinutes(ctx, w.Psychologist, first.ID, now.Meeting.Minutes, true, ""), fault.KindRefused, "coordination.minutes.changed")
		now = w.Met(w.Psychologist, first.ID)
		w.Refused("an objection without words", w.ConfirmMinutes(ctx, w.Psychologist, first.ID, now.Meeting.Minutes, false, ""), fault.KindInvalid, "coordination.minutes.remark_missing")
		w.Must("object", w.ConfirmMinutes(ctx, w.Psychologist, first.ID, now.Meeting.Minutes, false, "Jag sa fem timmar."))
		w.Must("confirm last", w.ConfirmMinutes(ctx, w.Counsellor, first.ID, now.Meeting.Minutes, true, ""))
		final := w.Met(w.Officer, first.ID)
		if final.Meeting.State != coordination.MeetingConfirmed || final.MayWrite {
			t.Errorf("the meeting is %s and may be written in: %v", final.Meeting.State, final.MayWrite)
		}
		i := slices.IndexFunc(final.Attendees, func(a coordination.Attendee) bool { return a.Name == "Siri Hassel" })
		if i < 0 || final.Attendees[i].Answer == nil || final.Attendees[i].Answer.Remark != "Jag sa fem timmar." {
			t.Errorf("the objection is not in the minutes: %+v", final.Attendees)
		}
		w.Refused("writing in what is confirmed", w.SaveMinutes(ctx, w.Psychologist, first.ID, Adds(now, 0, "Till.")), fault.KindPrivate, "")
	})
}

// Two people at once, a click that became two, and a page that came back.
func TestMinutesByManyHands(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		meeting := w.Called(w.Counsellor, matter)
		begun := Adds(w.Page(w.Counsellor, meeting), 1, "Första.")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := w.SaveMinutes(ctx, w.Counsellor, meeting, begun); err != nil {
					t.Errorf("a click among many: %v", err)
				}
			})
		}
		all.Wait()
		if got := Says(w.Met(w.Counsellor, meeting)); got != "\nFörsta.\n" {
			t.Errorf("after eight clicks the minutes say %q", got)
		}
		vera, siri := w.Page(w.Counsellor, meeting), w.Page(w.Psychologist, meeting)
		w.Must("save", w.SaveMinutes(ctx, w.Counsellor, meeting, Edits(vera, 1, "Första. Vera.")))
		w.Must("save", w.SaveMinutes(ctx, w.Psychologist, meeting, Edits(siri, 1, "Första. Siri.")))
		if got := Says(w.Met(w.Officer, meeting)); got != "\nFörsta. Vera. | Första. Siri.\n" {
			t.Errorf("two who wrote at once: %q", got)
		}
		came := make([]string, 0)
		for _, a := range vera.Attendees {
			came = append(came, a.ID)
		}
		w.Must("hold", w.HoldMeeting(ctx, w.Counsellor, meeting, came, "Var med."))
		both := w.Page(w.Officer, meeting)
		w.Refused("confirming two texts", w.ConfirmMinutes(ctx, w.Officer, meeting, both.Meeting.Minutes, true, ""), fault.KindRefused, "coordination.minutes.doubled")
		w.Must("make one", w.SaveMinutes(ctx, w.Officer, meeting, Edits(both, 1, "Första. Vera och Siri.")))
		if got := Says(w.Met(w.Psychologist, meeting)); got != "\nFörsta. Vera och Siri.\n" {
			t.Errorf("made one: %q", got)
		}
		w.Refused("a page without its pen", w.SaveMinutes(ctx, w.Officer, meeting, coordination.MinutesDraft{Pen: "x"}), fault.KindInvalid, "coordination.minutes.stale")

		crowd := []access.Actor{w.Counsellor, w.Psychologist, w.Officer}
		pages := make([]coordination.MeetingView, 2*len(crowd))
		for i := range pages {
			pages[i] = w.Page(crowd[i%len(crowd)], meeting)
		}
		for i, page := range pages {
			who := crowd[i%len(crowd)]
			all.Go(func() {
				for pass := range int64(3) {
					d := Edits(page, 1, strings.Repeat(fmt.Sprintf("hand%d;", i), int(pass)+1))
					d.Pass = pass + 1
					if err := w.SaveMinutes(ctx, who, meeting, d); err != nil {
						t.Errorf("hand %d: %v", i, err)
					}
				}
			})
		}
		all.Wait()
		got := Says(w.Met(w.Counsellor, meeting))
		for i := range pages {
			if text := strings.Repeat(fmt.Sprintf("hand%d;", i), 3); strings.Count(got, text) != 1 {
				t.Errorf("%q stands %d times in %q", text, strings.Count(got, text), got)
			}
		}
	})
}

// A guardian withdraws while people sit at the table: the next request is denied,
// and what was written is still there for those who own it.
func TestWithdrawalInTheMiddleOfAMeeting(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, consent := w.Team()
		meeting := w.Called(w.Counsellor, matter)
		vera, siri := w.Page(w.Counsellor, meeting), w.Page(w.Psychologist, meeting)
		w.Must("save", w.SaveMinutes(ctx, w.Counsellor, meeting, Adds(vera, 1, "Skolans ord.")))
		siris := Adds(siri, 2, "Klinikens ord.")
		w.Must("save", w.SaveMinutes(ctx, w.Psychologist, meeting, siris))
		if got := Says(w.Met(w.Officer, meeting)); got != "\nSkolans ord.\nKlinikens ord." {
			t.Fatalf("before: %q", got)
		}
		if slots, err := w.MySlots(ctx, w.Psychologist); err != nil || len(slots) != 1 {
			t.Errorf("before, the calendar has %d meetings: %v", len(slots), err)
		}

		w.Must("withdraw", w.Withdraw(ctx, w.Counsellor, consent.ID, consent.Givers[0].ID))

		for name, who := range map[string]access.Actor{"the psychologist": w.Psychologist, "the officer": w.Officer} {
			_, err := w.Matters.Meeting(ctx, who, meeting)
			w.Refused(name+" opening the meeting", err, fault.KindPrivate, "")
			_, err = w.WritingMinutes(ctx, who, meeting)
			w.Refused(name+" opening the minutes", err, fault.KindPrivate, "")
			siris.Strokes[0].Text = "Mer från kliniken."
			w.Refused(name+" writing on in an open page", w.SaveMinutes(ctx, who, meeting, siris), fault.KindPrivate, "")
			if v, err := w.Meetings(ctx, who, matter); err != nil || len(v.Coming)+len(v.Past) > 0 {
				t.Errorf("%s still sees %d meetings: %v", name, len(v.Coming)+len(v.Past), err)
			}
			if slots, err := w.MySlots(ctx, who); err != nil || len(slots) > 0 {
				t.Errorf("%s has %d meetings in the calendar: %v", name, len(slots), err)
			}
		}
		if got := Says(w.Met(w.Counsellor, meeting)); got != "\nSkolans ord.\n" {
			t.Errorf("the school reads %q", got)
		}

		w.Consented(w.Counsellor, matter, Consent(w.School, w.Clinic, w.Reception))
		if got := Says(w.Met(w.Officer, meeting)); got != "\nSkolans ord.\nKlinikens ord." {
			t.Errorf("with a new consent the history is %q", got)
		}
	})
}

// What a consent does not speak of is not read in the minutes either.
func TestMinutesAreHeardByTopic(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		d := Consent(w.School, w.Clinic, w.Reception)
		d.Topics = []coordination.Topic{coordination.School}
		w.Consented(w.Counsellor, matter, d)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Joins(w.Counsellor, matter, w.Officer)
		meeting := w.Called(w.Counsellor, matter)
		v := w.Page(w.Psychologist, meeting)
		w.Must("save", w.SaveMinutes(ctx, w.Psychologist, meeting, Adds(v, 1, "Om skolan.")))
		w.Must("save", w.SaveMinutes(ctx, w.Psychologist, meeting, Adds(v, 2, "Om hälsan.")))
		if got := Says(w.Met(w.Psychologist, meeting)); got != "\nOm skolan.\nOm hälsan." {
			t.Errorf("the psychologist reads %q", got)
		}
		if got := Says(w.Met(w.Officer, meeting)); got != "\nOm skolan.\n" {
			t.Errorf("the officer reads %q", got)
		}
	})
}
