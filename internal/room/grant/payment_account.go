package grant

import (
	"time"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/iso20022"
)

// A PaymentAccount (betalkonto) is where a municipality is paid. A check digit says
// only that it is not mistyped; that it is the municipality's, a second person says.
//
// Invariant: nothing is paid to one that has not been attested by somebody other than
// who wrote it, nor while a change of it waits.
type PaymentAccount struct {
	ID, Municipality       string
	Kind                   AccountKind
	Digits                 string
	State                  AccountState
	PreparedBy, AttestedBy string
	PreparedAt, AttestedAt time.Time
}

// AccountKind is bankgiro or plusgiro.
type AccountKind string

// The kinds of account a municipality can be paid on.
const (
	OnBankgiro AccountKind = "bankgiro"
	OnPlusgiro AccountKind = "plusgiro"
)

// AccountState is how far an account has come.
type AccountState string

const (
	// AccountPrepared: somebody has written it, and somebody else must attest it.
	AccountPrepared AccountState = "prepared"
	// AccountAttested: money goes there.
	AccountAttested AccountState = "attested"
	// AccountReplaced: another is attested.
	AccountReplaced AccountState = "replaced"
	// AccountWithdrawn: it was never attested.
	AccountWithdrawn AccountState = "withdrawn"
)

// readAccount reads a number as people write it.
func readAccount(kind AccountKind, number string) (digits string, err error) {
	switch kind {
	case OnBankgiro:
		n, err := giro.ParseBankgiro(number)
		if err != nil {
			return "", fault.Invalid("number", "grant.account.bankgiro")
		}
		return n.Digits(), nil
	case OnPlusgiro:
		n, err := giro.ParsePlusgiro(number)
		if err != nil {
			return "", fault.Invalid("number", "grant.account.plusgiro")
		}
		return n.Digits(), nil
	}
	return "", fault.Invalid("kind", "grant.account.kind")
}

// String is the number as it is printed.
func (a PaymentAccount) String() string {
	if b, err := giro.ParseBankgiro(a.Digits); err == nil && a.Kind == OnBankgiro {
		return b.String()
	}
	if p, err := giro.ParsePlusgiro(a.Digits); err == nil && a.Kind == OnPlusgiro {
		return p.String()
	}
	return a.Digits
}

func (a PaymentAccount) address() (iso20022.Account, error) {
	if a.Kind == OnPlusgiro {
		p, err := giro.ParsePlusgiro(a.Digits)
		return iso20022.Plusgiro(p), err
	}
	b, err := giro.ParseBankgiro(a.Digits)
	return iso20022.Bankgiro(b), err
}
