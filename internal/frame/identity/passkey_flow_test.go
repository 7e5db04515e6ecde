package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
)

// got is a result whose error is no surprise.
func got[T any](w *town) func(T, error) T {
	return func(v T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return v
	}
}

// register gives the holder of a session a device with a passkey.
func (w *town) register(who access.Actor, name string) *device {
	w.Helper()
	d := newDevice()
	answer := d.makes(got[[]byte](w)(w.gate.OfferPasskey(w.Context(), who)))
	if err := w.gate.AddPasskey(w.Context(), who, name, answer); err != nil {
		w.Fatal(err)
	}
	return d
}

func (w *town) ask() []byte {
	w.Helper()
	return got[[]byte](w)(w.gate.AskPasskey(w.Context(), ""))
}

func TestSignInPasskey(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		phone := w.register(w.actor(lo), "Jobbtelefonen")
		other := w.register(w.actor(kim), "Kims")
		other.handle = phone.handle
		stranger := newDevice()
		const wrong = "account.passkey.wrong"

		used := phone.signs(w.ask())
		token, err := w.gate.SignInPasskey(ctx, used)
		w.want("right", err, "")
		if who := w.who(token); who.User != lo.ID || who.Assurance != twoFactorLevel || !who.Strong || who.Role != access.Reporter {
			t.Errorf("signed in as %+v", who)
		}
		late := w.ask()
		w.pass(ceremonyLife)
		tests := []struct{ name, answer string }{
			{"nothing", ""},
			{"not JSON", "{"},
			{"JSON of nothing", "{}"},
			{"a million brackets", strings.Repeat("[", 1_000_000)},
			{"the same answer again", used},
			{"a challenge that has run out", phone.signs(late)},
			{"a challenge nobody made", phone.signs([]byte(`{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`))},
			{"a challenge to prove", phone.signs(got[[]byte](w)(w.gate.AskToProve(ctx, w.actor(lo))))},
			{"an offer's challenge", phone.signs(got[[]byte](w)(w.gate.OfferPasskey(ctx, w.actor(lo))))},
			{"an unknown key", stranger.signs(w.ask())},
			{"another's key with this one's name", other.signs(w.ask())},
			{"this one's credential, signed by another", phone.but(func(d *device) { d.key = other.key }).signs(w.ask())},
			{"a false site", phone.but(func(d *device) { d.origin = "https://localhost.samspel.invalid" }).signs(w.ask())},
			{"a false site that holds our name", phone.but(func(d *device) { d.origin = "http://localhost:8080@samspel.invalid" }).signs(w.ask())},
			{"no origin", phone.but(func(d *device) { d.origin = "" }).signs(w.ask())},
			{"made for another host", phone.but(func(d *device) { d.host = "samspel.invalid" }).signs(w.ask())},
			{"nobody touched the device", phone.but(func(d *device) { d.flags = verified }).signs(w.ask())},
			{"the device asked for no finger and no PIN", phone.but(func(d *device) { d.flags = present }).signs(w.ask())},
		}
		for _, tt := range tests {
			token, err := w.gate.SignInPasskey(ctx, tt.answer)
			w.want(tt.name, err, wrong)
			if token != "" {
				t.Errorf("%s: let in", tt.name)
			}
		}
		_, err = w.gate.SignInPasskey(ctx, phone.signs(w.ask()))
		w.want("right, after all that", err, "")

		w.want("shut", w.gate.CloseUser(ctx, w.admin, lo.ID), "")
		_, err = w.gate.SignInPasskey(ctx, phone.signs(w.ask()))
		w.want("a shut account", err, wrong)
	})
}

// One challenge lets in once, whoever wins.
func TestOneChallengeOnce(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		phone := w.register(w.actor(lo), "Jobbtelefonen")
		answer := phone.signs(w.ask())
		var all sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for range 12 {
			all.Go(func() {
				if _, err := w.gate.SignInPasskey(t.Context(), answer); err == nil {
					mu.Lock()
					defer mu.Unlock()
					in++
				}
			})
		}
		all.Wait()
		if in != 1 {
			t.Errorf("let in %d times", in)
		}
	})
}

