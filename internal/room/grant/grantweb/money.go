package grantweb

import (
	"context"
	"fmt"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/money"
)

// places is where money can be, in the order it moves, and which of the accounts each is.
var places = []struct {
	name  string
	class string
	kinds []string
}{
	{"pool", "node--pool", []string{"pool"}},
	{"frame", "", []string{"frame"}},
	{"requested", "node--wait", []string{"requested"}},
	{"decided", "node--wait", []string{"decided"}},
	{"transit", "node--wait", []string{"transit"}},
	{"held", "", []string{"held", "used"}},
	{"claim", "node--wait", []string{"claim"}},
	{"repaid", "node--pool", []string{"repaid"}},
	{"written_off", "node--pool", []string{"writeoff", "lapsed"}},
	{"agency", "", []string{"cap"}},
	{"agency_spent", "", []string{"spent"}},
}

// A stream is money in one place, with its ribbon in the picture.
type stream struct {
	Name, Text, Class string
	Amount            money.Amount
	// From and To are the upper edges at the source and at the place, and High how much of
	// each the ribbon takes.
	From, To, High float64
}

const (
	ribbons    = 260.0
	rowHeight  = 34.0
	pictureTop = 12.0
)

// streams is where the money is, and the sum, which is what there is.
func streams(ctx context.Context, by map[string]money.Amount) (all []stream, sum money.Amount) {
	for _, p := range places {
		s := stream{Name: p.name, Text: i18n.T(ctx, "grant.place."+p.name), Class: p.class}
		for _, kind := range p.kinds {
			s.Amount += by[kind]
		}
		if s.Amount > 0 {
			all = append(all, s)
			sum += s.Amount
		}
	}
	from, to := pictureTop, pictureTop
	for i := range all {
		s := &all[i]
		s.High = max(1.5, ribbons*float64(s.Amount)/float64(sum))
		s.From, s.To = from, to
		from += s.High
		to += max(rowHeight, s.High+10)
	}
	return all, sum
}

func height(all []stream) float64 {
	last := all[len(all)-1]
	return last.To + max(rowHeight, last.High+10)
}

func (s stream) ribbon() string {
	const left, right = 13.0, 330.0
	middle := (left + right) / 2
	return fmt.Sprintf("M%g %.1fC%g %.1f %g %.1f %g %.1fv%.1fC%g %.1f %g %.1f %g %.1fz", left, s.From, middle, s.From, middle, s.To, right, s.To,
		s.High, middle, s.To+s.High, middle, s.From+s.High, left, s.From+s.High)
}

// flow is the class of the ribbon.
func (s stream) flow() string {
	switch s.Class {
	case "node--wait":
		return "flow flow--wait"
	case "node--pool":
		return "flow flow--pool"
	}
	return "flow"
}

func number(x float64) string { return fmt.Sprintf("%.1f", x) }

// told is the picture in words: every place and its sum.
func told(all []stream) (text string) {
	for i, s := range all {
		if i > 0 {
			text += ", "
		}
		text += s.Text + " " + s.Amount.String()
	}
	return text + "."
}
