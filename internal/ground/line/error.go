// Package line says on which line of somebody's file something is wrong.
package line

import "fmt"

// An Error is what is wrong, in Swedish, and on which line, counted from 1. A row that
// takes several lines is where it begins.
type Error struct {
	Line   int
	Reason string
}

// Error is "rad 3: …", for whoever made the file.
func (e *Error) Error() string { return fmt.Sprintf("rad %d: %s", e.Line, e.Reason) }

// Errorf is what is wrong on a line.
func Errorf(n int, format string, args ...any) error {
	return &Error{n, fmt.Sprintf(format, args...)}
}
