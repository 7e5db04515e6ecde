package giro_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/giro"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, bankgiro, plusgiro   string
		bankgiroErr, plusgiroErr error
	}{
		{in: "", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "5", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "00000000", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "5402-968x", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "٥٤٠٢٩٦٨١", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "54029681 1", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrForm},
		{in: "5402-9682", bankgiroErr: giro.ErrChecksum, plusgiroErr: giro.ErrChecksum},
		{in: " 5402968 1 ", bankgiro: "5402-9681", plusgiro: "540 29 68-1"},
		{in: "410 54 68-5", bankgiro: "4105-4685", plusgiro: "410 54 68-5"},
		{in: "28 65 43-4", bankgiro: "286-5434", plusgiro: "28 65 43-4"},
		{in: "4-2", bankgiroErr: giro.ErrForm, plusgiro: "4-2"},
		{in: "4200-0", bankgiroErr: giro.ErrForm, plusgiroErr: giro.ErrChecksum},
	}
	for _, tt := range tests {
		b, err := giro.ParseBankgiro(tt.in)
		if b.String() != tt.bankgiro || !errors.Is(err, tt.bankgiroErr) || b.IsZero() != (err != nil) {
			t.Errorf("bankgiro %q is %q, %v", tt.in, b, err)
		}
		p, err := giro.ParsePlusgiro(tt.in)
		if p.String() != tt.plusgiro || !errors.Is(err, tt.plusgiroErr) || p.IsZero() != (err != nil) {
			t.Errorf("plusgiro %q is %q, %v", tt.in, p, err)
		}
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	made, err := giro.MakeReference("1234567890")
	if made.String() != "123456789023" || err != nil {
		t.Errorf("%s, %v", made, err)
	}
	for _, number := range []string{"", "x", "1 2", strings.Repeat("1", 24), "٣"} {
		if r, err := giro.MakeReference(number); !errors.Is(err, giro.ErrForm) || !r.IsZero() {
			t.Errorf("%q became %s, %v", number, r, err)
		}
	}
	for in, want := range map[string]error{"": giro.ErrForm, "18": giro.ErrForm, "12 345 678 9023": nil, "123456789024": giro.ErrChecksum, "1234567890037": nil, "1230": giro.ErrChecksum,
		strings.Repeat("1", 26): giro.ErrForm, "12345678902x": giro.ErrForm} {
		if r, err := giro.ParseReference(in); !errors.Is(err, want) || r.IsZero() != (want != nil) {
			t.Errorf("%q is %s, %v; want %v", in, r, err, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{1,23}`).Draw(t, "number")
		made, err := giro.MakeReference(number)
		if err != nil {
			t.Fatal(err)
		}
		read, err := giro.ParseReference(made.String())
		if read != made || read.Number() != number || err != nil {
			t.Fatalf("%s of %s is read as %s, %v", made, number, read, err)
		}
	})
}
