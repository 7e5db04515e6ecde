package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"samspel/internal/app"
	"samspel/internal/web"
)

type serveCommand struct{ app.Config }

// Run serves until the process is asked to stop, then lets requests and jobs end.
func (c serveCommand) Run(ctx context.Context, t terminal) error {
	// It asks for a new certificate to be read; where there is none it asks for nothing.
	signal.Ignore(syscall.SIGHUP)
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	return serve(ctx, a, t, a.Handler(false, nil, nil), nil)
}

// grace is how long requests and jobs have to end when the process is stopped.
const grace = 20 * time.Second

// serve listens, works the queue and, once the port answers, calls ready.
func serve(ctx context.Context, a *app.App, t terminal, h http.Handler, ready func(net.Addr) error) (err error) {
	defer func() { err = errors.Join(err, a.Close()) }()
	server := web.NewServer(h, t.log)
	ending, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	if err := encrypt(ending, a, t, server); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.Config.Address)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", a.Config.Address, err)
	}
	served := make(chan error, 2)
	admin, err := watch(ctx, a, t, served)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := a.Queue.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, listener.Close(), admin.Close())
	}
	a.Listen(ending)
	if err := a.KeepCheckpoints(); err != nil {
		return errors.Join(err, listener.Close(), admin.Close())
	}
	go func() { served <- listen(server, listener) }()
	go a.WatchClock(ending)
	go tidy(ending)
	t.log.Info("serving", "address", listener.Addr().String(), "engine", a.Store.Engine().String(), "kind", string(a.Config.Kind),
		"tls", server.TLSConfig != nil)
	if ready != nil {
		if err := ready(listener.Addr()); err != nil {
			return err
		}
	}
	select {
	case err = <-served:
	case <-a.Store.Failed():
		err = errors.New("the disc could not be written to; stopping so that nothing is promised that is not kept")
	case <-ctx.Done():
		t.log.Info("stopping")
	}
	limit, cancel := context.WithTimeout(ending, grace)
	defer cancel()
	return errors.Join(ignoreClosed(err), server.Shutdown(limit), a.Queue.Stop(limit), admin.Close())
}

// listen serves over TLS when the server has a certificate.
func listen(server *http.Server, at net.Listener) error {
	if server.TLSConfig != nil {
		return server.ServeTLS(at, "", "")
	}
	return server.Serve(at)
}

// encrypt gives the server the certificate, if there is one, and has it read again
// when its files change and at SIGHUP.
func encrypt(ctx context.Context, a *app.App, t terminal, server *http.Server) error {
	c := a.Config
	if c.TLSCertFile == "" && c.TLSKeyFile == "" {
		return nil
	}
	certificate, err := web.OpenCertificate(c.TLSCertFile, c.TLSKeyFile, t.log, time.Now)
	if err != nil {
		return err
	}
	server.TLSConfig = certificate.Settings()
	a.MeasureCertificate(certificate.Ends, certificate.Failures)
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	context.AfterFunc(ctx, func() { signal.Stop(again) })
	go certificate.Watch(ctx, again)
	return nil
}

// watch serves the admin address, if there is one.
func watch(ctx context.Context, a *app.App, t terminal, served chan<- error) (*http.Server, error) {
	admin := web.NewServer(a.AdminHandler(func() bool { return ctx.Err() != nil }), t.log)
	if a.Config.AdminAddress == "" {
		return admin, nil
	}
	listener, err := net.Listen("tcp", a.Config.AdminAddress)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", a.Config.AdminAddress, err)
	}
	t.log.Info("watched", "admin", listener.Addr().String())
	go func() { served <- admin.Serve(listener) }()
	return admin, nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
