package hostile_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"samspel/internal/frame/identity"
	"samspel/test/worldtest"
)

// A calendar's address is a key that anybody may come to hold: it shows numbers and
// days, is in no log and no table, and leads nowhere once it is taken away.
func TestTheCalendarsAddress(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	officer, nobody := w.As("handlaggare"), w.Nobody()
	find := regexp.MustCompile(`/kalender/([A-Za-z0-9_-]+)`)
	make := func() string {
		t.Helper()
		a := officer.Post("/meddelanden/kalender", nil)
		found := find.FindString(a.Body)
		if a.Status != http.StatusOK || len(found) < 40 {
			t.Fatalf("%s: status %d, %q", a, a.Status, found)
		}
		if strings.Contains(officer.Get("/meddelanden").Body, found) {
			t.Error("the address is shown again")
		}
		return found
	}
	first := make()
	a := nobody.Get(first)
	if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(a.Body, "SUMMARY:Frist i Samspel") {
		t.Fatalf("status %d\n%s", a.Status, a.Body)
	}
	if a.Header.Get("ETag") == "" || nobody.Get(first).Body != a.Body || nobody.Get(first).Header.Get("ETag") != a.Header.Get("ETag") {
		t.Error("asked twice it is two calendars")
	}
	if same := nobody.Send("GET", first, http.Header{"If-None-Match": {a.Header.Get("ETag")}}, ""); same.Status != http.StatusNotModified || same.Body != "" {
		t.Errorf("unchanged it answers %d", same.Status)
	}
	known := regexp.MustCompile(`^((BEGIN|END|VERSION|PRODID|CALSCALE|X-WR-CALNAME|UID|DTSTAMP|DTSTART|DTSTART;VALUE=DATE|DTEND|DTEND;VALUE=DATE|TRANSP|URL):.*|SUMMARY:(Möte|Frist i Samspel( \([0-9]+\))?|[^:]+: (Insatser i utsatta områden|Trygga mötesplatser)))$`)
	for _, line := range strings.Split(strings.TrimSuffix(a.Body, "\r\n"), "\r\n") {
		if !known.MatchString(line) && !strings.HasPrefix(line, " ") {
			t.Errorf("the calendar says %q", line)
		}
	}
	for _, wrong := range []string{first + "x", first[:len(first)-1], "/kalender/x", "/kalender/%27%20OR%201=1--", strings.ToLower(first)} {
		if a := nobody.Get(wrong); a.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", wrong, a.Status)
		}
	}
	if a := w.As("administrator").Post("/meddelanden/kalender", nil); a.Status != http.StatusNotFound {
		t.Errorf("somebody without deadlines and meetings makes a calendar: status %d", a.Status)
	}

	second := make()
	if nobody.Get(first).Status != http.StatusNotFound || nobody.Get(second).Status != http.StatusOK {
		t.Error("the old address opens, or the new one does not")
	}
	if a := officer.Post("/meddelanden/kalender/bort", nil); a.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d", a, a.Status)
	}
	if a := nobody.Get(second); a.Status != http.StatusNotFound {
		t.Errorf("taken away it answers %d", a.Status)
	}
	third := make()
	mandate := w.Demo.Actor("handlaggare").Mandate
	err := w.App.Gate.EndMandate(t.Context(), w.Demo.Actor("administrator"), identity.EndDraft{Mandate: mandate, Deputy: w.Demo.Actor("handlaggare2").User})
	if err != nil {
		t.Fatal(err)
	}
	if a := nobody.Get(third); a.Status != http.StatusNotFound {
		t.Errorf("when the mandate is over it answers %d", a.Status)
	}
	for _, address := range []string{first, second, third} {
		token := strings.TrimPrefix(address, "/kalender/")
		if strings.Contains(w.Logged(), token) {
			t.Error("the address is in the log")
		}
		for table, rows := range w.Tables() {
			if strings.Contains(strings.Join(rows, "\n"), token) {
				t.Errorf("the address is in %s", table)
			}
		}
	}
	if !strings.Contains(w.Logged(), "GET /kalender/{token}") {
		t.Error("the log does not say which route was asked for")
	}
}
