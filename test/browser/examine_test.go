package browser_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// narrow is the narrowest window that everything must fit in, and sheet a page of
// paper with its margins.
var (
	narrow = view{width: 320, height: 640}
	sheet  = view{width: 720, height: 1020, paper: true}
)

// examine wants nothing to be wrong with the page.
func (b *tab) examine() {
	b.Helper()
	where := b.where()
	for _, problem := range b.problems() {
		b.Errorf("%s: %s", where, problem)
	}
}

// glance wants nothing to be wrong with how the page is built, with its width on a
// telephone, or with what it says to the console.
func (b *tab) glance() {
	b.Helper()
	where := b.where()
	list := append(ask[[]string](b, "page.built()"), b.heard()...)
	b.see(narrow)
	list = append(list, ask[[]string](b, "page.overflow()")...)
	b.see(screens[0])
	for _, problem := range list {
		b.Errorf("%s: %s", where, problem)
	}
}

// problems looks at the page in every way the tab is to look, and on paper, and
// leaves it as it was.
func (b *tab) problems() (list []string) {
	b.Helper()
	if b.scriptless {
		b.script(true)
		defer b.script(false)
	}
	in := func(v view, found []string) {
		for _, problem := range found {
			list = append(list, v.String()+": "+problem)
		}
	}
	in(screens[0], ask[[]string](b, "page.built()"))
	for _, v := range b.views {
		b.see(v)
		in(v, b.axed())
		in(v, ask[[]string](b, "page.overflow()"))
	}
	b.see(narrow)
	in(narrow, ask[[]string](b, "page.overflow()"))
	b.see(sheet)
	in(sheet, ask[[]string](b, "page.unprinted()"))
	in(sheet, ask[[]string](b, "page.overflow()"))
	in(screens[0], b.heard())
	b.see(b.at)
	return list
}

// axed is what axe-core finds. It is brought in from outside the page, which the
// page's own policy would not let in.
func (b *tab) axed() (found []string) {
	b.Helper()
	b.do("bring axe in", func(ctx context.Context) error {
		if there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean(globalThis.axe)")); err != nil || there {
			return err
		}
		return chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axeScript))
	})
	return ask[[]string](b, "page.axed()")
}

// seeFaults tries the examination itself on a page with one fault of each sort.
func (h *house) seeFaults(t *testing.T) {
	b := h.tab(t, screens[:1])
	b.visit("/", http.StatusOK)
	ask[bool](b, `(() => {
		const main = document.querySelector("main");
		const add = (tag, text, style) => {
			const e = document.createElement(tag);
			e.textContent = text;
			Object.assign(e.style, style);
			main.append(e);
			return e;
		};
		add("img", "", {}).src = "/static/none.png";
		add("h1", "En till", {});
		add("div", "Ljusgrått", { color: "#ccc", background: "#fff" });
		add("div", "Bred", { width: "40rem" });
		add("p", "Osynlig", { visibility: "hidden" });
		const script = document.createElement("script");
		script.textContent = "1";
		main.append(script);
		return true;
	})()`)
	found := strings.Join(b.problems(), "\n")
	for _, want := range []string{
		"1280: image-alt", "1280: color-contrast", "1280: the page has not exactly one h1",
		"320: div. “Bred”", "720 on paper: not on paper: p “Osynlig”", "security: ", "Content Security Policy",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("not seen: %s", want)
		}
	}
	if t.Failed() {
		t.Log(found)
	}
}
