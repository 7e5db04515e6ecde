package grant_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// Whatever is claimed, repaid, misplaced, taken back, sent home, let off and told twice by
// the bank, the money is all there (L1), nothing is below zero but where it comes from (L2),
// what was paid to a municipality is held, used, claimed, repaid or let off (L3), the same
// news again changes nothing (L7), and what is taken back leaves no trace in the sums (L8).
// Claims and credits in the tables say what the book says.
func TestRepaymentsAreAllThere(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w)
		paid := map[string]money.Amount{Ekstad: money.Kronor(5_000_000), Bjorklunda: money.Kronor(3_000_000)}
		serial := 0
		rapid.Check(w.T, func(t *rapid.T) {
			var claims []grant.Claim
			var credits []string
			var files [][]byte
			code := rapid.SampledFrom([]string{Ekstad, Bjorklunda})
			small := rapid.Int64Range(1, 4_000)
			some := func(name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }
			actions := map[string]func(){
				"claim": func() {
					c, err := w.RaiseUnused(ctx, y, code.Draw(t, "code"), money.Amount(small.Draw(t, "öre")), w.Ek.User)
					if err == nil {
						claims = append(claims, c)
					}
				},
				"pay": func() {
					serial++
					e := came{ref: fmt.Sprintf("%s-%d", y.ID, serial), ore: small.Draw(t, "öre")}
					if len(claims) > 0 {
						c := claims[some("claim", len(claims))]
						if rapid.Bool().Draw(t, "exact") {
							e.ore = int64(c.Amount)
						}
						switch rapid.SampledFrom([]string{"ocr", "payer", "nothing"}).Draw(t, "says") {
						case "ocr":
							e.ocr = c.Reference.String()
						case "payer":
							e.payer = map[string]string{Ekstad: "Ekstads kommun", Bjorklunda: "Björklunda kommun"}[c.Municipality]
						}
					}
					files = append(files, camt(e))
					if a, err := w.TakeBankFile(ctx, w.Officer, files[len(files)-1]); err != nil || a.Received != 1 {
						t.Fatalf("%+v, %v", a, err)
					}
					v, err := w.Unclear(ctx, w.Officer)
					if err != nil {
						t.Fatal(err)
					}
					credits = nil
					for _, c := range v.Credits {
						if c.Year == y.ID {
							credits = append(credits, c.ID)
						}
					}
				},
				"again": func() {
					if len(files) > 0 {
						if a, err := w.TakeBankFile(ctx, w.Officer, files[some("file", len(files))]); err != nil || !a.Again {
							t.Fatalf("%+v, %v", a, err)
						}
					}
				},
				"place and take back": func() {
					if len(credits) == 0 || len(claims) == 0 {
						return
					}
					id := credits[some("credit", len(credits))]
					if _, err := w.PlaceCredit(ctx, w.Officer, id, claims[some("claim", len(claims))].Reference.String(), money.Amount(small.Draw(t, "öre"))); err != nil {
						return
					}
					if rapid.Bool().Draw(t, "by mistake") {
						v, err := w.Credit(ctx, w.Officer, id)
						if err != nil {
							t.Fatal(err)
						}
						if err := w.TakeBackPlacement(ctx, w.Officer, id, v.Placements[len(v.Placements)-1].ID); err != nil {
							t.Fatal(err)
						}
					}
				},
				"send back": func() {
					if len(credits) == 0 {
						return
					}
					r, err := w.PrepareReturn(ctx, w.Officer, credits[some("credit", len(credits))], grant.ReturnDraft{Amount: money.Amount(small.Draw(t, "öre")), Reason: "För mycket."})
					if err != nil {
						return
					}
					if r, err = w.ApproveReturn(ctx, w.Manager, r.ID, r.Content()); err != nil {
						t.Fatal(err)
					}
					for i, side := range []string{"DBIT", "CRDT"}[:rapid.IntRange(0, 2).Draw(t, "news")] {
						serial++
						if _, err := w.TakeBankFile(ctx, w.Officer, camt(came{ref: fmt.Sprintf("%s-r%d-%d", y.ID, serial, i), side: side, ore: int64(r.Amount), endToEnd: r.EndToEnd})); err != nil {
							t.Fatal(err)
						}
					}
				},
				"let off": func() {
					if len(claims) == 0 {
						return
					}
					r, err := w.PrepareWriteoff(ctx, w.Officer, claims[some("claim", len(claims))].ID, grant.RulingDraft{Amount: money.Amount(small.Draw(t, "öre")), RegistrationNumber: "B/1", Reason: "Litet."})
					if err != nil {
						return
					}
					if _, err := w.DecideRuling(ctx, w.Manager, r.ID, r.Content()); err != nil {
						t.Fatal(err)
					}
				},
			}
			names := []string{"again", "claim", "let off", "pay", "place and take back", "send back"}
			for range rapid.IntRange(1, 14).Draw(t, "steps") {
				actions[rapid.SampledFrom(names).Draw(t, "step")]()
			}
			o, err := w.Overview(ctx, w.Officer, y.ID, civil.Date{})
			if err != nil {
				t.Fatal(err)
			}
			var sum money.Amount
			for kind, amount := range o.Totals {
				sum += amount
				if amount < 0 && kind != "appropriation" && kind != "outside" {
					t.Fatalf("%s holds %s", kind, amount)
				}
			}
			if sum != 0 {
				t.Fatalf("%s are from nowhere: %v", sum, o.Totals)
			}
			var suspense money.Amount
			v, err := w.Unclear(ctx, w.Officer)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range v.Credits {
				if c.Left() < 0 || c.Amount != c.Placed+c.Returned+c.Leaving+c.Left() {
					t.Fatalf("%+v", c)
				}
				if c.Year == y.ID {
					suspense += c.Left() + c.Leaving
				}
			}
			if o.Totals["suspense"] != suspense || o.Totals["outside"] != -suspense {
				t.Fatalf("%s unclear; the book says %v", suspense, o.Totals)
			}
			list, err := w.Claims(ctx, w.Officer, y.ID)
			if err != nil {
				t.Fatal(err)
			}
			left, received, off := map[string]money.Amount{}, map[string]money.Amount{}, map[string]money.Amount{}
			for _, c := range list.Claims {
				if c.Left() < 0 {
					t.Fatalf("%+v", c)
				}
				left[c.Municipality] += c.Left()
				received[c.Municipality] += c.Received
				off[c.Municipality] += c.WrittenOff
			}
			for _, m := range o.Rows {
				if m.By["claim"] != left[m.Code] || m.By["repaid"] != received[m.Code] || m.By["writeoff"] != off[m.Code] ||
					m.By["held"]+m.By["used"]+left[m.Code]+received[m.Code]+off[m.Code] != paid[m.Code] {
					t.Fatalf("%s: %v; left %s, received %s, let off %s of %s", m.Code, m.By, left[m.Code], received[m.Code], off[m.Code], paid[m.Code])
				}
			}
		})
		report, err := ledger.New(w.Store).Verify(ctx)
		if err != nil || report.Broken != nil {
			w.Errorf("%v, %v", report.Broken, err)
		}
	})
}
