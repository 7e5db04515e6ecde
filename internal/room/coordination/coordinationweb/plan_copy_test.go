package coordinationweb

import (
	"strings"
	"testing"

	"samspel/internal/frame/paper"
	"samspel/internal/room/coordination"
)

// The words of a document, in the order they are read. Without a language they are keys.
func wordsOf(d paper.Document) string {
	words := []string{d.Title, d.Label}
	for _, b := range d.Blocks {
		words = append(words, b.Heading, b.Paragraph)
		if b.Table != nil {
			for _, row := range append([][]string{b.Table.Head}, b.Table.Rows...) {
				words = append(words, row...)
			}
		}
	}
	return strings.Join(words, "\n")
}

// A copy holds what the page holds: the marks of protection, and what was promised, also
// what stands under no goal.
func TestPlanPaper(t *testing.T) {
	t.Parallel()
	v := coordination.PlanView{Begun: true, Shared: true}
	v.Loose = make([]coordination.CommitmentView, 1)
	v.Loose[0].Body.What = "Följa med till mottagningen"
	const identity, mode = "coordination.lock.protected", "coordination.protection.mark"
	for _, tt := range []struct {
		name                string
		identity, protected bool
	}{{"open", false, false}, {"protected identity", true, false}, {"protected mode", false, true}, {"both", true, true}} {
		v.Matter.Protected = tt.identity
		v.Protection = coordination.Protection{}
		if tt.protected {
			v.Protection.ID = "x"
		}
		if v.Protection.On() != tt.protected {
			t.Fatalf("%s: protection is %t", tt.name, v.Protection.On())
		}
		d := planPaper(t.Context(), v)
		words := wordsOf(d)
		if !strings.Contains(words, v.Loose[0].Body.What) {
			t.Errorf("%s: a commitment is lost", tt.name)
		}
		for mark, want := range map[string]bool{identity: tt.identity, mode: tt.protected} {
			if strings.Contains(d.Label, mark) != want || strings.Contains(strings.TrimPrefix(words, d.Title+"\n"+d.Label), mark) != want {
				t.Errorf("%s: %s is in the label or the text, or not: %s", tt.name, mark, words)
			}
		}
	}
}
