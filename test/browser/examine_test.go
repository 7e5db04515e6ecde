package browser_test

import (
	"context"

	"github.com/chromedp/chromedp"
)

// narrow is the narrowest window that everything must fit in, and sheet a page of
// paper with its margins.
var (
	narrow = view{width: 320, height: 640}
	sheet  = view{width: 720, height: 1020, paper: true}
)

// examine looks at the page in every way the tab is to look, and on paper, and
// leaves it as it was.
func (b *tab) examine() {
	b.Helper()
	where := b.where()
	if b.scriptless {
		b.script(true)
		defer b.script(false)
	}
	wrong := func(v view, list []string) {
		b.Helper()
		for _, problem := range list {
			b.Errorf("%s (%s): %s", where, v, problem)
		}
	}
	wrong(screens[0], ask[[]string](b, "page.built()"))
	for _, v := range b.views {
		b.see(v)
		wrong(v, b.axed())
		wrong(v, ask[[]string](b, "page.overflow()"))
	}
	b.see(narrow)
	wrong(narrow, ask[[]string](b, "page.overflow()"))
	b.see(sheet)
	wrong(sheet, ask[[]string](b, "page.unprinted()"))
	wrong(sheet, ask[[]string](b, "page.overflow()"))
	wrong(screens[0], b.heard())
	b.see(screens[0])
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
