package concern_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// The whole thread in one test: what the matter says, what both sides were told,
// and what the log holds, day by day.
func TestFromReportToFeedbackInFourteenDays(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor)
		matter := matters[0]

		v := w.Opened(w.Officer, matter)
		if v.Matter.State != concern.Delivered || v.Matter.Next.Step != concern.StepProtection || !v.Matter.Next.Due.Equal(At("2026-11-24 08:00")) {
			w.Errorf("delivered: %s, waits for %+v", v.Matter.State, v.Matter.Next)
		}
		if back := w.Sent(w.Counsellor, r.ID); back.Report.State != concern.Sent || !back.Returned[0].ReceivedAt.IsZero() {
			w.Errorf("reading is not receiving: %s", back.Report.State)
		}

		w.Clock.Set("2026-11-23 09:30")
		w.Must("receive", w.Receive(ctx, w.Officer, matter))
		if back := w.Sent(w.Counsellor, r.ID); back.Report.State != concern.Acknowledged || !back.Report.AcknowledgedAt.Equal(At("2026-11-23 09:30")) || !back.Returned[0].ReceivedAt.Equal(At("2026-11-23 09:30")) {
			w.Errorf("received: the sender sees %s", back.Report.State)
		}
		_, err := w.Decide(ctx, w.Officer, matter, Decision(concern.Opened))
		w.Refused("decide before protection is assessed", err, fault.KindRefused, "concern.matter.assess_first")
		w.Refused("feedback before the decision", w.GiveFeedback(ctx, w.Officer, matter), fault.KindRefused, "concern.feedback.not_waiting")

		w.Must("assess protection", w.AssessProtection(ctx, w.Officer, matter, NoNeed))
		v = w.Opened(w.Manager, matter)
		if v.Matter.State != concern.Assessing || !v.Matter.Next.Due.Equal(At("2026-12-08 00:00")) || v.Matter.Officer != w.Officer.User || v.Officer != "Tove Rönn" {
			w.Errorf("assessing: %s by %q until %s", v.Matter.State, v.Officer, v.Matter.Next.Due)
		}

		w.Clock.Set("2026-12-07 16:00")
		w.Refused("an officer extending", w.Extend(ctx, w.Officer, matter, concern.Extension{To: civil.On(2026, 12, 11), Reasons: "Tolk saknas."}), fault.KindPrivate, "")
		w.Must("extend", w.Extend(ctx, w.Manager, matter, concern.Extension{To: civil.On(2026, 12, 11), Reasons: "Tolk saknas."}))

		w.Clock.Set("2026-12-11 15:00") // a Friday
		_, err = w.Decide(ctx, w.Officer, matter, Decision(concern.Opened))
		w.Must("decide", err)
		if v = w.Opened(w.Officer, matter); v.Matter.State != concern.Decided || v.Matter.Next.Step != concern.StepFeedback || !v.Matter.Next.Due.Equal(At("2026-12-19 00:00")) {
			w.Errorf("decided: %s, waits for %+v", v.Matter.State, v.Matter.Next)
		}
		if back := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback; back.State != concern.FeedbackWaiting || back.Fact != "" {
			w.Errorf("before the feedback the sender sees %s %q", back.State, back.Fact)
		}
		if told := w.Told(w.Counsellor); len(told) != 0 {
			w.Errorf("before the feedback the sender was told %q", told)
		}

		w.Clock.Set("2026-12-14 10:00")
		w.Must("give feedback", w.GiveFeedback(ctx, w.Officer, matter))
		w.Refused("give feedback twice", w.GiveFeedback(ctx, w.Second, matter), fault.KindRefused, "")
		if back := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback; back.State != concern.FeedbackGiven || back.Fact != concern.Opened {
			w.Errorf("the sender sees %s %q", back.State, back.Fact)
		}
		if told := w.Told(w.Counsellor); !slices.Equal(told, []string{"concern.notice.feedback"}) {
			w.Errorf("the sender was told %q", told)
		}
		v = w.Opened(w.Second, matter)
		var kinds []concern.EntryKind
		for _, e := range v.Entries {
			kinds = append(kinds, e.Kind)
		}
		want := []concern.EntryKind{concern.EntryReceived, concern.EntryProtection, concern.EntryExtension, concern.EntryDecision, concern.EntryFeedback}
		if v.Matter.State != concern.Closed || !slices.Equal(kinds, want) {
			w.Errorf("%s with entries %q", v.Matter.State, kinds)
		}
		if told := w.Told(w.Manager); !slices.Equal(told, []string{"concern.notice.new"}) {
			w.Errorf("the manager was told %q", told)
		}
		got := w.Records(w.Officer)
		for _, want := range []string{"concern.matter.read done", "concern.matter.receive done", "concern.matter.protection done",
			"concern.matter.extend refused", "concern.matter.decide done", "concern.feedback.give done"} {
			if !slices.Contains(got, want) {
				w.Errorf("not recorded: %s", want)
			}
		}
		if got := w.Records(w.Manager); !slices.Equal(got, []string{"concern.matter.read done", "concern.matter.extend done"}) {
			w.Errorf("of the manager is recorded %q", got)
		}
		if report, err := w.Audit.Verify(ctx); err != nil || report.Broken != nil {
			w.Errorf("the chains: %v, %v", report.Broken, err)
		}
	})
}

