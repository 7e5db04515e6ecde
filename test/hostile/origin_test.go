package hostile_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samspel/test/trialtest"
)

// safe methods change nothing, so it does not matter who sends the reader there.
var safe = []string{http.MethodGet, http.MethodHead, http.MethodOptions}

// A form on another site is refused on every route that changes something,
// whoever is signed in, and nothing has happened.
func TestT10ForeignSitesChangeNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	fields := w.fields()
	form := every("1")(fields)
	before, sessions := w.state(), len(w.Tables()["data.identity_session"])
	tried := 0
	for hand, key := range hands {
		r := w.as(key)
		sessions += min(1, len(r.Token))
		for nth, route := range w.Routes {
			if slices.Contains(safe, route.Method) {
				continue
			}
			for n, h := range []http.Header{
				{},
				{"Sec-Fetch-Site": {""}, "Origin": {""}},
				{"Sec-Fetch-Site": {"cross-site"}},
				{"Sec-Fetch-Site": {"same-site"}},
				{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"http://samspel.example"}},
				{"Sec-Fetch-Site": {"elsewhere"}},
				{"Origin": {"https://annan.example"}},
				{"Origin": {"null"}},
				{"Origin": {"http://samspel.example.annan.example"}},
				{"Origin": {"http://samspel.example:8443"}},
				{"Origin": {"http://samspel.example@annan.example"}},
				{"Origin": {"%zz"}},
			} {
				if !theirs(hand, nth, n) {
					continue
				}
				h.Set("Content-Type", formType)
				a := r.Send(route.Method, w.address(route, key), h, form)
				tried++
				refused := a.Status == http.StatusForbidden
				if strings.HasPrefix(route.Path, "/api/") {
					// A program need not say where it is from: no session opens anything there.
					refused = a.Status == http.StatusUnauthorized || a.Status == http.StatusBadRequest
				}
				if !refused || len(a.Header["Set-Cookie"]) > 0 {
					t.Errorf("%s from %v: status %d, cookies %q", a, h, a.Status, a.Header["Set-Cookie"])
				}
			}
		}
	}
	w.unchanged(before)
	if now := len(w.Tables()["data.identity_session"]); now != sessions {
		t.Errorf("%d sessions, want %d", now, sessions)
	}
	trialtest.Tell(t, "forms from other sites", tried)
}

// Every address is asked for by every method that it is not for.
func TestT10Methods(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	form := every("1")(w.fields())
	has := map[string][]string{}
	for _, route := range w.Routes {
		has[route.Path] = append(has[route.Path], route.Method)
	}
	before := w.state()
	for _, key := range hands {
		r := w.as(key)
		for _, route := range w.Routes {
			target := w.address(route, key)
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", "GETT"} {
				if slices.Contains(has[route.Path], method) || method == "HEAD" && slices.Contains(has[route.Path], "GET") {
					continue
				}
				a := r.Do(method, target, formType, form)
				if a.Pattern != "" && (a.Status == http.StatusNotFound || key == "ingen") {
					continue // another route's wildcard takes it, and finds nothing
				}
				if a.Status != http.StatusMethodNotAllowed || !strings.Contains(a.Header.Get("Allow"), has[route.Path][0]) {
					t.Errorf("%s: status %d, allows %q", a, a.Status, a.Header.Get("Allow"))
				}
			}
			if route.Method == "GET" && !strings.HasPrefix(target, "/demo/") {
				r.Header = http.Header{"X-Http-Method-Override": {"DELETE"}, "X-Http-Method": {"POST"}}
				plain, head := r.Get(target), r.Do("HEAD", target, "", "")
				r.Header = nil
				if get := r.Get(target); fresh.ReplaceAllString(plain.All(), "") != fresh.ReplaceAllString(get.All(), "") || head.Status != get.Status {
					t.Errorf("%s: a header changes the method", get)
				}
			}
		}
	}
	w.unchanged(before)
}

