package concern

import (
	"slices"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/sdc"
)

// Hide is the k below which a count by kind is hidden: one to four.
const Hide = 5

// Statistics are a unit's counts by kind in a third that is over. They may leave the
// unit: nothing in them is about fewer than five.
type Statistics struct {
	Third civil.Third
	// Thirds are those there is something to say of, and the last that is over.
	Thirds     []civil.Third
	Received   sdc.Sheet // by group
	Decisions  sdc.Sheet // by group and outcome
	Protection sdc.Sheet // in time and late
	Decided    sdc.Sheet
	Feedback   sdc.Sheet
}

// statisticsOf gathers the counts of a third.
func statisticsOf(third civil.Third, counts map[counted]int64) Statistics {
	received := make([]int64, len(Groups))
	decisions := make([][]int64, len(Groups))
	for i := range decisions {
		decisions[i] = make([]int64, len(Outcomes))
	}
	timely := map[Measure][]int64{MeasureProtection: make([]int64, 2), MeasureDecisionTime: make([]int64, 2), MeasureFeedback: make([]int64, 3)}
	for of, n := range counts {
		if !within(third, of.Month) {
			continue
		}
		switch of.Measure {
		case MeasureReceived:
			received[slices.Index(Groups, GroupOf(of.Kind))] += n
		case MeasureDecision:
			group, outcome := decisionKind(of.Kind)
			if j := slices.Index(Outcomes, outcome); j >= 0 {
				decisions[slices.Index(Groups, group)][j] += n
			}
		case MeasureProtection, MeasureDecisionTime, MeasureFeedback:
			if i := slices.Index(timeliness, of.Kind); i >= 0 && i < len(timely[of.Measure]) {
				timely[of.Measure][i] += n
			}
		case MeasureTransferred, MeasureDays:
		}
	}
	return Statistics{
		Third:      third,
		Received:   sdc.ListOf(keys(Groups), received, Hide),
		Decisions:  sdc.SheetOf(keys(Groups), keys(Outcomes), decisions, Hide),
		Protection: sdc.ListOf(timeliness[:2], timely[MeasureProtection], Hide),
		Decided:    sdc.ListOf(timeliness[:2], timely[MeasureDecisionTime], Hide),
		Feedback:   sdc.ListOf(timeliness, timely[MeasureFeedback], Hide),
	}
}

// within says whether a month is in a third.
func within(t civil.Third, m Month) bool {
	return MonthOf(t.First().Start()) <= m && m <= MonthOf(t.Last().Start())
}

// withCounts are the thirds that something was counted in, and the first of them.
func withCounts(thirds []civil.Third, counts map[counted]int64) []civil.Third {
	return slices.DeleteFunc(slices.Clone(thirds), func(t civil.Third) bool {
		if t == thirds[0] {
			return false
		}
		for of := range counts {
			if within(t, of.Month) {
				return false
			}
		}
		return true
	})
}

// timeliness are the kinds of what has a time.
var timeliness = []string{InTime, NotOnDay, Withheld}

func keys[T ~string](list []T) []string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = string(v)
	}
	return names
}
