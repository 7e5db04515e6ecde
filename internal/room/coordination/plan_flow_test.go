package coordination_test

import (
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// From an empty plan to one that is agreed to and followed up.
func TestPlan(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx, matter := w.Context(), w.Circle()
		_, err := w.Plan(ctx, w.Head, matter, 0)
		w.Refused("a manager who is no member", err, fault.KindPrivate, "")
		_, err = w.Plan(ctx, w.Counsellor, matter, 7)
		w.Refused("a version that is not there", err, fault.KindPrivate, "")
		w.Refused("a need before the plan", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")), fault.KindPrivate, "")
		w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
		w.Refused("begin a draft again", w.BeginPlan(ctx, w.Officer, matter), fault.KindRefused, "coordination.plan.is_draft")
		w.Refused("lay an empty plan", w.LayPlan(ctx, w.Counsellor, matter), fault.KindRefused, "coordination.plan.incomplete")
		w.Refused("a need without a goal", w.WriteNeed(ctx, w.Counsellor, matter, coordination.NeedRowDraft{Topic: coordination.School, Text: "Sömn"}), fault.KindInvalid, "coordination.plan.goal_missing")

		// Two write different needs on the same page, and the words somebody has not seen
		// are not written over.
		before := w.Viewed(w.Counsellor, matter)
		w.Must("one need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")))
		w.Must("another's need", w.WriteNeed(ctx, w.Officer, matter, NeedRow("Närvaro")))
		w.Refused("words on an old page", w.WritePlan(ctx, w.Counsellor, matter, w.Words(before)), fault.KindInvalid, "coordination.plan.raced")
		v := w.Viewed(w.Counsellor, matter)
		w.Must("words", w.WritePlan(ctx, w.Counsellor, matter, w.Words(v)))
		v = w.Viewed(w.Officer, matter)
		if len(v.Needs) != 2 || v.Body.ChildWords != "Jag vill sova." || v.Overall != "Barn- och utbildningsnämnden i Ekstad" {
			w.Errorf("social services see %d needs, %q and %q", len(v.Needs), v.Body.ChildWords, v.Overall)
		}
		if kinds := gapKinds(v.Gaps); !slices.Equal(kinds, []coordination.GapKind{coordination.GapUntaken, coordination.GapUntaken}) {
			w.Errorf("missing: %v", kinds)
		}
		stale := coordination.NeedRowDraft{ID: v.Body.Needs[0].ID, Before: "older", Topic: coordination.School, Text: "Annat", Goals: v.Body.Needs[0].Goals}
		w.Refused("a need on an old page", w.WriteNeed(ctx, w.Officer, matter, stale), fault.KindInvalid, "coordination.plan.raced")

		x := w.Proposed(w.Counsellor, matter, v.Body.Needs[0].Goals[0].ID, w.Psychologist)
		w.Refused("strike a goal somebody is asked about", w.StrikeNeed(ctx, w.Officer, matter, v.Body.Needs[0].ID), fault.KindInvalid, "coordination.plan.goal_promised")
		w.Must("strike a need", w.StrikeNeed(ctx, w.Officer, matter, v.Body.Needs[1].ID))
		w.Refused("lay with one unanswered", w.LayPlan(ctx, w.Counsellor, matter), fault.KindRefused, "coordination.plan.incomplete")
		w.Must("accept", w.AnswerCommitment(ctx, w.Psychologist, x.ID, true, ""))
		w.Refused("lay without holding the matter", w.LayPlan(ctx, w.Officer, matter), fault.KindPrivate, "")
		w.Must("lay", w.LayPlan(ctx, w.Counsellor, matter))

		v = w.Viewed(w.Counsellor, matter)
		w.Refused("write in a plan that is laid", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sent")), fault.KindRefused, "coordination.plan.settled")
		w.Refused("follow up before it is agreed", w.HoldFollowUp(ctx, w.Counsellor, matter, coordination.FollowUpDraft{}), fault.KindRefused, "coordination.plan.not_agreed")
		if len(v.Answers) != 6 {
			w.Fatalf("%d are asked, want three organisations, the child and two guardians", len(v.Answers))
		}
		answer := func(i int, agrees coordination.Agrees, because string) error {
			return w.AnswerPlan(ctx, w.Counsellor, matter, coordination.AnswerDraft{Plan: v.Plan.ID, Answerer: v.Answers[i].Answerer, Agrees: agrees, Because: because})
		}
		w.Must("the school", answer(0, coordination.AgreesYes, ""))
		w.Refused("answer for another organisation", answer(1, coordination.AgreesYes, ""), fault.KindPrivate, "")
		w.Refused("a no without a reason", answer(4, coordination.AgreesNo, ""), fault.KindInvalid, "coordination.plan.because_missing")
		w.Must("the child", answer(3, coordination.AgreesYes, ""))
		w.Must("a guardian says no", answer(4, coordination.AgreesNo, "Vill vänta."))
		w.Must("a guardian cannot be asked", answer(5, coordination.AgreesNotAsked, "Nås inte."))
		w.Must("social services", w.AnswerPlan(ctx, w.Officer, matter, coordination.AnswerDraft{Plan: v.Plan.ID, Answerer: v.Answers[1].Answerer, Agrees: coordination.AgreesYes}))
		if state := w.Viewed(w.Officer, matter).Plan.State; state != coordination.PlanLaid {
			w.Errorf("with one answer missing the plan is %s", state)
		}
		w.Must("the clinic", w.AnswerPlan(ctx, w.Psychologist, matter, coordination.AnswerDraft{Plan: v.Plan.ID, Answerer: v.Answers[2].Answerer, Agrees: coordination.AgreesYes}))
		v = w.Viewed(w.Officer, matter)
		if v.Plan.State != coordination.PlanAgreed || v.Answers[4].Because != "Vill vänta." {
			w.Errorf("the plan is %s, and a guardian said %q", v.Plan.State, v.Answers[4].Because)
		}

		goal := v.Body.Needs[0].Goals[0].ID
		d := coordination.FollowUpDraft{HeldOn: civil.On(2026, 11, 23), NextOn: civil.On(2027, 2, 15),
			Body: coordination.FollowUpBody{Goals: []coordination.GoalRating{{Goal: goal, Team: coordination.AttainedPartly}}}}
		w.Refused("without the child", w.HoldFollowUp(ctx, w.Officer, matter, d), fault.KindInvalid, "coordination.followup.child_missing")
		d.Body.Goals[0].Child, d.Body.ChildHow = coordination.AttainedNot, "Samtal."
		w.Must("follow up", w.HoldFollowUp(ctx, w.Officer, matter, d))
		if v = w.Viewed(w.Psychologist, matter); len(v.FollowUps) != 1 || v.FollowUps[0].Body.Goals[0].Child != coordination.AttainedNot || v.Plan.NextOn != d.NextOn {
			w.Errorf("after the follow-up: %+v, next %s", v.FollowUps, v.Plan.NextOn)
		}

		_, err = w.HandOut(ctx, w.Officer, matter, coordination.CopyDraft{Format: coordination.CopyWord, Recipient: ""})
		w.Refused("a copy to nobody", err, fault.KindInvalid, "coordination.copy.recipient_missing")
		taken := coordination.CopyDraft{ID: w.NewID(), Format: coordination.CopyPDF, Recipient: "Ulla Gran"}
		for range 2 { // the button is pressed twice
			_, err = w.HandOut(ctx, w.Officer, matter, taken)
			w.Must("hand out", err)
		}
		if v = w.Viewed(w.Counsellor, matter); len(v.Copies) != 1 || v.Copies[0].Recipient != "Ulla Gran" {
			w.Errorf("copies: %+v", v.Copies)
		}
		taken.Recipient = "Bo Gran" // from the page they went back to
		_, err = w.HandOut(ctx, w.Officer, matter, taken)
		w.Must("hand out to somebody else", err)
		w.Clock.Pass(time.Hour)
		taken.Recipient = "Ulla Gran"
		_, err = w.HandOut(ctx, w.Officer, matter, taken)
		w.Must("hand out once more", err)
		if v = w.Viewed(w.Counsellor, matter); len(v.Copies) != 3 {
			w.Errorf("copies: %+v", v.Copies)
		}

		w.Must("the next version", w.BeginPlan(ctx, w.Officer, matter))
		if v = w.Viewed(w.Counsellor, matter); v.Plan.Number != 2 || v.Plan.State != coordination.PlanDraft || len(v.Needs) != 1 || len(v.Earlier) != 1 {
			w.Errorf("the next version: %d %s with %d needs", v.Plan.Number, v.Plan.State, len(v.Needs))
		}
		w.Agree(matter, w.Counsellor, w.Officer, w.Psychologist)
		if v = w.Viewed(w.Counsellor, matter); v.Plan.State != coordination.PlanAgreed || v.Earlier[0].State != coordination.PlanReplaced {
			w.Errorf("version 2 is %s and version 1 %s", v.Plan.State, v.Earlier[0].State)
		}
	})
}

