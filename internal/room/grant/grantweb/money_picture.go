package grantweb

import (
	"context"
	"fmt"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// A flow is the road of the money, step by step: what goes on, and what stands where it
// left the road.
type flow struct {
	columns []column
	// redistributed goes from the pool straight to what is decided, past the frames.
	redistributed money.Amount
	ends          []end
}

// A column is a step that money has come to, and how much of it has.
type column struct {
	name, text string
	amount     money.Amount
}

// An end is a place where money stands, and the column it left.
type end struct {
	place
	text   string
	amount money.Amount
	from   int
}

// leaves says which step the money of a place has come to.
var leaves = map[string]string{"used": "paid", "held": "paid", "claim": "paid", "repaid": "paid", "writeoff": "paid",
	"transit": "decided", "decided": "decided", "requested": "requested", "frame": "frame", "lapsed": "pool", "pool": "pool", "spent": "pool", "cap": "pool"}

// wholeFlow is the road of a year's money.
func wholeFlow(ctx context.Context, m grant.Money, capsInside bool) flow {
	caps := m.By["cap"] + m.By["spent"]
	f := roadFrom(ctx, m)
	pool := f.columns[0].amount + f.redistributed + m.By["pool"] + m.By["lapsed"]
	from := "pool"
	if capsInside {
		pool += caps
	} else {
		from = "appropriation"
	}
	total := pool
	if !capsInside {
		total += caps
	}
	head := []column{{name: "appropriation", amount: total}, {name: "pool", amount: pool}}
	f.columns = append(head, f.columns...)
	f.finish(ctx, m, func(kind string) string {
		if kind == "cap" || kind == "spent" {
			return from
		}
		return leaves[kind]
	})
	return f
}

// municipalityFlow is the road of one municipality's money, from its frame.
func municipalityFlow(ctx context.Context, m grant.Money) flow {
	f := roadFrom(ctx, m)
	f.finish(ctx, m, func(kind string) string { return leaves[kind] })
	return f
}

// roadFrom is the columns from the frame on: each is what stands there and what has gone
// further, so a payment that has come back is not counted twice.
func roadFrom(_ context.Context, m grant.Money) (f flow) {
	paid := m.By["held"] + m.By["used"] + m.By["claim"] + m.By["repaid"] + m.By["writeoff"]
	decided := paid + m.By["transit"] + m.By["decided"]
	f.redistributed = min(max(0, m.Redistributed), decided)
	requested := decided - f.redistributed + m.By["requested"]
	f.columns = []column{{name: "frame", amount: requested + m.By["frame"]}, {name: "requested", amount: requested}, {name: "decided", amount: decided}, {name: "paid", amount: paid}}
	return f
}

func (f *flow) finish(ctx context.Context, m grant.Money, leaves func(kind string) string) {
	at := map[string]int{}
	for i := range f.columns {
		at[f.columns[i].name] = i
		f.columns[i].text = i18n.T(ctx, "grant.road."+f.columns[i].name)
	}
	for _, p := range places {
		if from, known := at[leaves(p.kind)]; known && m.By[p.kind] > 0 {
			f.ends = append(f.ends, end{place: p, text: i18n.T(ctx, "grant.place."+p.name), amount: m.By[p.kind], from: from})
		}
	}
}

// The picture's measures, in its own units: 14 are a letter's height.
const (
	bandsHigh = 250.0
	bandsTop  = 46.0
	roadWide  = 648.0
	drawWide  = 1038.0
	nodeWide  = 13.0
	endRow    = 27.0
)

// A ribbon is money on its way between two places in the picture.
type ribbon struct{ path, class string }

// A bar is money in one place.
type bar struct {
	x, y, high float64
	class      string
	end        *end
	column     *column
}

// A drawing is a flow laid out.
type drawing struct {
	wide, high float64
	ribbons    []ribbon
	bars       []bar
	beside     *bar // redistributed money that comes from outside the picture
	// pastX and pastY are the middle of the redistributed money's ribbon; 0 is none.
	pastX, pastY float64
}

func (f flow) draw() (d drawing) {
	most := f.columns[0].amount
	own := f.columns[0].name == "frame"
	if own {
		most += f.redistributed
	}
	if most <= 0 {
		return d
	}
	scale := func(a money.Amount) float64 { return max(1.5, bandsHigh*float64(a)/float64(most)) }
	step := roadWide / float64(len(f.columns))
	x := func(i int) float64 { return step * float64(i) }
	out := make([]float64, len(f.columns))
	decided := len(f.columns) - 2
	for i := range f.columns {
		c := &f.columns[i]
		out[i] = bandsTop
		if c.amount > 0 {
			d.bars = append(d.bars, bar{x: x(i), y: bandsTop, high: scale(c.amount), column: c})
		} else {
			d.bars = append(d.bars, bar{x: x(i), y: bandsTop, column: c})
		}
	}
	band := func(from, to int, amount money.Amount, into float64) {
		if amount <= 0 {
			return
		}
		high := scale(amount)
		d.ribbons = append(d.ribbons, ribbon{curve(x(from)+nodeWide, out[from], x(to), into, high), "flow"})
		out[from] += high
	}
	for i := range len(f.columns) - 1 {
		amount := f.columns[i+1].amount
		if i+1 == decided {
			amount -= f.redistributed
		}
		band(i, i+1, amount, bandsTop)
		if f.columns[i].name == "pool" && f.redistributed > 0 {
			into := bandsTop + scaleOr0(scale, f.columns[decided].amount-f.redistributed)
			d.pastX, d.pastY = (x(i)+x(decided))/2, (out[i]+into+scale(f.redistributed))/2
			band(i, decided, f.redistributed, into)
		}
	}
	bottom := bandsTop + bandsHigh
	if own && f.redistributed > 0 {
		high := scale(f.redistributed)
		d.beside = &bar{x: x(decided - 1), y: bandsTop + scaleOr0(scale, f.columns[decided-1].amount) + 34, high: high, class: "node--pool"}
		d.ribbons = append(d.ribbons, ribbon{curve(d.beside.x+nodeWide, d.beside.y, x(decided), bandsTop+scaleOr0(scale, f.columns[decided].amount-f.redistributed), high), "flow flow--pool"})
		bottom = max(bottom, d.beside.y+high)
	}
	y, right := bandsTop, x(len(f.columns))
	for i := range f.ends {
		e := &f.ends[i]
		high := scale(e.amount)
		d.ribbons = append(d.ribbons, ribbon{curve(x(e.from)+nodeWide, out[e.from], right, y, high), flowClass(e.class)})
		d.bars = append(d.bars, bar{x: right, y: y, high: high, class: e.class, end: e})
		out[e.from] += high
		y += max(endRow, high+7)
	}
	d.wide, d.high = drawWide, max(bottom, y)+4
	return d
}

func scaleOr0(scale func(money.Amount) float64, a money.Amount) float64 {
	if a <= 0 {
		return 0
	}
	return scale(a)
}

// curve is a band from one upper edge to another, as high all the way.
func curve(x1, y1, x2, y2, high float64) string {
	middle := (x1 + x2) / 2
	return fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fv%.1fC%.1f %.1f %.1f %.1f %.1f %.1fz", x1, y1, middle, y1, middle, y2, x2, y2,
		high, middle, y2+high, middle, y1+high, x1, y1+high)
}

func flowClass(node string) string {
	switch node {
	case "node--wait":
		return "flow flow--wait"
	case "node--pool":
		return "flow flow--pool"
	}
	return "flow"
}

func number(x float64) string { return fmt.Sprintf("%.1f", x) }

// short is a sum in so few figures that it fits over a column.
func short(ctx context.Context, a money.Amount) string {
	if a < 10_000_000*money.Krona {
		return a.String()
	}
	tenths := (int64(a/money.Krona) + 50_000) / 100_000
	return i18n.T(ctx, "grant.money.millions", "whole", i18n.From(ctx).Number(tenths/10), "tenth", tenths%10)
}

// told is the picture in words.
func (f flow) told(ctx context.Context) (text string) {
	for _, c := range f.columns {
		text += c.text + " " + c.amount.String() + ". "
	}
	if f.redistributed > 0 {
		text += i18n.T(ctx, "grant.road.redistributed") + " " + f.redistributed.String() + ". "
	}
	for _, e := range f.ends {
		text += e.text + " " + e.amount.String() + ". "
	}
	return text
}
