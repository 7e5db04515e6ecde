package disclosure

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// Kind is what is asked for.
type Kind string

const (
	// Extract (registerutdrag): what is held about a person, asked for by or for them.
	Extract Kind = "extract"
	// Document (allmän handling): anybody may ask for one, and say neither who they are nor why.
	Document Kind = "document"
)

// State is how far a request has come.
type State string

const (
	// Registered (registrerad): nothing has been gathered.
	Registered State = "registered"
	// Gathered (framtagen): there is something to judge.
	Gathered State = "gathered"
	// Decided (beslutad): nothing more is judged; nothing has left.
	Decided State = "decided"
	// Released (utlämnad): the answer has been handed over.
	Released State = "released"
)

// Asker is in what capacity somebody asks for an extract.
type Asker string

const (
	Self     Asker = "self"
	Guardian Asker = "guardian"
	// Agent (ombud) has a power of attorney.
	Agent Asker = "agent"
)

// Askers is every capacity.
var Askers = []Asker{Self, Guardian, Agent}

const (
	// MaxText is far above what a person writes, and MaxPieces what one request holds.
	MaxText   = 20_000
	MaxLine   = 200
	MaxPieces = 5_000
)

// A Request (begäran) is somebody asking what an authority holds.
//
// Invariant: an extract is gathered only when the identity of who asks has been checked,
// and nothing is released that nobody has decided.
type Request struct {
	ID           string
	Reference    string
	Organisation string
	Unit         string
	Author       string
	Kind         Kind
	State        State
	Asker        Asker
	// Person is whom an extract is about; "" for a document.
	Person     string
	Keyset     string
	ReceivedOn civil.Date
	// DueOn is the last day to answer an extract, and for a document the day when a prompt
	// answer is one no longer.
	DueOn        civil.Date
	Extended     bool
	RegisteredAt time.Time
	IdentifiedAt time.Time
	IdentifiedBy string
	ReleasedAt   time.Time
	ReleasedBy   string
	// SecondOf is the request of which this is what its handler may not know of, and Apart
	// are those who may not know that this one exists.
	SecondOf string
	Apart    []string
	Version  int64
}

// RequestBody is what was said, sealed.
type RequestBody struct {
	// Asked is what is asked for, in the asker's words.
	Asked string
	// Answer is how the answer is to reach them, if they have said.
	Answer string
	// AskerName is who asks, where it is somebody else than the person.
	AskerName string `json:",omitempty"`
	// Identity is how the identity was checked, and Authority what lets the asker act for
	// the person.
	Identity  string `json:",omitempty"`
	Authority string `json:",omitempty"`
	// ExtendedWhy is why the answer takes longer.
	ExtendedWhy string `json:",omitempty"`
	// ReleasedHow is how it was handed over.
	ReleasedHow string `json:",omitempty"`
}

// Draft is what somebody types to register a request. ID is the form's, so that the
// same form sent twice is one request.
type Draft struct {
	ID         string
	Kind       Kind
	ReceivedOn civil.Date
	Asker      Asker
	// Given, Family, Number and Birth are of the person an extract is about.
	Given, Family, Number, Birth string
	Body                         RequestBody
}

// Check says everything that is missing or wrong in the draft.
func (d Draft) Check(today civil.Date) error {
	var faults fault.List
	switch {
	case d.ReceivedOn.IsZero():
		faults.Add(fault.Invalid("received_on", "disclosure.request.received_missing"))
	case d.ReceivedOn.After(today):
		faults.Add(fault.Invalid("received_on", "disclosure.request.received_future"))
	}
	if d.Kind == Document {
		if d.Body.Asked == "" {
			faults.Add(fault.Invalid("asked", "disclosure.request.asked_missing"))
		}
		return faults.Err()
	}
	if d.Given == "" || d.Family == "" {
		faults.Add(fault.Invalid("given", "disclosure.request.name_missing"))
	}
	if d.Number != "" {
		if _, err := personnummer.Parse(d.Number, today); err != nil {
			faults.Add(fault.Invalid("number", "disclosure.request.number_wrong"))
		}
	} else if _, err := civil.Parse(d.Birth); err != nil {
		faults.Add(fault.Invalid("birth", "disclosure.request.birth_missing"))
	}
	if d.Asker == "" {
		faults.Add(fault.Invalid("asker", "disclosure.request.asker_missing"))
	}
	if d.Asker != Self && d.Asker != "" && d.Body.AskerName == "" {
		faults.Add(fault.Invalid("asker_name", "disclosure.request.asker_name_missing"))
	}
	return faults.Err()
}

