package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"

	"samspel/test/trialtest"
)

// A disc counts what SQLite asks of it, and does not do the failing one.
type disc struct {
	vfs.VFS
	mu      sync.Mutex
	asked   int
	failing int   // the number of the call that fails; 0 is none
	why     error // what it fails with
	lasting bool  // every call of its kind fails after it too, until mended
	hit     string
}

func (d *disc) ask(kind string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	if d.asked == d.failing || d.lasting && d.hit == kind {
		d.hit = kind
		return d.why
	}
	return nil
}

func (d *disc) mend() { d.set(0, nil, false) }

func (d *disc) set(failing int, why error, lasting bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked, d.failing, d.why, d.lasting, d.hit = 0, failing, why, lasting, ""
}

func (d *disc) state() (asked int, hit string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked, d.hit
}

func (d *disc) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, flags, sqlite3.CANTOPEN // OpenFilename is called instead
}

func (d *disc) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if err := d.ask("open"); err != nil {
		return nil, flags, sqlite3.CANTOPEN
	}
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil {
		return nil, flags, err
	}
	return &discFile{f, d}, flags, nil
}

type discFile struct {
	vfs.File
	disc *disc
}

func (f *discFile) Unwrap() vfs.File               { return f.File }
func (f *discFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }
func (f *discFile) LockState() vfs.LockLevel       { return vfsutil.WrapLockState(f.File) }
func (f *discFile) SizeHint(n int64) error         { return vfsutil.WrapSizeHint(f.File, n) }

func (f *discFile) ReadAt(p []byte, at int64) (int, error) {
	if err := f.disc.ask("read"); err != nil {
		return 0, sqlite3.IOERR_READ
	}
	return f.File.ReadAt(p, at)
}

func (f *discFile) WriteAt(p []byte, at int64) (int, error) {
	if err := f.disc.ask("write"); err != nil {
		return 0, err
	}
	return f.File.WriteAt(p, at)
}

func (f *discFile) Sync(flags vfs.SyncFlag) error {
	if err := f.disc.ask("sync"); err != nil {
		return sqlite3.IOERR_FSYNC
	}
	return f.File.Sync(flags)
}

func (f *discFile) Truncate(n int64) error {
	if err := f.disc.ask("truncate"); err != nil {
		return sqlite3.IOERR_TRUNCATE
	}
	return f.File.Truncate(n)
}

// TestT3EveryCallToTheDiscFails does the same work again and again, and each time
// another call to the disc fails, once or from then on. Whatever happens, what was
// confirmed is there, nothing is half there, and no answer is wrong; when the disc
// is mended work goes on without a restart, but after a failed fsync.
func TestT3EveryCallToTheDiscFails(t *testing.T) {
	t.Parallel()
	whole := newDiscWork(t, "whole")
	calls := whole.run(0, nil, false)
	step := trialtest.Size(max(calls/12, 1), 1)
	tried, refused := 0, 0
	for _, fault := range []struct {
		name    string
		why     error
		lasting bool
	}{
		{"an error", sqlite3.IOERR_WRITE, false}, {"no space", syscall.ENOSPC, false}, {"no space from then on", syscall.ENOSPC, true},
	} {
		for n := 1; n <= calls; n += step {
			w := newDiscWork(t, fmt.Sprintf("%s at call %d", fault.name, n))
			w.run(n, fault.why, fault.lasting)
			tried++
			refused += w.refused
			if t.Failed() {
				return
			}
		}
	}
	trialtest.Tell(t, "calls to the disc in the work", calls)
	trialtest.Tell(t, "works with a failing call", tried)
	trialtest.Tell(t, "writes and readings refused", refused)
	if refused == 0 {
		t.Error("no fault was ever noticed")
	}
}

// discWork is a store on a disc of its own, and what it has confirmed.
type discWork struct {
	*testing.T
	name    string
	disc    *disc
	config  Config
	known   map[int]bool // pairs confirmed
	unsure  map[int]bool // pairs whose writing failed
	refused int
}

