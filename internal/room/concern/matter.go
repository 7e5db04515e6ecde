package concern

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// MatterState is how far the receiver has come.
type MatterState string

const (
	// Delivered (inkommen): in the inbox, confirmed by nobody.
	Delivered MatterState = "delivered"
	// Received (mottagen): confirmed; the protection assessment is not made.
	Received MatterState = "received"
	// Assessing (förhandsbedömning pågår): the protection assessment is documented.
	Assessing MatterState = "assessing"
	// Decided (beslutad): the reporter waits for feedback.
	Decided MatterState = "decided"
	// Closed (avslutad): nothing is waited for.
	Closed MatterState = "closed"
	// Forwarded (överlämnad): another municipality has it, with the clock it had.
	Forwarded MatterState = "forwarded"
)

// MatterStates is every state, in order.
var MatterStates = []MatterState{Delivered, Received, Assessing, Decided, Closed, Forwarded}

// Open says whether the receiver still has something to do.
func (s MatterState) Open() bool { return s != Closed && s != Forwarded }

// Outcome is what the receiver decided, and with that the only fact a reporter
// may be told (SoL 19 kap. 6 §).
type Outcome string

const (
	// Opened (utredning inleds).
	Opened Outcome = "opened"
	// NotOpened (utredning inleds inte).
	NotOpened Outcome = "not_opened"
	// AlreadyRunning (utredning pågår redan).
	AlreadyRunning Outcome = "already_running"
)

// Outcomes is every outcome.
var Outcomes = []Outcome{Opened, NotOpened, AlreadyRunning}

func (o Outcome) known() bool { return o == Opened || o == NotOpened || o == AlreadyRunning }

// A Matter (ärende) is one child in one report at the receiving unit: from
// delivery through the protection assessment and the preliminary assessment to
// the decision.
//
// Invariant: past Received only with a documented protection assessment; past
// Assessing only with a decision. Next always agrees with the rest.
type Matter struct {
	ID           string
	Report       string
	Reference    string
	Unit         string
	Organisation string
	Municipality string
	// SenderUnit is "" when a private person reported.
	SenderUnit string
	Category   string
	Child      string
	Keyset     string
	State      MatterState
	Danger     bool
	// Protected says that the identity of the child, or of a sibling the same account
	// is about, is protected (skyddade personuppgifter).
	Protected bool
	// GuardiansUnaware says that a guardian must not get to know, as the reporter sees it.
	GuardiansUnaware bool
	Officer          string
	DeliveredAt      time.Time
	// ArrivedAt is when this unit got it: the delivery, or the forwarding.
	ArrivedAt    time.Time
	ReceivedAt   time.Time
	ProtectionAt time.Time
	// DecisionDue is the first moment after the last day for the decision, extension included.
	DecisionDue time.Time
	DecidedAt   time.Time
	Outcome     Outcome
	Feedback    Feedback
	Next        Clock
	Version     int64
}

// FromPublic says that a private person reported (SoL 19 kap. 4 §), who may ask for
// no feedback.
func (m Matter) FromPublic() bool { return m.SenderUnit == "" }

// deliver makes the matter of one child at the moment its report is sent.
func deliver(m Matter, at time.Time, wantsFeedback bool, times Times) Matter {
	m.State, m.DeliveredAt, m.ArrivedAt = Delivered, at, at
	m.DecisionDue = decisionClock(at, times).Due
	m.Feedback = Feedback{Matter: m.ID, State: FeedbackNotAsked}
	if wantsFeedback {
		m.Feedback = Feedback{Matter: m.ID, State: FeedbackWaiting, RequestedAt: at}
	}
	return m.withNext(times)
}

// Receive confirms that a person at the receiving unit has the matter.
func (m Matter) Receive(at time.Time, times Times) (Matter, error) {
	if m.State != Delivered {
		return m, fault.Refused("concern.matter.already_received")
	}
	m.State, m.ReceivedAt = Received, at
	return m.withNext(times), nil
}

// AssessProtection documents the immediate protection assessment. It confirms
// the delivery too when nobody had: who has judged the danger has received it.
func (m Matter) AssessProtection(a ProtectionAssessment, at time.Time, times Times) (Matter, error) {
	if m.State == Delivered {
		m.State, m.ReceivedAt = Received, at
	}
	if m.State != Received {
		return m, fault.Refused("concern.matter.already_assessed")
	}
	if err := a.Check(); err != nil {
		return m, err
	}
	m.State, m.ProtectionAt = Assessing, at
	return m.withNext(times), nil
}

