package audit

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// onTheWay counts the requests that have begun and not yet shown what they will
// read: how many the writer's next batch may wait for.
var onTheWay atomic.Int64

// Barrier (spärr) stands between a rendered answer and its first byte: nothing is
// sent until every reading in it is on the disc.
type Barrier struct {
	mu      sync.Mutex
	waiting []*entry
	err     error
	arrived atomic.Bool
}

type barrierKey struct{}

// WithBarrier gives a request a barrier. Readings recorded with the context return
// at once, and [Barrier.Wait] waits for all of them.
func WithBarrier(ctx context.Context) (context.Context, *Barrier) {
	b := &Barrier{}
	if ctx.Done() == nil {
		b.arrived.Store(true) // nobody would tell that the request ended
	} else {
		onTheWay.Add(1)
		context.AfterFunc(ctx, b.arrive)
	}
	return context.WithValue(ctx, barrierKey{}, b), b
}

func barrierOf(ctx context.Context) *Barrier {
	b, _ := ctx.Value(barrierKey{}).(*Barrier)
	return b
}

// arrive says, once, that the writer need not wait for this request.
func (b *Barrier) arrive() {
	if b.arrived.CompareAndSwap(false, true) {
		onTheWay.Add(-1)
	}
}

func (b *Barrier) add(e *entry) {
	b.mu.Lock()
	b.waiting = append(b.waiting, e)
	b.mu.Unlock()
}

func (b *Barrier) fail(err error) {
	b.mu.Lock()
	b.err = errors.Join(b.err, err)
	b.mu.Unlock()
}

// Wait returns when every reading recorded so far is durable. On any error the
// answer must not be sent; the error stays, whoever asks again.
func (b *Barrier) Wait(ctx context.Context) error {
	b.arrive()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.waiting {
		select {
		case <-e.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		b.err = errors.Join(b.err, e.err)
	}
	b.waiting = nil
	return b.err
}

type requestKey struct{}

// WithRequest gives the records of a request its id.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

func requestOf(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}
