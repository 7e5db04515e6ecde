package browser_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/page.js
var pageScript string

//go:embed testdata/axe.min.js
var axeScript string

// tab is somebody's browser: one page, and cookies nobody else has.
type tab struct {
	*testing.T
	house *house
	ctx   context.Context
	// views is how pages are examined; scriptless is a reader whose browser runs none.
	views      []view
	scriptless bool
	// at is how the reader looks at pages.
	at view

	mu       sync.Mutex
	messages []string
}

// view is a way to look at a page.
type view struct {
	width, height int64
	dark          bool
	paper         bool
}

// lean is the ways to look at a page that another test looks at in every way.
var lean = []view{{width: 1280, height: 900}, {width: 360, height: 740, dark: true}}

var screens = []view{{width: 1280, height: 900}, {width: 1280, height: 900, dark: true}, {width: 360, height: 740}, {width: 360, height: 740, dark: true}}

func (v view) String() string {
	s := fmt.Sprint(v.width)
	if v.dark {
		s += " dark"
	}
	if v.paper {
		s += " on paper"
	}
	return s
}

// tab opens a new browser.
func (h *house) tab(t *testing.T, views []view) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(h.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{T: t, house: h, ctx: ctx, views: views}
	b.do("listen to the page", func(ctx context.Context) error {
		return chromedp.Listen(b.ctx, b.hear)
	})
	b.do("set up a tab", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return err
	})
	b.hold(screens[0])
	return b
}

// hold is how the reader looks at pages from now on.
func (b *tab) hold(v view) {
	b.Helper()
	b.at = v
	b.see(v)
}

// hear keeps what the page complains of. That a page answered 404 is not a complaint.
func (b *tab) hear(event any) {
	var message string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		message = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		message = "console." + string(e.Type)
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceNetwork && strings.Contains(e.Entry.Text, "the server responded with a status of") &&
			!strings.Contains(e.Entry.URL, "/static/") {
			return
		}
		if e.Entry.Level == log.EntryLevelInfo && strings.HasPrefix(e.Entry.Text, "Clear-Site-Data header on") {
			return // the browser did as it was told at sign-out
		}
		message = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.messages = append(b.messages, message)
}

// heard is what the page has complained of since last asked.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.messages
	b.messages = nil
	return list
}

// do does something in the tab that must go well.
func (b *tab) do(what string, act func(ctx context.Context) error) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	// The first use of a context is what opens the tab and must not end with it.
	if err := chromedp.Do(b.ctx); err != nil {
		b.Fatalf("%s: open a tab: %v", what, err)
	}
	if err := act(ctx); err != nil {
		b.Fatalf("%s: %v", what, err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](b *tab, expression string, given ...any) T {
	b.Helper()
	arguments := make([]any, len(given))
	for i, g := range given {
		text, err := json.Marshal(g)
		if err != nil {
			b.Fatal(err)
		}
		arguments[i] = text
	}
	expression = fmt.Sprintf(expression, arguments...)
	var answer T
	b.do(expression, func(ctx context.Context) (err error) {
		answer, err = chromedp.Run(ctx, chromedp.Evaluate[T](prepared(pageScript, "page")+expression, chromedp.EvalAwaitPromise))
		return err
	})
	return answer
}

// prepared is a script that makes a global once in each document.
func prepared(script, global string) string {
	return "if (!globalThis." + global + ") {\n" + script + "\n}\n"
}

// until waits for an expression to be true.
func (b *tab) until(what, expression string, given ...any) {
	b.Helper()
	deadline := time.Now().Add(patience)
	for !ask[bool](b, expression, given...) {
		if time.Now().After(deadline) {
			b.Fatalf("waited in vain for %s on %s", what, b.where())
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-b.Context().Done():
			return
		}
	}
}

// see looks at the page in another way.
func (b *tab) see(v view) {
	b.Helper()
	scheme, media := "light", "screen"
	if v.dark {
		scheme = "dark"
	}
	if v.paper {
		media = "print"
	}
	b.do("look "+v.String(), func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: v.width, Height: v.height, DeviceScaleFactor: 1,
		}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	})
	b.until("the window to be "+v.String(), "innerWidth === %s && matchMedia(%s).matches && matchMedia(%s).matches",
		v.width, "(prefers-color-scheme: "+scheme+")", media)
}

// script lets the page's own scripts run, or not.
func (b *tab) script(runs bool) {
	b.Helper()
	b.do("scripts on or off", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !runs})
		return err
	})
}

// loads does something that leads to a new page, waits for it, and wants its status.
func (b *tab) loads(what string, status int64, act func(ctx context.Context, t *chromedp.Target) error) {
	b.Helper()
	b.do(what, func(ctx context.Context) error {
		answer, err := chromedp.RunResponse(ctx, chromedp.Func(act))
		if err == nil && answer != nil && answer.Status != status {
			err = fmt.Errorf("status %d, not %d, at %s", answer.Status, status, answer.URL)
		}
		return err
	})
	// A page whose letters are still on their way moves under the hand.
	b.until("the letters to be there", "document.readyState === 'complete' && document.fonts.status === 'loaded'")
}

// visit goes to an address of the site.
func (b *tab) visit(target string, status int64) {
	b.Helper()
	b.loads("visit "+target, status, func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Navigate(b.house.address+target)(ctx, t)
		return err
	})
}

// enter signs in through one of the demonstration's doors.
func (b *tab) enter(role string) {
	b.Helper()
	b.visit("/demo/logga-in/"+role, 200)
}

// where is the address of the page.
func (b *tab) where() string {
	b.Helper()
	return ask[string](b, "location.pathname + location.search")
}

// reads wants the page to say something in its main part.
func (b *tab) reads(text string) {
	b.Helper()
	if !ask[bool](b, "page.words(document.querySelector('main')).includes(%s)", text) {
		b.Fatalf("%s does not say “%s”, but:\n%s", b.where(), text, ask[string](b, "document.querySelector('main').innerText.slice(0, 600)"))
	}
}
