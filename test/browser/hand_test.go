package browser_test

import (
	"context"
	"fmt"
	"strconv"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// hand is how somebody works a page. Fields, links and buttons are called what
// they are called on the page, after the heading of their group where there are
// several: "Barn 2 / Förnamn".
type hand interface {
	write(b *tab, field, text string)
	tick(b *tab, field string)
	choose(b *tab, field, option string)
	press(b *tab, button string, status int64)
	follow(b *tab, link string)
}

// element is what chromedp needs to take hold of something called by name.
func (b *tab) element(kind, what string) chromedp.JSPath {
	b.Helper()
	expression := fmt.Sprintf("page.find(%q, %s)", kind, strconv.Quote(what))
	b.until(kind+" “"+what+"”", expression+" !== null")
	return chromedp.JSPath(expression)
}

// mouse points and clicks, and types what it must.
type mouse struct{}

func (mouse) click(b *tab, kind, what string) {
	b.Helper()
	e := b.element(kind, what)
	b.do("click "+what, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Click(e)) })
	b.until(what+" to have the focus", "document.activeElement === page.find(%s, %s)", kind, what)
}

func (m mouse) write(b *tab, field, text string) {
	b.Helper()
	m.click(b, "field", field)
	b.typeKeys(text)
	b.holds(field, text)
}

func (m mouse) tick(b *tab, field string) {
	b.Helper()
	m.click(b, "field", field)
	b.isTicked(field)
}

func (mouse) choose(b *tab, field, option string) {
	b.Helper()
	e := b.element("field", field)
	b.do("go to "+field, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Focus(e)) })
	b.typeKeys(option)
	b.hasChosen(field, option)
}

func (mouse) press(b *tab, button string, status int64) {
	b.Helper()
	e := b.element("button", button)
	b.loads("press "+button, status, click(e))
}

func (mouse) follow(b *tab, link string) {
	b.Helper()
	e := b.element("link", link)
	b.loads("follow "+link, 200, click(e))
}

func click(e chromedp.JSPath) func(ctx context.Context, t *chromedp.Target) error {
	return func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Click(e)(ctx, t)
		return err
	}
}

// keyboard has nothing else: Tab to get there, Space and Enter to act. Wherever it
// comes, it wants to see where it is.
type keyboard struct{}

// stops is the most times Tab may be pressed to get anywhere.
const stops = 400

// reach goes to something, the way past the menu first on a new page.
func (keyboard) reach(b *tab, kind, what string) {
	b.Helper()
	b.element(kind, what)
	arrived := fmt.Sprintf("document.activeElement === page.find(%q, %s)", kind, strconv.Quote(what))
	for range stops {
		if ask[bool](b, arrived) {
			return
		}
		// Among radio buttons Tab stops at one; the arrows lead to the others.
		if ask[bool](b, "page.beside(document.activeElement, page.find(%s, %s))", kind, what) {
			b.key(kb.ArrowDown)
		} else {
			b.key(kb.Tab)
		}
		at := ask[focus](b, "page.focus()")
		if at.Wrong != "" {
			b.Errorf("%s, %s: %s", b.where(), at.Name, at.Wrong)
		}
		if at.Skip && ask[bool](b, "document.querySelector('main').contains(page.find(%s, %s))", kind, what) {
			b.key(kb.Enter)
			b.until("the way past the menu to lead into the page", "document.activeElement === document.querySelector('main')")
		}
	}
	b.Fatalf("%s: %q is not reached with Tab", b.where(), what)
}

// focus is where the keyboard is.
type focus struct {
	Name  string `json:"name"`
	Wrong string `json:"wrong"`
	Skip  bool   `json:"skip"`
	None  bool   `json:"none"`
}

func (k keyboard) write(b *tab, field, text string) {
	b.Helper()
	k.reach(b, "field", field)
	b.typeKeys(text)
	b.holds(field, text)
}

func (k keyboard) tick(b *tab, field string) {
	b.Helper()
	k.reach(b, "field", field)
	if !ask[bool](b, "page.find('field', %s).checked", field) {
		b.key(" ")
	}
	b.isTicked(field)
}

func (k keyboard) choose(b *tab, field, option string) {
	b.Helper()
	k.reach(b, "field", field)
	b.typeKeys(option)
	b.hasChosen(field, option)
}

func (k keyboard) press(b *tab, button string, status int64) {
	b.Helper()
	k.reach(b, "button", button)
	b.loads("Enter on "+button, status, enter)
}

func (k keyboard) follow(b *tab, link string) {
	b.Helper()
	k.reach(b, "link", link)
	b.loads("Enter on "+link, 200, enter)
}

func enter(ctx context.Context, t *chromedp.Target) error {
	_, err := chromedp.KeyEvent(kb.Enter)(ctx, t)
	return err
}

func (b *tab) key(key string) {
	b.Helper()
	b.do("key", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(key)) })
}

func (b *tab) typeKeys(text string) {
	b.Helper()
	b.do("type", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.KeyEvent(text)) })
}

func (b *tab) holds(field, text string) {
	b.Helper()
	b.until(field+" to hold what was typed", "page.find('field', %s).value === %s", field, text)
}

func (b *tab) isTicked(field string) {
	b.Helper()
	b.until(field+" to be ticked", "page.find('field', %s).checked", field)
}

func (b *tab) hasChosen(field, option string) {
	b.Helper()
	b.until(field+" to be "+option, "page.find('field', %s).selectedOptions[0].text.startsWith(%s)", field, option)
}
