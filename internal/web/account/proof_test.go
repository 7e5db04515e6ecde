package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samspel/internal/web/webtest"
)

const password = "mossa tjärn ljung dis"

// opened is Lo, who has opened the account, with a way to make codes.
func (w *town) opened() (b *webtest.Browser, code func() string) {
	w.Helper()
	_, key, err := w.gate.Invited(w.Context(), w.lo.invitation.Code)
	if err != nil {
		w.Fatal(err)
	}
	code = func() string {
		w.pass(time.Minute)
		c, err := totp.GenerateCode(strings.ReplaceAll(key.Secret(), " ", ""), w.Now())
		if err != nil {
			w.Fatal(err)
		}
		return c
	}
	if err := w.gate.AcceptInvitation(w.Context(), w.lo.invitation.Code, password, code()); err != nil {
		w.Fatal(err)
	}
	b = w.browser()
	b.Post("/logga-in", url.Values{"email": {w.lo.Email}, "password": {password}, "code": {code()}}).SendsTo("/")
	return b, code
}

func TestProofLeadsBack(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b, code := w.opened()
		b.Get("/sakerhet").Is(http.StatusOK).Accessible()
		b.Get("/sakerhet/nycklar/ny").Is(http.StatusOK).Accessible()
		w.pass(16 * time.Minute)
		page := b.Get("/sakerhet/nycklar/ny").SendsTo("/bekrafta?till=%2Fsakerhet%2Fnycklar%2Fny")
		page = b.Follow(page).Is(http.StatusOK).Accessible()
		if back := page.Attr("input[name=back]", "value"); back != "/sakerhet/nycklar/ny" {
			t.Errorf("leads back to %q", back)
		}
		page = b.Post("/bekrafta", url.Values{"password": {password}, "code": {"000000"}, "back": {"/sakerhet/nycklar/ny"}}).Is(http.StatusUnprocessableEntity).Accessible()
		if strings.Contains(page.Body, password) {
			t.Error("the password comes back in the page")
		}
		before := b.Cookie(cookie)
		b.Post("/bekrafta", url.Values{"password": {password}, "code": {code()}, "back": {"/sakerhet/nycklar/ny"}}).SendsTo("/sakerhet/nycklar/ny")
		if before == b.Cookie(cookie) {
			t.Error("the token is the same")
		}
		b.Get("/sakerhet/nycklar/ny").Is(http.StatusOK)
		w.pass(16 * time.Minute)
		for _, back := range []string{"https://samspel.invalid/", "//samspel.invalid", "/bekrafta", "/logga-in"} {
			b.Post("/bekrafta", url.Values{"password": {password}, "code": {code()}, "back": {back}}).SendsTo("/")
		}
		w.browser().Get("/bekrafta").SendsTo("/logga-in?till=%2Fbekrafta")
	})
}

// What somebody was sending comes along, byte for byte, and is sent by themselves.
func TestProofKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b, code := w.opened()
		w.pass(16 * time.Minute)
		const name = "Jobb & <b>telefon</b> \"ö\""
		page := b.Post("/sakerhet/nycklar/ny", url.Values{"name": {name}, "answer": {"{}"}}).Is(http.StatusForbidden).Accessible()
		form := url.Values{"password": {password}, "code": {code()}, "again": {page.Attr("input[name=again]", "value")}, "typed": {page.Attr("input[name=typed]", "value")}}
		page = b.Post("/bekrafta", form).Is(http.StatusOK).Accessible()
		if got := page.Attr("main form", "action"); got != "/sakerhet/nycklar/ny" {
			t.Errorf("sent again to %q", got)
		}
		if got := page.Attr("main input[name=name]", "value"); got != name {
			t.Errorf("typed %q, kept %q", name, got)
		}
		w.pass(16 * time.Minute)
		for _, again := range []string{"https://samspel.invalid/x", "//samspel.invalid/x", "javascript:alert(1)"} {
			page := b.Post("/bekrafta", url.Values{"password": {password}, "code": {code()}, "again": {again}, "typed": {"%zz=;a"}}).Is(http.StatusOK)
			if got := page.Attr("main form", "action"); got != "/" {
				t.Errorf("%q is sent to %q", again, got)
			}
		}
	})
}

func TestRecoverPages(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b, _ := w.opened()
		b.Get("/sakerhet/koder").Is(http.StatusOK).Accessible()
		page := b.Post("/sakerhet/koder", nil).Is(http.StatusOK).Accessible()
		if page.Header.Get("Cache-Control") != "no-store" {
			t.Error("the codes may be kept by the browser")
		}
		paper := page.Text("code")
		b.Get("/sakerhet").Lacks("body", paper)
		b.Get("/sakerhet/losenord").Is(http.StatusOK).Accessible()
		b.Post("/sakerhet/losenord", url.Values{"present": {password}, "password": {"kort"}}).Is(http.StatusUnprocessableEntity).Accessible()
		page = b.Get("/sakerhet/app").Is(http.StatusOK).Accessible()
		b.Post("/sakerhet/app", url.Values{"offered": {page.Attr("input[name=offered]", "value")}, "code": {"000000"}}).Is(http.StatusUnprocessableEntity).Accessible()
		b.Get("/sakerhet/nycklar/finns-inte").Is(http.StatusNotFound)
		b.Post("/sakerhet/nycklar/finns-inte", nil).Is(http.StatusNotFound)

		admin := w.as(w.admin)
		path := "/administration/personer/" + w.lo.ID + "/aterstall"
		admin.Get(path).Is(http.StatusOK).Accessible()
		w.as(w.farAd).Post(path, nil).Is(http.StatusNotFound)
		b.Post(path, nil).Is(http.StatusNotFound)
		page = admin.Post(path, nil).Is(http.StatusOK).Accessible()
		if page.Text("code") == "" {
			t.Error("no new invitation")
		}
		b.Get("/sakerhet").SendsTo("/logga-in?till=%2Fsakerhet")
		w.browser().Post("/logga-in", url.Values{"email": {w.lo.Email}, "password": {password}, "code": {paper}}).Is(http.StatusUnprocessableEntity)
	})
}
