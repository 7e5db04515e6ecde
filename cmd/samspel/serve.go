package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"samspel/internal/app"
	"samspel/internal/web"
)

type serveCommand struct{ app.Config }

// Run serves until the process is asked to stop, then lets requests and jobs end.
func (c serveCommand) Run(ctx context.Context, t terminal) error {
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
	// Pages live for milliseconds and the rest of the heap is small: collecting less
	// often costs some megabytes and spares every page its share of the collecting.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	listener, err := net.Listen("tcp", a.Config.Address)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", a.Config.Address, err)
	}
	if err := a.Queue.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := web.NewServer(h, t.log)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.log.Info("serving", "address", listener.Addr().String(), "engine", a.Store.Engine().String(), "kind", string(a.Config.Kind))
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
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	return errors.Join(ignoreClosed(err), server.Shutdown(ending), a.Queue.Stop(ending))
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
