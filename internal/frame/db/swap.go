package db

import (
	"errors"
	"os"
	"path/filepath"
)

// swap is the exchange of the three files and their key for new ones beside them,
// named as they with ".new". A file that marks the exchange as decided is written
// when all the new ones are on the disc: before it, the old ones hold; after it, the
// new ones do, and whoever opens the folder next ends what was begun.
type swap struct{ dir, keyFile string }

func (s swap) marker() string         { return filepath.Join(s.dir, "samspel.swap") }
func (s swap) lock() string           { return filepath.Join(s.dir, "samspel.rotate") }
func (s swap) file(p Place) string    { return filepath.Join(s.dir, places[p].file) }
func (s swap) newFile(p Place) string { return s.file(p) + ".new" }
func (s swap) newKey() string         { return s.keyFile + ".new" }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// settle ends or undoes what a process that was killed had begun.
func (s swap) settle() error {
	if exists(s.marker()) {
		return withFileLock(s.lock(), func() error {
			if !exists(s.marker()) {
				return nil // another has settled it
			}
			return s.forward()
		})
	}
	for p := range places {
		if exists(s.newFile(Place(p))) {
			err := tryFileLock(s.lock(), s.back)
			if errors.Is(err, errLocked) {
				return nil // it is being done
			}
			return err
		}
	}
	return nil
}

// decide makes the exchange certain.
func (s swap) decide() error {
	f, err := os.OpenFile(s.marker(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), syncFolder(s.dir))
}

// forward may be done over and over until it has succeeded.
func (s swap) forward() error {
	for p := range places {
		p := Place(p)
		if !exists(s.newFile(p)) {
			continue
		}
		// The log of the old file means nothing to the new one.
		if err := discard(s.file(p)+"-wal", s.file(p)+"-shm"); err != nil {
			return err
		}
		if err := os.Rename(s.newFile(p), s.file(p)); err != nil {
			return err
		}
	}
	if err := syncFolder(s.dir); err != nil {
		return err
	}
	if exists(s.newKey()) {
		if err := ReplaceKeyFile(s.keyFile, s.newKey()); err != nil {
			return err
		}
	}
	return errors.Join(os.Remove(s.marker()), syncFolder(s.dir))
}

// back forgets what had not been decided.
func (s swap) back() error {
	names := []string{s.newKey()}
	for p := range places {
		names = append(names, s.newFile(Place(p)), s.newFile(Place(p))+"-journal")
	}
	return discard(names...)
}

func discard(names ...string) error {
	var errs []error
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
