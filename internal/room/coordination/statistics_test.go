package coordination

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/sdc"
)

func many(n int, m Measure, row, column string, units ...string) (list []happening) {
	for i := range n {
		list = append(list, happening{m, row, column, units[i%len(units)]})
	}
	return list
}

var areas = []string{"Centrum", "Norr", "Söder"}

func TestCountsHideTheSmall(t *testing.T) {
	t.Parallel()
	three := []string{"a", "b", "c"}
	answers := slices.Concat(many(40, MeasureCommitment, "accepted", "", three...), many(12, MeasureCommitment, "declined", "", three...), many(9, MeasureCommitment, "unanswered", "", three...))
	opened := slices.Concat(many(20, MeasureOpened, "sip", "6-12", three...), many(30, MeasureOpened, "sspf", "13-15", three...), many(3, MeasureOpened, "sspf", "16-17", three...))
	asked := slices.Concat(many(40, MeasureAsked, "staff", "own", three...), many(13, MeasureAsked, "child", "own", three...))
	for _, tt := range []struct {
		name       string
		happenings []happening
		days       []int
		told       []Measure
		median     int
	}{
		{"nothing", nil, nil, nil, -1},
		{"two units could each take away their own", many(60, MeasureCommitment, "accepted", "", "a", "b"), nil, nil, -1},
		{"three units", answers, nil, []Measure{MeasureCommitment}, -1},
		{"the same matters in two tables, and the whole is told", slices.Concat(opened, asked), nil, []Measure{MeasureOpened, MeasureAsked}, -1},
		{"four matters: the whole is hidden, so neither is told", slices.Concat(many(4, MeasureOpened, "sip", "6-12", three...), many(4, MeasureAsked, "staff", "own", three...)), nil, nil, -1},
		{"a form made by the municipality is another", many(7, MeasureClosed, "egen", "goals_met", three...), nil, []Measure{MeasureClosed}, -1},
		{"a middle of six", many(6, MeasureFirst, "14", "", three...), []int{3, 9, 5, 12, 7, 8}, []Measure{MeasureFirst}, 8},
		{"four were held: only that not all were held is told", slices.Concat(many(4, MeasureRated, "rated", "", three...), many(4, MeasureFollowUp, "late", "", three...), many(5, MeasureFollowUp, "not_held", "", three...)), nil, []Measure{MeasureFollowUp}, -1},
		{"no middle beside what is hidden", slices.Concat(many(6, MeasureFirst, "14", "", three...), many(2, MeasureFirst, "later", "", three...)), []int{1, 2, 3, 4, 5, 6, 90, 91}, []Measure{MeasureFirst}, -1},
	} {
		c := countsOf(tt.happenings, tt.days, nil)
		var told []Measure
		for _, m := range Measures {
			if _, ok := c.Tables[m]; ok {
				told = append(told, m)
			}
		}
		if !slices.Equal(told, tt.told) || c.Median != tt.median {
			t.Errorf("%s: %v is told and the middle is %d, not %v and %d", tt.name, told, c.Median, tt.told, tt.median)
		}
	}
	c := countsOf(answers, nil, nil)
	if n, ok := c.Share(MeasureCommitment, "accepted"); !ok || n != 66 {
		t.Errorf("%d per cent are accepted: %v", n, ok)
	}
	if _, ok := c.Share(MeasureFollowUp, "in_time"); ok {
		t.Error("a share of a table that is not told")
	}
	small := countsOf(slices.Concat(many(40, MeasureCommitment, "accepted", "", three...), many(3, MeasureCommitment, "declined", "", three...)), nil, nil)
	if n, ok := small.Share(MeasureCommitment, "declined"); ok {
		t.Errorf("three of 43 are told as %d per cent", n)
	}
}

