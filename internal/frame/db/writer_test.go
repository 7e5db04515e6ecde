package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// fakeFile commits batches to nowhere.
func fakeFile(commit func([]*submission)) (*writer, *bool) {
	failed := new(bool)
	return startWriter(func(batch []*submission) {
		for _, s := range batch {
			s.tx = &Tx{}
		}
		commit(batch)
	}, func() { *failed = true }, func(int) {}), failed
}

func nothing(*Tx) error { return nil }

func TestAFailedCommitFailsEveryoneInTheBatch(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	begun, release := make(chan bool, 100), make(chan bool)
	w, _ := fakeFile(func(batch []*submission) {
		begun <- true
		<-release
		fail(batch, broken)
	})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := w.do(t.Context(), nothing); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
		})
	}
	<-begun
	close(release)
	all.Wait()
	if err := w.stop(); err != nil {
		t.Error(err)
	}
}

func TestAFullQueueIsBusyAndAClosedOneClosed(t *testing.T) {
	t.Parallel()
	begun, release := make(chan bool, queueLimit), make(chan bool)
	sizes := make(chan int, 2*queueLimit)
	w, _ := fakeFile(func(batch []*submission) {
		begun <- true
		<-release
		sizes <- len(batch)
	})
	var all sync.WaitGroup
	all.Go(func() { _ = w.do(t.Context(), nothing) })
	<-begun
	for range queueLimit {
		s := &submission{ctx: t.Context(), fn: nothing, done: make(chan struct{})}
		if err := w.submit(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.do(t.Context(), nothing); !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	close(release)
	all.Wait()
	_ = w.stop()
	close(sizes)
	total := 0
	for n := range sizes {
		if n > batchLimit {
			t.Errorf("a batch of %d", n)
		}
		total += n
	}
	if total != queueLimit+1 {
		t.Errorf("%d of %d were written before the end", total, queueLimit+1)
	}
	if err := w.do(t.Context(), nothing); !errors.Is(err, ErrClosed) {
		t.Errorf("after stop: %v", err)
	}
}

func TestAFailedFsyncEndsAllWriting(t *testing.T) {
	t.Parallel()
	w, failed := fakeFile(func(batch []*submission) { fail(batch, fmt.Errorf("commit: %w", errSync)) })
	if err := w.do(t.Context(), nothing); !errors.Is(err, errSync) {
		t.Errorf("first: %v", err)
	}
	if err := w.do(t.Context(), nothing); !errors.Is(err, ErrClosed) {
		t.Errorf("second: %v", err)
	}
	_ = w.stop()
	if !*failed {
		t.Error("nobody was told")
	}
}

func TestACancelledCallerIsNotQueued(t *testing.T) {
	t.Parallel()
	w, _ := fakeFile(func([]*submission) { t.Error("was committed") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.do(ctx, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	_ = w.stop()
}
