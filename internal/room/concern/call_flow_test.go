package concern_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestACallRingsUntilSomebodyTakesIt(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		ears := ears{w, map[string]int{}}
		w.Must("duty", w.Identity.SetDuty(ctx, w.Manager, identity.DutyDraft{User: w.Second.User, First: civil.On(2026, 11, 24), Last: civil.On(2026, 11, 24)}))
		_, matters := w.Send(w.Counsellor)
		call := []string{"concern.notice.call"}
		twice := []string{"concern.notice.call", "concern.notice.call"}
		ears.of(w.Manager)
		for _, step := range []struct {
			at                           string
			duty, officer, administrator []string
		}{
			{"2026-11-24 07:59", nil, nil, nil},
			// Unconfirmed and unjudged at once: two clocks, so two calls.
			{"2026-11-24 08:00", twice, nil, nil},
			{"2026-11-24 08:29", nil, nil, nil},
			{"2026-11-24 08:30", twice, twice, nil},
			{"2026-11-24 09:00", twice, twice, []string{"concern.notice.nobody", "concern.notice.nobody"}},
		} {
			w.Clock.Set(step.at)
			for range 2 {
				w.Must("raise", w.RaiseAlarms(ctx))
			}
			for name, heard := range map[string][2][]string{"on duty": {ears.of(w.Second), step.duty}, "officer": {ears.of(w.Officer), step.officer},
				"administrator": {ears.of(w.Administrator), step.administrator}, "far": {ears.of(w.FarHead), nil}} {
				if !slices.Equal(heard[0], heard[1]) {
					w.Errorf("at %s the %s hears %q, want %q", step.at, name, heard[0], heard[1])
				}
			}
		}
		w.Refused("from afar", w.TakeCall(ctx, w.FarOfficer, matters[0]), fault.KindPrivate, "")
		w.Must("take", w.TakeCall(ctx, w.Second, matters[0]))
		w.Refused("again", w.TakeCall(ctx, w.Officer, matters[0]), fault.KindRefused, "concern.call.none")
		w.Clock.Set("2026-11-24 20:00")
		w.Must("raise", w.RaiseAlarms(ctx))
		if heard := slices.Concat(ears.of(w.Second), ears.of(w.Officer)); slices.Contains(heard, call[0]) {
			w.Errorf("a taken call rings: %q", heard)
		}
		v := w.Opened(w.Officer, matters[0])
		if v.Calling() || len(v.Calls) != 2 || v.Calls[0].TakenBy != w.Second.User {
			w.Errorf("calls: %+v", v.Calls)
		}
		if last := v.Entries[len(v.Entries)-1]; last.Kind != concern.EntryCallTaken || last.Author != w.Second.User {
			w.Errorf("the journal does not say who took it: %+v", last.Entry)
		}
	})
}

func TestACallFallsSilentWhenTheThingIsDone(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ears := ears{w, map[string]int{}}
		_, matters := w.Send(w.Counsellor)
		w.Clock.Set("2026-11-24 08:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		w.Assess(w.Officer, matters[0])
		ears.of(w.Officer)
		w.Clock.Set("2026-11-24 12:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		if heard := ears.of(w.Officer); len(heard) != 0 {
			w.Errorf("after the assessment: %q", heard)
		}
	})
}

// A protected child's call reaches somebody who may open the matter.
func TestACallAboutAProtectedChild(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ears := ears{w, map[string]int{}}
		w.Send(w.Counsellor, About(Hidden(Alva)))
		w.Clock.Set("2026-11-24 08:00")
		w.Must("raise", w.RaiseAlarms(w.Context()))
		if heard := ears.of(w.Shielded); !slices.Contains(heard, "concern.notice.call") {
			w.Errorf("the shielded officer hears %q", heard)
		}
		if heard := ears.of(w.Second); len(heard) != 0 {
			w.Errorf("another officer hears %q", heard)
		}
	})
}

