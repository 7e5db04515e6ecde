package concern

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

func newMatter(t *testing.T, wantsFeedback bool) Matter {
	t.Helper()
	return deliver(Matter{ID: "m", Report: "r", Unit: "u"}, stockholm(t, "2026-11-09 08:00:00"), wantsFeedback, law2026)
}

var noNeed = ProtectionAssessment{Answered: true, Reasons: "Barnet är tryggt i skolan i dag."}
var opened = Decision{Outcome: Opened, Reasons: "Uppgifterna är allvarliga.", NotInformedWhy: "Samtal bokat."}

func TestNobodyLeavesReceivedWithoutProtectionAssessment(t *testing.T) {
	m := newMatter(t, true)
	at := m.DeliveredAt.Add(time.Hour)
	for name, act := range map[string]func(Matter) (Matter, error){
		"decide": func(m Matter) (Matter, error) { return m.Decide(opened, at, law2026) },
		"extend": func(m Matter) (Matter, error) {
			return m.Extend(Extension{To: civil.On(2026, 12, 1), Reasons: "x"}, civil.Of(at), law2026)
		},
		"give feedback": func(m Matter) (Matter, error) { return m.GiveFeedback(at, law2026) },
		"withhold":      func(m Matter) (Matter, error) { return m.WithholdFeedback("x", at, law2026) },
	} {
		for _, from := range []MatterState{Delivered, Received} {
			m.State = from
			if after, err := act(m); err == nil {
				t.Errorf("%s from %s reached %s without a protection assessment", name, from, after.State)
			}
		}
	}
}

func TestMatterRunsItsCourse(t *testing.T) {
	m := newMatter(t, true)
	if m.Next.Step != StepProtection || !m.Next.Due.Equal(stockholm(t, "2026-11-10 08:00:00")) {
		t.Fatalf("a delivered matter waits for %+v", m.Next)
	}
	m, err := m.AssessProtection(noNeed, stockholm(t, "2026-11-09 10:00:00"), law2026)
	if err != nil || m.State != Assessing || m.ReceivedAt.IsZero() {
		t.Fatalf("assessed: %s, received %s, %v", m.State, m.ReceivedAt, err)
	}
	if m.Next.Step != StepDecision || !m.Next.Due.Equal(stockholm(t, "2026-11-24 00:00:00")) {
		t.Fatalf("then waits for %+v", m.Next)
	}
	m, err = m.Extend(Extension{To: civil.On(2026, 11, 30), Reasons: "Tolk saknas till den 27."}, civil.On(2026, 11, 20), law2026)
	if err != nil || !m.Next.Due.Equal(stockholm(t, "2026-12-01 00:00:00")) {
		t.Fatalf("extended to %s, %v", m.Next.Due, err)
	}
	m, err = m.Decide(opened, stockholm(t, "2026-11-27 15:00:00"), law2026)
	if err != nil || m.State != Decided || m.Next.Step != StepFeedback {
		t.Fatalf("decided: %s, %+v, %v", m.State, m.Next, err)
	}
	m, err = m.GiveFeedback(stockholm(t, "2026-11-30 09:00:00"), law2026)
	if err != nil || m.State != Closed || m.Feedback.Fact != Opened {
		t.Fatalf("told: %s, %+v, %v", m.State, m.Feedback, err)
	}
	if _, err := m.GiveFeedback(stockholm(t, "2026-11-30 09:00:01"), law2026); fault.KindOf(err) != fault.KindRefused {
		t.Errorf("feedback twice: %v", err)
	}
}

func TestUnaskedFeedbackClosesAndALateQuestionOpensAgain(t *testing.T) {
	m := newMatter(t, false)
	m, _ = m.AssessProtection(noNeed, stockholm(t, "2026-11-09 10:00:00"), law2026)
	m, err := m.Decide(opened, stockholm(t, "2026-11-20 15:00:00"), law2026)
	if err != nil || m.State != Closed || m.Next.Step != StepNone {
		t.Fatalf("decided with nobody asking: %s, %+v, %v", m.State, m.Next, err)
	}
	asked := stockholm(t, "2026-12-10 09:00:00")
	m, err = m.AskFeedback(asked, law2026)
	if err != nil || m.State != Decided || !m.Next.AtOnce || !m.Next.Due.Equal(civil.Of(asked).End()) || !m.Feedback.Due.Equal(asked) {
		t.Fatalf("asked late: %s, %+v, %v", m.State, m.Next, err)
	}
}

