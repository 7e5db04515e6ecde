package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestASystemIsConnectedAndShutOut(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		admin := w.as(w.admin)
		admin.Get("/administration/system").Is(http.StatusOK).Accessible().Has("h2", "Inget system är anslutet")
		admin.Get("/administration/system/nytt").Is(http.StatusOK).Accessible()
		admin.Post("/administration/system/nytt", url.Values{"to": {"31 februari"}}).Is(http.StatusUnprocessableEntity).Accessible()
		unit := w.class
		page := admin.Post("/administration/system/nytt", url.Values{"name": {"Elevsystemet"}, "unit": {unit}, "to": {"2027-06-30"},
			"scope": {"orosanmalan:skicka", "orosanmalan:folja"}}).Is(http.StatusOK).Accessible()
		if !strings.Contains(page.Body, "samspel_") {
			t.Error("the secret is not shown")
		}
		path := "/administration/system/" + page.Text("code")
		page = admin.Get(path).Is(http.StatusOK).Accessible().Has("h1", "Elevsystemet")
		if strings.Contains(page.Body, "samspel_") {
			t.Error("the secret is shown again")
		}
		admin.Post(path+"/webhook", url.Values{"url": {"http://skola.example"}}).Is(http.StatusUnprocessableEntity).Accessible()
		admin.Post(path+"/webhook", url.Values{"url": {"https://skola.example/samspel"}}).SendsTo(path)
		admin.Get(path).Is(http.StatusOK).Accessible()
		shown := admin.Post(path+"/webhook/nyckel", url.Values{"gor": {"visa"}}).Is(http.StatusOK).Accessible().Text("code")
		turned := admin.Post(path+"/webhook/nyckel", url.Values{"gor": {"byt"}}).Is(http.StatusOK).Accessible().Text("code")
		if !strings.HasPrefix(shown, "whsec_") || shown == turned {
			t.Errorf("signing keys %q and %q", shown, turned)
		}
		admin.Post(path+"/hemlighet", nil).Is(http.StatusOK).Accessible()
		admin.Post(path+"/hemlighet", nil).Is(http.StatusConflict)
		admin.Get(path+"/stang").Is(http.StatusOK).Accessible().Has("h1", "Stäng Elevsystemet?")
		admin.Post(path+"/stang", nil).SendsTo(path)
		admin.Get(path).Is(http.StatusOK).Accessible()
		admin.Post(path+"/webhook", url.Values{"url": {"https://skola.example/"}}).Is(http.StatusConflict)
	})
}
