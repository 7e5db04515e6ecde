package grant_test

import (
	"testing"

	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

func TestTheAgencysOwnSpending(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Running()
		today := Draft().Terms.Appropriations[0].DecidedOn
		draft := grant.SpendingDraft{Cap: "administration", Amount: money.Kronor(1_000_000) + 50, On: today, Basis: "V 1234"}
		for name, r := range map[string]struct {
			key  string
			edit func(*grant.SpendingDraft)
		}{
			"a cap there is not": {"grant.spending.cap", func(d *grant.SpendingDraft) { d.Cap = "resor" }},
			"nothing":            {"grant.spending.amount", func(d *grant.SpendingDraft) { d.Amount = 0 }},
			"ahead":              {"grant.spending.ahead", func(d *grant.SpendingDraft) { d.On = today.AddDays(100) }},
			"no voucher":         {"grant.spending.basis", func(d *grant.SpendingDraft) { d.Basis = "" }},
		} {
			d := draft
			r.edit(&d)
			_, err := w.Spend(ctx, w.Officer, y.ID, d)
			w.Refused(name, err, r.key)
		}
		_, err := w.Spend(ctx, w.FarOfficer, y.ID, draft)
		w.Hidden("at another agency", err)
		first, err := w.Spend(ctx, w.Officer, y.ID, draft)
		w.Must("spend", err)
		_, err = w.Spend(ctx, w.Second, y.ID, draft)
		w.Refused("above the cap", err, "grant.spending.exceeds")
		w.Hidden("take back at another agency", w.TakeBackSpending(ctx, w.FarOfficer, y.ID, first.Reference))
		w.Hidden("take back what is no spending", w.TakeBackSpending(ctx, w.Officer, y.ID, "cap:administration"))
		w.Must("take back", w.TakeBackSpending(ctx, w.Second, y.ID, first.Reference))
		w.Must("take back again is the same", w.TakeBackSpending(ctx, w.Second, y.ID, first.Reference))
		_, err = w.Spend(ctx, w.Second, y.ID, draft)
		w.Must("spend anew", err)
		list, err := w.Spendings(ctx, w.Manager, y.ID)
		if err != nil || len(list) != 2 || list[0].TakenBack || !list[1].TakenBack || list[1].Basis != "V 1234" || list[0].Amount != draft.Amount {
			w.Errorf("listed %+v, %v", list, err)
		}
	})
}
