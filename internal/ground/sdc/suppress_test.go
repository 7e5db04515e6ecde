package sdc_test

import (
	"fmt"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/sdc"
)

func TestSuppress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		counts [][]int64
		k      int
		rules  []sdc.Rule
		hidden int
	}{
		{"nothing small", [][]int64{{5, 6}, {7, 0}}, 5, nil, 0},
		{"k of one", [][]int64{{1, 2}, {3, 4}}, 1, nil, 0},
		{"one cell", [][]int64{{3}}, 5, nil, 4},
		{"only zeros", [][]int64{{0, 0}, {0, 0}}, 5, nil, 0},
		{"a small cell takes a rectangle", [][]int64{{3, 20, 30}, {40, 50, 60}, {70, 80, 90}}, 5, nil, 4},
		{"four small ones guard each other", [][]int64{{4, 4, 9}, {4, 4, 9}, {9, 9, 9}}, 5, nil, 4},
		{"four that are too small do not", [][]int64{{1, 1, 9}, {1, 1, 9}, {9, 9, 9}}, 5, nil, 8},
		{"everything small", [][]int64{{1, 1}, {1, 1}}, 5, nil, 9},
		{"a row with nobody else", [][]int64{{3, 0, 0}, {40, 50, 60}, {70, 80, 90}}, 5, nil, 4},
		{"a remainder is not small", [][]int64{{33, 3}, {20, 20}}, 5, nil, 4},
		{"all but a few", [][]int64{{33, 0, 3}, {20, 20, 20}, {20, 20, 20}}, 5, []sdc.Rule{sdc.Remainders}, 4},
		{"everyone", [][]int64{{33, 0, 0}, {20, 20, 20}, {20, 20, 20}}, 5, nil, 0},
		{"the whole is as good as another", [][]int64{{6, 0}, {0, 4}}, 5, nil, 4},
		{"the whole is shown", [][]int64{{6, 0}, {0, 4}}, 5, []sdc.Rule{sdc.WholeShown}, 6},
		{"the whole is shown, and no one cycle is enough", [][]int64{{1, 1, 1}, {1, 0, 0}, {1, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 0, 1}}, 5, []sdc.Rule{sdc.WholeShown}, 20},
		{"unless it is small", [][]int64{{1, 0}, {0, 2}}, 5, []sdc.Rule{sdc.WholeShown}, 7},
		{"everyone, asked for", [][]int64{{33, 0, 0}, {20, 20, 20}, {20, 20, 20}}, 5, []sdc.Rule{sdc.Groups}, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := sdc.Suppress(tabled(tt.counts), tt.k, tt.rules...)
			hidden := (len(tt.counts)+1)*(len(tt.counts[0])+1) - r.Count(sdc.NotHidden)
			if hidden != tt.hidden {
				t.Errorf("%d cells are hidden, not %d:\n%s", hidden, tt.hidden, drawn(r, len(tt.counts)+1, len(tt.counts[0])+1))
			}
			keeps(t, tt.counts, r, int64(tt.k))
			if r.Least() != hidden {
				t.Errorf("at least %d is proven, %d are hidden", r.Least(), hidden)
			}
		})
	}
}

func drawn(r sdc.Result, rows, columns int) (s string) {
	for i := range rows {
		for j := range columns {
			s += fmt.Sprintf("%5s", r.Shown(i, j))
		}
		s += "\n"
	}
	return s
}

// keeps holds a result to the rule: each small cell is hidden, each cell hidden by a rule
// has its interval, and that is what the result itself says of it.
func keeps(t interface {
	Errorf(string, ...any)
	Helper()
}, counts [][]int64, r sdc.Result, k int64) {
	t.Helper()
	s := judged(counts, r)
	for i := range s.rows {
		for j := range s.columns {
			why := r.Why(i, j)
			if n := s.count[i][j]; n > 0 && n < k && why != sdc.Small {
				t.Errorf("cell %d,%d is %d and %v", i, j, n, why)
			}
			if why == sdc.NotHidden {
				continue
			}
			low, high := s.solve(i, j, -1), s.solve(i, j, 1)
			saysLow, saysHigh := r.Interval(i, j)
			if low.Cmp(new(big.Rat).SetInt(saysLow)) != 0 || (high == nil) != (saysHigh == nil) || high != nil && high.Cmp(new(big.Rat).SetInt(saysHigh)) != 0 {
				t.Errorf("cell %d,%d: the interval is %v to %v and is said to be %v to %v", i, j, low, high, saysLow, saysHigh)
			}
			if high == nil || why == sdc.Extra {
				continue
			}
			if width := new(big.Rat).Sub(high, low); width.Cmp(big.NewRat(k-1, 1)) < 0 {
				t.Errorf("cell %d,%d, which is %v, can be worked out to be %v to %v", i, j, why, low, high)
			}
			if low.Cmp(big.NewRat(1, 1)) >= 0 && high.Cmp(big.NewRat(k-1, 1)) <= 0 {
				t.Errorf("cell %d,%d can be worked out to be small", i, j)
			}
		}
	}
}

func TestNoSmallCellCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := counts(t, 5)
		k := rapid.IntRange(2, 11).Draw(t, "k")
		rules := rapid.SliceOfNDistinct(rapid.SampledFrom([]sdc.Rule{sdc.Remainders, sdc.Groups}), 0, 2, rapid.ID).Draw(t, "rules")
		if len(rules) == 0 && rapid.Bool().Draw(t, "the whole is shown") {
			rules = []sdc.Rule{sdc.WholeShown}
		}
		r := sdc.Suppress(tabled(counts), k, rules...)
		keeps(t, counts, r, int64(k))
		if why := r.Why(len(counts), len(counts[0])); slices.Contains(rules, sdc.WholeShown) && why == sdc.Extra {
			t.Error("the whole is hidden and not small")
		}
	})
}

// The rule once more, by trying every table there is.
func TestNoSmallCellCanBeGuessed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(0, 4), 2, 2), 2, 2).Draw(t, "counts")
		k := rapid.Int64Range(2, 4).Draw(t, "k")
		r := sdc.Suppress(tabled(counts), int(k))
		s := judged(counts, r)
		low, high := s.guess(16 + k)
		for i := range s.rows {
			for j := range s.columns {
				if r.Why(i, j) == sdc.Small && (high[i][j]-low[i][j] < k-1 || low[i][j] >= 1 && high[i][j] < k) {
					t.Errorf("cell %d,%d must be %d to %d", i, j, low[i][j], high[i][j])
				}
			}
		}
	})
}

// fewest tries every set of cells, the smallest first.
func fewest(counts [][]int64, k int64, wholeShown bool) int {
	plain := sheetOf(counts, func(int, int) bool { return false })
	var small, others int
	for i := range plain.rows {
		for j := range plain.columns {
			if n := plain.count[i][j]; n > 0 && n < k {
				small |= 1 << (i*plain.columns + j)
			} else if i < plain.rows-1 || j < plain.columns-1 || !wholeShown {
				others |= 1 << (i*plain.columns + j)
			}
		}
	}
	for more := range bits.OnesCount(uint(others)) + 1 {
		for set := others; ; set = (set - 1) & others {
			if bits.OnesCount(uint(set)) == more && holds(counts, small, set|small, k) {
				return more + bits.OnesCount(uint(small))
			}
			if set == 0 {
				break
			}
		}
	}
	panic("hiding everything always does")
}

func holds(counts [][]int64, small, hidden int, k int64) bool {
	columns := len(counts[0]) + 1
	s := sheetOf(counts, func(i, j int) bool { return hidden>>(i*columns+j)&1 == 1 })
	for i := range s.rows {
		for j := range s.columns {
			if small>>(i*columns+j)&1 == 0 {
				continue
			}
			high := s.solve(i, j, 1)
			if high == nil {
				continue
			}
			if new(big.Rat).Sub(high, s.solve(i, j, -1)).Cmp(big.NewRat(k-1, 1)) < 0 {
				return false
			}
		}
	}
	return true
}

func TestAsLittleAsPossibleIsHidden(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SampledFrom([][2]int{{1, 1}, {1, 2}, {2, 1}, {2, 2}, {1, 4}, {2, 3}}).Draw(t, "shape")
		counts := countsOf(t, shape[0], shape[1])
		k := rapid.IntRange(2, 7).Draw(t, "k")
		var rules []sdc.Rule
		wholeShown := rapid.Bool().Draw(t, "the whole is shown")
		if wholeShown {
			rules = append(rules, sdc.WholeShown)
		}
		r := sdc.Suppress(tabled(counts), k, rules...)
		hidden := (shape[0]+1)*(shape[1]+1) - r.Count(sdc.NotHidden)
		if least := fewest(counts, int64(k), wholeShown); hidden != least || r.Least() != least {
			t.Errorf("%d are hidden and %d proven; %d is the fewest:\n%s", hidden, r.Least(), least, drawn(r, shape[0]+1, shape[1]+1))
		}
	})
}

