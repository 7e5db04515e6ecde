package grant

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// BenchmarkMoney asks where every krona of one year is, of 20 years with 290
// municipalities and 15 transactions each: now, and as of another day.
func BenchmarkMoney(b *testing.B) {
	lines := append(append(append(append([]db.Line{}, register.Lines...), audit.Lines...), ledger.Lines...), Lines...)
	configs := map[string]db.Config{"sqlite": {Dir: dbtest.Folder(b, lines)}}
	if os.Getenv("SAMSPEL_TEST_POSTGRES") != "" {
		configs["postgres"] = db.Config{URL: dbtest.Database(b, lines)}
	}
	for name, config := range configs {
		s, err := db.Open(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		at := time.Date(2027, 2, 1, 8, 0, 0, 0, time.UTC)
		for year := range 20 {
			fillBook(b, s, fmt.Sprintf("year-%d", year), at)
		}
		for when, as := range map[string]ledger.Where{"now": {}, "then": {Effective: civil.Of(at).AddDays(9), Recorded: at.Add(time.Hour)}} {
			b.Run(name+"/"+when, func(b *testing.B) {
				before, i := processor(b), 0
				for b.Loop() {
					i++
					err := s.Data.Read(b.Context(), func(tx *db.Tx) error {
						_, m, rows, err := loadMoney(b.Context(), tx, fmt.Sprintf("year-%d", i%20), as, nil)
						if err == nil && (len(rows) != 290 || m.Frame == 0) {
							return fmt.Errorf("%d rows", len(rows))
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(i)/1000, "cpu-ms/page")
			})
		}
	}
}

func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fillBook takes 290 municipalities through a year, a batch for each step.
func fillBook(b *testing.B, s *db.Store, book string, at time.Time) {
	b.Helper()
	ways := []struct{ event, from, to string }{
		{eventFrame, kindPool, kindFrame}, {eventRequisition, kindFrame, kindRequested}, {eventWithdrawal, kindRequested, kindFrame}, {eventRequisition, kindFrame, kindRequested},
		{eventDecision, kindRequested, kindDecided}, {eventPayment, kindDecided, kindTransit}, {eventBounce, kindTransit, kindDecided}, {eventPayment, kindDecided, kindTransit},
		{eventConfirmation, kindTransit, kindHeld}, {eventRedistribution, kindPool, kindDecided}, {eventPayment, kindDecided, kindTransit}, {eventConfirmation, kindTransit, kindHeld},
		{eventUse, kindHeld, kindUsed}, {eventUnused, kindHeld, kindClaim}, {eventRepayment, kindClaim, kindRepaid},
	}
	post := func(list ...ledger.Posting) {
		err := s.Data.Append(b.Context(), func(tx *db.Tx) error {
			if err := ledger.Open(b.Context(), tx, book, chart, at); err != nil {
				return err
			}
			_, err := ledger.Post(b.Context(), tx, book, at, list...)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	post(ledger.Posting{Reference: "appropriation", Event: eventAppropriation, Effective: civil.Of(at), PreparedBy: "a", ApprovedBy: "b",
		Entries: []ledger.Entry{{From: appropriationAccount, To: poolAccount, Amount: money.Kronor(10_000_000_000)}}})
	for i, w := range ways {
		var list []ledger.Posting
		for m := range 290 {
			code := fmt.Sprint(1000 + m)
			account := func(kind string) ledger.Account {
				if kind == kindPool || kind == kindRepaid {
					return ledger.Account{Kind: kind}
				}
				return ledger.Account{Kind: kind, Holder: code}
			}
			amount := money.Kronor(1_000_000)
			if w.event == eventUnused || w.event == eventRepayment {
				amount = money.Kronor(100_000)
			} else if i >= 9 {
				amount = money.Kronor(200_000)
			}
			list = append(list, ledger.Posting{Reference: fmt.Sprintf("%d:%s", i, code), Event: w.event, Effective: civil.Of(at).AddDays(i), PreparedBy: "a", ApprovedBy: "b",
				Entries: []ledger.Entry{{From: account(w.from), To: account(w.to), Amount: amount}}})
		}
		post(list...)
	}
}
