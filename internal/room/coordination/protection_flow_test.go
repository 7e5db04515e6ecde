package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// In protected mode nothing asks a guardian anything: no meeting, no consent, and no
// plan that waits for their answer.
func TestNoGuardianIsAskedInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		view, err := w.PlanningMeeting(ctx, w.Counsellor, matter)
		w.Must("plan a meeting", err)
		guardian := view.Guardians[0].ID
		w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Named: []string{w.Opened(w.Psychologist, matter).Me.ID}}))

		_, err = w.PlanMeeting(ctx, w.Officer, matter, w.Meeting(func(d *coordination.MeetingDraft) { d.Guardians = []string{guardian} }), true)
		w.Refused("call a guardian", err, fault.KindInvalid, "coordination.meeting.attendee_unfit")
		_, err = w.AskConsent(ctx, w.Officer, matter, Consent(w.Clinic))
		w.Refused("ask the guardians to consent", err, fault.KindInvalid, "coordination.consent.protected")
		of := Consent(w.Clinic)
		of.Decides = coordination.ChildDecides
		_, err = w.AskConsent(ctx, w.Officer, matter, of)
		w.Must("ask the child", err)

		view, err = w.PlanningMeeting(ctx, w.Officer, matter)
		w.Must("plan a meeting", err)
		form, err := w.AskingConsent(ctx, w.Officer, matter)
		w.Must("ask for consent", err)
		if len(view.Guardians)+len(form.Guardians) > 0 {
			t.Errorf("guardians are offered: %d to a meeting, %d to consent", len(view.Guardians), len(form.Guardians))
		}
		for _, a := range w.Viewed(w.Officer, matter).Answers {
			if a.By == coordination.AgreementGuardian {
				t.Error("the plan waits for a guardian")
			}
		}
	})
}

// In protected mode people are asked by name, whoever stands in for them is not told,
// and somebody who was shut out by mistake can be asked back.
func TestAskedByNameInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		apart := w.Opened(w.Counsellor, matter).Me.ID
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Apart: []string{apart}}))
		v, err := w.Inviting(ctx, w.Officer, matter)
		w.Must("look whom to ask", err)
		names := func() (all []string) {
			for _, c := range v.Candidates {
				all = append(all, c.UserName)
			}
			slices.Sort(all)
			return all
		}
		if got, want := names(), []string{"Olle Sälg", "Siri Hassel"}; !slices.Equal(got, want) {
			t.Errorf("offered %q, want %q", got, want)
		}
		w.Refused("close to the family", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.School.Unit, User: w.Counsellor.User}), fault.KindInvalid, "coordination.invite.unit_missing")
		w.Refused("never in the team", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.School.Unit, User: w.Head.User}), fault.KindInvalid, "coordination.invite.unit_missing")
		w.Must("ask back", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.Clinic.Unit, User: w.Psychologist.User}))
		w.Must("join again", w.AnswerInvitation(ctx, w.Psychologist, matter, true))
		w.Must("confirm", w.ConfirmProtection(ctx, w.Psychologist, matter))

		deputy := w.Hire("Ann Tall", w.Reception, access.Officer)
		today := civil.Of(w.Clock.Now())
		_, err = w.Identity.SayAbsence(ctx, w.Second, identity.AbsenceDraft{Mandate: w.Second.Mandate, Deputy: deputy.User, First: today, Last: today})
		w.Must("be away", err)
		w.Must("ask a colleague", w.Invite(ctx, w.Officer, matter, coordination.InviteDraft{Unit: w.Reception.Unit, User: w.Second.User}))
		if told := w.Told(deputy); len(told) > 0 {
			t.Errorf("who stands in is told %q", told)
		}
	})
}

