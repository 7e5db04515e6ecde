package money

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   string
		want Amount
		err  error
	}{
		{"empty", "", 0, ErrMalformed},
		{"only the unit", "kr", 0, ErrMalformed},
		{"only a sign", "-", 0, ErrMalformed},
		{"two signs", "--5", 0, ErrMalformed},
		{"plus", "+5", 0, ErrMalformed},
		{"words", "en miljon", 0, ErrMalformed},
		{"exponent", "1e6", 0, ErrMalformed},
		{"hexadecimal", "0x10", 0, ErrMalformed},
		{"underscores", "1_000", 0, ErrMalformed},
		{"other digits", "١٢٣", 0, ErrMalformed},
		{"point as thousands", "1.250", 0, ErrMalformed},
		{"points as thousands", "1.250.000", 0, ErrMalformed},
		{"English thousands", "1,250,000", 0, ErrMalformed},
		{"three decimals", "1,505", 0, ErrMalformed},
		{"comma and nothing", "1,", 0, ErrMalformed},
		{"comma first", ",50", 0, ErrMalformed},
		{"short group", "12 50", 0, ErrMalformed},
		{"long first group", "1250 000", 0, ErrMalformed},
		{"two spaces", "1  250", 0, ErrMalformed},
		{"space in the öre", "1,5 0", 0, ErrMalformed},
		{"wrong UTF-8", "1\xff2", 0, ErrMalformed},
		{"script", "<script>1</script>", 0, ErrMalformed},
		{"one öre too many", "92233720368547758,08", 0, ErrTooLarge},
		{"a great many digits", strings.Repeat("9", 10_000), 0, ErrTooLarge},
		{"the largest", "92 233 720 368 547 758,07 kr", math.MaxInt64, nil},
		{"the lowest", "-92233720368547758,08", math.MinInt64, nil},
		{"zero", "0", 0, nil},
		{"whole", "1250000", Kronor(1_250_000), nil},
		{"spaces and öre", "1 250 000,50 kr", 125_000_050, nil},
		{"no-break spaces", "1\u00a0250\u00a0000\u00a0kr", Kronor(1_250_000), nil},
		{"thin spaces", "1\u2009250\u202f000 kr", Kronor(1_250_000), nil},
		{"space around", "\t 75 \n", Kronor(75), nil},
		{"one decimal", "0,5", 50, nil},
		{"decimal point", "12.50", 1250, nil},
		{"unit at once", "75kr", Kronor(75), nil},
		{"capital unit", "75 SEK", Kronor(75), nil},
		{"kronor", "75 Kronor", Kronor(75), nil},
		{"price tag", "75:-", Kronor(75), nil},
		{"negative", "-75", Kronor(-75), nil},
		{"true minus", "\u2212 75,25", -7525, nil},
		{"leading zeros", "007", Kronor(7), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(tt.in)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Parse = %d, %v; want %d, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a    Amount
		want string
	}{
		{0, "0\u00a0kr"},
		{1, "0,01\u00a0kr"},
		{50, "0,50\u00a0kr"},
		{Kronor(999), "999\u00a0kr"},
		{Kronor(1000), "1\u00a0000\u00a0kr"},
		{125_000_050, "1\u00a0250\u00a0000,50\u00a0kr"},
		{-1, "\u22120,01\u00a0kr"},
		{Kronor(-123456), "\u2212123\u00a0456\u00a0kr"},
		{math.MinInt64, "\u221292\u00a0233\u00a0720\u00a0368\u00a0547\u00a0758,08\u00a0kr"},
	}
	for _, tt := range tests {
		if got := tt.a.String(); got != tt.want {
			t.Errorf("Amount(%d) = %q, want %q", int64(tt.a), got, tt.want)
		}
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for a, want := range map[Amount]string{0: "0.00", 5: "0.05", -5: "-0.05", 50: "0.50", 123456: "1234.56", Kronor(-12): "-12.00",
		math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08"} {
		if got := a.Decimal(); got != want {
			t.Errorf("Amount(%d) = %q, want %q", int64(a), got, want)
		}
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64().Draw(t, "öre"))
		got, err := Parse(a.String())
		if err != nil || got != a {
			t.Fatalf("Parse(%q) = %d, %v; want %d", a, got, err, a)
		}
	})
}

func TestWhole(t *testing.T) {
	t.Parallel()
	if !Kronor(-3).Whole() || Amount(-350).Whole() {
		t.Error("whole kronor are those without öre")
	}
}

func TestKronorBeyondRange(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("Kronor(MaxInt64) wrapped around instead of panicking")
		}
	}()
	Kronor(math.MaxInt64)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1 250 000,50 kr", "-75", "1.250", "0,5:-", "\u2212\u00a0kr"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(a.String()); err != nil || again != a {
			t.Errorf("%q is %d öre, but written and read again %d, %v", s, a, again, err)
		}
	})
}
