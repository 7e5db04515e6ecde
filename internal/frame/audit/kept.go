package audit

import "time"

// Kept is what may be counted of a record that is on the disc: nobody, and about nobody.
type Kept struct {
	Action string
	Result Result
	// Waited is how long an answer waited for it; 0 of a change, which waits for its own commit.
	Waited time.Duration
}

// Watch lets fn be told of every record that is kept from now on. It must be quick:
// the writer waits for it.
func (l *Log) Watch(fn func(Kept)) { l.watch.Store(&fn) }

func (l *Log) tellKept(k Kept) {
	if fn := l.watch.Load(); fn != nil {
		(*fn)(k)
	}
}

// Waiting is how many records are on their way to the disc.
func (l *Log) Waiting() int { return len(l.queue) }
