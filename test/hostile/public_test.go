package hostile_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/test/worldtest"
)

var forms = []string{"/orolig", "/orolig/lattlast", "/orolig/english", "/orolig/english/easy"}

var ticket = regexp.MustCompile(`name="biljett" value="([^"]*)"`)

// worried is the public's form filled in, with a fresh ticket that a minute has gone
// since.
func (w *town) worried(path string) url.Values {
	w.Helper()
	form := w.fresh(path)
	w.Pass(time.Minute)
	return form
}

func (w *town) fresh(path string) url.Values {
	w.Helper()
	return url.Values{"biljett": {ticketOf(w, w.Nobody().Get(path))}, "gor": {"skicka"}, "municipality": {"9901"}, "reporter": {"anonymous"},
		"child.0.found": {"Flickan i gult, Ekparken"}, "seen": {"Sover ute."}}
}

func ticketOf(w *town, a *worldtest.Answer) string {
	w.Helper()
	found := ticket.FindStringSubmatch(a.Body)
	if found == nil {
		w.Fatalf("%s: no ticket", a)
	}
	return found[1]
}

// receipt is the page after a sending, opened with the cookie that came with it.
func (w *town) receipt(a *worldtest.Answer) *worldtest.Answer {
	w.Helper()
	w.expect(a, http.StatusSeeOther)
	r := w.Nobody()
	r.Header = http.Header{"Cookie": {"samspel-kvitto=" + a.Cookie("samspel-kvitto").Value}}
	return r.Get(a.Location())
}

var reference = regexp.MustCompile(`[A-Z0-9]{4}-[A-Z0-9]{4}`)

func matters(w *town) int { return len(w.Tables()["data.concern_matter"]) }

func TestPublicFormIsOneReport(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for _, path := range forms {
		form, before := w.worried(path), matters(w)
		var references []string
		for range 3 {
			page := w.receipt(w.Nobody().Post(path, form))
			references = append(references, reference.FindString(page.Body))
		}
		if references[0] == "" || len(slices.Compact(references)) != 1 || matters(w) != before+1 {
			t.Errorf("%s: pressed three times it is %q and %d matters", path, references, matters(w)-before)
		}
	}
}

// What stands in the way of a program does not stop a person: everything typed is in
// the page that answers, and to press once more is enough.
func TestPublicFormLosesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	const typed = "Ett ”<b>ord</b>” &amp; ett till"
	for name, but := range map[string]func(url.Values){
		"faster than anybody reads": func(f url.Values) { f.Set("biljett", w.fresh("/orolig").Get("biljett")) },
		"the next day":              func(url.Values) { w.Pass(24 * time.Hour) },
		"no ticket":                 func(f url.Values) { f.Del("biljett") },
		"a ticket somebody made":    func(f url.Values) { f.Set("biljett", "01a20491-5384-7be2-924d-a7f3d87150b9.1795424400.AAAA") },
		"the hidden field":          func(f url.Values) { f.Set("webbplats", "https://annan.example") },
	} {
		form, before := w.worried("/orolig"), matters(w)
		form.Set("child.1.given", typed)
		form.Set("phone", typed)
		but(form)
		a := w.Nobody().Post("/orolig", form)
		w.expect(a, http.StatusUnprocessableEntity)
		for _, field := range []string{"child.1.given", "phone", "seen", "child.0.found"} {
			if got := valueOf(a, field); got != form.Get(field) {
				t.Errorf("%s: %s is now %q", name, field, got)
			}
		}
		if valueOf(a, "webbplats") != "" || matters(w) != before || !strings.Contains(a.Body, "Inte skickat än") || !strings.Contains(a.Body, "112") {
			t.Errorf("%s: %d matters more, and the page says\n%s", name, matters(w)-before, a.Body)
		}
		form.Set("biljett", ticketOf(w, a))
		form.Del("webbplats")
		w.Pass(4 * time.Second)
		w.receipt(w.Nobody().Post("/orolig", form))
		if matters(w) != before+2 {
			t.Errorf("%s: pressed once more it is %d matters", name, matters(w)-before)
		}
	}
}

