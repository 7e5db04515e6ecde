package db

import (
	"errors"
	"os"
	"syscall"
)

// withFileLock runs fn while it holds an exclusive lock on the file at path.
func withFileLock(path string, fn func() error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	for {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err == nil {
		err = fn()
	}
	return errors.Join(err, f.Close()) // closing gives the lock back
}
