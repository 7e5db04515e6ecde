package grant_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

func TestWhatAYearMayNotBe(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		s, err := w.AddScheme(w.Context(), w.Officer, grant.SchemeDraft{Name: "Insatser i utsatta områden"})
		w.Must("add a scheme", err)
		rows := []struct {
			name, key, field string
			edit             func(*grant.YearDraft)
		}{
			{"no year", "grant.year.unknown", "year", func(d *grant.YearDraft) { d.Year = 27 }},
			{"no money", "grant.appropriation.missing", "appropriations", func(d *grant.YearDraft) { d.Terms.Appropriations = nil }},
			{"less than nothing", "grant.amount.whole_kronor", "appropriations.0.amount", func(d *grant.YearDraft) { d.Terms.Appropriations[0].Amount = -1 }},
			{"öre", "grant.amount.whole_kronor", "appropriations.1.amount", func(d *grant.YearDraft) { d.Terms.Appropriations[1].Amount++ }},
			{"more than there is in the world", "grant.amount.whole_kronor", "appropriations.0.amount", func(d *grant.YearDraft) { d.Terms.Appropriations[0].Amount = 1<<63 - 1 - 7 }},
			{"no registration number", "grant.appropriation.number_missing", "appropriations.0.number", func(d *grant.YearDraft) { d.Terms.Appropriations[0].RegistrationNumber = " " }},
			{"no item", "grant.appropriation.item_missing", "appropriations.0.item", func(d *grant.YearDraft) { d.Terms.Appropriations[0].Item = "4:7\nap.2" }},
			{"no day", "grant.date.missing", "appropriations.0.day", func(d *grant.YearDraft) { d.Terms.Appropriations[0].DecidedOn = civil.Date{} }},
			{"neither decided nor planned", "grant.appropriation.status", "appropriations.0.status", func(d *grant.YearDraft) { d.Terms.Appropriations[0].Status = "hoped" }},
			{"caps above the total", "grant.cap.exceeds_total", "caps", func(d *grant.YearDraft) { d.Terms.Caps[0].Amount = money.Kronor(99_000_000) }},
			{"the same cap twice", "grant.cap.name", "caps.1.label", func(d *grant.YearDraft) { d.Terms.Caps[1].Name = "stod" }},
			{"a cap that is no word", "grant.cap.name", "caps.0.label", func(d *grant.YearDraft) { d.Terms.Caps[0].Name = "Stöd" }},
			{"to account before the money is used", "grant.date.order", "account_last", func(d *grant.YearDraft) { d.Terms.Dates.AccountLast = civil.On(2027, time.December, 30) }},
			{"to call after the money is used", "grant.date.after_use", "requisition_last", func(d *grant.YearDraft) { d.Terms.Dates.RequisitionLast = civil.On(2028, time.January, 1) }},
			{"no last day", "grant.date.missing", "requisition_last", func(d *grant.YearDraft) { d.Terms.Dates.RequisitionLast = civil.Date{} }},
			{"a condition without words", "grant.term.too_much", "conditions", func(d *grant.YearDraft) { d.Terms.Conditions[0] = "\n" }},
			{"a condition of a book", "grant.term.too_much", "contents", func(d *grant.YearDraft) { d.Terms.Contents[1] = strings.Repeat("å", 2001) }},
		}
		for _, r := range rows {
			_, err := w.PrepareYear(w.Context(), w.Officer, s.ID, Draft(r.edit))
			faults := fault.All(err)
			if !slices.ContainsFunc(faults, func(f *fault.Error) bool { return f.Key == r.key && f.Field == r.field }) {
				w.Errorf("%s: %v, want %s at %s", r.name, err, r.key, r.field)
			}
		}
	})
}

