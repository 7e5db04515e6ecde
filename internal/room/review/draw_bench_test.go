package review_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/review"
)

var records = flag.Int("records", 20_000, "how many records of earlier years the log holds when a month of it is gone through")

// The month that is gone through is the same, however long the log is.
const (
	monthRecords = 10_000
	monthMatters = 500
)

// BenchmarkMonth goes through one month of a log with many years before it, and shows a
// page of its list: what both cost must not grow with the years. The first time the
// log's days are looked up is not counted; it is done once for every record.
//
//	go test ./internal/room/review -run '^$' -bench Month -benchtime 5x -records 2000000
func BenchmarkMonth(b *testing.B) {
	lines := slices.Concat(register.Lines, audit.Lines, identity.Lines, notify.Lines, person.Lines, review.Lines)
	configs := map[string]func() db.Config{"sqlite": func() db.Config { return db.Config{Dir: dbtest.Folder(b, lines)} }}
	if os.Getenv("SAMSPEL_TEST_POSTGRES") != "" {
		configs["postgres"] = func() db.Config { return db.Config{URL: dbtest.Database(b, lines)} }
	}
	for name, config := range configs {
		b.Run(fmt.Sprintf("%s/%d", name, *records), func(b *testing.B) {
			s, err := db.Open(b.Context(), config())
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { s.Close() })
			if err := errors.Join(job.Migrate(b.Context(), s), register.New(s).AddInvented(b.Context())); err != nil {
				b.Fatal(err)
			}
			w := open(b, s)
			w.seed()
			b.Run("draw", func(b *testing.B) {
				for b.Loop() {
					if err := w.Draw(b.Context()); err != nil {
						b.Fatal(err)
					}
					b.StopTimer()
					w.forget()
					b.StartTimer()
				}
			})
			list := w.list().Period.ID
			b.Run("page", func(b *testing.B) {
				for b.Loop() {
					if _, err := w.Period(b.Context(), w.greta, list, review.Choice{}, 0); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// seed writes the records of the years before, and then those of October.
func (w *world) seed() {
	w.Helper()
	var readers []access.Actor
	for n := range 20 {
		readers = append(readers, w.hire(fmt.Sprintf("Läsare Nummer%d", n), w.unit, access.Officer))
	}
	matters := make([]string, monthMatters)
	for n := range matters {
		matters[n] = w.matter(fmt.Sprintf("Familj%d", n), "")
		w.tasks[matters[n]] = review.Task{Workers: []string{readers[n%len(readers)].User}}
	}
	// Of the years before, each matter is read for a while and then no more.
	old := make([]string, 5_000)
	for n := range old {
		old[n] = id.New()
	}
	month := review.MonthBefore(civil.Of(w.now))
	years := month.Start().AddDate(-5, 0, 0)
	w.write(*records, years, month.Start().Sub(years), readers, func(i int) string { return old[i*len(old) / *records] })
	w.write(monthRecords, month.Start(), 30*24*time.Hour, readers, func(i int) string { return matters[i%len(matters)] })
	w.must(w.Audit.Index(w.Context()))
}

// write records so many readings, spread over the time from its start.
func (w *world) write(n int, start time.Time, over time.Duration, readers []access.Actor, matter func(i int) string) {
	w.Helper()
	const together = 400
	for from := 0; from < n; from += together {
		ctx, cancel := context.WithCancel(w.Context())
		held, barrier := audit.WithBarrier(ctx)
		for i := from; i < min(from+together, n); i++ {
			at := start.Add(time.Duration(float64(over) * float64(i) / float64(n)))
			w.must(w.Audit.Reading(held, audit.Record{At: at, Actor: readers[i%len(readers)], Action: "concern.matter.read",
				Subjects: []string{matter(i)}, Ground: "own unit's matter", Result: audit.Done}))
		}
		w.must(barrier.Wait(ctx))
		cancel()
	}
}

// forget lets the month be drawn again.
func (w *world) forget() {
	w.Helper()
	w.must(w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
		for _, table := range []string{"review_entry", "review_period", "review_month"} {
			if _, err := tx.Exec(w.Context(), `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	}))
}
