package concern

import (
	"time"

	"samspel/internal/ground/civil"
)

// Step is what a matter waits for next.
type Step string

const (
	// StepProtection (omedelbar skyddsbedömning), SoL 20 kap. 1 §.
	StepProtection Step = "protection"
	// StepDecision (beslut att inleda utredning eller inte), SoL 20 kap. 2 §.
	StepDecision Step = "decision"
	// StepFeedback (återkoppling till anmälaren), SoL 19 kap. 6 §.
	StepFeedback Step = "feedback"
	// StepNone: nothing is waited for.
	StepNone Step = "none"
)

// Urgency sorts clocks into the four groups of the inbox.
type Urgency string

const (
	Late  Urgency = "late"
	Today Urgency = "today"
	Soon  Urgency = "soon"
	Ample Urgency = "ample"
)

// Urgencies is every urgency, most urgent first.
var Urgencies = []Urgency{Late, Today, Soon, Ample}

// Times are the spans in force when a matter was delivered. Package law holds
// them with their paragraphs; a flow reads them there and hands them to the rules.
type Times struct {
	// Protection is after how long a missing protection assessment is late.
	Protection time.Duration
	// Decision is the days of the preliminary assessment (förhandsbedömning).
	Decision int
	// Feedback is the days after the decision within which a reporter who asked is told.
	Feedback int
	// Acknowledgement is after how long a delivery nobody confirmed alarms both sides.
	Acknowledgement time.Duration
}

// A Clock (frist) is a span with an end. Due is the first moment after the time
// is out, so a clock that runs through a day ends at the following midnight in Stockholm.
type Clock struct {
	Step Step
	From time.Time
	Due  time.Time
	// AtOnce says that the law gives no days at all: genast. Such a clock runs to the
	// end of its first day.
	AtOnce bool
}

// soonDays is how many days ahead a clock counts as soon; look.md sets it.
const soonDays = 3

// Urgency is the group the clock stands in at the moment now. What the law wants
// done genast is never soon or ample: a protection assessment is today's until it
// is late.
func (c Clock) Urgency(now time.Time) Urgency {
	today := civil.Of(now)
	switch last := c.LastDay(); {
	case !now.Before(c.Due):
		return Late
	case last == today || c.Step == StepProtection:
		return Today
	case last.Sub(today) <= soonDays:
		return Soon
	}
	return Ample
}

// LastDay is the day in Stockholm on which the time runs out.
func (c Clock) LastDay() civil.Date { return civil.Of(c.Due.Add(-time.Microsecond)) }

// ByTheHour says that the clock ends inside a day, so its time should be shown.
func (c Clock) ByTheHour() bool { return !c.AtOnce && !c.Due.Equal(c.LastDay().End()) }

// Run is how much of the span has gone at the moment now: 0 to 1, and above 1 when late.
func (c Clock) Run(now time.Time) float64 {
	whole := c.Due.Sub(c.From)
	if whole <= 0 {
		return 1
	}
	return max(0, float64(now.Sub(c.From))/float64(whole))
}

// Bounds are the moments between the urgencies, for a list narrowed in SQL.
type Bounds struct {
	Now time.Time
	// TomorrowEnds: what is due before it is today's. Clocks through tomorrow end at
	// that very moment, and protection assessments, which last at most a day, before it.
	TomorrowEnds time.Time
	// SoonEnds is when the third day from today ends.
	SoonEnds time.Time
}

// BoundsAt are the bounds at the moment now.
func BoundsAt(now time.Time) Bounds {
	today := civil.Of(now)
	return Bounds{Now: now, TomorrowEnds: today.AddDays(1).End(), SoonEnds: today.AddDays(soonDays).End()}
}

// protectionClock runs from delivery. The law says genast; the hours after which
// it is late are a dated local setting in package law.
func protectionClock(delivered time.Time, t Times) Clock {
	return Clock{Step: StepProtection, From: delivered, Due: delivered.Add(t.Protection)}
}

// decisionClock runs from the day of delivery in Stockholm, which is day 0,
// through day 14, weekends and holidays included.
func decisionClock(delivered time.Time, t Times) Clock {
	return Clock{Step: StepDecision, From: delivered, Due: civil.Of(delivered).AddDays(t.Decision).End()}
}
