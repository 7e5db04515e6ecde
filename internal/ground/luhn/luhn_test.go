package luhn_test

import (
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/luhn"
)

func TestValid(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]bool{"": false, "x": false, "1-2": false, "٠": false, "0": true, "1": false, "42": true, "2120000142": true, "2120000143": false,
		"123456789023": true, "54029681": true, "41054685": true, "4105468": false} {
		if got := luhn.Valid(digits); got != want {
			t.Errorf("%q: %v", digits, got)
		}
	}
}

// One digit fits, and one wrong digit or two neighbours that change places are noticed,
// save 09 and 90.
func TestDigit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[0-9]{1,24}`).Draw(t, "digits")
		whole := []byte(body + string(luhn.Digit(body)))
		if !luhn.Valid(string(whole)) {
			t.Fatalf("%s is not valid", whole)
		}
		i := rapid.IntRange(0, len(whole)-2).Draw(t, "place")
		swapped := append([]byte{}, whole...)
		swapped[i], swapped[i+1] = whole[i+1], whole[i]
		a, b := min(whole[i], whole[i+1]), max(whole[i], whole[i+1])
		if same := a == b || a == '0' && b == '9'; luhn.Valid(string(swapped)) != same {
			t.Fatalf("%s and %s", whole, swapped)
		}
		whole[i] = '0' + (whole[i]-'0'+1)%10
		if luhn.Valid(string(whole)) {
			t.Fatalf("%s is valid too", whole)
		}
	})
}
