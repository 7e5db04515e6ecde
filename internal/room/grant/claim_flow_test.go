package grant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// paidOut is a year in which Ekstad holds five million and Björklunda three.
func paidOut(w *World, but ...func(*grant.YearDraft)) grant.SchemeYear {
	w.Helper()
	y := w.Running(but...)
	_, err := w.Appendix(y, w.List(Ekstad, Bjorklunda), Ekstad, 12_000_000, Bjorklunda, 3_000_000)
	w.Must("approve an appendix", err)
	r1 := w.Requisitioned(y, w.Ek, w.EkHead, Called(5_000_000))
	r2 := w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(3_000_000, func(d *grant.RequisitionDraft) {
		d.Extra, d.ExtraPurpose = money.Kronor(1_000_000), "Ett område till."
	}))
	decided(w, y, r1, r2)
	w.Account(w.Ek, w.EkHead)
	w.Account(w.Bjork, w.BjorkHead)
	o := approved(w, ordered(w, y))
	_, err = w.TakeBankFile(w.Context(), w.Officer, status(o, "ACSC", "ACSC"))
	w.Must("hear the bank", err)
	return y
}

func unused(w *World, y grant.SchemeYear, municipality string, ore int64) grant.Claim {
	w.Helper()
	c, err := w.RaiseUnused(w.Context(), y, municipality, money.Amount(ore), w.Ek.User)
	w.Must("raise a claim", err)
	return c
}

