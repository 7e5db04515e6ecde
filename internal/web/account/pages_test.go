package account_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/id"
	"samspel/internal/web/webtest"
)

func TestFromInvitationToSignOut(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		admin := w.as(w.admin)
		page := admin.Post("/administration/personer/ny", url.Values{
			"name": {"Mio Al"}, "email": {"Mio.Al@Ekstad.example"}, "organisation": {w.school}, "language": {"sv"},
		}).Is(http.StatusOK).Accessible()
		invitation := page.Text("code")

		b := w.browser()
		b.Get("/inbjudan").Is(http.StatusOK).Accessible()
		b.Post("/inbjudan", url.Values{"invitation": {"ABCD-EFGH-JKMN-PQRS"}}).Is(http.StatusUnprocessableEntity).Accessible()
		page = b.Post("/inbjudan", url.Values{"invitation": {strings.ToLower(invitation)}}).Is(http.StatusOK).Accessible()
		if !strings.HasPrefix(page.Attr("main img", "src"), "data:image/png;base64,") {
			t.Errorf("the picture is %q", page.Attr("main img", "src"))
		}
		secret := strings.ReplaceAll(page.Text("code"), " ", "")
		code := func() string {
			c, err := totp.GenerateCode(secret, w.Now())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		const password = "mossa tjärn ljung dis"
		page = b.Post("/inbjudan/klar", url.Values{"invitation": {invitation}, "password": {"sommar2026"}, "code": {"000000"}}).
			Is(http.StatusUnprocessableEntity).Accessible()
		if strings.Contains(page.Body, "sommar2026") {
			t.Error("the password comes back in the page")
		}
		b.Post("/inbjudan/klar", url.Values{"invitation": {invitation}, "password": {password}, "code": {code()}}).SendsTo("/logga-in")

		w.pass(30 * time.Second)
		form := url.Values{"email": {"mio.al@ekstad.example"}, "password": {password}, "code": {code()}, "back": {"/meddelanden"}}
		page = b.Post("/logga-in", form).SendsTo("/uppdrag?till=%2Fmeddelanden")
		if !strings.Contains(page.Header.Get("Set-Cookie"), "HttpOnly; SameSite=Lax") {
			t.Errorf("cookie %q", page.Header.Get("Set-Cookie"))
		}
		b.Follow(page).Is(http.StatusOK).Accessible().Has("h2", "Du har inget uppdrag i dag")
		b.Post("/logga-ut", nil).SendsTo("/logga-in")
		if b.Cookie(cookie) != "" {
			t.Error("the cookie stays after signing out")
		}
		b.Get("/uppdrag").SendsTo("/logga-in?till=%2Fuppdrag")
		page = b.Post("/logga-in", form).Is(http.StatusUnprocessableEntity).Accessible()
		if strings.Contains(page.Body, password) {
			t.Error("the password comes back in the page")
		}
	})
}

// The answer to a sign-in does not tell whether there is such an account.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		try := func(email string) string {
			p := w.browser().Post("/logga-in", url.Values{"email": {email}, "password": {"gissning nummer ett"}, "code": {"123456"}}).
				Is(http.StatusUnprocessableEntity)
			return strings.ReplaceAll(p.Body, email, "")
		}
		if known, unknown := try(w.lo.Email), try("ingen@ekstad.example"); known != unknown {
			t.Errorf("known and unknown address differ:\n%s\n%s", known, unknown)
		}
		for range 4 {
			try(w.lo.Email)
		}
		w.browser().Post("/logga-in", url.Values{"email": {w.lo.Email}, "password": {"x"}, "code": {"1"}}).
			Is(http.StatusUnprocessableEntity).Has(".ds-error-summary", "Vänta en minut")
		w.browser().Post("/logga-in", nil).Is(http.StatusUnprocessableEntity).Accessible()
	})
}

func TestHostileForms(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		many := url.Values{}
		for range 10_000 {
			many.Add(id.New(), "x")
		}
		forms := map[string]url.Values{
			"nothing":         {},
			"repeated fields": {"email": {"a@b.se", "c@d.se"}, "role": {"reporter", "administrator"}, "unit": {w.class, w.reception}, "mandate": {"a", "b"}},
			"script and SQL":  {"email": {"<script>alert(1)</script>"}, "name": {"'; DROP TABLE identity_user; --"}, "unit": {"' OR 1=1 --"}, "mandate": {"' OR 1=1 --"}, "password": {"<b>"}, "code": {"<b>"}, "invitation": {"' OR 1=1"}, "organisation": {"' OR 1=1 --"}},
			"oversized":       {"email": {strings.Repeat("a", 100_000)}, "name": {strings.Repeat("å", 100_000)}, "password": {strings.Repeat("p", 100_000)}, "code": {strings.Repeat("1", 100_000)}, "invitation": {strings.Repeat("A", 100_000)}, "mandate": {strings.Repeat("m", 100_000)}, "last_day": {strings.Repeat("9", 100_000)}},
			"broken UTF-8":    {"email": {"\xff\xfe"}, "name": {"\xc3\x28"}, "mandate": {"\x00"}},
			"ten thousand":    many,
		}
		paths := []string{
			"/logga-in", "/inbjudan", "/inbjudan/klar", "/uppdrag", "/meddelanden/" + id.New(), "/meddelanden/%27%20OR%201=1",
			"/administration/personer/ny", "/administration/personer/" + w.lo.ID + "/uppdrag",
			"/administration/personer/" + w.lo.ID + "/uppdrag/" + id.New(), "/administration/personer/%00/stang",
			"/administration/personer/" + id.New() + "/inbjudan",
		}
		for _, b := range []*webtest.Browser{w.browser(), w.as(w.lo), w.as(w.admin)} {
			for name, form := range forms {
				for _, path := range paths {
					p := b.Post(path, form)
					if p.Status >= 500 || p.Status < 300 {
						t.Errorf("%s to %s: status %d", name, path, p.Status)
					}
					if strings.Contains(p.Body, "<script>alert") {
						t.Errorf("%s to %s: script comes back", name, path)
					}
				}
			}
		}
	})
}

