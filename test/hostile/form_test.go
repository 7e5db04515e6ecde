package hostile_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// script is text that tries to be more than text.
const script = `"'><zqx onload=zq()>&lt;zqx&gt;{{zqx}}</textarea></title></script><script>zq()</script><!--`

// sql is the same for a database.
const sql = `'); DROP TABLE concern_report; --`

const formType = worldtest.FormType

// attack is one body. One that is no form at all must be refused whatever the
// route; the others may be taken as the strange but honest text they are.
type attack struct {
	name, contentType string
	body              func(fields []string) string
	refused           bool
}

func every(value string) func([]string) string {
	return func(fields []string) string {
		form := url.Values{}
		for _, f := range fields {
			form.Set(f, value)
		}
		return form.Encode()
	}
}

func text(body string) func([]string) string { return func([]string) string { return body } }

var attacks = []attack{
	{"no fields", formType, text(""), false},
	{"empty fields", formType, every(""), false},
	{"script", formType, every(script), false},
	{"SQL", formType, every(sql), false},
	{"a long line in every field", formType, every(strings.Repeat("å", 5_000)), false},
	{"directions, joiners and line ends", formType, every("a\u202Eb\u2028c\u200D\u0301\uFEFF😀\r\n\v\f\x1b[31m"), false},
	{"forged ids", formType, every(id.New()), false},
	{"an id that is almost one", formType, every("01a20491-5384-7be2-924d-a7f3d87150bg"), false},
	{"numbers out of range", formType, every("99999999999999999999999"), false},
	{"a number below nothing", formType, every("-1"), false},
	{"no such day", formType, every("2026-02-30"), false},
	{"the last day of all", formType, every("9999-12-31"), false},
	{"the first day of all", formType, every("0000-00-00"), false},
	{"two of every field", formType, func(fields []string) string { return every("a")(fields) + "&" + every("b")(fields) }, false},
	{"rows out of range", formType, text("gor=spara&child.999.given=a&child.-1.given=a&child.18446744073709551616.given=a&child.0.0.0=a&child..=a&guardian.x.name=a&child.=a"), false},
	{"many children", formType, func([]string) string {
		form := url.Values{"gor": {"skicka"}}
		for i := range 500 {
			form.Set(fmt.Sprintf("child.%d.given", i), "a")
		}
		return form.Encode()
	}, false},

	{"ten thousand fields", formType, func([]string) string {
		form := url.Values{}
		for i := range 10_000 {
			form.Set(fmt.Sprintf("f%d", i), "x")
		}
		return form.Encode()
	}, true},
	{"ten thousand of one field", formType, text(strings.Repeat("gor=spara&", 10_000)), true},
	{"more than a request may carry", formType, text("seen=" + strings.Repeat("a", 1<<20)), true},
	{"broken UTF-8", formType, text("seen=%ff%fe&name=%c3%28&email=%ed%a0%80"), true},
	{"broken UTF-8 in a name", formType, text("%ff=a"), true},
	{"raw bytes", formType, text("seen=\xff\x00\xfe"), true},
	{"NUL", formType, every("a\x00b"), true},
	{"garbled escapes", formType, text("seen=%zz&name=%"), true},
	{"semicolons", formType, text("seen=a;name=b"), true},
	{"JSON", "application/json", text(`{"seen":"a","gor":"skicka","__proto__":{"a":1}}`), true},
	{"JSON said to be a form", formType, text(`{"seen":"%a"}`), true},
	{"deep JSON", "application/json", text(strings.Repeat("[", 100_000)), true},
	{"multipart", "multipart/form-data; boundary=x", text("--x\r\nContent-Disposition: form-data; name=\"seen\"; filename=\"../../a\"\r\n\r\na\r\n--x--\r\n"), true},
	{"plain text", "text/plain", text("seen=a"), true},
	{"XML", "text/xml", text(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`), true},
	{"no type", "", text("seen=a"), true},
	{"a garbled type", "application/x-www-form-urlencoded; =", text("seen=a"), true},
}

// theirs says whether a hand is to try the nth thing on a route. At full size everybody
// tries everything; in a check two of the five do, and the next thing is others' turn.
func theirs(hand, route, n int) bool {
	return trialtest.Full() || (hand+route+n)%len(hands) < 2
}

// Every route that changes something gets every attack.
func TestT11Forms(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	fields := w.fields()
	tried := 0
	for _, refused := range []bool{true, false} {
		before := w.state()
		for r, route := range w.Routes {
			if route.Method == http.MethodGet {
				continue
			}
			for hand, key := range hands {
				for n, x := range attacks {
					if x.refused != refused || !theirs(hand, r, n) {
						continue
					}
					a := w.as(key).Do(route.Method, w.address(route, key), x.contentType, x.body(fields))
					tried++
					w.check(t, a, x, key == "ingen")
				}
			}
		}
		if refused {
			w.unchanged(before)
		}
	}
	for line := range strings.Lines(w.Logged()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("logged: %.400s", line)
		}
	}
	if report, err := w.App.Audit.Verify(t.Context()); err != nil || report.Broken != nil {
		t.Errorf("verify: %v, %v", report.Broken, err)
	}
	trialtest.Tell(t, "attacks", tried)
	trialtest.Tell(t, "fields", len(fields))
}

func (w *town) check(t *testing.T, a *worldtest.Answer, x attack, nobody bool) {
	t.Helper()
	signIn := nobody && a.Status == http.StatusSeeOther && (strings.HasPrefix(a.Location(), "/logga-in") || strings.HasPrefix(a.Location(), "/familj/logga-in"))
	switch {
	case a.Status >= 500:
		t.Errorf("%s with %s: status %d", a, x.name, a.Status)
	case x.refused && a.Status < 400 && !signIn:
		t.Errorf("%s with %s: status %d, to %q", a, x.name, a.Status, a.Location())
	case a.Status >= 400 && (a.Body == "" || !explains(a)):
		t.Errorf("%s with %s: a %d that explains nothing", a, x.name, a.Status)
	}
	for _, fault := range liveMarkup(a) {
		t.Errorf("%s with %s: %s", a, x.name, fault)
	}
}

// explains says whether an error is told in a way its reader understands: a page to
// people, and JSON to programs.
func explains(a *worldtest.Answer) bool {
	kind := a.Header.Get("Content-Type")
	if strings.HasPrefix(a.Target, "/api/") {
		return kind == "application/problem+json" || kind == "application/json"
	}
	return strings.HasPrefix(kind, "text/html")
}

// harmless is how the addresses in a page begin.
var harmless = []string{"/", "?", "#", "data:image/png;base64,", "https://", "tel:"}

// liveMarkup is what a page holds that a browser would run, or that typed text has made.
func liveMarkup(a *worldtest.Answer) (faults []string) {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	for n := range a.Document().Descendants() {
		switch {
		case n.Type == html.CommentNode:
			faults = append(faults, "a comment")
		case n.Type != html.ElementNode:
			continue
		case n.Data == "zqx":
			faults = append(faults, "typed text became an element")
		case n.Data == "script" && n.FirstChild != nil:
			faults = append(faults, "a script stands in the page")
		}
		for _, x := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(x.Val))
			switch {
			case strings.HasPrefix(x.Key, "on"), x.Key == "style", x.Key == "srcdoc":
				faults = append(faults, "an attribute "+x.Key)
			case slices.Contains([]string{"href", "src", "action", "formaction"}, x.Key) && (strings.HasPrefix(value, "//") ||
				!slices.ContainsFunc(harmless, func(p string) bool { return strings.HasPrefix(value, p) })):
				faults = append(faults, x.Key+" leads to "+x.Val)
			}
		}
	}
	return faults
}

// Text that tries to be more is stored as it was typed, and shown as text on every
// page that shows it.
func TestStoredTextStaysText(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	tables := len(w.Tables())
	for _, payload := range []string{script, sql} {
		w.store(payload)
		shown := map[string]bool{}
		for _, key := range []string{"kurator", "handlaggare", "chef", "administrator"} {
			r := w.As(key)
			seen, queue := map[string]bool{}, []string{"/orosanmalan", "/orosanmalningar", "/orosanmalningar/avslutade", "/administration?sok=" + url.QueryEscape(payload), "/meddelanden", "/"}
			for len(queue) > 0 {
				target := queue[0]
				queue = queue[1:]
				if seen[target] || strings.Contains(target, "lang=") {
					continue
				}
				seen[target] = true
				a := r.Get(target)
				queue = append(queue, a.Links()...)
				if a.Status >= 500 {
					t.Errorf("%s: status %d", a, a.Status)
				}
				for _, fault := range liveMarkup(a) {
					t.Errorf("%s: %s", a, fault)
				}
				for n := range a.Document().Descendants() {
					if n.Type == html.TextNode && strings.Contains(n.Data, payload) {
						shown[a.Pattern] = true
					}
				}
			}
		}
		for _, page := range []string{"GET /orosanmalan", "GET /orosanmalan/{report}", "GET /orosanmalan/{report}/utkast", "GET /orosanmalningar", "GET /orosanmalningar/{matter}",
			"GET /orosanmalningar/{matter}/skyddsbedomning", "GET /administration", "GET /administration/personer/{user}"} {
			if !shown[page] {
				t.Errorf("%s does not show %q as it was typed", page, payload)
			}
		}
	}
	if got := len(w.Tables()); got != tables {
		t.Errorf("%d tables, there were %d", got, tables)
	}
}

// store types the text wherever something can be typed.
func (w *town) store(payload string) {
	w.Helper()
	report := url.Values{"municipality": {"9901"}, "category": {"school"}, "wants_feedback": {"1"}, "danger": {"1"}, "guardian.0.name": {payload}, "gor": {"skicka"}}
	for _, field := range []string{"child.0.given", "child.0.family", "child.0.found", "seen", "heard", "said", "interpretation", "danger_why", "not_told_why", "reporter_work", "phone"} {
		report.Set(field, payload)
	}
	kurator, chef := w.As("kurator"), w.As("chef")
	w.expect(kurator.Post("/orosanmalan/"+id.New(), report), http.StatusSeeOther)
	report.Set("gor", "spara")
	w.expect(kurator.Post("/orosanmalan/"+id.New(), report), http.StatusOK)
	w.expect(chef.Post("/orosanmalningar/"+w.matter+"/skyddsbedomning", url.Values{"needed": {"yes"}, "reasons": {payload}, "measures": {payload}, "contact_plan": {payload}}), http.StatusSeeOther)
	w.expect(chef.Post("/orosanmalningar/"+w.matter+"/forlangning", url.Values{"to": {"2026-12-20"}, "reasons": {payload}}), http.StatusSeeOther)
	w.expect(chef.Post("/orosanmalningar/"+w.matter+"/beslut", url.Values{"outcome": {"opened"}, "reasons": {payload}, "not_informed_why": {payload}}), http.StatusSeeOther)
	w.expect(chef.Post("/orosanmalningar/"+w.assessed+"/overlamning", url.Values{"municipality": {"9902"}, "reason": {payload}}), http.StatusSeeOther)
	w.expect(w.As("administrator").Post("/administration/personer/ny", url.Values{
		"name": {payload}, "email": {id.New() + "@exempel.invalid"}, "organisation": {w.Demo.Actor("kurator").Organisation}, "language": {"sv"}}), http.StatusOK)
	w.matter, w.assessed = "", ""
	for _, link := range chef.Get("/orosanmalningar").Links() {
		w.note(chef, link)
	}
}