func TestTwoReportsWithinAWeek(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		const key = "concern.notice.twice"
		ears := ears{w, map[string]int{}}
		warned := func() (names []string) {
			for name, who := range map[string]access.Actor{"officer": w.Officer, "second": w.Second, "shielded": w.Shielded, "manager": w.Manager, "far": w.FarHead} {
				if slices.Contains(ears.of(who), key) {
					names = append(names, name)
				}
			}
			slices.Sort(names)
			return names
		}
		_, first := w.Send(w.Counsellor)
		w.Must("receive", w.Receive(w.Context(), w.Officer, first[0]))
		w.Send(w.Counsellor, To(Bjorklunda))
		if got := warned(); got != nil {
			w.Errorf("across controllers: %q", got)
		}
		w.Clock.Set("2026-11-30 08:00")
		_, again := w.Send(w.Nurse)
		if got := warned(); !slices.Equal(got, []string{"manager", "officer"}) {
			w.Errorf("within a week: %q", got)
		}
		if v := w.Opened(w.Officer, again[0]); len(v.Twice) != 1 {
			w.Errorf("the page asks about %d matters", len(v.Twice))
		}
		w.Must("answer", w.ConfirmSame(w.Context(), w.Officer, again[0], first[0], true))
		if v := w.Opened(w.Officer, again[0]); len(v.Twice) != 0 || len(v.Earlier) != 1 {
			w.Errorf("answered: %+v", v.Twice)
		}
		w.Send(w.Colleague, About(Hidden(Alva)))
		if got := warned(); !slices.Equal(got, []string{"shielded"}) {
			w.Errorf("with a protected identity: %q", got)
		}
		w.Clock.Set("2026-12-20 08:00")
		w.Send(w.Colleague)
		if got := warned(); got != nil {
			w.Errorf("weeks later: %q", got)
		}
	})
}

func TestWhileAway(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor)
		w.Assess(w.Officer, matters[0])
		_, err := w.Identity.SayAbsence(ctx, w.Officer, identity.AbsenceDraft{Mandate: w.Officer.Mandate, Deputy: w.Second.User,
			First: civil.On(2026, 12, 7), Last: civil.On(2026, 12, 11)})
		w.Must("away", err)
		_, err = w.Identity.SayAbsence(ctx, w.Counsellor, identity.AbsenceDraft{Mandate: w.Counsellor.Mandate, Deputy: w.Colleague.User,
			First: civil.On(2026, 12, 7), Last: civil.On(2026, 12, 11)})
		w.Must("away", err)
		w.Clock.Set("2026-12-08 00:00")
		w.Must("raise", w.RaiseAlarms(ctx))
		_, err = w.Decide(ctx, w.Second, matters[0], Decision(concern.Opened))
		w.Must("decide", err)
		w.Must("tell", w.GiveFeedback(ctx, w.Second, matters[0]))
		if told := w.Told(w.Second); !slices.Equal(told, []string{"concern.notice.late_decision"}) {
			w.Errorf("the one who stands in is told %q", told)
		}
		if told := w.Told(w.Colleague); !slices.Equal(told, []string{"concern.notice.feedback"}) {
			w.Errorf("the counsellor's colleague is told %q", told)
		}
		v, err := w.Inbox(ctx, w.Second, concern.InboxFilter{})
		w.Must("inbox", err)
		if len(v.StandIns) != 1 || v.StandIns[0].Name != "Tove Rönn" || v.StandIns[0].Until != civil.On(2026, 12, 11) {
			w.Errorf("the inbox says %+v", v.StandIns)
		}
		w.Clock.Set("2026-12-12 08:00")
		_, late := w.Send(w.Counsellor, About(Milo))
		w.Must("give", w.Assign(ctx, w.Manager, late[0], w.Officer.User))
		if told := w.Told(w.Second); len(told) != 1 {
			w.Errorf("afterwards the one who stood in is told %q", told)
		}
	})
}