func TestForeignSitesCannotPost(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b := w.as(w.admin)
		b.Header.Set("Sec-Fetch-Site", "cross-site")
		for _, path := range []string{"/logga-in", "/logga-ut", "/uppdrag", "/sessioner", "/administration/personer/" + w.lo.ID + "/stang"} {
			b.Post(path, nil).Is(http.StatusForbidden)
		}
		b.Header.Set("Sec-Fetch-Site", "same-origin")
		b.Get("/sessioner").Is(http.StatusOK)
	})
}

func TestBackLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b := w.as(w.lo)
		for till, want := range map[string]string{
			"https://annan.example/":      "/",
			"//annan.example/":            "/",
			`/\annan.example`:             "/",
			"javascript:alert(1)":         "/",
			"/logga-in":                   "/",
			"/meddelanden?visa=alla":      "/meddelanden?visa=alla",
			"/orosanmalan/0199#bedomning": "/orosanmalan/0199#bedomning",
		} {
			b.Get("/logga-in?till=" + url.QueryEscape(till)).SendsTo(want)
		}
	})
}

// A token planted in a browser before sign-in, or from before a mandate was
// chosen, opens nothing afterwards.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		more, err := w.gate.GrantMandate(t.Context(), w.actor(w.admin), identity.MandateDraft{User: w.lo.ID, Unit: w.class, Role: access.Manager})
		if err != nil {
			t.Fatal(err)
		}
		b := w.as(w.lo)
		planted := b.Cookie(cookie)
		b.Get("/uppdrag").Is(http.StatusOK).Accessible().Has("label", "Chef")
		b.Post("/uppdrag", url.Values{"mandate": {w.farAd.mandate.ID}}).Is(http.StatusUnprocessableEntity).Accessible()
		b.Post("/uppdrag", url.Values{"mandate": {more.ID}, "back": {"//annan.example"}}).SendsTo("/")
		if b.Cookie(cookie) == planted {
			t.Error("the token is the same after choosing a mandate")
		}
		thief := w.browser()
		thief.SetCookie(cookie, planted)
		thief.Get("/uppdrag").SendsTo("/logga-in?till=%2Fuppdrag")

		other := w.as(w.lo)
		b.Get("/sessioner").Is(http.StatusOK).Accessible().Has("li", "Den här")
		b.Post("/sessioner", nil).SendsTo("/logga-in")
		other.Get("/sessioner").SendsTo("/logga-in?till=%2Fsessioner")
	})
}

func (w *town) actor(p person) access.Actor {
	w.Helper()
	token, err := w.gate.StartSession(w.Context(), p.ID, "", 3)
	if err != nil {
		w.Fatal(err)
	}
	who, err := w.gate.Actor(w.Context(), token)
	if err != nil {
		w.Fatal(err)
	}
	return who
}

