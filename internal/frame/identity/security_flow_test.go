package identity

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

func TestChangePassword(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		key := w.open(lo)
		token, elsewhere := w.signIn(lo), w.signIn(lo)
		who := w.who(token)
		const next = "granris klinker tolv båtar"
		weary := who
		weary.Strong = false
		w.want("after a long day", w.gate.ChangePassword(ctx, weary, goodPassword, next), "fault.prove")
		for _, tt := range []struct{ name, present, next, want string }{
			{"nothing", "", "", "present: account.password.wrong"},
			{"a wrong one", "gissning nummer ett", next, "present: account.password.wrong"},
			{"a short one", goodPassword, "kort", "password: account.password.short"},
		} {
			w.want(tt.name, w.gate.ChangePassword(ctx, who, tt.present, tt.next), tt.want)
		}
		w.want("right", w.gate.ChangePassword(ctx, who, goodPassword, next), "")
		if !w.who(token).SignedIn() || w.who(elsewhere).SignedIn() {
			t.Error("signed out here, or not elsewhere")
		}
		_, err := w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(key))
		w.want("the old one", err, "email: account.signin.wrong")
		_, err = w.gate.SignInPassword(ctx, lo.Email, next, w.code(key))
		w.want("the new one", err, "")
		for range freeAttempts + 1 {
			w.want("guess", w.gate.ChangePassword(ctx, who, "gissning nummer ett", next), "present: account.password.wrong")
		}
		w.want("guess on", w.gate.ChangePassword(ctx, who, next, goodPassword), "present: account.signin.wait")
	})
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		w.open(lo)
		w.open(kim)
		who := w.actor(lo)
		old := got[[]string](w)(w.gate.MakeRecoveryCodes(ctx, who))
		codes := got[[]string](w)(w.gate.MakeRecoveryCodes(ctx, who))
		theirs := got[[]string](w)(w.gate.MakeRecoveryCodes(ctx, w.actor(kim)))
		if slices.Sort(codes); len(slices.Compact(slices.Clone(codes))) != recoveryCodes {
			t.Errorf("codes %q", codes)
		}
		for _, code := range codes {
			// 24 signs of 30 are 117 bits; with fewer than 112 the hash would have to be slow.
			if len(code) != 29 || normalCode(strings.ToLower(code)) != code {
				t.Errorf("code %q", code)
			}
		}
		weary := who
		weary.Strong = false
		_, err := w.gate.MakeRecoveryCodes(ctx, weary)
		w.want("made after a long day", err, "fault.prove")
		const wrong = "email: account.signin.wrong"
		for _, tt := range []struct{ name, password, code, want string }{
			{"an old code", goodPassword, old[0], wrong},
			{"another's code", goodPassword, theirs[0], wrong},
			{"without the password", "gissning nummer ett", codes[0], wrong},
			{"right", goodPassword, codes[0], ""},
			{"again", goodPassword, codes[0], wrong},
			{"the next, written carelessly", goodPassword, "  " + string(append([]byte{}, codes[1][0]|0x20)) + codes[1][1:], ""},
		} {
			_, err := w.gate.SignInPassword(ctx, lo.Email, tt.password, tt.code)
			w.want(tt.name, err, tt.want)
		}
		if s := got[Security](w)(w.gate.Security(ctx, who)); s.Codes != recoveryCodes-2 {
			t.Errorf("%d codes left", s.Codes)
		}
	})
}

func TestNewApp(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		old := w.open(lo)
		w.open(kim)
		who, they := w.actor(lo), w.actor(kim)
		key, offered, err := w.gate.OfferOneTimeKey(ctx, who)
		w.want("offer", err, "")
		w.want("a wrong code", w.gate.ChangeOneTimeKey(ctx, who, offered, "000000"), "code: account.code.wrong")
		w.want("another's offer", w.gate.ChangeOneTimeKey(ctx, they, offered, w.code(key)), "fault.absent")
		w.want("a forged offer", w.gate.ChangeOneTimeKey(ctx, who, "AAAA", w.code(key)), "fault.absent")
		who.Strong = false
		w.want("after a long day", w.gate.ChangeOneTimeKey(ctx, who, offered, w.code(key)), "fault.prove")
		who.Strong = true
		w.want("right", w.gate.ChangeOneTimeKey(ctx, who, offered, w.code(key)), "")
		w.pass(oneTimePeriod * time.Second)
		_, err = w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(old))
		w.want("the old app", err, "email: account.signin.wrong")
		_, err = w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(key))
		w.want("the new app", err, "")
	})
}

func TestRecover(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		var told []string
		w.gate.settings.Tell = func(_ context.Context, _ *db.Tx, user, key, _ string) error {
			told = append(told, user+" "+key)
			return nil
		}
		lo, fresh := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Mio Al", w.class, access.Reporter)
		key := w.open(lo)
		token := w.signIn(lo)
		phone := w.register(w.who(token), "Jobbtelefonen")
		codes := got[[]string](w)(w.gate.MakeRecoveryCodes(ctx, w.who(token)))
		bound, _, err := w.gate.AddUser(ctx, w.admin, UserDraft{Name: "Kim Ask", Email: "kim@ekstad.example", Organisation: w.school, Subject: "kim-9901"})
		w.want("add", err, "")
		weary := w.admin
		weary.Strong = false
		for _, tt := range []struct {
			name string
			who  access.Actor
			user string
			want string
		}{
			{"oneself", w.admin, w.admin.User, "account.user.own"},
			{"by the holder", w.who(token), lo.ID, "fault.absent"},
			{"by another municipality", w.stranger, lo.ID, "fault.absent"},
			{"after a long day", weary, lo.ID, "fault.prove"},
			{"nobody", w.admin, "", "fault.absent"},
			{"not opened yet", w.admin, fresh.ID, "account.recover.not_open"},
			{"at the provider", w.admin, bound.ID, "account.recover.provider"},
		} {
			_, err := w.gate.Recover(ctx, tt.who, tt.user)
			w.want(tt.name, err, tt.want)
		}
		if !w.who(token).SignedIn() {
			t.Fatal("a refusal struck something")
		}
		told = nil
		invitation := got[Invitation](w)(w.gate.Recover(ctx, w.admin2, lo.ID))
		if !slices.Equal(told, []string{lo.ID + " account.notice.recovered"}) {
			t.Errorf("told %q", told)
		}
		if w.who(token).SignedIn() {
			t.Error("still signed in")
		}
		_, err = w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(key))
		w.want("the old password", err, "email: account.signin.wrong")
		_, err = w.gate.SignInPassword(ctx, lo.Email, goodPassword, codes[0])
		w.want("an old recovery code", err, "email: account.signin.wrong")
		_, err = w.gate.SignInPasskey(ctx, phone.signs(w.ask()))
		w.want("the old passkey", err, "account.passkey.wrong")
		lo.invitation = invitation
		again := w.open(lo)
		w.pass(time.Minute)
		_, err = w.gate.SignInPassword(ctx, lo.Email, goodPassword, w.code(again))
		w.want("anew", err, "")
	})
}