// A counter that goes backwards means two devices with one key: neither is let in
// after that, the holder is told, and the log says why.
func TestCopiedPasskey(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		var told []string
		w.gate.settings.Tell = func(_ context.Context, _ *db.Tx, user, key, _ string) error {
			told = append(told, user+" "+key)
			return nil
		}
		lo := w.hire("Lo Ek", w.class, access.Reporter)
		phone := w.register(w.actor(lo), "Jobbtelefonen")
		copied := phone.but(func(*device) {})
		for range 3 {
			got[string](w)(w.gate.SignInPasskey(ctx, phone.signs(w.ask())))
		}
		told = nil
		_, err := w.gate.SignInPasskey(ctx, copied.signs(w.ask()))
		w.want("the copy", err, "account.passkey.wrong")
		if len(told) == 0 || told[0] != lo.ID+" account.notice.passkey_copied" {
			t.Errorf("told %q", told)
		}
		_, err = w.gate.SignInPasskey(ctx, phone.signs(w.ask()))
		w.want("the first one, after that", err, "account.passkey.wrong")
		s := got[Security](w)(w.gate.Security(ctx, w.actor(lo)))
		if len(s.Passkeys) != 1 || !s.Passkeys[0].Copied || s.Ways.Passkey {
			t.Errorf("shown as %+v", s)
		}
		if err := w.log.Close(); err != nil {
			t.Fatal(err)
		}
		stopped := false
		for _, r := range got[[]audit.Record](w)(w.log.Records(ctx, audit.Filter{User: lo.ID}, 100)) {
			stopped = stopped || r.Action == "identity.passkey.stop"
		}
		if !stopped {
			t.Error("that it was stopped is not in the log")
		}
	})
}

func TestAddPasskey(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		me := w.actor(lo)
		offer := func(who access.Actor) []byte { return got[[]byte](w)(w.gate.OfferPasskey(ctx, who)) }
		first := w.register(me, "Jobbtelefonen")
		const wrong = "name: account.passkey.not_added"
		spent := offer(me)
		w.want("a second", w.gate.AddPasskey(ctx, me, "Datorn", newDevice().makes(spent)), "")
		late := offer(me)
		w.pass(ceremonyLife)
		me = w.actor(lo)
		they := w.actor(kim)
		signIn := w.ask()
		tests := []struct{ name, called, answer, want string }{
			{"nothing", "x", "", wrong},
			{"no name", " ", newDevice().makes(offer(me)), "name: account.passkey.name_missing"},
			{"a name too long", strings.Repeat("å", 61), newDevice().makes(offer(me)), "name: account.passkey.name_wrong"},
			{"an offer used before", "x", newDevice().makes(spent), wrong},
			{"an offer that has run out", "x", newDevice().makes(late), wrong},
			{"another's offer", "x", newDevice().makes(offer(they)), wrong},
			{"a challenge to sign in", "x", newDevice().makes(signIn), wrong},
			{"a key that is there", "x", first.makes(offer(me)), wrong},
			{"a false site", "x", newDevice().but(func(d *device) { d.origin = "https://samspel.invalid" }).makes(offer(me)), wrong},
			{"for another host", "x", newDevice().but(func(d *device) { d.host = "samspel.invalid" }).makes(offer(me)), wrong},
			{"without finger or PIN", "x", newDevice().but(func(d *device) { d.flags = present }).makes(offer(me)), wrong},
			{"an answer to a challenge", "x", first.signs(offer(me)), wrong},
		}
		for _, tt := range tests {
			w.want(tt.name, w.gate.AddPasskey(ctx, me, tt.called, tt.answer), tt.want)
		}
		stolen := first.but(func(*device) {})
		w.want("another's key", w.gate.AddPasskey(ctx, they, "x", stolen.makes(offer(they))), wrong)

		weary := me
		weary.Strong = false
		_, err := w.gate.OfferPasskey(ctx, weary)
		w.want("offered after a long day", err, "fault.prove")
		w.want("added after a long day", w.gate.AddPasskey(ctx, weary, "x", newDevice().makes(offer(me))), "fault.prove")
		_, err = w.gate.OfferPasskey(ctx, access.Actor{})
		w.want("offered to nobody", err, "fault.absent")

		keys := got[Security](w)(w.gate.Security(ctx, me)).Passkeys
		if len(keys) != 2 || keys[0].Name != "Jobbtelefonen" || keys[1].Name != "Datorn" || !keys[0].Used.IsZero() {
			t.Errorf("passkeys %+v", keys)
		}
		w.want("remove another's", w.gate.RemovePasskey(ctx, they, keys[0].ID), "fault.absent")
		w.want("remove after a long day", w.gate.RemovePasskey(ctx, weary, keys[0].ID), "fault.prove")
		w.want("remove", w.gate.RemovePasskey(ctx, me, keys[0].ID), "")
		_, err = w.gate.SignInPasskey(ctx, first.signs(w.ask()))
		w.want("sign in with what is removed", err, "account.passkey.wrong")
		for n := range mostPasskeys - 1 {
			w.register(me, fmt.Sprint("nummer ", n))
		}
		_, err = w.gate.OfferPasskey(ctx, me)
		w.want("one too many", err, "account.passkey.enough")
	})
}

