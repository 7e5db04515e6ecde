package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/ledger"
)

type ledgerVerifyCommand struct{ app.Config }

// Run names the first thing that is broken and fails when there is one.
func (c ledgerVerifyCommand) Run(ctx context.Context, t terminal) (err error) {
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	report, err := ledger.New(a.Store).Verify(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d verifikationer i %d böcker.\n", report.Transactions, report.Books)
	if report.Broken != nil {
		fmt.Fprintln(t.out, "Bruten:", report.Broken)
		return errors.New("a book has been tampered with or damaged")
	}
	return nil
}

type ledgerJournalCommand struct {
	app.Config
	Until int64  `help:"Number of the last transaction to write; all of them when left out." placeholder:"NUMBER"`
	Book  string `arg:"" help:"Key of the book. Without it the keys are listed." optional:"" placeholder:"BOOK"`
}

// Run writes a book as hledger reads it.
func (c ledgerJournalCommand) Run(ctx context.Context, t terminal) (err error) {
	a, err := app.Open(ctx, c.Config, t.log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	books := ledger.New(a.Store)
	if c.Book != "" {
		return books.Journal(ctx, t.out, c.Book, c.Until)
	}
	keys, err := books.Books(ctx)
	for _, key := range keys {
		fmt.Fprintln(t.out, key)
	}
	return err
}
