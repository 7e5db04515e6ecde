package web

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// A crowd is those who want the same kind of work done. As many are let in as
// the machine has use for at a time; a short line waits, and the rest are asked to
// come back at once rather than made to wait for what everybody would wait for.
type crowd struct {
	places  chan struct{}
	now     func() time.Time
	line    int64
	waiting atomic.Int64
	// patience is how long anybody stands in line before they are told to come back.
	patience time.Duration
	// brief says that nobody is kept in a line that does not end.
	brief bool
	// easy is when somebody last came to a free place.
	easy atomic.Int64
}

const (
	// A page is soon asked for again: its line takes care of a moment's rush. Who has
	// written something would rather wait until they see it.
	readersPatience = 25 * time.Millisecond
	writersPatience = 250 * time.Millisecond
	// Where nobody has come to a free place for so long, it is no rush. There will be no
	// place for most, and they are told sooner.
	rush          = 100 * time.Millisecond
	briefPatience = 5 * time.Millisecond
)

func newCrowd(places, line int, patience time.Duration, now func() time.Time) *crowd {
	return &crowd{places: make(chan struct{}, places), line: int64(line), patience: patience, now: now}
}

// enter waits for a place, in the order of arrival, and says whether there was one.
func (c *crowd) enter(ctx context.Context) bool {
	select {
	case c.places <- struct{}{}:
		c.easy.Store(c.now().UnixNano())
		return true
	default:
	}
	defer c.waiting.Add(-1)
	if c.waiting.Add(1) > c.line {
		return false
	}
	bears := c.patience
	if c.brief && c.now().UnixNano()-c.easy.Load() > int64(rush) {
		bears = briefPatience
	}
	tired := time.NewTimer(bears)
	defer tired.Stop()
	select {
	case c.places <- struct{}{}:
		return true
	case <-tired.C:
		return false
	case <-ctx.Done():
		return false
	}
}

func (c *crowd) leave() { <-c.places }

// crowds are kept apart, so that no kind of work can shut another out: pages to
// read, what is written by those who have signed in, and what strangers send, who
// may be guessing passwords. Files on their way in or out are a crowd of their own: each
// holds a piece in memory, and a poor line for minutes.
type crowds struct {
	readers, writers, strangers, streams *crowd
}

// newCrowds has places for as many readers as given. Reading is the processor's
// work, and more at a time than it has cores only makes each of them slow. Writing
// is mostly waiting for the disc, which many can do together.
func newCrowds(readers int, now func() time.Time) crowds {
	if readers <= 0 {
		readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	reading := newCrowd(readers, 2*readers, readersPatience, now)
	reading.brief = true
	return crowds{readers: reading, writers: newCrowd(32, 128, writersPatience, now),
		strangers: newCrowd(80, 16, readersPatience, now), streams: newCrowd(32, 64, readersPatience, now)}
}

// turn is one request's place, in one crowd at a time.
type turn struct{ in *crowd }

func (t *turn) take(ctx context.Context, c *crowd) bool {
	t.give()
	if !c.enter(ctx) {
		return false
	}
	t.in = c
	return true
}

// give leaves the place to the next in line; a request that has none gives nothing.
func (t *turn) give() {
	if t.in != nil {
		t.in.leave()
		t.in = nil
	}
}