// Extend moves the last day for the decision. The law allows it for synnerliga
// skäl only, so reasons and a named decision-maker are required; the flow knows who that is.
func (m Matter) Extend(x Extension, today civil.Date, times Times) (Matter, error) {
	if m.State != Assessing {
		return m, m.notAssessing()
	}
	if err := x.Check(m, today); err != nil {
		return m, err
	}
	m.DecisionDue = x.To.End()
	return m.withNext(times), nil
}

// Decide ends the preliminary assessment. A reporter who asked now has a clock of
// their own; without one the matter is closed.
func (m Matter) Decide(d Decision, at time.Time, times Times) (Matter, error) {
	if m.State != Assessing {
		return m, m.notAssessing()
	}
	if err := d.Check(civil.Of(at)); err != nil {
		return m, err
	}
	m.State, m.DecidedAt, m.Outcome = Decided, at, d.Outcome
	m.Feedback = m.Feedback.decided(d.Outcome, at, times)
	return m.withNext(times), nil
}

func (m Matter) notAssessing() error {
	switch m.State {
	case Delivered, Received:
		return fault.Refused("concern.matter.assess_first")
	case Decided, Closed, Forwarded, Assessing:
	}
	return fault.Refused("concern.matter.already_decided")
}

// AskFeedback records that the reporter asks, perhaps long after the decision.
func (m Matter) AskFeedback(at time.Time, times Times) (Matter, error) {
	asked, err := m.Feedback.ask(m.Outcome, m.DecidedAt, at, times)
	if err != nil {
		return m, err
	}
	m.Feedback = asked
	if m.State == Closed {
		m.State = Decided
	}
	return m.withNext(times), nil
}

// GiveFeedback tells the reporter the outcome and nothing else.
func (m Matter) GiveFeedback(at time.Time, times Times) (Matter, error) {
	if m.State != Decided || m.Feedback.State != FeedbackWaiting {
		return m, fault.Refused("concern.feedback.not_waiting")
	}
	m.Feedback.State, m.Feedback.GivenAt, m.Feedback.Fact = FeedbackGiven, at, m.Outcome
	return m.withNext(times), nil
}

// WithholdFeedback closes the reporter's question without an answer, which the
// law allows when telling would be inappropriate. The reason stays with the receiver.
func (m Matter) WithholdFeedback(reason string, at time.Time, times Times) (Matter, error) {
	if m.State != Decided || m.Feedback.State != FeedbackWaiting {
		return m, fault.Refused("concern.feedback.not_waiting")
	}
	if blank(reason) {
		return m, fault.Invalid("withheld_why", "concern.feedback.reason_missing")
	}
	if long := fits("withheld_why", reason); long != nil {
		return m, long
	}
	m.Feedback.State, m.Feedback.GivenAt = FeedbackWithheld, at
	return m.withNext(times), nil
}

// Forward ends the matter here because the child is in another municipality. The
// flow makes the new one there, from [Matter.carriedTo].
func (m Matter) Forward(toUnit string, times Times) (Matter, error) {
	switch {
	case !m.State.Open() || m.State == Decided:
		return m, fault.Refused("concern.matter.already_decided")
	case toUnit == "" || toUnit == m.Unit:
		return m, fault.Invalid("municipality", "concern.forward.municipality_missing")
	}
	m.State = Forwarded
	return m.withNext(times), nil
}

// carriedTo is the matter as it begins at the next municipality: nobody there has
// received it, the day it was delivered is the same, and so is the reporter's question.
func (m Matter) carriedTo(id, unit, organisation, municipality string, at time.Time, t Times) Matter {
	there := m
	there.ID, there.Unit, there.Organisation, there.Municipality = id, unit, organisation, municipality
	there.State, there.Officer, there.Version, there.ArrivedAt = Delivered, "", 0, at
	there.ReceivedAt, there.ProtectionAt = time.Time{}, time.Time{}
	there.Feedback.Matter = id
	return there.withNext(t)
}

// withNext sets what the matter waits for now. A matter with nothing left closes.
func (m Matter) withNext(times Times) Matter {
	switch m.State {
	case Delivered, Received:
		m.Next = protectionClock(m.DeliveredAt, times)
	case Assessing:
		m.Next = Clock{Step: StepDecision, From: m.DeliveredAt, Due: m.DecisionDue}
	case Decided:
		if m.Feedback.State == FeedbackWaiting {
			m.Next = m.Feedback.clock(m.DecidedAt)
			break
		}
		m.State, m.Next = Closed, Clock{Step: StepNone}
	case Closed, Forwarded:
		m.Next = Clock{Step: StepNone}
	}
	return m
}