func TestAdministration(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		admin, lo := w.as(w.admin), w.as(w.lo)
		person := "/administration/personer/" + w.lo.ID
		admin.Get("/administration").Is(http.StatusOK).Accessible().Has("th", "Lo Ask").Lacks("th", "Cai Björk")
		admin.Get("/administration?sok="+url.QueryEscape("ingen")).Is(http.StatusOK).Accessible().Has("h2", "Ingen person hittades")
		admin.Get("/administration/personer/ny").Is(http.StatusOK).Accessible().Lacks("option", "Björklunda")
		admin.Post("/administration/personer/ny", nil).Is(http.StatusUnprocessableEntity).Accessible()
		admin.Post("/administration/personer/ny", url.Values{"name": {"Tjuv"}, "email": {"t@ekstad.example"}, "organisation": {w.elsewhere}}).Is(http.StatusNotFound)
		admin.Get(person).Is(http.StatusOK).Accessible().Has("li", "Anmälare")
		admin.Get(person+"/uppdrag").Is(http.StatusOK).Accessible().Lacks("option", "Björkskolan")
		admin.Post(person+"/uppdrag", url.Values{"unit": {w.class}, "role": {"officer"}}).Is(http.StatusUnprocessableEntity).Accessible()
		admin.Post(person+"/uppdrag", url.Values{"unit": {w.class}, "role": {"manager"}, "deputy": {w.farAd.Email}}).Is(http.StatusUnprocessableEntity).
			Has(".ds-error-summary", "Ingen i er kommun")
		admin.Post(person+"/uppdrag", url.Values{"unit": {w.reception}, "role": {"officer"}, "from": {""}, "to": {""}}).SendsTo(person)
		admin.Get(person).Has("li", "Socialsekreterare")

		end := person + "/uppdrag/" + w.lo.mandate.ID
		admin.Get(end).Is(http.StatusOK).Accessible()
		admin.Post(end, url.Values{"last_day": {"2020-01-01"}}).Is(http.StatusUnprocessableEntity).Accessible()
		lo.Get("/uppdrag").Is(http.StatusOK).Has("label", "Anmälare")
		admin.Post(end, url.Values{"deputy": {w.kim.Email}}).SendsTo(person)
		lo.Get("/uppdrag").Is(http.StatusOK).Lacks("label", "Anmälare")
		admin.Get(person).Has("li", "Ersättare: Kim Lind.")

		// One's own page is for reading; the forms say no whoever opens them.
		own := "/administration/personer/" + w.admin.ID
		admin.Get(own).Is(http.StatusOK).Accessible().Has(".s-note", "ditt eget konto").Lacks("a", "Avsluta")
		admin.Post(own+"/uppdrag", url.Values{"unit": {w.reception}, "role": {"officer"}}).Is(http.StatusForbidden)
		admin.Post(own+"/uppdrag/"+w.admin.mandate.ID, nil).Is(http.StatusForbidden)
		admin.Post(own+"/stang", nil).Is(http.StatusForbidden)

		admin.Get(person + "/stang").Is(http.StatusOK).Accessible()
		admin.Post(person+"/stang", nil).SendsTo(person)
		lo.Get("/uppdrag").SendsTo("/logga-in?till=%2Fuppdrag")
		admin.Get(person).Is(http.StatusOK).Accessible().Has(".s-state", "Stängt")
	})
}

// Every page of the administration, for everybody who is not an administrator of
// the municipality: as if it were not there.
func TestAdministrationIsNotThere(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		person := "/administration/personer/" + w.kim.ID
		reporter, stranger := w.as(w.lo), w.as(w.farAd)
		for _, path := range []string{"/administration", "/administration/personer/ny"} {
			reporter.Get(path).Is(http.StatusNotFound)
			w.browser().Get(path).Is(http.StatusSeeOther)
		}
		missing := stranger.Get("/administration/personer/" + id.New()).Is(http.StatusNotFound).Body
		for _, path := range []string{person, person + "/stang", person + "/uppdrag", person + "/uppdrag/" + w.kim.mandate.ID} {
			reporter.Get(path).Is(http.StatusNotFound)
			if got := stranger.Get(path).Is(http.StatusNotFound).Body; got != missing {
				t.Errorf("%s differs from what is not there", path)
			}
		}
		for _, path := range []string{person + "/stang", person + "/inbjudan", person + "/uppdrag/" + w.kim.mandate.ID} {
			reporter.Post(path, nil).Is(http.StatusNotFound)
			stranger.Post(path, nil).Is(http.StatusNotFound)
		}
		w.as(w.kim).Get("/uppdrag").Is(http.StatusOK).Has("label", "Anmälare")
	})
}

func TestNotices(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		b := w.as(w.lo)
		b.Get("/meddelanden").Is(http.StatusOK).Accessible().Has("h2", "Inga meddelanden")
		err := w.store.Data.Write(t.Context(), func(tx *db.Tx) error {
			return w.notices.Tell(t.Context(), tx, notify.Notice{User: w.lo.ID, Key: "account.mandates.title", Link: "/uppdrag"})
		})
		if err != nil {
			t.Fatal(err)
		}
		page := b.Get("/meddelanden").Is(http.StatusOK).Accessible().Has("header a", "1 nytt meddelande").Has("th", "Uppdrag")
		read := page.Attr("td form", "action")
		w.as(w.kim).Post(read, nil).Is(http.StatusNotFound)
		b.Post(read, nil).SendsTo("/uppdrag")
		b.Get("/meddelanden").Lacks("header a", "nytt meddelande").Lacks(".s-state", "Oläst")
		b.Post("/meddelanden", nil).SendsTo("/meddelanden")

		b.Post("/meddelanden/mejl", nil).SendsTo("/meddelanden")
		if page := b.Get("/meddelanden"); page.Count("input[name=mail][checked]") != 0 {
			t.Error("mail is still wanted")
		}
	})
}

func TestWords(t *testing.T) {
	t.Parallel()
	problems, err := words().Check(os.DirFS("."), os.DirFS("../../frame/identity"), os.DirFS("../../frame/notify"), os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.Contains(p, "account.") || strings.Contains(p, "notify.") {
			t.Error(p)
		}
	}
}
