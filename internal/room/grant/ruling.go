package grant

import (
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Ruling (beslut om återkrav eller eftergift) recovers money after a review, or lets a
// claim off.
//
// Invariant: two persons have decided it as it stands, and its money is moved in the same
// transaction.
type Ruling struct {
	ID, Year     string
	Number       int
	Kind         RulingKind
	Municipality string
	// Review is what a recovery comes of, and Claim what is let off.
	Review, Claim string
	Amount        money.Amount
	// Days is how long after the decision a recovery is due.
	Days               int
	RegistrationNumber string
	// Reason is the findings and the grounds.
	Reason string
	Approval
}

// RulingKind is what is decided.
type RulingKind string

const (
	// RecoveryRuling recovers money.
	RecoveryRuling RulingKind = "recovery"
	// Writeoff (eftergift) lets off what is left of a claim, or part of it.
	Writeoff RulingKind = "writeoff"
)

// Content is the fingerprint of what is decided.
func (r Ruling) Content() string {
	return fingerprint("ruling", r.ID, r.Year, r.Number, r.Kind, r.Municipality, r.Review, r.Claim, r.Amount, r.Days, r.RegistrationNumber, r.Reason, r.PreparedBy)
}

// Stands says whether a ruling that is decided is still as it was.
func (r Ruling) Stands() bool { return r.stands(r.Content()) }

// RulingDraft is what somebody proposes.
type RulingDraft struct {
	Amount                     money.Amount
	RegistrationNumber, Reason string
}

func (d RulingDraft) check(most money.Amount) error {
	var wrong fault.List
	switch {
	case d.Amount <= 0:
		wrong.Add(fault.Invalid("amount", "grant.claim.amount"))
	case d.Amount > most:
		wrong.Add(fault.Invalid("amount", "grant.ruling.exceeds", "left", most))
	}
	if !says(d.RegistrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	if !reads(d.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.ruling.reason"))
	}
	return wrong.Err()
}
