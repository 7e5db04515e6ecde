// Package fault holds the error that people can read: a kind that the web turns
// into a status, the field it is about, and a message key with its arguments.
// Rooms choose keys; faces choose languages.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of refusal an [Error] is; package web has the one table
// from kind to HTTP status.
type Kind int

const (
	// KindInvalid: something typed is wrong; the form is drawn again (422).
	KindInvalid Kind = iota + 1
	// KindRefused: a rule says no to something well-formed (409).
	KindRefused
	// KindAbsent: there is no such thing (404).
	KindAbsent
	// KindPrivate: there may be such a thing, but not for this reader. It is shown
	// exactly as KindAbsent (404).
	KindPrivate
	// KindForbidden: not allowed, where existence is no secret (403).
	KindForbidden
	// KindUnauthenticated: sign in first (303 to the sign-in page).
	KindUnauthenticated
	// KindUnproven: the right is there, and is used only by somebody who has lately
	// shown who they are (303 to the page that asks).
	KindUnproven
	// KindBusy: try again soon (503 with Retry-After).
	KindBusy
)

// Error is one reason, in a form that can be translated. It never holds personal data.
type Error struct {
	Kind  Kind
	Field string
	Key   string
	// Args are key-value pairs for the message, such as "left", amount.
	Args []any
}

// Error prints the kind, field and key for logs; never the arguments.
func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: %s", e.Field, e.Key)
	}
	return e.Key
}

// Is lets errors.Is compare by kind when the target has no key.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Key == "" || t.Key == e.Key)
}

// Invalid says that the named form field holds something wrong.
func Invalid(field, key string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Field: field, Key: key, Args: args}
}

// Refused says that a rule forbids what was asked, whatever was typed.
func Refused(key string, args ...any) *Error {
	return &Error{Kind: KindRefused, Key: key, Args: args}
}

// Absent says that there is nothing at that address.
func Absent() *Error { return &Error{Kind: KindAbsent, Key: "fault.absent"} }

// Private says that the reader may not know whether there is anything.
func Private() *Error { return &Error{Kind: KindPrivate, Key: "fault.absent"} }

// Forbidden says no where existence is no secret.
func Forbidden(key string, args ...any) *Error {
	return &Error{Kind: KindForbidden, Key: key, Args: args}
}

// Unauthenticated asks the reader to sign in.
func Unauthenticated() *Error { return &Error{Kind: KindUnauthenticated, Key: "fault.sign_in"} }

// Unproven asks the reader to show again who they are.
func Unproven() *Error { return &Error{Kind: KindUnproven, Key: "fault.prove"} }

// Busy asks the caller to try again soon.
func Busy() *Error { return &Error{Kind: KindBusy, Key: "fault.busy"} }

// List is several faults at once, such as every wrong field of a form, in the
// order of the page.
type List []*Error

// Error joins the faults' texts.
func (l List) Error() string {
	s := make([]string, len(l))
	for i, e := range l {
		s[i] = e.Error()
	}
	return strings.Join(s, "; ")
}

// Unwrap gives errors.Is and errors.As every fault.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Add appends e when it is not nil.
func (l *List) Add(e *Error) {
	if e != nil {
		*l = append(*l, e)
	}
}

// Err is nil for an empty list.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// All finds every fault in err, in order; nil when err holds none.
func All(err error) []*Error {
	var list List
	if errors.As(err, &list) {
		return list
	}
	var one *Error
	if errors.As(err, &one) {
		return []*Error{one}
	}
	return nil
}

// KindOf is the kind of the first fault in err, or 0.
func KindOf(err error) Kind {
	if all := All(err); len(all) > 0 {
		return all[0].Kind
	}
	return 0
}
