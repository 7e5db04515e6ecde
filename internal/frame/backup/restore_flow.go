package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"

	"samspel/internal/frame/db"
)

// Pair is a set of data and the set of keys that opens it.
type Pair struct {
	Data, Keys Set
	seals      map[Kind]Seal // that each was made with
}

// OpenPair reads the two sets, or the newest in each folder, and sees that they belong
// together. What they hold has not been read yet; see [Pair.Check].
func OpenPair(data, keys string) (p Pair, err error) {
	if p.Data, err = Open(data, Data); err != nil {
		return p, err
	}
	if p.Keys, err = Open(keys, Keys); err != nil {
		return p, err
	}
	all, err := readSeals(filepath.Join(p.Keys.Dir, SealKey))
	if err != nil {
		return p, err
	}
	ofData, err1 := p.Data.by(all)
	ofKeys, err2 := p.Keys.by(all)
	if err := errors.Join(err1, err2); err != nil {
		return p, err
	}
	p.seals = map[Kind]Seal{Data: ofData, Keys: ofKeys}
	if p.Data.Engine != p.Keys.Engine {
		return p, fmt.Errorf("%w: the data is %s, the keys are %s", ErrOther, p.Data.Engine, p.Keys.Engine)
	}
	return p, nil
}

// Check reads everything, compares it with what was signed, opens each part and has
// it looked over.
func (p Pair) Check(ctx context.Context) error {
	for _, s := range []Set{p.Data, p.Keys} {
		if err := s.Check(ctx); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		set  Set
		name string
	}{{p.Data, dataPart}, {p.Data, auditPart}, {p.Keys, keysPart}} {
		rows, file, err := p.look(ctx, part.set, part.name)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", part.set.Dir, file, err)
		}
		signed, err := part.set.part(file)
		if err != nil {
			return err
		}
		if !maps.Equal(rows, signed.Rows) {
			return fmt.Errorf("%w: %s has other numbers of rows than it had", ErrTampered, file)
		}
	}
	return nil
}

func (p Pair) look(ctx context.Context, s Set, name string) (rows map[string]int64, file string, err error) {
	if s.Engine == db.SQLite.String() {
		file = name + ".db"
		rows, err = db.CheckFile(ctx, filepath.Join(s.Dir, file), p.seals[s.Kind].part(s.ID, file))
		return rows, file, err
	}
	file = name + ".dump"
	r, c, err := s.openDump(p.seals[s.Kind], name)
	if err != nil {
		return nil, file, err
	}
	defer c.Close()
	rows, err = db.CheckDump(heed(ctx, r))
	return rows, file, err
}

// KeyFile is the content of a key file in the set of keys; an error that is
// [os.ErrNotExist] when the installation had none.
func (p Pair) KeyFile(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(p.Keys.Dir, name))
}

// Files writes the SQLite files under dir, each with the key.
func (p Pair) Files(ctx context.Context, dir string, key db.Key, progress func(part string, done, total int)) error {
	for _, f := range []struct {
		set  Set
		name string
		to   db.Place
	}{{p.Data, dataPart, db.InData}, {p.Data, auditPart, db.InAudit}, {p.Keys, keysPart, db.InKeys}} {
		file := f.name + ".db"
		to := db.FileName(f.to)
		err := db.CopyFile(ctx, filepath.Join(f.set.Dir, file), p.seals[f.set.Kind].part(f.set.ID, file),
			filepath.Join(dir, to), key.Derive(to), func(done, total int) { progress(f.name, done, total) })
		if err != nil {
			return fmt.Errorf("restore %s: %w", to, err)
		}
	}
	return nil
}

// Rows puts the rows in the tables of an empty PostgreSQL database.
func (p Pair) Rows(ctx context.Context, store *db.Store, progress func(part string, done, total int)) error {
	from, total := map[db.Place]io.Reader{}, 0
	for _, f := range []struct {
		set  Set
		name string
		to   db.Place
	}{{p.Data, dataPart, db.InData}, {p.Data, auditPart, db.InAudit}, {p.Keys, keysPart, db.InKeys}} {
		r, c, err := f.set.openDump(p.seals[f.set.Kind], f.name)
		if err != nil {
			return err
		}
		defer c.Close()
		from[f.to] = r
		part, err := f.set.part(f.name + ".dump")
		if err != nil {
			return err
		}
		total += len(part.Rows)
	}
	done := 0
	return store.Load(ctx, from, func(string) { done++; progress("rows", done, total) })
}

// Versions is how far the tables of each line had come, of data and of keys: the sets
// may have been taken by different programs.
func (p Pair) Versions(lines []db.Line) map[string]int64 {
	versions := map[string]int64{}
	for _, l := range lines {
		m := p.Data.Versions
		if l.In == db.InKeys {
			m = p.Keys.Versions
		}
		if v, ok := m[l.Key()]; ok {
			versions[l.Key()] = v
		}
	}
	return versions
}
