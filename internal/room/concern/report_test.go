package concern

import (
	"strings"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

func TestDraftReportCheck(t *testing.T) {
	today := civil.On(2026, 11, 23)
	right := func(category string) (bool, bool) {
		return category == "school" || category == "anyone", category == "school"
	}
	whole := func(change func(*DraftReport)) DraftReport {
		d := DraftReport{Municipality: "9901", Category: "school", WantsFeedback: true, Content: Content{
			Children: []ReportedChild{{Given: "Noah", Family: "Lindh"}}, Seen: "Kommer utan jacka."}}
		change(&d)
		return d
	}
	tests := []struct {
		name   string
		draft  DraftReport
		fields string
	}{
		{"whole", whole(func(*DraftReport) {}), ""},
		{"nothing at all", DraftReport{}, "municipality category child.0.given seen"},
		{"child known only by where to find them", whole(func(d *DraftReport) {
			d.Content.Children = []ReportedChild{{FoundHow: "Pojke i blå jacka, 4B"}}
		}), ""},
		{"second child empty is no child", whole(func(d *DraftReport) {
			d.Content.Children = append(d.Content.Children, ReportedChild{})
		}), ""},
		{"heard is enough", whole(func(d *DraftReport) { d.Content.Seen, d.Content.Heard = "", "Skrik" }), ""},
		{"spaces are nothing", whole(func(d *DraftReport) { d.Content.Seen = " \n " }), "seen"},
		{"wrong check digit", whole(func(d *DraftReport) { d.Content.Children[0].Number = "20120101-2385" }), "child.0.number"},
		{"number of letters", whole(func(d *DraftReport) { d.Content.Children[0].Number = "<script>" }), "child.0.number"},
		{"30 February", whole(func(d *DraftReport) { d.Content.Children[0].Birth = "2018-02-30" }), "child.0.birth"},
		{"born tomorrow", whole(func(d *DraftReport) { d.Content.Children[0].Birth = "2026-11-24" }), "child.0.birth"},
		{"a private person has no right to feedback", whole(func(d *DraftReport) { d.Category = "anyone" }), "wants_feedback"},
		{"made-up category", whole(func(d *DraftReport) { d.Category = "king" }), "category"},
		{"text of a megabyte", whole(func(d *DraftReport) { d.Content.Seen = strings.Repeat("x", 1<<20) }), "seen"},
		{"name of a book", whole(func(d *DraftReport) { d.Content.Children[0].Given = strings.Repeat("å", MaxLine+1) }), "child.0.given"},
		{"a whole school", whole(func(d *DraftReport) {
			for range 300 {
				d.Content.Children = append(d.Content.Children, ReportedChild{Given: "x"})
			}
		}), "child.0.given"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var fields []string
			for _, f := range fault.All(tt.draft.Check(today, right)) {
				fields = append(fields, f.Field)
			}
			if got := strings.Join(fields, " "); got != tt.fields {
				t.Errorf("wrong at %q, want %q", got, tt.fields)
			}
		})
	}
}

func TestForChildPutsTheChildFirstAndKeepsTheSiblings(t *testing.T) {
	c := Content{Children: []ReportedChild{{Given: "A"}, {Given: "B"}, {Given: "C"}}}
	got := c.ForChild(1)
	if len(got.Children) != 3 || got.Children[0].Given != "B" || got.Children[1].Given != "A" || got.Children[2].Given != "C" {
		t.Errorf("for the second child: %v", got.Children)
	}
	if c.Children[0].Given != "A" {
		t.Error("the report itself changed")
	}
}

func TestHeadlineIsShort(t *testing.T) {
	c := Content{Seen: strings.Repeat("Blåmärken på armen. ", 40)}
	if n := len([]rune(c.Headline())); n > 115 {
		t.Errorf("headline of %d runes", n)
	}
	if got := (Content{Heard: " Skrik\n på natten "}).Headline(); got != "Skrik på natten" {
		t.Errorf("headline %q", got)
	}
}
