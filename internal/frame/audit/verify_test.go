package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

// unguarded takes the triggers away, as somebody behind the program's back would.
func unguarded(t *testing.T, d *db.DB) {
	t.Helper()
	statements := []string{
		"DROP TRIGGER audit_record_kept", "DROP TRIGGER audit_record_unchanged",
		"DROP TRIGGER audit_head_kept", "DROP TRIGGER audit_head_forward",
	}
	if d.Engine() == db.Postgres {
		statements = []string{"ALTER TABLE audit_record DISABLE TRIGGER ALL", "ALTER TABLE audit_head DISABLE TRIGGER ALL"}
	}
	disturb(t, d, statements...)
}

// filled is a store with ten readings and ten changes, and nobody writing.
func filled(t *testing.T, s *db.Store) *audit.Log {
	t.Helper()
	l := open(t, s)
	for i := range 10 {
		if err := l.Reading(t.Context(), reading(fmt.Sprintf("concern.matter.read_%c", 'a'+i))); err != nil {
			t.Fatal(err)
		}
	}
	if s.Engine() == db.SQLite {
		for range 10 {
			change(t, l, s, "concern.matter.assess")
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestVerifyNamesTheFirstBrokenRecord(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what       string
		statements []string
		seq        int64
		why        string
	}{
		{"nothing", nil, 0, ""},
		{"a text changed", []string{"UPDATE audit_record SET user_id = 'somebody else' WHERE seq = 4"}, 4, "not as it was written"},
		{"a text moved to the next field", []string{"UPDATE audit_record SET user_id = '', mandate_id = 'um' WHERE seq = 4"}, 4, "not as it was written"},
		{"a time changed", []string{"UPDATE audit_record SET at = '2026-11-23T12:00:00.000001Z' WHERE seq = 4"}, 4, "not as it was written"},
		{"a subject added", []string{"UPDATE audit_record SET subjects = hash WHERE seq = 4"}, 4, "not as it was written"},
		{"a hash changed", []string{"UPDATE audit_record SET hash = subjects WHERE seq = 4"}, 4, "not as it was written"},
		{"two changed", []string{"UPDATE audit_record SET result = 'refused' WHERE seq IN (7, 3)"}, 3, "not as it was written"},
		{"the first removed", []string{"DELETE FROM audit_record WHERE seq = 1"}, 1, "missing"},
		{"one removed", []string{"DELETE FROM audit_record WHERE seq = 4"}, 4, "missing"},
		{"several removed", []string{"DELETE FROM audit_record WHERE seq BETWEEN 4 AND 6"}, 4, "up to 6 are missing"},
		{"one removed and the rest moved up", []string{
			"DELETE FROM audit_record WHERE seq = 4",
			"UPDATE audit_record SET seq = seq - 100 WHERE seq > 4", "UPDATE audit_record SET seq = seq + 99 WHERE seq < 0"}, 4, "not as it was written"},
		{"two changed places", []string{
			"UPDATE audit_record SET seq = 100 WHERE seq = 4", "UPDATE audit_record SET seq = 4 WHERE seq = 5", "UPDATE audit_record SET seq = 5 WHERE seq = 100"}, 4, "not as it was written"},
		{"the last removed", []string{"DELETE FROM audit_record WHERE seq = 10"}, 10, "the tail is cut off: the chain came to 10"},
		{"the last removed and the head put back", []string{
			"DELETE FROM audit_record WHERE seq > 7",
			"UPDATE audit_head SET seq = 7, hash = (SELECT hash FROM audit_record WHERE seq = 7)"}, 8, "the other file has seen record 10"},
		{"everything removed", []string{"DELETE FROM audit_record"}, 1, "the tail is cut off"},
		{"everything removed and the head too", []string{"DELETE FROM audit_record", "DELETE FROM audit_head"}, 1, "the other file has seen record 10"},
		{"the head removed", []string{"DELETE FROM audit_head"}, 1, "put in after"},
		{"the head's hash changed", []string{"UPDATE audit_head SET hash = (SELECT hash FROM audit_record WHERE seq = 9)"}, 10, "not its last record"},
		{"one put in at the end", []string{copyOf(10, "11")}, 11, "not as it was written"},
		{"one put in before the first", []string{copyOf(1, "0")}, 0, "before the chain's first"},
		{"one put in far before", []string{copyOf(1, "-9223372036854775807")}, -9223372036854775807, "before the chain's first"},
		{"one put in far behind", []string{copyOf(10, "1000")}, 11, "missing"},
		{"one put in as another chain", []string{strings.Replace(copyOf(10, "1000"), "SELECT chain", "SELECT 'mine'", 1)}, 1, "missing"},
	} {
		dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
			for _, d := range []*db.DB{s.Audit, s.Data} {
				if d == s.Data && s.Engine() == db.Postgres {
					continue // changes are linked beside the readings
				}
				if d == s.Data && row.statements != nil {
					continue // below, in a store of its own
				}
				l := filled(t, s)
				if row.statements != nil {
					unguarded(t, d)
					disturb(t, d, row.statements...)
				}
				expect(t, l, row.what, db.InAudit, row.seq, row.why)
			}
		})
		t.Run("sqlite data", func(t *testing.T) {
			s, err := db.Open(t.Context(), db.Config{Dir: dbtest.Folder(t, audit.Lines)})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			l := filled(t, s)
			if row.statements != nil {
				unguarded(t, s.Data)
				disturb(t, s.Data, row.statements...)
			}
			expect(t, l, row.what, db.InData, row.seq, row.why)
		})
	}
}

// copyOf puts a copy of one record in at another place.
func copyOf(seq int, place string) string {
	return fmt.Sprintf(`INSERT INTO audit_record (chain, seq, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail, hash)
		SELECT chain, %s, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail, hash
		FROM audit_record WHERE seq = %d`, place, seq)
}

