package concern

import (
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/fault"
)

func TestHandoverDraft(t *testing.T) {
	t.Parallel()
	among := []string{"a", "b"}
	for name, tt := range map[string]struct {
		d    HandoverDraft
		want string
	}{
		"nobody":                {HandoverDraft{From: "a"}, "concern.handover.to_missing"},
		"an empty name":         {HandoverDraft{From: "a", To: []string{""}}, "concern.assign.unknown"},
		"a stranger":            {HandoverDraft{From: "a", To: []string{"b", "x"}}, "concern.assign.unknown"},
		"to whoever has them":   {HandoverDraft{From: "a", To: []string{"b", "a"}}, "concern.handover.to_same"},
		"nobody's, to all":      {HandoverDraft{To: among}, ""},
		"from one who has left": {HandoverDraft{From: "gone", To: among}, ""},
		"twice to the same":     {HandoverDraft{From: "gone", To: []string{"a", "a"}}, ""},
	} {
		err := tt.d.Check(among)
		switch list := fault.All(err); {
		case tt.want == "" && err != nil, tt.want != "" && (len(list) != 1 || list[0].Key != tt.want):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// Nobody gets what they may not open, whoever may gets an even share, and what
// nobody may open stays.
func TestShareIsEven(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		to := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 4, func(u string) string { return u }).Draw(rt, "to")
		covers := map[string]bool{}
		someone := false
		for _, u := range to {
			covers[u] = rapid.Bool().Draw(rt, u)
			someone = someone || covers[u]
		}
		var matters []Matter
		for range rapid.IntRange(0, 60).Draw(rt, "matters") {
			matters = append(matters, Matter{Protected: rapid.Bool().Draw(rt, "protected"), Version: 7})
		}
		moves := share(matters, to, func(u string) bool { return covers[u] })
		given, open := map[string]int{}, 0
		for i, move := range moves {
			switch m := matters[i]; {
			case m.Protected && move.To != "" && !covers[move.To]:
				rt.Fatal("a protected matter goes to who may not open it")
			case move.To == "" && (!m.Protected || someone):
				rt.Fatal("a matter stays though somebody may have it")
			}
			if move.Version != 7 {
				rt.Fatal("the version shown is not the version moved")
			}
			if move.To != "" {
				given[move.To]++
				open++
			}
		}
		if len(covers) > 0 && allSame(covers) {
			for _, u := range to {
				if n := given[u]; n < open/len(to) || n > open/len(to)+1 {
					rt.Fatalf("%s gets %d of %d among %d", u, n, open, len(to))
				}
			}
		}
	})
}

func allSame(covers map[string]bool) bool {
	var yes, no bool
	for _, c := range covers {
		yes, no = yes || c, no || !c
	}
	return yes != no
}