func TestWrongAnswersAreToldAtTheField(t *testing.T) {
	m := newMatter(t, true)
	if _, err := m.AssessProtection(ProtectionAssessment{Needed: true, Answered: true}, m.DeliveredAt, law2026); len(fault.All(err)) != 2 {
		t.Errorf("protection without reasons and measures: %v", err)
	}
	m, _ = m.AssessProtection(noNeed, m.DeliveredAt, law2026)
	today := civil.Of(m.DeliveredAt)
	for name, x := range map[string]Extension{
		"no date":           {Reasons: "x"},
		"earlier":           {To: civil.On(2026, 11, 20), Reasons: "x"},
		"the same day":      {To: civil.On(2026, 11, 23), Reasons: "x"},
		"next year":         {To: civil.On(2027, 11, 23), Reasons: "x"},
		"without reasons":   {To: civil.On(2026, 11, 27)},
		"reasons of spaces": {To: civil.On(2026, 11, 27), Reasons: " \n\t "},
	} {
		if _, err := m.Extend(x, today, law2026); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("extension with %s: %v", name, err)
		}
	}
	for name, d := range map[string]Decision{
		"no outcome":        {Reasons: "x", NotInformedWhy: "x"},
		"made-up outcome":   {Outcome: "maybe", Reasons: "x", NotInformedWhy: "x"},
		"no reasons":        {Outcome: Opened, NotInformedWhy: "x"},
		"nobody informed":   {Outcome: Opened, Reasons: "x"},
		"informed tomorrow": {Outcome: Opened, Reasons: "x", Informed: []Informed{{Who: "child", On: today.AddDays(1)}}},
		"informed some day": {Outcome: Opened, Reasons: "x", Informed: []Informed{{Who: "child"}}},
	} {
		if _, err := m.Decide(d, m.DeliveredAt, law2026); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("decision with %s: %v", name, err)
		}
	}
}

func TestForwardingKeepsTheClock(t *testing.T) {
	m := newMatter(t, true)
	gone, err := m.Forward("other", law2026)
	if err != nil || gone.State != Forwarded || gone.Next.Step != StepNone {
		t.Fatalf("forwarded: %s, %+v, %v", gone.State, gone.Next, err)
	}
	there := m.carriedTo("m2", "other", "org2", "9902", m.DeliveredAt.Add(72*time.Hour), law2026)
	if there.State != Delivered || !there.Next.Due.Equal(m.Next.Due) || !there.DecisionDue.Equal(m.DecisionDue) ||
		there.Feedback.State != FeedbackWaiting || there.Officer != "" {
		t.Errorf("at the next municipality: %+v", there)
	}
	if _, err := m.Forward(m.Unit, law2026); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("forwarded to itself: %v", err)
	}
}

// Whatever is done in whatever order, Next agrees with the state, nothing is
// decided without a protection assessment and a closed fact is what was decided.
func TestAnyOrderOfActsKeepsTheInvariant(t *testing.T) {
	start := stockholm(t, "2026-11-09 08:00:00")
	rapid.Check(t, func(t *rapid.T) {
		now := start
		m := deliver(Matter{ID: "m", Unit: "u"}, now, rapid.Bool().Draw(t, "wants"), law2026)
		for range rapid.IntRange(0, 12).Draw(t, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
			before := m
			var err error
			switch rapid.IntRange(0, 7).Draw(t, "act") {
			case 0:
				m, err = m.Receive(now, law2026)
			case 1:
				m, err = m.AssessProtection(noNeed, now, law2026)
			case 2:
				d := opened
				d.Outcome = rapid.SampledFrom(Outcomes).Draw(t, "outcome")
				m, err = m.Decide(d, now, law2026)
			case 3:
				m, err = m.AskFeedback(now, law2026)
			case 4:
				m, err = m.GiveFeedback(now, law2026)
			case 5:
				m, err = m.WithholdFeedback("skäl", now, law2026)
			case 6:
				m, err = m.Extend(Extension{To: civil.Of(now).AddDays(20), Reasons: "skäl"}, civil.Of(now), law2026)
			case 7:
				m, err = m.Forward("other", law2026)
			}
			if err != nil {
				m = before
			}
			if m.State.Open() != (m.Next.Step != StepNone) {
				t.Fatalf("%s waits for %s", m.State, m.Next.Step)
			}
			if !m.DecidedAt.IsZero() && m.ProtectionAt.IsZero() {
				t.Fatalf("decided without a protection assessment")
			}
			if m.Feedback.State == FeedbackGiven && m.Feedback.Fact != m.Outcome {
				t.Fatalf("told %q of %q", m.Feedback.Fact, m.Outcome)
			}
			if m.State == Decided && m.Feedback.State == FeedbackWaiting && m.Feedback.Due.IsZero() {
				t.Fatalf("a waiting reporter has no clock")
			}
		}
	})
}
