package ledger_test

import (
	"context"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
)

// unguarded takes the triggers away, as somebody behind the program's back would.
func (b *book) unguarded() {
	b.t.Helper()
	tables := []string{"ledger_transaction", "ledger_entry", "ledger_account", "ledger_book"}
	if b.db.Engine() == db.Postgres {
		for _, table := range tables {
			b.disturb("ALTER TABLE " + table + " DISABLE TRIGGER ALL")
		}
		return
	}
	for _, trigger := range []string{"ledger_transaction_kept", "ledger_transaction_unchanged", "ledger_entry_kept", "ledger_entry_unchanged",
		"ledger_account_kept", "ledger_account_same", "ledger_book_kept", "ledger_book_forward"} {
		b.disturb("DROP TRIGGER " + trigger)
	}
}

func (b *book) disturb(sql string, args ...any) {
	b.t.Helper()
	err := b.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
	if err != nil {
		b.t.Fatalf("%s: %v", sql, err)
	}
}

func TestTamperingIsFoundAndPlaced(t *testing.T) {
	t.Parallel()
	rows := []struct {
		what       string
		statements []string
		seq        int64
	}{
		{"nothing", nil, -1},
		{"an amount is changed", []string{"UPDATE ledger_entry SET amount = amount + 1 WHERE seq = 2"}, 2},
		{"an entry is turned round", []string{"UPDATE ledger_entry SET debit = credit, credit = debit WHERE seq = 3"}, 3},
		{"a tag is changed", []string{"UPDATE ledger_entry SET tag = 'round-2' WHERE seq = 3"}, 3},
		{"an entry is put in", []string{"INSERT INTO ledger_entry (book_id, seq, line, debit, credit, amount, tag) SELECT book_id, seq, 2, debit, credit, 1, '' FROM ledger_entry WHERE seq = 2"}, 2},
		{"an entry is removed", []string{"DELETE FROM ledger_entry WHERE seq = 2"}, 2},
		{"a day is changed", []string{"UPDATE ledger_transaction SET effective_on = '2026-01-01' WHERE seq = 2"}, 2},
		{"a time is changed", []string{"UPDATE ledger_transaction SET recorded_at = '2026-05-12T10:00:00.000001Z' WHERE seq = 2"}, 2},
		{"a preparer is changed", []string{"UPDATE ledger_transaction SET prepared_by = 'bo' WHERE seq = 2"}, 2},
		{"an approver is put in", []string{"UPDATE ledger_transaction SET approved_by = 'bo' WHERE seq = 2"}, 2},
		{"a reference is changed", []string{"UPDATE ledger_transaction SET reference = 'x' WHERE seq = 2"}, 2},
		{"a basis is changed", []string{"UPDATE ledger_transaction SET basis = 'x' WHERE seq = 2"}, 2},
		{"a payload is changed", []string{"UPDATE ledger_transaction SET payload = hash WHERE seq = 2"}, 2},
		{"a transaction becomes a reversal", []string{"UPDATE ledger_transaction SET reverses = 1 WHERE seq = 3"}, 3},
		{"a transaction is removed", []string{"DELETE FROM ledger_entry WHERE seq = 2", "DELETE FROM ledger_transaction WHERE seq = 2"}, 2},
		{"the tail is cut off", []string{"DELETE FROM ledger_entry WHERE seq = 3", "DELETE FROM ledger_transaction WHERE seq = 3"}, 3},
		{"two change places", []string{"UPDATE ledger_transaction SET reference = 'z' WHERE seq = 2", "UPDATE ledger_transaction SET reference = 'allotted:2' WHERE seq = 3",
			"UPDATE ledger_transaction SET reference = 'allotted:3' WHERE seq = 2"}, 2},
		{"one is put in after the last", []string{"INSERT INTO ledger_transaction (book_id, seq, reference, payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash) SELECT book_id, 4, 'x', payload, event, attested, effective_on, recorded_at, prepared_by, approved_by, basis, reverses, hash FROM ledger_transaction WHERE seq = 3"}, 4},
		{"one is put in before the first", []string{"UPDATE ledger_book SET seq = 2"}, 3},
		{"the book's hash is changed", []string{"UPDATE ledger_book SET hash = (SELECT hash FROM ledger_transaction WHERE seq = 1)"}, 3},
		{"a balance is changed", []string{"UPDATE ledger_account SET balance = balance + 1 WHERE name = 'frame:9901'"}, 0},
	}
	for _, r := range rows {
		t.Run(r.what, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
				b := filled(t, s)
				b.unguarded()
				for _, sql := range r.statements {
					b.disturb(sql)
				}
				report, err := ledger.New(s).Verify(t.Context())
				switch {
				case err != nil:
					t.Fatal(err)
				case r.seq < 0 && (report.Broken != nil || report.Transactions != 3 || report.Books != 1):
					t.Errorf("%+v, %v", report, report.Broken)
				case r.seq >= 0 && (report.Broken == nil || report.Broken.Seq != r.seq || report.Broken.Book != b.key):
					t.Errorf("found as %v, want it at %d", report.Broken, r.seq)
				}
			})
		})
	}
}

// A book of several pages is walked to its end.
func TestALongBookIsWalked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		var list []ledger.Posting
		for i := range 2500 {
			if i%2 == 0 {
				list = append(list, b.move("drawn", frame("9901"), paid("9901"), 300))
			} else {
				list = append(list, b.move("drawn", paid("9901"), frame("9901"), 300))
			}
		}
		_, err := b.post(list...)
		b.must(err)
		report, err := ledger.New(s).Verify(t.Context())
		if err != nil || report.Broken != nil || report.Transactions != 2503 {
			t.Errorf("%+v, %v, %v", report, report.Broken, err)
		}
		b.unguarded()
		b.disturb("UPDATE ledger_entry SET amount = amount + 1 WHERE seq = 2203")
		if report, err := ledger.New(s).Verify(t.Context()); err != nil || report.Broken == nil || report.Broken.Seq != 2203 {
			t.Errorf("%v, %v", report.Broken, err)
		}
	})
}
