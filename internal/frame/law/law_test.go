package law

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"samspel/internal/ground/civil"
)

var today = civil.On(2026, 11, 23)

// everyRow is each row of each file, under the file's name.
func everyRow() map[string][]Row {
	all := map[string][]Row{}
	for _, x := range deadlines() {
		all["deadlines"] = append(all["deadlines"], x.Row)
	}
	for _, x := range reporterCategories() {
		all["reporter_categories"] = append(all["reporter_categories"], x.Row)
	}
	for _, x := range grounds() {
		all["grounds"] = append(all["grounds"], x.Row)
	}
	for _, x := range regimes() {
		all["secrecy"] = append(all["secrecy"], x.Row)
	}
	for _, x := range retention() {
		all["retention"] = append(all["retention"], x.Row)
	}
	return all
}

func TestEveryRowCitesWhatTheStatuteHolds(t *testing.T) {
	t.Parallel()
	texts := map[string]statuteText{}
	dates := map[string]string{}
	for _, s := range Statutes() {
		texts[s.SFS] = readStatute(t, s.SFS)
		dates[s.SFS] = s.TextOf
		if of := texts[s.SFS].textOf; of != "" && of != s.TextOf {
			t.Errorf("SFS %s: the text is of %s, the data say %s", s.SFS, of, s.TextOf)
		}
	}
	cite := func(where string, r Ref) {
		text, ok := texts[r.SFS].find(r)
		switch {
		case !ok:
			t.Errorf("%s: there is no %s", where, r)
		case r.Item > 0 && !strings.Contains(text, "\n"+strconv.Itoa(r.Item)+". "):
			t.Errorf("%s: %s has no such item", where, r)
		case r.Paragraph > strings.Count(text, "\n\n")+1:
			t.Errorf("%s: %s has no such paragraph", where, r)
		}
	}
	for file, rows := range everyRow() {
		for _, r := range rows {
			where := file + " " + r.ID
			cite(where, r.Ref)
			if r.Checked != dates[r.Ref.SFS] {
				t.Errorf("%s: checked %s, but the text is of %s", where, r.Checked, dates[r.Ref.SFS])
			}
			if amending, ok := strings.CutPrefix(r.Source, "SFS "); ok && amending != r.Ref.SFS {
				if text, _ := texts[r.Ref.SFS].find(r.Ref); !strings.Contains(text, "Lag ("+amending+")") {
					t.Errorf("%s: %s was not given its wording by SFS %s", where, r.Ref, amending)
				}
			}
		}
	}
	for _, g := range grounds() {
		for _, r := range g.Also {
			cite("grounds "+g.ID, r)
		}
	}
}

// Lifts and Excludes are prose for a jurist; their chapters must at least be in the ground's own text.
func TestWhatAGroundLiftsStandsInItsText(t *testing.T) {
	t.Parallel()
	osl := readStatute(t, "2009:400")
	chapter := regexp.MustCompile(`^OSL (\d+) kap\.`)
	for _, g := range grounds() {
		if g.Ref.SFS != "2009:400" {
			continue
		}
		text, _ := osl.find(g.Ref)
		if strings.Contains(text, "19-23 §§") { // what 24 § leaves to the sections before it
			text += osl.sections["10:19"] + osl.sections["10:23"]
		}
		text = strings.Join(strings.Fields(text), " ")
		for _, s := range append(g.Lifts, g.Excludes...) {
			m := chapter.FindStringSubmatch(s)
			if m == nil {
				t.Errorf("%s: %q", g.ID, s)
				continue
			}
			own := m[1] == g.Ref.Chapter || strings.Contains(text, "enligt 1 §") // "secrecy under 1 §" of its own chapter
			if !own && !strings.Contains(text, m[1]+" kap.") {
				t.Errorf("%s: %q is not in %s", g.ID, s, g.Ref)
			}
		}
	}
}

