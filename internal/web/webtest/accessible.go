package webtest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Accessible wants the page to be built so that everybody can find their way:
// a language, a title, one heading of the first rank and no rank skipped, one
// main, a way past the menu, a name for every field, control, picture and
// table, and an error summary whose links lead to fields.
func (p *Page) Accessible() *Page {
	p.t.Helper()
	for _, problem := range p.problems() {
		p.t.Errorf("%s: %s", p.Path, problem)
	}
	return p
}

func (p *Page) problems() []string {
	var list []string
	problem := func(parts ...string) { list = append(list, strings.Join(parts, " ")) }
	ids := map[string]int{}
	for _, n := range p.All("[id]") {
		ids[attr(n, "id")]++
	}
	for id, times := range ids {
		if times > 1 {
			problem("two elements have the id", id)
		}
	}

	if p.Attr("html", "lang") == "" {
		problem("the page says no language")
	}
	if p.Text("title") == "" {
		problem("the page has no title")
	}
	if n := p.Count("h1"); n != 1 {
		problem("the page has not exactly one h1")
	}
	if p.Count("main") != 1 {
		problem("the page has not exactly one main")
	}
	if skip := p.Attr("body a", "href"); !strings.HasPrefix(skip, "#") || ids[strings.TrimPrefix(skip, "#")] != 1 {
		problem("the first link does not lead past the menu")
	}
	rank := 0
	for _, n := range p.All("*") {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			now := int(n.Data[1] - '0')
			if now > rank+1 {
				problem("a heading skips a rank:", textOf(n))
			}
			rank = now
			if textOf(n) == "" {
				problem("a heading is empty")
			}
		}
	}
	for _, n := range p.All("*") {
		for _, name := range []string{"aria-describedby", "aria-labelledby", "aria-controls", "for"} {
			for _, id := range strings.Fields(attr(n, name)) {
				if ids[id] != 1 {
					problem(n.Data, "refers to", id, "which is not there")
				}
			}
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				problem(n.Data, "has the attribute", a.Key)
			}
		}
		if n.Data == "script" && (attr(n, "src") == "" || rawText(n) != "") {
			problem("a script stands in the page")
		}
		switch n.Data {
		case "input", "select", "textarea":
			if attr(n, "type") != "hidden" && !p.labelled(n) {
				problem("no label for", n.Data, attr(n, "name"))
			}
			if attr(n, "aria-invalid") == "true" && attr(n, "aria-describedby") == "" && !insideGroupWithReason(n) {
				problem("nothing says what is wrong with", attr(n, "name"))
			}
		case "button", "a":
			if textOf(n) == "" && attr(n, "aria-label") == "" && attr(n, "aria-hidden") != "true" && (n.Data == "button" || has(n, "href")) {
				problem("a", n.Data, "has no name")
			}
		case "img":
			if !has(n, "alt") {
				problem("a picture has no alternative text")
			}
		case "svg":
			if attr(n, "aria-hidden") != "true" && attr(n, "aria-labelledby") == "" && attr(n, "aria-label") == "" {
				problem("a drawing has neither a name nor aria-hidden")
			}
		case "table":
			list = append(list, tableProblems(n)...)
		case "fieldset":
			if find(n, func(c *html.Node) bool { return c.Data == "legend" }) == nil {
				problem("a group of fields has no legend")
			}
		case "nav", "section":
			if n.Data == "nav" && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" {
				problem("a nav has no name")
			}
		}
	}
	for _, n := range p.All(".ds-error-summary a") {
		if id, ok := strings.CutPrefix(attr(n, "href"), "#"); !ok || ids[id] != 1 {
			problem("the error summary leads nowhere:", textOf(n))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (p *Page) labelled(n *html.Node) bool {
	if attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != "" {
		return true
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == "label" {
			return textOf(up) != ""
		}
	}
	id := attr(n, "id")
	return id != "" && find(p.Doc, func(l *html.Node) bool { return l.Data == "label" && attr(l, "for") == id && textOf(l) != "" }) != nil
}

func insideGroupWithReason(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Data == "fieldset" {
			return attr(up, "aria-describedby") != ""
		}
	}
	return false
}

func tableProblems(table *html.Node) []string {
	var list []string
	if find(table, func(n *html.Node) bool { return n.Data == "caption" && textOf(n) != "" }) == nil && attr(table, "aria-label") == "" && attr(table, "aria-labelledby") == "" {
		list = append(list, "a table has no caption")
	}
	headers := findAll(table, func(n *html.Node) bool { return n.Data == "th" })
	if len(headers) == 0 {
		list = append(list, "a table has no headers")
	}
	for _, h := range headers {
		if attr(h, "scope") == "" {
			list = append(list, "a table header has no scope: "+textOf(h))
		}
	}
	cards := strings.Contains(attr(table, "class"), "s-table--cards")
	if cards && find(table, func(n *html.Node) bool { return n.Data == "td" && attr(n, "role") != "cell" }) != nil {
		list = append(list, "a table that turns into cards has a cell without its role")
	}
	return list
}
