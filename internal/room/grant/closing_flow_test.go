package grant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// A requisition is rejected with reasons and can be made again; the municipality that has
// not called for its money is reminded once at each distance, also when nobody looked on
// the day; and a year in which nothing is left to do is closed by two.
func TestFromRejectionToClosing(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Framed(Ekstad, 5_000_000, Bjorklunda, 3_000_000)
		r := w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		no := grant.Rejection{RegistrationNumber: "B2027/0003", Reason: "Insatsen finns redan.\nOch:"}
		_, err := w.Reject(ctx, w.Officer, r.ID, no)
		w.Hidden("an officer rejects", err)
		_, err = w.Reject(ctx, w.FarManager, r.ID, no)
		w.Hidden("another agency rejects", err)
		_, err = w.Reject(ctx, w.Manager, r.ID, grant.Rejection{RegistrationNumber: "B2027/0003"})
		w.Refused("reject without a reason", err, "grant.rejection.reason")
		w.Told = nil
		_, err = w.Reject(ctx, w.Manager, r.ID, no)
		w.Must("reject", err)
		w.Hears("a rejection", w.Ek, "rejected")
		w.Hears("another municipality's rejection", w.Bjork)
		_, err = w.Reject(ctx, w.Head, r.ID, no)
		w.Refused("reject twice", err, "grant.changed_meanwhile")
		w.Holds(y, "requested", 0)
		p, err := w.Requisition(ctx, w.Ek, r.ID)
		w.Must("read it", err)
		said := fmt.Sprint(p.Letter.Facts, p.Letter.Sections)
		if p.State != grant.RequisitionRejected || p.Rejection.Reason != no.Reason || p.Letter.Number != "B2027/0003" || strings.Contains(said, "föredragande") {
			w.Errorf("%+v", p)
		}
		for _, want := range []string{"avslår rekvisitionen från Ekstad om 5\u00a0000\u00a0000\u00a0kr", "[Insatsen finns redan. Och:]", "igen till och med den 12 maj 2027", "Så överklagar ni"} {
			if !strings.Contains(said, want) {
				w.Errorf("the letter does not say %q: %s", want, said)
			}
		}
		_, _, err = w.Letter(ctx, w.Bjork, p.Letter.ID)
		w.Hidden("another municipality reads the letter", err)
		_, err = w.Requisition(ctx, w.Bjork, r.ID)
		w.Hidden("another municipality reads it", err)

		w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		w.Told = nil
		last := y.Terms.Dates.RequisitionLast
		w.Clock = last.AddDays(-8).Start().Add(9 * time.Hour)
		w.Must("remind", w.RemindDays(ctx))
		w.Must("remind again", w.RemindDays(ctx))
		w.Hears("who has not called", w.Bjork, "due.requisition")
		w.Hears("who has", w.Ek)
		w.Hears("the agency", w.Officer, "remain.requisition")

		_, err = w.PrepareClosing(ctx, w.Officer, y.ID, "B2028/0001", "Allt är klart.")
		w.Refused("close what waits", err, "grant.closing.hindered")
		v, err := w.Requisitions(ctx, w.EkHead, y.ID, ledger.Where{})
		w.Must("the municipality's page", err)
		_, err = w.WithdrawRequisition(ctx, w.EkHead, v.Requisitions[len(v.Requisitions)-1].ID)
		w.Must("withdraw", err)
		w.Clock = last.End().Add(time.Hour)
		w.Must("lapse", w.Lapse(ctx))
		_, err = w.Spend(ctx, w.Officer, y.ID, grant.SpendingDraft{Cap: "stod", Amount: money.Kronor(1_000_000), On: civil.Of(w.Clock), Basis: "V1"})
		w.Must("spend", err)
		c, err := w.PrepareClosing(ctx, w.Manager, y.ID, "B2028/0001", "")
		w.Must("prepare", err)
		w.Refused("close what one has prepared", w.Close(ctx, w.Manager, y.ID, c.Content()), "grant.own_approval")
		w.Hidden("an officer closes", w.Close(ctx, w.Officer, y.ID, c.Content()))
		w.Refused("close what was not read", w.Close(ctx, w.Head, y.ID, "x"), "grant.changed_meanwhile")
		w.Must("close", w.Close(ctx, w.Head, y.ID, c.Content()))
		w.Holds(y, "pool", 0)
		w.Holds(y, "cap", 0)
		w.Holds(y, "lapsed", 99_000_000)
		_, err = w.Spend(ctx, w.Officer, y.ID, grant.SpendingDraft{Cap: "stod", Amount: money.Krona, On: civil.Of(w.Clock), Basis: "V2"})
		w.Refused("spend in a closed year", err, "grant.year.not_running")
	})
}
