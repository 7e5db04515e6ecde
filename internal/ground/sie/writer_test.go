package sie_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	b := sie.Batch{Program: "Samspel", Version: "1.0", Company: "Bidragsmyndigheten", OrgNr: "202100-0001", Made: civil.On(2021, 5, 20),
		Vouchers: []sie.Voucher{{Series: "S", Date: civil.On(2021, 5, 21), Text: "Utbetalning \"våren\"\n日", Entries: []sie.Entry{
			{Account: "7711", Objects: []sie.Mark{{6, "P1"}, {1, "Å"}}, Amount: money.Kronor(12_000_000), Text: "Ekstad"},
			{Account: "2599", Amount: money.Kronor(-12_000_000)},
		}}}}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`#FLAGGA 0
#PROGRAM "Samspel" "1.0"
#FORMAT PC8
#GEN 20210520
#SIETYP 4
#ORGNR "202100-0001"
#FNAMN "Bidragsmyndigheten"
#VER "S" "" 20210521 "Utbetalning \"v`+"\x86"+`ren\" ?"
{
#TRANS 7711 {6 "P1" 1 "`+"\x8f"+`"} 12000000.00 20210521 "Ekstad"
#TRANS 2599 {} -12000000.00 20210521 ""
}
`, "\n", "\r\n")
	if out.String() != want {
		t.Errorf("got\n%q\nwant\n%q", out.String(), want)
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	day := civil.On(2021, 5, 21)
	tests := []struct {
		name string
		v    sie.Voucher
		want error
	}{
		{"an öre too much", sie.Voucher{Date: day, Entries: []sie.Entry{{Account: "1", Amount: 5}, {Account: "2", Amount: -4}}}, sie.ErrUnbalanced},
		{"no account", sie.Voucher{Date: day, Entries: []sie.Entry{{}}}, sie.ErrAccount},
		{"an account that writes more", sie.Voucher{Date: day, Entries: []sie.Entry{{Account: "1 {} 5\n#TRANS 2"}}}, sie.ErrAccount},
		{"no day", sie.Voucher{}, sie.ErrDate},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		if err := (sie.Batch{Vouchers: []sie.Voucher{tt.v}}).Write(&out); !errors.Is(err, tt.want) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", tt.name, err, out.Len())
		}
	}
}

// What is written is read again: the same sums, whatever stands in the texts.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aÅö {}\"\\#\n\r\t\x1aé日"))).Draw(t, "text")
		object := rapid.StringMatching(`[A-ZÅÄÖ0-9 {}"-]{1,8}`).Draw(t, "object")
		n := rapid.Int64Range(1, 1_000_000_000_000).Draw(t, "öre")
		date := civil.On(2021, 1, 1).AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		b := sie.Batch{Company: "Björklunda kommun", Vouchers: []sie.Voucher{{Series: text, Number: text, Date: date, Text: text, Entries: []sie.Entry{
			{Account: "5010", Objects: []sie.Mark{{1, text}, {6, object}}, Amount: money.Amount(n), Text: text}, {Account: "1930", Amount: money.Amount(-n), Text: text}}}}}
		if strings.HasSuffix(text, `\`) || strings.Contains(text, `\"`) {
			return // the format has no way to write a backslash before a quote
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		c, err := sie.Sum(bytes.NewReader(out.Bytes()), sie.Question{Dimension: 6, Objects: []string{object}})
		if err != nil || c.Total != money.Amount(n) || c.ByMonth[date.String()[:7]] != money.Amount(n) || c.Company != "Björklunda kommun" {
			t.Fatalf("%q: %+v, %v", out.String(), c, err)
		}
	})
}
