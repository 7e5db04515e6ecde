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

func (t Terms) hasCap(name string) bool {
	for _, c := range t.Caps {
		if c.Name == name {
			return true
		}
	}
	return false
}
