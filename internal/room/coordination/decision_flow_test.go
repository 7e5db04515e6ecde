package coordination_test

import (
	"sync"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// A decision becomes a commitment in one step, for a goal that is there or written
// with it; nobody is responsible for it before they have said yes.
func TestDecisionBecomesCommitment(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		meeting := w.Called(w.Counsellor, matter)
		decide := func(point int, text string) string {
			d := Adds(w.Page(w.Counsellor, meeting), point, text)
			d.Strokes[0].Kind = coordination.Decision
			w.Must("write a decision", w.SaveMinutes(ctx, w.Counsellor, meeting, d))
			return d.Strokes[0].Paragraph
		}
		sleep, lessons := decide(2, "BUP ringer varje tisdag."), decide(1, "Skolan provar två lektioner.")
		draft := func(change ...func(*coordination.DecisionDraft)) coordination.DecisionDraft {
			d := coordination.DecisionDraft{ID: id.New(), Paragraph: sleep, Member: w.Opened(w.Psychologist, matter).Me.ID, Due: civil.On(2026, 12, 18),
				Topic: coordination.Health, NeedText: "Sömn", GoalText: "Sova sju timmar"}
			for _, c := range change {
				c(&d)
			}
			return d
		}
		refused := func(what string, kind fault.Kind, key string, change func(*coordination.DecisionDraft)) {
			t.Helper()
			w.Refused(what, w.ProposeDecision(ctx, w.Counsellor, meeting, draft(change)), kind, key)
		}
		refused("nobody asked", fault.KindInvalid, "coordination.commitment.member_missing", func(d *coordination.DecisionDraft) { d.Member = "" })
		refused("a stranger asked", fault.KindInvalid, "coordination.commitment.member_missing", func(d *coordination.DecisionDraft) { d.Member = id.New() })
		refused("no goal", fault.KindInvalid, "coordination.commitment.goal_missing", func(d *coordination.DecisionDraft) { d.Topic = "" })
		refused("a new goal without words", fault.KindInvalid, "coordination.decision.goal_text_missing", func(d *coordination.DecisionDraft) { d.GoalText = "" })
		refused("a new need without words", fault.KindInvalid, "coordination.decision.need_text_missing", func(d *coordination.DecisionDraft) { d.NeedText = "" })
		refused("a goal of nobody's", fault.KindInvalid, "coordination.commitment.goal_missing", func(d *coordination.DecisionDraft) { d.Goal = id.New() })
		refused("begun after it is done", fault.KindInvalid, "coordination.commitment.start_late", func(d *coordination.DecisionDraft) { d.Start = civil.On(2026, 12, 19) })
		refused("a decision of nobody's", fault.KindInvalid, "coordination.decision.empty", func(d *coordination.DecisionDraft) { d.Paragraph = id.New() })
		refused("words about the school for a goal about health", fault.KindInvalid, "coordination.decision.other_topic", func(d *coordination.DecisionDraft) { d.Paragraph = lessons })
		for name, who := range map[string]access.Actor{"a colleague": w.Colleague, "the head": w.Head, "the police": w.Constable, "an administrator": w.Administrator} {
			w.Refused(name+" proposing", w.ProposeDecision(ctx, who, meeting, draft()), fault.KindPrivate, "")
		}
		if v := w.Viewed(w.Counsellor, matter); v.Begun {
			t.Fatal("a refusal has begun a plan")
		}

		one := draft(func(d *coordination.DecisionDraft) { d.Start = civil.On(2026, 12, 1) })
		var clicks sync.WaitGroup
		for range 4 {
			clicks.Go(func() {
				if err := w.ProposeDecision(ctx, w.Counsellor, meeting, one); err != nil {
					t.Errorf("a click among many: %v", err)
				}
			})
		}
		clicks.Wait()
		plan := w.Viewed(w.Counsellor, matter)
		if len(plan.Body.Needs) != 1 || len(plan.Body.Needs[0].Goals) != 1 || len(plan.Commitments()) != 1 {
			t.Fatalf("many clicks became %+v with %d commitments", plan.Body.Needs, len(plan.Commitments()))
		}
		promised := w.Met(w.Psychologist, meeting).Points[2].Paragraphs[0].Commitments
		if len(promised) != 1 || promised[0].Commitment.Responsible() != "" || promised[0].Body.What != "BUP ringer varje tisdag." || promised[0].Commitment.Start != one.Start {
			t.Fatalf("beside the decision stands %+v", promised)
		}
		w.Must("accept", w.AnswerCommitment(ctx, w.Psychologist, one.ID, true, ""))
		promised = w.Met(w.Officer, meeting).Points[2].Paragraphs[0].Commitments
		if len(promised) != 1 || promised[0].Commitment.Responsible() != w.Psychologist.User {
			t.Errorf("beside the decision the officer reads %+v", promised)
		}
		w.Must("a goal that is there", w.ProposeDecision(ctx, w.Psychologist, meeting, draft(func(d *coordination.DecisionDraft) {
			d.Goal, d.What, d.Member = plan.Body.Needs[0].Goals[0].ID, "Kuratorn frågar varje fredag.", w.Opened(w.Counsellor, matter).Me.ID
		})))
		if got := len(w.Viewed(w.Counsellor, matter).Body.Needs[0].Goals); got != 1 {
			t.Errorf("the need has %d goals", got)
		}
	})
}

