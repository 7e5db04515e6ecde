package grant

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

func TestStepOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		day, today civil.Date
		want       int
	}{
		{"the day after", civil.On(2027, time.May, 12), civil.On(2027, time.May, 13), 0},
		{"months before", civil.On(2027, time.May, 12), civil.On(2027, time.January, 12), 0},
		{"on the day", civil.On(2027, time.May, 12), civil.On(2027, time.May, 12), 1},
		{"the day before", civil.On(2027, time.May, 12), civil.On(2027, time.May, 11), 1},
		{"five before, over Ascension Day", civil.On(2027, time.May, 12), civil.On(2027, time.May, 4), 5},
		{"a day too early for five", civil.On(2027, time.May, 12), civil.On(2027, time.May, 3), 20},
		{"a day that is a Sunday: Friday is one before", civil.On(2027, time.August, 15), civil.On(2027, time.August, 13), 1},
		{"over Christmas", civil.On(2027, time.December, 31), civil.On(2027, time.December, 30), 1},
	} {
		if got := stepOn(tt.day, tt.today); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// However seldom anybody looks, each distance comes at most once, from the farthest to
// the nearest, never after the day; and whoever looks on every day meets all of them, on
// working days.
func TestEveryDistanceComesOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := civil.On(2026, time.January, 1).AddDays(rapid.IntRange(0, 3000).Draw(t, "day"))
		every := rapid.Bool().Draw(t, "every day")
		last, met := 1000, 0
		for today := day.AddDays(-60); !today.After(day.AddDays(5)); today = today.AddDays(1) {
			if !every && rapid.Bool().Draw(t, "away") {
				continue
			}
			step := stepOn(day, today)
			switch {
			case step == 0 || step == last:
			case step > last:
				t.Fatalf("%s: %d comes after %d", today, step, last)
			default:
				if every && !today.IsOfficeDay() {
					t.Fatalf("%s, before %s, is no working day", today, day)
				}
				last = step
				met++
			}
			if step != 0 && today.After(day) {
				t.Fatalf("%s is after %s", today, day)
			}
		}
		if every && met != len(reminderSteps) {
			t.Fatalf("%s: %d distances", day, met)
		}
	})
}

func TestWhatIsDoneIsReadFromTheMoney(t *testing.T) {
	t.Parallel()
	y := SchemeYear{State: Running, Terms: Terms{Dates: Dates{RequisitionLast: civil.On(2027, time.May, 12), UseLast: civil.On(2027, time.December, 31),
		AccountLast: civil.On(2028, time.February, 15), RepayLast: civil.On(2028, time.February, 15)}, Reports: []ReportDate{{Label: "Utbetalt", DueOn: civil.On(2027, time.June, 1)}}}}
	s := standings{by: map[string]map[string]money.Amount{"9901": {kindFrame: money.Krona}, "9902": {kindHeld: money.Krona}, "9903": {kindClaim: money.Krona}, "9904": {kindHeld: money.Krona}},
		uses: map[string]UseState{"9904": UseSent}, extensions: []Extension{{Municipality: "9901", LastOn: civil.On(2027, time.May, 20)}},
		reviews: []Review{{Municipality: "9902", Questions: []Question{{DueOn: civil.On(2027, time.April, 1)}, {DueOn: civil.On(2027, time.April, 1)}, {DueOn: civil.On(2027, time.March, 1), Answer: "Ja."}}}},
		claims: []Claim{{Municipality: "9903", Amount: 2, Received: 1, DueOn: civil.On(2028, time.March, 1)}, {Municipality: "9904", Amount: 1, WrittenOff: 1, DueOn: civil.On(2028, time.March, 1)},
			{Municipality: "9902", Amount: 1, DueOn: civil.On(2028, time.February, 15)}}}
	got := y.agencyDeadlines([]Frame{{Municipality: "9901"}, {Municipality: "9902"}, {Municipality: "9903"}, {Municipality: "9904"}}, s)
	want := []struct {
		what   string
		day    string
		remain int
		done   bool
	}{
		{"answer", "2027-04-01", 1, false}, {"requisition", "2027-05-12", 0, true}, {"requisition", "2027-05-20", 1, false}, {"report:1", "2027-06-01", 0, false},
		{"use", "2027-12-31", 1, false}, {"account", "2028-02-15", 1, false}, {"repay", "2028-02-15", 3, false},
		{"claim", "2028-03-01", 1, false},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if d := got[i]; d.what() != w.what || d.Day.String() != w.day || len(d.Remain) != w.remain || d.Done != w.done {
			t.Errorf("%d: %+v, want %+v", i, d, w)
		}
	}
	for code, want := range map[string][2]int{"9901": {0, 0}, "9902": {1, 0}, "9903": {0, 1}, "9904": {0, 0}} {
		var got [2]int
		for _, d := range y.deadlinesOf(code, s) {
			switch d.Kind {
			case ByAnswer:
				got[0]++
			case ByClaim:
				got[1]++
			}
		}
		if got != want {
			t.Errorf("%s has %d answers to give and %d claims to pay, want %v", code, got[0], got[1], want)
		}
	}
}

