package hostile_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samspel/internal/app"
	"samspel/test/worldtest"
)

const password = "mossa tjärn ljung dis"

// holder is somebody who has opened an account with a password.
type holder struct {
	w             *worldtest.World
	email, secret string
	user, mandate string
}

func newHolder(t *testing.T, w *worldtest.World, email string) *holder {
	t.Helper()
	u, m, invitation := w.Hire("Vilma Ask", email, "kurator")
	h := &holder{w: w, email: email, user: u.ID, mandate: m.ID}
	page := w.Nobody().Post("/inbjudan", url.Values{"invitation": {invitation.Code}})
	found := regexp.MustCompile(`<code[^>]*>([A-Z2-7 ]{16,})</code>`).FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatalf("no key to connect the app with: status %d", page.Status)
	}
	h.secret = strings.ReplaceAll(found[1], " ", "")
	a := w.Nobody().Post("/inbjudan/klar", url.Values{"invitation": {invitation.Code}, "password": {password}, "code": {h.code(t)}})
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d", a, a.Status)
	}
	w.Pass(time.Minute)
	return h
}

func (h *holder) code(t *testing.T) string {
	t.Helper()
	code, err := totp.GenerateCode(h.secret, h.w.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func (h *holder) form(t *testing.T) url.Values {
	return url.Values{"email": {h.email}, "password": {password}, "code": {h.code(t)}}
}

// A token that somebody else has put in the browser is not the one that is signed
// in, and is worth nothing afterwards; every change of privilege gives a new one.
func TestT9SessionsCannotBeFixed(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://samspel.example/", "https://samspel.example/"} {
		w := worldtest.Open(t, func(c *app.Config) { c.URL = address })
		h := newHolder(t, w, "vilma.ask@exempel.invalid")
		attacker := w.As("polis")
		for name, planted := range map[string]string{
			"somebody else's token": attacker.Token, "a made-up token": strings.Repeat("A", len(attacker.Token)), "no token": "",
		} {
			victim := w.Nobody()
			victim.Token = planted
			a := victim.Post("/logga-in", h.form(t))
			w.Pass(time.Minute)
			cookie := a.Cookie(w.SessionCookie())
			if a.Status != http.StatusSeeOther || cookie == nil || cookie.Value == planted || len(cookie.Value) < 40 {
				t.Fatalf("with %s: status %d, cookie %v", name, a.Status, cookie)
			}
			checkCookies(t, a, w.App.Config.Secure())
			attacker.Token = planted
			signedOut(t, attacker, name)

			// The same person takes a mandate, which is a change of privilege.
			victim.Token = cookie.Value
			a = victim.Post("/uppdrag", url.Values{"mandate": {h.mandate}})
			turned := a.Cookie(w.SessionCookie())
			if turned == nil || turned.Value == cookie.Value {
				t.Fatalf("with %s: the token is the same after choosing a mandate: %d", name, a.Status)
			}
			checkCookies(t, a, w.App.Config.Secure())
			signedOut(t, victim, "the token from before the mandate")

			// Signing out ends the session, not just the cookie.
			victim.Token = turned.Value
			if a := victim.Get("/uppdrag"); a.Status != http.StatusOK {
				t.Errorf("the new token does not open: %d", a.Status)
			}
			a = victim.Post("/logga-ut", nil)
			if c := a.Cookie(w.SessionCookie()); c == nil || c.MaxAge >= 0 || c.Value != "" {
				t.Errorf("the cookie stays after signing out: %v", c)
			}
			checkCookies(t, a, w.App.Config.Secure())
			signedOut(t, victim, "the token after signing out")
		}
	}
}

// Signing out everywhere, an ended mandate, idleness and age end sessions at the
// next request.
func TestT9SessionsEnd(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	leaves(t, w.World)
	one, other := w.SignIn("en", w.victim, w.mandate), w.SignIn("annan", w.victim, w.mandate)
	if a := one.Post("/sessioner", nil); a.Status != http.StatusSeeOther {
		t.Errorf("%s: status %d", a, a.Status)
	}
	signedOut(t, one, "the session that asked to be ended everywhere")
	signedOut(t, other, "the other session")

	reader := w.SignIn("utan uppdrag", w.victim, w.mandate)
	a := w.As("administrator").Post("/administration/personer/"+w.victim+"/uppdrag/"+w.mandate, nil)
	if a.Status != http.StatusSeeOther {
		t.Errorf("%s: status %d", a, a.Status)
	}
	if a := reader.Get("/orosanmalan/" + w.sent); a.Status == http.StatusOK {
		t.Errorf("%s: the mandate has ended", a)
	}
	w.As("administrator").Post("/administration/personer/"+w.victim+"/stang", nil)
	signedOut(t, reader, "the session of a closed account")

	idle := w.As("chef")
	w.Pass(31 * time.Minute)
	signedOut(t, idle, "an idle session")
	busy := w.As("chef")
	for range 30 {
		w.Pass(20 * time.Minute)
		if a := busy.Get("/uppdrag"); w.Now().Before(start.Add(10*time.Hour)) && a.Status != http.StatusOK {
			t.Fatalf("%s: status %d at %s", a, a.Status, w.Now())
		}
	}
	w.Pass(time.Minute)
	signedOut(t, busy, "a session of more than ten hours")
}

var start = time.Date(2026, 11, 23, 9, 31, 0, 0, time.UTC)

// The way out of a child's pages ends the session, and not just the cookie. A link to it
// from another site ends nothing, and nobody else's session can be ended by it.
func leaves(t *testing.T, w *worldtest.World) {
	t.Helper()
	child, officer := w.As("barn"), w.As("handlaggare")
	child.Header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	if a := child.Get("/familj/lamna"); a.Status != http.StatusSeeOther || len(a.Header["Set-Cookie"]) > 0 {
		t.Errorf("led there by another site: status %d, cookies %q", a.Status, a.Header["Set-Cookie"])
	}
	child.Header = nil
	for _, r := range []*worldtest.Reader{child, officer} {
		if a := r.Get("/familj/lamna"); a.Status != http.StatusSeeOther {
			t.Errorf("%s: status %d", a, a.Status)
		}
	}
	if a := child.Get("/familj"); a.Status == http.StatusOK {
		t.Error("the child's pages open after the way out")
	}
	if a := officer.Get("/samordning"); a.Status != http.StatusOK {
		t.Errorf("the officer's session has ended: status %d", a.Status)
	}
}

func signedOut(t *testing.T, r *worldtest.Reader, what string) {
	t.Helper()
	if a := r.Get("/uppdrag"); a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Location(), "/logga-in") {
		t.Errorf("%s still opens: status %d", what, a.Status)
	}
}

