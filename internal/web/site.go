package web

import (
	"context"
	stdlog "log"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
)

// SessionReader finds who a session token stands for. A token that stands for
// nobody, or no longer does, is the zero Actor or fault.Unauthenticated.
type SessionReader interface {
	Actor(ctx context.Context, token string) (access.Actor, error)
}

// MenuItem is one room in the menu. Key is a message key; Count, when not zero,
// is how much waits there.
type MenuItem struct {
	Key   string
	Href  string
	Count int
}

// Options is what a Site is made of. Bundle and Log are needed; the rest has a
// meaning when left out.
type Options struct {
	Bundle   *i18n.Bundle
	Log      *slog.Logger
	Sessions SessionReader
	// SignOutFamily ends the session of a token, if a child's, a guardian's or that of
	// somebody who was asked one question.
	SignOutFamily func(ctx context.Context, token string) error
	// Bearer finds which system a token stands for; the zero Actor is nobody.
	Bearer func(ctx context.Context, token string) (access.Actor, error)
	// Who gives the actor's name and the place line, "Ekstads kommun, socialnämnden".
	Who func(ctx context.Context, who access.Actor) (name, place string)
	// Menu lists the rooms of the actor, who may be nobody.
	Menu func(ctx context.Context, who access.Actor) []MenuItem
	// Notices is how many unread notices wait for the actor.
	Notices func(ctx context.Context, who access.Actor) int
	// SignIns are the ways into a demonstration, shown on its start page.
	SignIns func(ctx context.Context) []Link
	// Prove asks a reader who has the right to what they asked for to show again who
	// they are, and leads them back to it.
	Prove func(w http.ResponseWriter, r *http.Request) error
	// Operator is who runs the installation.
	Operator Operator
	// Health says whether the installation can serve; nil is well.
	Health func(ctx context.Context) error
	// Readers is how many pages are worked on at a time; twice the cores when zero.
	Readers int
	// Observe is told of every request that is not for a static file; nil is fine.
	Observe func(Observation)
	// Proxies are those whose word is taken for where a request comes from.
	Proxies Proxies
	// Worried is where a private person reports concern for a child; "" where nobody
	// receives such reports.
	Worried string
	// Idle is how long a session lives unused, after which its pages are covered where
	// scripts run; they are not when zero.
	Idle time.Duration
	// AbsentAfter is the least time in which it is answered that something is not there;
	// at once when zero.
	AbsentAfter time.Duration
	// Secure says that people reach the site over TLS: cookies and headers say so too.
	Secure bool
	// Demo says that everything in the installation is invented.
	Demo bool
	Now  func() time.Time
}

// A Site is the chain and the frame that every page shares.
type Site struct {
	Options
	origin      *http.CrossOriginProtection
	crowds      crowds
	refusals    refusals
	examination examination
	// strangersPurse and staffPurse hold the bodies of those who have not signed in,
	// and of those who have: the first cannot use up the memory of the second.
	strangersPurse, staffPurse *purse
	flood                      *flood
	presses                    *presses
	// nameless are the patterns whose reader is nobody, whoever has signed in.
	nameless map[string]bool
}

// Observation is one request as it may be counted: no address, and nobody.
type Observation struct {
	// Pattern is the router's; "" when no page has the address.
	Pattern string
	Status  int
	Took    time.Duration
	// Refused says that there was no place for it.
	Refused bool
}

// New makes a Site.
func New(o Options) *Site {
	if o.Who == nil {
		o.Who = func(context.Context, access.Actor) (string, string) { return "", "" }
	}
	if o.Menu == nil {
		o.Menu = func(context.Context, access.Actor) []MenuItem { return nil }
	}
	if o.Notices == nil {
		o.Notices = func(context.Context, access.Actor) int { return 0 }
	}
	if o.SignIns == nil {
		o.SignIns = func(context.Context) []Link { return nil }
	}
	if o.Health == nil {
		o.Health = func(context.Context) error { return nil }
	}
	if o.SignOutFamily == nil {
		o.SignOutFamily = func(context.Context, string) error { return nil }
	}
	if o.Bearer == nil {
		o.Bearer = func(context.Context, string) (access.Actor, error) { return access.Actor{}, nil }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Observe == nil {
		o.Observe = func(Observation) {}
	}
	return &Site{Options: o, origin: http.NewCrossOriginProtection(), crowds: newCrowds(o.Readers, o.Now),
		strangersPurse: newPurse(bodiesTogether), staffPurse: newPurse(bodiesTogether),
		flood: newFlood(o.Now, floodMemory), presses: newPresses(o.Now), nameless: map[string]bool{}}
}

// bodiesTogether is how much memory bodies on their way in may hold.
const bodiesTogether = 32 << 20

// NewServer is a server with limits on how slowly anybody may talk to it, and on
// how many may hold a connection.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       12 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       90 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ConnState:         newConnections(mostConnections).state,
		ErrorLog:          stdlog.New(complaints{log}, "", 0),
	}
}

// complaints are what the server has to say of those who connect, but for where
// they are.
type complaints struct{ log *slog.Logger }

var peer = regexp.MustCompile(`(\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:.%\w]*\])(:\d+)?`)

// Write is one line.
func (c complaints) Write(line []byte) (int, error) {
	c.log.Debug(peer.ReplaceAllString(strings.TrimSpace(string(line)), "…"))
	return len(line), nil
}