func gapKinds(gaps []coordination.Gap) []coordination.GapKind {
	var kinds []coordination.GapKind
	for _, g := range gaps {
		kinds = append(kinds, g.Kind)
	}
	return kinds
}

// What somebody has promised is theirs: nobody else accepts, ends or sees it without
// a ground, and it moves only when another has taken it.
func TestCommitment(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx, matter := w.Context(), w.Circle()
		w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
		w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")))
		goal := w.Viewed(w.Counsellor, matter).Body.Needs[0].Goals[0].ID
		x := w.Proposed(w.Counsellor, matter, goal, w.Psychologist)
		if told := w.Told(w.Psychologist); !slices.Contains(told, "coordination.notice.commitment_proposed") {
			w.Errorf("the clinic was told %q", told)
		}
		w.Refused("accept what another is asked", w.AnswerCommitment(ctx, w.Officer, x.ID, true, ""), fault.KindPrivate, "")
		w.Refused("accept for another what oneself asked", w.AnswerCommitment(ctx, w.Counsellor, x.ID, true, ""), fault.KindPrivate, "")
		w.Refused("end what is not accepted", w.EndCommitment(ctx, w.Psychologist, x.ID, true, ""), fault.KindRefused, "coordination.commitment.not_accepted")
		w.Refused("decline without a reason", w.AnswerCommitment(ctx, w.Psychologist, x.ID, false, ""), fault.KindInvalid, "coordination.commitment.reason_missing")
		mine, err := w.Mine(ctx, w.Psychologist, coordination.PageKeyDue{})
		w.Must("list", err)
		if len(mine.Rows) != 1 || !mine.Rows[0].ForMe || mine.Rows[0].Body.What != "Samtal varje tisdag" {
			w.Errorf("the clinic's list: %+v", mine.Rows)
		}
		if others, err := w.Mine(ctx, w.Counsellor, coordination.PageKeyDue{}); err != nil || len(others.Rows) != 0 {
			w.Errorf("the school's list: %+v, %v", others.Rows, err)
		}
		w.Must("accept", w.AnswerCommitment(ctx, w.Psychologist, x.ID, true, ""))
		w.Refused("accept twice", w.AnswerCommitment(ctx, w.Psychologist, x.ID, true, ""), fault.KindRefused, "coordination.commitment.answered")

		w.Must("offer it on", w.OfferCommitment(ctx, w.Psychologist, x.ID, w.Opened(w.Officer, matter).Me.ID))
		page, err := w.Commitment(ctx, w.Psychologist, x.ID)
		w.Must("open", err)
		if page.Commitment.State != coordination.CommitmentAccepted {
			w.Errorf("offered and not taken, it is %s", page.Commitment.State)
		}
		mine, err = w.Mine(ctx, w.Officer, coordination.PageKeyDue{})
		w.Must("list", err)
		w.Must("take over", w.AnswerCommitment(ctx, w.Officer, mine.Rows[0].Commitment.ID, true, ""))
		page, err = w.Commitment(ctx, w.Psychologist, x.ID)
		w.Must("open", err)
		if page.Commitment.State != coordination.CommitmentHandedOver {
			w.Errorf("taken over, it is %s", page.Commitment.State)
		}
	})
}

