package web

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"sync"
	"time"

	"samspel/internal/frame/access"
)

const (
	// pressTwice is how soon after a press another is the same one: nobody has seen what
	// the first did, and presses again.
	pressTwice = 2 * time.Second
	// pressLives is how long what somebody has sent is known again.
	pressLives = 5 * time.Minute
	// pressWaits is how long the second of two presses waits for the first.
	pressWaits = 3 * time.Second
	// sentBefore tells somebody who sends the same once more, perhaps on purpose, that it is
	// there once.
	sentBefore = "web.flash.sent_before"
	// pressMemory is how many are remembered before those that are too old are forgotten.
	pressMemory = 4096
)

// presses remembers, in memory alone, what each session sent last, as a hash. A button that
// is pressed twice has been pressed once: the second press does nothing, and is answered as
// the first was. A form that is sent again a little later, from the page somebody has gone
// back to, is worked on like any other; but when it is refused, since it has been done, its
// sender is led to where that led.
type presses struct {
	now  func() time.Time
	mu   sync.Mutex
	last map[string]*press
}

type press struct {
	of [sha256.Size]byte
	// id is of what the form makes; "" when it makes nothing new.
	id   string
	at   time.Time
	done chan struct{}
	// to and said are where the press led, and what the next page says of it; to is ""
	// when nothing was done.
	to, said string
}

func newPresses(now func() time.Time) *presses {
	return &presses{now: now, last: map[string]*press{}}
}

// begin keeps that a session sends a form, and gives the same form that it sent just before.
func (p *presses) begin(session, path string, form url.Values) (this, before *press) {
	words := withoutField(form, "id")
	this = &press{of: sha256.Sum256([]byte(path + "\n" + words.Encode())), id: form.Get("id"), at: p.now(), done: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := p.last[session]; last != nil && last.of == this.of && this.at.Sub(last.at) < pressLives {
		before = last
	}
	if len(p.last) >= pressMemory {
		for other, x := range p.last {
			if this.at.Sub(x.at) >= pressLives {
				delete(p.last, other)
			}
		}
	}
	p.last[session] = this
	return this, before
}

// end keeps where the press led.
func (x *press) end(to, said string) {
	x.to, x.said = to, said
	close(x.done)
}

// led waits for the press, and says where it led.
func (x *press) led(ctx context.Context) (to, said string) {
	wait := time.NewTimer(pressWaits)
	defer wait.Stop()
	select {
	case <-x.done:
		return x.to, x.said
	case <-wait.C:
	case <-ctx.Done():
	}
	return "", ""
}

// pressed answers a form with what work makes of it, but for one that has been answered.
func (s *Site) pressed(out *buffered, r *http.Request, work func()) {
	q := requestOf(r.Context())
	if r.Method != http.MethodPost || !q.actor.SignedIn() || q.actor.System() || q.form == nil || IsAutosave(r) {
		work()
		return
	}
	this, before := s.presses.begin(q.actor.Session, q.path, q.form)
	to, said := "", ""
	defer func() { this.end(to, said) }()
	if before != nil && (this.at.Sub(before.at) < pressTwice || this.id != before.id) {
		q.turn.give()
		if to, said = before.led(r.Context()); to != "" {
			if this.at.Sub(before.at) >= pressTwice {
				said = sentBefore
			}
			s.lead(out, r, to, said)
			return
		}
		if !q.turn.take(r.Context(), s.crowds.writers) {
			s.fail(out, r, errCrowded)
			return
		}
	}
	work()
	switch {
	case out.status == http.StatusSeeOther:
		to, said = out.header.Get("Location"), s.flashIn(out.header)
	case before != nil && tooLate(out.status, q.actor):
		if to, said = before.led(r.Context()); to != "" {
			s.lead(out, r, to, said)
		}
	}
}

// lead answers as a press was answered.
func (s *Site) lead(out *buffered, r *http.Request, to, said string) {
	out.discard()
	if said != "" {
		Flash(out, r, said)
	}
	redirect(out, to)
}

// tooLate says whether an answer is what somebody gets who asks for what is done already.
// To a family, what is not there is not there, whatever was there a moment ago.
func tooLate(status int, who access.Actor) bool {
	switch status {
	case http.StatusConflict, http.StatusUnprocessableEntity:
		return true
	case http.StatusNotFound:
		return who.Role != access.Family
	}
	return false
}

// flashIn is the message that an answer leaves for the next page.
func (s *Site) flashIn(h http.Header) string {
	for _, line := range h["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == s.CookieName(flashCookie) {
			return c.Value
		}
	}
	return ""
}
