package orgnr

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   string
		want string
		err  error
	}{
		{"nothing", "", "", ErrForm},
		{"only a hyphen", "-", "", ErrForm},
		{"short", "21200001", "", ErrForm},
		{"long", "21200001420", "", ErrForm},
		{"very long", strings.Repeat("2", 100_000), "", ErrForm},
		{"letters", "21200O-0142", "", ErrForm},
		{"hyphen in the wrong place", "2120-000142", "", ErrForm},
		{"two hyphens", "212000--0142", "", ErrForm},
		{"wrong UTF-8", "212000-01\xff2", "", ErrForm},
		{"other digits", "٢١٢٠٠", "", ErrForm},
		{"begins with nought", "0120000142", "", ErrForm},
		{"a person's number", "701063-2391", "", ErrForm},
		{"a person's number, short", "120101-9801", "", ErrForm},
		{"a person's number, long", "201201019801", "", ErrForm},
		{"wrong check digit", "212000-0143", "", ErrChecksum},
		{"Stockholm", "212000-0142", "212000-0142", nil},
		{"no hyphen", "2120000142", "212000-0142", nil},
		{"with century", "16212000-0142", "212000-0142", nil},
		{"space around", " 2120000142\n", "212000-0142", nil},
		{"company", "556016-0680", "556016-0680", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(tt.in)
			if got.String() != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Parse = %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"212000-0142": true, "556016-0680": false} {
		n, err := Parse(in)
		if err != nil || n.Public() != want {
			t.Errorf("%s: Public = %t, %v", in, n.Public(), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"212000-0142", "16212000-0142", "", "-", "16"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		for _, again := range []string{n.String(), n.Digits()} {
			if got, err := Parse(again); err != nil || got != n {
				t.Fatalf("%q was read as %s, but that as %s, %v", s, n, got, err)
			}
		}
	})
}
