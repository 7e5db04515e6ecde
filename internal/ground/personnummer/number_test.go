package personnummer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/luhn"
)

var today = civil.On(2026, 11, 23)

// checked appends the right check digit to twelve-character text that lacks it.
func checked(eleven string) string {
	nine := strings.Map(func(r rune) rune {
		if r > '9' {
			return '1'
		}
		return r
	}, eleven[2:])
	return eleven + string(luhn.Digit(nine))
}

// short is the ten-character form of a twelve-character number.
func short(twelve, mark string) string { return twelve[2:8] + mark + twelve[8:] }

func TestParse(t *testing.T) {
	t.Parallel()
	child := checked("20120101980")
	elder := checked("19120101981")
	hundredThisYear := checked("19261224982")
	hundredNextYear := checked("19270101983")
	coordination := checked("20120161984")
	noDay := checked("20120160985")
	interim := checked("20120101T98")
	tests := []struct {
		name string
		in   string
		want string
		kind Kind
		born string
		err  error
	}{
		{"nothing", "", "", 0, "", ErrForm},
		{"too short", child[:9], "", 0, "", ErrForm},
		{"nine digits and a space", "12010198 0", "", 0, "", ErrForm},
		{"too long", child + "00", "", 0, "", ErrForm},
		{"very long", strings.Repeat("1", 100_000), "", 0, "", ErrForm},
		{"letters", "abcdefghijkl", "", 0, "", ErrForm},
		{"wrong UTF-8", "20120101\xff\xfe80", "", 0, "", ErrForm},
		{"other digits", "٢٠١٢٠١", "", 0, "", ErrForm},
		{"SQL", "1' OR '1'='1", "", 0, "", ErrForm},
		{"two hyphens", "20120101--980", "", 0, "", ErrForm},
		{"plus after a full year", elder[:8] + "+" + elder[8:], "", 0, "", ErrForm},
		{"thirteenth month", checked("20121301980"), "", 0, "", ErrDate},
		{"no such day", checked("20120231980"), "", 0, "", ErrDate},
		{"29 February, no leap year", checked("20130229980"), "", 0, "", ErrDate},
		{"day 32", checked("20120132980"), "", 0, "", ErrDate},
		{"day 00", checked("20120100980"), "", 0, "", ErrDate},
		{"day 92", checked("20120192980"), "", 0, "", ErrDate},
		{"tomorrow", checked("20261124980"), "", 0, "", ErrDate},
		{"in the year 1700", checked("17000101980"), "", 0, "", ErrDate},
		{"wrong check digit", "201201010000", "", 0, "", ErrChecksum},
		{"two digits swapped", "201201018902", "", 0, "", ErrChecksum},
		{"coordination number, wrong check digit", "201201610000", "", 0, "", ErrChecksum},

		{"born today", checked("20261123980"), checked("20261123980"), Personal, "2026-11-23", nil},
		{"29 February, leap year", checked("20120229980"), checked("20120229980"), Personal, "2012-02-29", nil},
		{"twelve digits", child, child, Personal, "2012-01-01", nil},
		{"hyphen", child[:8] + "-" + child[8:], child, Personal, "2012-01-01", nil},
		{"en dash", child[:8] + "–" + child[8:], child, Personal, "2012-01-01", nil},
		{"space between", child[:8] + " " + child[8:], child, Personal, "2012-01-01", nil},
		{"space around", " " + child + "\u00a0", child, Personal, "2012-01-01", nil},
		{"ten digits", short(child, ""), child, Personal, "2012-01-01", nil},
		{"ten digits and hyphen", short(child, "-"), child, Personal, "2012-01-01", nil},
		{"plus is the century before", short(elder, "+"), elder, Personal, "1912-01-01", nil},
		{"plus in the year of the hundredth birthday", short(hundredThisYear, "+"), hundredThisYear, Personal, "1926-12-24", nil},
		{"hyphen, day not come this year", short(hundredThisYear, "-"), hundredThisYear, Personal, "1926-12-24", nil},
		{"hyphen, hundred next year", short(hundredNextYear, "-"), hundredNextYear, Personal, "1927-01-01", nil},
		{"coordination number", coordination, coordination, Coordination, "2012-01-01", nil},
		{"coordination number, ten digits", short(coordination, "-"), coordination, Coordination, "2012-01-01", nil},
		{"coordination number without a day", noDay, noDay, Coordination, "", nil},
		{"coordination number without a day, ten digits", short(noDay, "-"), noDay, Coordination, "", nil},
		{"interim number", interim, interim, Interim, "2012-01-01", nil},
		{"interim number in lower case", strings.ToLower(interim), interim, Interim, "2012-01-01", nil},
		{"interim number, ten characters", short(interim, "-"), interim, Interim, "2012-01-01", nil},
		{"interim number, wrong check digit", "20120101T980", "", 0, "", ErrChecksum},
		{"interim number, letter not in use", checked("20120101Z98"), checked("20120101Z98"), Reserve, "2012-01-01", nil},
		{"Stockholm reserve number", "992012000017", "992012000017", Reserve, "", nil},
		{"Västra Götaland reserve number", "20120101K066", "20120101K066", Reserve, "2012-01-01", nil},
		{"Skåne reserve number", "20120101-98A1", "2012010198A1", Reserve, "2012-01-01", nil},
		{"national reserve number", "23120101-AB16", "23120101AB16", Reserve, "2012-01-01", nil},
		{"national reserve number, second series", "25990101ABC6", "25990101ABC6", Reserve, "1999-01-01", nil},
		{"national reserve number, unknown day", "00123456AB16", "00123456AB16", Reserve, "", nil},
		{"reserve number without century", "120101-98A1", "", 0, "", ErrForm},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(tt.in, today)
			if !errors.Is(err, tt.err) {
				t.Fatalf("err = %v, want %v", err, tt.err)
			}
			if got.Digits() != tt.want || got.Kind() != tt.kind || got.BirthDate().String() != tt.born {
				t.Errorf("got %q, kind %d, born %s; want %q, %d, %s",
					got.Digits(), got.Kind(), got.BirthDate(), tt.want, tt.kind, tt.born)
			}
		})
	}
}

