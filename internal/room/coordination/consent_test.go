package coordination

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
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
