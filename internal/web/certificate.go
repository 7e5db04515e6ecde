package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// A Certificate (certifikat) is the one in use, from two files. When they change it
// is read again without a restart; a new one that is no good leaves the old in use.
type Certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time
	used              atomic.Pointer[tls.Certificate]
	failures          atomic.Int64
	seen              [2]fileState
}

// fileState is what changes when somebody replaces or rewrites a file.
type fileState struct {
	changed time.Time
	size    int64
}

// OpenCertificate reads the files, which must fit each other and be in force.
func OpenCertificate(certFile, keyFile string, log *slog.Logger, now func() time.Time) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile, log: log, now: now}
	c.seen = c.look()
	return c, c.load()
}

func (c *Certificate) load() error {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			return fmt.Errorf("read the certificate: %w", err)
		}
		return fmt.Errorf("read the certificate in %s with the key in %s: %w", c.certFile, c.keyFile, err)
	}
	now := c.now()
	if now.After(pair.Leaf.NotAfter) || now.Before(pair.Leaf.NotBefore) {
		return fmt.Errorf("the certificate in %s is in force from %s to %s, which is not now", c.certFile,
			pair.Leaf.NotBefore.Format(time.DateOnly), pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	c.used.Store(&pair)
	return nil
}

func (c *Certificate) look() (states [2]fileState) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(name); err == nil {
			states[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return states
}

// Reload reads the files again, and says in the log how it went.
func (c *Certificate) Reload() {
	c.seen = c.look()
	if err := c.load(); err != nil {
		c.failures.Add(1)
		c.log.Error("the new certificate is no good and the old one is kept", "error", err.Error(), "ends", c.Ends())
		return
	}
	c.log.Info("certificate read", "ends", c.Ends())
}

// lookEvery is how often the files are looked at.
const lookEvery = 10 * time.Second

// Watch reloads when the files have changed or the signal comes, until ctx ends.
func (c *Certificate) Watch(ctx context.Context, signal <-chan os.Signal) {
	turn := time.NewTicker(lookEvery)
	defer turn.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-signal:
			c.Reload()
		case <-turn.C:
			if c.look() != c.seen {
				c.Reload()
			}
		}
	}
}

// Ends is when the certificate in use runs out.
func (c *Certificate) Ends() time.Time { return c.used.Load().Leaf.NotAfter }

// For says what speaks against the certificate's being for the host; nil when it is.
func (c *Certificate) For(host string) error { return c.used.Load().Leaf.VerifyHostname(host) }

// Failures is how many new ones have been no good.
func (c *Certificate) Failures() int64 { return c.failures.Load() }

// Settings are TLS 1.3, or 1.2 with those who know no better, with HTTP/2.
func (c *Certificate) Settings() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.used.Load(), nil },
	}
}
