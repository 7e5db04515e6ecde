package db

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// presence is a shared lock that every process with the files open holds, so that
// one that is about to exchange the files can know that it is alone.
type presence struct{ file *os.File }

// enter waits while somebody exchanges the files.
func enter(path string) (*presence, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	p := &presence{f}
	if err := p.flock(syscall.LOCK_SH); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return p, nil
}

func (p *presence) flock(how int) error {
	for {
		if err := syscall.Flock(int(p.file.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// errOthers: another process has the files open.
var errOthers = errors.New("another samspel command has the files open; try again when it has ended")

// alone waits until no other process has the files open, for as long as the context
// lets it, and keeps new ones waiting until [presence.among].
func (p *presence) alone(ctx context.Context) error {
	turn := time.NewTicker(20 * time.Millisecond)
	defer turn.Stop()
	for {
		err := p.flock(syscall.LOCK_EX | syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		if err := p.among(); err != nil { // a failed exchange of locks has lost the first
			return err
		}
		select {
		case <-turn.C:
		case <-ctx.Done():
			return errOthers
		}
	}
}

// among lets others in again.
func (p *presence) among() error { return p.flock(syscall.LOCK_SH) }

func (p *presence) leave() error { return p.file.Close() }
