package iso20022

import (
	"errors"
	"math/big"
	"strings"

	"samspel/internal/ground/giro"
)

// ErrIBAN says that a text is not an account's international number.
var ErrIBAN = errors.New("iso20022: not an IBAN")

// Account is where money is taken from or goes to. The zero Account is none.
type Account struct {
	scheme scheme
	number string
}

type scheme int

const (
	noScheme scheme = iota
	iban
	bankgiro
	plusgiro
)

// Bankgiro is the account behind a number of the bankgiro.
func Bankgiro(n giro.Bankgiro) Account { return account(bankgiro, n.Digits()) }

// Plusgiro is the account behind a number of the plusgiro.
func Plusgiro(n giro.Plusgiro) Account { return account(plusgiro, n.Digits()) }

func account(s scheme, number string) Account {
	if number == "" {
		return Account{}
	}
	return Account{s, number}
}

// IBAN reads an account's international number, with or without spaces.
func IBAN(s string) (Account, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(s) < 15 || len(s) > 34 || strings.HasPrefix(s, "SE") && len(s) != 24 {
		return Account{}, ErrIBAN
	}
	var digits strings.Builder
	for i, c := range s[4:] + s[:4] {
		letter, digit := c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
		country, check := i >= len(s)-4 && i < len(s)-2, i >= len(s)-2
		switch {
		case letter && !check:
			digits.WriteByte(byte('0' + (c-'A'+10)/10))
			digits.WriteByte(byte('0' + (c-'A'+10)%10))
		case digit && !country:
			digits.WriteRune(c)
		default:
			return Account{}, ErrIBAN
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	if n.Mod(n, big.NewInt(97)).Int64() != 1 {
		return Account{}, ErrIBAN
	}
	return Account{iban, s}, nil
}

// IsZero says that there is no account.
func (a Account) IsZero() bool { return a.scheme == noScheme }

// Number is the number without hyphens and spaces.
func (a Account) Number() string { return a.number }
