package sdc

import "strconv"

// Total is the name of what a [Sheet] adds up to.
const Total = "total"

// A Cell is a count that is shown, or that is not.
type Cell struct {
	N      int64
	Hidden bool
}

// A Sheet is what is left of counts by kind when small ones are hidden: all that a
// page, a chart and a file may know of them. The last row and, where there are
// several columns, the last column are totals.
type Sheet struct {
	Rows    []string
	Columns []string
	Cells   [][]Cell
}

// SheetOf hides counts of 1 to k−1, and what would give them away. What everything adds up
// to is shown unless it is small, since pages have several sheets of the same things.
func SheetOf(rows, columns []string, counts [][]int64, k int) Sheet {
	r := Suppress(Counted(rows, columns, counts, Total), k, WholeShown)
	s := Sheet{Rows: append(append([]string{}, rows...), Total), Columns: append(append([]string{}, columns...), Total)}
	for i := range s.Rows {
		line := make([]Cell, len(s.Columns))
		for j := range line {
			n, err := strconv.ParseInt(r.Shown(i, j), 10, 64)
			line[j] = Cell{N: n, Hidden: err != nil}
		}
		s.Cells = append(s.Cells, line)
	}
	return s
}

// ListOf is [SheetOf] for counts with one column: a cell and its row's total are the same.
func ListOf(rows []string, counts []int64, k int) Sheet {
	lines := make([][]int64, len(counts))
	for i, n := range counts {
		lines[i] = []int64{n}
	}
	s := SheetOf(rows, []string{Total}, lines, k)
	s.Columns = []string{Total}
	for i, line := range s.Cells {
		s.Cells[i] = []Cell{{N: line[0].N, Hidden: line[0].Hidden || line[1].Hidden}}
	}
	return s
}

// HidesAny says that something in the sheet is hidden.
func (s Sheet) HidesAny() bool {
	for _, line := range s.Cells {
		for _, c := range line {
			if c.Hidden {
				return true
			}
		}
	}
	return false
}

// Whole is the cell that everything adds up to.
func (s Sheet) Whole() Cell { return s.Cells[len(s.Rows)-1][len(s.Columns)-1] }
