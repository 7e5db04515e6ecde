package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/backup"
)

type keyRotateCommand struct {
	app.Config
	KeysetKey bool `help:"Change the key that wraps the keysets of persons." xor:"which"`
	FileKey   bool `help:"Change the key of the SQLite files." xor:"which"`
	Seal      bool `help:"Change the key that encrypts and signs backups, checkpoints and reports." xor:"which"`
}

// Run changes one of the keys. A server may serve meanwhile.
func (c keyRotateCommand) Run(ctx context.Context, t terminal) (err error) {
	bar := newBar(t)
	open := func(ctx context.Context) (*app.App, error) { return app.Open(ctx, c.Config, t.log, time.Now) }
	switch {
	case c.FileKey:
		err = app.RotateFileKey(ctx, c.Config, open, func(done, total int) { bar.show("filer", done, total) })
	case c.KeysetKey:
		a, err := open(ctx)
		if err != nil {
			return err
		}
		if err := errors.Join(a.RotateKeysetKey(ctx, func(done, total int) { bar.show("nyckelringar", done, total) }), a.Close()); err != nil {
			return err
		}
	case c.Seal:
		return c.rotateSeal(ctx, t, open)
	default:
		return errors.New("say which key: --keyset-key, --file-key or --seal")
	}
	if err != nil {
		return err
	}
	bar.end()
	fmt.Fprintln(t.out, "Nyckeln är bytt. Den gamla ligger kvar bredvid, i filen som slutar på .old.")
	fmt.Fprintln(t.out, "Ta en ny kopia av nycklarna nu: samspel backup --keys-to MAPP. Förstör sedan den gamla.")
	return nil
}

func (c keyRotateCommand) rotateSeal(ctx context.Context, t terminal, open func(context.Context) (*app.App, error)) error {
	a, err := open(ctx)
	if err != nil {
		return err
	}
	seals, err := a.RotateSeal(ctx)
	if err := errors.Join(err, a.Close()); err != nil {
		return err
	}
	for i, s := range seals {
		if i == 0 {
			fmt.Fprintf(t.out, "Sigillet är bytt. %s gäller från %s.\n", backup.Fingerprint(s.Public()), when(s.From))
			continue
		}
		fmt.Fprintf(t.out, "%s gällde till %s. Det som är undertecknat dessförinnan är äkta som förut.\n", backup.Fingerprint(s.Public()), when(s.Until))
	}
	fmt.Fprintln(t.out, "Ta en ny kopia av nycklarna nu: samspel backup --keys-to MAPP. Förstör sedan filen som slutar på .old.")
	return nil
}
