package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

func TestPagesForEverybody(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		for _, token := range []string{"", "amina"} {
			b := visit(t, nil)
			b.SetCookie("samspel-lang", lang)
			b.SetCookie("samspel", token)
			for _, path := range []string{"/", "/tillganglighet", "/sa-anvands-uppgifter", "/stil", "/nej"} {
				p := b.Get(path).Accessible().Lacks("body", "web.")
				if got := p.Attr("html", "lang"); got != lang {
					t.Errorf("%s: lang %q, want %q", path, got, lang)
				}
			}
		}
	}
}

func TestTheFrameSaysWhoYouAre(t *testing.T) {
	t.Parallel()
	p := signedIn(t, nil).Get("/")
	p.Has(".s-who", "Amina Rosengren").Has(".s-place", "Ekstads kommun, socialnämnden").Has(".s-out button", "Logga ut")
	p.Has(".s-demo", "påhittade").Lacks("a", "Logga in")
	visit(t, nil).Get("/").Has(".s-nav a[aria-current=page]", "Start").Has(".s-tools a", "Logga in")
}

func TestExamplesAreShownInTheDemoOnly(t *testing.T) {
	t.Parallel()
	s := web.New(web.Options{Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: func() time.Time { return noon }})
	b := webtest.New(t, s.Handler(http.NewServeMux()))
	b.Get("/stil").Is(404)
	b.Get("/").Is(200).Lacks("body", "påhittade")
}

func TestExampleFormComesBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := visit(t, nil)
	p := b.Get("/stil")
	again := b.Submit(p, "exempel", url.Values{"born": {"2026-02-30"}, "said": {`"><script>alert(1)</script>`}, "told": {"two"}, "feedback": nil})
	again.Is(422).Accessible()
	again.Has(".ds-error-summary h2", "Rätta tre saker, sedan kan du skicka")
	again.Has(".ds-error-summary a[href=#seen]", "Skriv vad du har sett.")
	again.Has("#born-f", "Fel: Skriv ett datum som finns")
	again.Has("#said", `"><script>alert(1)</script>`)
	again.Has("title", "Fel: Stil")
	if again.Attr("#born", "value") != "2026-02-30" || again.Count("#told-2[checked]") != 1 || again.Count("#feedback[checked]") != 0 {
		t.Error("what was typed is gone")
	}
	if !strings.Contains(again.Body, "autofocus") {
		t.Error("the summary does not take the focus")
	}
	done := b.Submit(again, "exempel", url.Values{"born": {"20161101"}, "seen": {"Blåmärken"}, "category": {"school"}})
	b.Follow(done.SendsTo("/stil")).Has(".s-note", "Sparat.")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var sick error
	s := web.New(web.Options{
		Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:    func() time.Time { return noon },
		Health: func(context.Context) error { return sick },
	})
	b := webtest.New(t, s.Handler(http.NewServeMux()))
	b.Get("/halsa").Is(200)
	sick = errors.New("audit file cannot be written")
	b.Get("/halsa").Is(503).Lacks("body", "audit")
}
