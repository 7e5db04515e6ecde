package grant_test

import (
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// Whatever is decided, approved and spent, the money of a year is all there: nothing is
// below zero but where it comes from, the frames are those of the appendix in force, and
// the agency keeps under its caps.
func TestTheMoneyOfAYearIsAllThere(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		list := w.List(Ekstad, Bjorklunda)
		rapid.Check(w.T, func(t *rapid.T) {
			inside := rapid.Bool().Draw(t, "caps inside")
			y := w.Running(func(d *grant.YearDraft) { d.Terms.CapsInside = inside })
			decided, frames := money.Kronor(100_000_000), money.Amount(0)
			kronor := rapid.Int64Range(1, 60_000_000)
			actions := map[string]func(*rapid.T){
				"appropriate": func(t *rapid.T) {
					a := given
					a.Amount = money.Kronor(kronor.Draw(t, "kronor"))
					a, err := w.PrepareAppropriation(ctx, w.Officer, y.ID, a)
					if err != nil {
						t.Fatal(err)
					}
					if rapid.Bool().Draw(t, "decide") {
						if err := w.DecideAppropriation(ctx, w.Manager, y.ID, a.ID); err != nil {
							t.Fatal(err)
						}
						decided += a.Amount
					}
				},
				"spend": func(t *rapid.T) {
					_, _ = w.Spend(ctx, w.Officer, y.ID, grant.SpendingDraft{Cap: rapid.SampledFrom([]string{"stod", "administration"}).Draw(t, "cap"),
						Amount: money.Amount(rapid.Int64Range(1, 200_000_000).Draw(t, "öre")), On: given.DecidedOn, Basis: "V 1"})
				},
				"frame": func(t *rapid.T) {
					a, err := w.PrepareAppendix(ctx, w.Officer, y.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/1",
						File: Table(Ekstad, kronor.Draw(t, "Ekstad"), Bjorklunda, kronor.Draw(t, "Björklunda"))})
					if err != nil {
						t.Fatal(err)
					}
					if _, err := w.ApproveAppendix(ctx, w.Manager, a.ID, a.Fingerprint()); err == nil {
						frames = a.Total()
					}
				},
			}
			check := func() {
				v, err := w.Year(ctx, w.Officer, y.ID, ledger.Where{})
				if err != nil {
					t.Fatal(err)
				}
				var sum money.Amount
				for kind, amount := range v.Totals {
					sum += amount
					if amount < 0 && kind != "appropriation" {
						t.Fatalf("%s holds %d", kind, amount)
					}
				}
				want := decided
				if !y.Terms.CapsInside {
					want += money.Kronor(6_500_000)
				}
				if sum != 0 || v.Totals["appropriation"] != -want || v.Totals["frame"] != frames || v.Totals["cap"]+v.Totals["spent"] != money.Kronor(6_500_000) {
					t.Fatalf("%v: %d are from nowhere; %s decided, %s in frames", v.Totals, sum, want, frames)
				}
			}
			for range rapid.IntRange(1, 6).Draw(t, "steps") {
				actions[rapid.SampledFrom([]string{"appropriate", "spend", "frame"}).Draw(t, "step")](t)
				check()
			}
		})
		report, err := ledger.New(w.Store).Verify(ctx)
		if err != nil || report.Broken != nil {
			w.Errorf("%v, %v", report.Broken, err)
		}
	})
}

var given = Draft().Terms.Appropriations[0]
