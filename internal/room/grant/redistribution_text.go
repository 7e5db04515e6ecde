package grant

import (
	"bufio"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/money"
)

// WriteText writes the redistribution for reading, in Swedish.
func (d Redistribution) WriteText(to io.Writer) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "Att fördela: %s\nFördelat: %s\nKvar: %s\n", kronor(d.Pool), kronor(d.Distributed), kronor(d.Left))
	name, sum := 0, 0
	for _, s := range d.Shares {
		name = max(name, utf8.RuneCountInString(s.heading()))
		sum = max(sum, utf8.RuneCountInString(kronor(s.Amount)))
	}
	for _, s := range d.Shares {
		fmt.Fprintf(w, "\n%-*s  %*s\n  %s\n", name, s.heading(), sum, kronor(s.Amount), s.Explanation)
	}
	return w.Flush()
}

// heading is the municipality on a line of its own.
func (s Share) heading() string {
	return strings.Join(strings.FieldsFunc(s.Code+" "+s.Name, unicode.IsSpace), " ")
}

// explain is one sentence to the municipality about what it gets.
func explain(rule RedistributionRule, at level, c candidate) string {
	if c.capped {
		return fmt.Sprintf("Ni får %s, allt ni bad om, för %s räcker till det.", kronor(c.amount), measure(rule))
	}
	var how string
	switch rule {
	case ByFrame:
		how = fmt.Sprintf("%s fördelades på %s i ursprungliga ramar, och er ram på %s ger %s",
			kronor(at.kronor), bigKronor(at.weight), kronor(c.weight), precisely(c.exact))
	case ByExtra:
		how = fmt.Sprintf("%s fördelades på %s som kommunerna bad om, och de %s ni bad om ger %s",
			kronor(at.kronor), bigKronor(at.weight), kronor(c.weight), precisely(c.exact))
	case Equally:
		how = fmt.Sprintf("%s delades lika på %s, vilket ger %s var",
			kronor(at.kronor), municipalities(at.weight), precisely(c.exact))
	}
	switch {
	case c.exact.IsInt():
	case c.raised:
		how += ", avrundat uppåt till hel krona (största rest)"
	default:
		how += ", avrundat nedåt till hel krona"
	}
	return fmt.Sprintf("Ni får %s: %s.", kronor(c.amount), how)
}

func measure(rule RedistributionRule) string {
	switch rule {
	case ByFrame:
		return "er del efter ursprunglig ram"
	case ByExtra:
		return "pengarna"
	case Equally:
		return "er lika stora del"
	}
	return ""
}

// explainNothing is one sentence to a municipality that takes no part.
func explainNothing(pool int64, rule RedistributionRule, w Wish) string {
	why := ""
	switch {
	case !w.Interested:
		why = "ni har inte sagt att ni vill ha mer än er ram"
	case w.Barred != "":
		why = w.Barred
	case w.Extra <= 0:
		why = "ni har bett om 0" + money.NoBreakSpace + "kr utöver er ram"
	case rule.weight(w) <= 0:
		why = "pengarna fördelas efter ursprunglig ram och ni har ingen"
	case pool <= 0:
		why = "det finns inga pengar att fördela"
	}
	return "Ni får inget i den här omgången, för " + why + "."
}

func municipalities(n *big.Int) string {
	if n.IsInt64() && n.Int64() == 1 {
		return "1" + money.NoBreakSpace + "kommun"
	}
	return grouped(n.String()) + money.NoBreakSpace + "kommuner"
}

func kronor(n int64) string { return grouped(strconv.FormatInt(n, 10)) + money.NoBreakSpace + "kr" }

func bigKronor(n *big.Int) string { return grouped(n.String()) + money.NoBreakSpace + "kr" }

// grouped puts spaces between the thousands of a number that is not negative.
func grouped(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(money.NoBreakSpace)
		}
		b.WriteRune(d)
	}
	return b.String()
}

// precisely is a share with two decimals where they say what it is, and in words
// where they would make it look whole.
func precisely(exact *big.Rat) string {
	whole := new(big.Int).Quo(exact.Num(), exact.Denom())
	if exact.IsInt() {
		return bigKronor(whole)
	}
	digits, decimals, _ := strings.Cut(exact.FloatString(2), ".")
	switch {
	case decimals != "00":
		return grouped(digits) + "," + decimals + money.NoBreakSpace + "kr"
	case digits == whole.String():
		return "drygt " + bigKronor(whole)
	}
	return "knappt " + grouped(digits) + money.NoBreakSpace + "kr"
}
