package coordinationtest

import (
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
)

// Circle is a matter with a school that holds it together, child psychiatry and
// social services, and a consent between the three.
func (w *World) Circle() string {
	w.Helper()
	matter := w.Open(w.Counsellor, "sip")
	w.Consented(w.Counsellor, matter, Consent(w.Reception, w.Clinic, w.Station, w.Centre))
	w.Joins(w.Counsellor, matter, w.Officer)
	w.Joins(w.Counsellor, matter, w.Psychologist)
	return matter
}

// Viewed is the plan as somebody sees it.
func (w *World) Viewed(who access.Actor, matter string) coordination.PlanView {
	w.Helper()
	v, err := w.Plan(w.Context(), who, matter, 0)
	w.Must("open the plan", err)
	return v
}

// NeedRow is a valid need with one goal.
func NeedRow(text string) coordination.NeedRowDraft {
	return coordination.NeedRowDraft{Topic: coordination.School, Text: text, Own: "Moa ställer klockan.",
		Goals: []coordination.PlanGoal{{Text: "Mål: " + text, Seen: "Närvaron."}}}
}

// Words is what a complete plan says as a whole.
func (w *World) Words(v coordination.PlanView) coordination.PlanWords {
	parts := make(map[string]string)
	for _, c := range v.Form.Contents {
		if c.OwnText() {
			parts[c.ID] = "Ingen annan."
		}
	}
	return coordination.PlanWords{Version: v.Plan.Version, ChildWords: "Jag vill sova.", ChildHow: "Samtal hos kuratorn.", GuardianView: "Vi orkar inte.",
		Goal: "Moa mår bra.", Signs: "Hon stannar hemma två dagar.", Call: "Vera, 08:00–16:00", Overall: v.Parties[0].ID,
		NextOn: civil.On(2027, 1, 18), Caller: v.Members[0].ID, Place: "Ekskolan", Parts: parts}
}

// Proposed asks a member to do something for the first goal that says nothing of it yet.
func (w *World) Proposed(who access.Actor, matter, goal string, of access.Actor) coordination.Commitment {
	w.Helper()
	x, err := w.Propose(w.Context(), who, matter, coordination.CommitmentDraft{Goal: goal, Member: w.Opened(of, matter).Me.ID,
		Due: civil.On(2026, 12, 18), Body: coordination.CommitmentBody{What: "Samtal varje tisdag"}})
	w.Must("propose", err)
	return x
}

// Planned is a complete draft whose only commitment child psychiatry has accepted.
func (w *World) Planned(matter string) coordination.Commitment {
	w.Helper()
	ctx := w.Context()
	w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
	w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")))
	w.Must("words", w.WritePlan(ctx, w.Counsellor, matter, w.Words(w.Viewed(w.Counsellor, matter))))
	x := w.Proposed(w.Counsellor, matter, w.Viewed(w.Counsellor, matter).Body.Needs[0].Goals[0].ID, w.Psychologist)
	w.Must("accept", w.AnswerCommitment(ctx, w.Psychologist, x.ID, true, ""))
	return x
}

// Agree lets everybody who is asked say yes to the plan that is laid forward.
func (w *World) Agree(matter string, parties ...access.Actor) {
	w.Helper()
	ctx := w.Context()
	w.Must("lay", w.LayPlan(ctx, w.Counsellor, matter))
	for _, who := range parties {
		v := w.Viewed(who, matter)
		for _, a := range v.Answers {
			if a.Mine && !a.Answered {
				w.Must("agree", w.AnswerPlan(ctx, who, matter, coordination.AnswerDraft{Plan: v.Plan.ID, Answerer: a.Answerer, Agrees: coordination.AgreesYes}))
			}
		}
	}
}
