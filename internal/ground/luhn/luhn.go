// Package luhn reckons check digits modulo 10, of identity numbers, giros and references.
package luhn

// Valid says whether the last of the digits fits the others. What is not digits only, or
// nothing, does not.
func Valid(digits string) bool {
	if len(digits) == 0 {
		return false
	}
	s, ok := sum(digits, 0)
	return ok && s%10 == 0
}

// Digit is the digit to put last, so that all are valid. It panics for what is not
// digits only.
func Digit(digits string) byte {
	s, ok := sum(digits, 1)
	if !ok {
		panic("luhn: not digits")
	}
	return byte('0' + (10-s%10)%10)
}

// sum doubles every second digit, counted from the last, which is at an even place.
func sum(digits string, last int) (s int, ok bool) {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		d := int(digits[i]-'0') << (last & 1)
		s += d/10 + d%10
		last++
	}
	return s, true
}
