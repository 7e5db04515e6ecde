package giro

import (
	"errors"
	"strings"

	"samspel/internal/ground/luhn"
)

var (
	// ErrForm says that the text has not the form of what it should be.
	ErrForm = errors.New("giro: not a number of the kind")
	// ErrChecksum says that the last digit does not fit the others.
	ErrChecksum = errors.New("giro: wrong check digit")
)

// Bankgiro (bankgironummer) is a payee's number in the bankgiro. The zero Bankgiro is none.
//
// Invariant: seven or eight digits with a right check digit.
type Bankgiro struct{ digits string }

// ParseBankgiro reads "5402-9681", "540-2968" and the same without a hyphen or with spaces.
func ParseBankgiro(s string) (Bankgiro, error) {
	digits, err := digitsOf(s, 7, 8)
	return Bankgiro{digits}, err
}

// IsZero says that there is no number.
func (b Bankgiro) IsZero() bool { return b.digits == "" }

// Digits is the number without its hyphen.
func (b Bankgiro) Digits() string { return b.digits }

// String is the number as it is printed: "5402-9681". Empty when there is none.
func (b Bankgiro) String() string {
	if b.IsZero() {
		return ""
	}
	return b.digits[:len(b.digits)-4] + "-" + b.digits[len(b.digits)-4:]
}

// Plusgiro (plusgironummer) is a payee's number in the plusgiro. The zero Plusgiro is none.
//
// Invariant: two to eight digits with a right check digit.
type Plusgiro struct{ digits string }

// ParsePlusgiro reads "410 54 68-5", and the same without hyphen and spaces.
func ParsePlusgiro(s string) (Plusgiro, error) {
	digits, err := digitsOf(s, 2, 8)
	return Plusgiro{digits}, err
}

// IsZero says that there is no number.
func (p Plusgiro) IsZero() bool { return p.digits == "" }

// Digits is the number without its hyphen and spaces.
func (p Plusgiro) Digits() string { return p.digits }

// String is the number as it is printed: pairs before the check digit, the first of three
// digits where they are odd. Empty when there is none.
func (p Plusgiro) String() string {
	if p.IsZero() {
		return ""
	}
	before := p.digits[:len(p.digits)-1]
	var b strings.Builder
	for i := range before {
		if left := len(before) - i; i > 1 && left%2 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(before[i])
	}
	return b.String() + "-" + p.digits[len(p.digits)-1:]
}

func digitsOf(s string, least, most int) (string, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
	switch {
	case len(s) < least || len(s) > most || strings.Trim(s, "0123456789") != "" || strings.Trim(s, "0") == "":
		return "", ErrForm
	case !luhn.Valid(s):
		return "", ErrChecksum
	}
	return s, nil
}
