package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"samspel/test/worldtest"
)

// address is where a page is, what it answers, and the ways to examine it: two for a
// route's first page, one for a later page with something new on it, else none.
type address struct {
	target string
	status int
	views  []view
}

// unseen are the routes with nothing to look at, and why.
var unseen = map[string]string{
	"GET /bidrag/{year}/rapporter/{rapport}/fil":     "a file",
	"GET /oppna-data/katalog.ttl":                    "a file",
	"GET /bidrag/{year}/omfordelning/fil":            "a file",
	"GET /bidrag/{year}/omfordelning/underlag":       "a file",
	"GET /oppna-data/bidrag/{year}/{version}/{file}": "a file",

	"GET /kalender/{token}": "a calendar for other programs",
	"GET /halsa":            "one word for machines",
	"GET /orosanmalningar/laget/statistik/fil":     "a file",
	"GET /samordning/laget/fil":                    "a file",
	"GET /utlamnanden/{disclosure}/fil":            "a file",
	"GET /demo/logga-in/{role}":                    "sends on to the reader's first page",
	"GET /logga-in/oidc":                           "sends on to the provider",
	"GET /familj/e-legitimation":                   "sends on to the provider",
	"GET /familj/lamna":                            "leaves the site at once",
	"GET /logga-in/oidc/svar":                      "sends on after the provider",
	"GET /api/openapi.json":                        "for programs",
	"GET /api/openapi.yaml":                        "for programs",
	"GET /api/v1/kategorier":                       "for programs",
	"GET /api/v1/kommuner":                         "for programs",
	"GET /api/v1/orosanmalningar":                  "for programs",
	"GET /api/v1/orosanmalningar/{report}":         "for programs",
	"GET /behorigheter/fil":                        "a file",
	"GET /betalfiler/{order}/fil":                  "a file",
	"GET /aterkravsbeslut/{ruling}/fil":            "a file",
	"GET /bidrag/{year}/kommuner/{kommun}/fil":     "a file",
	"GET /bidrag/{year}/pengar/fil":                "a file",
	"GET /bidragsbrev/{letter}/fil":                "a file",
	"GET /bidragsbeslut/{decision}/brev":           "a file",
	"GET /bidrag/{year}/kommuner/fil":              "a file",
	"GET /bidrag/{year}/rekvirera/fil":             "a file",
	"GET /bidrag/{year}/beslut/fil":                "a file",
	"GET /bidragsbeslut/{decision}/fil":            "a file",
	"GET /betalfiler/{order}/tabell":               "a file",
	"GET /omfordelningar/{round}/fil":              "a file",
	"GET /bidrag/{year}/egna/fil":                  "a file",
	"GET /bidrag/{year}/datum/fil":                 "a file",
	"GET /bidrag/{year}/redovisningar/lage":        "a file",
	"GET /bidrag/{year}/bokforing/fil":             "a file",
	"GET /bidrag/{year}/aterkrav/fil":              "a file",
	"GET /oklara-betalningar/fil":                  "a file",
	"GET /bidrag/{year}/granskningar/fil":          "a file",
	"GET /bidrag/{year}/aterkrav/brev":             "a file",
	"GET /omfordelningar/{round}/brev":             "a file",
	"GET /bidrag/{year}/redovisningar/fil":         "a file",
	"GET /bidrag/{year}/bilaga/mall":               "a file",
	"GET /bidragsbilagor/{appendix}/fil":           "a file",
	"GET /omradeslistor/mall":                      "a file",
	"GET /omradeslistor/{list}/fil":                "a file",
	"GET /administration/import/mall":              "a file",
	"GET /gallring/akter/{copy}/arkivpaket":        "a file",
	"GET /administration/import/personal":          "a file",
	"GET /loggranskning/nyckel":                    "a file",
	"GET /loggranskning/{period}/rapport/fil":      "a file",
	"GET /loggranskning/{period}/rapport/signatur": "a file",
}

// wayOut ends the session of whoever follows it: TestCoordinationInChromium does.
const wayOut = "/familj/lamna"

