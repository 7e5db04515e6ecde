package sdc_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/sdc"
)

// A sheet is a table with totals as a reader has it, hidden cells and all. The judges
// here share nothing with the package: no network and no flow.
type sheet struct {
	rows, columns int
	count         [][]int64
	hidden        [][]bool
}

func sheetOf(counts [][]int64, hide func(row, column int) bool) sheet {
	s := sheet{rows: len(counts) + 1, columns: len(counts[0]) + 1}
	last := make([]int64, s.columns)
	for _, line := range counts {
		var sum int64
		for j, n := range line {
			sum, last[j] = sum+n, last[j]+n
		}
		last[s.columns-1] += sum
		s.count = append(s.count, append(append([]int64{}, line...), sum))
	}
	s.count = append(s.count, last)
	for i := range s.rows {
		s.hidden = append(s.hidden, make([]bool, s.columns))
		for j := range s.columns {
			s.hidden[i][j] = hide(i, j)
		}
	}
	return s
}

// equations are that each row and each column adds up: +1 for a part, −1 for a total.
func (s sheet) equations() (sums [][][2]int) {
	for i := range s.rows {
		var line [][2]int
		for j := range s.columns {
			line = append(line, [2]int{i, j})
		}
		sums = append(sums, line)
	}
	for j := range s.columns {
		var line [][2]int
		for i := range s.rows {
			line = append(line, [2]int{i, j})
		}
		sums = append(sums, line)
	}
	return sums
}

// guess tries every table of counts up to most that agrees with what is shown, and gives
// the least and greatest count of each cell among them.
func (s sheet) guess(most int64) (low, high [][]int64) {
	var free [][2]int
	now := make([][]int64, s.rows)
	low, high = make([][]int64, s.rows), make([][]int64, s.rows)
	for i := range s.rows {
		now[i] = append([]int64{}, s.count[i]...)
		low[i], high[i] = append([]int64{}, s.count[i]...), append([]int64{}, s.count[i]...)
		for j := range s.columns {
			if s.hidden[i][j] {
				free = append(free, [2]int{i, j})
				now[i][j] = 0
			}
		}
	}
	adds := func(line [][2]int) bool {
		var sum int64
		for _, at := range line[:len(line)-1] {
			sum += now[at[0]][at[1]]
		}
		total := line[len(line)-1]
		return sum == now[total[0]][total[1]]
	}
	// A sum can be tried as soon as the last free cell in it has its count.
	tried := map[[2]int][][][2]int{}
	for _, line := range s.equations() {
		for k := len(free) - 1; k >= 0; k-- {
			if contains(line, free[k]) {
				tried[free[k]] = append(tried[free[k]], line)
				break
			}
		}
	}
	var fill func(k int)
	fill = func(k int) {
		if k == len(free) {
			for _, at := range free {
				i, j := at[0], at[1]
				low[i][j], high[i][j] = min(low[i][j], now[i][j]), max(high[i][j], now[i][j])
			}
			return
		}
		at := free[k]
	next:
		for n := range most + 1 {
			now[at[0]][at[1]] = n
			for _, line := range tried[at] {
				if !adds(line) {
					continue next
				}
			}
			fill(k + 1)
		}
		now[at[0]][at[1]] = 0
	}
	fill(0)
	return low, high
}

func contains(line [][2]int, at [2]int) bool {
	for _, other := range line {
		if other == at {
			return true
		}
	}
	return false
}

// solve gives the greatest (or, with sign −1, the least) value of a hidden cell by the
// simplex method in fractions with Bland's rule; nil where there is no end. The shown
// table is a vertex to start from only by chance, so it starts with artificial ones.
func (s sheet) solve(row, column int, sign int64) *big.Rat {
	var free [][2]int
	for i := range s.rows {
		for j := range s.columns {
			if s.hidden[i][j] {
				free = append(free, [2]int{i, j})
			}
		}
	}
	var a [][]*big.Rat // one line per sum: the free cells, the artificial ones, the right side
	sums := s.equations()
	width := len(free) + len(sums) + 1
	for k, line := range sums {
		row, right := make([]*big.Rat, width), new(big.Rat)
		for v := range row {
			row[v] = new(big.Rat)
		}
		for p, at := range line {
			factor := int64(1)
			if p == len(line)-1 {
				factor = -1
			}
			if v := indexOf(free, at); v >= 0 {
				row[v].SetInt64(factor)
			} else {
				right.Sub(right, big.NewRat(factor*s.count[at[0]][at[1]], 1))
			}
		}
		row[width-1] = right
		if right.Sign() < 0 {
			for v := range row {
				row[v].Neg(row[v])
			}
		}
		row[len(free)+k].SetInt64(1)
		a = append(a, row)
	}
	basis := make([]int, len(sums))
	for k := range basis {
		basis[k] = len(free) + k
	}
	first := make([]*big.Rat, width-1)
	for v := range first {
		first[v] = new(big.Rat)
		if v >= len(free) {
			first[v].SetInt64(-1)
		}
	}
	pivot(a, basis, first, width-1)
	for k := range basis { // an artificial one left in the basis is 0: change it for a cell, or it stays 0
		for v := 0; basis[k] >= len(free) && v < len(free); v++ {
			if a[k][v].Sign() != 0 {
				turn(a, basis, k, v)
			}
		}
	}
	second := make([]*big.Rat, width-1)
	for v := range second {
		second[v] = new(big.Rat)
	}
	goal := indexOf(free, [2]int{row, column})
	second[goal].SetInt64(sign)
	if !pivot(a, basis, second, len(free)) {
		return nil
	}
	for k, v := range basis {
		if v == goal {
			return a[k][width-1]
		}
	}
	return new(big.Rat)
}

