package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// liteSetting is how much memory and how many readers a file gets.
type liteSetting struct {
	readers   int
	readCache int // MiB per reader
	saveCache int // MiB for the writer
}

var liteSettings = [...]liteSetting{
	InData:  {readers: 4, readCache: 48, saveCache: 32},
	InAudit: {readers: 2, readCache: 8, saveCache: 8},
	InKeys:  {readers: 2, readCache: 8, saveCache: 4},
}

func openSQLite(ctx context.Context, c Config) (_ *Store, err error) {
	keyFile := c.KeyFile
	if keyFile == "" {
		keyFile = filepath.Join(c.Dir, "samspel.key")
	}
	here, err := enter(filepath.Join(c.Dir, "samspel.open"))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, here.leave())
		}
	}()
	exchange := swap{c.Dir, keyFile}
	if err := exchange.settle(); err != nil {
		return nil, fmt.Errorf("end a change of key that was begun: %w", err)
	}
	key, err := keyOf(c.Dir, keyFile)
	if err != nil {
		return nil, err
	}
	vfs := cmp.Or(c.vfs, encrypted)
	failed := make(chan struct{})
	spare := &reserve{path: filepath.Join(c.Dir, "samspel.reserve"), size: c.Reserve}
	if err := spare.take(); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s := &Store{engine: SQLite, failed: failed}
	tell := sync.OnceFunc(func() { close(failed) })
	closeFiles := func() error {
		var errs []error
		for _, d := range s.all() {
			if d != nil {
				errs = append(errs, d.lite.close())
			}
		}
		return errors.Join(errs...)
	}
	s.close = func() error { return errors.Join(closeFiles(), here.leave()) }
	s.rotate = func(ctx context.Context, progress func(done, total int)) error {
		r := rotation{swap: exchange, here: here, store: s, failed: tell, progress: progress}
		return r.run(ctx)
	}
	s.alone = func(ctx context.Context, fn func(context.Context) error) error {
		return withFileLock(filepath.Join(c.Dir, "samspel.lock"), func() error { return fn(ctx) })
	}
	for p, at := range map[Place]**DB{InData: &s.Data, InAudit: &s.Audit, InKeys: &s.Keys} {
		took := func(size int) {
			if c.OnBatch != nil {
				c.OnBatch(names[p], size)
			}
		}
		lite, err := openLite(ctx, vfs, filepath.Join(c.Dir, places[p].file), key.Derive(places[p].file), liteSettings[p], spare, tell, took)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", places[p].file, err), closeFiles())
		}
		*at = &DB{place: p, engine: SQLite, lite: lite}
	}
	return s, nil
}

// keyOf reads the key, or makes one where there is no data yet.
func keyOf(dir, keyFile string) (Key, error) {
	key, err := ReadKeyFile(keyFile)
	if !errors.Is(err, os.ErrNotExist) {
		return key, err
	}
	if _, found := os.Stat(filepath.Join(dir, places[InData].file)); found == nil {
		return Key{}, fmt.Errorf("key file %s: %w", keyFile, ErrKeyMissing)
	}
	return MakeKeyFile(keyFile)
}