// elsewhere are the routes that only a story of their own comes to.
var elsewhere = map[string]string{
	"GET /administration/import/granska":              "TestStaffList, with a list that somebody has sent",
	"GET /samordning/{coordination}/plan/svar":        "TestCoordinationInChromium, about a plan that has been laid forward",
	"GET /samordning/{coordination}/plan/uppfoljning": "TestCoordinationInChromium, about a plan in force",
	"GET /atkomstlistor/{disclosure}":                 "TestCoordinationInChromium, when somebody has asked",
	"GET /atkomstlistor/{disclosure}/lista":           "TestCoordinationInChromium, when somebody has asked",
	"GET /loggranskning/{period}/tillsammans":         "TestCoordinationInChromium, as a form leads there",
	"GET /loggfragor/{entry}":                         "review_flow_test.go of the room; nobody has been asked in the demonstration",
	"GET /former/{form}":                              "TestEditionInChromium, by a manager who has begun to adjust a form",
	"GET /former/{form}/granska":                      "TestEditionInChromium, before it is put in force",
	"GET /samordning/{coordination}/avlosning":        "TestLettersAndReliefInChromium, when a coordinator is away",
	"GET /svar/{errand}":                              "TestErrandInChromium, by somebody outside who has been asked",
	"GET /nodoppning/{glass}":                         "family_flow_test.go of the room; nobody has opened one in the demonstration",
	"GET /sakerhet/app":                               "TestPasskeys, by somebody with a password",
	"GET /sakerhet/nycklar/{passkey}":                 "TestPasskeys, by somebody with a passkey",
	"GET /administration/personer/{user}/aterstall":   "TestPasskeys, about somebody with a password",
	"GET /orosanmalningar/{matter}/handlaggare":       "TestPasskeys, by a manager without the mandate for the protected",
}

// unled are the routes that something else than a link leads to.
var unled = map[string]string{
	"GET /bekrafta":            "who must show again who they are is sent there",
	"GET /orolig/lattlast":     "a button of the form, which takes along what is written",
	"GET /orolig/english":      "a button of the form, which takes along what is written",
	"GET /orolig/english/easy": "a button of the form, which takes along what is written",
	"GET /orolig/kvitto":       "after the form has been sent",
	"GET /sakerhet/koder":      "a link for those with a password, whom TestPasskeys is",
	"GET /sakerhet/losenord":   "a link for those with a password, whom TestPasskeys is",
}

// pages walks the site as everybody, without a browser, and picks the pages to
// look at: for each role one of every route and of every error, and those that hold
// something not yet seen there. Every route of the router must be among them, and a
// link must lead somebody to each.
func (h *house) pages(t *testing.T) map[string][]address {
	t.Helper()
	seen, led, parts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	picked := map[string][]address{}
	for _, reader := range h.readers(t) {
		h.begin(reader)
		w := walk{reader: reader, seen: seen, parts: parts, asked: map[string]bool{}}
		w.wants = w.new
		w.from("/")
		for _, pattern := range w.answered {
			led[pattern] = true
		}
		for _, route := range h.world.Routes {
			if route.Method == http.MethodGet && !slices.Contains(w.answered, route.Pattern) {
				w.from(route.Fill(func(string) string { return "01935a5e-0000-7000-8000-000000000000" }))
			}
		}
		picked[reader.Name] = w.picked
	}
	for _, route := range h.world.Routes {
		if route.Method == http.MethodGet && !seen[route.Pattern] && unseen[route.Pattern] == "" && elsewhere[route.Pattern] == "" {
			t.Errorf("nobody comes to %s", route.Pattern)
		}
		if seen[route.Pattern] && !led[route.Pattern] && unseen[route.Pattern] == "" && unled[route.Pattern] == "" {
			t.Errorf("no link leads to %s", route.Pattern)
		}
	}
	return picked
}

// readers are nobody, and one for every door of the demonstration.
func (h *house) readers(t *testing.T) []*worldtest.Reader {
	t.Helper()
	list := []*worldtest.Reader{h.world.Nobody()}
	for _, door := range h.world.Demo.Doors() {
		list = append(list, h.world.As(door.Href[strings.LastIndex(door.Href, "/")+1:]))
	}
	return list
}

