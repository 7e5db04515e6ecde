package grant

import (
	"fmt"

	"samspel/internal/ground/money"
)

// A Round (omfördelningsomgång) gives what nobody called for to those who want more, by
// a rule that is decided with it.
//
// Invariant: it is computed from the pool and the wishes as they are when it is decided;
// two rounds never share one pool.
type Round struct {
	ID, Year string
	Number   int
	Rule     RedistributionRule
	// RegistrationNumber and Reason are of the decision on the rule.
	RegistrationNumber, Reason string
	// BookSeq is how far the book had come when the pool was read.
	BookSeq int64
	Redistribution
	Approval
}

// tag marks the money of the round wherever it goes.
func (r Round) tag() string { return fmt.Sprintf("round:%d", r.Number) }

// Content is the fingerprint of the rule, the pool, and every share.
func (r Round) Content() string {
	return fingerprint("round", r.ID, r.Year, r.Number, r.Rule, r.RegistrationNumber, r.Reason, r.Pool, r.PreparedBy, paid(r.Shares))
}

// paid is what a round gives, without the sentences, which are made from it.
func paid(shares []Share) (all []any) {
	for _, s := range shares {
		all = append(all, s.Code, s.Amount, s.Exact.String())
	}
	return all
}

// wishes is what each municipality with a frame asks for beyond it, and has not been given
// in an earlier round. Whoever has not called for the whole of its own frame is left out,
// and so is one that is kept from it by a review.
func wishes(frames []Frame, requisitions []Requisition, given map[string]int64, blocked map[string]bool, names map[string]string) (all []Wish) {
	called, extra := map[string]money.Amount{}, map[string]money.Amount{}
	for _, r := range requisitions {
		if r.called() {
			called[r.Municipality] += r.Amount
			extra[r.Municipality] = r.Extra
		}
	}
	for _, f := range frames {
		w := Wish{Code: f.Municipality, Name: names[f.Municipality], Frame: int64(f.Amount / money.Krona), Extra: max(0, int64(extra[f.Municipality]/money.Krona)-given[f.Municipality])}
		w.Interested = w.Extra > 0
		if w.Interested && called[f.Municipality] < f.Amount {
			w.Barred = "ni har inte rekvirerat hela er egen ram"
		}
		if w.Interested && blocked[f.Municipality] {
			w.Barred = "en granskning av hur ni har använt pengarna pågår"
		}
		all = append(all, w)
	}
	return all
}
