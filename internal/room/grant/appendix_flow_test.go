package grant_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

func TestAnAppendixComesIntoForce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y, list := w.Running(), w.List(Ekstad, Bjorklunda)
		draft := grant.AppendixDraft{List: list.ID, Basis: "A2027/00101", File: Table(Ekstad, "12 000 000")}

		p, err := w.PreviewAppendix(ctx, w.Officer, y.ID, draft)
		if err != nil || len(p.Wrong) != 0 || p.Total != money.Kronor(12_000_000) || !slices.Equal(p.Missing, []string{Bjorklunda}) || len(p.Changes) != 1 {
			w.Errorf("the preview: %+v, %v", p, err)
		}
		w.Holds(y, "frame", 0)
		a, err := w.PrepareAppendix(ctx, w.Manager, y.ID, draft)
		w.Must("prepare", err)
		_, err = w.ApproveAppendix(ctx, w.Manager, a.ID, a.Fingerprint())
		w.Refused("approve one's own", err, "grant.own_approval")
		_, err = w.ApproveAppendix(ctx, w.Second, a.ID, a.Fingerprint())
		w.Hidden("approve as an officer", err)
		_, err = w.ApproveAppendix(ctx, w.Head, a.ID, "something else")
		w.Refused("approve what one has not seen", err, "grant.changed_meanwhile")
		_, err = w.OwnFrame(ctx, w.Ek, y.ID)
		w.Hidden("see a frame that is not in force", err)
		a, err = w.ApproveAppendix(ctx, w.Head, a.ID, a.Fingerprint())
		w.Must("approve", err)
		w.Holds(y, "frame", 12_000_000)
		w.Holds(y, "pool", 81_500_000)
		_, err = w.ApproveAppendix(ctx, w.Head, a.ID, a.Fingerprint())
		w.Refused("approve again", err, "grant.appendix.not_waiting")

		v, err := w.OwnFrame(ctx, w.Ek, y.ID)
		if err != nil || v.Frame != money.Kronor(12_000_000) || v.Left != v.Frame || !v.MayRequisition {
			w.Errorf("Ekstad's frame: %+v, %v", v, err)
		}
		_, err = w.OwnFrame(ctx, w.Bjork, y.ID)
		w.Hidden("a frame of one who has none", err)
		if years, err := w.Years(ctx, w.Ek); err != nil || len(years) != 1 {
			w.Errorf("Ekstad sees %d years, %v", len(years), err)
		}
		if years, err := w.Years(ctx, w.Bjork); err != nil || len(years) != 0 {
			w.Errorf("Björklunda sees %d years, %v", len(years), err)
		}
		w.Clock = y.Terms.Dates.RequisitionLast.End()
		if v, err := w.OwnFrame(ctx, w.Ek, y.ID); err != nil || v.MayRequisition {
			w.Errorf("after the last day: %+v, %v", v, err)
		}

		// A new version moves only the differences, those down first.
		second, err := w.Appendix(y, list, Ekstad, 2_000_000, Bjorklunda, 91_500_000)
		w.Must("a second version", err)
		if second.Number != 2 {
			w.Errorf("number %d", second.Number)
		}
		w.Holds(y, "frame", 93_500_000)
		w.Holds(y, "pool", 0)
		third, err := w.Appendix(y, list, Ekstad, 2_000_001, Bjorklunda, 91_500_000)
		w.Refused("more than there is", err, "grant.appendix.exceeds_pool")
		now, err := w.Year(ctx, w.Officer, y.ID, ledger.Where{})
		if err != nil || now.Appendix.ID != second.ID || now.Waiting.ID != third.ID {
			w.Errorf("in force is %d, and %d waits, %v", now.Appendix.Number, now.Waiting.Number, err)
		}
		report, err := ledger.New(w.Store).Verify(ctx)
		if err != nil || report.Broken != nil {
			w.Errorf("the book: %v, %v", report.Broken, err)
		}
		err = w.Store.Data.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE grant_appendix SET approved_by = prepared_by WHERE id = $1`, a.ID)
			return err
		})
		if err == nil {
			w.Error("by SQL one person could prepare and approve")
		}
	})
}

func TestWhatHasBeenCalledForStays(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y, list := w.Running(), w.List(Ekstad, Bjorklunda)
		_, err := w.Appendix(y, list, Ekstad, 10, Bjorklunda, 10)
		w.Must("an appendix", err)
		w.Must("call for money", w.Store.Data.Append(ctx, func(tx *db.Tx) error {
			_, err := ledger.Post(ctx, tx, y.ID, w.Clock, ledger.Posting{Reference: "requisition:1", Event: "requisition", Effective: Draft().Terms.Dates.RequisitionLast,
				PreparedBy: w.Ek.User, Entries: []ledger.Entry{{From: ledger.Account{Kind: "frame", Holder: Ekstad}, To: ledger.Account{Kind: "requested", Holder: Ekstad}, Amount: money.Kronor(8)}}})
			return err
		}))
		_, err = w.Appendix(y, list, Ekstad, 7, Bjorklunda, 10)
		w.Refused("lower than what is called for", err, "grant.appendix.already_called")
		_, err = w.Appendix(y, list, Ekstad, 8)
		w.Must("down to what is called for, and one out", err)
		w.Holds(y, "frame", 0)
		w.Holds(y, "requested", 8)
		w.Holds(y, "pool", 93_499_992)
	})
}

func TestWhatAnAppendixMayNotBe(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y, list := w.Running(), w.List(Ekstad)
		rows := []struct {
			name, key string
			d         grant.AppendixDraft
		}{
			{"no basis", "grant.appropriation.number_missing", grant.AppendixDraft{List: list.ID, File: Table(Ekstad, 1)}},
			{"no list", "grant.appendix.list_missing", grant.AppendixDraft{Basis: "A2027/1", File: Table(Ekstad, 1)}},
			{"not on the list", "grant.appendix.not_listed", grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: Table(Ekstad, 1, Bjorklunda, 1)}},
			{"a wrong row", "grant.appendix.amount", grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: Table(Ekstad, "mycket")}},
			{"a zip bomb's beginning", "sheet.broken", grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: []byte("PK\x03\x04")}},
		}
		for _, r := range rows {
			_, err := w.PrepareAppendix(ctx, w.Officer, y.ID, r.d)
			if r.name == "a zip bomb's beginning" {
				if fault.KindOf(err) != fault.KindInvalid {
					w.Errorf("%s: %v", r.name, err)
				}
				continue
			}
			w.Refused(r.name, err, r.key)
		}
		_, err := w.PrepareAppendix(ctx, w.FarOfficer, y.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: Table(Ekstad, 1)})
		w.Hidden("at another agency", err)
		early := w.Prepared()
		_, err = w.PrepareAppendix(ctx, w.Officer, early.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: Table(Ekstad, 1)})
		w.Refused("before the year is decided", err, "grant.year.not_running")
		// Another agency's list is not there.
		far, err := w.AddAreaList(ctx, w.FarOfficer, grant.AreaListDraft{Name: "Annan lista", DatedOn: list.DatedOn, File: []byte("kommunkod;område;klass\n9901;Norra;utsatt\n")})
		w.Must("another's list", err)
		_, err = w.PrepareAppendix(ctx, w.Officer, y.ID, grant.AppendixDraft{List: far.ID, Basis: "A2027/1", File: Table(Ekstad, 1)})
		w.Refused("another's list", err, "grant.appendix.list_missing")
		for name, r := range map[string]struct{ file, key string }{
			"a list of nowhere":     {"kommunkod;område;klass\n9999;Norra;utsatt\n", "grant.list.area"},
			"the same area twice":   {"kommunkod;område;klass\n9901;Norra;utsatt\n9901;Norra;risk\n", "grant.list.area"},
			"an area without class": {"kommunkod;område;klass\n9901;Norra;\n", "grant.list.area"},
			"no areas":              {"kommunkod;område;klass\n", "grant.list.no_areas"},
			"other columns":         {"a;b;c\n9901;Norra;utsatt\n", "grant.list.columns"},
		} {
			_, err = w.AddAreaList(ctx, w.Officer, grant.AreaListDraft{Name: "Lista", DatedOn: list.DatedOn, File: []byte(r.file)})
			w.Refused(name, err, r.key)
		}
		_, err = w.AddAreaList(ctx, w.Ek, grant.AreaListDraft{Name: "Lista", DatedOn: list.DatedOn})
		w.Hidden("a municipality's list", err)
	})
}

// Two who approve at once: one does, and the money is moved once.
func TestTwoApproveAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y, list := w.Running(), w.List(Ekstad)
		a, err := w.PrepareAppendix(ctx, w.Officer, y.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: Table(Ekstad, 100)})
		w.Must("prepare", err)
		var won atomic.Int64
		var wg sync.WaitGroup
		for i := range 16 {
			who := w.Manager
			if i%2 == 0 {
				who = w.Head
			}
			wg.Go(func() {
				_, err := w.ApproveAppendix(ctx, who, a.ID, a.Fingerprint())
				switch {
				case err == nil:
					won.Add(1)
				case fault.KindOf(err) != fault.KindRefused && !errors.Is(err, db.ErrBusy):
					w.Errorf("approve: %v", err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			w.Errorf("%d approved", won.Load())
		}
		w.Holds(y, "frame", 100)
	})
}