// begin leaves a draft lying about, where the reader may report.
func (h *house) begin(reader *worldtest.Reader) {
	form := reader.Get("/orosanmalan/ny")
	for n := range form.Document().Descendants() {
		for _, x := range n.Attr {
			if n.Data == "form" && x.Key == "action" && strings.HasPrefix(x.Val, "/orosanmalan/") {
				reader.Post(x.Val, url.Values{"gor": {"spara"}, "child.0.given": {"Tor"}, "seen": {"Kommer för sent varje dag."}})
				return
			}
		}
	}
}

// wordless is the key of a message that nobody has written.
var wordless = regexp.MustCompile(`\b(account|app|concern|coordination|disclosure|fault|grant|retention|review|web)\.[a-z_]+\.[a-z_]*`)

// walk is one reader's way through the site.
type walk struct {
	reader   *worldtest.Reader
	seen     map[string]bool // routes that have answered anybody
	parts    map[string]bool // what anybody has seen on a route's pages
	asked    map[string]bool
	answered []string
	picked   []address
	// wants says which pages to pick, and how to examine them.
	wants func(*worldtest.Answer) (pick bool, views []view)
}

// from follows every link that leads on from an address.
func (w *walk) from(target string) {
	queue := []string{target}
	for len(queue) > 0 {
		target, queue = queue[0], queue[1:]
		u, err := url.Parse(target)
		if err != nil || u.Host != "" || w.asked[target] || strings.HasPrefix(u.Path, "/demo/") || u.Path == wayOut || u.Query().Has("lang") {
			continue
		}
		w.asked[target] = true
		a := w.reader.Get(target)
		if key := wordless.FindString(a.Body); key != "" {
			w.reader.Errorf("%s: %s has no words", a, key)
		}
		if to := a.Location(); to != "" {
			queue = append(queue, to)
			continue
		}
		queue = append(queue, a.Links()...)
		if a.Status == http.StatusOK {
			w.seen[a.Pattern] = true
			w.answered = append(w.answered, a.Pattern)
		}
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			continue
		}
		if pick, views := w.wants(a); pick {
			w.picked = append(w.picked, address{target, a.Status, views})
		}
	}
}

// new picks the reader's first page of its route, and those that hold elements, told
// apart by tag, class and type, that nobody's page of the route did.
func (w *walk) new(a *worldtest.Answer) (pick bool, views []view) {
	on := a.Pattern
	if a.Status != http.StatusOK {
		on = http.StatusText(a.Status)
	}
	first, mine := !w.parts[on], !w.parts[w.reader.Name+" "+on]
	w.parts[on], w.parts[w.reader.Name+" "+on] = true, true
	fresh := false
	for n := range a.Document().Descendants() {
		part := on + " " + n.Data
		for _, x := range n.Attr {
			if x.Key == "class" || x.Key == "type" {
				part += " " + x.Val
			}
		}
		if n.FirstChild != nil || len(n.Attr) > 0 {
			fresh = fresh || !w.parts[part]
			w.parts[part] = true
		}
	}
	switch {
	case first:
		views = lean
	case fresh:
		views = lean[:1]
	}
	return mine || fresh, views
}

// form is one of a page that can be filled in wrongly, and what it asks for.
type form struct {
	Place int
	Asks  string
}

// look examines a role's pages: those with something new, the others at a glance. Each form is sent once, by whoever comes to it first, to see what it
// says when it is filled in wrongly.
func (h *house) look(t *testing.T, role string, list []address) {
	b := h.tab(t, nil)
	if role != h.world.Nobody().Name {
		b.enter(role)
	}
	for _, p := range list {
		b.visit(p.target, int64(p.status))
		if b.views = p.views; b.views != nil {
			b.examine()
		} else {
			b.glance()
		}
		for _, f := range ask[[]form](b, "page.forms()") {
			if _, sent := h.sent.LoadOrStore(f.Asks, true); sent {
				continue
			}
			b.visit(p.target, int64(p.status))
			b.loads("send a form filled in wrongly on "+p.target, http.StatusUnprocessableEntity, func(ctx context.Context, tt *chromedp.Target) error {
				_, err := chromedp.Evaluate[chromedp.Void](prepared(pageScript, "page")+fmt.Sprintf("page.sendWrong(%d)", f.Place))(ctx, tt)
				return err
			})
			b.views = lean[:1]
			b.examine()
		}
	}
	t.Logf("%d pages", len(list))
}
