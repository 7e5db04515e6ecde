package sie

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// A Batch (verifikationer från ett försystem) is vouchers on their way into somebody's
// books: a file of type 4i.
type Batch struct {
	Program, Version string
	Company, OrgNr   string
	Made             civil.Date
	Vouchers         []Voucher
}

// A Voucher (verifikation) is rows that sum to nothing. The books that take it in give
// it its number, so Number may be empty.
type Voucher struct {
	Series, Number string
	Date           civil.Date
	Text           string
	Entries        []Entry
}

// An Entry (konteringsrad) is one row of a voucher, positive in debit. The objects go by
// dimension, in the order they are to be written.
type Entry struct {
	Account string
	Objects []Mark
	Amount  money.Amount
	Text    string
}

// A Mark (objekt) is what an entry is marked with.
type Mark struct {
	Dimension int
	Number    string
}

var (
	// ErrUnbalanced says that the entries of a voucher do not sum to nothing.
	ErrUnbalanced = errors.New("sie: the entries of a voucher do not sum to nothing")
	// ErrAccount says that an account is not a number.
	ErrAccount = errors.New("sie: an account is not a number")
	// ErrDate says that a voucher has no date.
	ErrDate = errors.New("sie: a voucher has no date")
)

// Write writes the batch as type 4i in code page 437. Letters that it lacks become
// question marks. Nothing is written of a batch that does not hold.
func (b Batch) Write(to io.Writer) error {
	for i, v := range b.Vouchers {
		if err := v.check(); err != nil {
			return fmt.Errorf("voucher %d: %w", i+1, err)
		}
	}
	w := bufio.NewWriter(to)
	line := func(format string, fields ...any) {
		for i, f := range fields {
			if s, ok := f.(string); ok {
				fields[i] = quote(s)
			}
		}
		fmt.Fprintf(w, format+"\r\n", fields...)
	}
	line("#FLAGGA 0")
	line("#PROGRAM %s %s", b.Program, b.Version)
	line("#FORMAT PC8")
	line("#GEN %s", compact(b.Made))
	line("#SIETYP 4")
	if b.OrgNr != "" {
		line("#ORGNR %s", b.OrgNr)
	}
	line("#FNAMN %s", b.Company)
	for _, v := range b.Vouchers {
		line("#VER %s %s %s %s", v.Series, v.Number, compact(v.Date), v.Text)
		line("{")
		for _, e := range v.Entries {
			var marks []string
			for _, m := range e.Objects {
				marks = append(marks, fmt.Sprintf("%d %s", m.Dimension, quote(m.Number)))
			}
			line("#TRANS %s {%s} %s %s %s", raw(e.Account), raw(strings.Join(marks, " ")), raw(e.Amount.Decimal()), compact(v.Date), e.Text)
		}
		line("}")
	}
	return w.Flush()
}

// raw is a field that is written as it is.
type raw string

func compact(d civil.Date) raw { return raw(strings.ReplaceAll(d.String(), "-", "")) }

// quote gives a field its quotes, in the bytes of code page 437.
func quote(s string) string {
	b := []byte{'"'}
	for _, r := range s {
		if unicode.IsControl(r) {
			r = ' '
		}
		c, ok := CP437.code(r)
		if !ok {
			c = '?'
		}
		if c == '"' {
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return string(append(b, '"'))
}

func (v Voucher) check() error {
	if v.Date.IsZero() {
		return ErrDate
	}
	var sum money.Amount
	for _, e := range v.Entries {
		if e.Account == "" || strings.Trim(e.Account, "0123456789") != "" {
			return ErrAccount
		}
		sum += e.Amount
	}
	if sum != 0 {
		return ErrUnbalanced
	}
	return nil
}