func TestClaims(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := paidOut(w)
		for what, ore := range map[string]int64{"nothing": 0, "less than nothing": -1} {
			_, err := w.RaiseUnused(ctx, y, Ekstad, money.Amount(ore), w.Ek.User)
			w.Refused("claim "+what, err, "grant.claim.amount")
		}
		_, err := w.RaiseUnused(ctx, y, Ekstad, money.Kronor(5_000_000)+1, w.Ek.User)
		w.Refused("claim an öre more than there is", err, "grant.claim.exceeds")
		_, err = w.RaiseUnused(ctx, y, "9903", money.Krona, w.Ek.User)
		w.Refused("claim of one that holds nothing", err, "grant.claim.exceeds")
		w.Holds(y, "held", 8_000_000)

		first, second := unused(w, y, Ekstad, 150_050), unused(w, y, Bjorklunda, 99_950)
		if first.Reference == second.Reference || first.DueOn != y.Terms.Dates.RepayLast {
			w.Errorf("%v %v, due %s", first.Reference, second.Reference, first.DueOn)
		}
		for _, c := range []grant.Claim{first, second} {
			if r, err := giro.ParseReference(c.Reference.String()); err != nil || r != c.Reference || !strings.HasPrefix(r.String(), "27"+c.Municipality) {
				w.Errorf("the reference %s: %v", c.Reference, err)
			}
		}
		w.Holds(y, "claim", 2_500)
		err = w.Store.Data.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE grant_claim SET reference = $1 WHERE id = $2`, first.Reference.String(), second.ID)
			return err
		})
		if err == nil {
			w.Error("two claims have one reference")
		}

		_, err = w.Claims(ctx, w.FarOfficer, y.ID)
		w.Hidden("another agency lists claims", err)
		_, err = w.Claims(ctx, w.Ek, y.ID)
		w.Hidden("a municipality lists everybody's claims", err)
		_, err = w.Grants.Claim(ctx, w.FarManager, first.ID)
		w.Hidden("another agency reads a claim", err)
		own, err := w.OwnClaims(ctx, w.Bjork, y.ID)
		w.Must("own claims", err)
		if len(own.Claims) != 1 || own.Claims[0].ID != second.ID || own.Agency == "" {
			w.Errorf("Björklunda sees %+v", own)
		}
		_, err = w.OwnClaims(ctx, w.Officer, y.ID)
		w.Hidden("the agency as a municipality", err)
		_, err = w.Remind(ctx, w.Officer, first.ID)
		w.Refused("remind before it is late", err, "grant.claim.not_late")
		w.Told = nil
		w.Told = nil
		w.Must("remind of nothing", w.RemindLate(ctx))
		if len(w.Told) != 0 {
			w.Errorf("told %v", w.Told)
		}
		w.Clock = y.Terms.Dates.RepayLast.End().Add(time.Hour)
		w.Must("remind", w.RemindLate(ctx))
		w.Must("remind again", w.RemindLate(ctx))
		if got := len(w.Told); got != 5 { // three in Ekstad, two in Björklunda
			w.Errorf("%d are told: %v", got, w.Told)
		}
		_, err = w.Remind(ctx, w.FarOfficer, first.ID)
		w.Hidden("another agency reminds", err)
		_, err = w.Remind(ctx, w.Officer, first.ID)
		w.Must("remind by hand", err)
		v, err := w.Claims(ctx, w.Officer, y.ID)
		w.Must("list claims", err)
		if len(v.Claims) != 2 || v.Claims[0].Reminders+v.Claims[1].Reminders != 3 || !v.Claims[0].Late(v.Today) || grant.TotalOf(v.Claims).Left != money.Kronor(2_500) {
			w.Errorf("%+v", v.Claims)
		}
		demanded(w, y, first)
	})
}

// A claim is told in a letter as soon as it is said where to pay, once, to its municipality
// alone; who changes where to pay changes no letter.
func demanded(w *World, y grant.SchemeYear, c grant.Claim) {
	w.Helper()
	ctx := w.Context()
	_, err := w.ClaimLetters(ctx, w.Officer, y.ID)
	w.Hidden("letters before it is said where to pay", err)
	w.Told = nil
	terms(w, y)
	w.Hears("the claim", w.Ek, "claim_letter")
	w.Hears("the claim", w.Bjork, "claim_letter")
	terms(w, y)
	third := unused(w, y, Bjorklunda, 100)
	all, err := w.ClaimLetters(ctx, w.Officer, y.ID)
	w.Must("letters", err)
	if len(all) != 3 {
		w.Fatalf("%d letters of three claims", len(all))
	}
	v, err := w.Grants.Claim(ctx, w.Officer, c.ID)
	w.Must("open", err)
	said := fmt.Sprint(v.Letter.Facts, v.Letter.Sections)
	for _, want := range []string{"1\u00a0500,50\u00a0kr", "5402-9681", c.Reference.String(), "Kronofogden", "Det är inte ett nytt beslut"} {
		if !strings.Contains(said, want) {
			w.Errorf("the letter does not say %q: %s", want, said)
		}
	}
	if v.Letter.Number != c.Reference.String() || strings.Contains(said, "förvaltningsrätten") || strings.Contains(said, "Beslutet har fattats") {
		w.Errorf("the letter %s says too much or too little: %s", v.Letter.Number, said)
	}
	own, err := w.OwnClaims(ctx, w.Bjork, y.ID)
	w.Must("own claims", err)
	if len(own.Letters) != 2 || own.Letters[third.ID].Decision != third.ID {
		w.Errorf("%+v", own.Letters)
	}
	_, _, err = w.Letter(ctx, w.Bjork, v.Letter.ID)
	w.Hidden("another municipality reads it", err)
	_, _, err = w.Letter(ctx, w.EkHead, v.Letter.ID)
	w.Must("read it", err)
	for what, who := range map[string]access.Actor{"another agency": w.FarOfficer, "a municipality": w.Ek} {
		_, err = w.ClaimLetters(ctx, who, y.ID)
		w.Hidden(what+" fetches every letter", err)
	}
}

// Where money is repaid is what two persons have said.
func TestRepaymentTerms(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Running()
		good := grant.RepaymentTermsDraft{OrgNr: "202100-5489", Bankgiro: "5402-9681", Days: 30}
		for key, change := range map[string]func(*grant.RepaymentTermsDraft){
			"grant.order.orgnr":      func(d *grant.RepaymentTermsDraft) { d.OrgNr = "202100-5488" },
			"grant.account.bankgiro": func(d *grant.RepaymentTermsDraft) { d.Bankgiro = "5402-9682" },
			"grant.claim.days":       func(d *grant.RepaymentTermsDraft) { d.Days = 0 },
		} {
			d := good
			change(&d)
			_, err := w.PrepareRepaymentTerms(ctx, w.Officer, y.ID, d)
			w.Refused("propose", err, key)
		}
		_, err := w.ApproveRepaymentTerms(ctx, w.Manager, y.ID, "x")
		w.Hidden("approve nothing", err)
		own, err := w.PrepareRepaymentTerms(ctx, w.Manager, y.ID, good)
		w.Must("propose", err)
		promoted := w.Head
		promoted.User = w.Manager.User
		_, err = w.ApproveRepaymentTerms(ctx, promoted, y.ID, own.Content())
		w.Refused("approve one's own under another mandate", err, "grant.own_approval")
		_, err = w.ApproveRepaymentTerms(ctx, w.Officer, y.ID, own.Content())
		w.Hidden("an officer approves", err)
		_, err = w.ApproveRepaymentTerms(ctx, w.Head, y.ID, "what I remember")
		w.Refused("approve what was not read", err, "grant.changed_meanwhile")
		_, err = w.ApproveRepaymentTerms(ctx, w.Head, y.ID, own.Content())
		w.Must("approve", err)
		v, err := w.RepaymentTerms(ctx, w.Officer, y.ID)
		if err != nil || v.InForce.Giro() != "5402-9681" || v.Proposed.ID != "" {
			w.Errorf("%+v, %v", v, err)
		}
		_, err = w.RepaymentTerms(ctx, w.Ek, y.ID)
		w.Hidden("a municipality reads them as the agency", err)
		sql(w, `UPDATE grant_repayment_terms SET bankgiro = '41054685'`)
		if v, err = w.RepaymentTerms(ctx, w.Officer, y.ID); err != nil || v.InForce.ID != "" {
			w.Errorf("what was changed underneath still holds: %+v, %v", v.InForce, err)
		}
	})
}
