package identity

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"samspel/internal/ground/fault"
)

const (
	shortestPassword = 12
	longestPassword  = 128
)

// guessable are the words of the long passwords that are tried first, and of this work. Shorter ones are
// refused by their length.
var guessable = []string{
	"password", "lösenord", "losenord", "qwerty", "asdfgh", "welcome", "välkommen", "valkommen",
	"sommar20", "vinter20", "höst20", "vår20", "letmein", "iloveyou", "jagälskardig", "admin",
	"samspel", "kommun", "socialtjänst", "socialtjanst", "orosanmälan", "orosanmalan",
}

// CheckPassword says whether a new password will do: long, and not what everybody
// guesses first. No rule asks for capitals, digits or a change of password every quarter.
func CheckPassword(password, email string) error {
	p := normalPassword(password)
	switch length := utf8.RuneCountInString(p); {
	case !utf8.ValidString(password) || length > longestPassword:
		return fault.Invalid("password", "account.password.long", "most", longestPassword)
	case length < shortestPassword:
		return fault.Invalid("password", "account.password.short", "least", shortestPassword)
	case leaked(strings.ToLower(p)), easyToGuess(strings.ToLower(p), strings.ToLower(email)):
		return fault.Invalid("password", "account.password.guessable")
	}
	return nil
}

// easyToGuess says whether little is left of p when the commonest words, the
// address and runs such as "1234" and "aaaa" are taken away.
func easyToGuess(p, email string) bool {
	local, _, _ := strings.Cut(email, "@")
	for _, word := range append([]string{email, local}, guessable...) {
		if len(word) >= 3 {
			p = strings.ReplaceAll(p, word, "")
		}
	}
	return surprises(p) < 6
}

// surprises counts the characters that do not follow from the one before.
func surprises(p string) int {
	n, last := 0, rune(-9)
	seen := map[rune]bool{}
	for _, r := range p {
		if d := r - last; (d < -1 || d > 1) && !seen[r] {
			n++
		}
		seen[r], last = true, r
	}
	return n
}

// normalPassword lets a password be typed on any keyboard: an å is an å whether it
// comes as one character or as two.
func normalPassword(p string) string { return norm.NFKC.String(p) }
