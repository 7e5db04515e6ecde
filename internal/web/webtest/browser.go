// Package webtest visits the house's pages the way a browser without script
// does: it keeps cookies, follows what a form says, and looks at the page as
// parsed HTML.
package webtest

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Browser is one reader with their cookies.
type Browser struct {
	t      testing.TB
	client *http.Client
	base   *url.URL
	// Header is sent with every request.
	Header http.Header
}

// New opens a browser on a server that runs h until the test ends.
func New(t testing.TB, h http.Handler) *Browser {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return At(t, server.URL)
}

// At opens a browser on a server that runs already.
func At(t testing.TB, address string) *Browser {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{
		t:    t,
		base: base,
		client: &http.Client{
			Jar:           jar,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Header: http.Header{},
	}
}

// SetCookie gives the browser a cookie, such as a session made by the test.
func (b *Browser) SetCookie(name, value string) {
	b.client.Jar.SetCookies(b.base, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Cookie is the value of a cookie, or "".
func (b *Browser) Cookie(name string) string {
	for _, c := range b.client.Jar.Cookies(b.base) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Address is where a page of the site is, in full.
func (b *Browser) Address(path string) string { return b.base.String() + path }

// Get visits a page.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	return b.Do(http.MethodGet, path, "", "")
}

// Post sends a form as a browser would from a page of the site.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.t.Helper()
	return b.Do(http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

// Do sends any request; contentType "" leaves it out.
func (b *Browser) Do(method, path, contentType, body string) *Page {
	b.t.Helper()
	target := b.base.String() + path
	r, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, path, err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, values := range b.Header {
		r.Header[name] = values
	}
	return b.do(r, path)
}

// Follow goes where a page sends its reader, until it sends no further.
func (b *Browser) Follow(p *Page) *Page {
	b.t.Helper()
	for range 10 {
		if p.Status < 300 || p.Status > 399 {
			return p
		}
		p = b.Get(p.Location())
	}
	b.t.Fatalf("%s: leads round in circles", p.Path)
	return nil
}

// Submit sends the form with the id as the page shows it, with answers instead
// of or beside those it holds. A nil value takes an answer away.
func (b *Browser) Submit(p *Page, formID string, answers url.Values) *Page {
	b.t.Helper()
	form := find(p.Doc, func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == formID })
	if form == nil {
		b.t.Fatalf("%s: no form %q", p.Path, formID)
	}
	values := filled(form)
	for name, answer := range answers {
		if answer == nil {
			values.Del(name)
			continue
		}
		values[name] = answer
	}
	action := attr(form, "action")
	if action == "" {
		action = p.Path
	}
	if strings.EqualFold(attr(form, "method"), "post") {
		return b.Post(action, values)
	}
	return b.Get(action + "?" + values.Encode())
}

// filled is what the form would send if its reader pressed Enter.
func filled(form *html.Node) url.Values {
	values := url.Values{}
	for _, n := range findAll(form, func(n *html.Node) bool { return attr(n, "name") != "" && !has(n, "disabled") }) {
		name := attr(n, "name")
		switch n.Data {
		case "input":
			switch kind := attr(n, "type"); kind {
			case "radio", "checkbox":
				if has(n, "checked") {
					values.Add(name, attr(n, "value"))
				}
			case "submit", "button", "file":
			default:
				values.Add(name, attr(n, "value"))
			}
		case "textarea":
			values.Add(name, strings.TrimPrefix(rawText(n), "\n"))
		case "select":
			values.Add(name, selected(n))
		}
	}
	return values
}

func selected(n *html.Node) string {
	options := findAll(n, func(n *html.Node) bool { return n.Data == "option" })
	for _, o := range options {
		if has(o, "selected") {
			return attr(o, "value")
		}
	}
	if len(options) > 0 {
		return attr(options[0], "value")
	}
	return ""
}
