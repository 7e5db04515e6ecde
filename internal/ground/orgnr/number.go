// Package orgnr reads the numbers of organisations.
package orgnr

import (
	"errors"
	"strings"

	"samspel/internal/ground/luhn"
)

var (
	// ErrForm says that the text has not the form of an organisation's number.
	ErrForm = errors.New("orgnr: not an organisation number")
	// ErrChecksum says that the last digit does not fit the others.
	ErrChecksum = errors.New("orgnr: wrong check digit")
)

// Number (organisationsnummer) identifies a legal person. Sole traders trade under
// their personal identity number, which is not read here: it would be personal
// data in a register that is open. The zero Number is none.
//
// Invariant: ten digits, the third at least 2, with a right check digit.
type Number struct{ digits string }

// Parse reads "212000-0142", "2120000142" and, as banks and tax forms write it, "162120000142".
func Parse(s string) (Number, error) {
	s = strings.TrimSpace(s)
	if i := len(s) - 5; i > 0 && s[i] == '-' {
		s = s[:i] + s[i+1:]
	}
	if rest, ok := strings.CutPrefix(s, "16"); ok && len(s) == 12 {
		s = rest
	}
	if len(s) != 10 || strings.Trim(s, "0123456789") != "" || s[0] == '0' || s[2] < '2' {
		return Number{}, ErrForm
	}
	if !luhn.Valid(s) {
		return Number{}, ErrChecksum
	}
	return Number{s}, nil
}

// IsZero says that there is no number.
func (n Number) IsZero() bool { return n.digits == "" }

// Digits is the number as ten digits, for storing. Empty when there is none.
func (n Number) Digits() string { return n.digits }

// String is the number as "212000-0142". Empty when there is none.
func (n Number) String() string {
	if n.IsZero() {
		return ""
	}
	return n.digits[:6] + "-" + n.digits[6:]
}

// Public says whether the number belongs to the state, a region, a municipality or
// a parish, as its first digit tells.
func (n Number) Public() bool { return strings.HasPrefix(n.digits, "2") }
