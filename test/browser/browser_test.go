// Package browser_test works the program in a real browser: the first thread from
// a report to its feedback with a mouse, without script and with the keyboard
// alone, a draft that must not be lost, and every page of the router for everybody
// who can sign in. Every page is examined with axe-core, wide and narrow, light
// and dark, and on paper.
//
// SAMSPEL_TEST_CHROMIUM names the Chromium to use; without it the tests are skipped.
// SAMSPEL_SHOTS names a folder for pictures of the pages.
package browser_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"samspel/internal/app"
	"samspel/test/worldtest"
)

// patience is how long anything in the browser may take. It is long, since a
// machine can be slow and none of it is a measurement.
const patience = 3 * time.Minute

// house is the demonstration on a port, with a browser in front of it.
type house struct {
	world   *worldtest.World
	address string
	browser context.Context
	gone    sync.Map // paths that nobody answers at
	sent    sync.Map // forms that have been sent filled in wrongly
}

// open starts the house, its settings perhaps changed, and the browser, both until the test and its parts have ended.
func open(t *testing.T, but ...func(*app.Config)) *house {
	path := os.Getenv("SAMSPEL_TEST_CHROMIUM")
	if path == "" {
		t.Skip("SAMSPEL_TEST_CHROMIUM is not set")
	}
	h := &house{world: worldtest.Open(t, but...)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: patience}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-served
	})
	h.address = "http://" + listener.Addr().String()

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "sv"))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	browser, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	t.Cleanup(func() {
		closing, cancel := context.WithTimeout(browser, patience)
		defer cancel()
		if err := chromedp.Cancel(closing); err != nil {
			t.Errorf("close Chromium: %v", err)
		}
	})
	h.browser = browser
	return h
}

// ServeHTTP is the world, but for what has gone.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, gone := h.gone.Load(r.URL.Path); gone {
		panic(http.ErrAbortHandler)
	}
	h.world.Handler().ServeHTTP(w, r)
}

func TestInChromium(t *testing.T) {
	h := open(t)
	if folder := os.Getenv("SAMSPEL_SHOTS"); folder != "" {
		h.takePictures(t, folder)
	}
	pages := h.pages(t)
	t.Run("story", func(t *testing.T) {
		t.Parallel()
		h.tell(t, story{children: [2]string{"Alma", "Sigge"}, hand: mouse{}, views: screens})
	})
	t.Run("story without script", func(t *testing.T) {
		t.Parallel()
		h.tell(t, story{children: [2]string{"Vera", "Nils"}, hand: mouse{}, scriptless: true, views: screens[:1]})
	})
	t.Run("story by keyboard", func(t *testing.T) {
		t.Parallel()
		h.tell(t, story{children: [2]string{"Liv", "Sune"}, hand: keyboard{}, views: screens[1:2]})
	})
	t.Run("faults", func(t *testing.T) {
		t.Parallel()
		h.seeFaults(t)
	})
	t.Run("draft", func(t *testing.T) {
		t.Parallel()
		h.loseNothing(t)
	})
	for role, list := range pages {
		t.Run("pages/"+strings.TrimPrefix(role, "/"), func(t *testing.T) {
			t.Parallel()
			h.look(t, role, list)
		})
	}
}
