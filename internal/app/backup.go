package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
)

// Progress is told how far a part of the work has come.
type Progress = func(part string, done, total int)

// Backup copies data and log to a new set under to, and keysets and key files to one
// under keysTo; either may be empty. Others go on meanwhile.
func (a *App) Backup(ctx context.Context, to, keysTo string, progress Progress) (data, keys backup.Set, err error) {
	if err := apart(to, keysTo); err != nil {
		return data, keys, err
	}
	seal, err := a.Seals.Current()
	if err != nil {
		return data, keys, err
	}
	s := backup.Source{
		Store: a.Store, Lines: lines(a.Config.Kind), Seal: seal, Heads: a.heads, KeyFiles: a.keyFiles(),
		Program: Version(), Now: a.now, Progress: progress,
	}
	take := func(to string, take func(context.Context, string) (backup.Set, error)) (backup.Set, error) {
		if to == "" {
			return backup.Set{}, nil
		}
		set, err := take(ctx, to)
		if err != nil {
			return set, err
		}
		return set, a.Audit.Reading(ctx, audit.Record{Action: "backup." + string(set.Kind) + ".take", Result: audit.Done, Detail: set.ID})
	}
	if data, err = take(to, s.TakeData); err != nil {
		return data, keys, err
	}
	keys, err = take(keysTo, s.TakeKeys)
	return data, keys, err
}

// apart refuses one place for data and keys: together they are the data in clear.
func apart(to, keysTo string) error {
	if to == "" || keysTo == "" {
		return nil
	}
	data, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	keys, err := filepath.Abs(keysTo)
	if err != nil {
		return err
	}
	if within(data, keys) || within(keys, data) {
		return errors.New("data and keys must lie in different places: whoever has both can read everything")
	}
	return nil
}

func within(path, dir string) bool {
	rest, err := filepath.Rel(dir, path)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(filepath.Separator))
}

func (a *App) heads(ctx context.Context) ([]backup.Head, error) {
	links, err := a.Audit.Heads(ctx)
	heads := make([]backup.Head, len(links))
	for i, l := range links {
		heads[i] = backup.Head(l)
	}
	return heads, err
}

// keyFiles is the key files there are, by their names in a set of keys. While a key is
// being changed there are two.
func (a *App) keyFiles() map[string]string {
	files := map[string]string{}
	add := func(name, path string) {
		if _, err := os.Stat(path); err == nil {
			files[name] = path
		}
	}
	add(backup.SealKey, a.Config.SealKeyFile)
	add(backup.SealKey+backup.EarlierSeals, a.Config.SealKeyFile+backup.EarlierSeals)
	if a.Store.Engine() == db.SQLite {
		add(backup.FileKey, a.Config.KeyFile)
	}
	add(backup.KeysetKey, a.Config.KeysetKeyFile)
	add(backup.KeysetKey+".new", a.Config.KeysetKeyFile+".new")
	return files
}

// LastBackup is when data and keys were last copied; zero when never.
func (a *App) LastBackup(ctx context.Context) (data, keys time.Time, err error) {
	if data, err = backup.Last(ctx, a.Store, backup.Data); err != nil {
		return data, keys, err
	}
	keys, err = backup.Last(ctx, a.Store, backup.Keys)
	return data, keys, err
}

// KeepCheckpoints tells the folder outside, if there is one, how far the log has come.
func (a *App) KeepCheckpoints() error {
	dir := a.Config.Checkpoints
	if dir == "" {
		return nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("SAMSPEL_CHECKPOINTS: %s is no folder: %w", dir, errors.Join(err, fs.ErrNotExist))
	}
	a.Audit.KeepCheckpoints(audit.Outside{Dir: dir, Sign: a.Seals.Sign}, func(err error) { a.log.Error("checkpoint", "error", err) })
	return nil
}

// VerifyOutside compares the log with its checkpoints.
func (a *App) VerifyOutside(ctx context.Context) (audit.Anchored, error) {
	seals, err := a.Seals.All()
	if err != nil {
		return audit.Anchored{}, err
	}
	return a.Audit.VerifyOutside(ctx, a.Config.Checkpoints, seals.Genuine)
}

// AcceptRestore writes down that a backup has been put in place by other means than
// [Restore], such as PostgreSQL's own.
func (a *App) AcceptRestore(ctx context.Context, reason string) (audit.Acceptance, error) {
	return a.Audit.Accept(ctx, a.Seals.Sign, reason)
}

// Restores is every restore that was accepted.
func (a *App) Restores(ctx context.Context) ([]audit.Acceptance, error) {
	seals, err := a.Seals.All()
	if err != nil {
		return nil, err
	}
	return a.Audit.Acceptances(ctx, seals.Genuine)
}

// Version is what the program was built from.
func Version() string {
	version := "okänd"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version += " " + s.Value
			}
		}
	}
	return version
}
