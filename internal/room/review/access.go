package review

import (
	"cmp"
	"slices"
	"time"

	"samspel/internal/ground/civil"
)

// Place (plats) is where a record lies in the log.
type Place struct {
	Chain string
	Seq   int64
	Hash  []byte
}

// Reading (läsning) is a record of the log, as far as the rules look at it.
type Reading struct {
	Place
	At                          time.Time
	Reader, Mandate, Unit, Role string
	Action, Ground              string
	Subjects                    []string
}

// Access (åtkomst) is everything one person did, under one mandate, with one matter on
// one day. It is what a line of the list is about.
type Access struct {
	// Log is where its first record lies in the log.
	Log     Place
	Reader  string
	Mandate string
	Unit    string
	Role    string
	// Subjects is the matter and the persons the records name, the matter first.
	Subjects []string
	Day      civil.Date
	First    time.Time
	Last     time.Time
	Times    int
	Actions  []string
	// Emergency and Protected say that some record of it was of that kind.
	Emergency, Protected bool

	hours uint32 // a bit for each hour of the day in which there was a record
}

// Subject is the matter, or whatever it is that was opened.
func (a Access) Subject() string { return a.Subjects[0] }

const maxActions = 12

// accessKey is what makes records one access.
type accessKey struct {
	mandate, subject string
	day              civil.Date
}

// habit is how many records a unit has in each hour of office days and of other days.
type habit struct {
	hour  [2][24]int64
	total int64
}

// Gathering (insamling) takes in the readings of a month one by one, in any order, and
// keeps what is needed to judge them: nothing is asked of the database for any of them.
type Gathering struct {
	book     RuleBook
	Records  int64
	accesses map[accessKey]*Access
	habits   map[string]*habit
	days     map[int64]day
}

type day struct {
	date   civil.Date
	office int
}

// Gather starts a gathering.
func Gather(b RuleBook) *Gathering {
	return &Gathering{book: b, accesses: map[accessKey]*Access{}, habits: map[string]*habit{}, days: map[int64]day{}}
}

// Take takes in a record. What is about no child is passed over.
func (g *Gathering) Take(r Reading) {
	if r.Reader == "" || r.Mandate == "" || len(r.Subjects) == 0 || !g.book.concerns(r.Action) {
		return
	}
	g.Records++
	d, hour := g.dayOf(r.At)
	h := g.habits[r.Unit]
	if h == nil {
		h = &habit{}
		g.habits[r.Unit] = h
	}
	h.hour[d.office][hour]++
	h.total++
	key := accessKey{r.Mandate, r.Subjects[0], d.date}
	a := g.accesses[key]
	if a == nil {
		a = &Access{Log: r.Place, Reader: r.Reader, Mandate: r.Mandate, Unit: r.Unit, Role: r.Role,
			Subjects: r.Subjects, Day: d.date, First: r.At, Last: r.At}
		g.accesses[key] = a
	}
	a.Times++
	a.hours |= 1 << hour
	if r.At.Before(a.First) {
		a.First, a.Log = r.At, r.Place
	}
	if r.At.After(a.Last) {
		a.Last = r.At
	}
	if len(a.Actions) < maxActions && !slices.Contains(a.Actions, r.Action) {
		a.Actions = append(a.Actions, r.Action)
	}
	for _, s := range r.Subjects[1:] {
		if len(a.Subjects) < maxActions && !slices.Contains(a.Subjects, s) {
			a.Subjects = append(a.Subjects[:len(a.Subjects):len(a.Subjects)], s)
		}
	}
	a.Emergency = a.Emergency || g.book.Emergency.fit(r.Action, r.Ground)
	a.Protected = a.Protected || g.book.Protected.fit(r.Action, r.Ground)
}

// dayOf is the day and the hour in Stockholm. An hour by the clock begins at the same
// moment all over the country, so its day and hour are found once.
func (g *Gathering) dayOf(at time.Time) (day, int) {
	slot := at.Unix() / 3600
	d, known := g.days[slot]
	if !known {
		d.date = civil.Of(at)
		if !d.date.IsOfficeDay() {
			d.office = 1
		}
		g.days[slot] = d
	}
	return d, at.In(civil.Stockholm).Hour()
}

// Accesses is everything gathered, in the order it happened.
func (g *Gathering) Accesses() []Access {
	list := make([]Access, 0, len(g.accesses))
	for _, a := range g.accesses {
		list = append(list, *a)
	}
	slices.SortFunc(list, compareAccess)
	return list
}

func compareAccess(a, b Access) int {
	return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Log.Chain, b.Log.Chain), cmp.Compare(a.Log.Seq, b.Log.Seq), cmp.Compare(a.Mandate, b.Mandate))
}

// unusual says whether any hour of the access is one in which the unit hardly ever
// reads; a unit with few readings is held against an ordinary office day.
func (g *Gathering) unusual(a Access) bool {
	office := 0
	if !a.Day.IsOfficeDay() {
		office = 1
	}
	h := g.habits[a.Unit]
	for hour := range 24 {
		if a.hours&(1<<hour) == 0 {
			continue
		}
		if h.total < int64(g.book.Hours.Enough) {
			if office == 1 || hour < g.book.Hours.From || hour >= g.book.Hours.To {
				return true
			}
			continue
		}
		if h.hour[office][hour]*1000 <= h.total*int64(g.book.Hours.RarePerMille) && (office == 1 || hour < g.book.Hours.From || hour >= g.book.Hours.To) {
			return true
		}
	}
	return false
}

// readerDay is a day of somebody in a unit.
type readerDay struct {
	reader, unit string
	day          civil.Date
}

// crowded is the days on which somebody opened many times more matters than they and
// their unit usually do, with how many. What is usual is the median of the days on which
// anything was opened, which one wild day does not move.
func (g *Gathering) crowded(all []Access) map[readerDay]int {
	perDay := map[readerDay]int{}
	for _, a := range all {
		perDay[readerDay{a.Reader, a.Unit, a.Day}]++
	}
	own, units := map[[2]string][]int{}, map[string][]int{}
	for d, n := range perDay {
		own[[2]string{d.reader, d.unit}] = append(own[[2]string{d.reader, d.unit}], n)
		units[d.unit] = append(units[d.unit], n)
	}
	usual := map[string]int{}
	for unit, list := range units {
		usual[unit] = median(list)
	}
	many := map[readerDay]int{}
	for d, n := range perDay {
		if n < g.book.Many.Least {
			continue
		}
		theirs := own[[2]string{d.reader, d.unit}]
		// With one day only, the person has no habit to be held against.
		if n > g.book.Many.Times*usual[d.unit] && (len(theirs) < 2 || n > g.book.Many.Times*median(theirs)) {
			many[d] = n
		}
	}
	return many
}

func median(list []int) int {
	slices.Sort(list)
	return list[len(list)/2]
}
