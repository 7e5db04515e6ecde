package coordination_test

import (
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// From a worried school to a team with a ground, and what each of them sees.
func TestFromNeedToTeam(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, err := w.Raise(ctx, w.Constable, Need())
		w.Refused("the police raising a need", err, fault.KindPrivate, "")
		_, err = w.Raise(ctx, w.Administrator, Need())
		w.Refused("an administrator raising a need", err, fault.KindPrivate, "")

		n, err := w.Raise(ctx, w.Counsellor, Need())
		w.Must("raise", err)
		_, err = w.Need(ctx, w.Officer, n.ID)
		w.Refused("another unit reading the need", err, fault.KindPrivate, "")
		w.Refused("refuse without reasons", w.RefuseNeed(ctx, w.Head, n.ID, " "), fault.KindInvalid, "coordination.need.reasons_missing")
		_, err = w.AcceptNeed(ctx, w.Counsellor, n.ID, coordination.AcceptDraft{Form: "sig"})
		w.Refused("a form that school cannot choose", err, fault.KindInvalid, "coordination.form.missing")
		m, err := w.AcceptNeed(ctx, w.Counsellor, n.ID, coordination.AcceptDraft{Form: "sip", Reasons: "Flera måste göra något samtidigt."})
		w.Must("accept", err)
		w.Refused("decide twice", w.RefuseNeed(ctx, w.Head, n.ID, "Nej."), fault.KindRefused, "coordination.need.already_decided")

		_, err = w.Matter(ctx, w.Head, m.ID)
		w.Refused("a manager who is no member", err, fault.KindPrivate, "")
		w.Refused("ask without a ground", w.Invite(ctx, w.Counsellor, m.ID, coordination.InviteDraft{Unit: w.Clinic.Unit}), fault.KindInvalid, "coordination.invite.no_ground")
		_, err = w.Write(ctx, w.Counsellor, m.ID, Note("Frånvaro"))
		w.Must("write", err)

		c, err := w.AskConsent(ctx, w.Counsellor, m.ID, Consent(w.Clinic, w.Reception))
		w.Must("ask for consent", err)
		w.Must("one guardian", w.Respond(ctx, w.Counsellor, c.ID, c.Givers[0].ID, true, coordination.HowWritten))
		w.Refused("one of two is not enough", w.Invite(ctx, w.Counsellor, m.ID, coordination.InviteDraft{Unit: w.Clinic.Unit}), fault.KindInvalid, "coordination.invite.no_ground")
		w.Must("the other", w.Respond(ctx, w.Counsellor, c.ID, c.Givers[1].ID, true, coordination.HowOral))
		w.Must("ask the clinic", w.Invite(ctx, w.Counsellor, m.ID, coordination.InviteDraft{Unit: w.Clinic.Unit, Body: coordination.MemberBody{Message: "Kan ni vara med?"}}))

		_, err = w.Matter(ctx, w.Psychologist, m.ID)
		w.Refused("asked and not answered", err, fault.KindPrivate, "")
		asked, err := w.Asked(ctx, w.Psychologist, m.ID)
		w.Must("read the invitation", err)
		if asked.Child.Given != "Moa" || asked.Body.Message != "Kan ni vara med?" {
			w.Errorf("the invitation says %q about %q", asked.Body.Message, asked.Child.Given)
		}
		w.Must("join", w.AnswerInvitation(ctx, w.Psychologist, m.ID, true))
		w.Refused("join twice", w.AnswerInvitation(ctx, w.Psychologist, m.ID, true), fault.KindPrivate, "")

		v := w.Opened(w.Psychologist, m.ID)
		if v.Matter.State != coordination.Active || !v.Shared || v.Child.Name() != "Moa Gran" || v.Child.ID == m.Child {
			w.Errorf("the clinic sees %s, shared %v, %q under record %v", v.Matter.State, v.Shared, v.Child.Name(), v.Child.ID == m.Child)
		}
		if len(v.Items) != 1 || v.Items[0].Body.Text != "Text om Frånvaro" || v.Items[0].Insight.Reason != coordination.BecauseConsent || v.Items[0].Mine {
			w.Errorf("the clinic sees %+v", v.Items)
		}
		list, err := w.List(ctx, w.Psychologist, coordination.ListFilter{})
		w.Must("list", err)
		if len(list.Rows) != 1 || list.Rows[0].Child.Given != "Moa" {
			w.Errorf("the clinic's list: %+v", list.Rows)
		}
	})
}

// A withdrawal is effective at the next request: the matter rests, and each keeps its own.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		c := w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		w.Joins(w.Counsellor, matter, w.Psychologist)
		_, err := w.Write(ctx, w.Counsellor, matter, Note("Skolans"))
		w.Must("write", err)
		_, err = w.Write(ctx, w.Psychologist, matter, Note("Klinikens"))
		w.Must("write", err)

		w.Must("withdraw", w.Withdraw(ctx, w.Psychologist, c.ID, c.Givers[0].ID))
		for _, who := range []struct {
			access.Actor
			own string
		}{{w.Counsellor, "Skolans"}, {w.Psychologist, "Klinikens"}} {
			v := w.Opened(who.Actor, matter)
			if v.Matter.State != coordination.Paused || len(v.Items) != 1 || v.Items[0].Title != who.own {
				w.Errorf("after the withdrawal %s sees %s and %+v", who.own, v.Matter.State, v.Items)
			}
		}
		if v := w.Opened(w.Psychologist, matter); v.Shared || len(v.Team) > 0 || v.Body.Question != "" || v.Child.Given != "Moa" {
			w.Errorf("what was common is still shown, or the clinic's own record is gone: %+v", v)
		}
		if told := w.Told(w.Counsellor); told[len(told)-1] != "coordination.notice.consent_withdrawn" {
			w.Errorf("the school was told %q", told)
		}

		w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		if v := w.Opened(w.Psychologist, matter); v.Matter.State != coordination.Active || len(v.Items) != 2 {
			w.Errorf("with a new consent the clinic sees %s and %d items", v.Matter.State, len(v.Items))
		}
	})
}

