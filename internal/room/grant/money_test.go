package grant

import (
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
)

// TestRowsAddUp lets money move at random, back and forth, and wants the municipalities'
// figures to add up to the whole's, and every öre to be in one place.
func TestRowsAddUp(t *testing.T) {
	t.Parallel()
	ways := []struct{ event, from, to string }{
		{eventFrame, kindPool, kindFrame}, {eventFrame, kindFrame, kindPool}, {eventLapse, kindFrame, kindPool}, {eventRequisition, kindFrame, kindRequested},
		{eventWithdrawal, kindRequested, kindFrame}, {eventDecision, kindRequested, kindDecided}, {eventRedistribution, kindPool, kindDecided},
		{eventPayment, kindDecided, kindTransit}, {eventConfirmation, kindTransit, kindHeld}, {eventBounce, kindTransit, kindDecided}, {eventBounce, kindHeld, kindDecided},
		{eventUse, kindHeld, kindUsed}, {eventUnused, kindHeld, kindClaim}, {eventRecovery, kindUsed, kindClaim}, {eventRepayment, kindClaim, kindRepaid},
		{eventWriteoff, kindClaim, kindWriteoff}, {eventSpending, kindCap, kindSpent},
	}
	rapid.Check(t, func(t *rapid.T) {
		all := tally{}
		all.add(ledger.Move{Event: eventAppropriation, From: appropriationAccount, To: poolAccount, Amount: money.Kronor(1_000_000)})
		for range rapid.IntRange(0, 40).Draw(t, "moves") {
			w := rapid.SampledFrom(ways).Draw(t, "way")
			holder := rapid.SampledFrom([]string{"9901", "9902", "9903"}).Draw(t, "holder")
			account := func(kind string) ledger.Account {
				if kind == kindPool || kind == kindRepaid || kind == kindWriteoff && holder == "9902" {
					return ledger.Account{Kind: kind}
				}
				return ledger.Account{Kind: kind, Holder: holder}
			}
			all.add(ledger.Move{Event: w.event, From: account(w.from), To: account(w.to), Amount: money.Amount(rapid.Int64Range(1, 1e9).Draw(t, "öre"))})
		}
		whole, rows := all.money(nil)
		var sum Figures
		for _, r := range rows {
			sum = sum.plus(r.Figures)
		}
		if sum != whole.Figures {
			t.Fatalf("the rows are %+v and the whole %+v", sum, whole.Figures)
		}
		var there money.Amount
		for _, a := range whole.By {
			there += a
		}
		if there != 0 {
			t.Fatalf("%s is nowhere", there)
		}
	})
}
