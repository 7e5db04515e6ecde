package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/backup"
	"samspel/internal/ground/civil"
)

type backupCommand struct {
	app.Config
	To     string `help:"Folder for the data: a new set is made in it." placeholder:"DIR"`
	KeysTo string `help:"Folder for the keys, in another place: a new set is made in it, and those older than 30 days are removed." placeholder:"DIR"`
}

// Run copies the installation while it serves.
func (c backupCommand) Run(ctx context.Context, t terminal) (err error) {
	if c.To == "" && c.KeysTo == "" {
		return errors.New("say where to: --to, --keys-to or both")
	}
	yield()
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	bar := newBar(t)
	data, keys, err := a.Backup(ctx, c.To, c.KeysTo, bar.show)
	bar.end()
	if err != nil {
		return err
	}
	if c.To != "" {
		fmt.Fprintf(t.out, "Data: %s, %d rader.\n", data.Dir, rows(data))
	}
	if c.KeysTo == "" {
		fmt.Fprintln(t.out, "Nycklarna är inte kopierade. Utan dem kan kopian inte läsas: samspel backup --keys-to MAPP, till ett annat ställe.")
		return nil
	}
	fmt.Fprintf(t.out, "Nycklar: %s. Förvara dem för sig: den som har både data och nycklar kan läsa allt.\n", keys.Dir)
	removed, err := backup.Prune(c.KeysTo, time.Now())
	for _, dir := range removed {
		fmt.Fprintf(t.out, "Äldre än 30 dagar, borttagen: %s\n", dir)
	}
	return err
}

// yield lets a server on the same machine go first. On Linux each thread has a
// priority of its own, and those that come later take it after who starts them.
func yield() {
	threads, _ := filepath.Glob("/proc/self/task/*")
	for _, path := range threads {
		if id, err := strconv.Atoi(filepath.Base(path)); err == nil {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, 10) // it is a courtesy
		}
	}
}

// when is a time as it is said in Sweden.
func when(t time.Time) string { return t.In(civil.Stockholm).Format("2006-01-02 15:04") }

func rows(s backup.Set) (n int64) {
	for _, p := range s.Parts {
		for _, r := range p.Rows {
			n += r
		}
	}
	return n
}

type backupVerifyCommand struct {
	Dir      string `arg:"" help:"A set of data or keys, or a folder of sets."`
	KeysFrom string `help:"A set of keys, or a folder of them: the parts are then opened and looked over too." placeholder:"DIR"`
}

// Run reads a backup to its end.
func (c backupVerifyCommand) Run(ctx context.Context, t terminal) error {
	set, err := backup.Open(c.Dir, backup.Data)
	if errors.Is(err, backup.ErrNoSet) {
		if keys, other := backup.Open(c.Dir, backup.Keys); other == nil {
			set, err = keys, nil
		}
	}
	if err != nil {
		return err
	}
	if c.KeysFrom == "" {
		if err := set.Check(ctx); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s från %s är hel, %d rader. Undertecknad av %s.\n",
			set.Dir, when(set.Made), rows(set), backup.Fingerprint(set.Signer))
		fmt.Fprintln(t.out, "Med --keys-from prövas också att den går att öppna.")
		return nil
	}
	pair, err := backup.OpenPair(c.Dir, c.KeysFrom)
	if err != nil {
		return err
	}
	if err := pair.Check(ctx); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s från %s är hel, äkta och går att öppna med nycklarna från %s. %d rader.\n",
		pair.Data.Dir, when(pair.Data.Made), when(pair.Keys.Made), rows(pair.Data))
	return nil
}

type restoreCommand struct {
	app.Config
	From     string `help:"A set of data, or a folder of sets: then the newest." required:"" placeholder:"DIR"`
	KeysFrom string `help:"A set of keys, or a folder of sets: then the newest. Use the newest you have: what has been destroyed stays destroyed." required:"" placeholder:"DIR"`
	NewKey   bool   `help:"Give the SQLite files a new key."`
}

// Run puts a backup in a new folder or an empty database.
func (c restoreCommand) Run(ctx context.Context, t terminal) error {
	bar := newBar(t)
	r, err := app.Restore(ctx, c.Config, c.From, c.KeysFrom, c.NewKey, t.log, bar.show)
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Återställt i %s: data från %s, nycklar från %s, %d rader.\n",
		c.Data, when(r.Data.Made), when(r.Keys.Made), rows(r.Data))
	if r.Migrated {
		fmt.Fprintln(t.out, "Kopian var gjord av en äldre version. Tabellerna har förts fram till denna.")
	}
	fmt.Fprintln(t.out, "Loggen säger att detta är en återställning. Det som hände efter kopian finns inte här.")
	fmt.Fprintln(t.out, "Se efter innan någon släpps in: samspel check och samspel audit verify.")
	return nil
}

type auditAcceptCommand struct {
	app.Config
	Reason string `help:"Why, in a few words without names, such as a case number." required:""`
}

// Run writes down that a backup has been put in place by other means than restore.
func (c auditAcceptCommand) Run(ctx context.Context, t terminal) (err error) {
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	accepted, err := a.AcceptRestore(ctx, c.Reason)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Antecknat i loggen %s, undertecknat: en säkerhetskopia har satts i drift.\n", when(accepted.At))
	return nil
}
