package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
	"samspel/internal/ground/sdc"
)

const (
	// Hide is the k below which a count is hidden: one to four.
	Hide = 5
	// Contributors is how many units must stand behind a table. With two, each could
	// take away its own and know the other's.
	Contributors = 3
	// pastThirds is how many thirds are shown: two years.
	pastThirds = 6
)

// Measure is what is counted.
type Measure string

const (
	// MeasureOpened: a matter began, by form and by the child's age that day.
	MeasureOpened Measure = "opened"
	// MeasureSex: the same matters, by what the child's number says of sex.
	MeasureSex Measure = "sex"
	// MeasureArea: the same matters, by the municipality's own areas.
	MeasureArea Measure = "area"
	// MeasureAsked: the same matters, by who asked and whether a report came before.
	MeasureAsked Measure = "asked"
	// MeasureClosed: a matter ended, by form and reason.
	MeasureClosed Measure = "closed"
	// MeasureFirst: the first meeting was held, by the days from the beginning.
	MeasureFirst Measure = "first_meeting"
	// MeasureCommitment: somebody answered what they were asked to do, or had not within a week.
	MeasureCommitment Measure = "commitment"
	// MeasureFollowUp: a follow-up was held in time, late, or not at all.
	MeasureFollowUp Measure = "follow_up"
	// MeasureChild: a meeting was held with the child there, asked, or not asked.
	MeasureChild Measure = "child"
	// MeasureRated: a follow-up was held with or without the child's own judgement.
	MeasureRated Measure = "rated"
)

// Measures is every measure, in the order of pages.
var Measures = []Measure{MeasureOpened, MeasureAsked, MeasureSex, MeasureArea, MeasureClosed, MeasureFirst, MeasureCommitment, MeasureFollowUp, MeasureChild, MeasureRated}

// What is counted by. The sets are fixed: whoever could choose them could choose
// two that differ by one child. Sex is read from the number when a third is counted and
// is kept of nobody; an area is what the unit chose, and is no address. Neither is
// crossed with anything.
var (
	AgeBands    = []string{"0-5", "6-12", "13-15", "16-17", "18-", "unknown"}
	Sexes       = []string{string(personnummer.Female), string(personnummer.Male), string(personnummer.UnknownSex)}
	Askers      = []string{string(AskedByStaff), string(AskedByChild), string(AskedByGuardian)}
	Origins     = []string{string(FromWork), string(FromReport)}
	FirstBands  = []string{"14", "30", "60", "later"}
	Answers     = []string{"accepted", "declined", "unanswered"}
	FollowedUps = []string{"in_time", "late", "not_held"} // those that were held first
	Takings     = []string{"there", "asked", "not_asked"}
	Ratings     = []string{"rated", "not_rated"}
)

// NoArea stands for matters that nobody has said the area of.
const NoArea = "not_given"

// sameMatters are the measures that count the same matters in different ways.
var sameMatters = []Measure{MeasureOpened, MeasureAsked, MeasureSex, MeasureArea}

// OtherForm stands for a form that the program itself does not have.
const OtherForm = "other"

// dimensions are the rows and the columns of a measure; a list has no columns. No two
// measures of the same matters have a row or a column in common: what they share is the whole.
func dimensions(m Measure, areas []string) (rows, columns []string) {
	switch m {
	case MeasureOpened:
		return append(FormIDs(), OtherForm), AgeBands
	case MeasureAsked:
		return Askers, Origins
	case MeasureSex:
		return Sexes, nil
	case MeasureArea:
		if len(areas) > 0 {
			return append(slices.Clone(areas), NoArea), nil
		}
	case MeasureClosed:
		for _, r := range ClosureReasons {
			columns = append(columns, string(r))
		}
		return append(FormIDs(), OtherForm), columns
	case MeasureFirst:
		return FirstBands, nil
	case MeasureCommitment:
		return Answers, nil
	case MeasureFollowUp:
		return FollowedUps, nil
	case MeasureChild:
		return Takings, nil
	case MeasureRated:
		return Ratings, nil
	}
	return nil, nil
}

// A happening is one thing to count, with the unit that stands behind it.
type happening struct {
	measure     Measure
	row, column string
	unit        string
}

// Counts are a municipality's counts of a third that is over, as they may be told.
type Counts struct {
	Municipality string
	Third        civil.Third
	TakenAt      time.Time
	// Tables are the measures that may be told. One that is not there has too few units
	// behind it, or too little in it.
	Tables map[Measure]sdc.Sheet
	// Median is the days to the first meeting; -1 where it may not be told.
	Median int
}

// countsOf hides what is small in what has happened, and what would give it away. The
// areas are those the municipality has.
func countsOf(happenings []happening, days []int, areas []string) Counts {
	c := Counts{Tables: map[Measure]sdc.Sheet{}, Median: -1}
	for _, m := range Measures {
		rows, columns := dimensions(m, areas)
		counts, units := make([][]int64, len(rows)), map[string]bool{}
		for i := range counts {
			counts[i] = make([]int64, max(len(columns), 1))
		}
		for _, h := range happenings {
			i, j := slices.Index(rows, h.row), max(slices.Index(columns, h.column), 0)
			if i < 0 {
				i = max(slices.Index(rows, OtherForm), slices.Index(rows, NoArea))
			}
			if h.measure == m && i >= 0 {
				counts[i][j]++
				units[h.unit] = true
			}
		}
		if len(units) >= Contributors {
			c.Tables[m] = sheetOf(m, rows, columns, counts)
		}
	}
	c.keepApart()
	first, told := c.Tables[MeasureFirst]
	if told && !first.HidesAny() && len(days) >= Hide {
		c.Median = median(days)
	}
	return c
}

