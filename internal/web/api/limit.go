package api

import (
	"sync"
	"time"

	"samspel/internal/web"
)

// atOnce is how many requests of one system are worked on together.
const atOnce = 16

// limits is how much each system asks, in this server's memory: a system that asks
// of two servers may ask twice as much.
type limits struct {
	rate float64

	mu      sync.Mutex
	systems map[string]*system
}

type system struct {
	bucket
	working int
}

func newLimits(rate int) *limits {
	return &limits{rate: float64(rate), systems: map[string]*system{}}
}

// enter lets a request of a system in, until leave, or says how long to wait.
func (l *limits) enter(client string, now time.Time) (leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.systems[client]
	if s == nil {
		s = &system{bucket: full(l.rate)}
		l.systems[client] = s
	}
	if s.working >= atOnce {
		return nil, web.Hurried{After: time.Second}
	}
	var wait time.Duration
	if s.bucket, wait = s.take(now, l.rate); wait > 0 {
		return nil, web.Hurried{After: wait}
	}
	s.working++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		s.working--
	}, nil
}

// bucket is what a system may still ask: it fills at the rate and holds some seconds of it.
type bucket struct {
	left float64
	at   time.Time
}

// holds is how many seconds' worth a bucket holds.
const holds = 5

func full(rate float64) bucket { return bucket{left: rate * holds} }

// take takes one, or says how long until there is one.
func (b bucket) take(now time.Time, rate float64) (bucket, time.Duration) {
	// A clock that has gone back fills nothing twice.
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left, b.at = min(rate*holds, b.left+passed*rate), now
	}
	if b.left < 1 {
		return b, time.Duration((1 - b.left) / rate * float64(time.Second))
	}
	b.left--
	return b, 0
}
