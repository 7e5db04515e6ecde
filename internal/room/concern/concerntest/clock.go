package concerntest

import (
	"sync"
	"time"
)

// Clock is a time that tests move by hand.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	look int
	then func()
}

// Time is what the clock shows. Looking this way disturbs nobody.
func (c *Clock) Time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Now is [Clock.Time] for the room and for the gate, whose looks are counted; see
// [Clock.Meanwhile].
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	now, then := c.now, c.then
	if then != nil {
		if c.look--; c.look > 0 {
			then = nil
		} else {
			c.then = nil
		}
	}
	c.mu.Unlock()
	if then != nil {
		then()
	}
	return now
}

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set moves the clock to a time in Stockholm, written "2026-11-23 08:00".
func (c *Clock) Set(local string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = At(local)
}

// Meanwhile lets fn happen the nth time somebody looks at the clock: what another
// person does between a flow's reading and its writing.
func (c *Clock) Meanwhile(nth int, fn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.look, c.then = nth, fn
}

// At is a time in Stockholm, written "2026-11-23 08:00".
func At(local string) time.Time {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", local, stockholm)
	if err != nil {
		panic(err)
	}
	return t
}
