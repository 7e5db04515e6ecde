package coordination

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Whatever is said in whatever order, a consent lets something through only while each
// giver's last word is yes; a word taken back has effect at once, is kept as taken back,
// and nothing makes the consent hold again; and it only ever gets narrower.
func TestConsentHoldsOnEverybodysWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		today := civil.Of(noon)
		c := Consent{ID: "c", State: ConsentAsked, Parties: []string{"a", "b", "c"}, Topics: []Topic{School, Home}, From: today, To: today.AddDays(9)}
		said := map[string]Answer{}
		for _, id := range []string{"child", "mother", "father"}[:rapid.IntRange(0, 3).Draw(rt, "givers")] {
			c.Givers, said[id] = append(c.Givers, Giver{ID: id, Answer: AnswerWaiting}), AnswerWaiting
		}
		fallen := false
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			was := c
			by := rapid.SampledFrom([]string{"child", "mother", "father"}).Draw(rt, "by")
			var err error
			event := rapid.SampledFrom([]string{"yes", "yes", "yes", "no", "withdraw", "narrow"}).Draw(rt, "event")
			switch event {
			case "yes":
				if c, err = c.Respond(by, true, HowWritten, "staff", noon); err == nil {
					said[by] = AnswerYes
				}
			case "no":
				if c, err = c.Respond(by, false, HowOral, "staff", noon); err == nil {
					said[by], fallen = AnswerNo, true
				}
			case "withdraw":
				if c, err = c.Withdraw(by, "staff", noon); err == nil {
					said[by], fallen = AnswerWithdrawn, true
				}
				if err != nil && said[by] == AnswerYes {
					rt.Fatalf("a yes cannot be taken back in %s", was.State)
				}
			case "narrow":
				keep := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), rapid.ID[string]).Draw(rt, "keep")
				about := rapid.SliceOfDistinct(rapid.SampledFrom([]Topic{School, Home, Health}), rapid.ID[Topic]).Draw(rt, "about")
				c, err = c.Narrow(keep, about)
				for _, p := range c.Parties {
					if err == nil && !slices.Contains(keep, p) || !slices.Contains(was.Parties, p) {
						rt.Fatalf("%s stays, or comes, when only %q is kept", p, keep)
					}
				}
				for _, x := range c.Topics {
					if err == nil && !slices.Contains(about, x) || !slices.Contains(was.Topics, x) {
						rt.Fatalf("%s stays, or comes, when only %q is kept", x, about)
					}
				}
			}
			holds := len(said) > 0 && !fallen
			for _, g := range c.Givers {
				if g.Answer != said[g.ID] {
					rt.Fatalf("after %s, %s has said %s, and it is kept as %s", event, g.ID, said[g.ID], g.Answer)
				}
				holds = holds && said[g.ID] == AnswerYes
			}
			if c.effective(noon) != holds || (c.State == ConsentActive) != holds {
				rt.Fatalf("after %s by %s it is %s and has effect: %v; said is %v", event, by, c.State, c.effective(noon), said)
			}
		}
	})
}

// What is left when something is taken out of a consent still lets somebody tell
// somebody else something; otherwise all of it is to be withdrawn, so that the matter rests.
func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		state   ConsentState
		parties []string
		topics  []Topic
		want    string
	}{
		{"one organisation is left with nobody to tell", ConsentActive, []string{"s"}, []Topic{School, Health}, "coordination.consent.all_taken"},
		{"no organisation", ConsentActive, nil, []Topic{School}, "coordination.consent.all_taken"},
		{"no kind of information", ConsentActive, []string{"s", "h", "p"}, nil, "coordination.consent.all_taken"},
		{"nothing taken out", ConsentActive, []string{"s", "h", "p"}, []Topic{School, Health}, "coordination.consent.nothing_taken"},
		{"somebody put in", ConsentActive, []string{"s", "h", "p", "new"}, []Topic{School, Health}, "coordination.consent.nothing_taken"},
		{"already withdrawn", ConsentWithdrawn, []string{"s", "h"}, []Topic{School}, "coordination.consent.not_active"},
		{"an organisation", ConsentActive, []string{"h", "s"}, []Topic{School, Health}, ""},
		{"a kind, while it is asked for", ConsentAsked, []string{"s", "h", "p"}, []Topic{School}, ""},
	} {
		c := Consent{State: tt.state, Parties: []string{"s", "h", "p"}, Topics: []Topic{School, Health}}
		got, err := c.Narrow(tt.parties, tt.topics)
		key := ""
		for _, f := range fault.All(err) {
			key = f.Key
		}
		if key != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, key, tt.want)
		}
		if err != nil && (len(got.Parties) != 3 || len(got.Topics) != 2) {
			t.Errorf("%s: refused, and yet %+v", tt.name, got)
		}
		if err == nil && (slices.Contains(got.Parties, "p") && slices.Contains(got.Topics, Health)) {
			t.Errorf("%s: nothing was taken: %+v", tt.name, got)
		}
	}
}

// Every part of a consent must have been said; there is no language that is taken for granted.
func TestConsentDraftIsWhole(t *testing.T) {
	t.Parallel()
	today := civil.On(2026, 11, 23)
	whole := ConsentDraft{Decides: BothDecide, Parties: []string{"s", "h"}, Topics: []Topic{School}, To: today.AddDays(90), Language: "Svenska",
		Body: ConsentBody{Purpose: "Sova", Explained: "Muntligt", Judgement: "Tolv år"}}
	if err := whole.Check(today); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*ConsentDraft){
		"decides": func(d *ConsentDraft) { d.Decides = "" }, "judgement": func(d *ConsentDraft) { d.Body.Judgement = "" },
		"parties": func(d *ConsentDraft) { d.Parties = nil }, "topics": func(d *ConsentDraft) { d.Topics = nil },
		"purpose": func(d *ConsentDraft) { d.Body.Purpose = "" }, "to": func(d *ConsentDraft) { d.To = today.AddDays(-1) },
		"language": func(d *ConsentDraft) { d.Language = "" }, "explained": func(d *ConsentDraft) { d.Body.Explained = "" },
	} {
		d := whole
		change(&d)
		if list := fault.All(d.Check(today)); len(list) != 1 || list[0].Field != field {
			t.Errorf("without %s: %v", field, list)
		}
	}
}