func sheetOf(m Measure, rows, columns []string, counts [][]int64) sdc.Sheet {
	if columns != nil {
		return sdc.SheetOf(rows, columns, counts, Hide)
	}
	list := make([]int64, len(counts))
	for i, line := range counts {
		list[i] = line[0]
	}
	if m == MeasureFollowUp {
		return followUpsOf(rows, list)
	}
	return sdc.ListOf(rows, list, Hide)
}

// followUpsOf hides in those that were held by themselves, since MeasureRated says how
// many these were: with it, whoever knows the whole knows how many were not held. So
// a small count of those is hidden together with the whole.
func followUpsOf(rows []string, counts []int64) sdc.Sheet {
	last := len(rows) - 1
	held := sdc.ListOf(rows[:last], counts[:last], Hide)
	if held.Whole().Hidden {
		return sdc.ListOf(rows, counts, Hide)
	}
	notHeld, whole := sdc.Cell{N: counts[last]}, sdc.Cell{N: held.Whole().N + counts[last]}
	if notHeld.N > 0 && notHeld.N < Hide {
		notHeld, whole = sdc.Cell{Hidden: true}, sdc.Cell{Hidden: true}
	}
	cells := append(slices.Clone(held.Cells[:last]), []sdc.Cell{notHeld}, []sdc.Cell{whole})
	return sdc.Sheet{Rows: append(slices.Clone(rows), sdc.Total), Columns: held.Columns, Cells: cells}
}

// keepApart takes away tables of the same matters that hide how many these are, when
// there is another: then none says anything about the others. It is the same with
// follow-ups: the child's judgements of one to four would say how many were held.
func (c Counts) keepApart() {
	var told, hide []Measure
	for _, m := range sameMatters {
		if t, ok := c.Tables[m]; ok {
			told = append(told, m)
			if t.Whole().Hidden {
				hide = append(hide, m)
			}
		}
	}
	if len(told) > 1 {
		for _, m := range hide {
			delete(c.Tables, m)
		}
	}
	if rated, ok := c.Tables[MeasureRated]; ok && rated.Whole().Hidden {
		delete(c.Tables, MeasureRated)
	}
}

// median is the middle of the days; of two middle ones, the later.
func median(days []int) int {
	days = slices.Sorted(slices.Values(days))
	return days[len(days)/2]
}

// Share is how many of a list are one of its kinds, in whole per cent; false where it
// may not be told.
func (c Counts) Share(m Measure, kind string) (percent int, ok bool) {
	t, told := c.Tables[m]
	i := slices.Index(t.Rows, kind)
	if !told || i < 0 || t.Cells[i][0].Hidden || t.Whole().Hidden || t.Whole().N == 0 {
		return 0, false
	}
	return sharePercent(t.Cells[i][0].N, t.Whole().N), true
}

// sharePercent is 0 or 100 only where none or all are.
func sharePercent(in, of int64) int {
	if in == 0 || in == of {
		return int(100 * in / of)
	}
	return int(min(max((200*in+of)/(2*of), 1), 99))
}

// ageBand is the band of an age; -1 is not known.
func ageBand(age int) string {
	switch {
	case age < 0:
		return "unknown"
	case age <= 5:
		return "0-5"
	case age <= 12:
		return "6-12"
	case age <= 15:
		return "13-15"
	case age <= 17:
		return "16-17"
	}
	return "18-"
}

// firstBand is the band of the days to a first meeting.
func firstBand(days int) string {
	switch {
	case days <= 14:
		return "14"
	case days <= 30:
		return "30"
	case days <= 60:
		return "60"
	}
	return "later"
}

// sheetFrom puts kept cells in the order of the measure's dimensions. A form that has
// come since has no cells, and stands with none.
func sheetFrom(m Measure, by map[[2]string]sdc.Cell) sdc.Sheet {
	rows, columns := dimensions(m, areasIn(by))
	t := sdc.Sheet{Rows: append(slices.Clone(rows), sdc.Total), Columns: append(slices.Clone(columns), sdc.Total)}
	for _, row := range t.Rows {
		line := make([]sdc.Cell, len(t.Columns))
		for j, column := range t.Columns {
			line[j] = by[[2]string{row, column}]
		}
		t.Cells = append(t.Cells, line)
	}
	return t
}

// areasIn are the names that were counted by, whatever the municipality's list is now.
func areasIn(by map[[2]string]sdc.Cell) (names []string) {
	for at := range by {
		if at[0] != sdc.Total && at[0] != NoArea {
			names = append(names, at[0])
		}
	}
	slices.Sort(names)
	return names
}
