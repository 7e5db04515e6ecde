package coordination_test

import (
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// Somebody outside the team answers one question, once, and learns nothing else.
func TestErrandToSomebodyOutside(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		promise := w.Planned(matter) // the clinic's own, accepted
		draft := func(change ...func(*coordination.ErrandDraft)) coordination.ErrandDraft {
			d := coordination.ErrandDraft{Kind: coordination.ErrandProgress, Until: civil.On(2026, 12, 7),
				Body: coordination.ErrandBody{Who: "Tränare Bo Frost", Question: "Hur går det på torsdagsträningen?", Consent: "Båda vårdnadshavarna, muntligt."}}
			for _, c := range change {
				c(&d)
			}
			return d
		}
		refused := func(what, key string, change func(*coordination.ErrandDraft)) {
			t.Helper()
			_, err := w.AskOutside(ctx, w.Psychologist, promise.ID, draft(change))
			w.Refused(what, err, fault.KindInvalid, key)
		}
		refused("without a yes from those who decide", "coordination.errand.consent_missing", func(d *coordination.ErrandDraft) { d.Body.Consent = "" })
		refused("without a question", "coordination.errand.question_missing", func(d *coordination.ErrandDraft) { d.Body.Question = "" })
		refused("a question that names the child", "coordination.errand.question_names", func(d *coordination.ErrandDraft) { d.Body.Question = "Hur är Moas träning?" })
		refused("for ever", "coordination.errand.until_wrong", func(d *coordination.ErrandDraft) { d.Until = civil.On(2027, 1, 1) })
		refused("asked of nobody", "coordination.errand.who_missing", func(d *coordination.ErrandDraft) { d.Body.Who = "" })
		refused("something else", "coordination.errand.kind_missing", func(d *coordination.ErrandDraft) { d.Kind = "more" })
		for name, who := range map[string]access.Actor{"the holder, about another's commitment": w.Counsellor, "a colleague": w.Colleague, "the police": w.Constable, "nobody": {}} {
			_, err := w.AskOutside(ctx, who, promise.ID, draft())
			w.Refused(name, err, fault.KindPrivate, "")
		}

		tokens := map[string]string{}
		// account is somebody who has been handed a code, signed in.
		account := func() (coordination.Errand, access.Actor) {
			t.Helper()
			_, err := w.AskOutside(ctx, w.Psychologist, promise.ID, draft())
			w.Must("ask", err)
			v, err := w.Commitment(ctx, w.Psychologist, promise.ID)
			w.Must("read", err)
			e := v.Errands[len(v.Errands)-1].Errand
			token, err := w.Identity.VouchFamily(ctx, e.User)
			w.Must("sign in", err)
			tokens[e.ID] = token
			coach, err := w.Identity.Actor(ctx, token)
			w.Must("be somebody", err)
			return e, coach
		}
		e, coach := account()
		other, _ := account()
		parent := w.Enter(w.Counsellor, matter, 1)
		for name, who := range map[string]access.Actor{"a guardian": parent, "the clinic": w.Psychologist, "nobody": {}} {
			_, err := w.Errand(ctx, who, e.ID)
			w.Refused(name+" reading the question", err, fault.KindPrivate, "")
			w.Refused(name+" answering", w.ReplyErrand(ctx, who, e.ID, "well", ""), fault.KindPrivate, "")
		}
		_, err := w.Errand(ctx, coach, other.ID)
		w.Refused("a question to somebody else", err, fault.KindPrivate, "")
		_, err = w.Commitment(ctx, coach, promise.ID)
		w.Refused("the commitment", err, fault.KindPrivate, "")
		_, err = w.Matter(ctx, coach, matter)
		w.Refused("the matter", err, fault.KindPrivate, "")
		_, err = w.Family(ctx, coach, matter)
		w.Refused("the family's page", err, fault.KindPrivate, "")
		if mine, err := w.MyErrand(ctx, coach); err != nil || mine != e.ID {
			t.Errorf("the account leads to %q, %v", mine, err)
		}
		if mine, err := w.MyErrand(ctx, parent); err != nil || mine != "" {
			t.Errorf("a guardian's account leads to %q, %v", mine, err)
		}
		page, err := w.Errand(ctx, coach, e.ID)
		w.Must("read the question", err)
		if page.Question != "Hur går det på torsdagsträningen?" {
			t.Errorf("the coach reads %+v", page)
		}
		w.Refused("an answer that is none", w.ReplyErrand(ctx, coach, e.ID, "yes", ""), fault.KindInvalid, "coordination.errand.answer_missing")
		w.Must("answer", w.ReplyErrand(ctx, coach, e.ID, "partly", "Kommer varannan gång."))
		w.Refused("answer twice", w.ReplyErrand(ctx, coach, e.ID, "well", ""), fault.KindPrivate, "")
		_, err = w.Errand(ctx, coach, e.ID)
		w.Refused("read again", err, fault.KindPrivate, "")
		if who, err := w.Identity.Actor(ctx, tokens[e.ID]); err == nil && who.SignedIn() {
			t.Error("the account is still open after the answer")
		}
		v, err := w.Commitment(ctx, w.Psychologist, promise.ID)
		w.Must("read the answer", err)
		if got := v.Errands[0]; got.Answer != "partly" || got.Reply.Text != "Kommer varannan gång." {
			t.Errorf("the clinic reads %+v", got)
		}
		seen, err := w.Commitment(ctx, w.Counsellor, promise.ID)
		w.Must("the holder reads the commitment", err)
		if len(seen.Errands) != 0 || seen.MayAskOutside {
			t.Errorf("another organisation sees whom the clinic asked: %+v", seen.Errands)
		}

		w.Refused("another's taking it back", w.RevokeErrand(ctx, w.Counsellor, promise.ID, other.ID), fault.KindPrivate, "")
		back, stranger := account()
		w.Must("take it back", w.RevokeErrand(ctx, w.Psychologist, promise.ID, back.ID))
		_, err = w.Errand(ctx, stranger, back.ID)
		w.Refused("what was taken back", err, fault.KindPrivate, "")

		late, slow := account()
		w.Clock.Pass(20 * 24 * time.Hour)
		w.Refused("after its day", w.ReplyErrand(ctx, slow, late.ID, "well", ""), fault.KindPrivate, "")
		w.Must("sweep", w.EndErrands(ctx))
		if who, err := w.Identity.Actor(ctx, tokens[late.ID]); err == nil && who.SignedIn() {
			t.Error("the account is still open after its day")
		}
	})
}