// The police take part with commitments only: they see and answer their own, and
// read nothing else of the plan.
func TestCommitmentsOnly(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Officer, "sspf")
		w.Consented(w.Officer, matter, Consent(w.Reception, w.School, w.Station, w.Centre))
		w.Joins(w.Officer, matter, w.Constable)
		w.Joins(w.Officer, matter, w.Leader)
		w.Must("begin", w.BeginPlan(ctx, w.Officer, matter))
		w.Must("need", w.WriteNeed(ctx, w.Officer, matter, NeedRow("Trygghet")))
		w.Must("words", w.WritePlan(ctx, w.Officer, matter, w.Words(w.Viewed(w.Officer, matter))))
		goal := w.Viewed(w.Officer, matter).Body.Needs[0].Goals[0].ID
		theirs, other := w.Proposed(w.Officer, matter, goal, w.Constable), w.Proposed(w.Officer, matter, goal, w.Leader)
		w.Refused("the police begin a plan", w.BeginPlan(ctx, w.Constable, matter), fault.KindPrivate, "")
		_, err := w.Commitment(ctx, w.Constable, other.ID)
		w.Refused("another's commitment", err, fault.KindPrivate, "")
		w.Must("accept", w.AnswerCommitment(ctx, w.Constable, theirs.ID, true, ""))
		v := w.Viewed(w.Constable, matter)
		if v.Shared || v.Body.ChildWords != "" || len(v.Needs) != 0 || len(v.Answers) != 0 || len(v.Loose) != 1 || v.Loose[0].Body.What != "Samtal varje tisdag" {
			w.Errorf("the police see %+v", v)
		}
		for _, a := range w.Viewed(w.Officer, matter).Answers {
			if a.Who == w.Station.Organisation {
				w.Error("the police are asked to agree to a plan they do not read")
			}
		}
	})
}

