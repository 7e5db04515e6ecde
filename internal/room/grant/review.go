package grant

import (
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Review (särskild granskning) asks how a municipality has used the money of a year. It
// ends with findings: money is recovered, or it is closed without.
//
// Invariant: a municipality has one at a time in a year, and sees all of it that is sent.
type Review struct {
	ID, Year, Municipality string
	RegistrationNumber     string
	// Subject is what is reviewed, and Reason why.
	Subject, Reason string
	// Blocks says that the municipality has no share in redistribution meanwhile.
	Blocks    bool
	State     ReviewState
	OpenedBy  string
	OpenedAt  time.Time
	Findings  string
	ClosedBy  string
	ClosedAt  time.Time
	Questions []Question
}

// ReviewState is how far a review has come.
type ReviewState string

// A review is open, closed without recovery, or has ended in a decision to recover.
const (
	ReviewOpen      ReviewState = "open"
	ReviewClosed    ReviewState = "closed"
	ReviewRecovered ReviewState = "recovered"
)

// A Question (fråga) of a review is answered once, by the municipality.
type Question struct {
	ID, Review string
	Number     int
	Words      string
	DueOn      civil.Date
	AskedAt    time.Time
	Answer     string
	AnsweredAt time.Time
}

// Late says whether it waits for an answer after its day.
func (q Question) Late(today civil.Date) bool { return q.Answer == "" && today.After(q.DueOn) }

// Waiting counts the questions that the municipality has not answered.
func (r Review) Waiting() (n int) {
	for _, q := range r.Questions {
		if q.Answer == "" {
			n++
		}
	}
	return n
}

// ReviewDraft is what the agency says of a review that it opens.
type ReviewDraft struct {
	Municipality, RegistrationNumber, Subject, Reason string
	Blocks                                            bool
}

func (d ReviewDraft) check() error {
	var wrong fault.List
	if !says(d.RegistrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	if !says(d.Subject) {
		wrong.Add(fault.Invalid("subject", "grant.review.subject_missing"))
	}
	if !reads(d.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.review.reason_missing"))
	}
	return wrong.Err()
}

// questionLimit is more than anybody can answer in one review.
const questionLimit = 50

// ask is the next question, to be answered by a day.
func (r Review) ask(words string, due, today civil.Date) (Question, error) {
	var wrong fault.List
	if !reads(words) {
		wrong.Add(fault.Invalid("words", "grant.review.question_missing"))
	}
	if due.IsZero() || due.Before(today) {
		wrong.Add(fault.Invalid("due_on", "grant.review.due", "today", today))
	}
	switch {
	case len(wrong) > 0:
		return Question{}, wrong.Err()
	case r.State != ReviewOpen:
		return Question{}, fault.Refused("grant.review.closed")
	case len(r.Questions) >= questionLimit:
		return Question{}, fault.Refused("grant.review.enough")
	}
	return Question{Review: r.ID, Number: len(r.Questions) + 1, Words: strings.TrimSpace(words), DueOn: due}, nil
}
