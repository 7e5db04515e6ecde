package coordination

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

func sspf(t testing.TB) Form {
	t.Helper()
	f, ok := newestForm("sspf", civil.Of(moment))
	if !ok || f.Limits == nil {
		t.Fatal("no SSPF that may be adjusted")
	}
	return f
}

// What the statutes settle, no municipality adjusts.
func TestEditionKeepsWithinTheLimits(t *testing.T) {
	t.Parallel()
	base := sspf(t)
	for name, tt := range map[string]struct {
		change func(*EditionWords)
		want   string
	}{
		"older than the police may be told of": {func(d *EditionWords) { d.Ages.To = 21 }, "coordination.edition.ages_wrong"},
		"ages the wrong way round":             {func(d *EditionWords) { d.Ages = Ages{15, 12} }, "coordination.edition.ages_wrong"},
		"without the school":                   {func(d *EditionWords) { d.Needs["school"] = "" }, "coordination.edition.sector_kept"},
		"social services only if they like":    {func(d *EditionWords) { d.Needs["social"] = "may" }, "coordination.edition.sector_kept"},
		"a sector that brings nothing":         {func(d *EditionWords) { d.Notes["police"] = " " }, "coordination.edition.note_missing"},
		"the police begin":                     {func(d *EditionWords) { d.Raisers = []string{"police"} }, "coordination.edition.raisers_wrong"},
		"who takes no part begins":             {func(d *EditionWords) { d.Needs["leisure"] = "" }, "coordination.edition.raisers_wrong"},
		"nobody begins":                        {func(d *EditionWords) { d.Raisers = nil }, "coordination.edition.raisers_missing"},
		"a consent for ever":                   {func(d *EditionWords) { d.Months = 13 }, "coordination.edition.months_wrong"},
		"a consent without words":              {func(d *EditionWords) { d.ConsentNote = "" }, "coordination.edition.consent_missing"},
		"no follow-up":                         {func(d *EditionWords) { d.Contents = []string{"Mål"} }, "coordination.edition.follow_up_kept"},
		"followed up too seldom":               {func(d *EditionWords) { d.EveryWeeks = 13 }, "coordination.edition.weeks_wrong"},
		"never followed up":                    {func(d *EditionWords) { d.FirstWeeks = 0 }, "coordination.edition.weeks_wrong"},
		"the same content twice":               {func(d *EditionWords) { d.Contents = append(d.Contents, "Mål") }, "coordination.edition.rows_wrong"},
		"more contents than anybody reads": {func(d *EditionWords) {
			d.Contents = append(d.Contents, strings.Split(strings.Repeat("x ", 20), " ")...)
		}, "coordination.edition.rows_wrong"},
		"no steps":               {func(d *EditionWords) { d.Steps = nil }, "coordination.edition.rows_wrong"},
		"no name":                {func(d *EditionWords) { d.Name = "" }, "coordination.edition.name_missing"},
		"no decision to rest on": {func(d *EditionWords) { d.Decision = "" }, "coordination.edition.decision_missing"},
	} {
		d := base.Words()
		d.Decision = "Kommunstyrelsen 2026-11-02 § 118"
		tt.change(&d)
		if faults := fault.All(base.adjusted(d, base).within(base)); !slices.ContainsFunc(faults, func(f *fault.Error) bool { return f.Key == tt.want }) {
			t.Errorf("%s: %v, want %s", name, faults, tt.want)
		}
	}
	d := base.Words()
	d.Decision = "Kommunstyrelsen 2026-11-02 § 118"
	if err := base.adjusted(d, base).within(base); err != nil {
		t.Errorf("the form as it is everywhere is outside its own limits: %v", err)
	}
}

// Whatever somebody types, the consent, the law and what the police hold stay as they
// were, and what has been typed comes back as it was typed.
func TestEditionCannotAdjustTheLaw(t *testing.T) {
	t.Parallel()
	base := sspf(t)
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.SampledFrom([]string{"", "Mål", "Skolvägen", "Uppföljning", "Annat"})
		d := EditionWords{Name: line.Draw(rt, "name"), Ages: Ages{rapid.IntRange(-5, 30).Draw(rt, "from"), rapid.IntRange(-5, 30).Draw(rt, "to")}, Needs: map[string]string{}, Notes: map[string]string{},
			Raisers: rapid.SliceOfDistinct(rapid.SampledFrom(Sectors), rapid.ID[string]).Draw(rt, "raisers"), Written: rapid.Bool().Draw(rt, "written"),
			Months: rapid.IntRange(-1, 20).Draw(rt, "months"), Contents: rapid.SliceOfN(line.Filter(func(s string) bool { return s != "" }), 0, 4).Draw(rt, "contents")}
		for _, s := range Sectors {
			d.Needs[s] = rapid.SampledFrom([]string{"", "may", "should", "must"}).Draw(rt, s)
		}
		f := base.adjusted(d, base)
		if f.ID != base.ID || !f.Consent.Needed || !f.Consent.Guardians || !f.Consent.Child || len(f.Basis) != len(base.Basis) || f.Limits != nil {
			rt.Fatalf("the law has been adjusted: %+v", f)
		}
		for _, sector := range commitmentsOnly {
			if holds, there := f.HoldsIn(sector); there && holds != HoldsCommitments {
				rt.Fatalf("%s holds %s", sector, holds)
			}
		}
		if got := f.Words(); !slices.Equal(got.Contents, d.Contents) || got.Name != d.Name || got.Ages != d.Ages || got.Months != d.Months {
			rt.Fatalf("typed %+v, and it came back as %+v", d, got)
		}
		if again := f.adjusted(f.Words(), base); len(Changes(f, again)) != 0 {
			rt.Fatalf("saving without typing changes %+v", Changes(f, again))
		}
	})
}