// A sign-in that shows nothing in protected mode is not shut: somebody would notice.
func TestNoSignInEndsInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		for _, childSees := range []bool{true, false} {
			matter := w.Circle()
			child, ulla := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1)
			w.Must("switch on", w.SwitchOn(ctx, w.Counsellor, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour, ChildSees: childSees}))
			v, err := w.FamilyTeam(ctx, w.Counsellor, matter)
			w.Must("look", err)
			w.Refused("a guardian's", w.EndKin(ctx, w.Counsellor, matter, v.Family[1].Kin.ID), fault.KindRefused, "coordination.kin.end_protected")
			if v.Family[1].MayEnd || v.Family[0].MayEnd != childSees {
				w.Errorf("the child sees: %v; the page offers %+v", childSees, v.Family)
			}
			if childSees {
				w.Must("the child's, that is open", w.EndKin(ctx, w.Counsellor, matter, v.Family[0].Kin.ID))
				continue
			}
			w.Refused("the child's", w.EndKin(ctx, w.Counsellor, matter, v.Family[0].Kin.ID), fault.KindRefused, "coordination.kin.end_protected")
			for _, who := range []access.Actor{child, ulla} {
				if _, err := w.FamilyHome(ctx, who); err != nil {
					w.Errorf("the first page: %v", err)
				}
			}
		}
	})
}

// While the mode is on, the way to the child changes, the mode goes on or is asked to end
// for a reason, and what has been written stays.
func TestJudgementsInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		w.Refused("not on", w.SetContact(ctx, w.Officer, matter, "Skolsköterskan."), fault.KindRefused, "coordination.protection.not_on")
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Named: []string{w.Opened(w.Psychologist, matter).Me.ID}, Body: coordination.ProtectionBody{Why: "Moa har berättat."}}))
		w.Refused("a way that is none", w.SetContact(ctx, w.Officer, matter, " "), fault.KindInvalid, "coordination.protection.contact_missing")
		w.Refused("shut out", w.SetContact(ctx, w.Counsellor, matter, "Skolsköterskan."), fault.KindPrivate, "")
		w.Must("another way", w.SetContact(ctx, w.Officer, matter, "Skolsköterskan, onsdagar."))
		w.Refused("no reason to keep it", w.Reassess(ctx, w.Officer, matter, " "), fault.KindInvalid, "coordination.protection.why_missing")
		w.Refused("no reason to end it", w.AskSwitchOff(ctx, w.Officer, matter, ""), fault.KindInvalid, "coordination.protection.why_missing")
		w.Clock.Pass(24 * 3600e9)
		w.Must("keep", w.Reassess(ctx, w.Psychologist, matter, "Hon är rädd än."))
		v, err := w.Protection(ctx, w.Officer, matter)
		w.Must("read", err)
		if v.Body.Why != "Moa har berättat." || v.Body.Contact != "Skolsköterskan, onsdagar." {
			t.Errorf("reached by %q, because %q", v.Body.Contact, v.Body.Why)
		}
		if len(v.Judged) != 2 || v.Judged[0].Body.Why != "Hon är rädd än." || v.Judged[0].Name != "Siri Hassel" || v.Judged[1].Kind != coordination.JudgedContact {
			t.Errorf("judged: %+v", v.Judged)
		}
	})
}

// Until somebody has confirmed the mode the alarm comes every day.
func TestUnconfirmedProtectionAlarmsEveryDay(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Officer, "skolsocialt_team")
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseViolence}))
		alarms := func() (n int) {
			w.Must("watch", w.WatchProtection(ctx))
			w.Must("watch again", w.WatchProtection(ctx))
			list, err := w.Notify.List(ctx, w.Officer)
			w.Must("list", err)
			for _, x := range list {
				if x.Key == "coordination.notice.protection_unconfirmed" {
					n++
				}
			}
			return n
		}
		for day := range 3 {
			if n := alarms(); n != day {
				t.Errorf("%d alarms after %d days", n, day)
			}
			w.Clock.Pass(24 * 3600e9)
		}
		d := coordination.ClosureDraft{Reason: coordination.GoalsMet, Body: coordination.ClosureBody{Why: "Hon har flyttat.", Contact: "Kuratorn", Child: coordination.KeptNotSafe, Guardians: coordination.KeptNotSafe}}
		w.Must("begin to close", w.BeginClosing(ctx, w.Officer, matter, d))
		w.Must("close", w.Close(ctx, w.Officer, matter))
		w.Clock.Pass(8 * 24 * 3600e9)
		if n := alarms(); n != 2 {
			t.Errorf("%d alarms when the matter is closed", n)
		}
		if told := w.Told(w.Officer); slices.Contains(told, "coordination.notice.protection_due") {
			t.Errorf("reminded of a closed matter: %q", told)
		}
	})
}

