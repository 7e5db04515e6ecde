// Package personnummer reads the numbers that identify a person in Sweden. A
// number is never printed by accident: every way of formatting one says
// "[personnummer]", and only [Number.Digits] and [Number.Formatted] give it up.
// What a digit says of sex is for counts only, and never the truth about anybody: see
// [Number.Sex].
package personnummer

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unique"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/luhn"
)

// Kind is who gave the number, and so how far it can be trusted.
type Kind int

const (
	// Personal (personnummer) is given by Skatteverket to those in the population register.
	Personal Kind = iota + 1
	// Coordination (samordningsnummer) is given by Skatteverket to others; 60 is added to the day.
	Coordination
	// Interim (interimsnummer) is given by an agency or school while waiting: a
	// letter takes the place of the first digit after the day.
	Interim
	// Reserve (reservnummer) is given by a region, for example to a newborn or
	// somebody who has applied for asylum. Only its form is checked.
	Reserve
)

var (
	// ErrForm says that the text has not the form of any number.
	ErrForm = errors.New("personnummer: not a number")
	// ErrDate says that the number names a day that does not exist or has not come.
	ErrDate = errors.New("personnummer: no such day of birth")
	// ErrChecksum says that the last digit does not fit the others.
	ErrChecksum = errors.New("personnummer: wrong check digit")
)

const (
	redacted = "[personnummer]"
	// interimLetters are those in use; the check digit counts any of them as 1.
	interimLetters = "TRSUWXJKLMN"
	oldestYear     = 1800
)

// Number is one person's number. Numbers compare with ==; the zero Number is none.
//
// Invariant: twelve characters that were checked when the number was read.
type Number struct {
	// A handle and not a string: package fmt does not ask an unexported field how
	// it wants to be printed, and of a handle it prints an address.
	text unique.Handle[string]
	kind Kind
	born civil.Date
}

// Parse reads "20120101-2384", "201201012384", "120101-2384", "120101+2384" and
// "1201012384". Where the century is not written it follows from today: a hyphen
// means the latest such day that has come, a plus sign the year a person turns a
// hundred, or later. Errors never repeat the text.
func Parse(s string, today civil.Date) (Number, error) {
	w, ok := split(s)
	if !ok {
		return Number{}, ErrForm
	}
	if w.isReserve() {
		return parseReserve(w, today)
	}
	kind := Personal
	month, day := number(w.date[len(w.date)-4:len(w.date)-2]), number(w.date[len(w.date)-2:])
	if day >= 60 {
		kind, day = Coordination, day-60
	}
	check := w.date[len(w.date)-6:] + w.serial
	if letter := w.serial[0]; letter > '9' {
		kind = Interim
		check = w.date[len(w.date)-6:] + "1" + w.serial[1:]
	}
	born, year, ok := w.born(month, day, kind, today)
	if !ok {
		return Number{}, ErrDate
	}
	if !luhn.Valid(check) {
		if len(w.date) == 8 && isRegional(w.serial) {
			return parseReserve(w, today)
		}
		return Number{}, ErrChecksum
	}
	text := fmt.Sprintf("%04d", year) + w.date[len(w.date)-4:] + w.serial
	return Number{text: unique.Make(text), kind: kind, born: born}, nil
}

// IsZero says that there is no number.
func (n Number) IsZero() bool { return n.kind == 0 }

// Kind is who gave the number; 0 when there is none.
func (n Number) Kind() Kind { return n.kind }

// BirthDate is the day of birth the number names. It is the zero Date when the
// number does not say: some reserve numbers, and coordination numbers for people
// whose day of birth is unknown.
func (n Number) BirthDate() civil.Date { return n.born }

// Digits is the number as twelve characters without a hyphen, for storing
// encrypted and for hashing. Empty when there is none.
func (n Number) Digits() string {
	if n.IsZero() {
		return ""
	}
	return n.text.Value()
}

// Formatted is the number as shown to those who may see it: "20120101-2384".
func (n Number) Formatted() string {
	d := n.Digits()
	if d == "" {
		return ""
	}
	return d[:8] + "-" + d[8:]
}

// Sex (juridiskt kön) is what a number says of it, in the words of counts.
type Sex string

const (
	Female     Sex = "female"
	Male       Sex = "male"
	UnknownSex Sex = "unknown"
)

// Sex is what the number says. It may be counted; it is not to be shown of a person, or
// decided by.
func (n Number) Sex() Sex {
	switch {
	case n.kind != Personal && n.kind != Coordination:
		return UnknownSex
	case n.Digits()[10]%2 == 0:
		return Female
	}
	return Male
}

