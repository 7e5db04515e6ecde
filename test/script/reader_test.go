package script_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// A reader is somebody with a role in the demo who reads pages and answers forms as
// they come, without script: by the words on links, fields and buttons.
type reader struct {
	client *http.Client
	at     *url.URL
	page   *html.Node
}

type readers struct{}

// readerCommands are what a reader does. The first word is always whose door they came
// in by: goes (gar ROLL VÄG), follows (foljer ROLL LÄNK), writes (skriver ROLL FÄLT TEXT),
// chooses (valjer ROLL VAL…), attaches (bifogar ROLL FÄLT FIL), presses (trycker ROLL KNAPP;
// with ! the form comes back), reads (laser ROLL TEXT…; with ! it does not stand there) and
// saves (sparar ROLL LÄNK FIL).
var readerCommands = map[string]func(*testscript.TestScript, bool, []string){
	"gar": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		r.get(ts, args[0])
	}),
	"foljer": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		r.get(ts, value(r.link(ts, args[0]), "href"))
	}),
	"skriver": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		n := r.field(ts, args[0])
		if n.Data == "textarea" {
			for c := n.FirstChild; c != nil; c = n.FirstChild {
				n.RemoveChild(c)
			}
			n.AppendChild(&html.Node{Type: html.TextNode, Data: args[1]})
			return
		}
		give(n, "value", args[1])
	}),
	"valjer": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		for _, words := range args {
			r.choose(ts, words)
		}
	}),
	"bifogar": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		give(r.field(ts, args[0]), "file", ts.MkAbs(args[1]))
	}),
	"trycker": as(func(ts *testscript.TestScript, r *reader, neg bool, args []string) {
		want := http.StatusOK
		if neg {
			want = http.StatusUnprocessableEntity
		}
		if status := r.press(ts, args[0]); status != want {
			ts.Fatalf("%s: status %d, want %d\n%s", args[0], status, want, words(r.page))
		}
	}),
	"laser": as(func(ts *testscript.TestScript, r *reader, neg bool, args []string) {
		text := words(r.page)
		for _, some := range args {
			if strings.Contains(text, squeezed(some)) == neg {
				ts.Fatalf("%q\n%s", some, text)
			}
		}
	}),
	"sparar": as(func(ts *testscript.TestScript, r *reader, _ bool, args []string) {
		address, err := r.at.Parse(value(r.link(ts, args[0]), "href"))
		ts.Check(err)
		answer, err := r.client.Get(address.String())
		ts.Check(err)
		defer answer.Body.Close()
		content, err := io.ReadAll(answer.Body)
		ts.Check(err)
		if answer.StatusCode != http.StatusOK {
			ts.Fatalf("%s: status %d", args[0], answer.StatusCode)
		}
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o600))
	}),
}

// as finds the reader whom a command names, or opens the door of the role to them.
func as(do func(*testscript.TestScript, *reader, bool, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) < 2 {
			ts.Fatalf("usage: who, and what")
		}
		all := ts.Value(readers{}).(map[string]*reader)
		r := all[args[0]]
		if r == nil {
			r = &reader{client: &http.Client{Jar: &cookies{}}}
			r.at = &url.URL{Scheme: "http", Host: ts.Getenv("demo")}
			all[args[0]] = r
			r.get(ts, "/demo/logga-in/"+args[0])
		}
		do(ts, r, neg, args[1:])
	}
}

func (r *reader) get(ts *testscript.TestScript, path string) {
	address, err := r.at.Parse(path)
	ts.Check(err)
	answer, err := r.client.Get(address.String())
	ts.Check(err)
	if status := r.take(ts, answer); status != http.StatusOK {
		ts.Fatalf("%s: status %d", path, status)
	}
}

func (r *reader) take(ts *testscript.TestScript, answer *http.Response) int {
	defer answer.Body.Close()
	page, err := html.Parse(answer.Body)
	ts.Check(err)
	r.page, r.at = page, answer.Request.URL
	return answer.StatusCode
}

func (r *reader) link(ts *testscript.TestScript, text string) *html.Node {
	return r.one(ts, "link", text, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(words(n), squeezed(text)) })
}

func (r *reader) field(ts *testscript.TestScript, label string) *html.Node {
	l := r.one(ts, "label", label, func(n *html.Node) bool { return n.Data == "label" && strings.HasPrefix(words(n), squeezed(label)) })
	if !has(l, "for") {
		for n := range l.Descendants() {
			if n.Data == "input" {
				return n
			}
		}
	}
	return r.one(ts, "field", label, func(n *html.Node) bool { return value(n, "id") == value(l, "for") && value(n, "id") != "" })
}

