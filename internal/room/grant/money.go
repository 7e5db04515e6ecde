package grant

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// Figures (belopp) are what has happened with the money of one municipality in a year, or
// of all of them. What has gone back is taken off.
type Figures struct {
	// Frame is what the appendix gave, Lapsed what of it nobody called for in time.
	Frame, Lapsed money.Amount
	Requisitioned money.Amount
	// Redistributed is what rounds gave beyond the frame.
	Redistributed money.Amount
	// Decided is what is to be paid or has been, out of both.
	Decided, Paid money.Amount
	Used          money.Amount
	// Unused is what the municipality has said it did not use, and Recovered what else it
	// is to pay back.
	Unused, Recovered  money.Amount
	Repaid, WrittenOff money.Amount
}

func (f Figures) plus(g Figures) Figures {
	return Figures{
		Frame: f.Frame + g.Frame, Lapsed: f.Lapsed + g.Lapsed, Requisitioned: f.Requisitioned + g.Requisitioned,
		Redistributed: f.Redistributed + g.Redistributed, Decided: f.Decided + g.Decided, Paid: f.Paid + g.Paid, Used: f.Used + g.Used,
		Unused: f.Unused + g.Unused, Recovered: f.Recovered + g.Recovered, Repaid: f.Repaid + g.Repaid, WrittenOff: f.WrittenOff + g.WrittenOff,
	}
}

// Money is where the money of a year is and how it came there, or that of one
// municipality in it.
//
// Invariant: what stands on all accounts together is what the appropriation has lost.
type Money struct {
	Figures
	// By is what stands on the accounts, by kind.
	By map[string]money.Amount
}

// A step is from one kind of account to another because of an event.
type step struct{ event, from, to string }

// steps adds moves up by kind. They are a dozen, too few for a map to be worth its while.
type steps []stepped

type stepped struct {
	step
	amount money.Amount
}

func (s *steps) add(k step, amount money.Amount) {
	for i := range *s {
		if (*s)[i].step == k {
			(*s)[i].amount += amount
			return
		}
	}
	*s = append(*s, stepped{k, amount})
}

// net is what has gone from one kind to another and not come back, because of one of the
// events, or any when none is named.
func (s steps) net(from, to string, events ...string) (sum money.Amount) {
	for _, k := range s {
		switch {
		case k.from == from && k.to == to && (len(events) == 0 || slices.Contains(events, k.event)):
			sum += k.amount
		case k.from == to && k.to == from && (len(events) == 0 || slices.Contains(events, k.event)):
			sum -= k.amount
		}
	}
	return sum
}

func (s steps) money() Money {
	m := Money{By: map[string]money.Amount{}}
	for _, k := range s {
		m.By[k.from] -= k.amount
		m.By[k.to] += k.amount
	}
	lapsed := s.net(kindFrame, kindPool, eventLapse)
	redistributed := s.net(kindPool, kindDecided)
	unused := s.net(kindHeld, kindClaim, eventUnused)
	m.Figures = Figures{
		Frame: s.net(kindPool, kindFrame) + lapsed, Lapsed: lapsed, Requisitioned: s.net(kindFrame, kindRequested), Redistributed: redistributed,
		Decided: s.net(kindRequested, kindDecided) + redistributed, Paid: s.net(kindTransit, kindHeld) - s.net(kindHeld, kindDecided),
		Used: s.net(kindHeld, kindUsed) - s.net(kindUsed, kindClaim), Unused: unused,
		Recovered: s.net(kindHeld, kindClaim) + s.net(kindUsed, kindClaim) - unused,
		Repaid:    s.net(kindClaim, kindRepaid), WrittenOff: s.net(kindClaim, kindWriteoff),
	}
	return m
}

// MunicipalityMoney is one municipality's part.
type MunicipalityMoney struct {
	Code, Name string
	Money
}

// A Stamp says as of when something is told: what had taken effect by a day, as the book
// stood at a number. The same stamp gives the same figures for ever.
type Stamp struct {
	// Effective is the last day that counts; the zero Date is all days.
	Effective civil.Date
	// Seq and Hash are the book's head, and Recorded when it was reached.
	Seq      int64
	Recorded time.Time
	Hash     string
}

// A StatementLine is one transaction of a municipality in a year, with what had been left
// of the frame and what had been paid after it.
type StatementLine struct {
	Seq                    int64
	On                     civil.Date
	RecordedAt             time.Time
	Event                  string
	From, To               string
	Amount                 money.Amount
	Basis, Tag             string
	PreparedBy, ApprovedBy string
	// Reverses is the number of what it takes back; 0 is none.
	Reverses int64
	// Frame is what was left to call for, Held what had been paid and not gone back.
	Frame, Held money.Amount
}

func moneyOf(lines []StatementLine) Money {
	var s steps
	for _, l := range lines {
		s.add(step{l.Event, l.From, l.To}, l.Amount)
	}
	return s.money()
}
