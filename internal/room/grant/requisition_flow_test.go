package grant_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

func TestRequisition(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		ctx := w.Context()

		for what, c := range map[string]struct {
			draft grant.RequisitionDraft
			key   string
		}{
			"nothing":             {Called(0), "grant.amount.whole_kronor"},
			"less than nothing":   {Called(-1), "grant.amount.whole_kronor"},
			"öre":                 {Called(1, func(d *grant.RequisitionDraft) { d.Amount++ }), "grant.amount.whole_kronor"},
			"a krona too much":    {Called(12_000_001), "grant.requisition.over_frame"},
			"more for no reason":  {Called(1, func(d *grant.RequisitionDraft) { d.Extra = money.Kronor(1) }), "grant.requisition.extra_purpose"},
			"less than no more":   {Called(1, func(d *grant.RequisitionDraft) { d.Extra = -100 }), "grant.requisition.extra"},
			"no baseline":         {Called(1, func(d *grant.RequisitionDraft) { d.Baseline = nil }), "grant.requisition.baseline_missing"},
			"a nameless activity": {Called(1, func(d *grant.RequisitionDraft) { d.Baseline[0].Activity = " " }), "grant.requisition.activity"},
			"a negative baseline": {Called(1, func(d *grant.RequisitionDraft) { d.Baseline[0].Own = -100 }), "grant.requisition.own"},
			"nothing more":        {Called(1, func(d *grant.RequisitionDraft) { d.Baseline[0].More = "" }), "grant.requisition.more"},
		} {
			_, err := w.PrepareRequisition(ctx, w.Ek, y.ID, c.draft)
			w.Refused(what, err, c.key)
		}
		_, err := w.PrepareRequisition(ctx, w.Officer, y.ID, Called(1))
		w.Hidden("the agency calls", err)

		r, err := w.PrepareRequisition(ctx, w.Ek, y.ID, Called(5_000_000, func(d *grant.RequisitionDraft) { d.Extra, d.ExtraPurpose = money.Kronor(800_000), "Fler fältarbetare" }))
		w.Must("prepare", err)
		w.Holds(y, "frame", 15_000_000)
		_, err = w.SignRequisition(ctx, w.Ek, r.ID)
		w.Hidden("an officer signs", err)
		_, err = w.SignRequisition(ctx, w.BjorkHead, r.ID)
		w.Hidden("another municipality signs", err)
		tired := w.EkHead
		tired.Strong = false
		_, err = w.SignRequisition(ctx, tired, r.ID)
		if fault.KindOf(err) != fault.KindUnproven {
			w.Errorf("a signatory who has not proved: %v", err)
		}
		_, err = w.SignRequisition(ctx, w.EkHead, r.ID)
		w.Must("sign", err)
		w.Holds(y, "requested", 5_000_000)
		_, err = w.SignRequisition(ctx, w.EkHead, r.ID)
		w.Refused("sign twice", err, "grant.changed_meanwhile")

		w.Requisitioned(y, w.Ek, w.EkHead, Called(7_000_000))
		w.Holds(y, "requested", 12_000_000)
		_, err = w.PrepareRequisition(ctx, w.Ek, y.ID, Called(1))
		w.Refused("nothing is left", err, "grant.requisition.nothing_left")

		_, err = w.WithdrawRequisition(ctx, w.EkHead, r.ID)
		w.Must("withdraw", err)
		w.Holds(y, "requested", 7_000_000)
		_, err = w.WithdrawRequisition(ctx, w.EkHead, r.ID)
		w.Refused("withdraw twice", err, "grant.changed_meanwhile")

		v, err := w.Requisitions(ctx, w.Ek, y.ID, ledger.Where{})
		w.Must("open the page", err)
		if v.Left != money.Kronor(5_000_000) || !v.MayRequisition || v.MaySign || len(v.Requisitions) != 2 || len(v.Baseline) != 1 {
			w.Errorf("the page: %+v", v)
		}
	})
}