func TestKnownNumbers(t *testing.T) {
	t.Parallel()
	// The example that Skatteverket prints for coordination numbers.
	n, err := Parse("701063-2391", today)
	if err != nil || n.Kind() != Coordination || n.BirthDate() != civil.On(1970, 10, 3) {
		t.Errorf("got %v, kind %d, born %s", err, n.Kind(), n.BirthDate())
	}
}

func TestIsTest(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		checked("20120101979"): false,
		checked("20120101980"): true,
		checked("20120101999"): true,
		checked("20120161999"): true,
		checked("20120101T99"): false,
		"992012009999":         false,
	} {
		n, err := Parse(text, today)
		if err != nil {
			t.Fatal(err)
		}
		if n.IsTest() != want {
			t.Errorf("kind %d: IsTest = %t, want %t", n.Kind(), !want, want)
		}
	}
}

func TestNumberIsNeverPrinted(t *testing.T) {
	t.Parallel()
	type inside struct {
		n Number
		p *Number
		m map[Number]Number
	}
	n := Invented(civil.On(2012, 1, 1), 0)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "n", n, "p", &n, "in", inside{n: n, p: &n})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "n", n, "p", &n, "in", inside{n: n, p: &n})
	json, err := json.Marshal(map[string]any{"n": n})
	printed := log.String() + string(json) + fmt.Sprint(err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		printed += fmt.Sprintf(verb, n) + fmt.Sprintf(verb, &n) + fmt.Sprintf(verb, []Number{n})
		printed += fmt.Sprintf(verb, inside{n: n, p: &n, m: map[Number]Number{n: n}})
	}
	for _, leak := range []string{n.Digits(), n.Digits()[2:], n.Digits()[8:], n.Formatted(), fmt.Sprintf("%x", n.Digits())} {
		if strings.Contains(printed, leak) {
			t.Errorf("a way of printing gave part of the number away")
		}
	}
}

func TestErrorsDoNotRepeatTheNumber(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"201201010000", "201302299801", "2012010198"} {
		if _, err := Parse(in, today); err == nil || strings.Contains(err.Error(), in[2:8]) {
			t.Errorf("error is %v", err)
		}
	}
}

func TestEveryInventedNumberCanBeRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		born := today.AddDays(-rapid.IntRange(0, 99*365).Draw(t, "days ago"))
		n := Invented(born, rapid.IntRange(0, InventedPerDay-1).Draw(t, "which"))
		for _, s := range []string{n.Digits(), n.Formatted(), short(n.Digits(), "-"), short(n.Digits(), "")} {
			got, err := Parse(s, today)
			if err != nil || got != n || !got.IsTest() || got.BirthDate() != born {
				t.Fatalf("a number invented for %s was read as kind %d, born %s, %v", born, got.Kind(), got.BirthDate(), err)
			}
		}
	})
}

func TestOneWrongDigitIsAlwaysSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := Invented(today.AddDays(-rapid.IntRange(0, 40_000).Draw(t, "days ago")), rapid.IntRange(0, 19).Draw(t, "which"))
		slip := []byte(n.Digits())
		// The check digit does not cover the century.
		at := rapid.IntRange(2, 11).Draw(t, "at")
		slip[at] = '0' + (slip[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if _, err := Parse(string(slip), today); err == nil {
			t.Fatalf("a slip in place %d passed", at)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"20120101-2384", "701063-2391", "120101+2384", "20120101T984", "992012000017",
		"23120101-AB16", "20120160985", "0002290000", "", "–", "00000000-0000", "99999999ZZZZ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s, today)
		if err != nil {
			if !n.IsZero() || n.Digits() != "" {
				t.Fatal("an error came with a number")
			}
			return
		}
		if len(n.Digits()) != 12 || n.BirthDate().After(today) {
			t.Fatalf("%q was read as %q", s, n.Digits())
		}
		for _, again := range []string{n.Digits(), n.Formatted()} {
			if got, err := Parse(again, today); err != nil || got != n {
				t.Fatalf("%q was read as %q, but that as %q, %v", s, n.Digits(), got.Digits(), err)
			}
		}
	})
}
