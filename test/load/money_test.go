package load_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"samspel/internal/app"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	"samspel/test/worldtest"
)

// BenchmarkMoney draws the page that tells where every krona of a year is, whole, among 20
// years with 290 municipalities and 15 transactions each: now, and as of another day. On
// PostgreSQL the database's own processor time is not in the figure.
func BenchmarkMoney(b *testing.B) {
	engines := map[string]string{"sqlite": ""}
	if os.Getenv("SAMSPEL_TEST_POSTGRES") != "" {
		engines["postgres"] = dbtest.Database(b, nil)
	}
	for engine, url := range engines {
		w := worldtest.Open(b, func(c *app.Config) { c.Database = url })
		y := runningYear(b, w)
		for i := range 20 {
			book := y.ID
			if i > 0 {
				book = fmt.Sprint("book-", i)
			}
			fillBook(b, w, y.ID, book)
		}
		reader, path := w.As("bidragshandlaggare"), "/bidrag/"+y.ID+"/pengar"
		for name, query := range map[string]string{"now": "", "then": "?dag=" + civil.Of(w.Now()).AddDays(9).String()} {
			b.Run(engine+"/"+name, func(b *testing.B) {
				cost(b, func() {
					if a := reader.Get(path + query); a.Status != http.StatusOK || strings.Count(a.Body, "/kommuner/") < 290 {
						b.Fatalf("%s: status %d, %d municipalities", a, a.Status, strings.Count(a.Body, "/kommuner/"))
					}
				})
			})
		}
	}
}

// runningYear is a year of the demonstration that runs.
func runningYear(b *testing.B, w *worldtest.World) grant.SchemeYear {
	b.Helper()
	years, err := w.App.Grants.Years(b.Context(), w.Demo.Actor("bidragshandlaggare"))
	if err != nil {
		b.Fatal(err)
	}
	for _, y := range years {
		if y.State == grant.Running {
			return y
		}
	}
	b.Fatal("no year runs")
	return grant.SchemeYear{}
}

// ways take a municipality through a year.
var ways = []struct{ event, from, to string }{
	{"frame", "pool", "frame"}, {"requisition", "frame", "requested"}, {"withdrawal", "requested", "frame"}, {"requisition", "frame", "requested"},
	{"decision", "requested", "decided"}, {"payment", "decided", "transit"}, {"bounce", "transit", "decided"}, {"payment", "decided", "transit"},
	{"confirmation", "transit", "held"}, {"redistribution", "pool", "decided"}, {"payment", "decided", "transit"}, {"confirmation", "transit", "held"},
	{"use", "held", "used"}, {"unused", "held", "claim"}, {"repayment", "claim", "repaid"},
}

// fillBook takes 290 municipalities through a year in a book with the same chart as
// another, a batch for each step and a day after the one before.
func fillBook(b *testing.B, w *worldtest.World, like, book string) {
	b.Helper()
	all, err := w.App.Register.Municipalities(b.Context())
	if err != nil || len(all) < 290 {
		b.Fatalf("%d municipalities: %v", len(all), err)
	}
	at := w.Now()
	post := func(list ...ledger.Posting) {
		err := w.App.Store.Data.Append(b.Context(), func(tx *db.Tx) error {
			if err := copyBook(b.Context(), tx, like, book); err != nil {
				return err
			}
			_, err := ledger.Post(b.Context(), tx, book, at, list...)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	posting := func(reference, event string, day int, from, to ledger.Account, amount money.Amount) ledger.Posting {
		return ledger.Posting{Reference: "bench:" + reference, Event: event, Effective: civil.Of(at).AddDays(day), PreparedBy: "a", ApprovedBy: "b",
			Entries: []ledger.Entry{{From: from, To: to, Amount: amount}}}
	}
	account := func(kind, code string) ledger.Account {
		if kind == "pool" || kind == "repaid" {
			return ledger.Account{Kind: kind}
		}
		return ledger.Account{Kind: kind, Holder: code}
	}
	post(posting("appropriation", "appropriation", 0, account("appropriation", ""), account("pool", ""), money.Kronor(10_000_000_000)))
	for i, way := range ways {
		var list []ledger.Posting
		for _, m := range all[:290] {
			amount := money.Kronor(1_000_000)
			switch {
			case way.event == "unused" || way.event == "repayment":
				amount = money.Kronor(100_000)
			case i >= 9:
				amount = money.Kronor(200_000)
			}
			list = append(list, posting(fmt.Sprint(i, ":", m.Code), way.event, i, account(way.from, m.Code), account(way.to, m.Code), amount))
		}
		post(list...)
	}
}

// copyBook opens a book with the chart of another, unless it is that one.
func copyBook(ctx context.Context, tx *db.Tx, like, book string) error {
	if book == like {
		return nil
	}
	for _, sql := range []string{
		`INSERT INTO ledger_book (id, opened_at, seq, recorded_at, hash) SELECT $1, opened_at, 0, opened_at, hash FROM ledger_book WHERE id = $2 ON CONFLICT (id) DO NOTHING`,
		`INSERT INTO ledger_kind (book_id, kind, below_zero) SELECT $1, kind, below_zero FROM ledger_kind WHERE book_id = $2 ON CONFLICT (book_id, kind) DO NOTHING`,
		`INSERT INTO ledger_event (book_id, event, attested) SELECT $1, event, attested FROM ledger_event WHERE book_id = $2 ON CONFLICT (book_id, event) DO NOTHING`,
	} {
		if _, err := tx.Exec(ctx, sql, book, like); err != nil {
			return err
		}
	}
	return nil
}
