package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"samspel/internal/app/meter"
)

// verified is what the last walk of the audit log found.
type verified struct {
	at    time.Time
	whole bool
}

// measure lets the meter see what is counted below it, and read the rest when asked.
func (a *App) measure() {
	m := a.meter
	a.Audit.Watch(m.Kept)
	m.Built(a.Store.Engine().String(), string(a.Config.Kind))
	type figure = func(context.Context) (float64, error)
	waiting, size := map[string]figure{}, map[string]figure{}
	for name, d := range a.Store.Databases() {
		waiting[name] = func(context.Context) (float64, error) { return float64(d.Waiting()), nil }
		size[name] = func(ctx context.Context) (float64, error) { return number(d.Size(ctx)) }
	}
	m.ReadEach("samspel_write_queue_length", "Writes in line.", "database", waiting)
	m.ReadEach("samspel_database_bytes", "Size on the disc, the write-ahead log apart.", "database", size)
	m.Read("samspel_audit_queue_length", "Records on their way to the disc.", func(context.Context) (float64, error) {
		return float64(a.Audit.Waiting()), nil
	})
	m.Read("samspel_jobs_waiting", "Jobs that are due and not done.", func(ctx context.Context) (float64, error) {
		n, _, err := a.Queue.Backlog(ctx)
		return number(n, err)
	})
	m.Read("samspel_jobs_oldest_seconds", "How long the oldest of them has been due.", func(ctx context.Context) (float64, error) {
		_, oldest, err := a.Queue.Backlog(ctx)
		if err != nil || oldest.IsZero() {
			return 0, err
		}
		return max(0, a.now().Sub(oldest).Seconds()), nil
	})
	m.Read("samspel_audit_whole", "1 when the last walk of the audit log found it whole, 0 when it is broken.", func(context.Context) (float64, error) {
		switch v := a.verified.Load(); {
		case v == nil:
			return meter.None()
		case v.whole:
			return 1, nil
		}
		return 0, nil
	})
	m.Read("samspel_audit_verified_timestamp_seconds", "When that walk was.", func(context.Context) (float64, error) {
		v := a.verified.Load()
		if v == nil {
			return meter.None()
		}
		return float64(v.at.Unix()), nil
	})
	if a.Concerns != nil {
		m.Read("samspel_alarms_outstanding", "Clocks that have run out in matters that are still open, 1000 at most of each kind.", func(ctx context.Context) (float64, error) {
			return number(a.Concerns.CountAlarms(ctx))
		})
	}
}

func number(n int64, err error) (float64, error) { return float64(n), err }

// MeasureCertificate lets the meter see when the certificate ends.
func (a *App) MeasureCertificate(ends func() time.Time, failures func() int64) {
	a.meter.Read("samspel_certificate_days_left", "Days until the certificate in use runs out.", func(context.Context) (float64, error) {
		return ends().Sub(a.now()).Hours() / 24, nil
	})
	a.meter.Read("samspel_certificate_reload_failures", "New certificates that were no good, so that the old one was kept.", func(context.Context) (float64, error) {
		return float64(failures()), nil
	})
}

// AdminHandler is what watchers ask, at an address of its own: figures, whether the
// installation is well, and whether it takes requests. It shows nothing about anybody.
func (a *App) AdminHandler(stopping func() bool) http.Handler {
	word := func(good, bad string, well func(context.Context) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			says := good
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Cache-Control", "no-store")
			if err := well(r.Context()); err != nil {
				w.WriteHeader(http.StatusServiceUnavailable)
				says = bad
			}
			// A watcher who has gone is nobody to tell.
			_, _ = fmt.Fprintln(w, says)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.meter.Handler(a.log))
	mux.Handle("GET /halsa", word("mår bra", "mår inte bra", a.health))
	mux.Handle("GET /redo", word("redo", "inte redo", func(ctx context.Context) error {
		if stopping() {
			return errStopping
		}
		return a.health(ctx)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

var errStopping = errors.New("stopping")

// adminAddress refuses to show the admin address to others than this machine,
// unless somebody has said that it is meant to.
func (c Config) adminAddress() error {
	if c.AdminAddress == "" || c.AdminOpen {
		return nil
	}
	host, _, err := net.SplitHostPort(c.AdminAddress)
	if err != nil {
		return fmt.Errorf("SAMSPEL_ADMIN_ADDR: %w", err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return errors.New("SAMSPEL_ADMIN_ADDR can be reached from other machines; use 127.0.0.1, or set SAMSPEL_ADMIN_OPEN if the network is yours alone")
}
