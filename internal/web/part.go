package web

import (
	"strconv"

	"github.com/a-h/templ"
)

// ClockState is how much of a clock's time is left; its words carry it, its
// shape repeats it, its colour comes last.
type ClockState string

const (
	ClockOK    ClockState = "ok"
	ClockSoon  ClockState = "soon"
	ClockToday ClockState = "today"
	ClockLate  ClockState = "late"
)

// A ClockView is a time limit: what is left in words, what is to be done and by
// when. Fraction is how much of the time has gone; more than 1 is late.
type ClockView struct {
	State    ClockState
	Left     string
	What     string
	Due      string
	Fraction float64
}

// The thread of a clock is drawn from 4 to 96; what is late runs past its end.
const (
	threadStart, threadEnd, threadStop = 4, 96, 115
	leastLate                          = 104
)

func (c ClockView) now() string {
	x := threadStart + c.Fraction*(threadEnd-threadStart)
	switch {
	case c.State == ClockLate:
		x = min(max(x, leastLate), threadStop)
	default:
		x = min(max(x, threadStart), threadEnd)
	}
	return strconv.Itoa(int(x))
}

// StateKind is how far a promise has come: hollow is asked, half is decided,
// filled is taken, a triangle is late, a double bar has ended.
type StateKind string

const (
	StateTaken   StateKind = "taken"
	StatePlanned StateKind = "planned"
	StateAsked   StateKind = "asked"
	StateLate    StateKind = "late"
	StateDone    StateKind = "done"
)

// A Step is one knot on a thread of things that happen in turn.
type Step struct {
	Title string
	Text  string
	When  string
	// Done and Now say where the thread is; neither is what comes.
	Done bool
	Now  bool
}

// A Fact is one line of a list of facts; Detail stands instead of Text when it is set.
type Fact struct {
	Term   string
	Text   string
	Detail templ.Component
}

// A Count is one number in a tally, with the list it leads to.
type Count struct {
	N    int
	Text string
	Href string
	// State is ClockLate or ClockToday for numbers that press; "" otherwise.
	State ClockState
	// Current says that the list now shows just these.
	Current bool
}

// NoteKind is what a note is for.
type NoteKind string

const (
	NoteInfo    NoteKind = "info"
	NoteDone    NoteKind = "success"
	NoteWarning NoteKind = "warning"
)

// A PageTurn is the way between the pages of a long list; "" leads nowhere.
type PageTurn struct {
	Previous string
	Next     string
	Text     string
}
