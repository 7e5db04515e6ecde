package identity

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

func TestSignInPassword(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, bound, unopened := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter), w.hire("Mio Al", w.class, access.Reporter)
		_ = bound
		key := w.open(lo)
		const wrong = "email: account.signin.wrong"
		tests := []struct {
			name, email, password, code, want string
		}{
			{"nothing", "", "", "", wrong},
			{"an unknown address", "ingen@ekstad.example", goodPassword, w.code(key), wrong},
			{"what is no address", "Lo <" + lo.Email + ">", goodPassword, w.code(key), wrong},
			{"SQL for an address", "' OR 1=1 --", goodPassword, w.code(key), wrong},
			{"not opened yet", unopened.Email, "", "", wrong},
			{"a wrong password", lo.Email, "mossa tjärn ljung", w.code(key), wrong},
			{"no code", lo.Email, goodPassword, "", wrong},
			{"a wrong code", lo.Email, goodPassword, "000000", wrong},
			{"right, in capitals", strings.ToUpper(lo.Email), goodPassword, w.code(key), ""},
			{"the same code again", lo.Email, goodPassword, w.code(key), wrong},
		}
		for _, tt := range tests {
			token, err := w.gate.SignInPassword(t.Context(), tt.email, tt.password, tt.code)
			w.want(tt.name, err, tt.want)
			if (token != "") != (tt.want == "") {
				t.Errorf("%s: token %t", tt.name, token != "")
			}
		}
		w.pass(oneTimePeriod * time.Second)
		token, err := w.gate.SignInPassword(t.Context(), lo.Email, goodPassword, w.code(key))
		w.want("the next code", err, "")
		if who := w.who(token); who.User != lo.ID || who.Role != access.Reporter || who.Unit != w.class || who.Municipality != "9901" || who.Sector != access.School || who.Assurance != twoFactorLevel {
			t.Errorf("signed in as %+v", who)
		}
	})
}

// The holder hears of guesses when they sign in, and of one slip never.
func TestGuessesAreTold(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		var told []string
		w.gate.settings.Tell = func(_ context.Context, _ *db.Tx, user, key, _ string) error {
			told = append(told, user+" "+key)
			return nil
		}
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		key := w.open(lo)
		for _, tt := range []struct {
			name   string
			wrongs int
			want   []string
		}{
			{"none", 0, nil},
			{"one slip", 1, nil},
			{"three", freeAttempts - 1, nil},
			{"four", freeAttempts, []string{lo.ID + " account.notice.attempts"}},
			{"none since then", 0, nil},
		} {
			told = nil
			for range tt.wrongs {
				_, err := w.gate.SignInPassword(t.Context(), lo.Email, goodPassword, "000000")
				w.want(tt.name, err, "email: account.signin.wrong")
			}
			if len(told) != 0 {
				t.Errorf("%s: told %q while somebody guesses", tt.name, told)
			}
			w.pass(time.Minute)
			_, err := w.gate.SignInPassword(t.Context(), lo.Email, goodPassword, w.code(key))
			w.want(tt.name, err, "")
			if !slices.Equal(told, tt.want) {
				t.Errorf("%s: told %q, want %q", tt.name, told, tt.want)
			}
		}
	})
}

// Guessing is slowed down alike for an account that exists and one that does not,
// and the right password is not listened to during the wait.
func TestGuessing(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		key := w.open(lo)
		answers := func(email string) (all []string) {
			for range 7 {
				_, err := w.gate.SignInPassword(t.Context(), email, "gissning nummer ett", "123456")
				all = append(all, text(err))
			}
			return all
		}
		known, unknown := answers(lo.Email), answers("ingen@ekstad.example")
		for i := range known {
			want := "email: account.signin.wrong"
			if i >= 5 {
				want = "email: account.signin.wait"
			}
			if known[i] != want || unknown[i] != want {
				t.Errorf("try %d: known %q, unknown %q, want %q", i+1, known[i], unknown[i], want)
			}
		}
		_, err := w.gate.SignInPassword(t.Context(), lo.Email, goodPassword, w.code(key))
		w.want("the right one, too soon", err, "email: account.signin.wait")
		w.pass(firstWait)
		_, err = w.gate.SignInPassword(t.Context(), lo.Email, goodPassword, w.code(key))
		w.want("the right one, after the wait", err, "")
		_, err = w.gate.SignInPassword(t.Context(), lo.Email, "gissning nummer ett", "123456")
		w.want("forgiven", err, "email: account.signin.wrong")
	})
}

func TestGuessingAllAtOnce(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		w.open(lo)
		var all sync.WaitGroup
		var mu sync.Mutex
		count := map[string]int{}
		for range 24 {
			all.Go(func() {
				_, err := w.gate.SignInPassword(t.Context(), lo.Email, "gissning nummer ett", "123456")
				mu.Lock()
				defer mu.Unlock()
				count[text(err)]++
			})
		}
		all.Wait()
		if n := count["email: account.signin.wrong"]; n != freeAttempts+1 {
			t.Errorf("%d of 24 guesses at the same moment were listened to, want %d (%v)", n, freeAttempts+1, count)
		}
	})
}