func valueOf(a *worldtest.Answer, field string) string {
	for n := range a.Document().Descendants() {
		named, value := false, ""
		for _, x := range n.Attr {
			named = named || x.Key == "name" && x.Val == field
			if x.Key == "value" {
				value = x.Val
			}
		}
		if named && n.Data == "textarea" {
			return n.FirstChild.Data
		}
		if named {
			return value
		}
	}
	return ""
}

// Another version of the form has everything that was typed in the first.
func TestPublicFormInOtherWords(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	form := w.worried("/orolig")
	for _, field := range []string{"child.0.given", "child.0.family", "child.0.number", "child.0.age", "child.3.found", "adults", "said", "interpretation", "danger_why", "reporter_name", "phone"} {
		form.Set(field, "Ord i "+field)
	}
	form.Set("gor", "byt")
	for _, path := range forms {
		a := w.Nobody().Post(path, form)
		w.expect(a, http.StatusOK)
		for field := range form {
			if got := valueOf(a, field); field != "gor" && field != "municipality" && field != "reporter" && field != "child.3.found" && got != form.Get(field) {
				t.Errorf("%s: %s is now %q", path, field, got)
			}
		}
		if !strings.Contains(a.Body, "Ord i child.3.found") {
			t.Errorf("%s: a child is gone", path)
		}
		if strings.Contains(a.Body, "concern.public") || strings.Contains(a.Body, "concern.version") {
			t.Errorf("%s: a word is missing", path)
		}
		if a.Header.Get("Cache-Control") != "no-store" || len(a.Header["Set-Cookie"]) > 0 {
			t.Errorf("%s: kept by the browser: %v", path, a.Header)
		}
	}
}

func TestPublicReceiptIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	a := w.Nobody().Post("/orolig/english", w.worried("/orolig/english"))
	w.expect(a, http.StatusSeeOther)
	cookie := a.Cookie("samspel-kvitto")
	if a.Location() != "/orolig/kvitto" || a.Body != "" || cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/orolig/kvitto" || cookie.MaxAge > 120 {
		t.Fatalf("the answer to a sending is %s", a.All())
	}
	open := func(value string) *worldtest.Answer {
		r := w.Nobody()
		r.Header = http.Header{"Cookie": {"samspel-kvitto=" + value}}
		return r.Get("/orolig/kvitto")
	}
	page := open(cookie.Value)
	if gone := page.Cookie("samspel-kvitto"); gone == nil || gone.MaxAge >= 0 || gone.Path != cookie.Path {
		t.Errorf("the cookie stays: %v", page.Header)
	}
	if ref := reference.FindString(page.Body); ref == "" || !strings.Contains(page.Body, "Thank you") || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the receipt is %q, %v", ref, page.Header)
	}
	w.Pass(3 * time.Minute)
	theirs := ticketOf(w, w.Nobody().Get("/orolig"))
	for name, value := range map[string]string{
		"none": "", "too late": cookie.Value, "a form's ticket": theirs, "rubbish": "%00%zz|||", "forged": "AAAA-BBBB%7C9901%7C%2Forolig%7Cnamed.1795424400.AAAA",
	} {
		if a := open(value); a.Status != http.StatusOK || reference.MatchString(a.Body) || !strings.Contains(a.Body, "Kvittot visas bara en gång") {
			t.Errorf("%s: status %d\n%s", name, a.Status, a.Body)
		}
	}
}