func TestAYearIsDecidedByAnother(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Prepared()
		before := y.Fingerprint()
		loaded, err := w.Year(ctx, w.Manager, y.ID, ledger.Where{})
		w.Must("open the year", err)
		if loaded.Fingerprint() != before || !loaded.MayDecide || len(loaded.Totals) != 0 {
			w.Errorf("as it was read: %+v", loaded)
		}
		_, err = w.DecideYear(ctx, w.Officer, y.ID, before)
		w.Hidden("decide as an officer", err)
		_, err = w.DecideYear(ctx, w.FarManager, y.ID, before)
		w.Hidden("decide at another agency", err)
		tired := w.Manager
		tired.Strong = false
		if _, err = w.DecideYear(ctx, tired, y.ID, before); fault.KindOf(err) != fault.KindUnproven {
			w.Errorf("decide without proof: %v", err)
		}

		// The manager changes it, and so has prepared it.
		y, err = w.ChangeYear(ctx, w.Manager, y.ID, y.Version, Draft(func(d *grant.YearDraft) { d.Terms.CapsInside = false }))
		w.Must("change", err)
		_, err = w.ChangeYear(ctx, w.Officer, y.ID, y.Version-1, Draft())
		w.Refused("change what has changed", err, "grant.changed_meanwhile")
		_, err = w.DecideYear(ctx, w.Manager, y.ID, y.Fingerprint())
		w.Refused("decide what one has changed", err, "grant.own_approval")
		_, err = w.DecideYear(ctx, w.Head, y.ID, before)
		w.Refused("decide what one has not seen", err, "grant.changed_meanwhile")
		y, err = w.DecideYear(ctx, w.Head, y.ID, y.Fingerprint())
		w.Must("decide", err)
		_, err = w.DecideYear(ctx, w.Head, y.ID, y.Fingerprint())
		w.Refused("decide again", err, "grant.year.already_decided")
		_, err = w.ChangeYear(ctx, w.Officer, y.ID, y.Version, Draft())
		w.Refused("change what is decided", err, "grant.year.already_decided")

		// The caps lie beside the total, and what is planned is not there.
		w.Holds(y, "pool", 100_000_000)
		w.Holds(y, "cap", 6_500_000)
		w.Holds(y, "appropriation", -106_500_000)

		inside := w.Running()
		w.Holds(inside, "pool", 93_500_000)
		w.Holds(inside, "appropriation", -100_000_000)

		planned := w.Prepared(func(d *grant.YearDraft) { d.Terms.Appropriations = d.Terms.Appropriations[1:] })
		_, err = w.DecideYear(ctx, w.Manager, planned.ID, planned.Fingerprint())
		w.Refused("decide what is only planned", err, "grant.year.nothing_decided")

		report, err := ledger.New(w.Store).Verify(ctx)
		if err != nil || report.Broken != nil || report.Books != 2 {
			w.Errorf("the books: %+v, %v", report, err)
		}
		err = w.Store.Data.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE grant_year SET decided_by = prepared_by WHERE id = $1`, y.ID)
			return err
		})
		if err == nil {
			w.Error("by SQL one person could prepare and decide")
		}
	})
}

// What people paste into a registration number is kept to the book, and what is no line
// is told at the field.
func TestRegistrationNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		for _, number := range []string{"S2027/01\u00a0(delvis)", strings.Repeat("å", 200), "A2027/1 m.fl., A2027/2", "[2027-99-99]"} {
			w.Running(func(d *grant.YearDraft) { d.Terms.Appropriations[0].RegistrationNumber = number })
		}
		s, err := w.AddScheme(w.Context(), w.Officer, grant.SchemeDraft{Name: "Insatser"})
		w.Must("add a scheme", err)
		for _, number := range []string{"a\u2028b", "a\u0085b", "a\x00", "\u00a0", strings.Repeat("å", 201), "\xff"} {
			_, err := w.PrepareYear(w.Context(), w.Officer, s.ID, Draft(func(d *grant.YearDraft) { d.Terms.Appropriations[0].RegistrationNumber = number }))
			w.Refused(strconv.Quote(number), err, "grant.appropriation.number_missing")
		}
	})
}

func TestALaterAppropriation(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Running()
		later := grant.Appropriation{RegistrationNumber: "A2027/00909", DecidedOn: civil.On(2027, time.March, 1), Item: "4:7 ap.2", Amount: money.Kronor(20_000_000), Status: grant.Decided}
		_, err := w.PrepareAppropriation(ctx, w.FarOfficer, y.ID, later)
		w.Hidden("at another agency", err)
		a, err := w.PrepareAppropriation(ctx, w.Manager, y.ID, later)
		w.Must("prepare", err)
		w.Holds(y, "pool", 93_500_000)
		w.Refused("decide one's own", w.DecideAppropriation(ctx, w.Manager, y.ID, a.ID), "grant.own_approval")
		w.Must("decide", w.DecideAppropriation(ctx, w.Head, y.ID, a.ID))
		w.Refused("decide again", w.DecideAppropriation(ctx, w.Head, y.ID, a.ID), "grant.appropriation.already_decided")
		w.Holds(y, "pool", 113_500_000)
		later.Status = grant.Planned
		a, err = w.PrepareAppropriation(ctx, w.Officer, y.ID, later)
		w.Must("prepare a plan", err)
		w.Refused("decide a plan", w.DecideAppropriation(ctx, w.Manager, y.ID, a.ID), "grant.appropriation.planned")
		// As of the day before, it was not there.
		v, err := w.Year(ctx, w.Officer, y.ID, ledger.Where{Effective: civil.On(2027, time.February, 28)})
		if err != nil || v.Totals["pool"] != money.Kronor(93_500_000) {
			w.Errorf("as of February: %v, %v", v.Totals, err)
		}
	})
}

func TestTwoSchemesLieBesideEachOther(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		one, other := w.Running(), w.Running(func(d *grant.YearDraft) {
			d.Terms.Caps, d.Terms.Dates.RequisitionLast = nil, civil.On(2027, time.October, 1)
		})
		w.Holds(one, "pool", 93_500_000)
		w.Holds(other, "pool", 100_000_000)
		years, err := w.Years(ctx, w.Second)
		if err != nil || len(years) != 2 {
			w.Errorf("%d years, %v", len(years), err)
		}
		if years, err := w.Years(ctx, w.FarOfficer); err != nil || len(years) != 0 {
			w.Errorf("another agency sees %d years, %v", len(years), err)
		}
		_, err = w.AddScheme(ctx, w.Ek, grant.SchemeDraft{Name: "Eget"})
		w.Hidden("a municipality's own scheme", err)
		_, err = w.AddScheme(ctx, w.Officer, grant.SchemeDraft{Name: one.SchemeName})
		w.Refused("the same name", err, "grant.scheme.name_taken")
		_, err = w.PrepareYear(ctx, w.Officer, one.Scheme, Draft())
		w.Refused("the same year", err, "grant.year.taken")
		_, err = w.Year(ctx, w.FarManager, one.ID, ledger.Where{})
		w.Hidden("another agency's year", err)
	})
}