func newDiscWork(t *testing.T, name string) *discWork {
	w := &discWork{T: t, name: name, disc: &disc{VFS: vfs.Find("")}, known: map[int]bool{}, unsure: map[int]bool{}}
	w.config = Config{Dir: t.TempDir(), vfs: fmt.Sprintf("disc-%p", w.disc)}
	vfs.Register(w.config.vfs, encrypting(w.disc))
	t.Cleanup(func() { vfs.Unregister(w.config.vfs) })
	return w
}

func (w *discWork) open() *Store {
	s, err := Open(context.Background(), w.config)
	if err != nil {
		w.Fatalf("%s: open: %v", w.name, err)
	}
	return s
}

// run does the work with one failing call, and counts the calls of it.
func (w *discWork) run(failing int, why error, lasting bool) (calls int) {
	s := w.open()
	pairs := fstest.MapFS{"0001_pair.sql": {Data: []byte("-- +goose Up\nCREATE TABLE pair (id bigint PRIMARY KEY, half bigint NOT NULL, text text NOT NULL);\n")}}
	if err := s.Migrate(context.Background(), []Line{{Name: "pair", In: InData, FS: pairs}}); err != nil {
		w.Fatal(err)
	}
	w.disc.set(failing, why, lasting)
	for n := range 12 {
		w.write(s, n)
		w.read(s)
	}
	calls, hit := w.disc.state()
	w.disc.mend()
	select {
	case <-s.failed:
		if hit != "sync" {
			w.Errorf("%s: the store has ended although no fsync failed", w.name)
		}
	default:
		if w.write(s, 100); !w.known[100] {
			w.Errorf("%s: does not go on when the disc is mended", w.name)
		}
		w.read(s)
	}
	_ = s.Close()
	s = w.open()
	w.read(s)
	if err := s.Data.Read(context.Background(), func(tx *Tx) error {
		var found string
		if err := tx.QueryRow(context.Background(), "PRAGMA integrity_check").Scan(&found); err != nil || found != "ok" {
			w.Errorf("%s: integrity: %s, %v", w.name, found, err)
		}
		return nil
	}); err != nil {
		w.Errorf("%s: %v", w.name, err)
	}
	if err := s.Close(); err != nil {
		w.Errorf("%s: close: %v", w.name, err)
	}
	return calls
}

// write puts in both halves of a pair, large enough to touch several pages.
func (w *discWork) write(s *Store, n int) {
	err := s.Data.Write(context.Background(), func(tx *Tx) error {
		for half := range 2 {
			if _, err := tx.Exec(context.Background(), `INSERT INTO pair (id, half, text) VALUES ($1, $2, $3)`,
				2*n+half, half, fmt.Sprintf("%01500d", n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		w.known[n] = true
		return
	}
	w.refused++
	w.unsure[n] = true
	if !errors.Is(err, ErrFull) && !errors.Is(err, ErrDisc) && !errors.Is(err, ErrClosed) && !errors.Is(err, errSync) {
		w.Errorf("%s: write: %v is none of the errors a caller knows", w.name, err)
	}
}

// read wants every confirmed pair and no half one; or an error.
func (w *discWork) read(s *Store) {
	halves := map[int]int{}
	err := s.Data.Read(context.Background(), func(tx *Tx) error {
		rows, err := tx.Query(context.Background(), `SELECT id, text FROM pair ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id int
			var text string
			if err := rows.Scan(&id, &text); err != nil {
				return err
			}
			if text != fmt.Sprintf("%01500d", id/2) {
				w.Errorf("%s: row %d holds %.20q", w.name, id, text)
			}
			halves[id/2]++
		}
		return rows.Err()
	})
	if err != nil {
		w.refused++
		if !errors.Is(err, ErrFull) && !errors.Is(err, ErrDisc) {
			w.Errorf("%s: read: %v is none of the errors a caller knows", w.name, err)
		}
		return
	}
	for n := range w.known {
		if halves[n] != 2 {
			w.Errorf("%s: pair %d was confirmed, %d halves are there", w.name, n, halves[n])
		}
	}
	for n, found := range halves {
		if found != 2 || !w.known[n] && !w.unsure[n] {
			w.Errorf("%s: %d halves of pair %d", w.name, found, n)
		}
	}
}
