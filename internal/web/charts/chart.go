package charts

import (
	"fmt"
	"slices"
	"strings"
)

// A Value is one figure of a chart.
type Value struct {
	N int64
	// Missing says that there is nothing to draw; Text says why, or is a dash.
	Missing bool
	// Text is the figure as the table has it.
	Text string
}

// A Series is what is drawn in one shape. A chart has at most three.
type Series struct {
	Name   string
	Values []Value
}

// A Position is a place along the foot of a chart, such as a month.
type Position struct {
	Short string // below the chart; may be empty
	Under string // below that, such as a year; mostly empty
	Long  string // in the table
}

// A Chart is figures over time.
type Chart struct {
	ID    string // unique on the page
	Title string
	Lede  string
	// Description says in a sentence what the picture shows, for those who cannot see it.
	Description string
	// Along is the heading of the table's first column.
	Along     string
	Positions []Position
	Series    []Series
	// Beside stands in the table only.
	Beside []Series
	// Top is the end of the scale; 0 leaves it to the greatest value.
	Top int64
	// Unit stands after each number of the scale.
	Unit string
	// Running says that the last position is not over, so it is drawn with a broken line.
	Running bool
}

func (c Chart) tabled() []Series { return slices.Concat(c.Series, c.Beside) }

// The picture, in its own units: 14 are a letter's height.
const (
	width, height = 760, 280
	left, right   = 44, 12
	top, foot     = 22, 44
)

func (c Chart) box() string { return fmt.Sprintf("0 0 %d %d", width, height) }

// steps are what a scale may count in: 1, 2, 5, 10, 20 and so on.
func step(most int64) int64 {
	const lines = 5
	for unit := int64(1); ; unit *= 10 {
		for _, s := range []int64{1, 2, 5} {
			if s*unit*lines >= most {
				return s * unit
			}
		}
	}
}

func (c Chart) most() int64 {
	if c.Top > 0 {
		return c.Top
	}
	most := int64(1)
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !v.Missing {
				most = max(most, v.N)
			}
		}
	}
	by := step(most)
	return (most + by - 1) / by * by
}

// A line is a line of the scale.
type line struct {
	N int64
	Y float64
}

func (c Chart) scale() (lines []line) {
	most := c.most()
	for n := int64(0); n <= most; n += step(most) {
		lines = append(lines, line{n, c.y(n)})
	}
	return lines
}

func (c Chart) y(n int64) float64 {
	const high = height - top - foot
	return top + high - high*float64(n)/float64(c.most())
}

func (c Chart) slot() float64 { return float64(width-left-right) / float64(max(1, len(c.Positions))) }

// x is the middle of a position.
func (c Chart) x(i int) float64 { return left + c.slot()*(float64(i)+.5) }

// A column stands at its position, beside those of the other series.
type column struct {
	X, Y, W, H float64
	Text       string
	Broken     bool
}

// numbered says that there is room for a number over each column.
func (c Chart) numbered() bool { return c.slot() > 40 }

func (c Chart) columns(series int) (list []column) {
	wide := min(c.slot()*.76/float64(len(c.Series)), 26)
	for i, v := range c.Series[series].Values {
		if v.Missing || v.N == 0 {
			continue
		}
		x := c.x(i) + wide*(float64(series)-float64(len(c.Series))/2)
		y := c.y(v.N)
		list = append(list, column{X: x + 1, Y: y, W: wide - 2, H: height - foot - y, Text: v.Text,
			Broken: c.Running && i == len(c.Positions)-1})
	}
	return list
}

// path draws a series as a line that breaks where a value is missing. The stretch to a
// position that is not over is drawn apart.
func (c Chart) path(series int) (over, running string) {
	var d, end strings.Builder
	values := c.Series[series].Values
	pen := "M"
	for i, v := range values {
		if v.Missing {
			pen = "M"
			continue
		}
		at := fmt.Sprintf("%.1f %.1f", c.x(i), c.y(v.N))
		if c.Running && i == len(values)-1 {
			if pen == "L" {
				fmt.Fprintf(&end, "M%.1f %.1fL%s", c.x(i-1), c.y(values[i-1].N), at)
			}
			break
		}
		d.WriteString(pen + at)
		pen = "L"
	}
	return d.String(), end.String()
}

// marks are the points of a line, in the shape of its series.
func (c Chart) marks(series int) (list []string) {
	for i, v := range c.Series[series].Values {
		if !v.Missing {
			list = append(list, shape(series, c.x(i), c.y(v.N), 4.5))
		}
	}
	return list
}

// shape is a disc, a square or a triangle around a point, as a path.
func shape(series int, x, y, r float64) string {
	switch series {
	case 0:
		return fmt.Sprintf("M%.1f %.1fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 %.1f 0Z", x-r, y, r, r, 2*r, r, r, -2*r)
	case 1:
		return fmt.Sprintf("M%.1f %.1fh%.1fv%.1fh%.1fZ", x-r, y-r, 2*r, 2*r, -2*r)
	}
	return fmt.Sprintf("M%.1f %.1fL%.1f %.1fH%.1fZ", x, y-r*1.3, x+r*1.2, y+r, x-r*1.2)
}

func tone(series int) string { return fmt.Sprintf("c%d", series+1) }

func number(x float64) string { return fmt.Sprintf("%.1f", x) }

// A Row is one row of bars.
type Row struct {
	Name string
	N    int64
	Text string
	// Hidden says that the figure may not be shown.
	Hidden bool
	Total  bool
}

// A Table of bars is its own picture: each figure has its bar in the row.
type Table struct {
	Caption string
	Along   string // heading of the names
	Figures string // heading of the figures
	Rows    []Row
}

// bar is how long a row's bar is, of a hundred.
func (t Table) bar(r Row) string {
	most := int64(1)
	for _, other := range t.Rows {
		if !other.Hidden && !other.Total {
			most = max(most, other.N)
		}
	}
	return fmt.Sprintf("%.1f", 100*float64(r.N)/float64(most))
}

// A Grid is figures in rows and columns.
type Grid struct {
	Caption string
	Along   string // heading of the names
	Columns []string
	Rows    []GridRow
}

// A GridRow is one row of a grid, with as many texts as there are columns.
type GridRow struct {
	Name  string
	Texts []string
	Total bool
}