// In protected mode nobody outside is asked anything, and who has been asked finds
// what somebody finds who never was.
func TestErrandInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		promise := w.Planned(matter)
		d := coordination.ErrandDraft{Kind: coordination.ErrandAccept, Until: civil.On(2026, 12, 7), Body: coordination.ErrandBody{Who: "Bo", Question: "Kan du ringa?", Consent: "Ja."}}
		_, err := w.AskOutside(ctx, w.Psychologist, promise.ID, d)
		w.Must("ask", err)
		v, err := w.Commitment(ctx, w.Psychologist, promise.ID)
		w.Must("read", err)
		token, err := w.Identity.VouchFamily(ctx, v.Errands[0].User)
		w.Must("sign in", err)
		coach, err := w.Identity.Actor(ctx, token)
		w.Must("be somebody", err)
		w.Must("protect", w.SwitchOn(ctx, w.Psychologist, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour}))
		_, err = w.Errand(ctx, coach, v.Errands[0].ID)
		w.Refused("a question from before", err, fault.KindPrivate, "")
		_, err = w.AskOutside(ctx, w.Psychologist, promise.ID, d)
		w.Refused("a new question", err, fault.KindPrivate, "")
	})
}

// A question that is sent twice is one question, and the code that was shown last opens it.
func TestErrandSentTwice(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		promise := w.Planned(w.Circle())
		d := coordination.ErrandDraft{ID: w.NewID(), Kind: coordination.ErrandAccept, Until: civil.On(2026, 12, 7), Body: coordination.ErrandBody{Who: "Bo", Question: "Kan du ringa?", Consent: "Ja."}}
		var codes [2]string
		for i := range codes {
			asked, err := w.AskOutside(ctx, w.Psychologist, promise.ID, d)
			w.Must("ask", err)
			codes[i] = asked.Code
		}
		v, err := w.Commitment(ctx, w.Psychologist, promise.ID)
		w.Must("read", err)
		if len(v.Errands) != 1 {
			t.Errorf("there are %d questions", len(v.Errands))
		}
		if _, _, err := w.Identity.InvitedFamily(ctx, codes[0]); err == nil {
			t.Error("the first code opens an account that leads nowhere")
		}
		_, _, err = w.Identity.InvitedFamily(ctx, codes[1])
		w.Must("open the account", err)
		w.Must("take it back", w.RevokeErrand(ctx, w.Psychologist, promise.ID, d.ID))
		_, err = w.AskOutside(ctx, w.Psychologist, promise.ID, d)
		w.Refused("from an old page, after it was taken back", err, fault.KindRefused, "coordination.errand.over")
	})
}
