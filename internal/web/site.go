package web

import (
	"context"
	"log/slog"
	"net/http"
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
	// Who gives the actor's name and the place line, "Ekstads kommun, socialnämnden".
	Who func(ctx context.Context, who access.Actor) (name, place string)
	// Menu lists the rooms of the actor, who may be nobody.
	Menu func(ctx context.Context, who access.Actor) []MenuItem
	// Notices is how many unread notices wait for the actor.
	Notices func(ctx context.Context, who access.Actor) int
	// SignIns are the ways into a demonstration, shown on its start page.
	SignIns func(ctx context.Context) []Link
	// Operator is who runs the installation.
	Operator Operator
	// Health says whether the installation can serve; nil is well.
	Health func(ctx context.Context) error
	// Secure says that people reach the site over TLS: cookies and headers say so too.
	Secure bool
	// Demo says that everything in the installation is invented.
	Demo bool
	Now  func() time.Time
}

// A Site is the chain and the frame that every page shares.
type Site struct {
	Options
	origin *http.CrossOriginProtection
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
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Site{Options: o, origin: http.NewCrossOriginProtection()}
}

// NewServer is a server with limits on how slowly anybody may talk to it.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       90 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