func TestAcknowledgedWhenEveryMatterIsReceived(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, About(Alva, Milo))
		w.Must("receive one", w.Receive(w.Context(), w.Officer, matters[1]))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Sent {
			w.Errorf("with one of two received the report is %s", s)
		}
		w.Must("assign the other", w.Assign(w.Context(), w.Manager, matters[0], w.Second.User))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Sent {
			w.Errorf("assigned is not received: %s", s)
		}
		// Who has judged the danger has received it.
		w.Must("assess the other", w.AssessProtection(w.Context(), w.Second, matters[0], NoNeed))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Acknowledged {
			w.Errorf("with both received the report is %s", s)
		}
	})
}

func TestReceivedBySiblingsOfficersAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, About(Alva, Milo))
		errs := make([]error, 2)
		var both sync.WaitGroup
		both.Go(func() { errs[0] = w.Receive(w.Context(), w.Officer, matters[0]) })
		both.Go(func() { errs[1] = w.Receive(w.Context(), w.Second, matters[1]) })
		both.Wait()
		w.Must("receive", errors.Join(errs...))
		if s := w.Sent(w.Counsellor, r.ID).Report.State; s != concern.Acknowledged {
			w.Errorf("with both received the report is %s", s)
		}
	})
}

func TestAssigning(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor)
		matter := matters[0]
		w.Refused("an officer assigning to another", w.Assign(ctx, w.Officer, matter, w.Second.User), fault.KindPrivate, "")
		w.Refused("to another unit", w.Assign(ctx, w.Manager, matter, w.Investigator.User), fault.KindInvalid, "concern.assign.unknown")
		w.Refused("to nobody", w.Assign(ctx, w.Manager, matter, ""), fault.KindInvalid, "concern.assign.unknown")
		w.Must("an officer taking it", w.Assign(ctx, w.Officer, matter, w.Officer.User))
		w.Must("to another", w.Assign(ctx, w.Manager, matter, w.Second.User))
		if told := w.Told(w.Officer); len(told) != 0 {
			w.Errorf("who took it was told %q", told)
		}
		if told := w.Told(w.Second); !slices.Equal(told, []string{"concern.notice.assigned"}) {
			w.Errorf("who was given it was told %q", told)
		}
		mine, err := w.Inbox(ctx, w.Second, concern.InboxFilter{Whose: concern.Mine})
		w.Must("inbox", err)
		if len(mine.Rows) != 1 || mine.Rows[0].Officer != "Olle Sälg" {
			w.Errorf("%d rows are mine", len(mine.Rows))
		}
	})
}

func TestTwoOfficersDecideAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor)
		matter := matters[0]
		w.Assess(w.Officer, matter)

		// Between Officer's reading and writing, Second decides.
		w.Clock.Meanwhile(1, func() {
			_, err := w.Decide(ctx, w.Second, matter, Decision(concern.NotOpened))
			w.Must("decide meanwhile", err)
		})
		_, err := w.Decide(ctx, w.Officer, matter, Decision(concern.Opened))
		w.Refused("the second decision", err, fault.KindRefused, "concern.raced")

		v := w.Opened(w.Officer, matter)
		decisions := 0
		for _, e := range v.Entries {
			if e.Kind == concern.EntryDecision {
				decisions++
				if e.Body.Decision.Outcome != concern.NotOpened || e.Author != w.Second.User {
					w.Errorf("the entry says %s", e.Body.Decision.Outcome)
				}
			}
		}
		if v.Matter.Outcome != concern.NotOpened || decisions != 1 {
			w.Errorf("decided %s with %d entries", v.Matter.Outcome, decisions)
		}
		w.Must("give feedback", w.GiveFeedback(ctx, w.Officer, matter))
		if fact := w.Sent(w.Counsellor, r.ID).Returned[0].Feedback.Fact; fact != concern.NotOpened {
			w.Errorf("the sender is told %s", fact)
		}
		decided := 0
		for _, line := range append(w.Records(w.Officer), w.Records(w.Second)...) {
			if line == "concern.matter.decide done" {
				decided++
			}
		}
		if decided != 1 {
			w.Errorf("%d decisions are recorded", decided)
		}
	})
}

func TestManyOfficersDecideAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, matters := w.Send(w.Counsellor)
		w.Assess(w.Officer, matters[0])
		const officers = 8
		errs := make([]error, officers)
		var all sync.WaitGroup
		for i := range officers {
			all.Go(func() {
				who := []access.Actor{w.Officer, w.Second, w.Manager, w.Shielded}[i%4]
				_, errs[i] = w.Decide(w.Context(), who, matters[0], Decision(concern.Outcomes[i%3]))
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if fault.KindOf(err) != fault.KindRefused {
				w.Errorf("the loser gets %v", err)
			}
		}
		entries := 0
		for _, e := range w.Opened(w.Officer, matters[0]).Entries {
			if e.Kind == concern.EntryDecision {
				entries++
			}
		}
		if won != 1 || entries != 1 {
			w.Errorf("%d won, %d entries", won, entries)
		}
	})
}

