package grant

import (
	"time"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// An Approval (attest) is of content as it stood: who prepared it, who approved it and
// the fingerprint of what they approved.
//
// Invariant: those are two persons, whatever roles or mandates they have.
type Approval struct {
	State                  ApprovalState
	PreparedBy, ApprovedBy string
	PreparedAt, ApprovedAt time.Time
	Fingerprint            string
}

// ApprovalState is how far what needs two persons has come.
type ApprovalState string

const (
	// Waiting: somebody has prepared it, and somebody else must approve it.
	Waiting ApprovalState = "prepared"
	// Approved: it holds.
	Approved ApprovalState = "approved"
	// Dropped: it was never approved.
	Dropped ApprovalState = "withdrawn"
)

// approve is a approved by somebody who has seen the content with the fingerprint.
func (a Approval) approve(by, content, seen string, at time.Time) (Approval, error) {
	switch {
	case a.State != Waiting:
		return a, fault.Refused("grant.approval.not_waiting")
	case a.PreparedBy == by:
		return a, fault.Refused("grant.own_approval")
	case content != seen:
		return a, fault.Refused("grant.changed_meanwhile")
	}
	a.State, a.ApprovedBy, a.ApprovedAt, a.Fingerprint = Approved, by, at, content
	return a, nil
}

// stands says whether what was approved is still as it was.
func (a Approval) stands(content string) bool { return a.State == Approved && a.Fingerprint == content }

// A Decision (beslut) grants requisitions, several at a time.
type Decision struct {
	ID, Year string
	Number   int
	// RegistrationNumber is the decision's own at the agency.
	RegistrationNumber string
	Lines              []DecisionLine
	Approval
}

// A DecisionLine is one requisition in a decision.
type DecisionLine struct {
	Requisition, Municipality string
	Amount                    money.Amount
}

// Total is what the decision grants.
func (d Decision) Total() (sum money.Amount) {
	for _, l := range d.Lines {
		sum += l.Amount
	}
	return sum
}

// Content is the fingerprint of what is decided.
func (d Decision) Content() string {
	return fingerprint("decision", d.ID, d.Year, d.Number, d.RegistrationNumber, d.PreparedBy, d.Lines)
}
