package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// RotateFileKey writes SQLite's files anew under a fresh key while the store is in
// use, and puts the old key aside beside the new one, as ….old. Readers and writers
// wait while the files are exchanged, which takes a moment. A process that is killed
// meanwhile leaves either the old files and key or the new, whichever [Open] finds
// and makes whole. No other process may have the files open at the end.
//
// progress is told how many pages of how many have been written.
func (s *Store) RotateFileKey(ctx context.Context, progress func(done, total int)) error {
	if s.rotate == nil {
		return errors.New("PostgreSQL's files have no key of ours: encrypt the disc")
	}
	return s.rotate(ctx, progress)
}

const (
	// copyStep is how many pages are copied while writers wait.
	copyStep = 64
	// fewLeft is how many pages may remain for the moment when all writers wait.
	fewLeft = 256
	// otherPatience is how long other processes get to close the files.
	otherPatience = 30 * time.Second
	// readerPatience is how long readings that have begun get to end.
	readerPatience = 5 * time.Second
)

type rotation struct {
	swap     swap
	here     *presence
	store    *Store
	failed   func()
	progress func(done, total int)
}

func (r *rotation) run(ctx context.Context) error {
	err := tryFileLock(r.swap.lock(), func() error {
		if err := r.swap.back(); err != nil {
			return err
		}
		key, err := MakeKeyFile(r.swap.newKey())
		if err != nil {
			return err
		}
		err = r.renew(ctx, key)
		if err != nil && !exists(r.swap.marker()) {
			err = errors.Join(err, r.swap.back())
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("change the key of the files: %w", err)
	}
	return nil
}

func (r *rotation) renew(ctx context.Context, key Key) (err error) {
	var copies []*liteCopy
	defer func() {
		for _, c := range copies {
			err = errors.Join(err, c.end())
		}
	}()
	for _, d := range r.store.all() {
		c, err := d.lite.startCopy(ctx, r.swap.newFile(d.place), key.Derive(places[d.place].file))
		if err != nil {
			return err
		}
		copies = append(copies, c)
	}
	if err := r.copyMost(ctx, copies); err != nil {
		return err
	}
	// Most of what the disc has to do is done before anybody waits for it.
	for _, d := range r.store.all() {
		if err := syncFile(r.swap.newFile(d.place)); err != nil {
			return err
		}
	}
	waiting, cancel := context.WithTimeout(ctx, otherPatience)
	defer cancel()
	if err := r.here.alone(waiting); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.here.among()) }()
	return r.exchange(ctx, copies)
}

// copyMost copies all but a few pages, in steps between the batches of the writers.
func (r *rotation) copyMost(ctx context.Context, copies []*liteCopy) error {
	for {
		left, done, total := false, 0, 0
		for _, c := range copies {
			if err := ctx.Err(); err != nil {
				return err
			}
			if c.left > fewLeft {
				left = true
				if err := c.step(ctx, copyStep); err != nil {
					return err
				}
			}
			done, total = done+c.pages-c.left, total+c.pages
		}
		r.progress(done, total)
		if !left {
			return nil
		}
	}
}

// exchange holds everybody up, copies the last pages and puts the new files in place.
func (r *rotation) exchange(ctx context.Context, copies []*liteCopy) (err error) {
	var held []*heldFile
	defer func() {
		for _, h := range held {
			h.release()
		}
	}()
	for _, d := range r.store.all() {
		h, err := d.lite.hold(ctx)
		if err != nil {
			return err
		}
		held = append(held, h)
	}
	for i, c := range copies {
		if err := c.finish(held[i]); err != nil {
			return err
		}
	}
	for _, h := range held {
		if err := h.shut(); err != nil {
			return err
		}
	}
	if err := r.swap.decide(); err != nil {
		// Whether the decision is on the disc is not known: only a restart can tell.
		r.failed()
		return err
	}
	if err := r.swap.forward(); err != nil {
		r.failed()
		return err
	}
	for i, h := range held {
		h.file.rekey(copies[i].key)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