func checkCookies(t *testing.T, a *worldtest.Answer, secure bool) {
	t.Helper()
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure != secure {
			t.Errorf("%s: cookie %s", a, c)
		}
		if strings.Contains(c.Name, "samspel-oidc") || c.Name == "samspel-flash" || c.Name == "samspel-lang" {
			continue
		}
		if want := secure; strings.HasPrefix(c.Name, "__Host-") != want {
			t.Errorf("%s: cookie %s", a, c)
		}
	}
}

// Somebody who guesses learns neither who has an account nor, after a few tries,
// whether a guess was right.
func TestGuessing(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	h := newHolder(t, w, "vilma.ask@exempel.invalid")
	closed := newHolder(t, w, "stina.alm@exempel.invalid")
	if a := w.As("administrator").Post("/administration/personer/"+closed.user+"/stang", nil); a.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d", a, a.Status)
	}
	// guess gives the answer without the address that was typed.
	guess := func(email string, form url.Values) string {
		a := w.Nobody().Post("/logga-in", form)
		if a.Status != http.StatusUnprocessableEntity || len(a.Header["Set-Cookie"]) > 0 {
			t.Errorf("%s as %s: status %d", a, email, a.Status)
		}
		a.Header.Del("Content-Length")
		return strings.ReplaceAll(a.All(), email, "")
	}
	slowed := 0
	for n := range 8 {
		wrong := func(email string) url.Values {
			return url.Values{"email": {email}, "password": {"gissning nummer " + string(rune('a'+n))}, "code": {h.code(t)}}
		}
		known, unknown := guess(h.email, wrong(h.email)), guess("ingen@exempel.invalid", wrong("ingen@exempel.invalid"))
		shut := guess(closed.email, wrong(closed.email))
		if known != unknown || known != shut {
			t.Fatalf("guess %d tells accounts apart:\n%s\n%s\n%s", n, known, unknown, shut)
		}
		if strings.Contains(known, "Vänta") {
			slowed++
		}
	}
	if slowed == 0 {
		t.Fatal("eight guesses in a row, and none was slowed down")
	}
	right := guess(h.email, h.form(t))
	if wrong := guess("ingen@exempel.invalid", url.Values{"email": {"ingen@exempel.invalid"}, "password": {password}, "code": {"000000"}}); right != wrong {
		t.Errorf("while slowed down, a right guess is told from a wrong one:\n%s\n%s", right, wrong)
	}
	w.Pass(2 * time.Hour)
	if a := w.Nobody().Post("/logga-in", h.form(t)); a.Status != http.StatusSeeOther {
		t.Errorf("the holder cannot sign in when the wait is over: status %d", a.Status)
	}
}
