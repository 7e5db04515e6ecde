package web

import (
	"context"
	"net/http"
	"sync"
)

// examination asks how the installation is, once at a time: those who ask meanwhile
// get the same answer, so that asking often costs nothing.
type examination struct {
	mu     sync.Mutex
	under  chan struct{} // closed when the one under way is done; nil when none is
	result error
}

func (e *examination) ask(ctx context.Context, health func(context.Context) error) error {
	e.mu.Lock()
	done := e.under
	if done == nil {
		done = make(chan struct{})
		e.under = done
		go func() {
			// The first to ask may leave before the rest have their answer.
			err := health(context.WithoutCancel(ctx))
			e.mu.Lock()
			e.result, e.under = err, nil
			e.mu.Unlock()
			close(done)
		}()
	}
	e.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.result
}

// getHealth answers load balancers and watchers, in one word.
func (s *Site) getHealth(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.examination.ask(r.Context(), s.Health); err != nil {
		s.Log.ErrorContext(r.Context(), "not well", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err := w.Write([]byte("mår inte bra\n"))
		return err
	}
	_, err := w.Write([]byte("mår bra\n"))
	return err
}
