package audit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func fixed() time.Time { return noon }

func open(t *testing.T, s *db.Store) *audit.Log {
	t.Helper()
	l, err := audit.New(s, fixed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func reading(action string, subjects ...string) audit.Record {
	return audit.Record{
		Actor:  access.Actor{User: "u", Mandate: "m", Unit: "n", Role: access.Officer},
		Action: action, Subjects: subjects, Ground: "own unit", Result: audit.Done,
	}
}

func change(t *testing.T, l *audit.Log, s *db.Store, action string) {
	t.Helper()
	ctx := t.Context()
	if err := s.Data.Write(ctx, func(tx *db.Tx) error { return l.Change(ctx, tx, reading(action)) }); err != nil {
		t.Fatal(err)
	}
}

func TestEveryRecordIsKeptAndTheChainsHold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx := audit.WithRequest(t.Context(), "r1")
		child := id.New()
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				if err := l.Reading(ctx, reading(fmt.Sprintf("concern.matter.read_%c", 'a'+i%26), child)); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() { change(t, l, s, "concern.matter.assess") })
		}
		wg.Wait()
		if err := l.Require(ctx, access.Actor{User: "x"}, "concern.matter.read", []string{child}, access.Deny("another unit")); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("refusal: %v", err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		report, err := l.Verify(ctx)
		if err != nil || report.Broken != nil || report.Records != 81 || report.Pending != 0 {
			t.Fatalf("verify: %+v, %v, %v", report, report.Broken, err)
		}
		about, err := l.Records(ctx, audit.Filter{Subject: child}, 100)
		if err != nil || len(about) != 41 || about[0].Request != "r1" {
			t.Errorf("records about the child: %d, %v", len(about), err)
		}
		refused, err := l.Records(ctx, audit.Filter{Result: audit.Refused}, 100)
		if err != nil || len(refused) != 1 || refused[0].Ground != "another unit" || refused[0].Subjects[0] != child {
			t.Errorf("refused: %v, %v", refused, err)
		}
	})
}

func TestBarrierHoldsTheAnswerUntilTheReadingIsDurable(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx, b := audit.WithBarrier(t.Context())
		for range 3 {
			if err := l.Reading(ctx, reading("concern.matter.read")); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		got, err := l.Records(ctx, audit.Filter{}, 10)
		if err != nil || len(got) != 3 {
			t.Errorf("after the barrier: %d records, %v", len(got), err)
		}
	})
}

func TestNoRecordNoPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx := t.Context()
		if err := l.Reading(ctx, reading("concern.matter.read")); err != nil {
			t.Fatal(err)
		}
		disturb(t, s.Audit, "ALTER TABLE audit_record RENAME TO gone")
		if err := l.Reading(ctx, reading("concern.matter.read")); err == nil {
			t.Error("a reading that could not be recorded was allowed")
		}
		ctx, b := audit.WithBarrier(ctx)
		if err := l.Reading(ctx, reading("concern.matter.read")); err != nil {
			t.Errorf("under a barrier: %v", err)
		}
		for range 2 {
			if b.Wait(ctx) == nil {
				t.Error("the barrier opened without a record")
			}
		}
		err := l.Require(t.Context(), access.Actor{}, "concern.matter.read", nil, access.Deny("no"))
		if err == nil || fault.KindOf(err) == fault.KindPrivate {
			t.Errorf("a refusal that could not be recorded: %v", err)
		}
		disturb(t, s.Audit, "ALTER TABLE gone RENAME TO audit_record")
		if err := l.Reading(t.Context(), reading("concern.matter.read")); err != nil {
			t.Errorf("after repair: %v", err)
		}
		if report, err := l.Verify(t.Context()); err != nil || report.Broken != nil || report.Records != 2 {
			t.Errorf("verify after repair: %+v %v %v", report, report.Broken, err)
		}
	})
}

// disturb changes the database as nobody should.
func disturb(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), sql)
			return err
		}); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func TestACommittedChangeIsListedAtOnceAndARolledBackOneNever(t *testing.T) {
	t.Parallel()
	errUndo := errors.New("undo")
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx := t.Context()
		change(t, l, s, "concern.matter.assess")
		if err := s.Data.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(l.Change(ctx, tx, reading("concern.matter.decide")), errUndo)
		}); !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
		got, err := l.Records(ctx, audit.Filter{}, 10)
		if err != nil || len(got) != 1 || got[0].Action != "concern.matter.assess" || !got[0].At.Equal(noon) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

func TestAChangeMayWaitForAReading(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx := t.Context()
		err := s.Data.Write(ctx, func(tx *db.Tx) error {
			if err := l.Change(ctx, tx, reading("concern.matter.assess")); err != nil {
				return err
			}
			return l.Require(ctx, access.Actor{}, "concern.matter.decide", nil, access.Deny("no rule"))
		})
		if fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("got %v", err)
		}
		got, err := l.Records(ctx, audit.Filter{}, 10)
		if err != nil || len(got) != 1 || got[0].Result != audit.Refused {
			t.Errorf("the refusal outlives what it undid: %v, %v", got, err)
		}
	})
}

func TestClosedLogRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if err := l.Reading(t.Context(), reading("concern.matter.read")); !errors.Is(err, db.ErrClosed) {
			t.Errorf("after close: %v", err)
		}
	})
}
