package grant

import (
	"samspel/internal/ground/fault"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/orgnr"
)

// RepaymentTerms (återbetalningsvillkor) are where municipalities repay money of a
// scheme, and how many days they have after a decision.
//
// Invariant: two persons have said where: whoever could change it alone could have the
// repayments.
type RepaymentTerms struct {
	ID, Scheme string
	Number     int
	OrgNr      string
	Bankgiro   string
	Days       int
	Approval
}

// Content is the fingerprint of what is approved.
func (t RepaymentTerms) Content() string {
	return fingerprint("repayment terms", t.ID, t.Scheme, t.Number, t.OrgNr, t.Bankgiro, t.Days, t.PreparedBy)
}

// Giro is the number as it is printed.
func (t RepaymentTerms) Giro() string {
	if n, err := giro.ParseBankgiro(t.Bankgiro); err == nil {
		return n.String()
	}
	return t.Bankgiro
}

// RepaymentTermsDraft is what somebody proposes.
type RepaymentTermsDraft struct {
	OrgNr, Bankgiro string
	Days            int
}

// longestDays is the most that a municipality can be given.
const longestDays = 366

func (d RepaymentTermsDraft) terms() (t RepaymentTerms, err error) {
	var wrong fault.List
	number, err := orgnr.Parse(d.OrgNr)
	if err != nil {
		wrong.Add(fault.Invalid("orgnr", "grant.order.orgnr"))
	}
	to, err := giro.ParseBankgiro(d.Bankgiro)
	if err != nil {
		wrong.Add(fault.Invalid("bankgiro", "grant.account.bankgiro"))
	}
	if d.Days < 1 || d.Days > longestDays {
		wrong.Add(fault.Invalid("days", "grant.claim.days"))
	}
	return RepaymentTerms{OrgNr: number.Digits(), Bankgiro: to.Digits(), Days: d.Days}, wrong.Err()
}