// One place floods; the others do not notice, nobody's words are lost, and no address
// is written anywhere.
func TestPublicFormIsFlooded(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	const address = "198.51.100.77"
	form, path := w.worried("/orolig"), "/orolig"
	send := func(from string) *worldtest.Answer {
		w.Helper()
		r := w.Nobody()
		r.Address = from + ":40404"
		fresh := w.fresh(path)
		fresh.Set("seen", form.Get("seen"))
		w.Pass(4 * time.Second)
		return r.Post(path, fresh)
	}
	sent := 0
	var refused *worldtest.Answer
	for range 30 {
		if a := send(address); a.Status == http.StatusSeeOther {
			sent++
		} else {
			refused = a
		}
	}
	if sent != 20 || refused == nil {
		t.Fatalf("%d sent from one place", sent)
	}
	w.expect(refused, http.StatusTooManyRequests)
	if refused.Header.Get("Retry-After") == "" || valueOf(refused, "seen") != form.Get("seen") || !strings.Contains(refused.Body, "socialjouren") || !strings.Contains(refused.Body, "Många skickar") {
		t.Errorf("refused with %v\n%s", refused.Header, refused.Body)
	}
	if a := send("198.51.100.78"); a.Status != http.StatusSeeOther {
		t.Errorf("a neighbour is refused: status %d", a.Status)
	}
	w.Pass(6 * time.Minute)
	if a := send(address); a.Status != http.StatusSeeOther {
		t.Errorf("having waited: status %d", a.Status)
	}
	crowd := 0
	for i := range 120 {
		if a := send(fmt.Sprintf("2001:db8:%x::1", i)); a.Status == http.StatusTooManyRequests {
			crowd++
		} else if a.Status != http.StatusSeeOther {
			t.Fatalf("%s: status %d", a, a.Status)
		}
	}
	if crowd == 0 {
		t.Error("a flood from everywhere has no end")
	}
	// A number alone is found by chance, as a time or a part of a key.
	for place, text := range map[string]string{"the log": w.Logged(), "the tables": fmt.Sprint(w.Tables()), "the audit log": fmt.Sprint(w.App.Audit)} {
		for _, trace := range []string{address, "198.51.100.78", "2001:db8", `:40404"`} {
			if strings.Contains(text, trace) {
				t.Errorf("%s holds the address %s", place, trace)
			}
		}
	}
}

// Somebody who has signed in is nobody here: the page does not know them, the log does
// not name them, and their session has not been touched.
func TestPublicFormKnowsNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	r := w.As("kurator")
	name := w.Demo.Actor("kurator").User
	if !strings.Contains(r.Get("/").Body, "/logga-ut") {
		t.Fatal("the counsellor has not signed in")
	}
	w.Pass(10 * time.Minute)
	sessions, logged := w.Tables()["data.identity_session"], len(w.Logged())
	for _, a := range []*worldtest.Answer{r.Get("/orolig"), r.Post("/orolig", w.worried("/orolig")), r.Post("/orolig", nil), r.Get("/orolig/kvitto")} {
		if strings.Contains(a.Body, "/logga-ut") {
			t.Errorf("%s: the page knows who has signed in", a)
		}
	}
	if strings.Contains(w.Logged()[logged:], name) {
		t.Error("the log names who has signed in")
	}
	if !slices.Equal(sessions, w.Tables()["data.identity_session"]) {
		t.Error("the session has been touched")
	}
}

// Guessing from one address over many accounts ends; somebody else at work does not notice.
func TestGuessingFromOnePlace(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	guess := func(from string, i int) *worldtest.Answer {
		r := w.Nobody()
		r.Address = from + ":40404"
		return r.Post("/logga-in", url.Values{"email": {fmt.Sprintf("n%d@exempel.invalid", i)}, "password": {"gissning"}, "code": {"123456"}})
	}
	tried := 0
	for i := range 70 {
		a := guess("198.51.100.77", i)
		switch {
		case a.Status == http.StatusUnprocessableEntity:
			tried++
		case a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || !strings.Contains(a.Body, "från samma nät"):
			t.Fatalf("%s: status %d", a, a.Status)
		}
	}
	if tried != 60 {
		t.Errorf("%d guesses from one place", tried)
	}
	if a := guess("198.51.100.78", 0); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("from elsewhere: status %d", a.Status)
	}
	if strings.Contains(w.Logged(), "198.51.100") || strings.Contains(fmt.Sprint(w.Tables()), "198.51.100") {
		t.Error("an address is kept")
	}
}