func TestSignInOIDC(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		bound, _, err := w.gate.AddUser(t.Context(), w.admin, UserDraft{Name: "Kim Ask", Email: "kim@ekstad.example", Organisation: w.school, Subject: "kim-9901"})
		w.want("add with subject", err, "")
		closed, _, err := w.gate.AddUser(t.Context(), w.admin, UserDraft{Name: "Mio Al", Email: "mio@ekstad.example", Organisation: w.school, Subject: "mio-9901"})
		w.want("add with subject", err, "")
		w.want("shut", w.gate.CloseUser(t.Context(), w.admin, closed.ID), "")
		tests := []struct {
			name string
			c    Claims
			want string
		}{
			{"nothing", Claims{}, "account.oidc.level"},
			{"level too low", Claims{Issuer: testIssuer, Subject: "kim-9901", ACR: "loa2"}, "account.oidc.level"},
			{"level unheard of", Claims{Issuer: testIssuer, Subject: "kim-9901", ACR: "loa9"}, "account.oidc.level"},
			{"another provider", Claims{Issuer: "https://annan.example", Subject: "kim-9901", ACR: "loa3"}, "account.oidc.unknown"},
			{"no subject", Claims{Issuer: testIssuer, Subject: "", ACR: "loa3"}, "account.oidc.unknown"},
			{"unknown subject", Claims{Issuer: testIssuer, Subject: "ingen", ACR: "loa3"}, "account.oidc.unknown"},
			{"the address as subject", Claims{Issuer: testIssuer, Subject: "kim@ekstad.example", ACR: "loa3"}, "account.oidc.unknown"},
			{"shut account", Claims{Issuer: testIssuer, Subject: "mio-9901", ACR: "loa3"}, "account.oidc.unknown"},
			{"bound subject", Claims{Issuer: testIssuer, Subject: "kim-9901", ACR: "loa3"}, ""},
		}
		for _, tt := range tests {
			token, err := w.gate.SignInOIDC(t.Context(), tt.c)
			w.want(tt.name, err, tt.want)
			if err == nil {
				if who := w.who(token); who.User != bound.ID || who.Assurance != 3 || who.Role != "" {
					t.Errorf("%s: signed in as %+v", tt.name, who)
				}
			}
		}
		_, _, err = w.gate.AddUser(t.Context(), w.admin, UserDraft{Name: "Tjuv", Email: "tjuv@ekstad.example", Organisation: w.school, Subject: "kim-9901"})
		w.want("the same subject twice", err, "email: account.user.taken")
	})
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		added := func(u User, i Invitation, err error) (User, Invitation, error) { return u, i, err }
		for _, tt := range []struct {
			name string
			who  access.Actor
			org  string
			want string
		}{
			{"a reporter", access.Actor{User: "x", Role: access.Reporter, Organisation: w.school}, w.school, "fault.absent"},
			{"to another municipality", w.admin, w.elsewhere, "fault.absent"},
			{"to a forged organisation", w.admin, id.New(), "fault.absent"},
		} {
			_, _, err := added(w.gate.AddUser(ctx, tt.who, UserDraft{Name: "Lo Ek", Email: "lo@ekstad.example", Organisation: tt.org}))
			w.want(tt.name, err, tt.want)
		}
		u, i, err := w.gate.AddUser(ctx, w.admin, UserDraft{Name: "Lo Ek", Email: "Lo@Ekstad.example", Organisation: w.social})
		w.want("to another organisation here", err, "")
		_, _, err = w.gate.AddUser(ctx, w.admin, UserDraft{Name: "Lo Ek", Email: "lo@ekstad.example", Organisation: w.school})
		w.want("the same address twice", err, "email: account.user.taken")

		renewed, err := w.gate.Renew(ctx, w.admin2, u.ID)
		w.want("renew", err, "")
		_, _, err = w.gate.Invited(ctx, i.Code)
		w.want("the first code after that", err, "invitation: account.invitation.wrong")
		_, key, err := w.gate.Invited(ctx, strings.ToLower(renewed.Code))
		w.want("the second", err, "")
		w.want("weak password, wrong code", w.gate.AcceptInvitation(ctx, renewed.Code, "sommar2026", "000000"), "password: account.password.short")
		w.want("wrong code", w.gate.AcceptInvitation(ctx, renewed.Code, goodPassword, "000000"), "code: account.code.wrong")
		used := w.code(key)
		w.want("accept", w.gate.AcceptInvitation(ctx, renewed.Code, goodPassword, used), "")
		w.want("accept twice", w.gate.AcceptInvitation(ctx, renewed.Code, "en annan lång mening", used), "invitation: account.invitation.wrong")
		_, err = w.gate.SignInPassword(ctx, u.Email, goodPassword, used)
		w.want("the code that opened the account", err, "email: account.signin.wrong")
		_, err = w.gate.Renew(ctx, w.admin, u.ID)
		w.want("an administrator's way in", err, "account.user.already_open")

		late := w.hire("Sen Person", w.class, access.Reporter)
		w.pass(invitationLife)
		_, _, err = w.gate.Invited(ctx, late.invitation.Code)
		w.want("a week later", err, "invitation: account.invitation.wrong")
	})
}
