package api

import (
	"sync"
	"time"

	"samspel/internal/web"
)

const (
	// atOnce is how many requests of one system are worked on together.
	atOnce = 16
	// savedUp is how many seconds' requests a system that has waited may make at once.
	savedUp = 5
)

// limits is how much each system asks, in this server's memory: a system that asks
// of two servers may ask twice as much.
type limits struct {
	web.Limit

	mu      sync.Mutex
	systems map[string]*system
}

type system struct {
	mark    int64 // as [web.Limit.Count] has it
	working int
}

func newLimits(rate int) *limits {
	return &limits{Limit: web.Limit{Name: "api", Burst: savedUp * rate, Every: time.Second / time.Duration(rate)}, systems: map[string]*system{}}
}

// enter lets a request of a system in, until leave, or says how long to wait.
func (l *limits) enter(client string, now time.Time) (leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.systems[client]
	if s == nil {
		s = &system{}
		l.systems[client] = s
	}
	if s.working >= atOnce {
		return nil, web.Hurried{After: time.Second}
	}
	var wait time.Duration
	if s.mark, wait = l.Count(s.mark, now); wait > 0 {
		return nil, web.Hurried{After: wait}
	}
	s.working++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		s.working--
	}, nil
}