// What a browser is told to look for tells nothing of who has an account or a key.
func TestShownCredentials(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		phone := w.register(w.actor(lo), "Jobbtelefonen")
		shown := func(email string) (ids []string) {
			var o struct {
				AllowCredentials []struct{ ID string }
			}
			if err := json.Unmarshal(got[[]byte](w)(w.gate.AskPasskey(t.Context(), email)), &o); err != nil {
				t.Fatal(err)
			}
			for _, c := range o.AllowCredentials {
				ids = append(ids, c.ID)
			}
			return ids
		}
		mine := shown(lo.Email)
		if !strings.Contains(fmt.Sprint(mine), b64(phone.credential)) {
			t.Errorf("one's own is not among %q", mine)
		}
		for _, email := range []string{lo.Email, kim.Email, "ingen@ekstad.example"} {
			if first, second := shown(email), shown(strings.ToUpper(email)); len(first) != mostPasskeys || fmt.Sprint(first) != fmt.Sprint(second) {
				t.Errorf("%d shown, and then others", len(first))
			}
		}
		if fmt.Sprint(shown(kim.Email)) == fmt.Sprint(shown("ingen@ekstad.example")) {
			t.Error("the same for everybody without a key")
		}
		if len(shown("")) != 0 || len(shown("ingen adress")) != 0 {
			t.Error("something is shown for no address")
		}
	})
}

func TestRelyingParty(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ site, host, said, accepts string }{
		{"", "localhost", "http://localhost:8080", "http://localhost:8080"},
		{"http://127.0.0.1:8080", "localhost", "http://localhost:41234", "http://localhost:41234"},
		{"http://localhost/", "localhost", "http://localhost.invalid", "http://localhost"},
		{"", "localhost", "http://localhost:80/x", "http://localhost"},
		{"", "localhost", "http://a@localhost", "http://localhost"},
		{"", "localhost", "file://localhost", "http://localhost"},
		{"https://Samspel.Ekstad.example/", "samspel.ekstad.example", "http://localhost", "https://samspel.ekstad.example"},
		{"https://samspel.ekstad.example:8443", "samspel.ekstad.example", "https://annan.example", "https://samspel.ekstad.example:8443"},
	} {
		p := relyingPartyAt(tt.site)
		if p.host != tt.host || p.accepts(tt.said) != tt.accepts {
			t.Errorf("%q: %s, and from %q it accepts %q", tt.site, p.host, tt.said, p.accepts(tt.said))
		}
	}
}

