// Package civil holds days: dates without time zones, the Swedish calendar, and
// the way from a moment to the day it falls on in Stockholm.
package civil

import (
	"fmt"
	"time"
	_ "time/tzdata" // the binary runs where no zone files are installed
)

// Stockholm is the zone every statutory day is counted in.
var Stockholm = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	return loc
}()

// Date is a calendar day. The zero Date is no day at all; see [Date.IsZero].
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// On is the given day, normalised as time.Date does (32 January is 1 February).
func On(year int, month time.Month, day int) Date {
	y, m, d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Date()
	return Date{y, m, d}
}

// Of is the day that t falls on in Stockholm.
func Of(t time.Time) Date {
	y, m, d := t.In(Stockholm).Date()
	return Date{y, m, d}
}

// Parse reads "2026-11-23" and refuses days that do not exist.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("not a date: want YYYY-MM-DD")
	}
	y, m, d := t.Date()
	return Date{y, m, d}, nil
}

// String is the day as "2026-11-23"; the zero Date is "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero says that d is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays is the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date { return On(d.Year, d.Month, d.Day+n) }

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d.utc().Sub(e.utc()).Hours() / 24) }

// Before says whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// After says whether d is a later day than e.
func (d Date) After(e Date) bool { return e.Before(d) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Start is the first moment of the day in Stockholm.
func (d Date) Start() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Stockholm)
}

// End is the first moment after the day in Stockholm: 23 or 25 hours after Start
// on the nights when the clocks change.
func (d Date) End() time.Time { return d.AddDays(1).Start() }

// AgeOn is the age in whole years on the day of a person born on d.
func (d Date) AgeOn(day Date) int {
	age := day.Year - d.Year
	if day.Month < d.Month || day.Month == d.Month && day.Day < d.Day {
		age--
	}
	return age
}

func (d Date) utc() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}
