package charts

import (
	"cmp"
	"fmt"

	"samspel/internal/ground/civil"
)

// Lanes (banor) is what several do over time: a row for each thing that is done,
// together by whoever does it. What the picture says stands in a table that the page has
// below it.
type Lanes struct {
	ID          string // unique on the page
	Title       string
	Description string
	// First and Last are the first day of the first month and the last of the last.
	First, Last civil.Date
	Today       civil.Date
	TodayText   string
	Months      []Month
	Rows        []Lane
	Events      []Event
}

// A Month is where a month begins, with its name, and its year where one begins.
type Month struct {
	On    civil.Date
	Short string
	Year  string
}

// An Event is a day that is marked through every row.
type Event struct {
	On   civil.Date
	Text string
}

// Mark is how a row is drawn: told apart by shape before colour.
type Mark string

const (
	MarkRunning Mark = "running"
	MarkPlanned Mark = "planned"
	MarkEnded   Mark = "ended"
)

// A Lane is one row.
type Lane struct {
	Actor string
	Tone  string // a category of the style sheet: school, social, health …
	What  string
	Who   string
	// Begins and Ends are the time; a zero Ends has no end yet.
	Begins, Ends civil.Date
	Mark         Mark
}

// The picture of lanes, in its own units: 14 are a letter's height.
const (
	lanesWidth          = 1160
	whatAt, barsAt      = 170, 386
	barsEnd             = 1150
	lanesTop, laneHigh  = 62, 33
	actorGap, lanesFoot = 8, 34
	// longestWhat and longestActor are how many letters there is room for.
	longestWhat, longestActor = 29, 19
)

// laneAt is a row where it is drawn.
type laneAt struct {
	Lane
	Y      float64
	First  bool // of its actor
	X1, X2 float64
	// Before and After say that the time goes on outside the picture.
	Before, After bool
}

func (l Lanes) rows() (rows []laneAt) {
	y := float64(lanesTop)
	for i, r := range l.Rows {
		first := i == 0 || r.Actor != l.Rows[i-1].Actor
		if first && i > 0 {
			y += actorGap
		}
		end := r.Ends
		if end.IsZero() {
			end = l.Last
		}
		rows = append(rows, laneAt{Lane: r, Y: y + laneHigh - 8, First: first, X1: l.x(r.Begins), X2: max(l.x(end), l.x(r.Begins)+2),
			Before: r.Begins.Before(l.First), After: r.Ends.IsZero() || r.Ends.After(l.Last)})
		y += laneHigh
	}
	return rows
}

func (l Lanes) foot() float64 {
	rows := l.rows()
	if len(rows) == 0 {
		return lanesTop
	}
	return rows[len(rows)-1].Y + 14
}

func (l Lanes) box() string { return fmt.Sprintf("0 0 %d %g", lanesWidth, l.foot()+lanesFoot) }

// x is where a day is, at the edge when it is outside.
func (l Lanes) x(d civil.Date) float64 {
	days := max(1, l.Last.Sub(l.First))
	at := min(max(d.Sub(l.First), 0), days)
	return barsAt + (barsEnd-barsAt)*float64(at)/float64(days)
}

// events are those inside the picture, each on a line of text of its own when it
// would stand on the one before.
func (l Lanes) events() (list []eventAt) {
	const room = 150
	for _, e := range l.Events {
		if e.On.Before(l.First) || e.On.After(l.Last) {
			continue
		}
		at := eventAt{Event: e, X: l.x(e.On), Line: 0}
		for _, o := range list {
			if o.Line == at.Line && at.X-o.X < room {
				at.Line++
			}
		}
		list = append(list, at)
	}
	return list
}

type eventAt struct {
	Event
	X    float64
	Line int
}

// short cuts a text where there is no room for it; the table has it whole.
func short(s string, most int) string {
	letters := []rune(s)
	if len(letters) <= most {
		return s
	}
	return string(letters[:most-1]) + "…"
}

func toneOf(tone string) string { return "k-" + cmp.Or(tone, "other") }