func TestRowsAreWhole(t *testing.T) {
	t.Parallel()
	for file, rows := range everyRow() {
		for i, r := range rows {
			if r.ID == "" || r.From.IsZero() || r.Source == "" || r.Checked == "" {
				t.Errorf("%s, row %d (%s): something is missing", file, i, r.ID)
			}
			if !r.To.IsZero() && r.To.Before(r.From) {
				t.Errorf("%s %s: ends before it begins", file, r.ID)
			}
			for _, other := range rows[i+1:] {
				if other.ID == r.ID && (r.InForce(other.From) || other.InForce(r.From)) {
					t.Errorf("%s %s: two wordings in force at once", file, r.ID)
				}
			}
		}
	}
	for _, g := range grounds() {
		if len(g.Tests) == 0 || g.Swedish == "" || g.English == "" || g.Giver == "" || g.Recipient == "" {
			t.Errorf("ground %s is not whole", g.ID)
		}
		switch g.Kind {
		case ByConsent, Duty, Permission, Scope, Refusal:
		default:
			t.Errorf("ground %s: kind %q", g.ID, g.Kind)
		}
		lets := g.Kind == Duty || g.Kind == Permission
		if lets && (g.When.Swedish == "" || g.When.English == "" || g.NotEnough.Swedish == "" || g.NotEnough.English == "") {
			t.Errorf("ground %s: nobody can tell when it is used, and what is not enough", g.ID)
		}
		for _, q := range g.Tests {
			if q.In("sv") == "" || q.In("en") == "" || q.In("sv") == q.In("en") {
				t.Errorf("ground %s: a test in one language only", g.ID)
			}
		}
	}
	for _, r := range retention() {
		if r.Name("sv") == "" || r.Name("en") == r.Name("sv") {
			t.Errorf("retention %s: a name in one language only", r.ID)
		}
		timed := r.Keeps == Dispose || r.Keeps == NotBefore || r.Keeps == Finish
		if timed != (r.Years > 0 || r.UntilAge > 0) || timed == (r.CountedFrom == "") || (r.Keeps == Sample) != (len(r.BornOn) > 0) {
			t.Errorf("retention %s is not whole", r.ID)
		}
		switch r.Keeps {
		case Dispose, Keep, NotBefore, Finish, Sample, HandOver, Plan:
		default:
			t.Errorf("retention %s: keeps %q", r.ID, r.Keeps)
		}
	}
	for _, r := range regimes() {
		switch r.Strength {
		case Strong, Weak, Minimum, Unauthorised, Reservation:
		default:
			t.Errorf("regime %s: strength %q", r.ID, r.Strength)
		}
	}
}

func TestInForce(t *testing.T) {
	t.Parallel()
	r := Row{From: civil.On(2026, 1, 15), To: civil.On(2026, 6, 30)}
	for on, want := range map[civil.Date]bool{
		civil.On(2026, 1, 14): false, civil.On(2026, 1, 15): true,
		civil.On(2026, 6, 30): true, civil.On(2026, 7, 1): false,
	} {
		if r.InForce(on) != want {
			t.Errorf("on %s: %t", on, !want)
		}
	}
	if _, ok := DeadlineOn(Feedback, civil.On(2026, 1, 14)); ok {
		t.Error("the week for feedback was in force before it was law")
	}
	if _, ok := DeadlineOn("nonsense", today); ok {
		t.Error("there is a deadline called nonsense")
	}
	for _, on := range []civil.Date{civil.On(2026, 11, 23), civil.On(2028, 6, 30), civil.On(2028, 7, 1)} {
		if _, ok := SecrecyRegime("student_health", on); !ok {
			t.Errorf("no secrecy in student health on %s", on)
		}
	}
}

