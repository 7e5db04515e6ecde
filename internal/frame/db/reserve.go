package db

import (
	"errors"
	"io"
	"os"
	"sync"
)

// reserve is a file that does nothing but hold room on the disc.
type reserve struct {
	path string
	size int64
	mu   sync.Mutex
}

// take fills the file up to its size; a disc already too full for it is no error.
func (r *reserve) take() error {
	if r.size <= 0 {
		return nil
	}
	f, err := os.OpenFile(r.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if missing := r.size - info.Size(); missing > 0 {
		_, _ = io.CopyN(f, zeroes{}, missing)
	}
	return nil
}

// give removes the file and says whether that made room.
func (r *reserve) give() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	info, err := os.Stat(r.path)
	return errors.Join(err, os.Remove(r.path)) == nil && info.Size() > 0
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
