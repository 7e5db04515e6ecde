package grant

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/money"
)

// A Claim (återkrav) is what a municipality is to repay of a year's money, and why.
//
// Invariant: what has been received and what has been let off are never more than it,
// and what is left of it is on the municipality's account for claims.
type Claim struct {
	ID, Year, Municipality string
	// Reference is what the municipality writes when it pays. Nobody else ever has it.
	Reference giro.Reference
	Reason    ClaimReason
	Amount    money.Amount
	DueOn     civil.Date
	// Basis is the account of use or the decision that it rests on, by its id.
	Basis string
	// RaisedBy and ApprovedBy are who declared or decided it; the second may be empty for
	// what was declared unused.
	RaisedBy, ApprovedBy string
	RaisedAt             time.Time
	// Received and WrittenOff are what has come and what has been let off.
	Received, WrittenOff money.Amount
	Reminders            int
}

// ClaimReason is why money is to be repaid.
type ClaimReason string

const (
	// Unused: the municipality has declared that it was not used.
	Unused ClaimReason = "unused"
	// Recovery: the agency has decided so after a review.
	Recovery ClaimReason = "recovery"
)

// ClaimState is what the money says of a claim.
type ClaimState string

// How far a claim has come. Late is one that is open after its day.
const (
	ClaimOpen       ClaimState = "open"
	ClaimLate       ClaimState = "late"
	ClaimPart       ClaimState = "part"
	ClaimRepaid     ClaimState = "repaid"
	ClaimWrittenOff ClaimState = "written_off"
)

// Left is what is still to be repaid.
func (c Claim) Left() money.Amount { return c.Amount - c.Received - c.WrittenOff }

// Late says whether something is left after the day it was due.
func (c Claim) Late(today civil.Date) bool { return c.Left() > 0 && today.After(c.DueOn) }

// State is told by the money alone.
func (c Claim) State(today civil.Date) ClaimState {
	switch {
	case c.Late(today):
		return ClaimLate
	case c.Left() > 0 && c.Received+c.WrittenOff > 0:
		return ClaimPart
	case c.Left() > 0:
		return ClaimOpen
	case c.Received == 0:
		return ClaimWrittenOff
	}
	return ClaimRepaid
}

// A claimDraft is what makes a claim, inside the verb that it follows from.
type claimDraft struct {
	Municipality string
	Reason       ClaimReason
	Amount       money.Amount
	// DueOn is left empty where the terms of the year say it.
	DueOn civil.Date
	Basis string
	// PreparedBy and ApprovedBy are two persons; what is declared unused needs only the first.
	PreparedBy, ApprovedBy string
	// Number and Said are what its letter says besides: a decision's registration number,
	// what was found.
	Number string
	Said   words
}

// due is when a claim raised today is to be repaid: the year's last day, or, when that is
// too near, the days that the scheme gives.
func (y SchemeYear) due(today civil.Date, t RepaymentTerms) civil.Date {
	if soonest := today.AddDays(t.Days); t.ID != "" && soonest.After(y.Terms.Dates.RepayLast) {
		return soonest
	}
	return y.Terms.Dates.RepayLast
}

// claimReference is made of the year, the municipality and a number that is counted for
// all claims together.
func claimReference(year int, municipality string, serial int64) (giro.Reference, error) {
	return giro.MakeReference(fmt.Sprintf("%02d%s%06d", year%100, municipality, serial))
}

// sortClaims puts late ones first, then those that wait, then those that are done; each by
// the day they are due.
func sortClaims(all []Claim, today civil.Date) {
	rank := func(c Claim) int {
		switch {
		case c.Late(today):
			return 0
		case c.Left() > 0:
			return 1
		}
		return 2
	}
	slices.SortFunc(all, func(a, b Claim) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.DueOn.String(), b.DueOn.String()), cmp.Compare(a.Municipality, b.Municipality), cmp.Compare(a.ID, b.ID))
	})
}

// ClaimTotals is what claims are together, claimed and received kept apart.
type ClaimTotals struct{ Claimed, Received, WrittenOff, Left money.Amount }

// TotalOf sums claims.
func TotalOf(all []Claim) (t ClaimTotals) {
	for _, c := range all {
		t.Claimed += c.Amount
		t.Received += c.Received
		t.WrittenOff += c.WrittenOff
		t.Left += c.Left()
	}
	return t
}