// Somebody who is close to the family is kept out wherever they work, also when it is found
// out afterwards: a member of the team, a duty officer and a manager who answers.
func TestApartWhereverTheyWork(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		boss := w.Hire("Iris Gran", w.Reception, access.Manager)
		stranger := w.Hire("Lage Gran", w.Centre, access.Manager)
		matter := w.Circle()
		w.Refused("not on", w.SetApart(ctx, w.Officer, matter, w.Mail(boss)), fault.KindRefused, "coordination.protection.not_on")
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Named: []string{w.Opened(w.Psychologist, matter).Me.ID, w.Opened(w.Counsellor, matter).Me.ID}}))
		v, err := w.Protection(ctx, w.Officer, matter)
		w.Must("read", err)
		if !slices.Equal(v.Namesakes, []string{"Iris Gran"}) {
			t.Errorf("of the family's name: %q", v.Namesakes)
		}
		for name, email := range map[string]string{"nobody": "ingen@ekstad.example", "no address": "Iris Gran", "nothing": "", "where nobody takes part": w.Mail(stranger)} {
			w.Refused(name, w.SetApart(ctx, w.Officer, matter, email), fault.KindInvalid, "coordination.protection.apart_unknown")
		}
		w.Refused("oneself", w.SetApart(ctx, w.Officer, matter, w.Mail(w.Officer)), fault.KindInvalid, "coordination.protection.apart_self")
		w.Must("a manager", w.SetApart(ctx, w.Officer, matter, " "+w.Mail(boss)))
		w.Refused("again", w.SetApart(ctx, w.Officer, matter, w.Mail(boss)), fault.KindInvalid, "coordination.protection.apart_already")
		w.Must("who holds it together", w.SetApart(ctx, w.Officer, matter, w.Mail(w.Counsellor)))
		_, err = w.Matter(ctx, w.Counsellor, matter)
		w.Refused("a member found to be close", err, fault.KindPrivate, "")
		if !w.Opened(w.Officer, matter).MayHold || len(w.Told(w.Counsellor)) > 0 {
			t.Errorf("the baton is elsewhere, or who may not know is told %q", w.Told(w.Counsellor))
		}
		_, apart, err := w.Holdings(ctx, boss, []string{w.Opened(w.Officer, matter).Child.ID})
		w.Must("answer who asks", err)
		if !slices.Contains(apart, boss.User) {
			t.Error("a manager who is close is given what is held")
		}
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Psychologist, matter))
		_, err = w.Matter(ctx, w.Counsellor, matter)
		w.Refused("close, after the mode", err, fault.KindPrivate, "")
		w.Must("what a log reviewer is told", w.Store.Data.Read(ctx, func(tx *db.Tx) error {
			tasks, err := w.TasksIn(ctx, tx, []string{matter})
			if x := tasks[matter]; x.Protected || len(x.Periods) != 1 || x.Periods[0].To.IsZero() || !slices.Contains(x.Apart, boss.User) {
				t.Errorf("after the mode: %+v", x)
			}
			return err
		}))
	})
}

// What each guardian knows already is told to whoever is to switch the mode on, as far as
// they may see it themselves.
func TestWhatGuardiansKnow(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		w.Enter(w.Counsellor, matter, 1)
		view, err := w.PlanningMeeting(ctx, w.Counsellor, matter)
		w.Must("plan", err)
		w.Called(w.Counsellor, matter, func(d *coordination.MeetingDraft) { d.Guardians = []string{view.Guardians[1].ID} })
		v, err := w.Protection(ctx, w.Counsellor, matter)
		w.Must("read", err)
		if len(v.Guardians) != 2 || v.Guardians[0].SignIn.IsZero() || len(v.Guardians[0].Meetings) != 0 || len(v.Guardians[1].Meetings) != 1 || v.Guardians[1].Consented.IsZero() {
			t.Errorf("guardians know %+v", v.Guardians)
		}
		if v, err = w.Protection(ctx, w.Psychologist, matter); err != nil || len(v.Guardians) != 2 || !v.Guardians[0].SignIn.IsZero() || len(v.Guardians[1].Meetings) != 1 {
			t.Errorf("guardians know %+v, says the clinic, which never sees sign-ins: %v", v.Guardians, err)
		}
	})
}
