package browser_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// payload is text that would run in a page that took it for more than text. It
// counts itself where it does.
const payload = `"'><img src=x onerror="console.log('ran')"><svg/onload="console.log('ran')"><zqx></textarea></title></script><script>console.log('ran')</script>`

// TestT14StoredTextRunsNothing types text that would be a program into every field
// of every form, and looks at every page that shows it: nothing runs, nothing
// breaks the content security policy, and no element comes of it.
func TestT14StoredTextRunsNothing(t *testing.T) {
	h := open(t)
	stored := h.storeEverywhere(t)
	shown, pages := 0, 0
	for _, reader := range h.readers(t) {
		perRoute := map[string]int{}
		w := walk{reader: reader, seen: map[string]bool{}, parts: map[string]bool{}, asked: map[string]bool{}}
		w.wants = func(a *worldtest.Answer) (pick bool, views []view) {
			if !strings.Contains(html.UnescapeString(a.Body), payload) {
				return false, nil
			}
			perRoute[a.Pattern]++
			return perRoute[a.Pattern] <= trialtest.Size(1, 50), nil
		}
		w.from("/")
		shown += len(perRoute)
		if len(w.picked) == 0 {
			continue
		}
		b := h.tab(t, screens[:1])
		if reader.Name != h.world.Nobody().Name {
			b.enter(reader.Name)
		}
		for _, p := range w.picked {
			b.visit(p.target, int64(p.status))
			pages++
			for _, complaint := range b.heard() {
				t.Errorf("%s as %s: %s", p.target, reader.Name, complaint)
			}
			if n := ask[int](b, `document.querySelectorAll("zqx, img[src=x], [onload], [onerror]").length`); n > 0 {
				t.Errorf("%s as %s: %d elements came of the text", p.target, reader.Name, n)
			}
		}
	}
	trialtest.Tell(t, "forms that took the text", stored)
	trialtest.Tell(t, "kinds of page that show it", shown)
	trialtest.Tell(t, "pages looked at", pages)
	if stored < 5 || shown < 5 {
		t.Errorf("only %d forms took the text, and %d kinds of page show it", stored, shown)
	}
}

// storeEverywhere sends each kind of form that has a text to write, once for each
// reader who sees it, and says how many took the text.
func (h *house) storeEverywhere(t *testing.T) (taken int) {
	for _, reader := range h.readers(t) {
		h.begin(reader)
		sent := map[string]bool{}
		w := walk{reader: reader, seen: map[string]bool{}, parts: map[string]bool{}, asked: map[string]bool{}}
		w.wants = func(a *worldtest.Answer) (pick bool, views []view) {
			for n := range a.Document().Descendants() {
				if n.Type != html.ElementNode || n.Data != "form" || !strings.EqualFold(attribute(n, "method"), "post") {
					continue
				}
				form, kind := fill(n)
				if form == nil || sent[a.Pattern+kind] {
					continue
				}
				sent[a.Pattern+kind] = true
				action := attribute(n, "action")
				if action == "" {
					action = a.Target
				}
				switch answer := reader.Post(action, form); {
				case answer.Status >= 500:
					t.Errorf("%s: status %d", answer, answer.Status)
				case answer.Status < 400:
					taken++
				}
			}
			return false, nil
		}
		w.from("/")
	}
	return taken
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// fill answers a form as well as a text can: the text in every field that takes any,
// the last choice of every question. A form without such a field is not sent. The
// kind tells forms apart by their fields.
func fill(form *html.Node) (values url.Values, kind string) {
	values = url.Values{}
	texts := 0
	for n := range form.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		kind += " " + name
		switch n.Data {
		case "textarea":
			values.Set(name, payload)
			texts++
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && attribute(o, "value") != "" {
					values.Set(name, attribute(o, "value"))
				}
			}
		case "button":
			values.Set(name, attribute(n, "value"))
		case "input":
			switch attribute(n, "type") {
			case "hidden":
				values.Add(name, attribute(n, "value"))
			case "radio", "checkbox":
				values.Set(name, attribute(n, "value"))
			case "email":
				values.Set(name, "text@exempel.invalid")
			case "date":
				values.Set(name, "2026-12-01")
			case "password", "number", "tel", "file", "time", "url":
			default:
				values.Set(name, payload)
				texts++
			}
		}
	}
	if texts == 0 {
		return nil, ""
	}
	return values, kind
}
