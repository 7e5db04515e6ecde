package notify

import (
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// Often is how often somebody wants a digest (sammanfattning).
type Often string

const (
	// Daily (varje dag) is every office day.
	Daily Often = "daily"
	// Weekly (varje vecka) is the first office day of the week.
	Weekly Often = "weekly"
	// Never (aldrig).
	Never Often = "none"
)

// Oftens is every choice, in the order pages list them.
var Oftens = []Often{Daily, Weekly, Never}

// Usual is how often somebody with the role gets a digest until they choose: those
// with matters of their own every day, managers once a week, and administrators and
// records officers, who have nothing to count, never.
func Usual(r access.Role) Often {
	switch r {
	case access.Officer, access.Reporter:
		return Daily
	case access.Manager:
		return Weekly
	case access.Archivist, access.Administrator, access.Reviewer, access.Public, access.Family:
	}
	return Never
}

// opens is when digests begin to go out, in Stockholm: half past seven.
const opens = 7*time.Hour + 30*time.Minute

// Due says whether a digest should go out at the moment now.
func (o Often) Due(now time.Time) bool {
	day := civil.Of(now)
	if !day.IsOfficeDay() || now.Before(timeOn(day)) {
		return false
	}
	switch o {
	case Daily:
		return true
	case Weekly:
		monday := day.AddDays(-(int(day.Weekday()) + 6) % 7)
		return monday.NextOfficeDay() == day
	case Never:
	}
	return false
}

// timeOn is half past seven by the clock on the wall, also on the mornings when the
// clocks have changed in the night.
func timeOn(day civil.Date) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, int(opens.Minutes()), 0, 0, civil.Stockholm)
}

// A Reader may get a digest: somebody with everything they act as today.
type Reader struct {
	User   string
	Actors []access.Actor
}

// usual is the oftenest of what is usual for the reader's roles.
func (r Reader) usual() Often {
	usual := Never
	for _, a := range r.Actors {
		switch Usual(a.Role) {
		case Daily:
			return Daily
		case Weekly:
			usual = Weekly
		case Never:
		}
	}
	return usual
}
