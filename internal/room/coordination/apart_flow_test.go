package coordination_test

import (
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// Who is close to the family, or was shut out, is told nothing more, whatever others
// do and however long it takes; what they had been told is gone.
func TestShutOutAreToldNothing(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		boss := w.Hire("Iris Pil", w.Clinic, access.Manager)
		matter := w.Circle()
		w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
		w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")))
		goal := w.Viewed(w.Counsellor, matter).Body.Needs[0].Goals[0].ID
		asked := w.Proposed(w.Counsellor, matter, goal, w.Officer)
		w.Proposed(w.Officer, matter, goal, w.Psychologist)
		w.Proposed(w.Officer, matter, goal, w.Counsellor)
		if len(w.Told(w.Psychologist)) == 0 || len(w.Told(w.Counsellor)) == 0 {
			t.Fatal("nobody was told that they are asked")
		}
		apart := w.Opened(w.Counsellor, matter).Me.ID
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Apart: []string{apart}}))

		nothing := func(when string) {
			t.Helper()
			for name, who := range map[string]access.Actor{"close to the family": w.Counsellor, "shut out": w.Psychologist, "the manager of one shut out": boss} {
				if told := w.Told(who); len(told) > 0 {
					t.Errorf("%s: %s is told %q", when, name, told)
				}
			}
		}
		nothing("at once")
		w.Must("say yes to what one close to the family asked for", w.AnswerCommitment(ctx, w.Officer, asked.ID, true, ""))
		nothing("when what they asked for is answered")
		w.Clock.Pass(8 * 24 * time.Hour)
		w.Must("a week", w.Escalate(ctx))
		w.Must("watch", w.WatchProtection(ctx))
		nothing("after a week")
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Refused("the second alone", w.SwitchOff(ctx, w.Officer, matter), fault.KindRefused, "")
		nothing("when it is to end")
	})
}

// After protected mode the school may be asked again, and who may not know is neither
// told of it nor has it in a list.
func TestApartIsNotAskedWithTheUnit(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Officer, "sip")
		w.Consented(w.Officer, matter, Consent(w.School, w.Clinic))
		w.Joins(w.Officer, matter, w.Psychologist)
		w.Joins(w.Officer, matter, w.Head)
		apart := w.Opened(w.Head, matter).Me.ID
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Apart: []string{apart},
			Named: []string{w.Opened(w.Psychologist, matter).Me.ID}}))
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Psychologist, matter))
		w.Must("ask the school", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.School.Unit}))
		list, err := w.List(ctx, w.Head, coordination.ListFilter{})
		w.Must("list", err)
		waiting, err := w.Waiting(ctx, w.Head)
		w.Must("count", err)
		if len(list.Asked) != 0 || waiting != 0 || len(w.Told(w.Head)) != 0 {
			t.Errorf("who may not know has %d invitations, %d waiting, and is told %q", len(list.Asked), waiting, w.Told(w.Head))
		}
		if list, err = w.List(ctx, w.Colleague, coordination.ListFilter{}); err != nil || len(list.Asked) != 1 {
			t.Errorf("a colleague has %d invitations: %v", len(list.Asked), err)
		}
	})
}

// The baton is inherited past those who may not know, and waits where nobody else is.
func TestBatonIsInheritedPastTheApart(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		leaver := w.Hire("Ann Tall", w.Reception, access.Officer, func(d *identity.MandateDraft) { d.To = civil.On(2026, 11, 23) })
		matter := w.Open(leaver, "skolsocialt_team")
		boss := w.Hire("Iris Pil", w.Reception, access.Manager)
		w.Must("ask", w.Invite(ctx, leaver, matter, coordination.InviteDraft{Unit: w.Reception.Unit, User: boss.User}))
		w.Must("join", w.AnswerInvitation(ctx, boss, matter, true))
		apart := w.Opened(boss, matter).Me.ID
		w.Must("switch on", w.SwitchOn(ctx, leaver, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Apart: []string{apart}}))
		w.Clock.Pass(24 * time.Hour)
		w.Must("inherit", w.Inherit(ctx))
		_, err := w.Matter(ctx, boss, matter)
		w.Refused("close to the family, and inherits", err, fault.KindPrivate, "")
		heir := w.Officer
		if v, err := w.Matter(ctx, w.Second, matter); err == nil && v.MayHold {
			heir = w.Second
		}
		if v := w.Opened(heir, matter); !v.MayHold {
			t.Error("nobody holds the matter together")
		}
		if slices.Contains(w.Told(boss), "coordination.notice.baton_inherited") {
			t.Error("who may not know is told that they have the baton")
		}
	})
}
