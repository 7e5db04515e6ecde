package concern_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// No record, no page; no record, no change.
func TestNothingIsReadOrChangedWithoutARecord(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		draft := Draft()
		_, err := w.SaveDraft(ctx, w.Counsellor, draft)
		w.Must("save", err)
		r, delivered := w.Send(w.Counsellor, NotAsking)
		_, assessing := w.Send(w.Counsellor)
		w.Assess(w.Officer, assessing[0])
		_, decided := w.Send(w.Counsellor)
		w.AssessAndDecide(w.Officer, decided[0], concern.Opened)

		breakLog(w)
		before := changed(w)

		for name, read := range map[string]func() error{
			"report":  func() error { _, err := w.Report(ctx, w.Counsellor, r.ID); return err },
			"reports": func() error { _, err := w.Reports(ctx, w.Counsellor, concern.PageKey{}); return err },
			"inbox":   func() error { _, err := w.Inbox(ctx, w.Officer, concern.InboxFilter{}); return err },
			"done":    func() error { _, err := w.Done(ctx, w.Officer, concern.PageKey{}); return err },
			"matter":  func() error { _, err := w.Matter(ctx, w.Officer, delivered[0]); return err },
			"refused": func() error { _, err := w.Matter(ctx, w.FarOfficer, delivered[0]); return err },
		} {
			if err := read(); err == nil {
				w.Errorf("%s: read without a record", name)
			}
			behind, barrier := audit.WithBarrier(ctx)
			_, err := w.Inbox(behind, w.Officer, concern.InboxFilter{})
			if waited := barrier.Wait(behind); err == nil && waited == nil {
				w.Errorf("%s: let out through the barrier without a record", name)
			}
		}
		for name, change := range map[string]func() error{
			"save":    func() error { _, err := w.SaveDraft(ctx, w.Counsellor, Draft()); return err },
			"resave":  func() error { _, err := w.SaveDraft(ctx, w.Counsellor, draft); return err },
			"send":    func() error { _, err := w.SendReport(ctx, w.Counsellor, draft); return err },
			"discard": func() error { return w.ThrowAwayDraft(ctx, w.Counsellor, draft.ID) },
			"ask":     func() error { return w.AskFeedback(ctx, w.Counsellor, r.ID, delivered[0]) },
			"receive": func() error { return w.Receive(ctx, w.Officer, delivered[0]) },
			"assign":  func() error { return w.Assign(ctx, w.Manager, delivered[0], w.Second.User) },
			"assess":  func() error { return w.AssessProtection(ctx, w.Officer, delivered[0], NoNeed) },
			"forward": func() error { return w.Forward(ctx, w.Officer, delivered[0], Bjorklunda, "Fel kommun.") },
			"decide": func() error {
				_, err := w.Decide(ctx, w.Officer, assessing[0], Decision(concern.Opened))
				return err
			},
			"give":     func() error { return w.GiveFeedback(ctx, w.Officer, decided[0]) },
			"withhold": func() error { return w.WithholdFeedback(ctx, w.Officer, decided[0], "Släkt.") },
			"same":     func() error { return w.ConfirmSame(ctx, w.Officer, assessing[0], delivered[0], true) },
		} {
			if err := change(); err == nil {
				w.Errorf("%s: done without a record", name)
			}
		}
		after := changed(w)
		for table := range maps.Keys(before) {
			if !slices.Equal(before[table], after[table]) {
				w.Errorf("%s changed without a record", table)
			}
		}
	})
}

// breakLog takes the tables of the log away behind the program's back.
func breakLog(w *World) {
	w.Helper()
	data := "audit_record"
	if w.Store.Engine() == db.Postgres {
		data = "audit_pending"
	}
	for _, lost := range []struct {
		table string
		in    *db.DB
	}{{data, w.Store.Data}, {"audit_record", w.Store.Audit}} {
		err := lost.in.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(w.Context(), "ALTER TABLE "+lost.table+" RENAME TO lost_record")
			return err
		})
		w.Must("break the log", err)
	}
}

// changed is what the room and the notices hold.
func changed(w *World) map[string][]string {
	w.Helper()
	tables := dump(w, w.Store.Data)
	maps.DeleteFunc(tables, func(table string, _ []string) bool {
		return !strings.HasPrefix(table, "concern_") && !strings.HasPrefix(table, "person_") && !strings.HasPrefix(table, "notify_") && table != "river_job"
	})
	return tables
}
