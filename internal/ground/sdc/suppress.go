package sdc

import (
	"math/big"
	"math/rand/v2"
	"slices"
)

// Reason is why a cell is hidden.
type Reason int

const (
	// NotHidden: the cell is shown.
	NotHidden Reason = iota
	// Small: the count is 1 to k−1.
	Small
	// Remainder: what is left of the row or column when the cell is taken away is 1 to
	// k−1. Only where [Remainders] is asked for.
	Remainder
	// Everyone: the cell is all of its row or column. Only where [Groups] is asked for.
	Everyone
	// Extra: hidden so that the others cannot be worked out.
	Extra
)

// A Rule hides cells that are not small in themselves, or spares one.
type Rule int

const (
	// Remainders hides a cell when all but a few of its row or column are in it.
	Remainders Rule = iota + 1
	// Groups hides a cell when its whole row or column is in it.
	Groups
	// WholeShown shows what everything adds up to, unless that is small: then whoever has
	// another table of the same things learns nothing about this one. It goes with none of
	// the others, which may have to hide it.
	WholeShown
)

// A Result is a table with cells hidden.
type Result struct {
	table  Table
	k      int
	why    []Reason
	extra  int
	proven int
}

// Suppress (röjandekontroll) hides every count of 1 to k−1 in the table, totals too, and
// what else must be hidden so that each of them keeps an interval at least k−1 wide.
// Cells hidden by one of the rules are guarded in the same way. With k below 2 nothing is
// small.
func Suppress(t Table, k int, rules ...Rule) Result {
	r := Result{table: t, k: k, why: make([]Reason, t.Rows()*t.Columns())}
	if k < 2 {
		return r
	}
	for i, line := range t.count {
		for j := range line {
			r.why[i*t.Columns()+j] = t.reason(i, j, k, rules)
		}
	}
	c := newCover(t, k, r.why)
	if whole := len(r.why) - 1; slices.Contains(rules, WholeShown) && r.why[whole] == NotHidden {
		c.kept = whole
	}
	extra, proven := c.fewest()
	r.extra, r.proven = len(extra), proven
	for _, cell := range extra {
		r.why[cell] = Extra
	}
	return r
}

func newCover(t Table, k int, why []Reason) *cover {
	need, rows, columns := k-1, t.Rows(), t.Columns()
	c := &cover{isSmall: make([]bool, len(why)), dear: make([]int, len(why)), noise: make([]int, len(why)),
		random: rand.New(rand.NewPCG(uint64(rows), uint64(columns)))}
	counts := make([]int, len(why))
	for i, line := range t.count {
		for j, n := range line {
			cell := i*columns + j
			counts[cell] = need
			if n.Cmp(big.NewInt(int64(need))) < 0 {
				counts[cell] = int(n.Int64())
			}
			c.dear[cell] = dear(n, i == rows-1, j == columns-1)
			if why[cell] != NotHidden {
				c.isSmall[cell], c.small = true, append(c.small, cell)
			}
		}
	}
	c.network = newNetwork(rows, columns, need, counts)
	return c
}

// dear is what a reader loses with a cell: more with a greater count and most with a
// total. A zero is the least likely to fool somebody who knows the place.
func dear(n *big.Int, inLastRow, inLastColumn bool) int {
	loss := min(n.BitLen(), 64)
	if n.Sign() == 0 {
		loss = 24
	}
	if inLastRow {
		loss += 100
	}
	if inLastColumn {
		loss += 100
	}
	return loss
}

func (t Table) reason(row, column, k int, rules []Rule) Reason {
	n := t.count[row][column]
	if isSmall(n, k) {
		return Small
	}
	if n.Sign() == 0 {
		return NotHidden
	}
	var wholes []*big.Int
	if column < t.Columns()-1 {
		wholes = append(wholes, t.count[row][t.Columns()-1])
	}
	if row < t.Rows()-1 {
		wholes = append(wholes, t.count[t.Rows()-1][column])
	}
	for _, whole := range wholes {
		switch rest := new(big.Int).Sub(whole, n); {
		case isSmall(rest, k) && slices.Contains(rules, Remainders):
			return Remainder
		case rest.Sign() == 0 && slices.Contains(rules, Groups):
			return Everyone
		}
	}
	return NotHidden
}

func isSmall(n *big.Int, k int) bool {
	return n.Sign() > 0 && n.Cmp(big.NewInt(int64(k))) < 0
}

// Why is why a cell is hidden, or [NotHidden].
func (r Result) Why(row, column int) Reason { return r.why[row*r.table.Columns()+column] }

// Shown is a cell as a reader sees it: its text, or [Hidden].
func (r Result) Shown(row, column int) string {
	if r.Why(row, column) != NotHidden {
		return Hidden
	}
	return r.table.Text(row, column)
}

// Count is how many cells are hidden for a reason.
func (r Result) Count(why Reason) (n int) {
	for _, w := range r.why {
		if w == why {
			n++
		}
	}
	return n
}

// Least is how many cells it is proven must be hidden, by any method. It is as many as
// are hidden when nothing could be better.
func (r Result) Least() int { return len(r.why) - r.Count(NotHidden) - r.extra + r.proven }
