package db

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	batchLimit = 256
	queueLimit = 1024
	lingerMax  = time.Millisecond
)

// errSync: the disc did not confirm a write. What the file holds is unknown, and
// a later fsync that succeeds says nothing about it; only a restart does.
var errSync = errors.New("the disc did not confirm the write")

// submission is one caller's function on its way through the writer.
type submission struct {
	ctx  context.Context
	fn   func(*Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

// fail gives every member of a batch the same error and nobody to try again.
func fail(batch []*submission, err error) []*submission {
	for _, s := range batch {
		s.err = err
	}
	return nil
}

// writer is the group commit of one file: one goroutine that runs what has been
// queued in one transaction, so that many callers share an fsync.
type writer struct {
	commit func([]*submission)
	queue  chan *submission

	mu      sync.RWMutex // held for reading while sending, so that stop can close the queue
	stopped bool
	broken  error
	idle    chan struct{}
	// failed is told when the disc did not confirm a write.
	failed func()
	// took is told the size of each batch.
	took func(int)
}

func startWriter(commit func([]*submission), failed func(), took func(int)) *writer {
	w := &writer{took: took, commit: commit, queue: make(chan *submission, queueLimit), idle: make(chan struct{}), failed: failed}
	go w.run()
	return w
}

// do queues fn and waits for its commit. Once fn is queued the answer is always
// the outcome, not the context's end: the caller must know what was written.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s := &submission{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := w.submit(s); err != nil {
		return err
	}
	<-s.done
	if s.err != nil {
		return s.err
	}
	for _, f := range s.tx.onCommit {
		f()
	}
	return nil
}

func (w *writer) submit(s *submission) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.broken != nil {
		return w.broken
	}
	if w.stopped {
		return ErrClosed
	}
	select {
	case w.queue <- s:
		return nil
	default:
		return ErrBusy
	}
}

// stop waits for what is queued.
func (w *writer) stop() error {
	w.mu.Lock()
	if !w.stopped {
		w.stopped = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.idle
	return nil
}

func (w *writer) run() {
	ended := false
	var batch []*submission
	defer func() {
		if ended {
			close(w.idle)
			return
		}
		// A function ended the goroutine itself, as t.Fatal does. The transaction
		// is rolled back by now; its callers must not wait for ever.
		fail(batch, errors.New("a transaction function ended its goroutine"))
		w.answer(batch)
		go w.run()
	}()
	last := 0
	for first := range w.queue {
		batch = w.gather(append(batch[:0], first), last)
		last = len(batch)
		w.commit(batch)
		w.took(last)
		w.answer(batch)
	}
	ended = true
}

// gather takes what is queued. When the last batch had company, its callers are
// likely to be back soon: it waits for as many, a moment at most.
func (w *writer) gather(batch []*submission, expected int) []*submission {
	batch = w.take(batch)
	if expected <= len(batch) {
		return batch
	}
	timer := time.NewTimer(lingerMax)
	defer timer.Stop()
	for len(batch) < min(expected, batchLimit) {
		select {
		case s, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch = append(batch, s)
		case <-timer.C:
			return w.take(batch)
		}
	}
	return w.take(batch)
}

func (w *writer) take(batch []*submission) []*submission {
	for len(batch) < batchLimit {
		select {
		case s, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch = append(batch, s)
		default:
			return batch
		}
	}
	return batch
}

func (w *writer) answer(batch []*submission) {
	for _, s := range batch {
		if errors.Is(s.err, errSync) {
			w.mu.Lock()
			w.broken = errors.Join(ErrClosed, s.err)
			w.mu.Unlock()
			w.failed()
		}
		close(s.done)
	}
}
