package identity

import (
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

func TestSessionFixation(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		more, err := w.gate.GrantMandate(t.Context(), w.admin, MandateDraft{User: lo.ID, Unit: w.class, Role: access.Manager})
		w.want("a second mandate", err, "")
		far := w.hire("Max Björk", w.away, access.Manager)

		planted := newToken()
		if w.who(planted).SignedIn() {
			t.Error("a token nobody was given is signed in")
		}
		before := w.signIn(lo)
		if before == planted {
			t.Error("signing in keeps a token from before")
		}
		first := w.who(before)
		if first.Mandate != "" || first.Role != "" {
			t.Errorf("with two mandates one is chosen for them: %+v", first)
		}
		_, err = w.gate.ChooseMandate(t.Context(), before, far.mandate.ID)
		w.want("somebody else's mandate", err, "mandate: account.mandate.choose_missing")
		_, err = w.gate.ChooseMandate(t.Context(), before, "")
		w.want("no mandate", err, "mandate: account.mandate.choose_missing")
		_, err = w.gate.ChooseMandate(t.Context(), planted, more.ID)
		w.want("without a session", err, "fault.sign_in")

		after, err := w.gate.ChooseMandate(t.Context(), before, more.ID)
		w.want("choose", err, "")
		who := w.who(after)
		if who.Role != access.Manager || who.Session == first.Session {
			t.Errorf("after choosing: %+v, session before %s", who, first.Session)
		}
		if w.who(before).SignedIn() {
			t.Error("the token from before the choice still opens the session")
		}
		_, err = w.gate.ChooseMandate(t.Context(), before, lo.mandate.ID)
		w.want("choose with the old token", err, "fault.sign_in")

		w.want("the mandate ends", w.gate.EndMandate(t.Context(), w.admin, EndDraft{Mandate: more.ID}), "")
		if who := w.who(after); who.Role != "" {
			t.Errorf("the next request still acts as %s", who.Role)
		}
		_, err = w.gate.ChooseMandate(t.Context(), after, more.ID)
		w.want("choose what has ended", err, "mandate: account.mandate.choose_missing")
	})
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		idle := w.signIn(lo)
		w.pass(30 * time.Minute)
		if w.who(idle).SignedIn() {
			t.Error("signed in after half an hour of nothing")
		}
		busy := w.signIn(lo)
		for range 30 {
			w.pass(19*time.Minute + 55*time.Second)
			if !w.who(busy).SignedIn() {
				t.Fatal("signed out while busy")
			}
		}
		// A new token does not make the day longer.
		turned, err := w.gate.ChooseMandate(t.Context(), busy, lo.mandate.ID)
		w.want("choose again", err, "")
		w.pass(2*time.Minute + 30*time.Second)
		if w.who(turned).SignedIn() {
			t.Error("signed in after ten hours")
		}

		a, b, other := w.signIn(lo), w.signIn(lo), w.signIn(w.hire("Kim Ask", w.class, access.Reporter))
		w.want("sign out", w.gate.SignOut(t.Context(), a), "")
		if w.who(a).SignedIn() || !w.who(b).SignedIn() {
			t.Error("signing out ends the wrong session")
		}
		c := w.signIn(lo)
		w.want("sign out everywhere", w.gate.SignOutEverywhere(t.Context(), w.who(b)), "")
		if w.who(b).SignedIn() || w.who(c).SignedIn() || !w.who(other).SignedIn() {
			t.Error("signing out everywhere ends the wrong sessions")
		}

		here, there, theirs := w.signIn(lo), w.signIn(lo), w.signIn(w.hire("Bo Alm", w.class, access.Reporter))
		w.want("end another's", w.gate.EndSession(t.Context(), w.who(here), w.who(theirs).Session), "fault.absent")
		w.want("end none", w.gate.EndSession(t.Context(), w.who(here), "' OR 1=1 --"), "fault.absent")
		w.want("end one", w.gate.EndSession(t.Context(), w.who(here), w.who(there).Session), "")
		if w.who(there).SignedIn() || !w.who(here).SignedIn() || !w.who(theirs).SignedIn() {
			t.Error("ending one session ends the wrong ones")
		}
		w.want("by a colleague", w.gate.EndSessions(t.Context(), w.who(theirs), lo.ID), "fault.absent")
		w.want("from Björklunda", w.gate.EndSessions(t.Context(), w.stranger, lo.ID), "fault.absent")
		w.want("of nobody", w.gate.EndSessions(t.Context(), w.admin, "nobody"), "fault.absent")
		w.want("one's own as an administrator", w.gate.EndSessions(t.Context(), w.admin, w.admin.User), "account.user.own")
		w.want("by an administrator here", w.gate.EndSessions(t.Context(), w.admin, lo.ID), "")
		if w.who(here).SignedIn() || !w.who(theirs).SignedIn() {
			t.Error("an administrator ends the wrong sessions")
		}

		w.pass(24 * time.Hour)
		w.want("sweep", w.gate.Sweep(t.Context()), "")
		err = w.store.Data.Read(t.Context(), func(tx *db.Tx) error {
			left, err := loadSessions(t.Context(), tx, lo.ID, time.Unix(0, 0), time.Unix(0, 0))
			if len(left) != 0 {
				t.Errorf("%d sessions left after the sweep", len(left))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestStartSessionUnderAMandate(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, far := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Max Björk", w.away, access.Manager)
		_, err := w.gate.StartSession(t.Context(), lo.ID, far.mandate.ID, 3)
		w.want("somebody else's", err, "fault.absent")
		token, err := w.gate.StartSession(t.Context(), lo.ID, lo.mandate.ID, 3)
		w.want("the own one", err, "")
		if who := w.who(token); who.Mandate != lo.mandate.ID || who.Assurance != 3 {
			t.Errorf("signed in as %+v", who)
		}
	})
}
