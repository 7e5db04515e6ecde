package identity

import (
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// A session ends when it would have, however the clock is set meanwhile.
func TestT5SessionsAreNotProlongedByTheClock(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		back := func(by time.Duration) {
			w.pass(-by)
			w.want("the clock goes back", w.gate.ClockWentBack(t.Context(), by), "")
		}
		for _, by := range []time.Duration{time.Minute, 20 * time.Minute, time.Hour, 24 * time.Hour} {
			token := w.signIn(lo)
			w.pass(20 * time.Minute)
			back(by)
			w.pass(9 * time.Minute)
			if !w.who(token).SignedIn() {
				t.Errorf("back %s: signed out after 29 minutes of nothing", by)
			}
			idle := w.signIn(lo)
			w.pass(20 * time.Minute)
			back(by)
			w.pass(11 * time.Minute)
			if w.who(idle).SignedIn() {
				t.Errorf("back %s: signed in after 31 minutes of nothing", by)
			}
			// Forward and back again, as when a wrong clock is put right.
			w.pass(by)
			wrong := w.signIn(lo)
			back(by)
			if !w.who(wrong).SignedIn() {
				t.Errorf("back %s: signed out at once", by)
			}
			w.pass(31 * time.Minute)
			if w.who(wrong).SignedIn() {
				t.Errorf("back %s: what began in a time that never was is still open", by)
			}
		}
		// Nobody noticed: the machine was off, or it is another one with another clock.
		for _, by := range []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour} {
			token := w.signIn(lo)
			w.pass(-by)
			if w.who(token).SignedIn() {
				t.Errorf("a session from %s ahead is open", by)
			}
			w.want("sweep", w.gate.Sweep(t.Context()), "")
			w.pass(by)
			if w.who(token).SignedIn() {
				t.Errorf("a session from %s ahead opens when its time comes", by)
			}
		}
	})
}

func TestT5WaitsAndInvitationsFollowTheClock(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		u, _, invitation, err := w.gate.AddByOperator(t.Context(), UserDraft{Name: "Kim Ask", Email: "kim@ekstad.example", Organisation: w.school},
			MandateDraft{Unit: w.class, Role: access.Reporter})
		w.want("invite", err, "")
		w.pass(6 * 24 * time.Hour)
		w.pass(-48 * time.Hour)
		w.want("back", w.gate.ClockWentBack(t.Context(), 48*time.Hour), "")
		w.pass(25 * time.Hour)
		var i invited
		w.want("look", w.store.Data.Read(t.Context(), func(tx *db.Tx) (err error) {
			i, err = loadInvited(t.Context(), tx, hashOf(normalCode(invitation.Code)), w.Now())
			return err
		}), "")
		if i.user == u.ID {
			t.Error("an invitation of seven days holds on the eighth")
		}

		for range 20 {
			_, err = w.gate.SignInPassword(t.Context(), "kim@ekstad.example", "fel", "000000")
		}
		if err == nil {
			t.Fatal("signed in with nothing")
		}
		w.pass(-24 * time.Hour)
		w.want("back", w.gate.ClockWentBack(t.Context(), 24*time.Hour), "")
		w.pass(longestWait)
		_, err = w.gate.SignInPassword(t.Context(), "kim@ekstad.example", "fel", "000000")
		w.want("after the wait", err, "email: account.signin.wrong")
	})
}