// IsTest says whether the number is one of those that Skatteverket has set aside
// for tests (birth number 980–999) and that nobody has.
func (n Number) IsTest() bool {
	return (n.kind == Personal || n.kind == Coordination) && n.Digits()[8:11] >= "980"
}

// String gives nothing away.
func (n Number) String() string { return redacted }

// Format gives nothing away, whatever the verb.
func (n Number) Format(f fmt.State, _ rune) { fmt.Fprint(f, redacted) }

// LogValue gives nothing away.
func (n Number) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText refuses: a number leaves the program only where somebody wrote that it should.
func (n Number) MarshalText() ([]byte, error) {
	return nil, errors.New("personnummer: not for marshalling")
}

// written is a number as typed, with its parts apart.
type written struct {
	date   string // six or eight digits
	plus   bool
	serial string // four characters
}

// dashes makes hyphens of what people paste.
var dashes = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2013", "-", "\u2212", "-")

func split(s string) (written, bool) {
	s = strings.ToUpper(strings.TrimFunc(s, unicode.IsSpace))
	s = dashes.Replace(s)
	if len(s) < 10 || len(s) > 13 {
		return written{}, false
	}
	w := written{date: s[:len(s)-4], serial: s[len(s)-4:]}
	if rest, ok := strings.CutSuffix(w.date, "+"); ok {
		w.date, w.plus = rest, true
	} else {
		w.date = strings.TrimSuffix(strings.TrimSuffix(w.date, "-"), " ")
	}
	if len(w.date) != 6 && len(w.date) != 8 || w.plus && len(w.date) == 8 || !areDigits(w.date) {
		return written{}, false
	}
	for i := range w.serial {
		c := w.serial[i]
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return written{}, false
		}
	}
	return w, true
}

func (w written) isReserve() bool {
	if len(w.date) == 8 && w.date[:2] == "99" {
		return true
	}
	interim := strings.IndexByte(interimLetters, w.serial[0]) >= 0 && areDigits(w.serial[1:])
	return !interim && !areDigits(w.serial)
}

// born finds the day of birth, and the year also when the day is not known.
func (w written) born(month, day int, kind Kind, today civil.Date) (born civil.Date, year int, ok bool) {
	unknown := kind == Coordination && day == 0
	fits := func(year int) bool {
		if unknown {
			return month >= 1 && month <= 12 && year <= today.Year
		}
		d, ok := dayOf(year, month, day)
		return ok && !d.After(today)
	}
	if len(w.date) == 8 {
		year = number(w.date[:4])
		ok = year >= oldestYear && fits(year)
	} else {
		year = today.Year - today.Year%100 + number(w.date[:2])
		latest := today.Year
		if w.plus {
			latest -= 100
		}
		for year > latest {
			year -= 100
		}
		if !fits(year) && !w.plus {
			year -= 100 // the day has not come yet this year, or was no leap day
		}
		ok = year >= oldestYear && fits(year)
	}
	if ok && !unknown {
		born, _ = dayOf(year, month, day)
	}
	return born, year, ok
}

// parseReserve reads the regions' reserve numbers: twelve digits from 99
// (Stockholm), a day followed by four characters of which one at least is a letter
// (Västra Götaland, Skåne), and the national ones, where a multiple of three is
// added to the century.
func parseReserve(w written, today civil.Date) (Number, error) {
	if len(w.date) != 8 {
		return Number{}, ErrForm
	}
	n := Number{text: unique.Make(w.date + w.serial), kind: Reserve}
	century := number(w.date[:2])
	for century >= 22 && century < 99 {
		century -= 3
	}
	d, ok := dayOf(century*100+number(w.date[2:4]), number(w.date[4:6]), number(w.date[6:]))
	if ok && d.Year >= oldestYear && !d.After(today) {
		n.born = d
	}
	return n, nil
}

// isRegional says whether the last four characters have Västra Götaland's form,
// which can be taken for an interim number's.
func isRegional(serial string) bool {
	return strings.IndexByte("KMX", serial[0]) >= 0 && areDigits(serial[1:])
}

func dayOf(year, month, day int) (civil.Date, bool) {
	d := civil.On(year, time.Month(month), day)
	return d, d.Year == year && int(d.Month) == month && d.Day == day
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic("personnummer: digits were checked")
	}
	return n
}

func areDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