func TestAuthorityHoldsAtOnceAndEnds(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 100)
		ctx := w.Context()
		give := func(who access.Actor, kind grant.AuthorityKind, user string, last civil.Date) (grant.Authority, error) {
			return w.GiveAuthority(ctx, who, grant.AuthorityDraft{Kind: kind, User: user, LastOn: last})
		}
		today := civil.Of(w.Clock)
		_, err := give(w.Ek, grant.Sign, w.EkSecond.User, today)
		w.Hidden("an officer gives", err)
		_, err = give(w.EkHead, grant.Sign, w.EkHead.User, today)
		w.Refused("gives themselves", err, "grant.authority.user")
		_, err = give(w.EkHead, grant.Sign, w.Bjork.User, today)
		w.Refused("gives a stranger", err, "grant.authority.user")
		_, err = give(w.EkHead, grant.Sign, w.Ek.User, today.AddDays(-1))
		w.Refused("gives until yesterday", err, "grant.authority.last_on")
		_, err = give(w.EkHead, grant.Sign, w.Ek.User, today.AddDays(400))
		w.Refused("gives for ever", err, "grant.authority.last_on")

		sign := func(what string, may bool) {
			w.Helper()
			r, err := w.PrepareRequisition(ctx, w.Ek, y.ID, Called(1))
			w.Must("prepare", err)
			if _, err = w.SignRequisition(ctx, w.Ek, r.ID); may {
				w.Must(what, err)
			} else {
				w.Hidden(what, err)
			}
		}
		sign("before", false)
		_, err = give(w.EkHead, grant.Certify, w.Ek.User, today)
		w.Must("give to certify", err)
		sign("a certifier", false)
		a, err := give(w.EkHead, grant.Sign, w.Ek.User, today.AddDays(1))
		w.Must("give", err)
		sign("at once", true)
		_, err = give(w.Ek, grant.Sign, w.EkSecond.User, today)
		w.Hidden("a delegate passes it on", err)
		w.Clock = w.Clock.Add(24 * time.Hour)
		sign("on the last day", true)
		w.Clock = w.Clock.Add(24 * time.Hour)
		sign("the day after", false)

		a, err = give(w.EkHead, grant.Sign, w.Ek.User, today.AddDays(9))
		w.Must("give again", err)
		w.Hidden("another municipality ends", w.EndAuthority(ctx, w.BjorkHead, a.ID))
		w.Must("end", w.EndAuthority(ctx, w.EkHead, a.ID))
		w.Refused("end twice", w.EndAuthority(ctx, w.EkHead, a.ID), "grant.changed_meanwhile")
		sign("when it has ended", false)
	})
}

func TestLapse(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		ctx := w.Context()
		w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
		late, err := w.PrepareRequisition(ctx, w.Bjork, y.ID, Called(3_000_000))
		w.Must("prepare", err)

		_, err = w.Extend(ctx, w.Officer, y.ID, grant.Extension{Municipality: Ekstad, LastOn: civil.On(2027, time.May, 20), Reason: "Nämnden sammanträder den 18 maj."})
		w.Hidden("an officer extends", err)
		for _, c := range []struct {
			what string
			x    grant.Extension
			key  string
		}{
			{"to the same day", grant.Extension{Municipality: Ekstad, LastOn: civil.On(2027, time.May, 12), Reason: "x"}, "grant.extension.day"},
			{"past the use", grant.Extension{Municipality: Ekstad, LastOn: civil.On(2028, time.May, 12), Reason: "x"}, "grant.extension.day"},
			{"for no reason", grant.Extension{Municipality: Ekstad, LastOn: civil.On(2027, time.May, 20)}, "grant.extension.reason"},
			{"one without a frame", grant.Extension{Municipality: "9903", LastOn: civil.On(2027, time.May, 20), Reason: "x"}, "grant.extension.municipality"},
		} {
			_, err := w.Extend(ctx, w.Manager, y.ID, c.x)
			w.Refused("extend "+c.what, err, c.key)
		}
		_, err = w.Extend(ctx, w.Manager, y.ID, grant.Extension{Municipality: Ekstad, LastOn: civil.On(2027, time.May, 20), Reason: "Nämnden sammanträder den 18 maj."})
		w.Must("extend", err)

		w.Clock = time.Date(2027, 5, 12, 21, 59, 59, 0, time.UTC)
		w.Must("lapse", w.Lapse(ctx))
		w.Holds(y, "frame", 10_000_000)
		w.Clock = w.Clock.Add(time.Second)
		w.Must("lapse", w.Lapse(ctx))
		w.Must("lapse again", w.Lapse(ctx))
		w.Holds(y, "frame", 7_000_000)
		_, err = w.SignRequisition(ctx, w.BjorkHead, late.ID)
		w.Refused("sign after the day", err, "grant.requisition.too_late")
		_, err = w.Extend(ctx, w.Manager, y.ID, grant.Extension{Municipality: Bjorklunda, LastOn: civil.On(2027, time.May, 20), Reason: "x"})
		w.Refused("extend what has lapsed", err, "grant.extension.too_late")
		r := w.Requisitioned(y, w.Ek, w.EkHead, Called(6_000_000))
		w.Clock = time.Date(2027, 5, 20, 22, 0, 0, 0, time.UTC)
		w.Must("lapse", w.Lapse(ctx))
		w.Holds(y, "frame", 0)
		_, err = w.WithdrawRequisition(ctx, w.EkHead, r.ID)
		w.Must("withdraw late", err)
		w.Holds(y, "frame", 6_000_000)
		w.Must("lapse what came back", w.Lapse(ctx))
		w.Holds(y, "frame", 0)
	})
}

