package coordination_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// away says that somebody is away today and tomorrow, and who stands in.
func away(w *World, who, deputy access.Actor) {
	w.Helper()
	today := civil.Of(w.Clock.Now())
	_, err := w.Identity.SayAbsence(w.Context(), who, identity.AbsenceDraft{Mandate: who.Mandate, Deputy: deputy.User, First: today, Last: today.AddDays(1)})
	w.Must("be away", err)
}

// While the holder is away a manager of the unit moves the baton to somebody there,
// without reading anything; nobody else does, and not when the holder is at work.
func TestRelief(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		other := w.Hire("Rakel Lind", w.Reception, access.Manager)
		draft := coordination.ReliefDraft{To: w.Colleague.User, Reason: "Mötet på torsdag kan inte vänta.", Version: w.Opened(w.Counsellor, matter).Matter.Version}
		for name, who := range map[string]access.Actor{"the manager, with the holder at work": w.Head, "the holder": w.Counsellor, "another unit's manager": other} {
			_, err := w.Relieving(ctx, who, matter)
			w.Refused(name, err, fault.KindPrivate, "")
			w.Refused(name, w.Relieve(ctx, who, matter, draft), fault.KindPrivate, "")
		}
		away(w, w.Counsellor, w.Colleague)
		for name, who := range map[string]access.Actor{"the holder": w.Counsellor, "a deputy outside the team": w.Colleague, "another unit's manager": other,
			"another in the team": w.Officer, "the administrator": w.Administrator} {
			_, err := w.Relieving(ctx, who, matter)
			w.Refused(name, err, fault.KindPrivate, "")
			w.Refused(name, w.Relieve(ctx, who, matter, draft), fault.KindPrivate, "")
		}
		_, err := w.Reliefs(ctx, w.Colleague)
		w.Refused("the list, to a colleague", err, fault.KindPrivate, "")
		list, err := w.Reliefs(ctx, w.Head)
		w.Must("list", err)
		if len(list.Rows) != 1 || list.Rows[0].Matter != matter || list.Names[list.Rows[0].Holder] != "Vera Alm" || list.Names[list.Rows[0].Deputy] != "Sven Ask" {
			t.Errorf("list: %+v", list)
		}
		if list, err = w.Reliefs(ctx, other); err != nil || len(list.Rows) != 0 {
			t.Errorf("another unit's list: %+v, %v", list, err)
		}
		v, err := w.Relieving(ctx, w.Head, matter)
		w.Must("choose", err)
		if !slices.Contains(v.Away.Able, w.Colleague.User) || slices.Contains(v.Away.Able, w.Counsellor.User) || slices.Contains(v.Away.Able, w.Administrator.User) || v.Self {
			t.Errorf("able: %+v", v.Away)
		}
		_, err = w.Matter(ctx, w.Head, matter)
		w.Refused("the manager reads", err, fault.KindPrivate, "")

		for key, change := range map[string]func(*coordination.ReliefDraft){
			"coordination.relief.reason_missing": func(d *coordination.ReliefDraft) { d.Reason = " \n" },
			"coordination.relief.reason_long":    func(d *coordination.ReliefDraft) { d.Reason = strings.Repeat("å", 501) },
			"coordination.relief.to_missing":     func(d *coordination.ReliefDraft) { d.To = w.Counsellor.User },
		} {
			d := draft
			change(&d)
			_, err := w.PreviewRelief(ctx, w.Head, matter, d)
			w.Refused(key, err, fault.KindInvalid, key)
			w.Refused(key, w.Relieve(ctx, w.Head, matter, d), fault.KindInvalid, key)
		}
		stale := draft
		stale.Version--
		w.Refused("as it was before", w.Relieve(ctx, w.Head, matter, stale), fault.KindRefused, "coordination.raced")
		_, err = w.PreviewRelief(ctx, w.Head, matter, draft)
		w.Must("preview", err)
		if !w.Opened(w.Counsellor, matter).MayHold {
			t.Error("a preview moved it")
		}
		w.Must("move", w.Relieve(ctx, w.Head, matter, draft))
		now := w.Opened(w.Colleague, matter)
		if !now.MayHold || w.Opened(w.Counsellor, matter).MayHold {
			t.Error("the baton has not moved")
		}
		if now.Relieved.Reason != draft.Reason || now.Relieved.FromName != "Vera Alm" || now.Relieved.Name != "Rut Lönn" {
			t.Errorf("why: %+v", now.Relieved)
		}
		if other := w.Opened(w.Officer, matter); other.Relieved.ID != "" || !other.AwayUntil.IsZero() {
			t.Errorf("another organisation is told why: %+v", other.Relieved)
		}
		if !slices.Contains(w.Told(w.Colleague), "coordination.notice.relief_to") || !slices.Contains(w.Told(w.Counsellor), "coordination.notice.relief_from") {
			t.Errorf("told: %v and %v", w.Told(w.Colleague), w.Told(w.Counsellor))
		}
		w.Refused("once more", w.Relieve(ctx, w.Head, matter, draft), fault.KindPrivate, "")
		w.Clock.Pass(48 * time.Hour)
		w.Must("give back", w.OfferBaton(ctx, w.Colleague, matter, w.Opened(w.Counsellor, matter).Me.ID))
		w.Must("take back", w.AnswerBaton(ctx, w.Counsellor, matter, true))
	})
}

