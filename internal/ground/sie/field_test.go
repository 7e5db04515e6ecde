package sie

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

func TestAmount(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want money.Amount
		err  error
	}{
		{"", 0, errNoAmount},
		{"-", 0, errAmount},
		{".", 0, errAmount},
		{"5.", 0, errAmount},
		{"--5", 0, errAmount},
		{"+5", 0, errAmount},
		{"5-", 0, errAmount},
		{"1e3", 0, errAmount},
		{"1 000", 0, errAmount},
		{"1.2.3", 0, errAmount},
		{"x", 0, errAmount},
		{"5,50", 0, errComma},
		{"1,000.00", 0, errComma},
		{"5.005", 0, errDecimals},
		{"5.000", 0, errDecimals},
		{"92233720368547758.08", 0, errTooLarge},
		{"922337203685477580", 0, errTooLarge},
		{"9223372036854775807", 0, errTooLarge},
		{"99999999999999999999999999999999999999", 0, errTooLarge},
		{"92233720368547758.07", math.MaxInt64, nil},
		{"-92233720368547758.07", -math.MaxInt64, nil},
		{"0", 0, nil},
		{"-0.00", 0, nil},
		{"5", 500, nil},
		{"5.5", 550, nil},
		{"5.05", 505, nil},
		{".5", 50, nil},
		{"-.05", -5, nil},
		{"000123.40", 12340, nil},
		{"-1234.56", -123456, nil},
	}
	for _, tt := range tests {
		if got, err := amount([]byte(tt.in)); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%q is %d, %v; want %d, %v", tt.in, got, err, tt.want, tt.err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Min(-math.MaxInt64).Draw(t, "öre"))
		if got, err := amount([]byte(a.Decimal())); got != a || err != nil {
			t.Fatalf("%s is %d, %v", a.Decimal(), got, err)
		}
	})
}

func TestDay(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "0001-01-01", "20210131": "2021-01-31", "20240229": "2024-02-29", "20000229": "2000-02-29", "19000229": "", "20230229": "", "20210431": "",
		"20210001": "", "20211301": "", "20210100": "", "00000101": "", "2021-01-31": "", "210131": "", "2021013": "", "2021013x": "", "0": "",
	} {
		d, err := day([]byte(in))
		if want == "" {
			if !errors.Is(err, errDate) {
				t.Errorf("%q is %v, %v", in, d, err)
			}
			continue
		}
		if in == "" && !d.IsZero() || in != "" && d.String() != want || err != nil {
			t.Errorf("%q is %v, %v", in, d, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := civil.On(2000, 1, 1).AddDays(rapid.IntRange(0, 40000).Draw(t, "days"))
		if got, err := day([]byte(compact(d))); got != d || err != nil {
			t.Fatalf("%v is %v, %v", d, got, err)
		}
	})
}
