package coordination_test

import (
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

func TestClosingAMatter(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		d := coordination.ClosureDraft{Reason: coordination.GoalsMet, Body: coordination.ClosureBody{Why: "Hon sover.", Contact: "Vera Alm på skolan",
			Child: coordination.KeptGiven, Guardians: coordination.KeptGiven}}
		w.Refused("closed by somebody who does not hold it", w.BeginClosing(ctx, w.Officer, matter, d), fault.KindPrivate, "")
		w.Refused("closed without a contact", w.BeginClosing(ctx, w.Counsellor, matter, coordination.ClosureDraft{Reason: coordination.GoalsMet}), fault.KindInvalid, "coordination.closing.contact_missing")
		w.Refused("closed before it was begun", w.Matters.Close(ctx, w.Counsellor, matter), fault.KindRefused, "coordination.closing.not_begun")
		voice := coordination.AfterwardsDraft{Role: coordination.AfterwardsChild, Answers: map[string]string{"helped": "yes"}, How: "På papper."}
		w.Refused("asked while it goes on", w.Hear(ctx, w.Officer, matter, voice), fault.KindPrivate, "")

		w.Must("begin", w.BeginClosing(ctx, w.Counsellor, matter, d))
		w.Must("go on", w.StopClosing(ctx, w.Counsellor, matter))
		if got := w.Opened(w.Officer, matter).Matter.State; got != coordination.Active {
			t.Errorf("a matter that goes on is %s", got)
		}
		meeting := w.Called(w.Counsellor, matter)
		w.Must("begin again", w.BeginClosing(ctx, w.Counsellor, matter, d))
		w.Refused("closed before a meeting", w.Matters.Close(ctx, w.Counsellor, matter), fault.KindRefused, "coordination.closing.meeting_coming")
		w.Must("cancel", w.CancelMeeting(ctx, w.Counsellor, meeting))
		w.Must("close", w.Matters.Close(ctx, w.Counsellor, matter))

		if v, err := w.Closing(ctx, w.Officer, matter); err != nil || v.Body.Contact != "Vera Alm på skolan" || v.Matter.State != coordination.Closed {
			t.Errorf("the officer reads %+v: %v", v, err)
		}
		_, err := w.Write(ctx, w.Officer, matter, Note("Efteråt"))
		w.Refused("a note in a closed matter", err, fault.KindPrivate, "")
		w.Refused("a message in a closed matter", w.Send(ctx, w.Officer, matter, coordination.MessageDraft{Topic: coordination.Common, Text: "Hej"}), fault.KindPrivate, "")
		_, err = w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(), true)
		w.Refused("a meeting in a closed matter", err, fault.KindPrivate, "")
		w.Refused("an empty voice", w.Hear(ctx, w.Officer, matter, coordination.AfterwardsDraft{}), fault.KindInvalid, "coordination.afterwards.how_missing")
		w.Must("hear", w.Hear(ctx, w.Officer, matter, voice))
		if v, err := w.Closing(ctx, w.Counsellor, matter); err != nil || v.Voices != 1 {
			t.Errorf("%d voices: %v", v.Voices, err)
		}
	})
}
