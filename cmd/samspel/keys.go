package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/app"
)

type keyRotateCommand struct {
	app.Config
	KeysetKey bool `help:"Change the key that wraps the keysets of persons." xor:"which"`
	FileKey   bool `help:"Change the key of the SQLite files." xor:"which"`
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
	default:
		return errors.New("say which key: --keyset-key or --file-key")
	}
	if err != nil {
		return err
	}
	bar.end()
	fmt.Fprintln(t.out, "Nyckeln är bytt. Den gamla ligger kvar bredvid, i filen som slutar på .old.")
	fmt.Fprintln(t.out, "Ta en ny kopia av nycklarna nu: samspel backup --keys-to MAPP. Förstör sedan den gamla.")
	return nil
}