// Everybody calls for the last kronor at once: each gets them or is told what is left,
// and the frame is never exceeded.
func TestTheLastKronorAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		const many, each, frame = 32, 7, 100
		y := w.Framed(Ekstad, frame)
		ctx := w.Context()
		var wg sync.WaitGroup
		errs, ids := make([]error, many), make([]string, many)
		for i := range ids {
			r, err := w.PrepareRequisition(ctx, w.Ek, y.ID, Called(each))
			w.Must("prepare", err)
			ids[i] = r.ID
		}
		for i := range many {
			head := w.EkHead
			head.User = id.New()
			wg.Go(func() {
				for {
					_, errs[i] = w.SignRequisition(ctx, head, ids[i])
					if !errors.Is(errs[i], db.ErrBusy) {
						return
					}
				}
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			w.Refused("what is left", err, "grant.requisition.over_frame")
			for _, f := range fault.All(err) {
				if left := f.Args[1].(money.Amount); left >= money.Kronor(each) || left < 0 {
					w.Errorf("told that %s is left", left)
				}
			}
		}
		if want := frame / each; won != want {
			w.Errorf("%d got the money, want %d", won, want)
		}
		w.Holds(y, "requested", int64(won*each))
	})
}

func TestPaymentAccount(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, err := w.PrepareAccount(ctx, w.Ek, grant.OnBankgiro, "5402-9682")
		w.Refused("a wrong check digit", err, "grant.account.bankgiro")
		_, err = w.PrepareAccount(ctx, w.Ek, grant.OnPlusgiro, "x")
		w.Refused("no plusgiro", err, "grant.account.plusgiro")
		_, err = w.PrepareAccount(ctx, w.Ek, "iban", "5402-9681")
		w.Refused("no kind", err, "grant.account.kind")
		_, err = w.PrepareAccount(ctx, w.Officer, grant.OnBankgiro, "5402-9681")
		w.Hidden("the agency writes it", err)
		a, err := w.PrepareAccount(ctx, w.EkHead, grant.OnBankgiro, "5402-9681")
		w.Must("prepare", err)
		w.Hidden("an officer attests", w.AttestAccount(ctx, w.Ek, a.ID))
		w.Hidden("another municipality attests", w.AttestAccount(ctx, w.BjorkHead, a.ID))
		w.Refused("the writer attests", w.AttestAccount(ctx, w.EkHead, a.ID), "grant.own_approval")
		_, err = w.GiveAuthority(ctx, w.EkHead, grant.AuthorityDraft{Kind: grant.Certify, User: w.Ek.User, LastOn: civil.Of(w.Clock)})
		w.Must("give", err)
		w.Must("a certifier attests", w.AttestAccount(ctx, w.Ek, a.ID))
		w.Refused("attest twice", w.AttestAccount(ctx, w.EkHead, a.ID), "grant.changed_meanwhile")
		err = w.Store.Data.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE grant_payment_account SET prepared_by = attested_by WHERE id = $1`, a.ID)
			return err
		})
		if err == nil {
			w.Error("the database takes one person for two")
		}
	})
}
