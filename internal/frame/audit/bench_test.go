package audit_test

import (
	"context"
	"os"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/id"
)

// BenchmarkReading is what a page waits for: a durable record, with 16 readers at
// once, each behind a barrier.
func BenchmarkReading(b *testing.B) {
	subjects := []string{id.New()}
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			s, l := start(b, config)
			_ = s
			b.SetParallelism(8) // times two cores
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					ctx, cancel := context.WithCancel(b.Context())
					ctx, barrier := audit.WithBarrier(ctx)
					if err := l.Reading(ctx, reading("concern.matter.read", subjects...)); err != nil {
						b.Error(err)
					}
					if err := barrier.Wait(ctx); err != nil {
						b.Error(err)
					}
					cancel()
				}
			})
		})
	}
}

// BenchmarkReadingAlone has one reader: no batch to share, no linger to pay.
func BenchmarkReadingAlone(b *testing.B) {
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			_, l := start(b, config)
			for b.Loop() {
				if err := l.Reading(b.Context(), reading("concern.matter.read")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkChange is a mutation that writes nothing but its record.
func BenchmarkChange(b *testing.B) {
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			s, l := start(b, config)
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := s.Data.Write(b.Context(), func(tx *db.Tx) error {
						return l.Change(b.Context(), tx, reading("concern.matter.assess"))
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkVerify walks a chain; the time is for one record.
func BenchmarkVerify(b *testing.B) {
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			_, l := start(b, config)
			const records = 20_000
			subjects := []string{id.New()}
			barrier := make(chan bool, 900)
			done := make(chan error, records)
			for range records {
				barrier <- true
				go func() {
					done <- l.Reading(b.Context(), reading("concern.matter.read", subjects...))
					<-barrier
				}()
			}
			for range records {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			for range b.N {
				report, err := l.Verify(b.Context())
				if err != nil || report.Broken != nil {
					b.Fatal(report, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*records), "ns/record")
		})
	}
}

func configs(b *testing.B) map[string]db.Config {
	c := map[string]db.Config{"sqlite": {Dir: dbtest.Folder(b, audit.Lines)}}
	if os.Getenv("SAMSPEL_TEST_POSTGRES") != "" {
		c["postgres"] = db.Config{URL: dbtest.Database(b, audit.Lines)}
	}
	return c
}

func start(b *testing.B, config db.Config) (*db.Store, *audit.Log) {
	b.Helper()
	s, err := db.Open(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	l, err := audit.New(s, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := l.Close(); err != nil {
			b.Error(err)
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, l
}

// BenchmarkIndex enters records of lists in the index; the time is for one record about
// 25 subjects.
func BenchmarkIndex(b *testing.B) {
	for name, config := range configs(b) {
		b.Run(name, func(b *testing.B) {
			_, l := start(b, config)
			subjects := make([]string, 25)
			for i := range subjects {
				subjects[i] = id.New()
			}
			if err := l.Reading(b.Context(), reading("concern.inbox.read", subjects...)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				for range 100 {
					if err := l.Reading(b.Context(), reading("concern.inbox.read", subjects...)); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if err := audit.IndexNow(b.Context(), l); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/100, "µs/record")
		})
	}
}

// BenchmarkUnderAnOldSnapshot changes and reads while a snapshot from before all of it is
// held, as a backup on PostgreSQL does: the last must not cost more than the first.
func BenchmarkUnderAnOldSnapshot(b *testing.B) {
	config, ok := configs(b)["postgres"]
	if !ok {
		b.Skip("SAMSPEL_TEST_POSTGRES is not set")
	}
	s, l := start(b, config)
	holding, released := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(released)
		_ = s.Data.Read(b.Context(), func(tx *db.Tx) error {
			var n int
			err := tx.QueryRow(b.Context(), `SELECT count(*) FROM audit_pending`).Scan(&n)
			close(holding)
			<-b.Context().Done()
			return err
		})
	}()
	<-holding
	b.Cleanup(func() { <-released })
	for b.Loop() {
		err := s.Data.Append(b.Context(), func(tx *db.Tx) error {
			return l.Change(b.Context(), tx, reading("concern.matter.assess"))
		})
		if err == nil {
			err = l.Reading(b.Context(), reading("concern.matter.read"))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
