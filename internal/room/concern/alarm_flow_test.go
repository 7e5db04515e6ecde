package concern_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// ears hear what is new among a person's notices since the last time.
type ears struct {
	w     *World
	heard map[string]int
}

func (e ears) of(who access.Actor) []string {
	e.w.Helper()
	all := e.w.Told(who)
	fresh := all[e.heard[who.User]:]
	e.heard[who.User] = len(all)
	return fresh
}

func TestAlarmsAreRaisedOnceToThoseWhoMustKnow(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		ears := ears{w, map[string]int{}}
		r, matters := w.Send(w.Counsellor)
		ears.of(w.Manager)
		steps := []struct {
			at                       string
			before                   func()
			sender, officer, manager []string
		}{
			{"2026-11-24 07:59", nil, nil, nil, nil},
			{"2026-11-24 08:00", nil,
				[]string{"concern.notice.late_unconfirmed_sender"}, nil,
				[]string{"concern.notice.late_protection", "concern.notice.late_unconfirmed"}},
			{"2026-11-24 08:01", func() { w.Assess(w.Officer, matters[0]) }, nil, nil, nil},
			{"2026-12-07 23:59", nil, nil, nil, nil},
			{"2026-12-08 00:00", nil, nil, []string{"concern.notice.late_decision"}, []string{"concern.notice.late_decision"}},
			{"2026-12-08 09:00", func() {
				w.Must("extend", w.Extend(ctx, w.Manager, matters[0], concern.Extension{To: civil.On(2026, 12, 10), Reasons: "Tolk saknas."}))
			}, nil, nil, nil},
			// Late again is a new clock that has run out.
			{"2026-12-11 00:00", nil, nil, []string{"concern.notice.late_decision"}, []string{"concern.notice.late_decision"}},
			{"2026-12-11 09:00", func() {
				_, err := w.Decide(ctx, w.Officer, matters[0], Decision(concern.Opened))
				w.Must("decide", err)
			}, nil, nil, nil},
			{"2026-12-18 23:59", nil, nil, nil, nil},
			{"2026-12-19 00:00", nil, []string{"concern.notice.late_feedback_sender"},
				[]string{"concern.notice.late_feedback"}, []string{"concern.notice.late_feedback"}},
			{"2027-02-01 12:00", nil, nil, nil, nil},
		}
		for _, step := range steps {
			w.Clock.Set(step.at)
			if step.before != nil {
				step.before()
			}
			for range 2 {
				w.Must("raise", w.RaiseAlarms(ctx))
			}
			for name, who := range map[string]struct {
				heard, want []string
			}{
				"sender": {ears.of(w.Counsellor), step.sender}, "officer": {ears.of(w.Officer), step.officer},
				"manager": {ears.of(w.Manager), step.manager}, "second officer": {ears.of(w.Second), nil},
				"sender's colleague": {ears.of(w.Colleague), nil}, "other manager": {ears.of(w.FarHead), nil},
			} {
				slices.Sort(who.heard)
				if !slices.Equal(who.heard, who.want) {
					w.Errorf("at %s the %s hears %q, want %q", step.at, name, who.heard, who.want)
				}
			}
		}
		if !w.Sent(w.Counsellor, r.ID).Returned[0].Late {
			w.Error("the sender's page does not say that it is late")
		}
	})
}

func TestAlarmsRaisedByTwoNodesAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		w.Send(w.Counsellor, About(Alva, Milo))
		w.Clock.Set("2026-11-25 08:00")
		errs := make([]error, 3)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = w.RaiseAlarms(w.Context()) })
		}
		all.Wait()
		w.Must("raise", errors.Join(errs...))
		if told := w.Told(w.Counsellor); len(told) != 2 {
			w.Errorf("the sender was told %d times about two children", len(told))
		}
		if told := w.Told(w.Manager); len(told) != 1+4 {
			w.Errorf("the manager was told %q", told)
		}
	})
}

// What the law wants at once is late when the day is over, not in the same minute.
func TestAskedLateIsNotLateTheSameDay(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.Clock.Set("2026-12-15 10:00")
		w.Must("ask", w.AskFeedback(w.Context(), w.Counsellor, r.ID, matters[0]))
		w.Clock.Set("2026-12-15 23:59")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		if told := w.Told(w.Counsellor); len(told) != 0 {
			w.Errorf("the same day the sender was told %q", told)
		}
		w.Clock.Set("2026-12-16 00:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		if told := w.Told(w.Counsellor); !slices.Equal(told, []string{"concern.notice.late_feedback_sender"}) {
			w.Errorf("the day after the sender was told %q", told)
		}
		if !w.Sent(w.Counsellor, r.ID).Returned[0].Late {
			w.Error("the sender's page does not say that it is late")
		}
	})
}

func TestAManagerWithTheMatterIsToldOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, matters := w.Send(w.Counsellor)
		w.Must("receive", w.Receive(w.Context(), w.Manager, matters[0]))
		w.Must("take", w.Assign(w.Context(), w.Manager, matters[0], w.Manager.User))
		w.Clock.Set("2026-11-24 08:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		if told := w.Told(w.Manager); !slices.Equal(told, []string{"concern.notice.new", "concern.notice.late_protection"}) {
			w.Errorf("the manager was told %q", told)
		}
	})
}

func TestAlarmsGoToWhoeverHasTheReportNow(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		w.Send(w.Counsellor)
		w.Send(w.Colleague)
		w.Leave(w.Counsellor, w.OtherCounsellor)
		w.Leave(w.Colleague, access.Actor{})
		w.Clock.Set("2026-11-24 08:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		for name, told := range map[string][]string{"deputy": w.Told(w.OtherCounsellor), "manager": w.Told(w.Head)} {
			if !slices.Equal(told, []string{"concern.notice.late_unconfirmed_sender"}) {
				w.Errorf("the %s was told %q", name, told)
			}
		}
		if told := slices.Concat(w.Told(w.Counsellor), w.Told(w.Colleague)); len(told) != 0 {
			w.Errorf("those who have left were told %q", told)
		}
	})
}

// What is handed over is new where it comes: nobody there has let a day go by.
func TestAForwardedMatterIsUnconfirmedADayAfterItCame(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ears := ears{w, map[string]int{}}
		_, matters := w.Send(w.Counsellor)
		w.Must("receive", w.Receive(w.Context(), w.Officer, matters[0]))
		w.Clock.Set("2026-11-26 10:00")
		w.Must("forward", w.Forward(w.Context(), w.Officer, matters[0], Bjorklunda, "Har flyttat."))
		for _, step := range []struct {
			at   string
			want []string
		}{
			{"2026-11-26 10:01", []string{"concern.notice.new", "concern.notice.late_protection"}},
			{"2026-11-27 09:59", nil},
			{"2026-11-27 10:00", []string{"concern.notice.late_unconfirmed"}},
		} {
			w.Clock.Set(step.at)
			w.Must("raise", w.RaiseAlarms(w.Context()))
			told := slices.DeleteFunc(ears.of(w.FarHead), func(key string) bool { return key == "concern.notice.call" })
			if !slices.Equal(told, step.want) {
				w.Errorf("at %s the manager there hears %q, want %q", step.at, told, step.want)
			}
		}
	})
}

func TestAnOfficerWhoHasLeftIsToldNothing(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		r, matters := w.Send(w.Counsellor, NotAsking)
		w.AssessAndDecide(w.Officer, matters[0], concern.NotOpened)
		_, late := w.Send(w.Colleague)
		w.Assess(w.Officer, late[0])
		w.End(w.Officer)
		heard := len(w.Told(w.Officer))
		w.Must("ask", w.AskFeedback(ctx, w.Counsellor, r.ID, matters[0]))
		w.Clock.Set("2026-12-08 00:00")
		w.Must("raise", w.RaiseAlarms(ctx))
		if told := w.Told(w.Officer)[heard:]; len(told) != 0 {
			w.Errorf("the one who has left is told %q", told)
		}
		told := w.Told(w.Manager)
		for _, key := range []string{"concern.notice.feedback_asked", "concern.notice.late_decision"} {
			if !slices.Contains(told, key) {
				w.Errorf("the manager is told %q, want %s among it", told, key)
			}
		}
	})
}

// A unit without a manager, and with nobody on duty, still has an administrator who
// can give somebody a mandate.
func TestSomebodyIsAlwaysTold(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor)
		w.AssessAndDecide(w.Officer, matters[0], concern.Opened)
		w.End(w.Manager)
		w.Leave(w.Counsellor, access.Actor{})
		w.Leave(w.Head, access.Actor{})
		before := len(w.Told(w.Administrator))
		w.Must("tell", w.GiveFeedback(ctx, w.Officer, matters[0]))
		if told := w.Told(w.Administrator)[before:]; !slices.Equal(told, []string{"concern.notice.nobody"}) {
			w.Errorf("a school without anybody: its administrator is told %q", told)
		}
		w.Send(w.Nurse, About(Milo))
		if told := w.Told(w.Administrator)[before+1:]; !slices.Equal(told, []string{"concern.notice.nobody"}) {
			w.Errorf("a reception without a manager: the administrator is told %q", told)
		}
		found, err := w.Unanswered(ctx)
		if err != nil || len(found) != 1 || found[0].Unit != w.Reception.Unit || found[0].Matters != 1 {
			w.Errorf("units where nobody answers: %+v, %v", found, err)
		}
	})
}
