package app

import (
	"context"
	"fmt"
	"io"

	"samspel/internal/frame/file"
	"samspel/internal/ground/fault"
)

// scan shows files to the scanner of the settings, and tells the log when it cannot:
// meanwhile no attachment is taken.
func (a *App) scan() (func(context.Context, io.WriterTo) error, error) {
	scanner, err := file.FindClamd(a.Config.Scanner)
	if err != nil {
		return nil, fmt.Errorf("SAMSPEL_SCANNER: %w", err)
	}
	return func(ctx context.Context, content io.WriterTo) error {
		err := scanner.Scan(ctx, content)
		if err != nil && fault.KindOf(err) == 0 {
			a.log.ErrorContext(ctx, "an attachment could not be scanned", "error", err)
		}
		return err
	}, nil
}

func examineScanner(ctx context.Context, address string) Finding {
	scanner, err := file.FindClamd(address)
	if err == nil {
		err = scanner.Ping(ctx)
	}
	if err != nil {
		return wrong("Virusskyddet svarar inte, så inga bilagor tas emot. Starta clamd eller rätta SAMSPEL_SCANNER: %v.", err)
	}
	return good("Virusskyddet svarar.")
}
