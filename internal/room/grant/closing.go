package grant

import (
	"cmp"
	"slices"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Closing (avslut) ends a year: what is left in the pool and under the caps stays on the
// appropriation, and the year takes no more decisions.
//
// Invariant: it is decided from the book as it was when it was prepared.
type Closing struct {
	ID, Year string
	Number   int
	// RegistrationNumber is the decision's; Explanation says why money stands elsewhere
	// than where a year can end.
	RegistrationNumber, Explanation string
	// BookSeq is how far the book had come.
	BookSeq int64
	Approval
}

// Content is the fingerprint of what is decided.
func (c Closing) Content() string {
	return fingerprint("closing", c.ID, c.Year, c.Number, c.RegistrationNumber, c.Explanation, c.BookSeq, c.PreparedBy)
}

// A Hindrance (hinder) is why a year cannot be closed as it is.
type Hindrance struct {
	// Kind is the kind of account that money stands on, or "waiting" for what somebody has
	// prepared and nobody decided.
	Kind   string
	Amount money.Amount
	// Explicable says that it hinders nothing once it has been explained.
	Explicable bool
}

const hindranceWaiting = "waiting"

// hindrances are where money stands that has not come to its end.
func hindrances(totals map[string]money.Amount, waiting bool) (all []Hindrance) {
	if waiting {
		all = append(all, Hindrance{Kind: hindranceWaiting})
	}
	for _, kind := range []string{kindFrame, kindRequested, kindDecided, kindTransit} {
		if totals[kind] != 0 {
			all = append(all, Hindrance{Kind: kind, Amount: totals[kind]})
		}
	}
	for _, kind := range []string{kindHeld, kindClaim, kindSuspense} {
		if totals[kind] != 0 {
			all = append(all, Hindrance{Kind: kind, Amount: totals[kind], Explicable: true})
		}
	}
	return all
}

// stops says why the hindrances, with the explanation there is, stop the closing.
func stops(all []Hindrance, explanation string) error {
	if slices.ContainsFunc(all, func(h Hindrance) bool { return !h.Explicable }) {
		return fault.Refused("grant.closing.hindered")
	}
	if len(all) > 0 && !reads(explanation) {
		return fault.Invalid("explanation", "grant.closing.explanation")
	}
	return nil
}

// ends are what goes to the appropriation for good: the pool, and what is left of the caps.
func ends(left map[string]money.Amount, pool money.Amount) (all []endEntry) {
	if pool > 0 {
		all = append(all, endEntry{amount: pool})
	}
	for name, amount := range left {
		if amount > 0 {
			all = append(all, endEntry{name, amount})
		}
	}
	slices.SortFunc(all, func(a, b endEntry) int { return cmp.Compare(a.cap, b.cap) })
	return all
}

// endEntry is what is left of a cap, or of the pool where there is no name.
type endEntry struct {
	cap    string
	amount money.Amount
}
