package concern_test

import (
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/law"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/sdc"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestPercentNeverRoundsToAllOrNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		share concern.Share
		want  int
	}{
		{concern.Share{In: 0, Of: 0}, 0}, {concern.Share{In: 0, Of: 7}, 0}, {concern.Share{In: 7, Of: 7}, 100},
		{concern.Share{In: 999, Of: 1000}, 99}, {concern.Share{In: 1, Of: 1000}, 1}, {concern.Share{In: 1, Of: 2}, 50},
		{concern.Share{In: 2, Of: 3}, 67}, {concern.Share{In: 1, Of: 3}, 33}, {concern.Share{In: 1, Of: 8}, 13},
	} {
		if got := tt.share.Percent(); got != tt.want {
			t.Errorf("%d of %d is %d per cent, not %d", tt.share.In, tt.share.Of, got, tt.want)
		}
	}
}

func TestMedianOfDays(t *testing.T) {
	t.Parallel()
	if _, ok := concern.FiguresOfDays().MedianDays(); ok {
		t.Error("nothing has a median")
	}
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 99), 1, 30).Draw(t, "days")
		got, ok := concern.FiguresOfDays(days...).MedianDays()
		sort.Ints(days)
		want := days[(len(days)-1)/2] + days[len(days)/2]
		if !ok || got != want {
			t.Errorf("twice the median of %v is %d, not %d", days, got, want)
		}
	})
}

func TestMonths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from concern.Month
		add  int
		want concern.Month
	}{
		{"2026-11", 0, "2026-11"}, {"2026-11", 2, "2027-01"}, {"2026-01", -1, "2025-12"}, {"2026-03", -27, "2023-12"},
	} {
		if got := tt.from.Add(tt.add); got != tt.want {
			t.Errorf("%s and %d months is %s, not %s", tt.from, tt.add, got, tt.want)
		}
	}
	// Ten minutes to midnight in UTC is the next day, month and year in Stockholm.
	if got := concern.MonthOf(At("2027-01-01 00:50")); got != "2027-01" {
		t.Errorf("the first hour of the year is in %s", got)
	}
}

// Every category of the law is in a group, and none of the groups is empty.
func TestGroupsHoldEveryCategory(t *testing.T) {
	t.Parallel()
	found := map[concern.Group]bool{}
	for _, c := range law.ReporterCategories(civil.On(2026, 11, 23)) {
		g := concern.GroupOf(c.ID)
		if !slices.Contains(concern.Groups, g) {
			t.Errorf("%s is in %q, which no table has", c.ID, g)
		}
		found[g] = true
	}
	if len(found) != len(concern.Groups) {
		t.Errorf("only %v have categories", found)
	}
}

func TestStatisticsHideTheSmall(t *testing.T) {
	t.Parallel()
	third := civil.Third{Year: 2026, N: 2}
	s := concern.StatisticsOf(third, map[string]int64{"school": 40, "police": 3, "health_dental": 12, "customs": 2},
		map[string]int64{"school/opened": 12, "school/not_opened": 20, "police/opened": 1, "health_dental/not_opened": 9, "customs/opened": 6})
	want := []sdc.Cell{{N: 40}, {N: 12}, {N: 0}, {Hidden: true}, {Hidden: true}, {N: 0}, {N: 0}, {N: 57}}
	for i, c := range want {
		if got := s.Received.Cells[i][0]; got != c {
			t.Errorf("%s is %+v, not %+v", s.Received.Rows[i], got, c)
		}
	}
	// As many decisions as are in time or late: the whole stands in both tables.
	few := concern.StatisticsOf(third, nil, map[string]int64{"school/opened": 6, "police/not_opened": 4}).Decisions
	if whole := few.Whole(); whole.Hidden || whole.N != 10 || !few.Cells[3][1].Hidden {
		t.Errorf("ten decisions, six and four, are told as %v", few.Cells)
	}
	if len(s.Received.Columns) != 1 || !s.Received.HidesAny() {
		t.Errorf("the list has the columns %v", s.Received.Columns)
	}
	rapid.Check(t, func(t *rapid.T) {
		counts := map[string]int64{}
		for _, c := range []string{"school", "health_dental", "social_services", "police", "customs", "private_provider", "anyone"} {
			counts[c] = rapid.OneOf(rapid.Int64Range(0, 6), rapid.Int64Range(0, 60)).Draw(t, c)
		}
		table := concern.StatisticsOf(third, counts, nil).Received
		var sum, hidden int64
		for i, line := range table.Cells[:len(table.Cells)-1] {
			n := counts[[]string{"school", "health_dental", "social_services", "police", "customs", "private_provider", "anyone"}[i]]
			switch {
			case n >= 1 && n < concern.Hide && !line[0].Hidden:
				t.Errorf("%s shows %d", table.Rows[i], n)
			case !line[0].Hidden && line[0].N != n:
				t.Errorf("%s shows %d for %d", table.Rows[i], line[0].N, n)
			case line[0].Hidden:
				hidden++
			}
			sum += line[0].N
		}
		total := table.Cells[len(table.Cells)-1][0]
		if hidden == 1 && !total.Hidden {
			t.Errorf("the one hidden count is what is left of %d", total.N-sum)
		}
	})
}
