package concern

import (
	"slices"
	"strconv"

	"samspel/internal/ground/sdc"
)

// Hide is the k below which a count by kind is hidden: one to four.
const Hide = 5

// A Cell is a count that is shown, or that is not.
type Cell struct {
	N      int64
	Hidden bool
}

// A Table is counts by kind with small ones hidden. Rows and columns are named by keys,
// and the last of both are totals.
type Table struct {
	Rows    []string
	Columns []string
	Cells   [][]Cell
}

// HidesAny says that something in the table is hidden.
func (t Table) HidesAny() bool {
	for _, line := range t.Cells {
		for _, c := range line {
			if c.Hidden {
				return true
			}
		}
	}
	return false
}

// Total is the key of totals.
const Total = "total"

// tableOf hides what is small in counts, and what would give it away. Tables of one
// third share no happenings with those of another, and those of one page count different
// things, so each is hidden by itself.
func tableOf(rows, columns []string, counts [][]int64) Table {
	r := sdc.Suppress(sdc.Counted(rows, columns, counts, Total), Hide)
	t := Table{Rows: append(append([]string{}, rows...), Total), Columns: append(append([]string{}, columns...), Total)}
	for i := range t.Rows {
		line := make([]Cell, len(t.Columns))
		for j := range line {
			n, err := strconv.ParseInt(r.Shown(i, j), 10, 64)
			line[j] = Cell{N: n, Hidden: err != nil}
		}
		t.Cells = append(t.Cells, line)
	}
	return t
}

// listOf is [tableOf] for counts with one column: a cell and its row's total are the same.
func listOf(rows []string, counts []int64) Table {
	lines := make([][]int64, len(counts))
	for i, n := range counts {
		lines[i] = []int64{n}
	}
	t := tableOf(rows, []string{Total}, lines)
	t.Columns = []string{Total}
	for i, line := range t.Cells {
		t.Cells[i] = []Cell{{N: line[0].N, Hidden: line[0].Hidden || line[1].Hidden}}
	}
	return t
}

// Statistics are a unit's counts by kind in a third that is over. They may leave the
// unit: nothing in them is about fewer than five.
type Statistics struct {
	Third Third
	// Thirds are those there is something to say of, and the last that is over.
	Thirds     []Third
	Received   Table // by group
	Decisions  Table // by group and outcome
	Protection Table // in time and late
	Decided    Table
	Feedback   Table
}

// statisticsOf gathers the counts of a third.
func statisticsOf(third Third, counts map[counted]int64) Statistics {
	received := make([]int64, len(Groups))
	decisions := make([][]int64, len(Groups))
	for i := range decisions {
		decisions[i] = make([]int64, len(Outcomes))
	}
	timely := map[Measure][]int64{MeasureProtection: make([]int64, 2), MeasureDecisionTime: make([]int64, 2), MeasureFeedback: make([]int64, 3)}
	for of, n := range counts {
		if !third.has(of.Month) {
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
		Received:   listOf(keys(Groups), received),
		Decisions:  tableOf(keys(Groups), keys(Outcomes), decisions),
		Protection: listOf(timeliness[:2], timely[MeasureProtection]),
		Decided:    listOf(timeliness[:2], timely[MeasureDecisionTime]),
		Feedback:   listOf(timeliness, timely[MeasureFeedback]),
	}
}

// withCounts are the thirds that something was counted in, and the first of them.
func withCounts(thirds []Third, counts map[counted]int64) []Third {
	return slices.DeleteFunc(slices.Clone(thirds), func(t Third) bool {
		if t == thirds[0] {
			return false
		}
		for of := range counts {
			if t.has(of.Month) {
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
