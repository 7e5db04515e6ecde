package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// Source is the installation that is copied.
type Source struct {
	Store *db.Store
	Lines []db.Line
	Seal  Seal
	// Heads is how far the chains of the log have come.
	Heads func(context.Context) ([]Head, error)
	// KeyFiles is the key files, by the names they have in a set.
	KeyFiles map[string]string
	Program  string
	Now      func() time.Time
	// Progress is told how far a part has come.
	Progress func(part string, done, total int)
}

// The names of parts and of the key files in a set.
const (
	dataPart  = "samspel"
	auditPart = "audit"
	keysPart  = "keys"
	// FileKey, KeysetKey and SealKey are the key files.
	FileKey   = "samspel.key"
	KeysetKey = "samspel.kek"
	SealKey   = "samspel.seal"
)

// TakeData copies data and log to a new set under dir, data first: the log may know
// of readings that the data does not, and never the other way about.
func (s Source) TakeData(ctx context.Context, dir string) (Set, error) {
	return s.take(ctx, dir, Data, map[db.Place]string{db.InData: dataPart, db.InAudit: auditPart}, nil)
}

// TakeKeys copies keysets and key files to a new set under dir.
func (s Source) TakeKeys(ctx context.Context, dir string) (Set, error) {
	return s.take(ctx, dir, Keys, map[db.Place]string{db.InKeys: keysPart}, s.KeyFiles)
}

func (s Source) take(ctx context.Context, dir string, kind Kind, parts map[db.Place]string, files map[string]string) (_ Set, err error) {
	m := Manifest{Format: format, ID: id.New(), Kind: kind, Made: s.Now().UTC().Truncate(time.Millisecond),
		Program: s.Program, Engine: s.Store.Engine().String()}
	if m.Versions, err = s.Store.Versions(ctx, s.Lines); err != nil {
		return Set{}, err
	}
	if m.Heads, err = s.Heads(ctx); err != nil {
		return Set{}, err
	}
	k, err := begin(dir, m)
	if err != nil {
		return Set{}, fmt.Errorf("begin a backup: %w", err)
	}
	defer func() {
		if err != nil {
			k.giveUp()
		}
	}()
	copyParts := s.copyFiles
	if s.Store.Engine() == db.Postgres {
		copyParts = s.dump
	}
	if err := copyParts(ctx, k, parts); err != nil {
		return Set{}, fmt.Errorf("back up %s: %w", kind, err)
	}
	for name, path := range files {
		content, err := os.ReadFile(path)
		if err == nil {
			err = errors.Join(k.write(name, content), k.add(name, nil))
		}
		if err != nil {
			return Set{}, fmt.Errorf("back up a key file: %w", err)
		}
	}
	set, err := k.end(s.Seal)
	if err != nil {
		return Set{}, fmt.Errorf("end a backup: %w", err)
	}
	return set, s.Store.Data.Write(ctx, func(tx *db.Tx) error { return insertTaken(ctx, tx, m.ID, kind, m.Made) })
}

// places is the order of copying.
var places = []db.Place{db.InData, db.InAudit, db.InKeys}

func (s Source) copyFiles(ctx context.Context, k *making, parts map[db.Place]string) error {
	for _, p := range places {
		name, ok := parts[p]
		if !ok {
			continue
		}
		file := name + ".db"
		rows, err := s.Store.In(p).Snapshot(ctx, filepath.Join(k.half, file), s.Seal.part(k.ID, file),
			func(done, total int) { s.Progress(name, done, total) })
		if err != nil {
			return err
		}
		if err := k.add(file, rows); err != nil {
			return err
		}
	}
	return nil
}

func (s Source) dump(ctx context.Context, k *making, parts map[db.Place]string) (err error) {
	to, closers := map[db.Place]io.Writer{}, []io.Closer{}
	defer func() {
		for _, c := range closers {
			_ = c.Close() // those not closed in peace
		}
	}()
	for p, name := range parts {
		w, err := s.openPart(k, name+".dump")
		if err != nil {
			return err
		}
		to[p], closers = w, append(closers, w)
	}
	rows, err := s.Store.Dump(ctx, to, func(done, total int) { s.Progress(string(k.Kind), done, total) })
	if err != nil {
		return err
	}
	for _, c := range closers {
		if err := c.Close(); err != nil {
			return err
		}
	}
	closers = nil
	for _, p := range places {
		if name, ok := parts[p]; ok {
			if err := k.add(name+".dump", rows[p]); err != nil {
				return err
			}
		}
	}
	return nil
}

// partWriter packs, encrypts and writes.
type partWriter struct {
	*gzip.Writer
	encrypted io.Closer
	buffer    *bufio.Writer
	file      *os.File
}

func (s Source) openPart(k *making, name string) (*partWriter, error) {
	f, err := os.OpenFile(filepath.Join(k.half, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriterSize(f, 1<<20)
	encrypted, err := s.Seal.encrypt(buffer, k.ID, name)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	packed, err := gzip.NewWriterLevel(encrypted, gzip.BestSpeed)
	return &partWriter{packed, encrypted, buffer, f}, err
}

// Close returns when the part is on the disc.
func (w *partWriter) Close() error {
	return errors.Join(w.Writer.Close(), w.encrypted.Close(), w.buffer.Flush(), w.file.Sync(), w.file.Close())
}

// openDump reads what a partWriter wrote.
func (s Set) openDump(seal Seal, part string) (io.Reader, io.Closer, error) {
	name := part + ".dump"
	f, err := os.Open(filepath.Join(s.Dir, name))
	if err != nil {
		return nil, nil, err
	}
	decrypted, err := seal.decrypt(bufio.NewReaderSize(f, 1<<20), s.ID, name)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	r, err := gzip.NewReader(decrypted)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %s does not open", ErrOther, name), f.Close())
	}
	return bufio.NewReaderSize(r, 256<<10), f, nil
}

// Last is when a set of the kind was last taken; zero when never.
func Last(ctx context.Context, store *db.Store, kind Kind) (at time.Time, err error) {
	err = store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		at, err = loadLastTaken(ctx, tx, kind)
		return err
	})
	if errors.Is(err, db.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}