func indexOf(free [][2]int, at [2]int) int {
	for v, other := range free {
		if other == at {
			return v
		}
	}
	return -1
}

// pivot raises the goal over the first so many variables as far as it goes. It is false
// where there is no end.
func pivot(a [][]*big.Rat, basis []int, goal []*big.Rat, many int) bool {
	for {
		enters := -1
		for v := 0; v < many && enters < 0; v++ {
			gain := new(big.Rat).Set(goal[v])
			for k, b := range basis {
				gain.Sub(gain, new(big.Rat).Mul(goal[b], a[k][v]))
			}
			if gain.Sign() > 0 {
				enters = v
			}
		}
		if enters < 0 {
			return true
		}
		leaves, least := -1, new(big.Rat)
		for k := range a {
			if a[k][enters].Sign() <= 0 {
				continue
			}
			ratio := new(big.Rat).Quo(a[k][len(a[k])-1], a[k][enters])
			if c := ratio.Cmp(least); leaves < 0 || c < 0 || c == 0 && basis[k] < basis[leaves] {
				leaves, least = k, ratio
			}
		}
		if leaves < 0 {
			return false
		}
		turn(a, basis, leaves, enters)
	}
}

func turn(a [][]*big.Rat, basis []int, leaves, enters int) {
	by := new(big.Rat).Set(a[leaves][enters])
	for _, x := range a[leaves] {
		x.Quo(x, by)
	}
	for k := range a {
		if k == leaves || a[k][enters].Sign() == 0 {
			continue
		}
		by := new(big.Rat).Set(a[k][enters])
		for v, x := range a[k] {
			x.Sub(x, new(big.Rat).Mul(by, a[leaves][v]))
		}
	}
	basis[leaves] = enters
}

// counts draws a table without its totals: mostly small counts, some zeros, a few great.
func counts(t *rapid.T, most int) [][]int64 {
	return countsOf(t, rapid.IntRange(1, most).Draw(t, "rows"), rapid.IntRange(1, most).Draw(t, "columns"))
}

func countsOf(t *rapid.T, rows, columns int) [][]int64 {
	one := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 6), rapid.Int64Range(5, 12), rapid.Int64Range(0, 400))
	return rapid.SliceOfN(rapid.SliceOfN(one, columns, columns), rows, rows).Draw(t, "counts")
}

func tabled(counts [][]int64) sdc.Table {
	return sdc.Counted(names(len(counts)), names(len(counts[0])), counts, "Totalt")
}

func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	return all
}

func judged(counts [][]int64, r sdc.Result) sheet {
	return sheetOf(counts, func(i, j int) bool { return r.Why(i, j) != sdc.NotHidden })
}

// The two judges agree with each other.
func TestJudgesAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(0, 3), 2, 2), 2, 2).Draw(t, "counts")
		s := sheetOf(counts, func(i, j int) bool { return rapid.Bool().Draw(t, "hidden") })
		const most = 14
		low, high := s.guess(most)
		for i := range s.rows {
			for j := range s.columns {
				if !s.hidden[i][j] {
					continue
				}
				if got := s.solve(i, j, -1); got.Cmp(big.NewRat(low[i][j], 1)) != 0 {
					t.Errorf("cell %d,%d: least %v and %d", i, j, got, low[i][j])
				}
				got := s.solve(i, j, 1)
				if got == nil && high[i][j] < most-9 || got != nil && got.Cmp(big.NewRat(high[i][j], 1)) != 0 {
					t.Errorf("cell %d,%d: greatest %v and %d", i, j, got, high[i][j])
				}
			}
		}
	})
}
