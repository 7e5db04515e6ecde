package audit_test

import (
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/id"
)

func TestBetweenGivesEveryRecordOfTheTimeOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		l := open(t, s)
		ctx := t.Context()
		child := id.New()
		write := func(at time.Time, action string) {
			r := reading(action, child)
			r.At = at
			if err := l.Reading(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		first, last := noon.AddDate(0, 0, -30), noon.AddDate(0, 0, -1)
		write(noon, "test.today")
		// What is written later may be from before: the clock has been set back.
		write(first.Add(-time.Microsecond), "test.before")
		write(first, "test.first")
		write(noon.AddDate(0, 0, 1), "test.after")
		write(last.Add(-time.Microsecond), "test.last")
		write(last, "test.end")
		change(t, l, s, "test.change_today")
		seen := map[string]int{}
		err := l.Between(ctx, first, last, func(k audit.Link, r audit.Record) error {
			seen[r.Action]++
			if held, err := l.Holds(ctx, k); err != nil || !held {
				t.Errorf("%s is not where its link says: %v", r.Action, err)
			}
			if len(r.Subjects) != 1 || r.Subjects[0] != child {
				t.Errorf("subjects of %s: %v", r.Action, r.Subjects)
			}
			return nil
		})
		if err != nil || len(seen) != 2 || seen["test.first"] != 1 || seen["test.last"] != 1 {
			t.Errorf("between: %v, %v", seen, err)
		}
		seen = map[string]int{}
		err = l.Between(ctx, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0), func(_ audit.Link, r audit.Record) error {
			seen[r.Action]++
			return nil
		})
		if err != nil || len(seen) != 7 {
			t.Errorf("everything: %v, %v", seen, err)
		}
	})
}
