package civil

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "2026-11-31", "2027-02-29", "2026-13-01", "2026-1-1", "23/11/2026", "2026-11-23T00:00:00Z", "\xff", "20261123"} {
		if d, err := Parse(bad); err == nil || !d.IsZero() {
			t.Errorf("Parse(%q) = %s, %v", bad, d, err)
		}
	}
	if d, err := Parse("2028-02-29"); err != nil || d != On(2028, 2, 29) {
		t.Errorf("a leap day was read as %s, %v", d, err)
	}
}

func TestTheDayAMomentFallsOnInStockholm(t *testing.T) {
	t.Parallel()
	tests := []struct{ moment, want string }{
		{"2026-11-23T22:59:59Z", "2026-11-23"},
		{"2026-11-23T23:00:00Z", "2026-11-24"},
		{"2026-06-23T21:59:59Z", "2026-06-23"},
		{"2026-06-23T22:00:00Z", "2026-06-24"},
		{"2026-12-31T23:00:00Z", "2027-01-01"},
	}
	for _, tt := range tests {
		moment, err := time.Parse(time.RFC3339, tt.moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := Of(moment).String(); got != tt.want {
			t.Errorf("Of(%s) = %s, want %s", tt.moment, got, tt.want)
		}
	}
}

func TestTheLengthOfADay(t *testing.T) {
	t.Parallel()
	for day, want := range map[Date]time.Duration{
		On(2026, 3, 28):  24 * time.Hour,
		On(2026, 3, 29):  23 * time.Hour,
		On(2026, 10, 25): 25 * time.Hour,
	} {
		if got := day.End().Sub(day.Start()); got != want {
			t.Errorf("%s has %s, want %s", day, got, want)
		}
	}
}

func TestAgeOn(t *testing.T) {
	t.Parallel()
	leap := On(2012, 2, 29)
	tests := []struct {
		born, day Date
		want      int
	}{
		{On(2011, 11, 24), On(2026, 11, 23), 14},
		{On(2011, 11, 23), On(2026, 11, 23), 15},
		{leap, On(2027, 2, 28), 14},
		{leap, On(2027, 3, 1), 15},
		{On(2026, 11, 23), On(2026, 11, 23), 0},
	}
	for _, tt := range tests {
		if got := tt.born.AgeOn(tt.day); got != tt.want {
			t.Errorf("born %s is %d on %s, want %d", tt.born, got, tt.day, tt.want)
		}
	}
}

func TestDaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := On(2026, 11, 23).AddDays(rapid.IntRange(-100_000, 100_000).Draw(t, "d"))
		n := rapid.IntRange(-100_000, 100_000).Draw(t, "n")
		e := d.AddDays(n)
		if e.Sub(d) != n || e.Before(d) != (n < 0) || e.After(d) != (n > 0) {
			t.Fatalf("%s and %d days is %s, which is %d days away", d, n, e, e.Sub(d))
		}
		if again, err := Parse(e.String()); err != nil || again != e {
			t.Fatalf("%s was read as %s, %v", e, again, err)
		}
	})
}

func TestText(t *testing.T) {
	t.Parallel()
	type row struct{ From, To Date }
	want := row{From: On(2026, 1, 15)}
	text, err := json.Marshal(want)
	if err != nil || string(text) != `{"From":"2026-01-15","To":""}` {
		t.Fatalf("written as %s, %v", text, err)
	}
	var got row
	if err := json.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("read as %v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"From":"2026-02-30"}`), &got); err == nil {
		t.Error("30 February was read")
	}
}