// choose ticks a box or a radio button, or takes an option of a list.
func (r *reader) choose(ts *testscript.TestScript, text string) {
	for n := range r.page.Descendants() {
		if n.Type == html.ElementNode && n.Data == "option" && strings.HasPrefix(words(n), squeezed(text)) {
			for other := range n.Parent.Descendants() {
				drop(other, "selected")
			}
			give(n, "selected", "")
			return
		}
	}
	n := r.field(ts, text)
	for other := range r.page.Descendants() {
		if value(n, "type") == "radio" && value(other, "name") == value(n, "name") {
			drop(other, "checked")
		}
	}
	give(n, "checked", "")
}

func (r *reader) press(ts *testscript.TestScript, text string) int {
	button := r.one(ts, "button", text, func(n *html.Node) bool { return n.Data == "button" && strings.HasPrefix(words(n), squeezed(text)) })
	form := button.Parent
	for form != nil && form.Data != "form" {
		form = form.Parent
	}
	if form == nil {
		form = r.one(ts, "form", text, func(n *html.Node) bool { return n.Data == "form" && value(n, "id") == value(button, "form") })
	}
	fields, files := answers(form)
	if name := value(button, "name"); name != "" {
		fields.Add(name, value(button, "value"))
	}
	action, err := r.at.Parse(value(form, "action"))
	ts.Check(err)
	if !strings.EqualFold(value(form, "method"), http.MethodPost) {
		action.RawQuery = fields.Encode()
		answer, err := r.client.Get(action.String())
		ts.Check(err)
		return r.take(ts, answer)
	}
	body, kind := io.Reader(strings.NewReader(fields.Encode())), "application/x-www-form-urlencoded"
	if value(form, "enctype") == "multipart/form-data" {
		body, kind = parts(ts, fields, files)
	}
	q, err := http.NewRequest(http.MethodPost, action.String(), body)
	ts.Check(err)
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Origin", "http://"+r.at.Host)
	answer, err := r.client.Do(q)
	ts.Check(err)
	return r.take(ts, answer)
}

func parts(ts *testscript.TestScript, fields url.Values, files map[string]string) (io.Reader, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range fields {
		for _, v := range all {
			ts.Check(w.WriteField(name, v))
		}
	}
	for name, path := range files {
		content, err := os.ReadFile(path)
		ts.Check(err)
		part, err := w.CreateFormFile(name, filepath.Base(path))
		ts.Check(err)
		_, err = part.Write(content)
		ts.Check(err)
	}
	ts.Check(w.Close())
	return &body, w.FormDataContentType()
}

// answers is what a form would send, and the files that lie in it, by their names.
func answers(form *html.Node) (fields url.Values, files map[string]string) {
	fields, files = url.Values{}, map[string]string{}
	for n := range form.Descendants() {
		name := value(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		switch kind := value(n, "type"); {
		case n.Data == "textarea":
			fields.Add(name, raw(n))
		case n.Data == "select":
			fields.Add(name, chosen(n))
		case n.Data != "input" || kind == "submit":
		case kind == "file":
			if path := value(n, "file"); path != "" {
				files[name] = path
			}
		case kind != "radio" && kind != "checkbox" || has(n, "checked"):
			fields.Add(name, value(n, "value"))
		}
	}
	return fields, files
}

func chosen(list *html.Node) (first string) {
	found := false
	for n := range list.Descendants() {
		switch {
		case n.Data != "option":
		case has(n, "selected"):
			return value(n, "value")
		case !found:
			first, found = value(n, "value"), true
		}
	}
	return first
}

func (r *reader) one(ts *testscript.TestScript, kind, text string, is func(*html.Node) bool) *html.Node {
	for n := range r.page.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return n
		}
	}
	ts.Fatalf("there is no %s %q:\n%s", kind, text, words(r.page))
	return nil
}

// words is what stands in a node, with one space between.
func words(n *html.Node) string { return squeezed(raw(n)) }

func raw(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "script" && c.Parent.Data != "style" {
			fmt.Fprint(&b, c.Data)
			if n.Data != "textarea" {
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// squeezed has one ordinary space wherever there are any, so that a script can be
// written on any keyboard.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func value(n *html.Node, name string) string {
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

func give(n *html.Node, name, v string) {
	drop(n, name)
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: v})
}

func drop(n *html.Node, name string) {
	for i, a := range n.Attr {
		if a.Key == name {
			n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			return
		}
	}
}