func expect(t *testing.T, l *audit.Log, what string, in db.Place, seq int64, why string) {
	t.Helper()
	report, err := l.Verify(t.Context())
	switch {
	case err != nil:
		t.Errorf("%s: %v", what, err)
	case why == "":
		if report.Broken != nil {
			t.Errorf("%s: %v", what, report.Broken)
		}
	case report.Broken == nil:
		t.Errorf("%s: was not noticed", what)
	case report.Broken.In != in || report.Broken.Seq != seq || !strings.Contains(report.Broken.Why, why) || report.Broken.Chain == "":
		t.Errorf("%s: got %v in %v; want record %d in %v: %s", what, report.Broken, report.Broken.In, seq, in, why)
	}
}

func TestRecordsCannotBeChangedOrRemoved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := filled(t, s)
		statements := []string{
			"UPDATE audit_record SET user_id = 'x' WHERE seq = 4",
			"UPDATE audit_record SET seq = 100 WHERE seq = 4",
			"DELETE FROM audit_record WHERE seq = 10",
			"DELETE FROM audit_record",
			"UPDATE audit_head SET seq = 7",
			"UPDATE audit_head SET seq = seq",
			"UPDATE audit_head SET chain = 'x', seq = 100",
			"DELETE FROM audit_head",
		}
		if s.Engine() == db.SQLite {
			statements = append(statements, strings.Replace(copyOf(4, "4"), "INSERT", "INSERT OR REPLACE", 1),
				"INSERT OR REPLACE INTO audit_head (chain, seq, hash) SELECT chain, 1, hash FROM audit_head")
		} else {
			statements = append(statements, "TRUNCATE audit_record", "TRUNCATE audit_head")
		}
		for _, d := range []*db.DB{s.Audit, s.Data} {
			if d == s.Data && s.Engine() == db.Postgres {
				continue
			}
			for _, sql := range statements {
				err := d.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), sql)
					return err
				})
				if err == nil {
					t.Errorf("%s: was allowed", sql)
				}
			}
		}
		expect(t, l, "after all that", db.InAudit, 0, "")
	})
}

func TestVerifyTailReadsOnlyTheTail(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := filled(t, s)
		unguarded(t, s.Audit)
		disturb(t, s.Audit, "UPDATE audit_record SET user_id = 'x' WHERE seq = 3")
		report, err := l.VerifyTail(t.Context(), 5)
		if err != nil || report.Broken != nil || report.Records%5 != 0 || report.Records == 0 {
			t.Errorf("the tail is whole: %+v, %v, %v", report, report.Broken, err)
		}
		disturb(t, s.Audit, "UPDATE audit_record SET user_id = 'x' WHERE seq = 8")
		report, err = l.VerifyTail(t.Context(), 5)
		if err != nil || report.Broken == nil || report.Broken.Seq != 8 {
			t.Errorf("the tail is broken: %+v, %v, %v", report, report.Broken, err)
		}
	})
}

func TestAChangeThatNeverGetsItsLinkIsNoticed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		if s.Engine() == db.SQLite {
			return // linked in its own transaction
		}
		l := filled(t, s)
		disturb(t, s.Data, `INSERT INTO audit_pending (id, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail)
			VALUES ('1', '2026-11-23T11:59:55Z', 'u', 'm', 'n', 'officer', 'a', '', 'g', 'done', '', '')`)
		report, err := l.Verify(t.Context())
		if err != nil || report.Broken != nil || report.Pending != 1 {
			t.Errorf("five seconds old: %+v, %v, %v", report, report.Broken, err)
		}
		disturb(t, s.Data, `INSERT INTO audit_pending (id, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail)
			VALUES ('2', '2026-11-23T11:59:45Z', 'u', 'm', 'n', 'officer', 'a', '', 'g', 'done', '', '')`)
		expect(t, l, "fifteen seconds old", db.InData, 0, "1 changes have waited")

		// The next node to start takes them up.
		next := open(t, s)
		if err := next.Close(); err != nil {
			t.Fatal(err)
		}
		expect(t, next, "taken up", 0, 0, "")
		if got, err := next.Records(t.Context(), audit.Filter{Action: "a"}, 10); err != nil || len(got) != 2 {
			t.Errorf("%d records, %v", len(got), err)
		}
	})
}

func TestTwoLogsOfOneStoreKeepTheChainsWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		filled(t, s)
		l := filled(t, s)
		report, err := l.Verify(t.Context())
		if err != nil || report.Broken != nil {
			t.Errorf("%v, %v", report.Broken, err)
		}
	})
}

func TestARecordThatCannotBeKeptFailsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		const secret = "Elsa Ekstad"
		for _, row := range []struct {
			why    string
			change func(*audit.Record)
		}{
			{"no action", func(r *audit.Record) { r.Action = "" }},
			{"no result", func(r *audit.Record) { r.Result = "" }},
			{"a subject that is no id", func(r *audit.Record) { r.Subjects = []string{secret} }},
			{"text that is not UTF-8", func(r *audit.Record) { r.Detail = secret + "\xff" }},
			{"a zero byte", func(r *audit.Record) { r.Ground = secret + "\x00" }},
			{"endless text", func(r *audit.Record) { r.Request = strings.Repeat(secret, 1000) }},
			{"endless action", func(r *audit.Record) { r.Action = strings.Repeat(secret, 1000) }},
		} {
			r := reading("concern.matter.read")
			row.change(&r)
			if err := l.Reading(t.Context(), r); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", row.why, err)
			}
		}
		if got, err := l.Records(t.Context(), audit.Filter{}, 10); err != nil || len(got) != 0 {
			t.Errorf("%d records, %v", len(got), err)
		}
	})
}
