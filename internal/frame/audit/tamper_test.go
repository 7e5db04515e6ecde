package audit_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/test/trialtest"
)

// forgery is one way to change a log behind the program's back: statements about
// the record at, of last, and the first record that no longer is what it was.
type forgery struct {
	what       string
	statements func(at, other int64) []string
	rehash     bool // the hashes after it are made to fit, and the head
	first      func(at, other, last int64) int64
}

var columns = []string{"user_id", "mandate_id", "unit_id", "role", "action", "ground", "request", "detail"}

func here(at, _, _ int64) int64 { return at }

var forgeries = []forgery{
	{what: "change", first: here, statements: func(at, other int64) []string {
		return []string{fmt.Sprintf("UPDATE audit_record SET %s = %s || 'x' WHERE seq = %d", columns[other%8], columns[other%8], at)}
	}},
	{what: "change and make the hashes fit", first: here, rehash: true, statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("UPDATE audit_record SET user_id = 'x' WHERE seq = %d", at)}
	}},
	{what: "delete", first: here, statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("DELETE FROM audit_record WHERE seq = %d", at)}
	}},
	{what: "truncate", first: here, statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("DELETE FROM audit_record WHERE seq >= %d", at)}
	}},
	{what: "reorder", statements: func(at, other int64) []string {
		return []string{fmt.Sprintf("UPDATE audit_record SET seq = 100000 WHERE seq = %d", at),
			fmt.Sprintf("UPDATE audit_record SET seq = %d WHERE seq = %d", at, other),
			fmt.Sprintf("UPDATE audit_record SET seq = %d WHERE seq = 100000", other)}
	}, first: func(at, other, _ int64) int64 { return min(at, other) }},
	{what: "insert", statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("UPDATE audit_record SET seq = seq + 100000 WHERE seq >= %d", at),
			"UPDATE audit_record SET seq = seq - 99999 WHERE seq > 100000", copyOf(int(at)+1, fmt.Sprint(at))}
	}, first: func(at, _, last int64) int64 {
		return at + 1 // the copy of the record stands where the record stood
	}},
	{what: "replace the tail", first: here, rehash: true, statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("UPDATE audit_record SET action = 'nothing.happened' WHERE seq >= %d", at)}
	}},
	{what: "restore an older file", statements: func(at, _ int64) []string {
		return []string{fmt.Sprintf("DELETE FROM audit_record WHERE seq > %d", at),
			fmt.Sprintf("UPDATE audit_head SET seq = %d, hash = (SELECT hash FROM audit_record WHERE seq = %d)", at, at)}
	}, first: func(at, _, _ int64) int64 { return at + 1 }},
}

// TestT15Tampering forges a log at random and wants every forgery found, and its
// place named. What another file has seen of the chain is not forged with it: that
// both are is what the checkpoints kept outside are for.
func TestT15Tampering(t *testing.T) {
	t.Parallel()
	const last = 60
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		edits := trialtest.Size(120, 10_000)
		if s.Engine() == db.Postgres {
			edits /= 4
		}
		l := open(t, s)
		for i := range last {
			if err := l.Reading(t.Context(), reading(fmt.Sprintf("concern.matter.read_%c", 'a'+i%26))); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		var chain string
		if err := s.Audit.Read(t.Context(), func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT chain FROM audit_head").Scan(&chain)
		}); err != nil {
			t.Fatal(err)
		}
		unguarded(t, s.Audit)
		disturb(t, s.Audit, "CREATE TABLE spare AS SELECT * FROM audit_record", "CREATE TABLE spare_head AS SELECT * FROM audit_head")
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		found := 0
		for range edits {
			f := forgeries[random.IntN(len(forgeries))]
			at := 1 + random.Int64N(last-1)
			other := 1 + (at+random.Int64N(last-1))%last
			if other == at {
				other = at%last + 1
			}
			statements := f.statements(at, other)
			disturb(t, s.Audit, statements...)
			if f.rehash {
				if err := s.Audit.Write(t.Context(), func(tx *db.Tx) error { return audit.Rehash(t.Context(), tx, chain, at) }); err != nil {
					t.Fatal(err)
				}
			}
			report, err := l.Verify(t.Context())
			want := f.first(at, other, last)
			switch {
			case err != nil:
				t.Fatal(err)
			case report.Broken == nil:
				t.Errorf("%s at %d: was not found", f.what, at)
			case f.rehash && report.Broken.Seq != last, !f.rehash && report.Broken.Seq != want:
				t.Errorf("%s at %d, %d: found as %v", f.what, at, other, report.Broken)
			default:
				found++
			}
			disturb(t, s.Audit, "DELETE FROM audit_record", "DELETE FROM audit_head",
				"INSERT INTO audit_record SELECT * FROM spare", "INSERT INTO audit_head SELECT * FROM spare_head")
		}
		trialtest.Tell(t, "forgeries", edits)
		trialtest.AtLeast(t, "found and placed", found, edits)
	})
}

// TestT15Walking times the walk through a long log.
func TestT15Walking(t *testing.T) {
	t.Parallel()
	records := trialtest.Size(2_000, 1_000_000)
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		var writing sync.WaitGroup
		for range 64 {
			writing.Go(func() {
				for range records / 64 {
					if err := l.Reading(t.Context(), reading("concern.matter.read")); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		writing.Wait()
		began := time.Now()
		report, err := l.Verify(t.Context())
		if err != nil || report.Broken != nil {
			t.Fatalf("%v, %v", report.Broken, err)
		}
		trialtest.Tell(t, "records walked", report.Records)
		trialtest.AtMost(t, "time", time.Since(began), 10*time.Second)
	})
}
