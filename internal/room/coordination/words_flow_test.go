package coordination_test

import (
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// The child's own words are a kind of information like any other: who has a ground for
// everything else reads them nowhere, writes them nowhere over, and is not told that
// they are missing.
func TestTheChildsWordsNeedAGroundOfTheirOwn(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Open(w.Counsellor, "sip")
		d := Consent(w.Reception, w.Clinic)
		d.Topics = []coordination.Topic{coordination.School}
		w.Consented(w.Counsellor, matter, d)
		w.Joins(w.Counsellor, matter, w.Officer)
		w.Joins(w.Counsellor, matter, w.Psychologist)
		w.Planned(matter)
		meeting := w.Called(w.Counsellor, matter)

		const words = "Jag vill sova."
		if m := w.Met(w.Counsellor, meeting); m.Words.ChildWish != words || m.Points[0].Title != "Moas egen del" {
			t.Errorf("the school reads %q under %q", m.Words.ChildWish, m.Points[0].Title)
		}
		m := w.Met(w.Officer, meeting)
		if m.Words != (coordination.NeedBody{}) {
			t.Errorf("the officer reads %+v at the meeting", m.Words)
		}
		for i, want := range []string{"", "Skolan", ""} {
			if m.Points[i].Title != want {
				t.Errorf("point %d is called %q to the officer, want %q", i+1, m.Points[i].Title, want)
			}
		}
		p := w.Viewed(w.Officer, matter)
		if p.Words || p.Body.ChildWords+p.Body.ChildHow+p.Body.ChildNot != "" {
			t.Errorf("the officer reads %+v in the plan", p.Body)
		}
		if len(p.Gaps) > 0 {
			t.Errorf("the officer is told that there is missing %+v", p.Gaps)
		}
		over := w.Words(p)
		over.ChildWords, over.ChildHow, over.Goal = "", "", "Hon kommer till skolan."
		w.Must("the officer writes in the plan", w.WritePlan(ctx, w.Officer, matter, over))
		if b := w.Viewed(w.Counsellor, matter).Body; b.ChildWords != words || b.ChildHow == "" || b.Goal != "Hon kommer till skolan." {
			t.Errorf("what is left of the child's words is %q (%q), the goal is %q", b.ChildWords, b.ChildHow, b.Goal)
		}
		picture, err := w.Picture(ctx, w.Officer, matter)
		w.Must("look at the picture", err)
		for _, l := range picture.Picture.Lacks {
			if l.Kind == coordination.LackWords {
				t.Error("the officer is told that the child's words are missing")
			}
		}
		copied, err := w.HandOut(ctx, w.Officer, matter, coordination.CopyDraft{Format: coordination.CopyWord, Recipient: "Ulla Gran"})
		w.Must("hand out", err)
		if strings.Contains(copied.Body.ChildWords, words) {
			t.Error("the child's words leave on paper")
		}

		w.Must("lay", w.LayPlan(ctx, w.Counsellor, matter))
		for _, a := range w.Viewed(w.Counsellor, matter).Answers {
			agrees := coordination.AnswerDraft{Plan: w.Viewed(w.Counsellor, matter).Plan.ID, Answerer: a.Answerer, Agrees: coordination.AgreesYes}
			who := w.Counsellor
			switch {
			case a.By == coordination.AgreementChild:
				agrees.Agrees, agrees.Because = coordination.AgreesNo, "Inte på måndagar."
			case a.Who == w.Officer.Organisation:
				who = w.Officer
			case a.Who == w.Psychologist.Organisation:
				who = w.Psychologist
			}
			w.Must("answer", w.AnswerPlan(ctx, who, matter, agrees))
		}
		goal := p.Body.Needs[0].Goals[0].ID
		w.Must("follow up", w.HoldFollowUp(ctx, w.Counsellor, matter, coordination.FollowUpDraft{HeldOn: civil.On(2026, 11, 23), NextOn: civil.On(2027, 2, 1),
			Body: coordination.FollowUpBody{ChildHow: "Moa ritade.", Goals: []coordination.GoalRating{{Goal: goal, Team: coordination.AttainedFully, Child: coordination.AttainedNot}}}}))
		for _, a := range w.Viewed(w.Officer, matter).Answers {
			if a.Because != "" {
				t.Errorf("the officer reads why the child said no: %q", a.Because)
			}
		}
		f := w.Viewed(w.Officer, matter).FollowUps[0].Body
		if f.ChildHow != "" || f.Goals[0].Child != "" || f.Goals[0].Team != coordination.AttainedFully {
			t.Errorf("the officer reads of the follow-up %+v", f)
		}
	})
}
