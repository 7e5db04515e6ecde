// Package money holds sums in Swedish kronor as whole öre: read as people write
// them, written as Swedish print does, and never a float.
package money

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Amount (belopp) is a sum in öre. Sums are added and compared as the integers they are.
type Amount int64

// Krona is one krona.
const Krona Amount = 100

// NoBreakSpace stands between groups of thousands and before the unit, so that a
// sum is never broken over two lines.
const NoBreakSpace = "\u00a0"

const minus = "\u2212"

var (
	// ErrMalformed says that the text is not a sum of money.
	ErrMalformed = errors.New("money: not an amount")
	// ErrTooLarge says that the sum is beyond what an Amount can hold.
	ErrTooLarge = errors.New("money: amount too large")
)

// Kronor is n whole kronor. It panics where n kronor are beyond what an Amount
// can hold; sums that people type come in through [Parse].
func Kronor(n int64) Amount {
	if n > math.MaxInt64/int64(Krona) || n < math.MinInt64/int64(Krona) {
		panic(ErrTooLarge)
	}
	return Amount(n) * Krona
}

// Parse reads a sum as people type it: "1250000", "1 250 000,50 kr", "−75 kronor".
// Any kind of space may stand between groups of three, öre follow a comma, or a
// point when it cannot be taken for a thousands separator ("1.250" is refused).
func Parse(s string) (Amount, error) {
	s, negative := cutSign(trimUnit(foldSpaces(s)))
	whole, ore, ok := splitOre(s)
	if !ok {
		return 0, ErrMalformed
	}
	whole, ok = joinGroups(whole)
	if !ok {
		return 0, ErrMalformed
	}
	if negative {
		// Read with its sign, so that the lowest sum of all can be read too.
		whole = "-" + whole
	}
	n, err := strconv.ParseInt(whole+ore, 10, 64)
	if err != nil {
		return 0, ErrTooLarge
	}
	return Amount(n), nil
}

// Whole says whether the sum is whole kronor.
func (a Amount) Whole() bool { return a%Krona == 0 }

// String is the sum as "1 250 000 kr", or "1 250 000,50 kr" when there are öre,
// with no-break spaces and a true minus sign.
func (a Amount) String() string {
	digits := strconv.FormatInt(int64(a), 10)
	var b strings.Builder
	b.Grow(2 * len(digits))
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		b.WriteString(minus)
		digits = rest
	}
	if len(digits) < 3 {
		digits = strings.Repeat("0", 3-len(digits)) + digits
	}
	whole, ore := digits[:len(digits)-2], digits[len(digits)-2:]
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(NoBreakSpace)
		}
		b.WriteByte(whole[i])
	}
	if ore != "00" {
		b.WriteByte(',')
		b.WriteString(ore)
	}
	b.WriteString(NoBreakSpace)
	b.WriteString("kr")
	return b.String()
}

// Decimal is the sum as files have it, "-1234.50".
func (a Amount) Decimal() string {
	digits := strconv.FormatInt(int64(a), 10)
	sign := ""
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "-", rest
	}
	if len(digits) < 3 {
		digits = strings.Repeat("0", 3-len(digits)) + digits
	}
	return sign + digits[:len(digits)-2] + "." + digits[len(digits)-2:]
}

func foldSpaces(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s))
}

func trimUnit(s string) string {
	lower := strings.ToLower(s)
	for _, unit := range []string{"kronor", "kr", "sek", ":-"} {
		if strings.HasSuffix(lower, unit) && len(lower) == len(s) {
			return strings.TrimRight(s[:len(s)-len(unit)], " ")
		}
	}
	return s
}

func cutSign(s string) (rest string, negative bool) {
	for _, sign := range []string{"-", minus} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return strings.TrimLeft(rest, " "), true
		}
	}
	return s, false
}

// splitOre cuts off the öre and gives them as exactly two digits.
func splitOre(s string) (whole, ore string, ok bool) {
	i := strings.IndexAny(s, ",.")
	if i < 0 {
		return s, "00", true
	}
	whole, ore = s[:i], s[i+1:]
	if len(ore) == 1 {
		ore += "0"
	}
	return whole, ore, len(ore) == 2 && areDigits(ore)
}

// joinGroups takes the spaces out of "1 250 000" and refuses "12 50", which is
// more likely a slip than a sum.
func joinGroups(s string) (string, bool) {
	groups := strings.Split(s, " ")
	for i, g := range groups {
		misplaced := len(groups) > 1 && (i == 0 && len(g) > 3 || i > 0 && len(g) != 3)
		if !areDigits(g) || misplaced {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func areDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
