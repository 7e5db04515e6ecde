// Package worldtest is the demonstration's invented world behind the whole
// program's own handler, with the ends that tests look at: every route, everything
// that was logged, every mail, every row of every table.
//
// Requests go straight to the handler, without a network between; each answer
// knows which line of the log and which audit records are its own.
package worldtest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/demo"
	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// World is the demonstration, a Monday morning in November 2026.
type World struct {
	testing.TB
	App     *app.App
	Demo    *demo.World
	Mailbox *Mailbox
	Routes  []Route

	handler http.Handler
	tape    *tape
	mu      sync.Mutex
	now     time.Time
}

// monday is when a world begins.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// Open is a filled installation on encrypted files. The settings may be changed.
func Open(t testing.TB, but ...func(*app.Config)) *World {
	t.Helper()
	w := &World{TB: t, Mailbox: newMailbox(t), tape: newTape(), now: monday}
	c := app.Config{
		Data: t.TempDir(), Kind: app.Both, URL: "http://samspel.example/",
		MailHost: "127.0.0.1", MailPort: w.Mailbox.Port(), MailPlain: true, MailFrom: "samspel@ekstad.example",
	}
	for _, change := range but {
		change(&c)
	}
	if c.Database == "" {
		w.Demo = refill(t, c.Data)
	}
	a, err := app.Open(t.Context(), c, slog.New(w.tape), w.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.App = a
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if w.Demo != nil {
		w.Demo = w.Demo.In(a)
	} else if w.Demo, err = demo.Fill(t.Context(), a, w.Now()); err != nil {
		t.Fatal(err)
	}
	w.mount()
	return w
}

func (w *World) mount() {
	var mux *http.ServeMux
	w.handler = w.App.Handler(true, w.Demo.Doors(), func(m *http.ServeMux, s *web.Site) {
		mux = m
		w.Demo.Mount(m, s)
	})
	if w.Routes = routesOf(mux); len(w.Routes) == 0 {
		w.Fatal("no routes found: net/http keeps its patterns somewhere else now, see routesOf")
	}
}

// AbsentAfter lets answers that something is not there take as long as where people
// are served. Tests that ask for much that is not there do without.
func (w *World) AbsentAfter(d time.Duration) {
	w.App.Config.AbsentAfter = d
	w.mount()
}

// Now is the world's clock; it stands still unless time is let pass.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time pass.
func (w *World) Pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Handler is every page of the world.
func (w *World) Handler() http.Handler { return w.handler }

// Hire adds a person with a mandate like the one a member of the staff has. The
// invitation opens the account.
func (w *World) Hire(name, email, like string) (identity.User, identity.Mandate, identity.Invitation) {
	w.Helper()
	at := w.Demo.Actor(like)
	u, m, i, err := w.App.Gate.AddByOperator(w.Context(),
		identity.UserDraft{Name: name, Email: email, Organisation: at.Organisation},
		identity.MandateDraft{Unit: at.Unit, Role: at.Role, Protected: at.Protected})
	if err != nil {
		w.Fatalf("hire: %v", err)
	}
	return u, m, i
}

// As is a member of the demonstration's staff, signed in.
func (w *World) As(key string) *Reader {
	w.Helper()
	who := w.Demo.Actor(key)
	if who == (access.Actor{}) {
		w.Fatalf("nobody on the staff is called %q", key)
	}
	token, err := w.Demo.SignIn(w.Context(), key)
	if err != nil {
		w.Fatalf("sign in %s: %v", key, err)
	}
	return &Reader{World: w, Name: key, User: who.User, Token: token}
}

// SignIn is a person with a session of their own.
func (w *World) SignIn(name, user, mandate string) *Reader {
	w.Helper()
	token, err := w.App.Gate.StartSession(w.Context(), user, mandate, 3)
	if err != nil {
		w.Fatalf("sign in %s: %v", name, err)
	}
	return &Reader{World: w, Name: name, User: user, Token: token}
}

// Nobody is a reader who has not signed in.
func (w *World) Nobody() *Reader { return &Reader{World: w, Name: "ingen"} }

// Logged is everything that has been logged, at every level.
func (w *World) Logged() string { return w.tape.text() }

// Forget drops what has been logged until now, for a test that measures memory.
func (w *World) Forget() { w.tape.forget() }

// Files is the content of every file in the installation's folder.
func (w *World) Files() map[string][]byte {
	w.Helper()
	files, err := filesIn(w.App.Config.Data)
	if err != nil {
		w.Fatal(err)
	}
	return files
}

// DemoOutput is what the demonstration prints.
func (w *World) DemoOutput() string {
	w.Helper()
	var out bytes.Buffer
	if err := w.Demo.Print(&out, "http://127.0.0.1:8080"); err != nil {
		w.Fatal(err)
	}
	return out.String()
}

// Work carries out every job that is due.
func (w *World) Work() {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), time.Minute)
	defer cancel()
	if err := w.App.Queue.RunDue(ctx); err != nil {
		w.Fatal(err)
	}
}