// Whatever has happened, no count of one to four is told, and none can be worked out
// as the one thing that is missing in its row or column.
func TestNoSmallCountIsTold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var all []happening
		for _, m := range Measures {
			rows, columns := dimensions(m, areas)
			if columns == nil {
				columns = []string{""}
			}
			for _, row := range rows {
				for _, column := range columns {
					n := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 6), rapid.IntRange(0, 40)).Draw(rt, fmt.Sprint(m, row, column))
					all = append(all, many(n, m, row, column, "a", "b", "c")...)
				}
			}
		}
		for m, sheet := range countsOf(all, nil, areas).Tables {
			for i, line := range sheet.Cells {
				hidden := 0
				for j, cell := range line {
					if cell.Hidden {
						hidden++
					} else if cell.N > 0 && cell.N < Hide {
						rt.Errorf("%s, %s, %s shows %d", m, sheet.Rows[i], sheet.Columns[j], cell.N)
					}
				}
				if len(line) > 1 && hidden == 1 {
					rt.Errorf("%s, %s hides one cell of %d", m, sheet.Rows[i], len(line))
				}
			}
			for j := range sheet.Columns {
				hidden := 0
				for i := range sheet.Rows {
					if sheet.Cells[i][j].Hidden {
						hidden++
					}
				}
				if hidden == 1 {
					rt.Errorf("%s, %s hides one cell", m, sheet.Columns[j])
				}
			}
		}
	})
}

func TestBands(t *testing.T) {
	t.Parallel()
	for age := -1; age < 30; age++ {
		if !slices.Contains(AgeBands, ageBand(age)) {
			t.Errorf("%d years is in %q", age, ageBand(age))
		}
	}
	for _, tt := range []struct {
		days int
		want string
	}{{0, "14"}, {14, "14"}, {15, "30"}, {31, "60"}, {61, "later"}} {
		if got := firstBand(tt.days); got != tt.want || !slices.Contains(FirstBands, got) {
			t.Errorf("%d days is %q", tt.days, got)
		}
	}
	if c := (sdc.Sheet{}); c.HidesAny() {
		t.Error("an empty sheet hides something")
	}
}

// Several tables count the same matters. Nothing that one hides can be had from the
// others: they share no row and no column, and where there are several each shows the whole.
func TestTablesCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	seen := map[string]Measure{}
	for _, m := range sameMatters {
		rows, columns := dimensions(m, areas)
		for _, name := range slices.Concat(rows, columns) {
			if other, twice := seen[name]; twice && name != "unknown" { // age and sex are unknown of different children
				t.Errorf("%s is counted by both %s and %s", name, other, m)
			}
			seen[name] = m
		}
	}
	forms, bands := dimensions(MeasureOpened, nil)
	rapid.Check(t, func(rt *rapid.T) {
		var all []happening
		n := rapid.OneOf(rapid.IntRange(0, 8), rapid.IntRange(0, 60)).Draw(rt, "matters")
		for i := range n {
			unit := []string{"a", "b", "c"}[i%3]
			pick := func(of []string) string { return rapid.SampledFrom(of).Draw(rt, "of") }
			all = append(all, happening{MeasureOpened, pick(forms), pick(bands), unit}, happening{MeasureAsked, pick(Askers), pick(Origins), unit},
				happening{MeasureSex, pick(Sexes), "", unit}, happening{MeasureArea, pick(append(areas, "")), "", unit})
		}
		c := countsOf(all, nil, areas)
		told := 0
		for _, m := range sameMatters {
			if _, ok := c.Tables[m]; ok {
				told++
			}
		}
		for _, m := range sameMatters {
			sheet, ok := c.Tables[m]
			if !ok {
				continue
			}
			if whole := sheet.Whole(); told > 1 && whole.Hidden {
				rt.Errorf("%s hides the whole beside another table", m)
			} else if !whole.Hidden && whole.N != int64(n) {
				rt.Errorf("%s has %d matters, not %d", m, whole.N, n)
			}
		}
	})
}