func TestLate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, deadline, start, late string
	}{
		{"protection assessment, 24 hours", ProtectionAssessment, "2026-11-23 16:30", "2026-11-24 16:30"},
		{"24 hours over the end of summer time", ProtectionAssessment, "2026-10-24 12:00", "2026-10-25 11:00"},
		{"14 days, delivered in the morning", PreliminaryAssessment, "2026-11-23 00:00", "2026-12-08 00:00"},
		{"14 days, delivered a minute before midnight", PreliminaryAssessment, "2026-11-23 23:59", "2026-12-08 00:00"},
		{"14 days, delivered at midnight", PreliminaryAssessment, "2026-11-24 00:00", "2026-12-09 00:00"},
		{"14 days over the start of summer time", PreliminaryAssessment, "2026-03-20 12:00", "2026-04-04 00:00"},
		{"14 days end on Christmas Day, not moved", PreliminaryAssessment, "2026-12-11 09:00", "2026-12-26 00:00"},
		{"feedback, decided on a Friday", Feedback, "2026-11-20 15:00", "2026-11-28 00:00"},
		{"acknowledgement, 24 hours", Acknowledgement, "2026-12-31 23:30", "2027-01-01 23:30"},
	}
	for _, tt := range tests {
		l, ok := DeadlineOn(tt.deadline, today)
		if !ok {
			t.Fatalf("%s: no such deadline", tt.deadline)
		}
		start, err := time.ParseInLocation("2006-01-02 15:04", tt.start, civil.Stockholm)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Late(start).In(civil.Stockholm).Format("2006-01-02 15:04"); got != tt.late {
			t.Errorf("%s: late from %s, want %s", tt.name, got, tt.late)
		}
	}
}

func TestDeadlinesAreInDaysOrHours(t *testing.T) {
	t.Parallel()
	for _, l := range Deadlines() {
		if (l.Days > 0) == (l.Hours > 0) || l.CountedFrom == "" || (l.Unit() == "hours") != (l.Hours > 0) {
			t.Errorf("%s: %d days, %d hours, from %q", l.ID, l.Days, l.Hours, l.CountedFrom)
		}
		for _, d := range l.AlarmDays {
			if d < 1 || d > l.Days {
				t.Errorf("%s: reminder on day %d", l.ID, d)
			}
		}
	}
}

func TestReporterCategories(t *testing.T) {
	t.Parallel()
	all := ReporterCategories(today)
	if len(all) != 25 {
		t.Fatalf("%d categories, want the 22 items of SoL 19:1 and one each for 19:2, 19:3 and 19:4", len(all))
	}
	for i, c := range all[:22] {
		if c.Ref.Item != i+1 || c.Ref.Section != "1" {
			t.Errorf("%s: %s", c.ID, c.Ref)
		}
	}
	for _, c := range all {
		private := c.Ref.Section == "4"
		if c.Duty == private || c.Feedback == private {
			t.Errorf("%s: duty %t, feedback %t", c.ID, c.Duty, c.Feedback)
		}
		if c.Name("sv") == "" || c.Name("en") == "" || c.Name("") != c.Name("sv") {
			t.Errorf("%s has no name", c.ID)
		}
	}
	if c, ok := Reporter("school", today); !ok || !c.Feedback || c.Ref.Item != 4 {
		t.Errorf("school: %+v, %t", c, ok)
	}
	all[0].ID = "changed"
	if _, ok := Reporter("health_dental", today); !ok {
		t.Error("a caller can change what others read")
	}
}

