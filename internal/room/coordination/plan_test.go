package coordination

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
)

var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// Whatever happens in whatever order, nobody is responsible who has not accepted,
// and what is over stays over.
func TestNobodyResponsibleWithoutAcceptance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := Commitment{ID: "a", User: "asked", State: CommitmentProposed, ProposedAt: noon}
		accepted := ""
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			before := c
			var err error
			switch rapid.IntRange(0, 5).Draw(t, "event") {
			case 0:
				by := rapid.SampledFrom([]string{"asked", "colleague"}).Draw(t, "by")
				if c, err = c.Answer(true, by, "", noon); err == nil {
					accepted = by
				}
			case 1:
				c, err = c.Answer(false, "asked", rapid.SampledFrom([]string{"", "Ingen tid."}).Draw(t, "reason"), noon)
			case 2:
				c, err = c.Begin()
			case 3:
				c, err = c.End(rapid.Bool().Draw(t, "done"), rapid.SampledFrom([]string{"", "Sjuk."}).Draw(t, "reason"), noon)
			case 4:
				c, err = c.Drop(noon)
			case 5:
				to := Commitment{From: "a", State: rapid.SampledFrom(CommitmentStates).Draw(t, "to")}
				c, err = c.HandOver(to, noon)
				if err == nil && !to.State.Taken() {
					t.Fatalf("handed over to somebody who has not accepted: %s", to.State)
				}
			}
			if err != nil && c != before {
				t.Fatalf("refused and yet changed: %+v", c)
			}
			if user := c.Responsible(); user != "" && user != accepted || c.State.Taken() && user != accepted {
				t.Fatalf("%q is responsible in %s, which %q has accepted", user, c.State, accepted)
			}
			if !before.State.Live() && c != before {
				t.Fatalf("%s became %s", before.State, c.State)
			}
		}
	})
}

// A version that is laid forward takes no more words, whatever is done with it.
func TestNoVersionChangesAfterItIsLaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := Plan{ID: "p", Number: 1, State: PlanDraft}
		laid := false
		for range rapid.IntRange(1, 10).Draw(t, "events") {
			switch rapid.IntRange(0, 2).Draw(t, "event") {
			case 0:
				gaps := make([]Gap, rapid.IntRange(0, 1).Draw(t, "gaps"))
				after, err := p.Lay(gaps, noon)
				if err == nil && (len(gaps) > 0 || laid) {
					t.Fatal("laid with something missing, or twice")
				}
				laid, p = laid || err == nil, after
			case 1:
				if p = p.Agree(noon); p.State == PlanAgreed && !laid {
					t.Fatal("agreed without being laid forward")
				}
			case 2:
				next, err := p.Next("q", "u", noon)
				if err == nil {
					if next.Number != p.Number+1 || next.State != PlanDraft {
						t.Fatalf("the next version is %d, %s", next.Number, next.State)
					}
					p, laid = next, false
				}
			}
			if (p.writable() == nil) == laid {
				t.Fatalf("%s: laid %v, writable %v", p.State, laid, p.writable())
			}
		}
	})
}

func TestGaps(t *testing.T) {
	t.Parallel()
	sip, err := FormOf("sip", 1)
	if err != nil {
		t.Fatal(err)
	}
	full := PlanBody{ChildWords: "Jag vill sova.", ChildHow: "Samtal.", Signs: "Hemma.", Call: "Vera", Overall: "o", Caller: "m",
		Parts: map[string]string{"others": "Ingen."}, Needs: []PlanNeed{{ID: "n", Text: "Sömn", Goals: []PlanGoal{{ID: "g", Text: "Sova"}}}}}
	plan := Plan{NextOn: civil.On(2027, 1, 1)}
	taken := []Commitment{{ID: "c", Goal: "g", State: CommitmentAccepted}}
	tests := []struct {
		name     string
		change   func(*PlanBody, *Plan)
		promised []Commitment
		want     GapKind
	}{
		{"nothing is missing", nil, taken, ""},
		{"no need", func(b *PlanBody, _ *Plan) { b.Needs = nil }, taken, GapNeeds},
		{"nobody has taken it", nil, nil, GapUntaken},
		{"who was asked said no", nil, []Commitment{{Goal: "g", State: CommitmentDeclined}}, GapUntaken},
		{"nobody has answered", nil, []Commitment{{ID: "c", Goal: "g", State: CommitmentProposed}}, GapUnanswered},
		{"no view of the child", func(b *PlanBody, _ *Plan) { b.ChildWords = "" }, taken, GapChild},
		{"a view nobody knows the source of", func(b *PlanBody, _ *Plan) { b.ChildHow = "" }, taken, GapChild},
		{"why the child could not be asked", func(b *PlanBody, _ *Plan) { b.ChildWords, b.ChildHow, b.ChildNot = "", "", "Sover på sjukhus." }, taken, ""},
		{"no early signs", func(b *PlanBody, _ *Plan) { b.Signs = "" }, taken, GapWorse},
		{"nobody with the overall responsibility", func(b *PlanBody, _ *Plan) { b.Overall = "" }, taken, GapOverall},
		{"no word of what others do", func(b *PlanBody, _ *Plan) { b.Parts = nil }, taken, GapContent},
		{"no day to follow up", func(_ *PlanBody, p *Plan) { p.NextOn = civil.Date{} }, taken, GapFollowUp},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, p := full, plan
			if tt.change != nil {
				tt.change(&b, &p)
			}
			gaps := Gaps(sip, p, b, tt.promised)
			if tt.want == "" && len(gaps) > 0 || tt.want != "" && (len(gaps) != 1 || gaps[0].Kind != tt.want) {
				t.Errorf("Gaps = %+v, want %q", gaps, tt.want)
			}
		})
	}
}

func TestDerivations(t *testing.T) {
	t.Parallel()
	today := civil.Of(noon)
	b := PlanBody{Needs: []PlanNeed{{ID: "n1", Goals: []PlanGoal{{ID: "g1"}}}, {ID: "n2", Goals: []PlanGoal{{ID: "g2"}}}}}
	all := []Commitment{
		{ID: "late", Goal: "g1", Organisation: "a", State: CommitmentProposed, ProposedAt: noon.AddDate(0, 0, -7)},
		{ID: "new", Goal: "g2", Organisation: "a", State: CommitmentProposed, ProposedAt: noon.AddDate(0, 0, -6)},
		{ID: "over", Goal: "g1", Organisation: "a", State: CommitmentOngoing, Due: today.AddDays(-1)},
		{ID: "today", Goal: "g1", Organisation: "b", State: CommitmentAccepted, Due: today},
		{ID: "done", Goal: "g1", Organisation: "c", State: CommitmentDone, Due: today.AddDays(-9)},
	}
	if got := Unanswered(all, noon); len(got) != 1 || got[0].ID != "late" {
		t.Errorf("Unanswered = %+v", got)
	}
	if got := Overdue(all, today); len(got) != 1 || got[0].ID != "over" {
		t.Errorf("Overdue = %+v", got)
	}
	if got := Untaken(b, all); len(got) != 1 || got[0].ID != "n2" {
		t.Errorf("Untaken = %+v", got)
	}
	if got := Overlaps(b, all); len(got) != 1 || got[0].ID != "g1" {
		t.Errorf("Overlaps = %+v", got)
	}
}
