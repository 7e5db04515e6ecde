package grant

import (
	"testing"

	"samspel/internal/ground/money"
)

// What has been paid stays paid, and called for, whatever comes back afterwards.
func TestPaidStaysPaid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		by           map[string]money.Amount
		called, paid money.Amount
	}{
		{"nothing", nil, 0, 0},
		{"called for", map[string]money.Amount{kindFrame: 1, kindRequested: 2, kindDecided: 3, kindTransit: 4}, 9, 0},
		{"some repaid, some let off", map[string]money.Amount{kindUsed: 70, kindClaim: 10, kindRepaid: 15, kindWriteoff: 5}, 100, 100},
	} {
		m := MunicipalityRow{By: tt.by}
		if m.Called() != tt.called || m.Paid() != tt.paid {
			t.Errorf("%s: called for %s, paid %s", tt.name, m.Called(), m.Paid())
		}
	}
}

func TestOnlyAnAttestedAccountIsPaid(t *testing.T) {
	t.Parallel()
	decided := map[string]money.Amount{kindDecided: money.Krona}
	for _, tt := range []struct {
		name string
		row  MunicipalityRow
		want bool
	}{
		{"nothing decided", MunicipalityRow{Payable: true}, false},
		{"no account", MunicipalityRow{By: decided}, false},
		{"a change waits", MunicipalityRow{By: decided, Payable: true, Changing: true}, false},
		{"attested", MunicipalityRow{By: decided, Payable: true}, true},
	} {
		if got := (Overview{Rows: []MunicipalityRow{tt.row}}).MayPay(); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
