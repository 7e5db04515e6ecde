package sdc

import (
	"errors"
	"fmt"
	"math/big"
)

// ErrTable says that what was given is not a table of counts with totals.
var ErrTable = errors.New("sdc: not a table of counts with totals")

// A Table is counts in rows and columns. Its last row and last column are totals.
//
// Invariant: at least one row and one column beside the totals, no count is
// negative, and every total is the sum of its parts.
type Table struct {
	head  []string // the corner first
	names []string
	text  [][]string // each cell as it was written
	count [][]*big.Int
}

// Counted is the table of the given counts, to which it adds the totals under the
// name total. It panics where counts are not as many as the names, or negative: they
// come from the program, not from a person.
func Counted(rows, columns []string, counts [][]int64, total string) Table {
	t := Table{head: append(append([]string{""}, columns...), total), names: append(append([]string{}, rows...), total)}
	last := make([]*big.Int, len(columns)+1)
	for j := range last {
		last[j] = new(big.Int)
	}
	for _, given := range counts {
		line, sum := make([]*big.Int, 0, len(columns)+1), new(big.Int)
		for j, n := range given {
			line = append(line, big.NewInt(n))
			sum.Add(sum, line[j])
			last[j].Add(last[j], line[j])
		}
		last[len(columns)].Add(last[len(columns)], sum)
		t.count = append(t.count, append(line, sum))
	}
	t.count = append(t.count, last)
	for _, line := range t.count {
		var text []string
		for _, n := range line {
			text = append(text, n.String())
		}
		t.text = append(t.text, text)
	}
	if err := t.check(); err != nil {
		panic(err)
	}
	return t
}

// Rows is how many rows the table has, the totals included.
func (t Table) Rows() int { return len(t.count) }

// Columns is how many columns the table has, the totals included and the names not.
func (t Table) Columns() int { return len(t.head) - 1 }

// Row is the name of a row.
func (t Table) Row(row int) string { return t.names[row] }

// Column is the name of a column.
func (t Table) Column(column int) string { return t.head[column+1] }

// Text is a cell as it was written.
func (t Table) Text(row, column int) string { return t.text[row][column] }

// check holds the table to its invariant. What it says names places and no content.
func (t Table) check() error {
	rows, columns := t.Rows(), t.Columns()
	if rows < 2 || columns < 2 || len(t.names) != rows {
		return fmt.Errorf("%w: it needs a row and a column beside the totals", ErrTable)
	}
	for i, line := range t.count {
		if len(line) != columns {
			return fmt.Errorf("%w: row %d has %d counts where the first row names %d", ErrTable, i+1, len(line), columns)
		}
		for j, n := range line {
			if n.Sign() < 0 {
				return fmt.Errorf("%w: row %d, column %d is negative", ErrTable, i+1, j+1)
			}
		}
	}
	for i := range rows {
		sum := new(big.Int)
		for j := range columns - 1 {
			sum.Add(sum, t.count[i][j])
		}
		if sum.Cmp(t.count[i][columns-1]) != 0 {
			return fmt.Errorf("%w: row %d does not add up to its total", ErrTable, i+1)
		}
	}
	for j := range columns {
		sum := new(big.Int)
		for i := range rows - 1 {
			sum.Add(sum, t.count[i][j])
		}
		if sum.Cmp(t.count[rows-1][j]) != 0 {
			return fmt.Errorf("%w: column %d does not add up to its total", ErrTable, j+1)
		}
	}
	return nil
}
