package webtest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Page is one answer.
type Page struct {
	t      testing.TB
	Path   string
	Status int
	Header http.Header
	Body   string
	Doc    *html.Node
}

func (b *Browser) do(r *http.Request, path string) *Page {
	b.t.Helper()
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, path, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, path, err)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, path, err)
	}
	return &Page{t: b.t, Path: path, Status: answer.StatusCode, Header: answer.Header, Body: string(body), Doc: doc}
}

// Location is where the page sends its reader.
func (p *Page) Location() string { return p.Header.Get("Location") }

// Is wants the status.
func (p *Page) Is(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Errorf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text("main"))
	}
	return p
}

// SendsTo wants a 303 to the path.
func (p *Page) SendsTo(path string) *Page {
	p.t.Helper()
	if p.Status != http.StatusSeeOther || p.Location() != path {
		p.t.Errorf("%s: status %d to %q, want 303 to %q", p.Path, p.Status, p.Location(), path)
	}
	return p
}

// Has wants an element that matches the selector and holds the text.
func (p *Page) Has(selector, text string) *Page {
	p.t.Helper()
	var held []string
	for _, n := range p.All(selector) {
		got := textOf(n)
		if strings.Contains(got, squeeze(text)) {
			return p
		}
		held = append(held, got)
	}
	p.t.Errorf("%s: no %s holds %q; they hold %q", p.Path, selector, text, held)
	return p
}

// Lacks wants no element that matches the selector to hold the text.
func (p *Page) Lacks(selector, text string) *Page {
	p.t.Helper()
	for _, n := range p.All(selector) {
		if got := textOf(n); strings.Contains(got, squeeze(text)) {
			p.t.Errorf("%s: a %s holds %q", p.Path, selector, got)
		}
	}
	return p
}

// Text is the text of the first element that matches the selector.
func (p *Page) Text(selector string) string {
	if all := p.All(selector); len(all) > 0 {
		return textOf(all[0])
	}
	return ""
}

// Attr is an attribute of the first element that matches the selector.
func (p *Page) Attr(selector, name string) string {
	if all := p.All(selector); len(all) > 0 {
		return attr(all[0], name)
	}
	return ""
}

// Count is how many elements match the selector.
func (p *Page) Count(selector string) int { return len(p.All(selector)) }

// Link is the address of the first link whose text holds the words.
func (p *Page) Link(words string) string {
	p.t.Helper()
	for _, n := range p.All("a[href]") {
		if strings.Contains(textOf(n), squeeze(words)) {
			return attr(n, "href")
		}
	}
	p.t.Errorf("%s: no link says %q", p.Path, words)
	return ""
}
