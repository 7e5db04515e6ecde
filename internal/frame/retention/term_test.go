package retention

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

var today = civil.On(2026, time.November, 23)

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// said is a term as a line: "disposed 2031-11-23–2032-12-31 social_file".
func (t Term) said() string {
	line := string(t.Outcome)
	if t.Wait != "" {
		line += " " + string(t.Wait)
	}
	if !t.From.IsZero() {
		line += " " + t.From.String() + "–" + t.By.String()
	}
	if len(t.Rules) > 0 {
		line += " " + t.Rules[0]
	}
	return strings.TrimSpace(line)
}

func TestTerm(t *testing.T) {
	t.Parallel()
	at := func(c Class, last, closed string, marks ...Class) Matter {
		return Matter{Class: c, LastNote: day(last), Closed: day(closed), Marks: marks}
	}
	years := func(c Class, n int) Plan { return Plan{Years: map[Class]int{c: n}} }
	tests := []struct {
		name    string
		regime  Regime
		birth   string
		plan    Plan
		want    string
		matters []Matter // the first is asked about
	}{
		{"a matter that goes on", Social, "2013-05-04", Plan{}, "waiting open", []Matter{at(NotOpened, "2019-01-01", "")}},
		{"another matter of the child goes on", Social, "2013-05-04", Plan{}, "waiting open", []Matter{at(NotOpened, "2019-01-01", "2019-01-01"), at(NotOpened, "2026-11-01", "")}},
		{"nobody knows when the child was born, so not whether it is in the sample", Social, "", Plan{}, "waiting birth social_sample", []Matter{at(NotOpened, "2019-01-01", "2019-01-01")}},
		{"not known, and judged not to be in the sample", Social, "", Plan{}, "disposed 2024-01-01–2025-12-31 social_not_opened", []Matter{at(NotOpened, "2019-01-01", "2019-01-01", NotSampled)}},
		{"an investigation of somebody born nobody knows when", Social, "", Plan{}, "waiting birth social_investigation", []Matter{at(Investigation, "2026-11-01", "2026-11-01", NotSampled)}},
		{"born on the 15th: the sample", Social, "2013-05-15", Plan{}, "kept social_sample", []Matter{at(NotOpened, "2019-01-01", "2019-01-01")}},
		{"a municipality that keeps everything", Social, "2013-05-04", Plan{KeepsSample: true}, "kept social_sample", []Matter{at(NotOpened, "2019-01-01", "2019-01-01")}},
		{"the sample, though it goes on", Social, "2013-05-25", Plan{}, "kept social_sample", []Matter{at(NotOpened, "2019-01-01", "")}},
		{"placed: never", Social, "2010-05-04", Plan{}, "kept social_placement", []Matter{at(Investigation, "2026-03-01", "2026-03-01", Placement)}},
		{"adoption: never", Social, "2010-05-04", Plan{}, "kept social_adoption", []Matter{at(Coordination, "2010-03-01", "2010-03-01", Adoption)}},
		{"parenthood: never", Social, "2010-05-04", Plan{}, "kept social_parenthood", []Matter{at(Coordination, "2010-03-01", "2010-03-01", Parenthood)}},
		{"placed in another matter keeps that matter only", Social, "2010-05-04", Plan{}, "disposed 2031-03-02–2032-12-31 social_not_opened", []Matter{at(NotOpened, "2026-03-01", "2026-03-01"), at(Coordination, "2026-03-02", "2026-03-02", Placement)}},
		{"born 2010, investigation closed 2026: not before thirty", Social, "2010-05-04", Plan{}, "disposed 2040-05-04–2041-12-31 social_investigation", []Matter{at(Investigation, "2026-03-01", "2026-03-01")}},
		{"thirty, but a note from last year", Social, "1996-05-04", Plan{}, "disposed 2031-03-01–2032-12-31 social_file", []Matter{at(Investigation, "2026-03-01", "2026-03-01")}},
		{"an investigation closed the day before the new rule", Social, "2010-05-04", Plan{}, "disposed 2031-01-14–2032-12-31 social_file", []Matter{at(Investigation, "2026-01-14", "2026-01-14")}},
		{"an investigation closed on the day of the new rule", Social, "2010-05-04", Plan{}, "disposed 2040-05-04–2041-12-31 social_investigation", []Matter{at(Investigation, "2026-01-15", "2026-01-15")}},
		{"a note after an old investigation moves its term", Social, "2010-05-04", Plan{}, "disposed 2031-11-01–2032-12-31 social_file", []Matter{at(Investigation, "2025-06-01", "2025-06-01"), at(NotOpened, "2026-11-01", "2026-11-01")}},
		{"coordination that was part of an investigation", Social, "2010-05-04", Plan{}, "disposed 2040-05-04–2041-12-31 social_investigation", []Matter{at(Coordination, "2026-03-01", "2026-03-01", Investigation)}},
		{"not opened in 2026", Social, "2010-05-04", Plan{}, "disposed 2031-11-23–2032-12-31 social_not_opened", []Matter{at(NotOpened, "2026-11-23", "2026-11-23")}},
		{"not opened on the last day of a year", Social, "2010-05-04", Plan{}, "disposed 2031-12-31–2032-12-31 social_not_opened", []Matter{at(NotOpened, "2026-12-31", "2026-12-31")}},
		{"closed later than the last note: the compilation", Social, "2010-05-04", Plan{}, "disposed 2032-02-01–2033-12-31 social_compilation", []Matter{at(Coordination, "2026-11-23", "2027-02-01")}},
		{"a leap day becomes the first of March", Social, "2010-05-04", Plan{}, "disposed 2029-03-01–2030-12-31 social_not_opened", []Matter{at(NotOpened, "2024-02-29", "2024-02-29")}},
		{"born on a leap day", Social, "2012-02-29", Plan{}, "disposed 2042-03-01–2043-12-31 social_investigation", []Matter{at(Investigation, "2026-03-01", "2026-03-01")}},
		{"an agreement on custody: not before eighteen", Social, "2020-05-04", Plan{}, "disposed 2038-05-04–2039-12-31 social_custody_agreement", []Matter{at(Coordination, "2026-03-01", "2026-03-01", CustodyAgreement)}},
		{"passed on to another municipality", Social, "2010-05-04", Plan{}, "disposed 2031-03-01–2032-12-31 social_file", []Matter{at(Passed, "2026-03-01", "2026-03-01")}},
		{"a private provider: two years", PrivateSocial, "2010-05-04", Plan{}, "disposed 2028-03-01–2029-12-31 private_file", []Matter{at(Coordination, "2026-03-01", "2026-03-01")}},
		{"a private provider, placed: to the committee", PrivateSocial, "2010-05-04", Plan{}, "handed_over 2028-03-01–2029-12-31 private_placement", []Matter{at(Coordination, "2026-03-01", "2026-03-01", Placement)}},
		{"a private provider, the sample: to the committee", PrivateSocial, "2010-05-05", Plan{}, "handed_over 2028-03-01–2029-12-31 private_sample", []Matter{at(Coordination, "2026-03-01", "2026-03-01")}},
		{"health care without a plan", Health, "2010-05-04", Plan{}, "waiting plan health_plan", []Matter{at(Coordination, "2010-03-01", "2010-03-01")}},
		{"health care, whatever its plan says: ten years", Health, "2010-05-04", years(Coordination, 3), "disposed 2036-03-01– health_record", []Matter{at(Coordination, "2026-03-01", "2026-03-01")}},
		{"health care with a longer plan", Health, "2010-05-04", years(Coordination, 12), "disposed 2038-03-01– health_plan", []Matter{at(Coordination, "2026-03-01", "2026-03-01")}},
		{"health care that keeps", Health, "", years(Coordination, Forever), "kept health_plan", []Matter{at(Coordination, "2026-03-01", "2026-03-01")}},
		{"a school without a plan", Other, "2010-05-04", Plan{}, "waiting plan local_plan", []Matter{at(Report, "2010-03-01", "2010-03-01")}},
		{"a school with a plan for something else", Other, "2010-05-04", years(Coordination, 5), "waiting plan local_plan", []Matter{at(Report, "2010-03-01", "2010-03-01")}},
		{"a school with a plan", Other, "", years(Report, 5), "disposed 2031-03-01– local_plan", []Matter{at(Report, "2026-03-01", "2026-03-01")}},
		{"a school that disposes at once", Other, "", years(Report, 0), "disposed 2026-03-01– local_plan", []Matter{at(Report, "2026-03-01", "2026-03-01")}},
	}
	for _, tt := range tests {
		f := File{Regime: tt.regime, Birth: day(tt.birth), Plan: tt.plan, Matters: tt.matters}
		if got := f.Term(0, today).said(); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	term := Term{Outcome: Disposed, From: day("2031-11-23"), By: day("2032-12-31")}
	for on, want := range map[string][2]bool{
		"2031-11-22": {false, false}, "2031-11-23": {true, false}, "2032-12-31": {true, false}, "2033-01-01": {true, true},
	} {
		if term.Due(day(on)) != want[0] || term.Late(day(on)) != want[1] {
			t.Errorf("on %s: due %t, late %t", on, term.Due(day(on)), term.Late(day(on)))
		}
	}
	for _, never := range []Term{{Outcome: Kept}, {Outcome: Waiting}, {}} {
		if never.Due(day("9999-12-31")) {
			t.Errorf("%+v falls due", never)
		}
	}
	if handed := (Term{Outcome: HandedOver, From: day("2031-11-23")}); !handed.Due(day("2031-11-23")) || handed.Late(day("9999-12-31")) {
		t.Error("what is handed over is due on its day and has no last one here")
	}
}

func TestRegimeOf(t *testing.T) {
	t.Parallel()
	for sector, want := range map[access.Sector]Regime{access.Social: Social, access.Health: Health, access.School: Other, access.Police: Other,
		access.Leisure: Other, access.Association: Other, access.Agency: Other, "": Other} {
		if got := RegimeOf(sector, true); got != want {
			t.Errorf("%s is under %s", sector, got)
		}
	}
	if RegimeOf(access.Social, false) != PrivateSocial {
		t.Error("a private provider is under the committee's rules")
	}
}

// Whatever is kept, a term is never earlier because there is more of it: another
// matter, another mark or a later note only moves it away.
func TestMoreNeverComesEarlier(t *testing.T) {
	t.Parallel()
	date := rapid.Custom(func(t *rapid.T) civil.Date {
		return civil.On(rapid.IntRange(2005, 2040).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"))
	})
	matter := rapid.Custom(func(t *rapid.T) Matter {
		last := date.Draw(t, "last note")
		return Matter{Class: rapid.SampledFrom(Classes).Draw(t, "class"), LastNote: last, Closed: last.AddDays(rapid.IntRange(0, 400).Draw(t, "closed after"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		f := File{Regime: rapid.SampledFrom([]Regime{Social, PrivateSocial, Health, Other}).Draw(t, "regime"), Birth: date.Draw(t, "birth"),
			Plan: Plan{Years: map[Class]int{Coordination: 10, Report: 5}}, Matters: rapid.SliceOfN(matter, 1, 4).Draw(t, "matters")}
		before := f.Term(0, today)
		switch {
		case before.Outcome == Disposed && before.From.Before(f.Matters[0].LastNote):
			t.Fatalf("%s: before the last note", before.said())
		case !before.By.IsZero() && (!before.By.After(before.From) || before.By.Year != before.From.Year+1):
			t.Fatalf("%s: the last day is not the end of the year after", before.said())
		case before.Outcome == Disposed && before.Rules[0] == "social_investigation" && f.Birth.AgeOn(before.From) < 30:
			t.Fatalf("%s: the child is %d", before.said(), f.Birth.AgeOn(before.From))
		case before.Outcome == Disposed && f.Regime == Health && before.From.Year < f.lastNote().Year+10:
			t.Fatalf("%s: a record younger than ten years", before.said())
		}
		more := f
		more.Matters = append(slices.Clone(f.Matters), matter.Draw(t, "one more"))
		if rapid.Bool().Draw(t, "marked") {
			more.Matters[0].Marks = []Class{rapid.SampledFrom(Marks[:5]).Draw(t, "mark")}
		}
		after := more.Term(0, today)
		if before.Outcome != Disposed && after.Outcome == Disposed || after.Outcome == Disposed && after.From.Before(before.From) {
			t.Fatalf("%s became %s", before.said(), after.said())
		}
	})
}