// register is the request as it begins.
func (d Draft) register(t Times) Request {
	r := Request{ID: d.ID, Kind: d.Kind, State: Registered, ReceivedOn: d.ReceivedOn}
	if d.Kind == Extract {
		r.Asker, r.DueOn = d.Asker, monthsLater(d.ReceivedOn, t.AnswerMonths)
		return r
	}
	r.DueOn = d.ReceivedOn.AddDays(t.PromptDays)
	return r
}

// monthsLater is the same day of a later month, or the last day of a month that has none.
func monthsLater(d civil.Date, n int) civil.Date {
	later := civil.On(d.Year, d.Month+time.Month(n), d.Day)
	if first := civil.On(d.Year, d.Month+time.Month(n), 1); later.Month != first.Month {
		return civil.On(d.Year, d.Month+time.Month(n+1), 1).AddDays(-1)
	}
	return later
}

// Identify says that somebody has checked who asks.
func (r Request) Identify(by string, at time.Time) (Request, error) {
	switch {
	case r.Kind != Extract, !r.IdentifiedAt.IsZero():
		return r, fault.Refused("disclosure.request.identified")
	case r.State != Registered:
		return r, fault.Refused("disclosure.request.decided")
	}
	r.IdentifiedAt, r.IdentifiedBy = at, by
	return r, nil
}

// Gather says that what is held has been gathered, for the first time or again.
func (r Request) Gather() (Request, error) {
	switch {
	case r.Kind != Extract, r.State == Decided, r.State == Released:
		return r, fault.Refused("disclosure.request.decided")
	case r.IdentifiedAt.IsZero():
		return r, fault.Refused("disclosure.request.identify_first")
	}
	r.State = Gathered
	return r, nil
}

// add says that a thing has been added by hand.
func (r Request) add() (Request, error) {
	switch {
	case r.State == Decided, r.State == Released:
		return r, fault.Refused("disclosure.request.decided")
	case r.Kind == Extract && r.IdentifiedAt.IsZero():
		return r, fault.Refused("disclosure.request.identify_first")
	}
	r.State = Gathered
	return r, nil
}

// Extend gives an extract two more months, once, said before the first has passed.
func (r Request) Extend(why string, today civil.Date, t Times) (Request, error) {
	switch {
	case r.Kind != Extract, r.State == Decided, r.State == Released:
		return r, fault.Refused("disclosure.request.decided")
	case r.Extended:
		return r, fault.Refused("disclosure.request.extended")
	case today.After(r.DueOn):
		return r, fault.Refused("disclosure.request.extend_late")
	case why == "":
		return r, fault.Invalid("extended_why", "disclosure.request.extended_why_missing")
	}
	r.Extended, r.DueOn = true, monthsLater(r.ReceivedOn, t.AnswerMonths+t.ExtensionMonths)
	return r, nil
}

// Decide says that everything has been judged.
func (r Request) Decide(pieces []Piece) (Request, error) {
	switch {
	case r.State == Decided, r.State == Released:
		return r, fault.Refused("disclosure.request.decided")
	case r.Kind == Extract && r.State != Gathered:
		return r, fault.Refused("disclosure.request.gather_first")
	}
	for _, p := range pieces {
		if p.Verdict == "" {
			return r, fault.Refused("disclosure.decision.unjudged")
		}
	}
	r.State = Decided
	return r, nil
}

// Release says that the answer has been handed over.
func (r Request) Release(how, by string, at time.Time) (Request, error) {
	switch {
	case r.State != Decided:
		return r, fault.Refused("disclosure.request.decide_first")
	case how == "":
		return r, fault.Invalid("released_how", "disclosure.request.released_how_missing")
	}
	r.State, r.ReleasedAt, r.ReleasedBy = Released, at, by
	return r, nil
}

// Waited is how many days the asker has waited.
func (r Request) Waited(today civil.Date) int { return today.Sub(r.ReceivedOn) }

// Urgency is how a request stands against its time: "ok", "soon", "today" or "late".
func (r Request) Urgency(today civil.Date) string {
	if r.State == Released {
		return "ok"
	}
	left := r.DueOn.Sub(today)
	if r.Kind == Document {
		switch {
		case r.Waited(today) > times().LateDays:
			return "late"
		case left < 0:
			return "today"
		}
		return "soon"
	}
	switch {
	case left < 0:
		return "late"
	case left == 0:
		return "today"
	case left <= 7:
		return "soon"
	}
	return "ok"
}
