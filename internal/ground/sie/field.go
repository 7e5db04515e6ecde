package sie

import (
	"bytes"
	"math"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

// kind is what a field of a line is.
type kind int

const (
	none    kind = iota // the line is at its end
	word                // with or without quotes
	opening             // {
	closing             // } by itself
)

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// cut takes the next field off a line. A word is as it stands in the file, without its
// quotes. A quote without an end reaches to the end of the line, and whole is false.
func cut(line []byte) (what kind, field, rest []byte, whole bool) {
	for len(line) > 0 && isSpace(line[0]) {
		line = line[1:]
	}
	switch {
	case len(line) == 0:
		return none, nil, nil, true
	case line[0] == '"':
		return quoted(line[1:])
	case line[0] == '{':
		return opening, nil, line[1:], true
	case line[0] == '}' && (len(line) == 1 || isSpace(line[1])):
		return closing, nil, line[1:], true
	}
	n := 1
	for n < len(line) && !isSpace(line[n]) && line[n] != '{' {
		n++
	}
	return word, line[:n], line[n:], true
}

func quoted(line []byte) (what kind, field, rest []byte, whole bool) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			if i+1 < len(line) && line[i+1] == '"' {
				i++
			}
		case '"':
			return word, line[:i], line[i+1:], true
		}
	}
	return word, line, nil, false
}

// plain takes the backslashes out that stand before quotes.
func plain(field []byte) []byte {
	if bytes.IndexByte(field, '\\') < 0 {
		return field
	}
	return bytes.ReplaceAll(field, []byte(`\"`), []byte(`"`))
}

var (
	errObjects   = line.Reason{SV: "objektlistan har inget slut", EN: "the list of objects has no end"}
	errPairs     = line.Reason{SV: "objektlistan har en dimension utan objekt", EN: "the list of objects has a dimension without an object"}
	errNoAmount  = line.Reason{SV: "beloppet saknas", EN: "the amount is missing"}
	errAmount    = line.Reason{SV: "beloppet är inte ett tal", EN: "the amount is not a number"}
	errComma     = line.Reason{SV: "beloppet har decimalkomma, det ska vara punkt", EN: "the amount has a decimal comma, it should be a point"}
	errDecimals  = line.Reason{SV: "beloppet har fler än två decimaler", EN: "the amount has more than two decimals"}
	errTooLarge  = line.Reason{SV: "beloppet är för stort", EN: "the amount is too large"}
	errDate      = line.Reason{SV: "datumet är inte en dag, skrivet ÅÅÅÅMMDD", EN: "the date is not a day, written YYYYMMDD"}
	errQuote     = line.Reason{SV: "ett citattecken saknar slut", EN: "a quotation mark has no end"}
	errNoAccount = line.Reason{SV: "kontot saknas", EN: "the account is missing"}
	errLine      = line.Reason{SV: "raden är längre än %d tecken", EN: "the line is longer than %d characters"}
	errCutOff    = line.Reason{SV: "verifikationen har inget slut, filen kan vara avklippt", EN: "the voucher has no end, the file may have been cut off"}
	errNulls     = line.Reason{SV: "det finns nolltecken, filen är inte en SIE-fil i text", EN: "there are null characters, the file is not an SIE file in text"}
	errReturns   = line.Reason{SV: "raderna skiljs åt av enbart vagnretur, spara filen med vanliga radslut", EN: "the lines are separated by carriage returns alone, save the file with ordinary line endings"}
	errOpens     = line.Reason{SV: "{ står utan verifikation före", EN: "{ stands without a voucher before it"}
	errBegins    = line.Reason{SV: "raden ska börja med #, { eller }", EN: "the line should begin with #, { or }"}
	errType      = line.Reason{SV: "filen är av typ %s, som inte har verifikationer; exportera SIE typ 4", EN: "the file is of type %s, which has no vouchers; export SIE type 4"}
	errUnended   = line.Reason{SV: "verifikationen på rad %d har inget slut", EN: "the voucher on line %d has no end"}
	errCloses    = line.Reason{SV: "} står utan verifikation före", EN: "} stands without a voucher before it"}
	errOutside   = line.Reason{SV: "#TRANS står utan verifikation före", EN: "#TRANS stands without a voucher before it"}
	errAfter     = line.Reason{SV: "{ står efter beloppet", EN: "{ stands after the amount"}
)

// cutObjects reads the pairs of an object list whose brace is taken off already.
func cutObjects(line []byte, into []Object) (objects []Object, rest []byte, err error) {
	var dimension []byte
	for half := false; ; {
		for len(line) > 0 && isSpace(line[0]) {
			line = line[1:]
		}
		if len(line) == 0 {
			return into, nil, errObjects
		}
		var field []byte
		switch line[0] {
		case '}':
			if half {
				return into, nil, errPairs
			}
			return into, line[1:], nil
		case '"':
			_, raw, after, whole := quoted(line[1:])
			if !whole {
				return into, nil, errQuote
			}
			field, line = plain(raw), after
		default:
			n := 1
			for n < len(line) && !isSpace(line[n]) && line[n] != '}' && line[n] != '"' {
				n++
			}
			field, line = line[:n], line[n:]
		}
		if half {
			into = append(into, Object{number(dimension), field})
		}
		dimension, half = field, !half
	}
}

// number reads a dimension's number. What is none is -1, which nobody asks for.
func number(b []byte) int {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' || n > 1_000_000 {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	if len(b) == 0 {
		return -1
	}
	return n
}

// amount reads "-1234.50" as öre, and refuses what would have to be guessed or rounded.
func amount(b []byte) (money.Amount, error) {
	digits := b
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	whole, decimals, point := bytes.Cut(digits, []byte("."))
	switch {
	case len(b) == 0:
		return 0, errNoAmount
	case bytes.IndexByte(b, ',') >= 0:
		return 0, errComma
	case len(whole)+len(decimals) == 0 || point && len(decimals) == 0:
		return 0, errAmount
	}
	var n uint64
	for _, part := range [2][]byte{whole, decimals} {
		for _, c := range part {
			if c < '0' || c > '9' {
				return 0, errAmount
			}
			d := uint64(c - '0')
			if n > (math.MaxInt64-d)/10 {
				return 0, errTooLarge
			}
			n = 10*n + d
		}
	}
	if len(decimals) > 2 {
		return 0, errDecimals
	}
	for range 2 - len(decimals) {
		if n > math.MaxInt64/10 {
			return 0, errTooLarge
		}
		n *= 10
	}
	if len(digits) < len(b) {
		return -money.Amount(n), nil
	}
	return money.Amount(n), nil
}

// day reads "20210131". An empty field is no day.
func day(b []byte) (civil.Date, error) {
	if len(b) == 0 {
		return civil.Date{}, nil
	}
	if len(b) != 8 {
		return civil.Date{}, errDate
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return civil.Date{}, errDate
		}
		n = 10*n + int(c-'0')
	}
	d := civil.Date{Year: n / 10000, Month: time.Month(n / 100 % 100), Day: n % 100}
	if d.Year == 0 || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > length(d.Year, d.Month) {
		return civil.Date{}, errDate
	}
	return d, nil
}

func length(year int, m time.Month) int {
	switch {
	case m == time.February && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return 28
	case m == time.February:
		return 29
	case m == time.April || m == time.June || m == time.September || m == time.November:
		return 30
	}
	return 31
}