func TestRefString(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]Ref{
		"19 kap. 6 § SoL":                  {SFS: "2025:400", Chapter: "19", Section: "6"},
		"19 kap. 1 § första stycket 4 SoL": {SFS: "2025:400", Chapter: "19", Section: "1", Paragraph: 1, Item: 4},
		"40 kap. 7 g § OSL":                {SFS: "2009:400", Chapter: "40", Section: "7 g"},
		"7 § lagen (2025:170)":             {SFS: "2025:170", Section: "7"},
		"1 § SFS 1734:1":                   {SFS: "1734:1", Section: "1"},
	} {
		if got := fmt.Sprint(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestGroundsThatLiftSocialServicesSecrecy(t *testing.T) {
	t.Parallel()
	if g, ok := GroundFor("school_to_law_enforcement", today); !ok || g.Ref.String() != "7 § lagen (2025:170)" {
		t.Error("the head teacher's duty is 7 §")
	}
	for _, g := range Grounds(today) {
		if g.Name("sv") == g.Name("en") {
			t.Errorf("%s has one name in both languages", g.ID)
		}
	}
}

// A ground that does not lift the secrecy somebody is under is no ground for them.
func TestWhatAGroundReaches(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		regime, ground string
		want           bool
	}{
		{"social_services", "general_clause", false},
		{"health_care", "general_clause", false},
		{"student_health", "general_clause", true},
		{"private_school", "general_clause", false},
		{"police", "general_clause", true},
		{"social_services", "crime_committed", false},
		{"health_care", "crime_committed", false},
		{"leisure", "crime_committed", true},
		{"health_care", "fraud_and_crime", false},
		{"social_services", "municipality_to_law_enforcement", false},
		{"leisure", "municipality_to_law_enforcement", true},
		{"private_health", "school_to_law_enforcement", false},
		{"private_school", "school_to_law_enforcement", true},
		{"social_services", "child_needs_care_from_social", true},
		{"private_social", "child_needs_care_from_social", false},
		{"health_care", "child_needs_care_from_health", true},
		{"student_health", "serious_crime_committed", false},
		{"private_school", "answer_to_investigation", true},
		{"association", "reservation", false},
	} {
		g, known := GroundFor(tt.ground, today)
		r, there := SecrecyRegime(tt.regime, today)
		if got := g.Reaches(r); !known || !there || got != tt.want {
			t.Errorf("%s lifts %s: %v, want %v", tt.ground, tt.regime, got, tt.want)
		}
	}
}

func TestProvisionCovers(t *testing.T) {
	t.Parallel()
	osl := func(chapter, section string, paragraph int) Ref {
		return Ref{SFS: "2009:400", Chapter: chapter, Section: section, Paragraph: paragraph}
	}
	for _, tt := range []struct {
		provision string
		ref       Ref
		want      bool
	}{
		{"OSL 26 kap. 1 a § första stycket, 3, 4, 6 §§", osl("26", "1", 0), false},
		{"OSL 26 kap. 1 a § första stycket, 3, 4, 6 §§", osl("26", "1 a", 1), true},
		{"OSL 26 kap. 1 a § andra stycket, 2–6 §§", osl("26", "1 a", 1), false},
		{"OSL 26 kap. 1 a § andra stycket, 2–6 §§", osl("26", "5", 0), true},
		{"OSL 26 kap. 1–6 §§", osl("26", "1 a", 2), true},
		{"OSL 26 kap. 1–6 §§", osl("26", "7", 0), false},
		{"OSL 26 kap. 1 §", osl("26", "1 a", 0), false},
		{"OSL 2 kap. 6 §", osl("26", "6", 0), false},
		{"PSL 6 kap. 12–14, 16 §§", Ref{SFS: "2010:659", Chapter: "6", Section: "13"}, true},
		{"PSL 6 kap. 12–14, 16 §§", osl("6", "13", 0), false},
		{"", osl("", "", 0), false},
	} {
		if got := covers(tt.provision, tt.ref); got != tt.want {
			t.Errorf("%q covers %s: %v, want %v", tt.provision, tt.ref, got, tt.want)
		}
	}
}

func TestEveryRowIsInTheDocument(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../../docs/law.md")
	if err != nil {
		t.Fatal(err)
	}
	for file, rows := range everyRow() {
		for _, r := range rows {
			if !strings.Contains(string(document), "`"+r.ID+"`") || !strings.Contains(string(document), r.Ref.String()) {
				t.Errorf("docs/law.md lacks %s of %s", r.ID, file)
			}
			if !strings.Contains(string(document), r.Open) {
				t.Errorf("docs/law.md lacks the open question of %s", r.ID)
			}
		}
	}
}
