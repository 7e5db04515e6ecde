package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
	"samspel/internal/frame/job"
)

// Restored is what [Restore] has put in place.
type Restored struct {
	Data, Keys backup.Set
	// Migrated says that the backup was older than the program.
	Migrated bool
	Accepted audit.Acceptance
}

// Restore puts a backup in a new folder or, with an address, in an empty database with
// the keys in a new folder. The files get a key of their own when newKey says so, else
// the one they had. All is checked before anything is written, and the folder gets its
// name when all is there.
func Restore(ctx context.Context, c Config, from, keysFrom string, newKey bool, log *slog.Logger, progress Progress) (r Restored, err error) {
	if c, _, err = c.secrets(); err != nil {
		return r, err
	}
	pair, err := backup.OpenPair(from, keysFrom)
	if err != nil {
		return r, err
	}
	r.Data, r.Keys = pair.Data, pair.Keys
	if r.Migrated, err = fits(c, pair); err != nil {
		return r, err
	}
	if err := pair.Check(ctx); err != nil {
		return r, err
	}
	n, err := newFolder(c.Data)
	if err != nil {
		return r, err
	}
	defer n.giveUp()
	if c, err = n.keys(c, pair, newKey); err != nil {
		return r, err
	}
	if c.Database == "" {
		key, err := db.MakeKeyFile(c.KeyFile)
		if err == nil {
			err = pair.Files(ctx, n.half, key, progress)
		}
		if err != nil {
			return r, err
		}
	} else if err := restoreRows(ctx, c, pair, progress); err != nil {
		return r, err
	}
	if r.Accepted, err = accept(ctx, c, pair, log); err != nil {
		return r, err
	}
	return r, n.end()
}

// fits refuses a backup that this program or these settings cannot take.
func fits(c Config, p backup.Pair) (older bool, err error) {
	engine := db.SQLite
	if c.Database != "" {
		engine = db.Postgres
	}
	if p.Data.Engine != engine.String() {
		return false, fmt.Errorf("the backup is of %s, and the settings say %s", p.Data.Engine, engine)
	}
	newest, own := map[string]int64{}, map[string]int64{}
	for _, l := range lines(Both) {
		if newest[l.Key()], err = l.Newest(); err != nil {
			return false, err
		}
	}
	for _, l := range lines(c.Kind) {
		own[l.Key()] = newest[l.Key()]
	}
	for _, set := range []backup.Set{p.Data, p.Keys} {
		if err := set.Known(newest); err != nil {
			return false, err
		}
		for line := range set.Versions {
			if _, ok := own[line]; !ok {
				return false, fmt.Errorf("the backup is of an installation with children: restore it with --kind %s", Local)
			}
		}
	}
	return p.Data.Older(own) || p.Keys.Older(own), nil
}

func restoreRows(ctx context.Context, c Config, p backup.Pair, progress Progress) (err error) {
	store, err := db.Open(ctx, db.Config{Dir: c.Data, URL: c.Database})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	empty, err := store.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return errors.New("the database has tables already: restore into an empty one")
	}
	all := lines(c.Kind)
	if err := store.MigrateTo(ctx, all, p.Versions(all)); err != nil {
		return err
	}
	if err := job.Migrate(ctx, store); err != nil {
		return err
	}
	return p.Rows(ctx, store, progress)
}

// accept opens what was restored, which brings it up to date, sees that the log goes as
// far as it was said to, and has it say that this was a restore.
func accept(ctx context.Context, c Config, p backup.Pair, log *slog.Logger) (accepted audit.Acceptance, err error) {
	a, err := Open(ctx, c, log, time.Now)
	if err != nil {
		return accepted, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	for _, h := range p.Data.Heads {
		if held, err := a.Audit.Holds(ctx, audit.Link(h)); err != nil || !held {
			return accepted, errors.Join(err, fmt.Errorf("the log of the backup does not hold record %d of chain %s", h.Seq, h.Chain))
		}
	}
	return a.AcceptRestore(ctx, "backup "+p.Data.ID)
}

// folder is a folder in the making, which has its name when it is whole.
type folder struct{ half, dir string }

// newFolder refuses a folder that holds anything.
func newFolder(dir string) (folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return folder{}, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return folder{}, err
	}
	if len(entries) > 0 {
		return folder{}, fmt.Errorf("%s is not empty: restore into a new folder", dir)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return folder{}, err
	}
	half, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".half-") // mode 0700
	return folder{half, dir}, err
}

// keys puts the key files in place and gives the settings with which what is in the
// making is opened.
func (n folder) keys(c Config, p backup.Pair, newKey bool) (Config, error) {
	c.Data = n.half
	for name, file := range map[string]*string{backup.FileKey: &c.KeyFile, backup.KeysetKey: &c.KeysetKeyFile, backup.SealKey: &c.SealKeyFile} {
		path, err := filepath.Abs(*file)
		if err != nil {
			return c, err
		}
		if within(path, n.dir) {
			rest, _ := filepath.Rel(n.dir, path)
			path = filepath.Join(n.half, rest)
		}
		*file = path
		if name == backup.FileKey && newKey {
			if _, err := os.Stat(path); err == nil {
				return c, fmt.Errorf("%s is there already, and --new-key makes a new one", path)
			}
			continue
		}
		for _, suffix := range []string{"", ".new", backup.EarlierSeals} {
			content, err := p.KeyFile(name + suffix)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err == nil {
				err = writeKey(path+suffix, content)
			}
			if err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

func writeKey(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// end gives the folder its name.
func (n folder) end() error {
	if err := os.Rename(n.half, n.dir); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(n.dir))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// giveUp removes what did not become whole.
func (n folder) giveUp() { _ = os.RemoveAll(n.half) }