// As many follow-ups are held as the child has judged or not. With both tables, and all the
// numbers there are, nobody finds a small count in either.
func TestFollowUpsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		few := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 6), rapid.IntRange(5, 12))
		n := map[string]int{}
		for _, kind := range FollowedUps {
			n[kind] = few.Draw(rt, kind)
		}
		held := n["in_time"] + n["late"]
		n["rated"] = rapid.IntRange(0, held).Draw(rt, "rated")
		n["not_rated"] = held - n["rated"]
		three := []string{"a", "b", "c"}
		var all []happening
		for _, kind := range FollowedUps {
			all = append(all, many(n[kind], MeasureFollowUp, kind, "", three...)...)
		}
		for _, kind := range Ratings {
			all = append(all, many(n[kind], MeasureRated, kind, "", three...)...)
		}
		tables := countsOf(all, nil, nil).Tables
		shown := func(m Measure, kind string) int {
			sheet, told := tables[m]
			if !told {
				return -1
			}
			cell := sheet.Cells[slices.Index(sheet.Rows, kind)][0]
			if cell.Hidden {
				return -1
			}
			return int(cell.N)
		}
		agrees := func(shown, guess int) bool { return shown < 0 || shown == guess }
		low, high := map[string]int{}, map[string]int{}
		may := func(kind string, guess int) {
			if was, ok := low[kind]; !ok || guess < was {
				low[kind] = guess
			}
			high[kind] = max(high[kind], guess)
		}
		// split gives the ways to make up how many were held.
		split := func(m Measure, one, two string, held int) (ways []int) {
			shownOne, shownTwo := shown(m, one), shown(m, two)
			for guess := range held + 1 {
				if agrees(shownOne, guess) && agrees(shownTwo, held-guess) {
					ways = append(ways, guess)
				}
			}
			return ways
		}
		const most = 50
		for guess := range most {
			inTime, rated := split(MeasureFollowUp, "in_time", "late", guess), split(MeasureRated, "rated", "not_rated", guess)
			var notHeld []int
			for x := range most {
				if agrees(shown(MeasureFollowUp, "not_held"), x) && agrees(shown(MeasureFollowUp, sdc.Total), guess+x) {
					notHeld = append(notHeld, x)
				}
			}
			if len(inTime) == 0 || len(rated) == 0 || len(notHeld) == 0 || !agrees(shown(MeasureRated, sdc.Total), guess) {
				continue
			}
			for _, x := range inTime {
				may("in_time", x)
				may("late", guess-x)
			}
			for _, x := range rated {
				may("rated", x)
				may("not_rated", guess-x)
			}
			for _, x := range notHeld {
				may("not_held", x)
			}
		}
		for kind, count := range n {
			if count > 0 && count < Hide && high[kind]-low[kind] < Hide-1 {
				rt.Errorf("%s is %d and must be %d to %d: %v, %v", kind, count, low[kind], high[kind], tables[MeasureFollowUp], tables[MeasureRated])
			}
		}
	})
}

func TestAreaNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typed []string
		want  []string
		fault string
	}{
		{[]string{"Storgatan 5"}, nil, "coordination.area.digits"},
		{[]string{"Norr", "norr "}, nil, "coordination.area.twice"},
		{[]string{strings.Repeat("å", 61)}, nil, "coordination.area.long"},
		{strings.Split(strings.Repeat("x", 41), ""), nil, "coordination.area.twice"},
		{nil, nil, ""},
		{[]string{" Norra  Ekstad ", "", "Söder"}, []string{"Norra Ekstad", "Söder"}, ""},
	} {
		got, err := AreaNames(tt.typed)
		key := ""
		for _, f := range fault.All(err) {
			key = f.Key
		}
		if !slices.Equal(got, tt.want) || key != tt.fault {
			t.Errorf("%q is %q and %q, not %q and %q", tt.typed, got, key, tt.want, tt.fault)
		}
	}
}