func TestActsThatLackSomethingLeaveNothing(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor)
		matter := matters[0]
		long := string(make([]byte, concern.MaxText+1))
		w.Refused("an assessment without an answer", w.AssessProtection(ctx, w.Officer, matter, concern.ProtectionAssessment{Reasons: "x"}), fault.KindInvalid, "concern.protection.answer_missing")
		w.Refused("protection without measures", w.AssessProtection(ctx, w.Officer, matter, concern.ProtectionAssessment{Answered: true, Needed: true, Reasons: "x"}), fault.KindInvalid, "concern.protection.measures_missing")
		w.Refused("forward without a reason", w.Forward(ctx, w.Officer, matter, Bjorklunda, " "), fault.KindInvalid, "concern.forward.reason_missing")
		w.Refused("forward with a reason without end", w.Forward(ctx, w.Officer, matter, Bjorklunda, long), fault.KindInvalid, "concern.report.too_long")
		w.Refused("forward to oneself", w.Forward(ctx, w.Officer, matter, Ekstad, "x"), fault.KindInvalid, "concern.forward.municipality_missing")
		w.Refused("forward to nobody", w.Forward(ctx, w.Officer, matter, "0180", "x"), fault.KindInvalid, "concern.forward.municipality_missing")
		if v := w.Opened(w.Officer, matter); v.Matter.State != concern.Delivered || len(v.Entries) != 0 {
			w.Errorf("%s with %d entries", v.Matter.State, len(v.Entries))
		}
		w.Assess(w.Officer, matter)
		w.Refused("receive twice", w.Receive(ctx, w.Second, matter), fault.KindRefused, "concern.matter.already_received")
		w.Refused("assess twice", w.AssessProtection(ctx, w.Second, matter, NoNeed), fault.KindRefused, "concern.matter.already_assessed")
		for name, d := range map[string]concern.Decision{
			"no outcome":           {Reasons: "x", NotInformedWhy: "x"},
			"an outcome of no law": {Outcome: "maybe", Reasons: "x", NotInformedWhy: "x"},
			"no reasons":           {Outcome: concern.Opened, NotInformedWhy: "x"},
			"nobody informed":      {Outcome: concern.Opened, Reasons: "x"},
		} {
			_, err := w.Decide(ctx, w.Officer, matter, d)
			w.Refused(name, err, fault.KindInvalid, "")
		}
		_, err := w.Decide(ctx, w.Officer, matter, Decision(concern.Opened))
		w.Must("decide", err)
		w.Refused("withhold without a reason", w.WithholdFeedback(ctx, w.Officer, matter, "\n"), fault.KindInvalid, "concern.feedback.reason_missing")
		w.Refused("withhold with a reason without end", w.WithholdFeedback(ctx, w.Officer, matter, long), fault.KindInvalid, "concern.report.too_long")
		w.Refused("forward what is decided", w.Forward(ctx, w.Officer, matter, Bjorklunda, "x"), fault.KindRefused, "")
		if v := w.Opened(w.Officer, matter); v.Matter.State != concern.Decided || len(v.Entries) != 3 {
			w.Errorf("%s with %d entries", v.Matter.State, len(v.Entries))
		}
	})
}

func TestInboxGroupsAgreeWithClocks(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		// One of each: fresh, near its end, late, and a question asked late, due at once.
		for range 3 {
			w.Send(w.Counsellor)
		}
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.AssessAndDecide(w.Officer, matters[0], concern.NotOpened)
		_, assessing := w.Send(w.Counsellor)
		w.Assess(w.Officer, assessing[0])
		for _, at := range []string{"2026-11-23 09:00", "2026-11-24 07:59", "2026-11-24 08:00", "2026-12-04 12:00", "2026-12-07 23:59", "2026-12-08 00:00"} {
			w.Clock.Set(at)
			if at == "2026-12-04 12:00" {
				w.Must("ask", w.AskFeedback(ctx, w.Counsellor, r.ID, matters[0]))
				w.Send(w.Counsellor)
				w.Clock.Pass(time.Minute)
			}
			all, err := w.Inbox(ctx, w.Officer, concern.InboxFilter{})
			w.Must("inbox", err)
			groups := map[concern.Urgency]int{}
			for _, row := range all.Rows {
				groups[row.Matter.Next.Urgency(all.Now)]++
			}
			tally := map[concern.Urgency]int{concern.Late: all.Tally.Late, concern.Today: all.Tally.Today, concern.Soon: all.Tally.Soon, concern.Ample: all.Tally.Ample}
			for _, u := range concern.Urgencies {
				some, err := w.Inbox(ctx, w.Officer, concern.InboxFilter{Urgency: u})
				w.Must("inbox", err)
				if len(some.Rows) != groups[u] || tally[u] != groups[u] {
					w.Errorf("at %s %d are %s; the filter gives %d and the tally %d", at, groups[u], u, len(some.Rows), tally[u])
				}
			}
			waiting, err := w.Waiting(ctx, w.Officer)
			w.Must("count", err)
			if waiting != groups[concern.Late]+groups[concern.Today] {
				w.Errorf("at %s the menu says %d", at, waiting)
			}
		}
	})
}
