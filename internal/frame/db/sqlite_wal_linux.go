package db

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"
)

const (
	reading = unix.F_RDLCK
	writing = unix.F_WRLCK
	ending  = unix.F_UNLCK
)

// lockRange waits for its turn at some bytes of a file. The lock belongs to the
// opening, not to the process: two connections of one process keep each other out too.
func lockRange(fd uintptr, how int16, off, size int64) error {
	l := unix.Flock_t{Type: how, Whence: io.SeekStart, Start: off, Len: size}
	for {
		if err := unix.FcntlFlock(fd, unix.F_OFD_SETLKW, &l); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
