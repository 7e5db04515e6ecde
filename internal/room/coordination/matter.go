package coordination

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// MatterState is how far a matter has come.
type MatterState string

const (
	// Forming (bildas): the team and the grounds are not there yet.
	Forming MatterState = "forming"
	// Active (pågår): several organisations take part, and there is a ground to share.
	Active MatterState = "active"
	// Paused (vilar): the last ground has fallen. Nobody reads anything new; each keeps its own.
	Paused MatterState = "paused"
	// Closing (avslutas): why, and who keeps the contact, is being written down.
	Closing MatterState = "closing"
	// Closed (avslutat): nothing more is written.
	Closed MatterState = "closed"
)

// MatterStates is every state, in order.
var MatterStates = []MatterState{Forming, Active, Paused, Closing, Closed}

// Open says whether somebody still has something to do.
func (s MatterState) Open() bool { return s != Closed }

// A Matter (ärende) is the work of several organisations around one child, in one
// form of collaboration.
//
// Invariant: somebody always holds the baton; the state follows from the grounds
// and the team and is set by settle only, except when somebody closes it.
type Matter struct {
	ID           string
	Organisation string
	Child        string
	Keyset       string
	// Protected says that the child's identity is protected (skyddade personuppgifter).
	Protected   bool
	Form        string
	FormVersion int
	State       MatterState
	OpenedAt    time.Time
	ClosedAt    time.Time
	Baton       Baton
	// GroundUntil is the moment when the last ground that is valid now has fallen, if
	// nothing is done; zero when there is none.
	GroundUntil time.Time
	// Area is what the matter is counted in; "" is not said.
	Area    string
	Version int64
}

// A Party (part) is an organisation in the matter, with its own record of the child.
type Party struct {
	Matter       string
	Organisation string
	Child        string
	Keyset       string
	Since        time.Time
}

// ChangeForm gives a running matter another form at its present version, without
// anything being written again. What was consented to before still stands for what
// it said; a form that needs a consent of its own is forming until it has it.
func (m Matter) ChangeForm(f Form, birth civil.Date, today civil.Date) (Matter, error) {
	if !m.State.Open() || m.State == Closing {
		return m, fault.Refused("coordination.matter.closed")
	}
	if m.Form == f.ID && m.FormVersion == f.Version {
		return m, fault.Invalid("form", "coordination.form.same")
	}
	if err := f.Fits(birth, today); err != nil {
		return m, err
	}
	m.Form, m.FormVersion = f.ID, f.Version
	return m, nil
}

// settle gives the matter the state that follows from the grounds and the team at
// the moment. Every change of either ends here.
func (s Standing) settle(f Form) Matter {
	m := s.Matter
	m.GroundUntil = s.Grounds.until()
	if m.State == Closing || m.State == Closed {
		return m
	}
	reached := s.reached()
	switch {
	case len(s.Grounds) == 0 && m.State != Forming:
		m.State = Paused
	case f.Consent.Needed && !s.consented(f):
		if m.State == Active {
			m.State = Forming
			if !s.everConsented(f) {
				break
			}
			m.State = Paused
		}
	case reached && len(s.Grounds) > 0:
		m.State = Active
	}
	return m
}

// reached says whether another organisation than the matter's own has joined and
// may be told something.
func (s Standing) reached() bool {
	for _, member := range s.Team {
		if member.State != Joined || member.Organisation == s.Matter.Organisation {
			continue
		}
		if _, ok := s.Grounds.Between(s.Matter.Organisation, member.Organisation); ok {
			return true
		}
	}
	return false
}

// consented says whether the form itself is consented to at the moment.
func (s Standing) consented(f Form) bool {
	for _, c := range s.Consents {
		if c.Form == f.ID && c.effective(s.Now) {
			return true
		}
	}
	return false
}

func (s Standing) everConsented(f Form) bool {
	for _, c := range s.Consents {
		if c.Form == f.ID && c.State != ConsentAsked && c.State != ConsentRefused {
			return true
		}
	}
	return false
}
