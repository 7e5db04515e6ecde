package concern_test

import (
	"slices"
	"testing"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestForwardedKeepsItsClockAndItsReporter(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor, About(Alva, Milo))
		w.Assess(w.Officer, matters[1])
		w.Must("receive", w.Receive(ctx, w.Officer, matters[0]))
		w.Must("extend", w.Extend(ctx, w.Manager, matters[1], concern.Extension{To: civil.On(2026, 12, 10), Reasons: "Tolk saknas."}))
		before := w.Opened(w.Officer, matters[1])

		w.Clock.Set("2026-11-27 13:00")
		w.Must("forward", w.Forward(ctx, w.Officer, matters[1], Bjorklunda, "Barnet bor hos sin mamma i Björklunda."))
		if told := w.Told(w.FarHead); !slices.Equal(told, []string{"concern.notice.new"}) {
			w.Errorf("the new manager was told %q", told)
		}
		if told := w.Told(w.FarOfficer); len(told) != 0 {
			w.Errorf("without danger the new officers were told %q", told)
		}

		now := w.Matters(w.Counsellor, r.ID)
		if now[0] != matters[0] || now[1] == matters[1] || len(now) != 2 {
			w.Fatalf("the sender hears of %d matters", len(now))
		}
		there := w.Opened(w.FarOfficer, now[1])
		if m := there.Matter; !m.DeliveredAt.Equal(before.Matter.DeliveredAt) || !m.DecisionDue.Equal(before.Matter.DecisionDue) || m.State != concern.Delivered || m.Next.Step != concern.StepProtection {
			w.Errorf("it begins as %s, delivered %s, due %s", m.State, m.DeliveredAt, m.DecisionDue)
		}
		if there.Child.Given != "Milo" || there.Content.Seen == "" || there.Matter.Keyset == before.Matter.Keyset || there.Child.Controller != w.Away.Organisation {
			w.Error("what was reported did not come along under a key of its own")
		}
		for _, e := range there.Entries {
			if e.Body.Text != "" || e.Body.Protection != nil || e.Kind != concern.EntryArrived || e.UnitName != "Mottagningen" {
				w.Errorf("the entry %s came along", e.Kind)
			}
		}
		if len(there.Siblings) != 0 {
			w.Error("the new municipality sees the other's matter")
		}

		gone := w.Opened(w.Officer, matters[1])
		if last := gone.Entries[len(gone.Entries)-1]; gone.Matter.State != concern.Forwarded || last.Body.Text == "" {
			w.Errorf("the first municipality has %s", gone.Matter.State)
		}
		_, err := w.Decide(ctx, w.Officer, matters[1], Decision(concern.Opened))
		w.Refused("work on what is forwarded", err, fault.KindPrivate, "")
		_, err = w.Matter(ctx, w.Officer, now[1])
		w.Refused("the first municipality opening the new matter", err, fault.KindPrivate, "")
		done, err := w.Done(ctx, w.Officer, concern.PageKey{})
		w.Must("list done", err)
		if len(done.Rows) != 1 || done.Rows[0].Matter.ID != matters[1] {
			w.Errorf("%d rows are done", len(done.Rows))
		}

		w.AssessAndDecide(w.FarOfficer, now[1], concern.AlreadyRunning)
		w.Must("give", w.GiveFeedback(ctx, w.FarOfficer, now[1]))
		back := w.Sent(w.Counsellor, r.ID).Returned
		if back[1].Feedback.Fact != concern.AlreadyRunning || back[1].Child.Given != "Milo" || back[0].Feedback.State != concern.FeedbackWaiting {
			w.Errorf("the sender sees %q about the second child", back[1].Feedback.Fact)
		}
		list, err := w.Reports(ctx, w.Counsellor, concern.PageKey{})
		w.Must("list", err)
		if row := list.Sent[0]; row.Told != 1 || row.Waiting != 1 {
			w.Errorf("the list says %d told and %d waiting", row.Told, row.Waiting)
		}
	})
}

func TestForwardedUnopenedIsAcknowledgedThere(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, InDanger)
		w.Must("forward", w.Forward(w.Context(), w.Officer, matters[0], Bjorklunda, "Fel kommun."))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Sent {
			w.Errorf("passed on and received by nobody, the report is %s", s)
		}
		if told := w.Told(w.FarOfficer); !slices.Equal(told, []string{"concern.notice.danger"}) {
			w.Errorf("of danger the new officers were told %q", told)
		}
		w.Must("receive", w.Receive(w.Context(), w.FarOfficer, w.Matters(w.Counsellor, r.ID)[0]))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Acknowledged {
			w.Errorf("received there, the report is %s", s)
		}
	})
}

func TestForwardedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor)
		forward := func() error { return w.Forward(w.Context(), w.Officer, matters[0], Bjorklunda, "Fel kommun.") }
		w.Clock.Meanwhile(1, func() { w.Must("forward meanwhile", forward()) })
		w.Refused("forward", forward(), fault.KindRefused, "concern.raced")
		if n := len(w.Matters(w.Counsellor, r.ID)); n != 1 {
			w.Errorf("%d matters, want 1", n)
		}
		inbox, err := w.Inbox(w.Context(), w.FarOfficer, concern.InboxFilter{})
		w.Must("inbox", err)
		if len(inbox.Rows) != 1 {
			w.Errorf("%d rows in the new inbox, want 1", len(inbox.Rows))
		}
	})
}

// The reporter's page may be older than the forwarding, and its question must not
// be lost in a matter where nobody works.
func TestAskedAboutWhatHasBeenForwarded(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.Must("forward", w.Forward(ctx, w.Officer, matters[0], Bjorklunda, "Fel kommun."))
		w.Clock.Pass(time.Hour)
		w.Must("ask", w.AskFeedback(ctx, w.Counsellor, r.ID, matters[0]))
		there := w.Matters(w.Counsellor, r.ID)[0]
		if f := w.Opened(w.FarOfficer, there).Matter.Feedback; f.State != concern.FeedbackWaiting {
			w.Errorf("the new municipality sees %s", f.State)
		}
		if told := w.Told(w.FarHead); !slices.Equal(told, []string{"concern.notice.new", "concern.notice.feedback_asked"}) {
			w.Errorf("the new manager was told %q", told)
		}
		// Forwarded on, and home again.
		w.Must("forward on", w.Forward(ctx, w.FarOfficer, there, Ekstad, "Barnet har flyttat hem."))
		home := w.Matters(w.Counsellor, r.ID)
		w.AssessAndDecide(w.Second, home[0], concern.Opened)
		w.Must("give", w.GiveFeedback(ctx, w.Second, home[0]))
		if back := w.Sent(w.Counsellor, r.ID).Returned; len(back) != 1 || back[0].Feedback.Fact != concern.Opened {
			w.Errorf("the sender sees %d matters", len(back))
		}
	})
}
