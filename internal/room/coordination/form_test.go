package coordination

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// sectionOf is a section of an act as one line, with chapter and section as its head has them.
func sectionOf(t *testing.T, b Basis) string {
	t.Helper()
	file := "SFS_" + strings.ReplaceAll(b.SFS, ":", "_") + ".md"
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		if text, err = os.ReadFile("../../frame/law/testdata/" + file); err != nil {
			t.Fatalf("no text of SFS %s to check against: %v", b.SFS, err)
		}
	}
	var found strings.Builder
	chapter, section := "", ""
	chapterHead, sectionHead := regexp.MustCompile(`^(\d+(?: [a-z])?) kap\. [A-ZÅÄÖ]`), regexp.MustCompile(`^(\d+(?: [a-z])?) § `)
	for line := range strings.Lines(string(text)) {
		if m := chapterHead.FindStringSubmatch(line); m != nil && !strings.Contains(line, "§") {
			chapter, section = m[1], ""
		} else if m := sectionHead.FindStringSubmatch(line); m != nil {
			section = m[1]
		}
		if chapter == b.Chapter && section == b.Section {
			found.WriteString(line)
		}
	}
	return strings.Join(strings.Fields(found.String()), " ")
}

// What a form says a statute says must stand in it.
func TestFormsRestOnStatutes(t *testing.T) {
	t.Parallel()
	for _, f := range everyForm() {
		for _, b := range f.Basis {
			if text := sectionOf(t, b); b.Quote == "" || !strings.Contains(text, b.Quote) {
				t.Errorf("%s version %d: %q does not stand in %s", f.ID, f.Version, b.Quote, b)
			}
		}
		if f.Checked == "" || f.From.IsZero() || len(f.Basis) == 0 {
			t.Errorf("%s version %d does not say what it was checked against, or from when", f.ID, f.Version)
		}
	}
}

// The plan that the law itself describes holds what the law demands.
func TestPlanHoldsTheFourThings(t *testing.T) {
	t.Parallel()
	f, ok := newestForm("sip", civil.On(2026, 11, 23))
	n := 0
	for _, c := range f.Contents {
		if c.Law {
			n++
		}
	}
	if !ok || n != 4 || !f.Consent.Needed || !slices.Contains([]string{f.Participants[0].Need}, "must") {
		t.Errorf("the plan has %d contents by law", n)
	}
}

func TestFormsAreWhole(t *testing.T) {
	t.Parallel()
	sectors := []access.Sector{access.School, access.Social, access.Health, access.Police, access.Leisure, access.Association, access.Agency}
	seen := map[string]bool{}
	for _, f := range everyForm() {
		key := f.ID + strings.Repeat("'", f.Version)
		if seen[key] {
			t.Errorf("%s version %d is there twice", f.ID, f.Version)
		}
		seen[key] = true
		for _, x := range append([]Text{f.Short, f.Name, f.Purpose, f.Consent.Note}, f.Steps...) {
			if x.Swedish == "" || x.English == "" {
				t.Errorf("%s lacks words in one language", f.ID)
			}
		}
		if f.Ages.From > f.Ages.To || f.FollowUp.FirstWeeks == 0 || f.Consent.Months == 0 || len(f.Contents) == 0 || f.Open == "" {
			t.Errorf("%s lacks ages, a rhythm, a consent, contents or its open question", f.ID)
		}
		for _, p := range f.Participants {
			if !slices.Contains(sectors, access.Sector(p.Sector)) || !slices.Contains([]string{"must", "should", "may"}, p.Need) || p.Holds != HoldsAll && p.Holds != HoldsCommitments {
				t.Errorf("%s: %+v", f.ID, p)
			}
			if access.Sector(p.Sector) == access.Police && p.Holds != HoldsCommitments {
				t.Errorf("%s lets the police hold more than commitments", f.ID)
			}
		}
		if f.RaisedBy(string(access.Police)) {
			t.Errorf("%s lets the police begin", f.ID)
		}
	}
}

// Dates prompt, and a human judges.
func TestAgesPrompt(t *testing.T) {
	t.Parallel()
	rule := ConsentRule{Guardians: true, Child: true}
	for _, tt := range []struct {
		age    int
		want   Decides
		prompt string
	}{{-1, GuardiansDecide, ""}, {11, GuardiansDecide, ""}, {12, BothDecide, "12"}, {14, BothDecide, "12"}, {15, BothDecide, "15"}, {17, BothDecide, "15"}, {18, ChildDecides, "18"}} {
		if got, prompt := rule.Proposes(tt.age), rule.Prompt(tt.age); got != tt.want || prompt != tt.prompt {
			t.Errorf("at %d: %s, prompt %q", tt.age, got, prompt)
		}
	}
	for birth, want := range map[civil.Date]civil.Date{
		civil.On(2010, 5, 4): civil.On(2028, 5, 3), civil.On(2012, 2, 29): civil.On(2030, 2, 28), civil.On(2010, 1, 1): civil.On(2027, 12, 31),
	} {
		if got := lastDayAsChild(birth); got != want || birth.AgeOn(got.AddDays(1)) != 18 {
			t.Errorf("born %s: a child until %s, want %s", birth, got, want)
		}
	}
}
