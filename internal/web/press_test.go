package web_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

// A button that is pressed twice is answered as if it had been pressed once, whatever the
// second press finds; anything that is not the same press is told what holds.
func TestPressedTwice(t *testing.T) {
	t.Parallel()
	late := map[string]error{"taken": fault.Refused("web.form.choice"), "gone": fault.Private()}
	var now, worked atomic.Int64
	var done sync.Map
	act := func(w http.ResponseWriter, r *http.Request) error {
		access.MarkAsked(r.Context())
		worked.Add(1)
		if _, twice := done.LoadOrStore(r.PathValue("what"), true); twice {
			if err := late[r.PathValue("what")]; err != nil {
				return err
			}
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, err := io.WriteString(w, "there already")
			return err
		}
		web.Flash(w, r, "web.flash.saved")
		return web.SeeOther(w, r, "/inne/klart")
	}
	child := access.Actor{User: id.New(), Session: id.New(), Role: access.Family}
	s := web.New(web.Options{Bundle: i18n.MustLoad(web.Locale), Log: slog.New(slog.DiscardHandler), Sessions: tokens{"amina": amina, "child": child},
		Now: func() time.Time { return noon.Add(time.Duration(now.Load())) }})
	mux := http.NewServeMux()
	mux.Handle("POST /inne/{what}", s.Handle(act))
	mux.Handle("POST /familj/{what}", s.Handle(act))
	mux.Handle("GET /inne/klart", s.Handle(says("done")))
	whole := s.Handler(mux)
	b := webtest.New(t, whole)
	b.SetCookie("samspel", "amina")
	form, other := url.Values{"answer": {"yes"}}, url.Values{"answer": {"no"}}

	later := func(d time.Duration) { now.Add(int64(d)) }
	for what, status := range map[string]int{"taken": 409, "gone": 404, "there": 422} {
		path := "/inne/" + what
		b.Post(path, form).SendsTo("/inne/klart")
		b.Post(path, form).SendsTo("/inne/klart")
		if n := worked.Swap(0); n != 1 {
			t.Errorf("%s: pressed twice, done %d times", path, n)
		}
		later(10 * time.Second)
		b.Get("/inne/klart").Is(200)
		b.Post(path, form).SendsTo("/inne/klart").Lacks("body", "there already")
		if n := worked.Swap(0); n != 1 || b.Cookie("samspel-flash") != "web.flash.saved" {
			t.Errorf("%s: sent again, worked on %d times, and told %q", path, n, b.Cookie("samspel-flash"))
		}
		b.Post(path, other).Is(status)
		b.Post(path, form).Is(status)
		worked.Store(0)
	}
	b.Post("/inne/later", form).SendsTo("/inne/klart")
	later(5 * time.Minute)
	b.Post("/inne/later", form).Is(422)

	// The page that was gone back to has been drawn anew, with the same words in it.
	worked.Store(0)
	for _, id := range []string{"1", "2", "3"} {
		b.Post("/inne/made", url.Values{"id": {id}, "text": {"Ring mig."}}).SendsTo("/inne/klart")
		later(10 * time.Second)
	}
	if n := worked.Load(); n != 1 {
		t.Errorf("the same words from a page drawn anew are worked on %d times", n)
	}
	if said := b.Cookie("samspel-flash"); said != "web.flash.sent_before" {
		t.Errorf("who sends the same once more is told %q", said)
	}
	b.Post("/inne/made", url.Values{"id": {"4"}, "text": {"Ring igen."}}).Is(422)

	family := webtest.New(t, whole)
	family.SetCookie("samspel", "child")
	done.Clear()
	for what, status := range map[string]int{"taken": 303, "gone": 404} {
		family.Post("/familj/"+what, form).SendsTo("/inne/klart")
		later(10 * time.Second)
		family.Post("/familj/"+what, form).Is(status)
	}
}

// The second press waits for the first, which may be slower; when the first came to
// nothing, the second is worked on.
func TestPressedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	for first, answer := range map[int]handler{
		303: func(w http.ResponseWriter, r *http.Request) error { return web.SeeOther(w, r, "/inne/klart") },
		409: fails(fault.Refused("web.form.choice")),
	} {
		begun := make(chan bool)
		var worked atomic.Int64
		b := signedIn(t, map[string]handler{"POST /inne": func(w http.ResponseWriter, r *http.Request) error {
			access.MarkAsked(r.Context())
			if worked.Add(1) == 1 {
				close(begun)
			}
			return answer(w, r)
		}})
		var both sync.WaitGroup
		both.Go(func() { b.Post("/inne", nil).Is(first) })
		<-begun
		both.Go(func() { b.Post("/inne", nil).Is(first) })
		both.Wait()
		if n := worked.Load(); (n == 1) != (first == 303) {
			t.Errorf("%d: worked on %d times", first, n)
		}
	}
}

// Whoever cannot send what they have written is shown it, but for what is secret, and what
// we have put in the form ourselves.
func TestWhatIsWrittenIsNotLost(t *testing.T) {
	t.Parallel()
	const words = "Han sover dåligt.\n\n<b>Varje</b> natt."
	form := url.Values{"text": {words}, "topic": {"school"}, "password": {"mossa tjärn ljung"}, "place": {"text " + id.New()}, "base": {id.New() + ":1 " + id.New() + ":2"}}
	pages := map[string]handler{"POST /inne/sent": fails(fault.Refused("web.form.choice")), "POST /inne/borta": fails(fault.Private()), "POST /inne/ute": says("x")}
	b := signedIn(t, pages)
	for path, status := range map[string]int{"/inne/sent": 409, "/inne/borta": 404} {
		p := b.Post(path, form).Is(status).Accessible().Lacks("body", "mossa")
		if n := p.Count("textarea"); n != 1 || p.Text("textarea") == "" {
			t.Errorf("%s: %d texts", path, n)
		}
		if n := b.Post(path, url.Values{"topic": {"school"}}).Is(status).Count("textarea"); n != 0 {
			t.Errorf("%s: %d texts that nobody wrote", path, n)
		}
	}
	b.Header.Set("Referer", "http://samspel.example/inne/x")
	b.Post("/inne/sent", form).Is(409).Lacks("main", "som den är nu")
	b.Header.Set("Referer", b.Address("/inne/x?sida=2"))
	if p := b.Post("/inne/sent", form).Is(409).Has("main", "som den är nu"); p.Attr("main p.s-after a", "href") != "/inne/x?sida=2" {
		t.Errorf("the way back leads to %q", p.Attr("main p.s-after a", "href"))
	}
	out := visit(t, pages)
	p := out.Post("/inne/ute", form).Is(401).Accessible().Has("textarea", "Han sover dåligt.").Lacks("body", "mossa")
	if p.Attr("main a.ds-button", "href") != "/logga-in" || p.Attr("main a.ds-button", "target") != "_blank" || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("who is signed out is not led on: %s", p.Body)
	}
	out.Post("/inne/ute", url.Values{"topic": {"school"}}).SendsTo("/logga-in")
}
