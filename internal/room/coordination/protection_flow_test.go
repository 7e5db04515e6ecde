package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
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
