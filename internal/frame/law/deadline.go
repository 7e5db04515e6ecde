package law

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
)

// The deadlines that rooms ask for by name.
const (
	ProtectionAssessment  = "protection_assessment"
	PreliminaryAssessment = "preliminary_assessment"
	Feedback              = "feedback"
	Acknowledgement       = "acknowledgement"
)

// Deadline (frist) is how long something may take, in days or in hours, never both.
type Deadline struct {
	Row
	Days  int `json:"days,omitempty"`
	Hours int `json:"hours,omitempty"`
	// CountedFrom is the event that starts the clock: delivery, decision or sending.
	CountedFrom string `json:"counted_from"`
	// Local says that the figure is a setting of the installation, because the
	// statute says "at once" or nothing.
	Local bool `json:"local,omitempty"`
	// AlarmDays are the days after the start when those responsible are reminded.
	AlarmDays []int `json:"alarm_days,omitempty"`
}

// DeadlineOn is the deadline with the given id as it reads on the day.
func DeadlineOn(id string, on civil.Date) (Deadline, bool) { return find(deadlines(), id, on) }

// Deadlines is every deadline in every wording.
func Deadlines() []Deadline { return slices.Clone(deadlines()) }

// Unit is "days" or "hours".
func (l Deadline) Unit() string {
	if l.Hours > 0 {
		return "hours"
	}
	return "days"
}

// Late is the first moment that is too late when the clock started at start. Days
// are counted in Stockholm with the day of the start as day 0, and the last of them
// is in time until it ends.
func (l Deadline) Late(start time.Time) time.Time {
	if l.Hours > 0 {
		return start.Add(time.Duration(l.Hours) * time.Hour)
	}
	return l.LastDay(civil.Of(start)).End()
}

// LastDay is the last day in time when the clock started on the given day.
func (l Deadline) LastDay(start civil.Date) civil.Date { return start.AddDays(l.Days) }
