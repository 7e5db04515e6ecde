package review_test

import (
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/review"
)

func TestAnAccessListFromQuestionToHandingOver(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		const number = "20160203-2383"
		open, shielded, other := w.matter("Ek", number), w.matter("Ek", number), w.matter("Ek", "")
		w.tasks[shielded] = review.Task{Reference: "EK-2", Shielded: true}
		w.tasks[open] = review.Task{Reference: "EK-1"}
		w.read(w.tove, open, "2026-09-05 10:00", "own unit's matter")
		w.read(w.tove, open, "2026-09-05 11:00", "own unit's matter")
		w.record(w.tove, "coordination.glass.read", "2026-09-06 23:00", id.New(), open)
		w.read(w.tove, shielded, "2026-09-07 10:00", "own unit's matter")
		w.read(w.tove, other, "2026-09-08 10:00", "own unit's matter")
		own := w.greta
		own.Mandate, own.Role = id.New(), access.Officer
		w.record(own, "coordination.glass.open", "2026-09-09 23:00", id.New(), open)
		// A child's own reading, a look by a reviewer and what was refused are no readings by staff.
		w.record(access.Actor{User: id.New(), Role: access.Family}, "coordination.family.read", "2026-09-10 10:00", open)
		w.record(w.greta, "review.period.read", "2026-09-10 10:00", open)
		w.must(w.Audit.Reading(ctx, audit.Record{At: local("2026-09-10 11:00"), Actor: w.chief, Action: "concern.matter.read", Subjects: []string{open}, Result: audit.Refused}))

		asked := review.DisclosureDraft{Asker: review.AskerGuardian, AskedOn: civil.On(2026, 11, 20), Number: number}
		for name, change := range map[string]func(*review.DisclosureDraft){
			"nobody asks":     func(d *review.DisclosureDraft) { d.Asker = "neighbour" },
			"no day":          func(d *review.DisclosureDraft) { d.AskedOn = civil.Date{} },
			"tomorrow":        func(d *review.DisclosureDraft) { d.AskedOn = civil.On(2026, 11, 24) },
			"no number":       func(d *review.DisclosureDraft) { d.Number = "" },
			"another's child": func(d *review.DisclosureDraft) { d.Number = "20160204-2390" },
		} {
			d := asked
			change(&d)
			if _, err := w.Disclose(ctx, w.greta, d); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		elsewhere := access.Actor{User: "x", Mandate: "m", Unit: "u", Organisation: id.New(), Role: access.Reviewer}
		if _, err := w.Disclose(ctx, elsewhere, asked); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("another organisation finds the child: %v", err)
		}
		list, err := w.Disclose(ctx, w.greta, asked)
		w.must(err)
		v, err := w.Disclosure(ctx, w.greta, list)
		w.must(err)
		at := map[string]review.LineRow{}
		for _, row := range v.Rows {
			at[row.Day.String()] = row
		}
		if len(v.Rows) != 4 || v.Undecided != 3 || at["2026-09-05"].Times != 2 || len(at["2026-09-05"].Marks) != 0 ||
			!slices.Equal(at["2026-09-06"].Marks, []review.Mark{review.MarkEmergency}) || !slices.Equal(at["2026-09-07"].Marks, []review.Mark{review.MarkProtected}) ||
			at["2026-09-09"].Mine || v.Rows[0].Day.String() != "2026-09-09" {
			t.Fatalf("%+v", v)
		}
		for name, who := range map[string]access.Actor{"an officer": w.tove, "a manager": w.chief, "a reviewer elsewhere": elsewhere} {
			if _, err := w.Disclosure(ctx, who, list); fault.KindOf(err) != fault.KindPrivate {
				t.Errorf("%s reads the list: %v", name, err)
			}
		}
		if _, err := w.HandOver(ctx, w.greta, list); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("handed over before it is settled: %v", err)
		}
		mine := []int{at["2026-09-09"].Position}
		if err := w.DecideLines(ctx, w.greta, list, append(mine, at["2026-09-06"].Position), true, "skäl"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("somebody hides their own reading: %v", err)
		}
		if err := w.DecideLines(ctx, w.greta, list, nil, true, "skäl"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("none: %v", err)
		}
		w.must(w.DecideLines(ctx, w.near, list, mine, false, "Redan känt."))
		w.must(w.DecideLines(ctx, w.greta, list, []int{at["2026-09-06"].Position}, false, "Barnet har fått veta."))
		if err := w.Settle(ctx, w.greta, list, "no"); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("settled with a line undecided: %v", err)
		}
		w.must(w.DecideLines(ctx, w.greta, list, []int{at["2026-09-07"].Position}, true, "Skyddat läge."))
		w.must(w.Settle(ctx, w.greta, list, "no"))
		given, err := w.HandOver(ctx, w.greta, list)
		w.must(err)
		if len(given.Rows) != 3 || slices.Contains(given.References, "EK-2") || given.Disclosure.Told {
			t.Errorf("%+v", given)
		}
		// The database refuses what the program would have to be wrong to try.
		for _, set := range []string{`decided_by = reader_id`, `withheld = TRUE, decided_at = NULL, decided_by = '', reasons = NULL`, `reasons = NULL`} {
			err := w.Store.Data.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE review_disclosure_line SET `+set)
				return err
			})
			if err == nil {
				t.Errorf("the database took %s", set)
			}
		}
		// A list that was settled before a matter came into protected mode gives nothing of it.
		w.tasks[open] = review.Task{Reference: "EK-1", Shielded: true, Spans: []review.Span{{From: w.now.Add(time.Second)}}}
		if given, err = w.HandOver(ctx, w.greta, list); err != nil || len(given.Rows) != 0 || len(given.References) != 0 {
			t.Errorf("handed over in protected mode: %+v, %v", given, err)
		}
		handed, err := w.Audit.Records(ctx, audit.Filter{Subject: open, Action: "review.disclosure.hand", Result: audit.Done}, 10)
		if err != nil || len(handed) != 2 || handed[0].Actor.User != w.greta.User {
			t.Errorf("the handing over: %v, %v", handed, err)
		}
	})
}
