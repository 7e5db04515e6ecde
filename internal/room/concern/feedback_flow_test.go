package concern_test

import (
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestWithheldFeedback(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor)
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.Must("withhold", w.WithholdFeedback(w.Context(), w.Officer, matters[0], "Anmälaren är nära släkt."))
		back := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback
		if back.State != concern.FeedbackWithheld || back.Fact != "" {
			w.Errorf("the sender sees %s %q", back.State, back.Fact)
		}
		if told := w.Told(w.Counsellor); !slices.Equal(told, []string{"concern.notice.feedback"}) {
			w.Errorf("the sender was told %q", told)
		}
		v := w.Opened(w.Officer, matters[0])
		if last := v.Entries[len(v.Entries)-1]; v.Matter.State != concern.Closed || last.Body.Text != "Anmälaren är nära släkt." {
			w.Errorf("%s, and the reason is not kept", v.Matter.State)
		}
		w.Refused("ask again", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]), fault.KindRefused, "concern.feedback.already_asked")
	})
}

func TestAskedLaterReopensAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.AssessAndDecide(w.Officer, matters[0], concern.NotOpened)
		if s := w.Opened(w.Officer, matters[0]).Matter.State; s != concern.Closed {
			w.Errorf("with nobody asking the matter is %s", s)
		}
		w.Clock.Set("2026-12-02 10:00") // day 9
		w.Must("a colleague asks", w.AskFeedback(ctx, w.Colleague, r.ID, matters[0]))
		m := w.Opened(w.Officer, matters[0]).Matter
		if m.State != concern.Decided || !m.Next.AtOnce || m.Next.Step != concern.StepFeedback || m.Next.Urgency(w.Clock.Time()) != concern.Today {
			w.Errorf("asked late: %s, waits for %+v", m.State, m.Next)
		}
		if told := w.Told(w.Officer); !slices.Equal(told, []string{"concern.notice.feedback_asked"}) {
			w.Errorf("the officer was told %q", told)
		}
		if back := w.Sent(w.Counsellor, r.ID).Returned[0]; back.Late || back.Feedback.State != concern.FeedbackWaiting {
			w.Errorf("asked this minute and late already: %v", back.Late)
		}
		w.Refused("ask twice", w.AskFeedback(ctx, w.Counsellor, r.ID, matters[0]), fault.KindRefused, "concern.feedback.already_asked")
		w.Must("give", w.GiveFeedback(ctx, w.Officer, matters[0]))
		if fact := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback.Fact; fact != concern.NotOpened {
			w.Errorf("the sender sees %q", fact)
		}
	})
}

func TestAskedWithinTheWeekKeepsTheWeek(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		for _, tt := range []struct {
			outcome concern.Outcome
			asked   string
			due     string
			atOnce  bool
		}{
			{concern.Opened, "2026-11-26 10:00", "2026-12-01 00:00", false},
			{concern.Opened, "2026-11-30 23:59", "2026-12-01 00:00", false},
			{concern.NotOpened, "2026-12-01 00:00", "2026-12-01 00:00", true},
			{concern.AlreadyRunning, "2026-11-23 10:00", "2026-11-23 10:00", true},
		} {
			w.Clock.Set("2026-11-23 08:00")
			r, matters := w.Send(w.Counsellor, NotAsking)
			w.AssessAndDecide(w.Officer, matters[0], tt.outcome)
			w.Clock.Set(tt.asked)
			w.Must("ask", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]))
			if f := w.Opened(w.Officer, matters[0]).Matter.Feedback; !f.Due.Equal(At(tt.due)) || f.AtOnce != tt.atOnce {
				w.Errorf("asked %s about %s: due %s, at once %v", tt.asked, tt.outcome, f.Due, f.AtOnce)
			}
		}
	})
}

func TestPrivateReporterHasNoRightToFeedback(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, As("anyone"), NotAsking)
		w.Refused("ask before the decision", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]), fault.KindRefused, "concern.report.no_feedback_right")
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.Refused("ask after the decision", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]), fault.KindRefused, "concern.report.no_feedback_right")
		if v := w.Opened(w.Officer, matters[0]); v.Matter.State != concern.Closed {
			w.Errorf("the matter is %s", v.Matter.State)
		}
		if back := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback; back.Fact != "" || back.State != concern.FeedbackNotAsked {
			w.Errorf("the private reporter sees %s %q", back.State, back.Fact)
		}
	})
}

func TestAskedWhileItIsDecided(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.Assess(w.Officer, matters[0])
		w.Clock.Meanwhile(1, func() {
			w.Must("ask meanwhile", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]))
		})
		_, err := w.Decide(w.Context(), w.Officer, matters[0], Decision(concern.Opened))
		w.Refused("decide without seeing the question", err, fault.KindRefused, "concern.raced")
		w.Clock.Pass(time.Minute)
		_, err = w.Decide(w.Context(), w.Officer, matters[0], Decision(concern.Opened))
		w.Must("decide", err)
		if m := w.Opened(w.Officer, matters[0]).Matter; m.State != concern.Decided || m.Feedback.State != concern.FeedbackWaiting {
			w.Errorf("the question is lost: %s, %s", m.State, m.Feedback.State)
		}
	})
}

// When a mandate has ended, its deputy takes over the report and its feedback,
// from any unit of the same organisation.
func TestDeputyTakesOver(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor)
		draft := Draft()
		_, err := w.SaveDraft(ctx, w.Counsellor, draft)
		w.Must("save a draft", err)
		_, err = w.Report(ctx, w.OtherCounsellor, r.ID)
		w.Refused("before the mandate ended", err, fault.KindPrivate, "")

		w.Leave(w.Counsellor, w.OtherCounsellor)
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.Must("give", w.GiveFeedback(ctx, w.Officer, matters[0]))

		if fact := w.Sent(w.OtherCounsellor, r.ID).Returned[0].Feedback.Fact; fact != concern.Opened {
			w.Errorf("the deputy sees %q", fact)
		}
		list, err := w.Reports(ctx, w.OtherCounsellor, concern.PageKey{})
		w.Must("list", err)
		if len(list.Sent) != 1 || list.Sent[0].Report.ID != r.ID || list.Sent[0].Told != 1 || len(list.Drafts) != 0 {
			w.Errorf("the deputy's list has %d sent and %d drafts", len(list.Sent), len(list.Drafts))
		}
		if told := w.Told(w.OtherCounsellor); !slices.Equal(told, []string{"concern.notice.feedback"}) {
			w.Errorf("the deputy was told %q", told)
		}
		if told := w.Told(w.Counsellor); len(told) != 0 {
			w.Errorf("who has left was told %q", told)
		}
		_, _, err = w.Draft(ctx, w.OtherCounsellor, draft.ID)
		w.Refused("the draft of who has left", err, fault.KindPrivate, "")
		// The unit keeps its report.
		w.Sent(w.Colleague, r.ID)
		elsewhere := w.OtherCounsellor
		elsewhere.Organisation, elsewhere.Unit = w.Clinic.Organisation, w.Clinic.Unit
		_, err = w.Report(ctx, elsewhere, r.ID)
		w.Refused("a deputy who has changed organisation", err, fault.KindPrivate, "")
	})
}

func TestWithoutDeputyTheUnitsManagersAreTold(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, matters := w.Send(w.Counsellor)
		w.Leave(w.Counsellor, access.Actor{})
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.Must("give", w.GiveFeedback(w.Context(), w.Officer, matters[0]))
		if told := w.Told(w.Head); !slices.Equal(told, []string{"concern.notice.feedback"}) {
			w.Errorf("the manager was told %q", told)
		}
	})
}
