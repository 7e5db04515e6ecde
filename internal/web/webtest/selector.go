package webtest

import (
	"strings"

	"golang.org/x/net/html"
)

// All is every element that matches the selector: tags, .classes, #ids,
// [attributes] and [attribute=value], with a space for "somewhere inside".
func (p *Page) All(selector string) []*html.Node {
	nodes := []*html.Node{p.Doc}
	for _, part := range strings.Fields(selector) {
		matches := matcher(part)
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, n := range nodes {
			for _, m := range findAll(n, matches) {
				if m != n && !seen[m] {
					seen[m] = true
					next = append(next, m)
				}
			}
		}
		nodes = next
	}
	return nodes
}

func matcher(part string) func(*html.Node) bool {
	var wants []func(*html.Node) bool
	for part != "" {
		end := strings.IndexAny(part[1:], ".#[")
		piece := part
		if end >= 0 {
			piece = part[:end+1]
		}
		part = part[len(piece):]
		switch piece[0] {
		case '.':
			class := piece[1:]
			wants = append(wants, func(n *html.Node) bool {
				return strings.Contains(" "+attr(n, "class")+" ", " "+class+" ")
			})
		case '#':
			id := piece[1:]
			wants = append(wants, func(n *html.Node) bool { return attr(n, "id") == id })
		case '[':
			// A value may hold the signs that begin a new piece.
			for !strings.HasSuffix(piece, "]") && part != "" {
				piece, part = piece+part[:1], part[1:]
			}
			name, value, valued := strings.Cut(strings.Trim(piece, "[]"), "=")
			value = strings.Trim(value, `"'`)
			wants = append(wants, func(n *html.Node) bool {
				return has(n, name) && (!valued || attr(n, name) == value)
			})
		default:
			tag := piece
			wants = append(wants, func(n *html.Node) bool { return tag == "*" || n.Data == tag })
		}
	}
	return func(n *html.Node) bool {
		for _, want := range wants {
			if !want(n) {
				return false
			}
		}
		return true
	}
}

func find(root *html.Node, want func(*html.Node) bool) *html.Node {
	if all := findAll(root, want); len(all) > 0 {
		return all[0]
	}
	return nil
}

func findAll(root *html.Node, want func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && want(n) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// textOf is what a reader reads, with one space between words.
func textOf(n *html.Node) string { return squeeze(rawText(n)) }

func rawText(n *html.Node) string {
	var out strings.Builder
	if n.Type == html.TextNode {
		return n.Data
	}
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			out.WriteString(d.Data)
		case d.Data == "br" || d.Data == "li" || d.Data == "p" || d.Data == "td" || d.Data == "th":
			out.WriteString(" ")
		}
	}
	return out.String()
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), " ")
}
