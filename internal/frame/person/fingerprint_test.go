package person

import (
	"bytes"
	"testing"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"only marks", " - – \u00a0", ""},
		{"capitals", "ÅSA", "åsa"},
		{"decomposed", "A\u030asa", "åsa"},
		{"å is not a", "Asa", "asa"},
		{"ö is not o", "Bjork", "bjork"},
		{"accent kept", "André", "andré"},
		{"hyphen", "Anna-Karin", "anna karin"},
		{"no-break hyphen and spaces", " Anna\u2011Karin\u00a0 ", "anna karin"},
		{"several spaces", "Anna   Karin", "anna karin"},
		{"control characters", "Anna\x00Karin", "anna karin"},
	}
	for _, tt := range tests {
		if got := normalise(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFingerprints(t *testing.T) {
	t.Parallel()
	f := fingerprints{number: []byte("one key"), nameBirth: []byte("another key")}
	other := fingerprints{number: []byte("a third"), nameBirth: []byte("a fourth")}
	born := civil.On(2012, 1, 1)
	n := personnummer.Invented(born, 0)

	if f.ofNumber("a", personnummer.Number{}) != nil {
		t.Error("no number has a fingerprint")
	}
	if bytes.Equal(f.ofNumber("a", n), f.ofNumber("b", n)) {
		t.Error("two controllers' fingerprints of one number are the same")
	}
	if bytes.Equal(f.ofNumber("a", n), other.ofNumber("a", n)) {
		t.Error("the fingerprint does not depend on the key")
	}
	if f.ofNameAndBirth("a", "Anna", "", born) != nil || f.ofNameAndBirth("a", "Anna", "Ek", civil.Date{}) != nil {
		t.Error("half a name, or no day, has a fingerprint")
	}
	if bytes.Equal(f.ofNameAndBirth("a", "Anna Ek", "Lind", born), f.ofNameAndBirth("a", "Anna", "Ek Lind", born)) {
		t.Error("given and family names run together")
	}
	if !bytes.Equal(f.ofNameAndBirth("a", "Anna-Karin", "EK", born), f.ofNameAndBirth("a", "anna karin", "Ek", born)) {
		t.Error("two spellings of one name differ")
	}
}