// A withdrawal is effective at the next request, for the plan too: each keeps what
// is its own.
func TestPlanAfterWithdrawal(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		consent := w.Consented(w.Counsellor, matter, Consent(w.Reception, w.Clinic))
		w.Joins(w.Counsellor, matter, w.Officer)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		x := w.Planned(matter)
		w.Must("withdraw", w.Withdraw(ctx, w.Counsellor, consent.ID, consent.Givers[0].ID))
		v := w.Viewed(w.Psychologist, matter)
		if v.Shared || v.Body.ChildWords != "" || len(v.Needs) > 0 || len(v.Loose) != 1 || v.Loose[0].Commitment.ID != x.ID {
			w.Errorf("the clinic sees %+v", v)
		}
		if v := w.Viewed(w.Counsellor, matter); !v.Shared || len(v.Commitments()) != 0 {
			w.Errorf("the school still sees the clinic's commitment: %+v", v.Commitments())
		}
		if v := w.Viewed(w.Officer, matter); v.Shared || len(v.Commitments()) != 0 {
			w.Errorf("social services see %+v", v)
		}
		_, err := w.HandOut(ctx, w.Officer, matter, coordination.CopyDraft{Format: coordination.CopyWord, Recipient: "Någon"})
		w.Refused("a copy after the withdrawal", err, fault.KindPrivate, "")
		w.Must("one's own can still be ended", w.EndCommitment(ctx, w.Psychologist, x.ID, false, "Samtycket togs tillbaka."))
	})
}

// A consent about school alone lets others see no need of another kind.
func TestPlanByTopic(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		narrow := Consent(w.Clinic)
		narrow.Topics = []coordination.Topic{coordination.School}
		w.Consented(w.Counsellor, matter, narrow)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
		w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Närvaro")))
		home := NeedRow("Hemma")
		home.Topic = coordination.Home
		w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, home))
		if v := w.Viewed(w.Psychologist, matter); len(v.Needs) != 1 || v.Needs[0].Text != "Närvaro" || len(v.Body.Needs) != 1 {
			w.Errorf("the clinic sees %+v", v.Needs)
		}
		hidden := w.Viewed(w.Counsellor, matter).Body.Needs[1]
		w.Refused("strike what one does not see", w.StrikeNeed(ctx, w.Psychologist, matter, hidden.ID), fault.KindPrivate, "")
		_, err := w.Propose(ctx, w.Counsellor, matter, coordination.CommitmentDraft{Goal: hidden.Goals[0].ID, Member: w.Opened(w.Psychologist, matter).Me.ID,
			Due: civil.On(2026, 12, 1), Body: coordination.CommitmentBody{What: "Något"}})
		w.Refused("ask without a ground", err, fault.KindInvalid, "coordination.commitment.no_ground")
	})
}

// After seven days without an answer, who is asked, their manager and the
// coordinator are told, once, and nobody is named.
func TestEscalate(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx, matter := w.Context(), w.Circle()
		w.Must("begin", w.BeginPlan(ctx, w.Officer, matter))
		w.Must("need", w.WriteNeed(ctx, w.Officer, matter, NeedRow("Sömn")))
		goal := w.Viewed(w.Officer, matter).Body.Needs[0].Goals[0].ID
		w.Proposed(w.Officer, matter, goal, w.Counsellor)
		near := w.Hire("Sten Ask", w.School, access.Manager)
		w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Named: []string{w.Opened(w.Counsellor, matter).Me.ID}}))
		w.Must("close to the family", w.SetApart(ctx, w.Officer, matter, w.Mail(near)))
		w.Must("the first", w.AskSwitchOff(ctx, w.Officer, matter, "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Counsellor, matter))
		told := func() (n int) {
			for _, key := range slices.Concat(w.Told(w.Counsellor), w.Told(w.Head)) {
				if key == "coordination.notice.commitment_waits" || key == "coordination.notice.commitment_unanswered" || key == "coordination.notice.unit_unanswered" {
					n++
				}
			}
			return n
		}
		w.Clock.Pass(6 * 24 * time.Hour)
		w.Must("escalate early", w.Escalate(ctx))
		if n := told(); n != 0 {
			w.Errorf("told %d times on the sixth day", n)
		}
		w.Clock.Pass(24 * time.Hour)
		w.Must("escalate", w.Escalate(ctx))
		w.Must("escalate again", w.Escalate(ctx))
		if n := told(); n != 3 {
			w.Errorf("told %d times, want three: who is asked, the coordinator, the manager", n)
		}
		if told := w.Told(near); len(told) != 0 {
			w.Errorf("a manager who is close to the family is told %q", told)
		}
		if v := w.Viewed(w.Officer, matter); !v.Needs[0].Goals[0].Commitments[0].Late {
			w.Error("it is not shown as late")
		}
	})
}
