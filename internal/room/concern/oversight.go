package concern

import (
	"strconv"
	"strings"
)

// Periods are how many months a manager may look back.
var Periods = []int{12, 24}

// A Share is how many of how many were in time.
type Share struct{ In, Of int64 }

// Percent is the share in whole per cent; it is 0 or 100 only where none or all are.
func (s Share) Percent() int {
	switch {
	case s.Of == 0, s.In == 0:
		return 0
	case s.In == s.Of:
		return 100
	}
	return int(min(max((200*s.In+s.Of)/(2*s.Of), 1), 99))
}

func (s Share) and(other Share) Share { return Share{s.In + other.In, s.Of + other.Of} }

// Figures are what a unit did in a month, or in several.
type Figures struct {
	Received   int64
	Decided    int64
	Protection Share
	Decision   Share
	Feedback   Share
	days       map[int]int64
}

// MedianDays is twice the median of the days from a report to its decision, so that a
// half needs no fraction; false where nothing was decided.
func (f Figures) MedianDays() (twice int, ok bool) {
	var all int64
	for _, n := range f.days {
		all += n
	}
	if all == 0 {
		return 0, false
	}
	return f.dayAt((all-1)/2) + f.dayAt(all/2), true
}

// dayAt is the days of the nth quickest decision.
func (f Figures) dayAt(n int64) int {
	for day := range mostDays + 1 {
		if n -= f.days[day]; n < 0 {
			return day
		}
	}
	return mostDays
}

func (f *Figures) add(of counted, n int64) {
	in := func(s Share) Share {
		switch of.Kind {
		case InTime:
			return s.and(Share{n, n})
		case NotOnDay:
			return s.and(Share{0, n})
		}
		return s
	}
	switch of.Measure {
	case MeasureReceived, MeasureTransferred:
		f.Received += n
	case MeasureDecision:
		f.Decided += n
	case MeasureProtection:
		f.Protection = in(f.Protection)
	case MeasureDecisionTime:
		f.Decision = in(f.Decision)
	case MeasureFeedback:
		f.Feedback = in(f.Feedback)
	case MeasureDays:
		if f.days == nil {
			f.days = map[int]int64{}
		}
		if day, err := strconv.Atoi(of.Kind); err == nil {
			f.days[day] += n
		}
	}
}

// A MonthFigures is one month of them.
type MonthFigures struct {
	Month Month
	Figures
	// Running says that the month is not over.
	Running bool
}

// months gathers counts month by month up to the month that runs, and all together.
func months(counts map[counted]int64, running Month, many int) (list []MonthFigures, all Figures) {
	list = make([]MonthFigures, many)
	for i := range list {
		list[i].Month = running.Add(i + 1 - many)
	}
	list[many-1].Running = true
	for of, n := range counts {
		for i := range list {
			if list[i].Month == of.Month {
				list[i].add(of, n)
				all.add(of, n)
			}
		}
	}
	return list, all
}

// pastThirds is how many thirds may be shown: two years. What has been counted in one
// that is over no longer changes, so nobody can compare yesterday's table with today's.
const pastThirds = 6

// Group gathers reporter categories, so that a table has rows enough people stand behind.
type Group string

const (
	GroupSchool    Group = "school"
	GroupHealth    Group = "health"
	GroupSocial    Group = "social"
	GroupPolice    Group = "police"
	GroupAuthority Group = "authority"
	GroupProvider  Group = "provider"
	GroupAnyone    Group = "anyone"
)

// Groups is every group, in the order of tables.
var Groups = []Group{GroupSchool, GroupHealth, GroupSocial, GroupPolice, GroupAuthority, GroupProvider, GroupAnyone}

// GroupOf is the group of a reporter category in package law. One that is not named
// here is another authority.
func GroupOf(category string) Group {
	switch category {
	case "school":
		return GroupSchool
	case "health_dental":
		return GroupHealth
	case "social_services", "disability_services", "family_counselling":
		return GroupSocial
	case "police":
		return GroupPolice
	case "private_provider":
		return GroupProvider
	case "anyone":
		return GroupAnyone
	}
	return GroupAuthority
}

// decisionKind is the two halves of a decision's kind.
func decisionKind(kind string) (Group, Outcome) {
	category, outcome, _ := strings.Cut(kind, "/")
	return GroupOf(category), Outcome(outcome)
}