// Whoever stands in is told what the holder is told, and takes the baton themselves, only
// when they are in the team; being deputy lets nobody in.
func TestReliefByDeputy(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		w.Consented(w.Counsellor, matter, Consent(w.School, w.Clinic, w.Reception))
		w.Must("ask", w.Invite(ctx, w.Counsellor, matter, coordination.InviteDraft{Unit: w.School.Unit, User: w.Colleague.User}))
		w.Must("join", w.AnswerInvitation(ctx, w.Colleague, matter, true))
		away(w, w.Counsellor, w.Colleague)
		w.Joins(w.Counsellor, matter, w.Officer)
		if !slices.Contains(w.Told(w.Colleague), "coordination.notice.joined") || slices.Contains(w.Told(w.Head), "coordination.notice.joined") {
			t.Errorf("told: %v, the manager %v", w.Told(w.Colleague), w.Told(w.Head))
		}
		v, err := w.Relieving(ctx, w.Colleague, matter)
		w.Must("choose", err)
		if !v.Self || len(v.Away.Able) != 1 || v.Away.Able[0] != w.Colleague.User {
			t.Errorf("the deputy may choose %+v", v.Away)
		}
		d := coordination.ReliefDraft{To: w.Head.User, Reason: "Det brådskar.", Version: v.Matter.Version}
		w.Refused("to somebody else", w.Relieve(ctx, w.Colleague, matter, d), fault.KindInvalid, "coordination.relief.to_missing")
		d.To = w.Colleague.User
		w.Must("take", w.Relieve(ctx, w.Colleague, matter, d))
		if !w.Opened(w.Colleague, matter).MayHold || slices.Contains(w.Told(w.Colleague), "coordination.notice.relief_to") {
			t.Error("the deputy does not hold it, or is told what they did")
		}
	})
}

// In protected mode a manager outside the team knows of nothing, and nobody outside it
// can be given the baton.
func TestReliefInProtection(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		w.Must("ask", w.Invite(ctx, w.Counsellor, matter, coordination.InviteDraft{Unit: w.School.Unit, User: w.Colleague.User}))
		w.Must("join", w.AnswerInvitation(ctx, w.Colleague, matter, true))
		w.Must("switch on", w.SwitchOn(ctx, w.Counsellor, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Named: []string{w.Opened(w.Colleague, matter).Me.ID}}))
		away(w, w.Counsellor, w.Colleague)
		_, err := w.Relieving(ctx, w.Head, matter)
		w.Refused("the manager", err, fault.KindPrivate, "")
		if list, err := w.Reliefs(ctx, w.Head); err != nil || len(list.Rows) != 0 {
			t.Errorf("the list shows %+v, %v", list, err)
		}
		v, err := w.Relieving(ctx, w.Colleague, matter)
		w.Must("the deputy in the team", err)
		w.Must("take", w.Relieve(ctx, w.Colleague, matter, coordination.ReliefDraft{To: w.Colleague.User, Reason: "Det brådskar.", Version: v.Matter.Version}))
		if !w.Opened(w.Colleague, matter).MayHold {
			t.Error("nobody holds it")
		}
	})
}

// The managers of the unit are told, once for an absence, when somebody is away who
// holds a matter together; not of one in protected mode, nor of one about their own
// family, and never before the absence begins.
func TestManagersAreTold(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		const key = "coordination.notice.holder_away"
		told := func(who access.Actor) (n int) {
			w.Must("look", w.TellManagers(ctx))
			for _, k := range w.Told(who) {
				if k == key {
					n++
				}
			}
			return n
		}
		elsewhere := w.Hire("Rakel Lind", w.Reception, access.Manager)
		tomorrow := civil.Of(w.Clock.Now()).AddDays(1)
		a, err := w.Identity.SayAbsence(ctx, w.Counsellor, identity.AbsenceDraft{Mandate: w.Counsellor.Mandate, Deputy: w.Colleague.User, First: tomorrow, Last: tomorrow.AddDays(5)})
		w.Must("be away", err)
		if n := told(w.Head); n != 0 {
			t.Errorf("told %d times of an absence without a matter, to come", n)
		}
		w.Open(w.Counsellor, "sip")
		if n := told(w.Head); n != 0 {
			t.Errorf("told %d times before it begins", n)
		}
		w.Clock.Pass(24 * time.Hour)
		for range 2 {
			if n := told(w.Head); n != 1 {
				t.Errorf("told %d times", n)
			}
		}
		if n, m := told(elsewhere), told(w.Colleague); n+m != 0 {
			t.Errorf("another unit's manager is told %d times, a colleague %d", n, m)
		}
		hidden := w.Open(w.Counsellor, "sip")
		w.Must("switch on", w.SwitchOn(ctx, w.Counsellor, hidden, coordination.ProtectionDraft{Reason: coordination.BecauseHonour}))
		if n := told(w.Head); n != 1 {
			t.Error("told of a matter in protected mode")
		}
		w.Open(w.Counsellor, "sip")
		if n := told(w.Head); n != 2 {
			t.Errorf("told %d times when there is another matter", n)
		}
		w.Must("be back", w.Identity.EndAbsence(ctx, w.Counsellor, a.ID))
		w.Open(w.Counsellor, "sip")
		if n := told(w.Head); n != 2 {
			t.Errorf("told %d times of somebody who is back", n)
		}
	})
}