func TestProve(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		lo, kim := w.hire("Lo Ek", w.class, access.Reporter), w.hire("Kim Ask", w.class, access.Reporter)
		app := w.open(lo)
		token := w.signIn(lo)
		phone, other := w.register(w.who(token), "Jobbtelefonen"), w.register(w.actor(kim), "Kims")
		strong := func(token string) bool { return w.who(token).Strong }
		if !strong(token) {
			t.Error("a sign-in is no proof")
		}
		ask := func(token string) []byte { return got[[]byte](w)(w.gate.AskToProve(ctx, w.who(token))) }
		w.pass(proofLife)
		if strong(token) {
			t.Error("strong after a quarter of an hour")
		}
		elsewhere := w.signIn(lo)
		for name, answer := range map[string]string{
			"nothing":                    "",
			"another person's key":       other.signs(ask(token)),
			"a challenge to sign in":     phone.signs(w.ask()),
			"another session's question": phone.signs(ask(elsewhere)),
		} {
			_, err := w.gate.ProvePasskey(ctx, token, answer)
			w.want(name, err, "account.passkey.wrong")
		}
		_, err := w.gate.ProvePasskey(ctx, newToken(), phone.signs(ask(token)))
		w.want("no session", err, "fault.sign_in")
		before := w.who(token)
		fresh := got[string](w)(w.gate.ProvePasskey(ctx, token, phone.signs(ask(token))))
		after := w.who(fresh)
		if !after.Strong || after.User != lo.ID || after.Mandate != before.Mandate || after.Session == before.Session || after.Assurance != 3 {
			t.Errorf("proved: %+v", after)
		}
		if w.who(token).SignedIn() {
			t.Error("the old token still opens")
		}

		w.pass(proofLife)
		const wrong = "password: account.prove.wrong"
		for name, try := range map[string][2]string{"nothing": {}, "wrong password": {"gissning nummer ett", w.code(app)}, "wrong code": {goodPassword, "000000"}} {
			_, err := w.gate.ProvePassword(ctx, fresh, try[0], try[1])
			w.want(name, err, wrong)
		}
		code := w.code(app)
		last := got[string](w)(w.gate.ProvePassword(ctx, fresh, goodPassword, code))
		if !strong(last) || w.who(fresh).SignedIn() {
			t.Error("not proved, or the old token still opens")
		}
		_, err = w.gate.ProvePassword(ctx, last, goodPassword, code)
		w.want("the same code again", err, wrong)

		// A day is no longer for having been proved.
		for now := w.Now(); w.Now().Before(now.Add(11*time.Hour)) && w.who(last).SignedIn(); {
			w.pass(20 * time.Minute)
			w.who(last)
		}
		if w.who(last).SignedIn() {
			t.Error("a session outlived its day")
		}
	})
}

func TestProveOIDC(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		kim, _, err := w.gate.AddUser(ctx, w.admin, UserDraft{Name: "Kim Ask", Email: "kim@ekstad.example", Organisation: w.school, Subject: "kim-9901"})
		w.want("add", err, "")
		_, _, err = w.gate.AddUser(ctx, w.admin, UserDraft{Name: "Mio Al", Email: "mio@ekstad.example", Organisation: w.school, Subject: "mio-9901"})
		w.want("add", err, "")
		claims := func(subject, acr string, at time.Time) Claims {
			return Claims{Issuer: testIssuer, Subject: subject, ACR: acr, AuthTime: at}
		}
		token := got[string](w)(w.gate.SignInOIDC(ctx, claims("kim-9901", "loa3", w.Now())))
		who := w.who(token)
		_, err = w.gate.OfferPasskey(ctx, who)
		w.want("a passkey beside the provider", err, "account.passkey.provider")
		w.pass(proofLife)
		for _, tt := range []struct {
			name string
			c    Claims
			want string
		}{
			{"nothing", Claims{}, "account.oidc.level"},
			{"somebody else", claims("mio-9901", "loa3", w.Now()), "account.prove.other"},
			{"a low level", claims("kim-9901", "loa2", w.Now()), "account.oidc.level"},
			{"asked long ago", claims("kim-9901", "loa3", w.Now().Add(-time.Hour)), "account.prove.old"},
			{"no word of when", claims("kim-9901", "loa3", time.Unix(0, 0)), "account.prove.old"},
			{"another provider", Claims{Issuer: "https://annan.example", Subject: "kim-9901", ACR: "loa3", AuthTime: w.Now()}, "account.prove.other"},
		} {
			_, err := w.gate.ProveOIDC(ctx, token, tt.c)
			w.want(tt.name, err, tt.want)
		}
		fresh := got[string](w)(w.gate.ProveOIDC(ctx, token, claims("kim-9901", "loa3", w.Now())))
		if after := w.who(fresh); !after.Strong || after.User != kim.ID || after.Session == who.Session {
			t.Errorf("proved: %+v", after)
		}
	})
}
