package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// A Limit is how often something may be done: Burst times at once, and then once
// in each Every.
type Limit struct {
	Name  string
	Burst int
	Every time.Duration
}

const (
	// floodKey is how long one key is used. After that nobody can tell, not even with
	// the memory of the process before them, who came the day before.
	floodKey = 24 * time.Hour
	// floodMemory is how many places each half of the memory holds. The older half is
	// forgotten when the newer is full: some megabytes, however many places there are.
	floodMemory = 32_768
	// floodLine is how many may wait for their turn at once.
	floodLine = 32
	// clockSlack is how far the clock may go back before it is told from haste.
	clockSlack = time.Minute
)

// flood counts what is done from each place, in memory alone. A place is a keyed
// hash of a network prefix under a random key: no address is kept.
type flood struct {
	now    func() time.Time
	memory int

	mu    sync.Mutex
	key   [sha256.Size]byte
	since time.Time
	// Each mark is when the place has paid for all it has done, in nanoseconds: the
	// whole of a bucket that leaks.
	newer, older map[place]int64
	everybody    map[string]int64
	line         int
}

type place [16]byte

func newFlood(now func() time.Time, memory int) *flood {
	return &flood{now: now, memory: memory, newer: map[place]int64{}, everybody: map[string]int64{}}
}

// Take counts one from where the request comes, and says how long to wait when it
// is one too many; that one is not counted. Where requests come from one knows
// nothing about, it is never too many.
func (s *Site) Take(r *http.Request, l Limit) (wait time.Duration) {
	from, known := s.Proxies.client(r)
	if !known {
		return 0
	}
	return s.flood.take(l, from)
}

// GiveBack takes back what [Site.Take] counted, for what turned out to be in order.
func (s *Site) GiveBack(r *http.Request, l Limit) {
	if from, known := s.Proxies.client(r); known {
		s.flood.giveBack(l, from)
	}
}

// Turn waits in line, at most for the given time, for what everybody together may do
// this often. It is false when the line is too long, and nothing is then counted.
func (s *Site) Turn(ctx context.Context, l Limit, patience time.Duration) bool {
	return s.flood.turn(ctx, l, patience)
}

func (f *flood) take(l Limit, from netip.Addr) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.place(l, from)
	paid, wait := l.Count(f.mark(p), f.now())
	if wait == 0 {
		f.keep(p, paid)
	}
	return wait
}

func (f *flood) giveBack(l Limit, from netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.place(l, from)
	if paid := f.mark(p); paid != 0 {
		f.keep(p, paid-int64(l.Every))
	}
}

func (f *flood) turn(ctx context.Context, l Limit, patience time.Duration) bool {
	wait, ok := f.queue(l, patience)
	if !ok || wait == 0 {
		return ok
	}
	defer func() {
		f.mu.Lock()
		f.line--
		f.mu.Unlock()
	}()
	turn := time.NewTimer(wait)
	defer turn.Stop()
	select {
	case <-turn.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// queue gives a place in line: how long it is until the turn has come.
func (f *flood) queue(l Limit, patience time.Duration) (wait time.Duration, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	paid, wait := l.count(f.everybody[l.Name], now, f.line)
	switch {
	case wait == 0:
		f.everybody[l.Name] = paid
		return 0, true
	case wait > patience || f.line >= floodLine:
		return 0, false
	}
	f.everybody[l.Name] += int64(l.Every)
	f.line++
	return wait, true
}

// Count gives the mark after one more, or how long it is until there may be one. The
// first mark is 0; each is when all that has been done is paid for.
func (l Limit) Count(mark int64, now time.Time) (paid int64, wait time.Duration) {
	return l.count(mark, now, 0)
}

// count knows how many stand in line, whose marks are further off.
func (l Limit) count(mark int64, now time.Time, line int) (paid int64, wait time.Duration) {
	at := now.UnixNano()
	if most := at + int64(l.Burst+line)*int64(l.Every); mark > most+int64(clockSlack) {
		mark = most // the clock has been set back, for which nobody should wait
	}
	paid = max(mark, at) + int64(l.Every)
	if early := paid - at - int64(l.Burst)*int64(l.Every); early > 0 {
		return mark, time.Duration(early)
	}
	return paid, 0
}

func (f *flood) place(l Limit, from netip.Addr) (p place) {
	if now := f.now(); f.since.IsZero() || now.Sub(f.since) >= floodKey || now.Before(f.since) {
		rand.Read(f.key[:]) // never fails: crypto/rand ends the process instead
		f.since, f.newer, f.older = now, map[place]int64{}, nil
	}
	h := hmac.New(sha256.New, f.key[:])
	h.Write([]byte(l.Name))
	h.Write([]byte{0})
	h.Write(network(from))
	copy(p[:], h.Sum(nil))
	return p
}

func (f *flood) mark(p place) int64 {
	if at, ok := f.newer[p]; ok {
		return at
	}
	return f.older[p]
}

func (f *flood) keep(p place, mark int64) {
	if _, ok := f.newer[p]; !ok && len(f.newer) >= f.memory {
		f.newer, f.older = make(map[place]int64, f.memory), f.newer
	}
	f.newer[p] = mark
}

// network is the part of an address that is one household's or one office's: all of
// an IPv4 address, the first 56 bits of an IPv6 address.
func network(from netip.Addr) []byte {
	from = from.Unmap().WithZone("")
	bits := 56
	if from.Is4() {
		bits = 32
	}
	p, err := from.Prefix(bits)
	if err != nil {
		return nil
	}
	return p.Addr().AsSlice()
}
