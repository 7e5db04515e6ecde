package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// KeysKeptFor is how long sets of keys are kept.
const KeysKeptFor = 30 * 24 * time.Hour

// Set is a folder with a whole backup.
type Set struct {
	Dir string
	Manifest
}

const (
	manifestFile  = "manifest.json"
	signatureFile = "manifest.sig"
	setPrefix     = "samspel-"
	stampForm     = "20060102T150405.000Z"
)

func setName(kind Kind, made time.Time) string {
	return setPrefix + string(kind) + "-" + made.UTC().Format(stampForm)
}

// Open reads the set in dir or, where dir is a folder of sets, the newest of the kind.
func Open(dir string, kind Kind) (Set, error) {
	if _, err := os.Stat(filepath.Join(dir, manifestFile)); errors.Is(err, fs.ErrNotExist) {
		sets, err := list(dir, kind)
		if err != nil {
			return Set{}, err
		}
		if len(sets) == 0 {
			return Set{}, fmt.Errorf("%w: %s has no folder %s… with a %s", ErrNoSet, dir, setPrefix+string(kind)+"-", manifestFile)
		}
		dir = sets[len(sets)-1]
	}
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return Set{}, fmt.Errorf("%w: %w", ErrNoSet, err)
	}
	signature, err := os.ReadFile(filepath.Join(dir, signatureFile))
	if err != nil {
		return Set{}, fmt.Errorf("%w: %s is missing in %s", ErrHalf, signatureFile, dir)
	}
	m, err := readManifest(text, signature)
	if err != nil {
		return Set{}, fmt.Errorf("%s: %w", dir, err)
	}
	if m.Kind != kind {
		return Set{}, fmt.Errorf("%w: %s holds %s, not %s", ErrNoSet, dir, m.Kind, kind)
	}
	return Set{dir, m}, nil
}

// list is the folders of whole sets of a kind, oldest first.
func list(dir string, kind Kind) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoSet, err)
	}
	var sets []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if !e.IsDir() || !strings.HasPrefix(e.Name(), setPrefix+string(kind)+"-") {
			continue
		}
		if _, err := os.Stat(filepath.Join(path, manifestFile)); err == nil {
			sets = append(sets, path)
		}
	}
	slices.Sort(sets)
	return sets, nil
}

// Check reads every part and compares it with the manifest.
func (s Set) Check(ctx context.Context) error {
	for _, p := range s.Parts {
		if err := s.checkPart(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", s.Dir, err)
		}
	}
	return nil
}

func (s Set) checkPart(ctx context.Context, p Part) error {
	if p.File != filepath.Base(p.File) {
		return fmt.Errorf("%w: a part is called %q", ErrTampered, p.File)
	}
	f, err := os.Open(filepath.Join(s.Dir, p.File))
	if err != nil {
		return fmt.Errorf("%w: %s is missing", ErrHalf, p.File)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() != p.Bytes {
		return fmt.Errorf("%w: %s is %d bytes and should be %d; it was cut short, or not copied whole", ErrHalf, p.File, info.Size(), p.Bytes)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, heed(ctx, f)); err != nil {
		return err
	}
	if !bytes.Equal(sum.Sum(nil), p.Sum) {
		return fmt.Errorf("%w: the checksum of %s is another", ErrTampered, p.File)
	}
	return nil
}

// heed stops a reading when the context ends.
func heed(ctx context.Context, r io.Reader) io.Reader { return heeding{ctx, r} }

type heeding struct {
	ctx  context.Context
	from io.Reader
}

func (h heeding) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.from.Read(p)
}

// Prune removes the sets of keys in dir that are too old, but never the newest, and
// says which.
func Prune(dir string, now time.Time) (removed []string, err error) {
	sets, err := list(dir, Keys)
	if err != nil {
		return nil, err
	}
	for _, path := range sets[:max(0, len(sets)-1)] {
		made, err := time.Parse(stampForm, strings.TrimPrefix(filepath.Base(path), setPrefix+string(Keys)+"-"))
		if err != nil || now.Sub(made) <= KeysKeptFor {
			continue // not ours, or young enough
		}
		if err := os.RemoveAll(path); err != nil {
			return removed, err
		}
		removed = append(removed, path)
	}
	return removed, nil
}

// making is a set being written. It has its name, and is found by [Open], only when
// it is whole.
type making struct {
	half, dir string
	Manifest
}

func begin(under string, m Manifest) (*making, error) {
	if err := os.MkdirAll(under, 0o700); err != nil {
		return nil, err
	}
	name := setName(m.Kind, m.Made)
	dir := filepath.Join(under, name)
	if _, err := os.Stat(dir); err == nil {
		return nil, fmt.Errorf("%s is there already", dir)
	}
	half, err := os.MkdirTemp(under, "."+name+".half-") // mode 0700
	return &making{half, dir, m}, err
}

// add notes a part that has been written.
func (k *making) add(file string, rows map[string]int64) error {
	f, err := os.Open(filepath.Join(k.half, file))
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	k.Parts = append(k.Parts, Part{File: file, Bytes: n, Sum: sum.Sum(nil), Rows: rows})
	return errors.Join(err, f.Sync())
}

// write makes a part of a few bytes.
func (k *making) write(file string, content []byte) error {
	f, err := os.OpenFile(filepath.Join(k.half, file), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// end signs the set and gives it its name.
func (k *making) end(s Seal) (Set, error) {
	text, signature, err := k.sign(s)
	if err == nil {
		err = errors.Join(k.write(manifestFile, text), k.write(signatureFile, signature))
	}
	if err == nil {
		err = syncFolder(k.half)
	}
	if err == nil {
		err = os.Rename(k.half, k.dir)
	}
	if err != nil {
		return Set{}, err
	}
	k.Signer = s.Public()
	return Set{k.dir, k.Manifest}, syncFolder(filepath.Dir(k.dir))
}

func (k *making) giveUp() { _ = os.RemoveAll(k.half) }

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