func TestSameTableSameAnswer(t *testing.T) {
	t.Parallel()
	counts := invented(12, 9, 3)
	first := sdc.Suppress(tabled(counts), 5)
	for range 3 {
		if again := sdc.Suppress(tabled(counts), 5); drawn(again, 13, 10) != drawn(first, 13, 10) {
			t.Fatal("the same table is hidden in two ways")
		}
	}
}

// Whoever subtracts what is shown from its total, as long as a row or column lacks one
// cell, finds nothing small. Tables of every size that a page has.
func TestSubtractingGivesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := counts(t, 7)
		r := sdc.Suppress(tabled(counts), 5)
		s := judged(counts, r)
		for found := true; found; {
			found = false
			for _, line := range s.equations() {
				var unknown [][2]int
				for _, at := range line {
					if s.hidden[at[0]][at[1]] {
						unknown = append(unknown, at)
					}
				}
				if len(unknown) != 1 {
					continue
				}
				i, j := unknown[0][0], unknown[0][1]
				if r.Why(i, j) == sdc.Small {
					t.Errorf("cell %d,%d is what is left", i, j)
				}
				s.hidden[i][j], found = false, true
			}
		}
	})
}

// sparse is a table of great counts with a small one here and there, which have to be
// guarded by cells that are not small.
func sparse(rows, columns, in int, seed uint64) [][]int64 {
	random := rand.New(rand.NewPCG(seed, 2))
	counts := make([][]int64, rows)
	for i := range counts {
		for range columns {
			n := 5 + random.Int64N(200)
			if random.IntN(in) == 0 {
				n = 1 + random.Int64N(4)
			}
			counts[i] = append(counts[i], n)
		}
	}
	return counts
}

// invented is a table such as a municipality has: a few great cells and many small.
func invented(rows, columns int, seed uint64) [][]int64 {
	random := rand.New(rand.NewPCG(seed, 1))
	counts := make([][]int64, rows)
	for i := range counts {
		for range columns {
			n := int64(random.ExpFloat64() * random.ExpFloat64() * 25)
			counts[i] = append(counts[i], n)
		}
	}
	return counts
}

func TestGreatTable(t *testing.T) {
	t.Parallel()
	counts := sparse(50, 50, 25, 1)
	r := sdc.Suppress(tabled(counts), 5)
	for i := range 51 {
		for j := range 51 {
			if r.Why(i, j) != sdc.Small {
				continue
			}
			low, high := r.Interval(i, j)
			if high != nil && new(big.Int).Sub(high, low).Cmp(big.NewInt(4)) < 0 {
				t.Errorf("cell %d,%d can be worked out to be %v to %v", i, j, low, high)
			}
		}
	}
	if extra := r.Count(sdc.Extra); extra > 20 {
		t.Errorf("%d cells are hidden for the sake of %d small ones; it has been done with 20", extra, r.Count(sdc.Small))
	}
}

func BenchmarkSuppress(b *testing.B) {
	measure := func(name string, counts [][]int64) {
		table := tabled(counts)
		b.Run(name, func(b *testing.B) {
			var r sdc.Result
			for b.Loop() {
				r = sdc.Suppress(table, 5)
			}
			b.ReportMetric(float64(r.Count(sdc.Small)), "small")
			b.ReportMetric(float64(r.Count(sdc.Extra)), "extra")
			b.ReportMetric(float64(r.Least()-r.Count(sdc.Small)), "proven")
		})
	}
	for _, size := range []int{5, 10, 20, 50} {
		for seed := range uint64(2) {
			measure(fmt.Sprintf("many/%d/%d", size, seed), invented(size, size, seed))
		}
		for _, in := range []int{10, 25, 100} {
			measure(fmt.Sprintf("one in %d/%d", in, size), sparse(size, size, in, 1))
		}
	}
}