// The day a consent ends nothing is shown on it, before any job has run; the job
// then lets the matter rest.
func TestConsentEndsByItself(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		w.Joins(w.Counsellor, matter, w.Psychologist)
		_, err := w.Write(ctx, w.Counsellor, matter, Note("Skolans"))
		w.Must("write", err)
		w.Clock.Set("2027-02-10 08:00")
		w.Must("remind", w.Remind(ctx))
		w.Must("remind again", w.Remind(ctx))
		n := 0
		for _, key := range w.Told(w.Counsellor) {
			if key == "coordination.notice.consent_ends" {
				n++
			}
		}
		if n != 1 {
			w.Errorf("reminded %d times", n)
		}
		w.Clock.Set("2027-03-01 23:59")
		w.Must("nothing has ended", w.Pause(ctx))
		if v := w.Opened(w.Psychologist, matter); len(v.Items) != 1 || v.Matter.State != coordination.Active {
			w.Errorf("on the last day the clinic sees %d items", len(v.Items))
		}
		w.Clock.Set("2027-03-02 00:00")
		if v := w.Opened(w.Psychologist, matter); len(v.Items) != 0 || v.Shared {
			w.Errorf("after the last day the clinic sees %d items", len(v.Items))
		}
		w.Must("pause", w.Pause(ctx))
		if v := w.Opened(w.Counsellor, matter); v.Matter.State != coordination.Paused {
			w.Errorf("the matter is %s", v.Matter.State)
		}
	})
}

// A light matter becomes a plan without anything being written again, and rests
// until the plan is consented to.
func TestLightMatterBecomesPlan(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "skolsocialt_team")
		w.Consented(w.Counsellor, matter, Consent(w.Reception))
		w.Joins(w.Counsellor, matter, w.Officer)
		_, err := w.Write(ctx, w.Officer, matter, Note("Råd"))
		w.Must("write", err)
		w.Refused("who does not hold it", w.ChangeForm(ctx, w.Officer, matter, "sip"), fault.KindPrivate, "")
		w.Refused("the same form", w.ChangeForm(ctx, w.Counsellor, matter, "skolsocialt_team"), fault.KindInvalid, "coordination.form.same")
		w.Must("change form", w.ChangeForm(ctx, w.Counsellor, matter, "sip"))
		v := w.Opened(w.Counsellor, matter)
		if v.Form.ID != "sip" || v.Matter.State != coordination.Forming || len(v.Items) != 1 || v.Body.Question == "" || len(v.Team) != 2 {
			w.Errorf("as a plan: %s %s, %d items, %d in the team", v.Form.ID, v.Matter.State, len(v.Items), len(v.Team))
		}
		w.Consented(w.Counsellor, matter, Consent(w.Reception, w.Clinic))
		if v := w.Opened(w.Counsellor, matter); v.Matter.State != coordination.Active {
			w.Errorf("consented to, the plan is %s", v.Matter.State)
		}
	})
}

// The baton is never empty: it moves when somebody has taken it, whoever has it
// cannot leave, and it is inherited when they no longer work there.
func TestBaton(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		w.Consented(w.Counsellor, matter, Consent(w.Reception))
		w.Joins(w.Counsellor, matter, w.Officer)
		w.Refused("leave with the baton", w.Leave(ctx, w.Counsellor, matter), fault.KindRefused, "coordination.member.holds_baton")
		w.Refused("take what is not offered", w.AnswerBaton(ctx, w.Officer, matter, true), fault.KindPrivate, "")
		officer := w.Opened(w.Officer, matter).Me
		w.Must("offer", w.OfferBaton(ctx, w.Counsellor, matter, officer.ID))
		if v := w.Opened(w.Counsellor, matter); v.Matter.Baton.User != w.Counsellor.User {
			w.Error("an offer moves the baton")
		}
		w.Must("decline", w.AnswerBaton(ctx, w.Officer, matter, false))
		w.Must("offer again", w.OfferBaton(ctx, w.Counsellor, matter, officer.ID))
		w.Must("take", w.AnswerBaton(ctx, w.Officer, matter, true))
		if v := w.Opened(w.Officer, matter); v.Matter.Baton.User != w.Officer.User || !v.MayHold || v.Matter.Baton.OfferedTo != "" {
			w.Errorf("the baton is with %q", v.Matter.Baton.User)
		}
		w.Must("leave without the baton", w.Leave(ctx, w.Counsellor, matter))
		_, err := w.Matter(ctx, w.Counsellor, matter)
		w.Refused("who has left", err, fault.KindPrivate, "")
	})
}