// A day that money not yet paid will be about is neither done nor anybody's fault.
func TestADayAheadIsNotDone(t *testing.T) {
	t.Parallel()
	y := SchemeYear{State: Running, Terms: Terms{Dates: Dates{RequisitionLast: civil.On(2027, time.May, 12), UseLast: civil.On(2027, time.December, 31),
		AccountLast: civil.On(2028, time.February, 15), RepayLast: civil.On(2028, time.April, 29)}}}
	for _, tt := range []struct {
		name string
		by   map[string]money.Amount
		done bool
	}{
		{"nothing called for", map[string]money.Amount{kindFrame: money.Krona}, false},
		{"called for, not decided", map[string]money.Amount{kindRequested: money.Krona}, false},
		{"never called for", nil, true},
		{"all used", map[string]money.Amount{kindUsed: money.Krona}, true},
	} {
		s := standings{by: map[string]map[string]money.Amount{"9901": tt.by}}
		for _, d := range append(y.agencyDeadlines([]Frame{{Municipality: "9901"}}, s), y.deadlinesOf("9901", s)...) {
			if d.Kind != ByRequisition && (d.Done != tt.done || len(d.Remain) > 0) {
				t.Errorf("%s: %+v", tt.name, d)
			}
		}
	}
}

func TestTheYearAfter(t *testing.T) {
	t.Parallel()
	leap := Terms{Dates: Dates{RequisitionLast: civil.On(2028, time.February, 29)},
		Appropriations: []Appropriation{{ID: "a", Item: "4:7 ap.2", Amount: money.Krona, Status: Planned}, {ID: "b", Item: "4:7 ap.2", Amount: 2 * money.Krona, Status: Decided, Replaces: "a", ApprovedBy: "x", RegistrationNumber: "A1"}}}
	next := leap.Next()
	if next.Dates.RequisitionLast != civil.On(2029, time.February, 28) || !next.Dates.UseLast.IsZero() {
		t.Errorf("%+v", next.Dates)
	}
	if len(next.Appropriations) != 1 || next.Appropriations[0] != (Appropriation{Item: "4:7 ap.2", Amount: 2 * money.Krona, Status: Planned}) {
		t.Errorf("%+v", next.Appropriations)
	}
	if leap.Total(Planned) != 0 || leap.Total(Decided) != 2*money.Krona || len(leap.Open()) != 0 {
		t.Error("what has been decided is still planned")
	}
	for label, want := range map[string]string{"Stöd till kommunerna": "stod-till-kommunerna", "  ": "", "ÅÄÖ 2027!": "aao-2027", "-": ""} {
		if got := CapName(label); got != want {
			t.Errorf("%q is %q, want %q", label, got, want)
		}
	}
}
