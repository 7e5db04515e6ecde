package civil

import "time"

// Holiday names the public holiday (allmän helgdag) that falls on d, in Swedish as
// the act on public holidays (1989:253) has it. Ordinary Sundays have no name
// here; see [Date.IsHoliday]. The calendar is the one in force since 2005.
func (d Date) Holiday() (name string, ok bool) {
	switch d.Sub(easter(d.Year)) {
	case -2:
		return "långfredagen", true
	case 0:
		return "påskdagen", true
	case 1:
		return "annandag påsk", true
	case 39:
		return "Kristi himmelsfärdsdag", true
	case 49:
		return "pingstdagen", true
	}
	switch {
	case d.is(time.January, 1):
		return "nyårsdagen", true
	case d.is(time.January, 6):
		return "trettondedag jul", true
	case d.is(time.May, 1):
		return "första maj", true
	case d.is(time.June, 6):
		return "nationaldagen", true
	case d == midsummer(d.Year):
		return "midsommardagen", true
	case d == allSaints(d.Year):
		return "alla helgons dag", true
	case d.is(time.December, 25):
		return "juldagen", true
	case d.is(time.December, 26):
		return "annandag jul", true
	}
	return "", false
}

// IsHoliday says whether d is a Sunday or another public holiday.
func (d Date) IsHoliday() bool {
	_, named := d.Holiday()
	return named || d.Weekday() == time.Sunday
}

// IsOfficeDay says whether authorities are open: not on Saturdays and holidays,
// nor on the three eves that the act (1930:173) puts beside them.
func (d Date) IsOfficeDay() bool {
	eve := d == midsummer(d.Year).AddDays(-1) || d.is(time.December, 24) || d.is(time.December, 31)
	return d.Weekday() != time.Saturday && !d.IsHoliday() && !eve
}

// NextOfficeDay is d when that is an office day, else the first one after it.
func (d Date) NextOfficeDay() Date {
	for !d.IsOfficeDay() {
		d = d.AddDays(1)
	}
	return d
}

func (d Date) is(month time.Month, day int) bool { return d.Month == month && d.Day == day }

// midsummer is the Saturday from 20 to 26 June.
func midsummer(year int) Date { return saturdayFrom(On(year, time.June, 20)) }

// allSaints is the Saturday from 31 October to 6 November.
func allSaints(year int) Date { return saturdayFrom(On(year, time.October, 31)) }

func saturdayFrom(d Date) Date { return d.AddDays(int(time.Saturday - d.Weekday())) }

// easter is Easter Sunday in the Gregorian calendar, by the anonymous algorithm
// that Meeus, Jones and Butcher published. Its letters are theirs.
func easter(year int) Date {
	a := year % 19
	b, c := year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return On(year, time.Month(n/31), n%31+1)
}