// Whoever is asked is told no more than the ground to tell them lets: neither by the
// one who asks, nor by those whose words the decision is.
func TestDecisionIsToldOnGround(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		_, err := w.AskConsent(ctx, w.Counsellor, matter, Consent(w.School))
		w.Refused("a consent that lets nobody be told", err, fault.KindInvalid, "coordination.consent.alone")
		w.Consented(w.Counsellor, matter, Consent(w.Clinic))
		sharing := coordination.SharingDraft{Shares: true, Ground: "general_clause", Recipients: []string{w.Reception.Organisation}, Topics: []coordination.Topic{coordination.School},
			To: civil.On(2026, 12, 24), Body: coordination.SharingBody{Reasons: "Skäl.", Told: true}}
		ground, err := w.Matters.Sharing(ctx, w.Counsellor, matter, sharing.Ground)
		w.Must("choose the ground", err)
		for _, q := range ground.Ground.Tests {
			sharing.Body.Answers = append(sharing.Body.Answers, coordination.TestAnswer{Question: q.Swedish, Met: true, Why: "Så är det."})
		}
		_, err = w.Decide(ctx, w.Counsellor, matter, sharing)
		w.Must("the school decides to tell social services", err)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Joins(w.Counsellor, matter, w.Officer)
		meeting := w.Called(w.Counsellor, matter)
		words := Adds(w.Page(w.Psychologist, meeting), 1, "BUP följer skolan.")
		words.Strokes[0].Kind = coordination.Decision
		w.Must("the clinic writes a decision", w.SaveMinutes(ctx, w.Psychologist, meeting, words))
		proposal := coordination.DecisionDraft{ID: id.New(), Paragraph: words.Strokes[0].Paragraph, Member: w.Opened(w.Officer, matter).Me.ID, Due: civil.On(2026, 12, 18),
			Topic: coordination.School, NeedText: "Skola", GoalText: "Vara där"}
		w.Refused("the clinic's words passed on by the school", w.ProposeDecision(ctx, w.Counsellor, meeting, proposal), fault.KindInvalid, "coordination.commitment.no_ground")
		proposal.What = "Ring skolan varje vecka."
		w.Must("the school's own words", w.ProposeDecision(ctx, w.Counsellor, meeting, proposal))
		if got := w.Met(w.Psychologist, meeting).Points[1].Paragraphs[0].Commitments; len(got) != 0 {
			t.Errorf("the clinic reads what social services are asked, without a ground: %+v", got)
		}
	})
}
