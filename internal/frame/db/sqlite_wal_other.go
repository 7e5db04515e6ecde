//go:build !linux

package db

import (
	"errors"
	"syscall"
)

const (
	reading int16 = syscall.LOCK_SH
	writing int16 = syscall.LOCK_EX
	ending  int16 = syscall.LOCK_UN
)

// lockRange waits for its turn at the file: all of it, where the system knows no
// ranges that belong to an opening.
func lockRange(fd uintptr, how int16, _, _ int64) error {
	for {
		if err := syscall.Flock(int(fd), int(how)); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
