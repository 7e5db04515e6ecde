package coordination_test

import (
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// The family sees a version of the plan when somebody has decided so, each their own
// part of it, and answers for themselves.
func TestTheFamilysPlan(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx, matter := w.Context(), w.Circle()
		child, ulla, egil := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1), w.Enter(w.Counsellor, matter, 2)
		see := func(who access.Actor) *coordination.FamilyPlan {
			v, err := w.Family(ctx, who, matter)
			w.Must("look", err)
			return v.Plan
		}
		w.Planned(matter)
		draft := w.Viewed(w.Counsellor, matter).Plan.ID
		w.Refused("show a draft", w.TellPlan(ctx, w.Counsellor, matter, draft, true, true), fault.KindRefused, "coordination.plan.newer")
		w.Must("lay", w.LayPlan(ctx, w.Counsellor, matter))
		plan := w.Viewed(w.Counsellor, matter).Plan.ID
		if see(child) != nil || see(ulla) != nil {
			t.Error("a plan is shown before anybody has decided it")
		}
		w.Refused("answer what is not shown", w.FamilyAgree(ctx, ulla, matter, plan, coordination.AgreesYes, ""), fault.KindPrivate, "")
		for _, who := range []access.Actor{w.Psychologist, w.Head, w.Administrator, ulla} {
			w.Refused("decide what the family sees", w.TellPlan(ctx, who, matter, plan, true, true), fault.KindPrivate, "")
		}
		w.Must("show the child", w.TellPlan(ctx, w.Counsellor, matter, plan, true, false))
		if p := see(child); p == nil || p.Words != "Jag vill sova." || p.Goal != "Moa mår bra." || len(p.Needs) != 1 || len(p.Needs[0].Goals[0].Promises) != 1 ||
			p.Needs[0].Goals[0].Promises[0].Name == "" || !p.MayAnswer || p.Answered {
			t.Errorf("the child sees %+v", p)
		}
		if see(ulla) != nil {
			t.Error("a guardian sees what is shown to the child alone")
		}
		w.Must("show them all", w.TellPlan(ctx, w.Counsellor, matter, plan, true, true))
		if p := see(egil); p == nil || p.Words != "" {
			t.Errorf("a guardian sees %+v, with the child's words", p)
		}
		w.Refused("no answer", w.FamilyAgree(ctx, child, matter, plan, "", ""), fault.KindInvalid, "coordination.plan.answer_missing")
		w.Refused("a no without a reason", w.FamilyAgree(ctx, egil, matter, plan, coordination.AgreesNo, " "), fault.KindInvalid, "coordination.plan.because_missing")
		w.Refused("not asked", w.FamilyAgree(ctx, egil, matter, plan, coordination.AgreesNotAsked, "Nej."), fault.KindInvalid, "coordination.plan.answer_missing")
		w.Must("the child agrees", w.FamilyAgree(ctx, child, matter, plan, coordination.AgreesYes, ""))
		w.Must("a guardian disagrees", w.FamilyAgree(ctx, egil, matter, plan, coordination.AgreesNo, "Inte på kvällar."))
		if p := see(ulla); p.Answered || p.Because != "" {
			t.Errorf("one guardian sees the other's answer: %+v", p)
		}
		if p := see(egil); !p.Answered || p.Because != "Inte på kvällar." {
			t.Errorf("their own answer is %+v", p)
		}
		w.Must("a guardian thinks again", w.FamilyAgree(ctx, egil, matter, plan, coordination.AgreesYes, ""))
		w.Must("the other agrees", w.FamilyAgree(ctx, ulla, matter, plan, coordination.AgreesYes, ""))
		for _, who := range []access.Actor{w.Counsellor, w.Officer, w.Psychologist} {
			v := w.Viewed(who, matter)
			for _, a := range v.Answers {
				if a.By == coordination.AgreementParty && a.Mine {
					w.Must("an organisation agrees", w.AnswerPlan(ctx, who, matter, coordination.AnswerDraft{Plan: plan, Answerer: a.Answerer, Agrees: coordination.AgreesYes}))
				}
			}
		}
		if state := w.Viewed(w.Counsellor, matter).Plan.State; state != coordination.PlanAgreed {
			t.Errorf("with every answer the plan is %s", state)
		}

		// The next version is theirs to see when it is shown, and until then the last one.
		w.Must("begin again", w.BeginPlan(ctx, w.Counsellor, matter))
		if p := see(ulla); p == nil || p.Number != 1 {
			t.Errorf("while the next is written they see %+v", p)
		}
		w.Must("show nobody", w.TellPlan(ctx, w.Counsellor, matter, plan, false, false))
		if see(child) != nil {
			t.Error("the child sees what is no longer shown")
		}
	})
}
