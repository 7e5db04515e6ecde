package review

import (
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// MaxText is the longest question, answer or reason.
const MaxText = 4000

// Month (månad) is a calendar month by its first day.
type Month struct{ First civil.Date }

// MonthBefore is the last month that is over on the day.
func MonthBefore(today civil.Date) Month {
	first := civil.On(today.Year, today.Month, 1)
	before := first.AddDays(-1)
	return Month{civil.On(before.Year, before.Month, 1)}
}

// Start is its first moment, in Stockholm.
func (m Month) Start() time.Time { return m.First.Start() }

// Next is the month after.
func (m Month) Next() Month { return Month{civil.On(m.First.Year, m.First.Month+1, 1)} }

// Drawing (dragning) is how a month's list was made: what anybody needs to make it again.
type Drawing struct {
	Month   Month
	Seed    string
	Rules   string
	At      time.Time
	Records int64
}

// Period (granskningsperiod) is one organisation's list for one month.
//
// Invariant: it is closed only when every line is decided, and then changes no more.
type Period struct {
	ID           string
	Organisation string
	Keyset       string
	Drawing
	// Accesses is how many there were in the month, and Entries how many are on the list.
	Accesses int
	Entries  int
	Undone   int
	ClosedAt time.Time
	ClosedBy string
	// Report is the signed list, when the period is closed.
	Report    []byte
	Signature []byte
}

// Closed says whether the period is closed.
func (p Period) Closed() bool { return !p.ClosedAt.IsZero() }

// close closes the period; its report is signed after.
func (p Period) close(who string, now time.Time) (Period, error) {
	switch {
	case p.Closed():
		return p, fault.Refused("review.period.already_closed")
	case p.Undone > 0:
		return p, fault.Refused("review.period.undecided", "count", p.Undone)
	}
	p.ClosedAt, p.ClosedBy = now, who
	return p, nil
}

// Verdict (bedömning) is what a reviewer finds of a line.
type Verdict string

const (
	// Fine: there was a task.
	Fine Verdict = "fine"
	// Unclear: it cannot be told, with the reasons why.
	Unclear Verdict = "unclear"
	// Breach: there was none. What follows is for the employer, not for this program.
	Breach Verdict = "breach"
)

// Verdicts is every verdict, in the order forms list them.
var Verdicts = []Verdict{Fine, Unclear, Breach}

// EntryState is how far a line has come.
type EntryState string

const (
	Waiting  EntryState = "waiting"
	Asked    EntryState = "asked"
	Answered EntryState = "answered"
	Decided  EntryState = "decided"
)

// EntryStates is every state, in the order pages list them.
var EntryStates = []EntryState{Waiting, Asked, Answered, Decided}

// Entry (granskningspost) is a line of the list: an access, and why it is there.
type Entry struct {
	ID           string
	Period       string
	Organisation string
	Keyset       string
	Position     int
	Access
	// Place is where the access's first record lies in the log, with how its hash begins.
	Place string
	Rules []Rule
	// Matters is how many the reader opened on a day with many.
	Matters int

	State      EntryState
	AskedBy    string
	AskedAt    time.Time
	AnsweredAt time.Time
	Verdict    Verdict
	DecidedBy  string
	DecidedAt  time.Time
	Version    int
}

// Light says that the line may be decided together with others, and without reasons when
// there is nothing to remark on: nobody has been asked about it, and it is there for no
// reason that is always looked into.
func (e Entry) Light() bool {
	return e.State == Waiting && !slices.ContainsFunc(e.Rules, Rule.heavy)
}

// ask puts a question to the reader.
func (e Entry) ask(who string, question string, now time.Time) (Entry, error) {
	switch {
	case e.State == Decided:
		return e, fault.Refused("review.entry.already_decided")
	case e.State != Waiting:
		return e, fault.Refused("review.entry.already_asked")
	case strings.TrimSpace(question) == "":
		return e, fault.Invalid("question", "review.entry.question_missing")
	}
	e.State, e.AskedBy, e.AskedAt = Asked, who, now
	return e, nil
}

// reply is what the reader says.
func (e Entry) reply(text string, now time.Time) (Entry, error) {
	switch {
	case e.State == Decided:
		return e, fault.Refused("review.entry.already_decided")
	case e.State != Asked:
		return e, fault.Refused("review.entry.already_answered")
	case strings.TrimSpace(text) == "":
		return e, fault.Invalid("answer", "review.entry.answer_missing")
	}
	e.State, e.AnsweredAt = Answered, now
	return e, nil
}

// decide settles the line. Nobody is found in breach unheard: the reader has answered,
// or has had two weeks to.
func (e Entry) decide(who string, v Verdict, reasons string, now time.Time) (Entry, error) {
	var faults fault.List
	switch v {
	case Fine, Unclear, Breach:
	default:
		faults.Add(fault.Invalid("verdict", "review.entry.verdict_missing"))
	}
	if strings.TrimSpace(reasons) == "" && !(v == Fine && e.Light()) {
		faults.Add(fault.Invalid("reasons", "review.entry.reasons_missing"))
	}
	heard := e.State == Answered || e.State == Asked && !now.Before(e.AskedAt.Add(answerTime))
	if v == Breach && !heard {
		faults.Add(fault.Invalid("verdict", "review.entry.unheard"))
	}
	if e.State == Decided {
		return e, fault.Refused("review.entry.already_decided")
	}
	if err := faults.Err(); err != nil {
		return e, err
	}
	e.State, e.Verdict, e.DecidedBy, e.DecidedAt = Decided, v, who, now
	return e, nil
}

// answerTime is how long a reader has to answer before a breach may be found without.
const answerTime = 14 * 24 * time.Hour
