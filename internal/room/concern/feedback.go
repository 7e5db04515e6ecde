package concern

import (
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// FeedbackState is where the reporter's question stands.
type FeedbackState string

const (
	FeedbackNotAsked FeedbackState = "not_asked"
	FeedbackWaiting  FeedbackState = "waiting"
	FeedbackGiven    FeedbackState = "given"
	FeedbackWithheld FeedbackState = "withheld"
)

// Feedback (återkoppling) is the one way back to the reporter: that an
// investigation is opened, is not opened or was already running. It has no room
// for a free word, because a free word would be a leak (OSL 26 kap. 9 a §).
type Feedback struct {
	Matter      string
	State       FeedbackState
	RequestedAt time.Time
	// Due is when the reporter must have been told; zero before the decision.
	Due     time.Time
	AtOnce  bool
	GivenAt time.Time
	Fact    Outcome
}

// feedbackDue is when a reporter who asked at requested must be told of a decision
// made at decided. Day 0 is the decision's day in Stockholm and the last moment is
// the end of day 7; a question after that, or about an investigation already
// running, is answered at once.
func feedbackDue(requested, decided time.Time, outcome Outcome, t Times) (due time.Time, atOnce bool) {
	asked := decided
	if requested.After(decided) {
		asked = requested
	}
	if outcome == AlreadyRunning {
		return asked, true
	}
	last := civil.Of(decided).AddDays(t.Feedback)
	if civil.Of(asked).After(last) {
		return asked, true
	}
	return last.End(), false
}

// decided sets the clock going if the reporter has asked.
func (f Feedback) decided(outcome Outcome, at time.Time, t Times) Feedback {
	if f.State == FeedbackWaiting {
		f.Due, f.AtOnce = feedbackDue(f.RequestedAt, at, outcome, t)
	}
	return f
}

// ask records the reporter's question; before the decision it has no clock yet.
func (f Feedback) ask(outcome Outcome, decided, at time.Time, t Times) (Feedback, error) {
	if f.State != FeedbackNotAsked {
		return f, fault.Refused("concern.feedback.already_asked")
	}
	f.State, f.RequestedAt = FeedbackWaiting, at
	if !decided.IsZero() {
		f.Due, f.AtOnce = feedbackDue(at, decided, outcome, t)
	}
	return f, nil
}

// late says that the reporter waits for an answer that should have come.
func (f Feedback) late(now time.Time) bool {
	return f.State == FeedbackWaiting && !f.Due.IsZero() && f.clock(f.RequestedAt).Urgency(now) == Late
}

func (f Feedback) clock(decided time.Time) Clock {
	if f.AtOnce {
		return Clock{Step: StepFeedback, From: f.Due, Due: civil.Of(f.Due).End(), AtOnce: true}
	}
	return Clock{Step: StepFeedback, From: decided, Due: f.Due}
}
