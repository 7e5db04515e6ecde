package grant

import (
	"time"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Return (återsändning) is received money that the agency sends back: it was too much,
// or not for it.
//
// Invariant: two persons have sent it, and it has an end-to-end id of its own; the money is
// in suspense until the bank has said that it is gone.
type Return struct {
	ID, Year string
	Number   int
	Credit   string
	EndToEnd string
	Amount   money.Amount
	Reason   string
	Outcome  ReturnOutcome
	// Proof is the bank's or the bookkeeping's reference, from a file or from somebody.
	Proof     string
	SettledBy string
	SettledAt time.Time
	Approval
}

// ReturnOutcome is what has become of a return.
type ReturnOutcome string

// A return is approved and waits, has gone, or has come back.
const (
	ReturnWaiting ReturnOutcome = "waiting"
	ReturnSettled ReturnOutcome = "settled"
	ReturnBounced ReturnOutcome = "bounced"
)

// Content is the fingerprint of what is sent back.
func (r Return) Content() string {
	return fingerprint("return", r.ID, r.Year, r.Number, r.Credit, r.EndToEnd, r.Amount, r.Reason, r.PreparedBy)
}

// ReturnDraft is what somebody proposes to send back.
type ReturnDraft struct {
	Amount money.Amount
	Reason string
}

func (d ReturnDraft) check(left money.Amount) error {
	var wrong fault.List
	if d.Amount <= 0 || d.Amount > left {
		wrong.Add(fault.Invalid("back", "grant.credit.amount", "left", left))
	}
	if !reads(d.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.credit.reason"))
	}
	return wrong.Err()
}

// after is what the bank's answer makes of a return, and whether money moves.
func (a answer) afterReturn(r Return) (after Return, moved bool) {
	switch {
	case r.State != Approved:
		return r, false
	case a.settled && r.Outcome == ReturnWaiting:
		r.Outcome = ReturnSettled
		return r, true
	case !a.settled && r.Outcome != ReturnBounced:
		moved = r.Outcome == ReturnSettled
		r.Outcome = ReturnBounced
		return r, moved
	}
	return r, false
}
