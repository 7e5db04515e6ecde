package giro

import (
	"strings"

	"samspel/internal/ground/luhn"
)

// Reference (OCR-nummer) is what a payer writes so that the payee knows what is paid. The
// zero Reference is none.
//
// Invariant: digits, at most 25, of which the last is a check digit and the one before
// it the last digit of how many they are.
type Reference struct{ digits string }

const longestReference = 25

// MakeReference puts length and check digits after a number. It is [ErrForm] when the
// number is not digits only, is nothing, or becomes longer than a reference may be.
func MakeReference(number string) (Reference, error) {
	n := len(number) + 2
	if number == "" || n > longestReference || strings.Trim(number, "0123456789") != "" {
		return Reference{}, ErrForm
	}
	digits := number + string(rune('0'+n%10))
	return Reference{digits + string(rune(luhn.Digit(digits)))}, nil
}

// ParseReference reads a reference as people and banks write it, with spaces anywhere.
func ParseReference(s string) (Reference, error) {
	digits := strings.Join(strings.Fields(s), "")
	n := len(digits)
	switch {
	case n < 3 || n > longestReference || strings.Trim(digits, "0123456789") != "":
		return Reference{}, ErrForm
	case !luhn.Valid(digits) || int(digits[n-2]-'0') != n%10:
		return Reference{}, ErrChecksum
	}
	return Reference{digits}, nil
}

// IsZero says that there is no reference.
func (r Reference) IsZero() bool { return r.digits == "" }

// Number is what the reference was made of.
func (r Reference) Number() string {
	if r.IsZero() {
		return ""
	}
	return r.digits[:len(r.digits)-2]
}

// String is the reference as digits. Empty when there is none.
func (r Reference) String() string { return r.digits }
