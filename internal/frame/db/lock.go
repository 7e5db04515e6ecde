package db

import (
	"errors"
	"os"
	"syscall"
)

// withFileLock runs fn while it holds an exclusive lock on the file at path.
func withFileLock(path string, fn func() error) error {
	return lockedFile(path, syscall.LOCK_EX, fn)
}

// errLocked: somebody else holds the lock.
var errLocked = errors.New("somebody else is at it")

// tryFileLock is withFileLock that does not wait: it gives errLocked instead.
func tryFileLock(path string, fn func() error) error {
	return lockedFile(path, syscall.LOCK_EX|syscall.LOCK_NB, fn)
}

func lockedFile(path string, how int, fn func() error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	for {
		if err = syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errLocked
	}
	if err == nil {
		err = fn()
	}
	return errors.Join(err, f.Close()) // closing gives the lock back
}
