package grant

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// The kinds of account in a year's book. Every öre of the year is in exactly one of
// them; the holder is a municipality's code, or a cap's name.
const (
	kindAppropriation = "appropriation" // where the state's money comes from
	kindOutside       = "outside"       // where money comes from that nobody asked for
	kindPool          = "pool"          // not allotted, or come back
	kindCap           = "cap"           // what the agency may use itself, by cap
	kindSpent         = "spent"         // what it has used, by cap
	kindFrame         = "frame"         // allotted, not called for
	kindRequested     = "requested"     // called for, waiting for the decision
	kindDecided       = "decided"       // decided, not sent
	kindTransit       = "transit"       // in a payment file, not confirmed
	kindHeld          = "held"          // paid, not accounted for
	kindUsed          = "used"          // use accepted
	kindClaim         = "claim"         // to be repaid
	kindRepaid        = "repaid"        // repaid
	kindSuspense      = "suspense"      // received, of nobody knows what
	kindLapsed        = "lapsed"        // never used, left on the appropriation
	kindWriteoff      = "writeoff"      // let off by decision
)

// The events that move money between them.
const (
	eventAppropriation  = "appropriation"  // appropriation ⇒ pool
	eventCap            = "cap"            // pool, or appropriation where caps lie beside the total, ⇒ cap
	eventSpending       = "spending"       // cap ⇒ spent
	eventFrame          = "frame"          // pool ⇒ frame, and back
	eventRequisition    = "requisition"    // frame ⇒ requested
	eventWithdrawal     = "withdrawal"     // requested ⇒ frame
	eventDecision       = "decision"       // requested ⇒ decided
	eventPayment        = "payment"        // decided ⇒ transit
	eventConfirmation   = "confirmation"   // transit ⇒ held
	eventBounce         = "bounce"         // transit or held ⇒ decided
	eventLapse          = "lapse"          // frame ⇒ pool
	eventRedistribution = "redistribution" // pool ⇒ decided
	eventUse            = "use"            // held ⇒ used
	eventUnused         = "unused"         // held ⇒ claim
	eventRecovery       = "recovery"       // held or used ⇒ claim
	eventRepayment      = "repayment"      // claim ⇒ repaid
	eventSuspense       = "suspense"       // outside ⇒ suspense, and on
	eventWriteoff       = "writeoff"       // claim ⇒ writeoff
	eventClosing        = "closing"        // pool ⇒ lapsed
)

// chart is the same for every scheme: what differs is data of the year.
var chart = ledger.Chart{
	Kinds: []ledger.Kind{
		{Name: kindAppropriation, BelowZero: true}, {Name: kindOutside, BelowZero: true},
		{Name: kindPool}, {Name: kindCap}, {Name: kindSpent}, {Name: kindFrame}, {Name: kindRequested}, {Name: kindDecided},
		{Name: kindTransit}, {Name: kindHeld}, {Name: kindUsed}, {Name: kindClaim}, {Name: kindRepaid}, {Name: kindSuspense},
		{Name: kindLapsed}, {Name: kindWriteoff},
	},
	Events: []ledger.Event{
		{Name: eventAppropriation, Attested: true}, {Name: eventCap, Attested: true}, {Name: eventFrame, Attested: true},
		{Name: eventDecision, Attested: true}, {Name: eventPayment, Attested: true}, {Name: eventRedistribution, Attested: true},
		{Name: eventUse, Attested: true}, {Name: eventRecovery, Attested: true}, {Name: eventWriteoff, Attested: true}, {Name: eventClosing, Attested: true},
		{Name: eventSpending}, {Name: eventRequisition}, {Name: eventWithdrawal}, {Name: eventConfirmation}, {Name: eventBounce},
		{Name: eventLapse}, {Name: eventUnused}, {Name: eventRepayment}, {Name: eventSuspense},
	},
}

var (
	appropriationAccount = ledger.Account{Kind: kindAppropriation}
	poolAccount          = ledger.Account{Kind: kindPool}
	outsideAccount       = ledger.Account{Kind: kindOutside}
	suspenseAccount      = ledger.Account{Kind: kindSuspense}
)

func frameAccount(municipality string) ledger.Account {
	return ledger.Account{Kind: kindFrame, Holder: municipality}
}

// openBook opens the year's book and puts what is decided into it: the appropriations,
// and from them, or beside them, the caps.
func openBook(ctx context.Context, tx *db.Tx, y SchemeYear) error {
	if err := ledger.Open(ctx, tx, y.ID, chart, y.DecidedAt); err != nil {
		return err
	}
	var list []ledger.Posting
	for _, a := range y.Terms.Appropriations {
		if a.Status == Decided {
			list = append(list, appropriated(a, y.PreparedBy, y.DecidedBy))
		}
	}
	from := appropriationAccount
	if y.Terms.CapsInside {
		from = poolAccount
	}
	for _, c := range y.Terms.Caps {
		list = append(list, ledger.Posting{
			Reference: "cap:" + c.Name, Event: eventCap, Effective: civil.Of(y.DecidedAt), PreparedBy: y.PreparedBy, ApprovedBy: y.DecidedBy,
			Entries: []ledger.Entry{{From: from, To: ledger.Account{Kind: kindCap, Holder: c.Name}, Amount: c.Amount}},
		})
	}
	_, err := ledger.Post(ctx, tx, y.ID, y.DecidedAt, list...)
	if over := (*ledger.Overdrawn)(nil); errors.As(err, &over) {
		return fault.Refused("grant.cap.too_high", "left", over.Left)
	}
	return err
}

func appropriated(a Appropriation, prepared, approved string) ledger.Posting {
	return ledger.Posting{
		Reference: "appropriation:" + a.ID, Event: eventAppropriation, Effective: a.DecidedOn, PreparedBy: prepared, ApprovedBy: approved,
		Basis: a.RegistrationNumber, Entries: []ledger.Entry{{From: appropriationAccount, To: poolAccount, Amount: a.Amount}},
	}
}

// postFrames moves the differences that the appendix makes. What is taken back is moved
// first, so that it can be given to others.
func postFrames(ctx context.Context, tx *db.Tx, a Appendix, changes []FrameChange) error {
	var down, up []ledger.Posting
	for _, c := range changes {
		p := ledger.Posting{
			Reference: fmt.Sprintf("frame:%d:%s", a.Number, c.Municipality), Event: eventFrame, Effective: civil.Of(a.ApprovedAt),
			PreparedBy: a.PreparedBy, ApprovedBy: a.ApprovedBy, Basis: a.Basis,
		}
		if c.After < c.Before {
			p.Entries = []ledger.Entry{{From: frameAccount(c.Municipality), To: poolAccount, Amount: c.Before - c.After}}
			down = append(down, p)
		} else {
			p.Entries = []ledger.Entry{{From: poolAccount, To: frameAccount(c.Municipality), Amount: c.After - c.Before}}
			up = append(up, p)
		}
	}
	_, err := ledger.Post(ctx, tx, a.Year, a.ApprovedAt, append(down, up...)...)
	over := (*ledger.Overdrawn)(nil)
	switch {
	case !errors.As(err, &over):
		return err
	case over.Account == poolAccount:
		return fault.Refused("grant.appendix.exceeds_pool", "total", a.Total(), "left", over.Left)
	}
	return fault.Refused("grant.appendix.already_called", "municipality", over.Account.Holder, "left", over.Left)
}