// fresh is an id, which a new form gets its own of, and the seal on its ticket.
var fresh = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[0-9]+\.[\w-]{43})?`)

// What stands in addresses and headers is answered plainly too.
func TestAddressesAndHeaders(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	queries := []string{
		"efter=%ff", "efter=%00", "%00=%00", "efter=zzzzzzzzzzzzzzzzzzzz." + w.sent, "efter=-1." + w.sent, "efter=." + w.sent, "tid=late&tid=soon",
		"tid=" + url.QueryEscape(script), "steg=" + url.QueryEscape(sql), "sok=" + url.QueryEscape(script), "sok=%25_%5C", "sok=" + strings.Repeat("a", 10_000),
		"till=" + url.QueryEscape("javascript:zq()"), "till=//annan.example", "till=%0d%0aSet-Cookie:+a=b", "code=a&state=b&iss=c", "error=" + url.QueryEscape(script),
		strings.Repeat("a=b&", 5_000), "a;b=c", "%zz", "lang=" + url.QueryEscape(script), "lang=en&lang=sv", "efter=" + url.QueryEscape(strings.Repeat("å-", 2_000)),
	}
	headers := []http.Header{
		{"Cookie": {"samspel-flash=" + "<script>zq()</script>"}}, {"Cookie": {"samspel-flash=account.flash.nothing; samspel-lang=../../xx"}},
		{"Cookie": {"samspel=" + strings.Repeat("a", 5_000)}}, {"Cookie": {"samspel=\xff; samspel=b; =; ;;"}}, {"Cookie": {"samspel-oidc=e30; samspel-oidc=%%"}},
		{"Accept-Language": {strings.Repeat("sv,", 5_000)}}, {"X-Forwarded-For": {script}, "X-Forwarded-Host": {"annan.example"}, "X-Forwarded-Proto": {"https"}, "X-Original-Url": {"/administration"}},
		{"Range": {"bytes=0-,0-,0-,0-"}}, {"Accept": {"application/json"}}, {"Samspel-Autosave": {"1"}}, {"If-None-Match": {"*"}}, {"Expect": {"100-continue"}},
		{"Content-Type": {"multipart/form-data"}}, {"Transfer-Encoding": {"chunked"}}, {"Content-Length": {"-1"}}, {"User-Agent": {strings.Repeat("\x01", 1_000)}},
	}
	before := w.state()
	for hand, key := range hands {
		r := w.as(key)
		for nth, route := range w.Routes {
			if route.Method != "GET" {
				continue
			}
			target := w.address(route, key)
			for n, q := range queries {
				if !theirs(hand, nth, n) {
					continue
				}
				a := r.Get(target + "?" + q)
				w.plain(t, a.Status, a.String())
				for _, fault := range liveMarkup(a) {
					t.Errorf("%s: %s", a, fault)
				}
				if l := a.Location(); l != "" && route.Pattern != "GET /familj/lamna" && (!strings.HasPrefix(l, "/") || strings.HasPrefix(l, "//") || strings.ContainsAny(l, "\r\n\\")) {
					t.Errorf("%s: sends its reader to %q", a, l)
				}
			}
			for n, h := range headers {
				if !theirs(hand, nth, n) {
					continue
				}
				a := r.Send("GET", target, h, "")
				w.plain(t, a.Status, a.String())
				if strings.Contains(a.All(), "annan.example") || strings.Contains(a.Body, "<script>zq") {
					t.Errorf("%s: a header %v comes back", a, h)
				}
			}
		}
	}
	for _, path := range []string{"//", "/../../etc/passwd", "/static/../../go.mod", "/static/%2e%2e/%2e%2e/go.mod", "/orosanmalan/../administration", "/orosanmalan//ny",
		"/%ff", "/%00", "/" + strings.Repeat("a/", 5_000), "/orosanmalan/" + url.PathEscape(script), "/;a", "/.git/config", "/halsa/", "/orosanmalan%2fny"} {
		for _, key := range hands {
			a := w.as(key).Get(path)
			w.plain(t, a.Status, a.String())
			if a.Status == http.StatusOK && !strings.HasPrefix(a.Target, "//") {
				t.Errorf("%s: there is a page", a)
			}
		}
	}
	w.unchanged(before)
}

func (w *town) plain(t *testing.T, status int, what string) {
	t.Helper()
	if status >= 500 {
		t.Errorf("%.300s: status %d", what, status)
	}
}
