package concern

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"samspel/internal/ground/civil"
)

// Month is a month in Stockholm, as "2026-11": text order is time order.
type Month string

// MonthOf is the month a moment falls in.
func MonthOf(t time.Time) Month {
	day := civil.Of(t)
	return Month(fmt.Sprintf("%04d-%02d", day.Year, day.Month))
}

// First is the first day of the month.
func (m Month) First() civil.Date {
	year, month, _ := strings.Cut(string(m), "-")
	y, _ := strconv.Atoi(year)
	n, _ := strconv.Atoi(month)
	return civil.On(y, time.Month(n), 1)
}

// Add is the month n months later.
func (m Month) Add(n int) Month {
	first := m.First()
	return MonthOf(civil.On(first.Year, first.Month+time.Month(n), 1).Start())
}

// Measure is what is counted.
type Measure string

const (
	// MeasureReceived: a matter came from a reporter. Its kind is the reporter category.
	MeasureReceived Measure = "received"
	// MeasureTransferred: a matter came from another municipality.
	MeasureTransferred Measure = "transferred"
	// MeasureProtection: the protection assessment was made, in time or late.
	MeasureProtection Measure = "protection"
	// MeasureDecision: a decision. Its kind is the category and the outcome.
	MeasureDecision Measure = "decision"
	// MeasureDecisionTime: the same decision, in time or late.
	MeasureDecisionTime Measure = "decision_time"
	// MeasureDays: the same decision. Its kind is the days it took.
	MeasureDays Measure = "days"
	// MeasureFeedback: the reporter's question was answered in time or late, or withheld.
	MeasureFeedback Measure = "feedback"
)

// Kinds of what has a time.
const (
	InTime   = "in_time"
	NotOnDay = "late"
	Withheld = "withheld"
)

// mostDays keeps one slow matter from making a kind of its own.
const mostDays = 99

// A happening is one thing to count. Each happens once to a matter and is never
// undone, so counts only grow, and those of a month that is over stay as they are.
type happening struct {
	Unit    string
	Month   Month
	Measure Measure
	Kind    string
	Matter  string
}

// arrival is the first happening of a matter.
func (m Matter) arrival(fromElsewhere bool) happening {
	if fromElsewhere {
		return happening{m.Unit, MonthOf(m.DeliveredAt), MeasureTransferred, "", m.ID}
	}
	return happening{m.Unit, MonthOf(m.DeliveredAt), MeasureReceived, m.Category, m.ID}
}

// happenings is everything in the matter to count after its arrival.
func (m Matter) happenings(t Times) (list []happening) {
	add := func(at time.Time, measure Measure, kind string) {
		if !at.IsZero() {
			list = append(list, happening{m.Unit, MonthOf(at), measure, kind, m.ID})
		}
	}
	add(m.ProtectionAt, MeasureProtection, timely(m.ProtectionAt, protectionClock(m.DeliveredAt, t).Due))
	add(m.DecidedAt, MeasureDecision, m.Category+"/"+string(m.Outcome))
	add(m.DecidedAt, MeasureDecisionTime, timely(m.DecidedAt, m.DecisionDue))
	if !m.DecidedAt.IsZero() {
		took := civil.Of(m.DecidedAt).Sub(civil.Of(m.DeliveredAt))
		add(m.DecidedAt, MeasureDays, fmt.Sprintf("%02d", min(max(took, 0), mostDays)))
	}
	switch f := m.Feedback; f.State {
	case FeedbackGiven:
		add(f.GivenAt, MeasureFeedback, timely(f.GivenAt, f.clock(m.DecidedAt).Due))
	case FeedbackWithheld:
		add(f.GivenAt, MeasureFeedback, Withheld)
	case FeedbackNotAsked, FeedbackWaiting:
	}
	return list
}

func timely(at, due time.Time) string {
	if at.Before(due) {
		return InTime
	}
	return NotOnDay
}

// happened is what is new in after.
func happened(before, after Matter, t Times) (list []happening) {
	known := map[Measure]bool{}
	for _, h := range before.happenings(t) {
		known[h.Measure] = true
	}
	for _, h := range after.happenings(t) {
		if !known[h.Measure] {
			list = append(list, h)
		}
	}
	return list
}
