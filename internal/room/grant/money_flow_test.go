package grant_test

import (
	"testing"
	"time"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant/granttest"
)

func TestWhereEveryKronaIs(t *testing.T) {
	t.Parallel()
	granttest.Each(t, func(w *granttest.World) {
		y := w.Framed(granttest.Ekstad, 12_000_000, granttest.Bjorklunda, 3_000_000)
		before := w.Clock
		w.Clock = w.Clock.AddDate(0, 0, 10)
		w.Requisitioned(y, w.Ek, w.EkHead, granttest.Called(7_000_000))
		w.Clock = time.Date(2027, 6, 1, 7, 0, 0, 0, time.UTC)
		w.Must("lapse", w.Lapse(w.Context()))

		now, err := w.Money(w.Context(), w.Officer, y.ID, ledger.Where{})
		w.Must("open the money", err)
		for what, pair := range map[string][2]money.Amount{
			"frames": {now.Frame, 15_000_000}, "lapsed": {now.Lapsed, 8_000_000}, "requisitioned": {now.Requisitioned, 7_000_000},
			"in the pool": {now.By["pool"], 86_500_000}, "Ekstad's requisition": {now.Rows[0].By["requested"], 7_000_000}, "Björklunda's frame": {now.Rows[1].By["frame"], 0},
		} {
			if pair[0] != pair[1]*money.Krona {
				w.Errorf("%s: %s, want %d kr", what, pair[0], pair[1])
			}
		}
		if len(now.Rows) != 2 || now.Rows[0].Name != "Ekstad" || now.Stamp.Seq == 0 || len(now.Stamp.Hash) != 64 {
			w.Errorf("rows %v, stamp %+v", now.Rows, now.Stamp)
		}

		// By the day it counts from, and by what was known.
		for what, as := range map[string]ledger.Where{"effective": {Effective: civil.Of(before)}, "recorded": {Recorded: before}} {
			then, err := w.Money(w.Context(), w.Officer, y.ID, as)
			w.Must(what, err)
			if then.Requisitioned != 0 || then.Lapsed != 0 || then.Frame != now.Frame {
				w.Errorf("%s: %+v", what, then.Figures)
			}
		}
		none, err := w.Money(w.Context(), w.Officer, y.ID, ledger.Where{Recorded: before.AddDate(-1, 0, 0)})
		if err != nil || none.Stamp.Seq != 0 || len(none.Rows) != 0 {
			w.Errorf("before the book: %+v, %v", none, err)
		}

		own, err := w.Statement(w.Context(), w.Ek, y.ID, granttest.Ekstad, ledger.Where{})
		w.Must("open the own money", err)
		if len(own.Lines) != 3 || own.Lines[0].Frame != money.Kronor(12_000_000) || own.Lines[1].Frame != money.Kronor(5_000_000) || own.Lines[2].Frame != 0 {
			w.Errorf("lines %+v", own.Lines)
		}
		if own.Figures != now.Rows[0].Figures {
			w.Errorf("the statement says %+v and the year %+v", own.Figures, now.Rows[0].Figures)
		}
		for _, l := range own.Lines {
			if l.PreparedBy != "" || l.ApprovedBy != "" || own.Agency || len(own.Names) != 0 {
				w.Errorf("a municipality is told who: %+v", l)
			}
		}
		theirs, err := w.Statement(w.Context(), w.Officer, y.ID, granttest.Ekstad, ledger.Where{})
		w.Must("open as the agency", err)
		if !theirs.Agency || theirs.Lines[0].ApprovedBy != w.Manager.User {
			w.Errorf("the agency is not told who: %+v", theirs.Lines[0])
		}
		_, err = w.Statement(w.Context(), w.Ek, y.ID, granttest.Bjorklunda, ledger.Where{})
		w.Hidden("another's money", err)
		_, err = w.Statement(w.Context(), w.FarOfficer, y.ID, granttest.Ekstad, ledger.Where{})
		w.Hidden("another agency's money", err)
		_, err = w.Statement(w.Context(), w.Officer, y.ID, "0180", ledger.Where{})
		w.Hidden("a municipality without a frame", err)
		_, err = w.Money(w.Context(), w.Ek, y.ID, ledger.Where{})
		w.Hidden("the whole year's money", err)
	})
}
