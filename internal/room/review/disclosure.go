package review

import (
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Asker (vem som begär) is who wants to know who has read.
type Asker string

const (
	// AskerChild: the child, about themselves.
	AskerChild Asker = "child"
	// AskerGuardian: somebody with custody, about the child. Theirs is not always the
	// child's interest.
	AskerGuardian Asker = "guardian"
)

// Askers is every kind, in the order forms list them.
var Askers = []Asker{AskerChild, AskerGuardian}

// Mark (att ta ställning till) is why a line is not given without a decision.
type Mark string

const (
	// MarkEmergency: read through an emergency opening.
	MarkEmergency Mark = "emergency"
	// MarkProtected: the matter or somebody in it is protected, now or when it was read.
	MarkProtected Mark = "protected"
	// MarkReporter: done by somebody who has reported, whose name may be secret.
	MarkReporter Mark = "reporter"
)

// Disclosure (åtkomstlista) is who has read about one child in the organisation's
// matters, drawn up because the child or a guardian has asked. What is marked is given
// only when a person has decided so; the program withholds nothing by itself and gives
// nothing marked by itself.
//
// Invariant: settled, every marked line is decided, and it changes no more.
type Disclosure struct {
	ID           string
	Organisation string
	Keyset       string
	Matters      []string
	Asker        Asker
	AskedOn      civil.Date
	MadeBy       string
	MadeAt       time.Time
	// More says that the log holds more about the matters than the list has room for.
	More bool
	// Told says that the list says itself that something is left out of it.
	Told      bool
	SettledBy string
	SettledAt time.Time
}

// apart says whether the list is about a matter that somebody may not know of.
func (d Disclosure) apart(user string, tasks map[string]Task) bool {
	return slices.ContainsFunc(d.Matters, func(m string) bool { return tasks[m].apart(user) })
}

// Settled says whether the list is ready to be handed over.
func (d Disclosure) Settled() bool { return !d.SettledAt.IsZero() }

// Line (rad i åtkomstlistan) is one person's readings on a day.
type Line struct {
	Position  int
	Matter    string
	Reader    string
	Unit      string
	Day       civil.Date
	Times     int
	Marks     []Mark
	Withheld  bool
	DecidedBy string
	DecidedAt time.Time
	reasons   []byte
}

// now is the line as the matter is at the moment. What was drawn up, or decided to be
// given, before the matter came into protected mode waits for a decision of its own.
func (l Line) now(t Task) Line {
	if !t.Shielded {
		return l
	}
	if !slices.Contains(l.Marks, MarkProtected) {
		l.Marks = append(slices.Clone(l.Marks), MarkProtected)
	}
	if !l.Withheld && slices.ContainsFunc(t.Spans, func(s Span) bool { return s.To.IsZero() && l.DecidedAt.Before(s.From) }) {
		l.DecidedAt = time.Time{}
	}
	return l
}

// Decided says whether a person has decided about the line.
func (l Line) Decided() bool { return !l.DecidedAt.IsZero() }

// Given says whether whoever asked is to see the line.
func (l Line) Given() bool { return !l.Withheld && (l.Decided() || len(l.Marks) == 0) }

// Undecided says that the line waits for a decision.
func (l Line) Undecided() bool { return len(l.Marks) > 0 && !l.Decided() }

// decide gives or withholds a line. To give what is marked, and to withhold anything,
// takes reasons: both are decisions that somebody may ask about.
func (d Disclosure) decide(l Line, withhold bool, reasons, who string, now time.Time) (Line, error) {
	switch {
	case d.Settled():
		return l, fault.Refused("review.disclosure.settled")
	case strings.TrimSpace(reasons) == "":
		return l, fault.Invalid("reasons", "review.disclosure.reasons_missing")
	}
	l.Withheld, l.DecidedBy, l.DecidedAt = withhold, who, now
	return l, nil
}

// settle ends the work on the list. tell is needed only when something is withheld.
func (d Disclosure) settle(lines []Line, tell string, who string, now time.Time) (Disclosure, error) {
	undecided, withheld := 0, false
	for _, l := range lines {
		if l.Undecided() {
			undecided++
		}
		withheld = withheld || l.Withheld
	}
	switch {
	case d.Settled():
		return d, fault.Refused("review.disclosure.settled")
	case undecided > 0:
		return d, fault.Refused("review.disclosure.undecided", "count", undecided)
	case withheld && tell != "yes" && tell != "no":
		return d, fault.Invalid("tell", "review.disclosure.tell_missing")
	}
	d.Told, d.SettledBy, d.SettledAt = withheld && tell == "yes", who, now
	return d, nil
}

// lister gathers what the log holds about matters into lines, in the order it comes.
type lister struct {
	book  RuleBook
	lines []Line
	index map[lineKey]int
}

type lineKey struct {
	matter, reader, unit string
	day                  civil.Date
}

// take takes in a record about a matter. What is no reading by somebody on the staff is
// passed over: what a child or a guardian has done is theirs. Every line of a matter that
// is protected now is marked, whenever it was read: a guardian who asks may not be meant
// to know that it exists.
func (g *lister) take(matter string, t Task, r Reading) {
	if r.Reader == "" || r.Mandate == "" || r.Unit == "" || !g.book.concerns(r.Action) {
		return
	}
	k := lineKey{matter, r.Reader, r.Unit, civil.Of(r.At)}
	i, there := g.index[k]
	if !there {
		i = len(g.lines)
		g.index[k] = i
		g.lines = append(g.lines, Line{Matter: matter, Reader: r.Reader, Unit: r.Unit, Day: k.day})
	}
	l := &g.lines[i]
	l.Times++
	for _, m := range []struct {
		fits bool
		mark Mark
	}{
		{g.book.Emergency.fit(r.Action, r.Ground), MarkEmergency},
		{g.book.Protected.fit(r.Action, r.Ground) || t.shieldedIn(r.At, r.At), MarkProtected},
		{g.book.Reporter.fit(r.Action, r.Ground), MarkReporter},
	} {
		if m.fits && !slices.Contains(l.Marks, m.mark) {
			l.Marks = append(l.Marks, m.mark)
		}
	}
}
