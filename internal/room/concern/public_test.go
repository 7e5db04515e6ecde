package concern

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/law"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

var today = civil.On(2026, 11, 23)

func told() PublicReport {
	return PublicReport{Municipality: "9901", Reporter: Anonymous, Content: Content{
		Children: []ReportedChild{{FoundHow: "Flickan på nedre botten, Ekgatan 3"}}, Seen: "Skriker om nätterna."}}
}

func TestPublicReportCheck(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("å", MaxText+1)
	for name, tt := range map[string]struct {
		but    func(*PublicReport)
		faults []string
	}{
		"nothing at all":            {func(p *PublicReport) { *p = PublicReport{} }, []string{"child.0.given", "municipality", "seen", "reporter"}},
		"no child":                  {func(p *PublicReport) { p.Content.Children = nil }, []string{"child.0.given"}},
		"a child of an age":         {func(p *PublicReport) { p.Content.Children[0] = ReportedChild{Age: "7 år"} }, []string{"child.0.given"}},
		"a child only protected":    {func(p *PublicReport) { p.Content.Children[0] = ReportedChild{Protected: true} }, []string{"child.0.given"}},
		"a sibling only of an age":  {func(p *PublicReport) { p.Content.Children = append(p.Content.Children, ReportedChild{Age: "3"}) }, []string{"child.1.given"}},
		"a number that is none":     {func(p *PublicReport) { p.Content.Children[0].Number = "20150314-0000" }, []string{"child.0.number"}},
		"a class":                   {func(p *PublicReport) { p.Content.Children = slices.Repeat(p.Content.Children, MaxChildren+1) }, []string{"child.0.given"}},
		"only thoughts":             {func(p *PublicReport) { p.Content.Seen, p.Content.Interpretation = " \n", "De dricker." }, []string{"seen"}},
		"no choice":                 {func(p *PublicReport) { p.Reporter = "" }, []string{"reporter"}},
		"a choice nobody offered":   {func(p *PublicReport) { p.Reporter = "admin" }, []string{"reporter"}},
		"named without a name":      {func(p *PublicReport) { p.Reporter = Named }, []string{"reporter_name"}},
		"a municipality in words":   {func(p *PublicReport) { p.Municipality = "Ekstad'; --" }, []string{"municipality"}},
		"a novel":                   {func(p *PublicReport) { p.Content.Said = long }, []string{"said"}},
		"an age without end":        {func(p *PublicReport) { p.Content.Children[0].Age = long }, []string{"child.0.age"}},
		"adults without end":        {func(p *PublicReport) { p.Content.Adults = long }, []string{"adults"}},
		"a name without end":        {func(p *PublicReport) { p.Reporter, p.Content.ReporterName = Named, long }, []string{"reporter_name"}},
		"an anonymous name, whole":  {func(p *PublicReport) { p.Content.ReporterName = long }, nil},
		"as little as can be":       {func(p *PublicReport) {}, nil},
		"a child's words only":      {func(p *PublicReport) { p.Content.Seen, p.Content.Said = "", "Kom inte hem." }, nil},
		"named by telephone":        {func(p *PublicReport) { p.Reporter, p.Content.Phone = Named, "0999-11 11 11" }, nil},
		"an age that is in no year": {func(p *PublicReport) { p.Content.Children[0].Age = "2026-02-31" }, nil},
	} {
		p := told()
		tt.but(&p)
		var got []string
		for _, f := range fault.All(p.Check(today)) {
			if f.Kind != fault.KindInvalid {
				t.Errorf("%s: a fault of kind %d", name, f.Kind)
			}
			got = append(got, f.Field)
		}
		if !slices.Equal(got, tt.faults) {
			t.Errorf("%s: faults in %q, want %q", name, got, tt.faults)
		}
	}
}

func TestAgeThatIsADay(t *testing.T) {
	t.Parallel()
	for age, want := range map[string]ReportedChild{
		"2019-04-30": {Birth: "2019-04-30"}, "ungefär 7": {Age: "ungefär 7"}, "2026-11-24": {Age: "2026-11-24"}, "": {},
	} {
		if got := (ReportedChild{Age: age}).dated(today); got != want {
			t.Errorf("%q became %+v", age, got)
		}
	}
}

// Of an anonymous reporter not a byte is left of what was typed about them, whatever
// else was; and no private person waits for feedback.
func TestAnonymousIsNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[a-zåäö ]{0,20}`)
		mark := func(name string) string { return "ZQ" + rapid.StringMatching(`[A-Z]{6}`).Draw(rt, name) }
		p := told()
		p.Reporter = rapid.SampledFrom([]ReporterChoice{Anonymous, Named, "", "?"}).Draw(rt, "reporter")
		p.Content.Seen, p.Content.Said = text.Draw(rt, "seen"), text.Draw(rt, "said")
		p.Content.ReporterName, p.Content.Phone, p.Content.ReporterWork = mark("name"), mark("phone"), mark("work")
		d := p.delivered(today)
		kept, err := json.Marshal(d)
		if err != nil {
			rt.Fatal(err)
		}
		for _, word := range []string{p.Content.ReporterName, p.Content.Phone} {
			if strings.Contains(string(kept), word) != (p.Reporter == Named) {
				rt.Errorf("%q of a reporter who chose %q: %s", word, p.Reporter, kept)
			}
		}
		if strings.Contains(string(kept), p.Content.ReporterWork) || d.WantsFeedback || d.Category != publicCategory {
			rt.Errorf("delivered: %s", kept)
		}
	})
}

func TestPublicCategoryIsInTheLaw(t *testing.T) {
	t.Parallel()
	c, ok := law.Reporter(publicCategory, today)
	if !ok || c.Duty || c.Feedback {
		t.Errorf("the category is %+v", c)
	}
}
