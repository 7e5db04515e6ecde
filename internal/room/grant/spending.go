package grant

import (
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// Spending (egen kostnad) is what the agency has used itself of a cap.
type Spending struct {
	// Reference is the ledger's, and what it is taken back by.
	Reference string
	Cap       string
	Amount    money.Amount
	On        civil.Date
	// Basis is the agency's own voucher, by its number.
	Basis string
	By    string
	// TakenBack says that it has been taken back.
	TakenBack bool
}

// SpendingDraft is what somebody enters.
type SpendingDraft struct {
	Cap    string
	Amount money.Amount
	On     civil.Date
	Basis  string
}

func (d SpendingDraft) check(y SchemeYear, today civil.Date) error {
	var wrong fault.List
	if !y.Terms.hasCap(d.Cap) {
		wrong.Add(fault.Invalid("cap", "grant.spending.cap"))
	}
	if d.Amount <= 0 || d.Amount > mostMoney {
		wrong.Add(fault.Invalid("amount", "grant.spending.amount"))
	}
	switch {
	case d.On.IsZero():
		wrong.Add(fault.Invalid("on", "grant.date.missing"))
	case d.On.After(today):
		wrong.Add(fault.Invalid("on", "grant.spending.ahead"))
	}
	if !says(d.Basis) {
		wrong.Add(fault.Invalid("basis", "grant.spending.basis"))
	}
	return wrong.Err()
}

// CapUse is how much of a cap has been used.
type CapUse struct {
	Cap
	Used money.Amount
}

// Left is what may still be used.
func (c CapUse) Left() money.Amount { return c.Amount - c.Used }

// Near says that nine tenths or more has been used.
func (c CapUse) Near() bool { return c.Used >= c.Amount/10*9 }

// capUses is what has been used of each cap, what was taken back left out.
func capUses(caps []Cap, all []Spending) (uses []CapUse) {
	for _, c := range caps {
		u := CapUse{Cap: c}
		for _, s := range all {
			if s.Cap == c.Name && !s.TakenBack {
				u.Used += s.Amount
			}
		}
		uses = append(uses, u)
	}
	return uses
}

func (t Terms) hasCap(name string) bool {
	for _, c := range t.Caps {
		if c.Name == name {
			return true
		}
	}
	return false
}
