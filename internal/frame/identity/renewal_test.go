package identity

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
)

func TestRenewalSteps(t *testing.T) {
	t.Parallel()
	since := civil.On(2026, time.January, 1)
	due := since.AddDays(confirmEvery)
	told := Renewal{Since: since, Last: due}
	again := Renewal{Since: since, Last: due, Again: due.AddDays(-7)}
	tests := []struct {
		name string
		r    Renewal
		day  civil.Date
		want renewalStep
		last civil.Date
	}{
		{"the day it began", Renewal{Since: since}, since, waitStep, civil.Date{}},
		{"31 days before", Renewal{Since: since}, due.AddDays(-31), waitStep, civil.Date{}},
		{"30 days before", Renewal{Since: since}, due.AddDays(-30), tellStep, due},
		{"years after, nobody told", Renewal{Since: since}, due.AddDays(900), tellStep, due.AddDays(930)},
		{"8 days before", told, due.AddDays(-8), waitStep, due},
		{"7 days before", told, due.AddDays(-7), tellAgainStep, due},
		{"after, told once", told, due.AddDays(40), tellAgainStep, due.AddDays(47)},
		{"the last day", again, due, waitStep, due},
		{"the day after", again, due.AddDays(1), endStep, due},
		{"a clock that went back", again, since, waitStep, due},
	}
	for _, tt := range tests {
		step, r := tt.r.next(tt.day)
		if step != tt.want || r.Last != tt.last {
			t.Errorf("%s: step %d last %s, want %d %s", tt.name, step, r.Last, tt.want, tt.last)
		}
	}
}

// However seldom the clock comes by, everybody is told 30 and 7 days before the end,
// once each, and it does end.
func TestNothingEndsUntold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := civil.On(2026, time.March, 1)
		r := Renewal{Since: start}
		day := start.AddDays(rapid.IntRange(0, 1000).Draw(t, "first"))
		var told, again civil.Date
		for range 2000 {
			step, next := r.next(day)
			switch step {
			case tellStep:
				if !told.IsZero() {
					t.Fatal("told twice")
				}
				told = day
			case tellAgainStep:
				if told.IsZero() || !again.IsZero() {
					t.Fatal("told again out of turn")
				}
				again = day
			case endStep:
				if day.Sub(told) <= warnAhead || day.Sub(again) <= warnAgain || !day.After(r.due()) {
					t.Fatalf("ended %s, told %s and %s, due %s", day, told, again, r.due())
				}
				return
			case waitStep:
			}
			r, day = next, day.AddDays(rapid.IntRange(0, 60).Draw(t, "pause"))
		}
		t.Fatal("never ended")
	})
}
