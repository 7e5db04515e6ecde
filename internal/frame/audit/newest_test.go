package audit_test

import (
	"testing"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

// The newest record is found whichever kind it is, and what is kept is told of.
func TestNewestAndKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, audit.Lines, func(t *testing.T, s *db.Store) {
		noon := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
		log, err := audit.New(s, func() time.Time { return noon })
		if err != nil {
			t.Fatal(err)
		}
		kept := make(chan audit.Kept, 10)
		log.Watch(func(k audit.Kept) { kept <- k })
		want := func(newest time.Time) {
			t.Helper()
			if got, err := log.Newest(t.Context()); err != nil || !got.Equal(newest) {
				t.Errorf("the newest record is of %s, %v; want %s", got, err, newest)
			}
		}
		want(time.Time{})
		read := audit.Record{At: noon, Action: "test.read", Ground: "test", Result: audit.Refused}
		if err := log.Reading(t.Context(), read); err != nil {
			t.Fatal(err)
		}
		want(noon)
		change := audit.Record{At: noon.Add(time.Hour), Action: "test.change", Ground: "test", Result: audit.Done}
		if err := s.Data.Write(t.Context(), func(tx *db.Tx) error { return log.Change(t.Context(), tx, change) }); err != nil {
			t.Fatal(err)
		}
		if a, b := <-kept, <-kept; a.Action != "test.read" || a.Result != audit.Refused || b.Action != "test.change" || b.Result != audit.Done {
			t.Errorf("kept %+v, then %+v", a, b)
		}
		if err := log.Close(); err != nil { // what waits for its link gets it
			t.Fatal(err)
		}
		want(noon.Add(time.Hour))
	})
}
