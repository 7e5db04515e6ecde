package grant

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Requisition (rekvisition) calls for all or part of a frame. It is no application:
// within the frame and in time, the municipality has a right to the money.
//
// Invariant: what is called for is never more than what is left of the frame.
type Requisition struct {
	ID, Year, Municipality string
	State                  RequisitionState
	Amount                 money.Amount
	// Extra is how much more the municipality wants if money is left, and for what.
	Extra        money.Amount
	ExtraPurpose string
	// Baseline is what the municipality pays itself, so that it shows later that the grant
	// replaced nothing.
	Baseline                          []Baseline
	PreparedBy, SignedBy, WithdrawnBy string
	PreparedAt, SignedAt, WithdrawnAt time.Time
}

// RequisitionState is how far a requisition has come.
type RequisitionState string

const (
	// RequisitionPrepared: it waits for the signatory, and holds no money.
	RequisitionPrepared RequisitionState = "prepared"
	// Requested: it is signed, and waits for the agency's decision.
	Requested RequisitionState = "requested"
	// RequisitionDecided: the agency has decided to pay it.
	RequisitionDecided RequisitionState = "decided"
	// RequisitionWithdrawn: the municipality has taken it back.
	RequisitionWithdrawn RequisitionState = "withdrawn"
	// RequisitionRejected: the agency has said no.
	RequisitionRejected RequisitionState = "rejected"
)

// A Baseline (egen finansiering) is what the municipality pays for an activity in the
// year before, and what there will be more of.
type Baseline struct {
	Activity string
	Own      money.Amount
	More     string
}

// RequisitionDraft is what a municipality says of a requisition.
type RequisitionDraft struct {
	Amount       money.Amount
	Extra        money.Amount
	ExtraPurpose string
	Baseline     []Baseline
}

func (d RequisitionDraft) check(left money.Amount) error {
	var wrong fault.List
	switch {
	case d.Amount <= 0 || !d.Amount.Whole():
		wrong.Add(fault.Invalid("amount", "grant.amount.whole_kronor"))
	case d.Amount > left:
		wrong.Add(overFrame(left))
	}
	switch {
	case d.Extra < 0 || !d.Extra.Whole() || d.Extra > mostMoney:
		wrong.Add(fault.Invalid("extra", "grant.requisition.extra"))
	case d.Extra > 0 && !reads(d.ExtraPurpose):
		wrong.Add(fault.Invalid("extra_purpose", "grant.requisition.extra_purpose"))
	}
	if len(d.Baseline) == 0 || len(d.Baseline) > rowLimit {
		wrong.Add(fault.Invalid("activity_0", "grant.requisition.baseline_missing"))
	}
	for i, b := range d.Baseline {
		if !says(b.Activity) {
			wrong.Add(fault.Invalid(fmt.Sprintf("activity_%d", i), "grant.requisition.activity"))
		}
		if b.Own < 0 || !b.Own.Whole() || b.Own > mostMoney {
			wrong.Add(fault.Invalid(fmt.Sprintf("own_%d", i), "grant.requisition.own"))
		}
		if !reads(b.More) {
			wrong.Add(fault.Invalid(fmt.Sprintf("more_%d", i), "grant.requisition.more"))
		}
	}
	return wrong.Err()
}

// overFrame says how much there is.
func overFrame(left money.Amount) *fault.Error {
	if left <= 0 {
		return fault.Invalid("amount", "grant.requisition.nothing_left")
	}
	return fault.Invalid("amount", "grant.requisition.over_frame", "left", left)
}

// reads tells whether s is text of one or more lines.
func reads(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= textLimit && !strings.ContainsRune(s, 0)
}

// called says whether the requisition holds money of the frame.
func (r Requisition) called() bool { return r.State == Requested || r.State == RequisitionDecided }

// An Extension (förlängd tid) is a later last day for one municipality, by decision.
type Extension struct {
	ID, Year, Municipality string
	LastOn                 civil.Date
	Reason                 string
	DecidedBy              string
	DecidedAt              time.Time
}

func (x Extension) check(y SchemeYear, was civil.Date, today civil.Date) error {
	var wrong fault.List
	switch {
	case today.After(was):
		wrong.Add(fault.Refused("grant.extension.too_late", "last", was))
	case !x.LastOn.After(was) || x.LastOn.After(y.Terms.Dates.UseLast):
		wrong.Add(fault.Invalid("last_on", "grant.extension.day", "after", was, "last", y.Terms.Dates.UseLast))
	}
	if !reads(x.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.extension.reason"))
	}
	return wrong.Err()
}

// lastDay is the municipality's last day to call for money: the year's, or a later one
// that has been decided for it.
func (y SchemeYear) lastDay(municipality string, extensions []Extension) civil.Date {
	last := y.Terms.Dates.RequisitionLast
	for _, x := range extensions {
		if x.Municipality == municipality && x.LastOn.After(last) {
			last = x.LastOn
		}
	}
	return last
}
