// Package line says on which line of somebody's file something is wrong.
package line

import (
	"errors"
	"fmt"
)

// An Error is what is wrong and on which line, counted from 1. A row that takes several
// lines is where it begins.
type Error struct {
	Line   int
	Reason Reason
}

// Error is "rad 3: …", for whoever made the file.
func (e *Error) Error() string { return fmt.Sprintf("rad %d: %s", e.Line, e.Reason.SV) }

// Unwrap is the reason.
func (e *Error) Unwrap() error { return e.Reason }

// A Reason is what is wrong, in each language, without a stop after it.
type Reason struct{ SV, EN string }

// Error is the reason in Swedish, as commands say it.
func (r Reason) Error() string { return r.SV }

// In is the reason in the language, and in Swedish where there is no other.
func (r Reason) In(lang string) string {
	if lang == "en" && r.EN != "" {
		return r.EN
	}
	return r.SV
}

// With fills both languages with what they tell of, in the same order.
func (r Reason) With(args ...any) Reason {
	return Reason{fmt.Sprintf(r.SV, args...), fmt.Sprintf(r.EN, args...)}
}

// At is what is wrong on a line.
func At(n int, r Reason) error { return &Error{n, r} }

// On is a [Reason] as what is wrong on a line; any other error stays as it is.
func On(n int, err error) error {
	if r := (Reason{}); errors.As(err, &r) {
		return At(n, r)
	}
	return err
}

// Errorf is what is wrong on a line, in Swedish alone: for commands.
func Errorf(n int, format string, args ...any) error {
	return &Error{n, Reason{SV: fmt.Sprintf(format, args...)}}
}
