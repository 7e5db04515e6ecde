package identity

import (
	"context"
	"slices"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// hears lets the town remember who is told what.
func (w *town) hears() func(user string) []string {
	heard := map[string][]string{}
	w.gate.settings.Tell = func(_ context.Context, _ *db.Tx, user, key, _ string) error {
		heard[user] = append(heard[user], key)
		return nil
	}
	return func(user string) []string {
		keys := heard[user]
		delete(heard, user)
		return keys
	}
}

func (w *town) days(n int) { w.pass(time.Duration(n) * 24 * time.Hour) }

func (w *town) renew() {
	w.Helper()
	if err := w.gate.RenewMandates(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func (w *town) isInForce(mandate string) (in bool) {
	w.Helper()
	err := w.store.Data.Read(w.Context(), func(tx *db.Tx) error {
		m, err := loadMandate(w.Context(), tx, mandate)
		in = m.InForce(w.gate.today())
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return in
}

func TestAMandateEndsWhenNobodyConfirmsIt(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		heard := w.hears()
		kim := w.hire("Kim Ask", w.class, access.Reporter)
		chief := w.hire("Lo Chef", w.class, access.Manager)
		w.days(334)
		w.renew()
		if got := heard(kim.ID); got != nil {
			t.Fatalf("31 days before: %v", got)
		}
		w.days(1)
		w.renew()
		w.renew()
		if got := heard(kim.ID); !slices.Equal(got, []string{"account.notice.mandate_ends"}) {
			t.Errorf("30 days before, the holder: %v", got)
		}
		if got := heard(chief.ID); !slices.Equal(got, []string{"account.notice.confirm", "account.notice.mandate_ends"}) && !slices.Equal(got, []string{"account.notice.mandate_ends", "account.notice.confirm"}) {
			t.Errorf("30 days before, the manager: %v", got)
		}
		w.days(23)
		w.renew()
		if got := heard(kim.ID); len(got) != 1 {
			t.Errorf("7 days before: %v", got)
		}
		w.days(7)
		w.renew()
		if !w.isInForce(kim.mandate.ID) {
			t.Fatal("ended on its last day")
		}
		heard(w.admin.User)
		w.days(1)
		w.renew()
		if w.isInForce(kim.mandate.ID) {
			t.Error("still in force")
		}
		if got := heard(kim.ID); !slices.Equal(got, []string{"account.notice.mandate_unconfirmed"}) {
			t.Errorf("afterwards: %v", got)
		}
	})
}

func TestTheLastAdministratorIsKeptAndTold(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		heard := w.hears()
		for range 420 {
			w.days(1)
			w.renew()
		}
		in := 0
		for _, a := range []access.Actor{w.admin, w.admin2} {
			if w.isInForce(a.Mandate) {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d administrators left in Ekstad", in)
		}
		if !w.isInForce(w.stranger.Mandate) {
			t.Error("Björklunda has nobody who can let anybody in")
		}
		got := heard(w.stranger.User)
		weekly := 0
		for _, key := range got {
			if key == "account.notice.last_administrator" {
				weekly++
			}
		}
		if weekly < 7 || weekly > 9 {
			t.Errorf("told %d times in 55 days", weekly)
		}
		lonely, err := w.gate.LonelyAdministrators(t.Context())
		if err != nil || len(lonely) != 3 {
			t.Errorf("lonely: %v, %v", lonely, err)
		}
	})
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		kim, max := w.hire("Kim Ask", w.class, access.Reporter), w.hire("Max Al", w.class, access.Reporter)
		other := w.hire("Per Lund", w.reception, access.Officer)
		far := w.hire("Rut Sten", w.away, access.Reporter)
		w.hire("Lo Chef", w.class, access.Manager)
		w.days(340)
		w.renew()
		chief := w.actor(w.hire("Mo Chef", w.class, access.Manager))
		admin := w.actor(hired{User: User{ID: w.admin.User}})
		private := func(who access.Actor, mandate string) {
			t.Helper()
			if err := w.gate.Confirm(t.Context(), who, []Verdict{{mandate, true}}); fault.KindOf(err) != fault.KindPrivate {
				t.Errorf("confirmed by somebody who may not: %v", err)
			}
		}
		private(chief, other.mandate.ID)
		private(chief, far.mandate.ID)
		private(chief, chief.Mandate)
		private(chief, "nothing")
		private(admin, admin.Mandate)
		private(admin, far.mandate.ID)
		private(w.actor(kim), max.mandate.ID)

		// All or nothing.
		if err := w.gate.Confirm(t.Context(), chief, []Verdict{{kim.mandate.ID, false}, {other.mandate.ID, true}}); err == nil || !w.isInForce(kim.mandate.ID) {
			t.Errorf("half a decision was carried out: %v", err)
		}
		waiting, err := w.gate.Unconfirmed(t.Context(), chief)
		if err != nil || len(waiting) != 4 { // with the administrator of the unit
			t.Fatalf("%d wait, %v", len(waiting), err)
		}
		if err := w.gate.Confirm(t.Context(), chief, []Verdict{{kim.mandate.ID, true}, {max.mandate.ID, false}}); err != nil {
			t.Fatal(err)
		}
		if w.isInForce(max.mandate.ID) || !w.isInForce(kim.mandate.ID) {
			t.Error("the answers were mixed up")
		}
		w.days(90)
		w.renew()
		if !w.isInForce(kim.mandate.ID) {
			t.Error("a confirmed mandate ended")
		}
	})
}

func TestRoster(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		kim := w.hire("Kim Ask", w.class, access.Reporter)
		chief := w.actor(w.hire("Lo Chef", w.class, access.Manager))
		first := w.gate.today()
		names := func(who access.Actor, q RosterQuery) (all []string) {
			t.Helper()
			roster, err := w.gate.Roster(t.Context(), who, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range roster.Entries {
				all = append(all, e.Name)
			}
			return all
		}
		if _, err := w.gate.Roster(t.Context(), w.actor(kim), RosterQuery{}); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("a reporter saw the roster: %v", err)
		}
		if _, err := w.gate.Roster(t.Context(), chief, RosterQuery{On: first.AddDays(1)}); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("the future was shown: %v", err)
		}
		w.days(2)
		chief = w.actor(hired{User: User{ID: chief.User}})
		if err := w.gate.EndMandate(t.Context(), w.actor(hired{User: User{ID: w.admin.User}}), EndDraft{Mandate: kim.mandate.ID}); err != nil {
			t.Fatal(err)
		}
		if got := names(chief, RosterQuery{}); !slices.Equal(got, []string{"Ada Ek", "Lo Chef"}) {
			t.Errorf("today: %v", got)
		}
		if got := names(chief, RosterQuery{On: first}); !slices.Equal(got, []string{"Ada Ek", "Kim Ask", "Lo Chef"}) {
			t.Errorf("the first day: %v", got)
		}
		if got := names(chief, RosterQuery{On: first.AddDays(-1)}); got != nil {
			t.Errorf("before it began: %v", got)
		}
		if got := names(w.actor(hired{User: User{ID: w.admin.User}}), RosterQuery{Text: "mottag"}); !slices.Equal(got, []string{"Bo Alm"}) {
			t.Errorf("the administrator, the other organisation: %v", got)
		}
	})
}
