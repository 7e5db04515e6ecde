package db

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

// interrupted gives the context's own error for a statement it cut short.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, sqlite3.INTERRUPT) {
		return ctx.Err()
	}
	return err
}

// liteError turns the driver's errors into this package's.
func liteError(err error) error {
	var code sqlite3.ExtendedErrorCode
	if err == nil || !errors.As(err, &code) {
		return err
	}
	switch code {
	case sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_PRIMARYKEY, sqlite3.CONSTRAINT_ROWID,
		sqlite3.CONSTRAINT_FOREIGNKEY, sqlite3.CONSTRAINT_CHECK:
		return fmt.Errorf("%w: %w", ErrConflict, err)
	case sqlite3.IOERR_FSYNC, sqlite3.IOERR_DIR_FSYNC:
		return fmt.Errorf("%w: %w", errSync, err)
	}
	var primary sqlite3.ErrorCode
	errors.As(err, &primary)
	switch {
	case primary == sqlite3.FULL,
		primary == sqlite3.IOERR && (errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case primary == sqlite3.IOERR && !errors.Is(err, sqlite3.IOERR_NOMEM), primary == sqlite3.CANTOPEN:
		return fmt.Errorf("%w: %w", ErrDisc, err)
	case primary == sqlite3.BUSY, primary == sqlite3.LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}
