package person

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
)

// fingerprints turns what identifies somebody into keyed hashes, so that a person
// known before can be found again and the database alone tells nobody who it is.
// The controller is in every hash: what two authorities know cannot be joined.
type fingerprints struct{ number, nameBirth []byte }

// ofNumber is nil when there is no number.
func (f fingerprints) ofNumber(controller string, n personnummer.Number) []byte {
	if n.IsZero() {
		return nil
	}
	return mac(f.number, controller, n.Digits())
}

// ofNameAndBirth is nil unless the family name, the given name and the day are known.
func (f fingerprints) ofNameAndBirth(controller, given, family string, birth civil.Date) []byte {
	given, family = normalise(given), normalise(family)
	if given == "" || family == "" || birth.IsZero() {
		return nil
	}
	return mac(f.nameBirth, controller, given, family, birth.String())
}

func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write([]byte(p))
		// No part can hold a zero byte and so run into the next.
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

// normalise makes spellings of one name alike: composed, lower case, one space
// where there were spaces and hyphens. Å, ä, ö and é stay the letters they are.
func normalise(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Hyphen, r) || unicode.Is(unicode.Dash, r) || unicode.IsControl(r)
	}), " ")
}
