package db

import (
	"errors"
	"fmt"
	"runtime/debug"
)

var (
	// ErrNotFound: a query for one row found none.
	ErrNotFound = errors.New("no such row")
	// ErrConflict: a unique, foreign key or check constraint says no.
	ErrConflict = errors.New("the row conflicts with another or with a rule of its table")
	// ErrBusy: too many are waiting, or a transaction lost too many times; try again soon.
	ErrBusy = errors.New("the database is busy")
	// ErrFull: the disc has no room.
	ErrFull = errors.New("the disc is full")
	// ErrDisc: the disc did not do what it was asked to.
	ErrDisc = errors.New("the disc fails")
	// ErrWrongKey: the file was written with another key, or is no database at all.
	ErrWrongKey = errors.New("the file cannot be read with this key")
	// ErrClosed: the store is closed, or a failed fsync has made it unusable.
	ErrClosed = errors.New("the database is closed")
)

// Panicked is the error a transaction function that panicked becomes. Its text
// leaves the value out, which may hold anything.
type Panicked struct {
	Value any
	Stack []byte
}

// Error names the type of the value only.
func (p *Panicked) Error() string {
	return fmt.Sprintf("a transaction function panicked with a %T", p.Value)
}

// guard runs fn, turns a panic into an error, and ends the use of tx.
func guard(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		tx.session = over{}
		if v := recover(); v != nil {
			err = &Panicked{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn(tx)
}
