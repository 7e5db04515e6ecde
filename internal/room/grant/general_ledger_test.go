package grant

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

func TestGuessColumns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, headings string
		before         map[string]string
		want           LedgerColumns
	}{
		{"none", "", nil, LedgerColumns{}},
		{"nothing known", "A|B|C", nil, LedgerColumns{}},
		{"one stands twice", "Datum|Konto|Konto|Projekt|Belopp", nil, LedgerColumns{Date: 1, Object: 4, Amount: 5}},
		{"two names for one", "Konto|Kontonr|Datum", nil, LedgerColumns{Date: 3}},
		{"large and small letters", "BOKFÖRINGSDATUM|KONTO|projekt|Utfall", nil, LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 4}},
		{"debit and credit", "Ver.datum|Kontonr|Objekt|Debet|Kredit|Verksamhet", nil, LedgerColumns{Date: 1, Account: 2, Object: 3, Debit: 4, Credit: 5, Activity: 6}},
		{"an amount beside debit and credit", "Datum|Konto|Projekt|Debet|Kredit|Belopp", nil, LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 6}},
		{"half of debit and credit beside an amount", "Datum|Konto|Projekt|Debet|Belopp", nil, LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 5}},
		{"as was said before", "Dag|Nr|P|Kr", map[string]string{"date": "Dag", "account": "nr", "object": "P", "amount": "KR"}, LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 4}},
		{"debit was said before", "Datum|Konto|Projekt|Belopp|In|Ut", map[string]string{"debit": "In", "credit": "Ut"}, LedgerColumns{Date: 1, Account: 2, Object: 3, Debit: 5, Credit: 6}},
		{"what was said before is gone", "Datum|Konto|Projekt|Belopp", map[string]string{"date": "Dag", "debit": "In", "credit": "Ut"}, LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 4}},
		{"what was said before stands twice", "Dag|Dag|Datum", map[string]string{"date": "Dag"}, LedgerColumns{Date: 3}},
	} {
		if got := guessColumns(strings.Split(tt.headings, "|"), tt.before); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestLedgerColumnsCheck(t *testing.T) {
	t.Parallel()
	good := LedgerColumns{Date: 1, Account: 2, Object: 3, Amount: 4}
	for _, tt := range []struct {
		name   string
		change func(*LedgerColumns)
		want   string
	}{
		{"nothing", func(c *LedgerColumns) { *c = LedgerColumns{} }, "column_date column_account column_object column_amount"},
		{"before the first", func(c *LedgerColumns) { c.Date = -1 }, "column_date"},
		{"after the last", func(c *LedgerColumns) { c.Amount = 5 }, "column_amount"},
		{"far after the last", func(c *LedgerColumns) { c.Activity = math.MaxInt }, "column_activity"},
		{"two in one", func(c *LedgerColumns) { c.Object = 2 }, "column_object"},
		{"amount and debit", func(c *LedgerColumns) { c.Object, c.Activity, c.Debit = 2, 0, 3; c.Account = 2 }, "column_object column_debit"},
		{"debit alone", func(c *LedgerColumns) { c.Amount, c.Debit = 0, 4 }, "column_amount"},
		{"good", func(*LedgerColumns) {}, ""},
	} {
		c := good
		tt.change(&c)
		var got []string
		for _, w := range c.check(4) {
			var f *fault.Error
			if errors.As(w, &f) {
				got = append(got, f.Field)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestIsHeadings(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]bool{
		"":                        false,
		"Huvudbok 2027":           false,
		"||Huvudbok|":             false,
		"2027-01-01|5010|P1|5,00": false,
		"Datum|5010":              false,
		"=A1|=B1":                 false,
		"|":                       false,
		"Datum|Konto":             true,
		"Datum||Konto":            true,
		"Å|Ö":                     true,
	} {
		if got := isHeadings(strings.Split(row, "|")); got != want {
			t.Errorf("%q: %v", row, got)
		}
	}
}

// A sum is read as people write it and as workbooks keep it, and never as something else.
func TestSumOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		cell string
		want money.Amount
		ok   bool
	}{
		{"fem", 0, false},
		{"=1+1", 0, false},
		{"1,2,3", 0, false},
		{"1.250", 0, false},
		{"1.250,00", 0, false},
		{"1.250.000", 0, false},
		{"12345.678", 0, false},
		{"--5", 0, false},
		{"1E5", 0, false},
		{"1.0E400", 0, false},
		{"NaN", 0, false},
		{"Inf", 0, false},
		{"0x10", 0, false},
		{strings.Repeat("9", 40), 0, false},
		{strings.Repeat("9", 14) + ".99000001", 0, false},
		{"5 0", 0, false},
		{"", 0, true},
		{"0", 0, true},
		{"1 250,50", 125_050, true},
		{"1\u00a0250,50 kr", 125_050, true},
		{"-75", -7_500, true},
		{"\u221275", -7_500, true},
		{"1234.5600000000001", 123_456, true},
		{"-0.30000000000000004", -30, true},
		{"1.5E3", 150_000, true},
	} {
		if got, ok := sumOf(tt.cell); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: %d, %v, want %d, %v", tt.cell, got, ok, tt.want, tt.ok)
		}
	}
}

func TestReadLedgerLine(t *testing.T) {
	t.Parallel()
	one := LedgerColumns{Date: 1, Account: 2, Object: 3, Activity: 4, Amount: 5}
	two := LedgerColumns{Date: 1, Account: 2, Object: 3, Activity: 4, Debit: 5, Credit: 6}
	for _, tt := range []struct {
		name, row string
		columns   LedgerColumns
		want      string
	}{
		{"a day that is none", "2027-02-30|5010|P1||5", one, "row_date"},
		{"no day", "|5010|P1||5", one, "row_date"},
		{"a word for a day", "maj|5010|P1||5", one, "row_date"},
		{"a word for an account", "2027-01-01|hyra|P1||5", one, "row_account"},
		{"no account", "2027-01-01||P1||5", one, "row_account"},
		{"a long account", "2027-01-01|50101234567|P1||5", one, "row_account"},
		{"Arabic figures", "2027-01-01|٥٠١٠|P1||5", one, "row_account"},
		{"an object of two lines", "2027-01-01|5010|P\n1||5", one, "row_object"},
		{"an activity beyond all", "2027-01-01|5010|P1|" + strings.Repeat("x", nameLimit+1) + "|5", one, "row_object"},
		{"no amount", "2027-01-01|5010|P1||", one, "row_amount"},
		{"short", "2027-01-01|5010|P1", one, "row_amount"},
		{"a formula", "2027-01-01|5010|P1||=5", one, "row_amount"},
		{"neither debit nor credit", "2027-01-01|5010|P1|||", two, "row_amount"},
		{"a word for a credit", "2027-01-01|5010|P1||5|nej", two, "row_amount"},
		{"long", "2027-01-01|5010|P1||5||7", two, "row_too_long"},
		{"a sum", "|||Summa|5", one, "none"},
		{"empty", "", one, "none"},
		{"an amount", "2027-01-01|5010|P1|A1|1 250,50", one, "2027-01-01 5010 P1 A1 125050"},
		{"no object", "2027-01-01|5010|||-5", one, "2027-01-01 5010   -500"},
		{"a workbook's day", "46388|5010|P1||5", one, "2027-01-01 5010 P1  500"},
		{"debit", "2027-01-01|5010|P1||5|", two, "2027-01-01 5010 P1  500"},
		{"credit", "2027-01-01|5010|P1|||5", two, "2027-01-01 5010 P1  -500"},
		{"credit with its sign", "2027-01-01|5010|P1|||-5", two, "2027-01-01 5010 P1  -500"},
		{"credit with a true minus sign", "2027-01-01|5010|P1|||\u22125", two, "2027-01-01 5010 P1  -500"},
		{"both", "2027-01-01|5010|P1||7|5", two, "2027-01-01 5010 P1  200"},
	} {
		l, none, wrong := tt.columns.read(Line{Number: 7, Cells: strings.Split(tt.row, "|")}, 6, sheet.Day)
		got := fmt.Sprint(l.Date, " ", l.Account, " ", l.Object, " ", l.Activity, " ", int64(l.Amount))
		switch {
		case none:
			got = "none"
		case wrong != nil:
			got = strings.TrimPrefix(wrong.Key, "grant.proof.")
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A ledger is passed over until it is known what its columns hold, its faults are counted
// and the first of them told, and what is too much together is a fault too.
func TestLedgerReader(t *testing.T) {
	t.Parallel()
	rows := func(lines ...string) *ledgerReader {
		r := &ledgerReader{dayOf: sheet.Day, add: func(sie.Row) error { return nil }}
		for i, l := range lines {
			if err := r.row(Line{Number: i + 1, Cells: strings.Split(l, "|")}); err != nil {
				t.Fatalf("%q: %v", l, err)
			}
		}
		return r
	}
	r := &ledgerReader{dayOf: sheet.Day}
	if err := r.row(Line{Number: 1, Cells: []string{"2027-01-01", "5010"}}); err == nil {
		t.Error("a table without headings is read")
	}
	if look := rows("Dag|Kr", "x|y", "1|2").look; look.OK() || look.Rows+look.Sums+look.Faults != 0 || len(look.Missing) == 0 {
		t.Errorf("unknown columns: %+v", look)
	}
	head := "Datum|Konto|Projekt|Belopp"
	lines := []string{head, "2027-01-01|5010|P1|5", "|||Summa"}
	for range shownFaults + 5 {
		lines = append(lines, "nej|5010|P1|5")
	}
	for range shownLines + 5 {
		lines = append(lines, "2027-01-02|5010|P1|1")
	}
	look := rows(lines...).look
	if look.OK() || look.Faults != shownFaults+5 || len(look.Wrong) != shownFaults || look.Wrong[0].Line != 4 || look.Sums != 1 || look.Rows != shownLines+6 || len(look.Lines) != shownLines || look.Total != money.Kronor(5+shownLines+5) {
		t.Errorf("%+v", look)
	}
	full := rows(head)
	full.look.Total = math.MaxInt64 - 1
	if err := full.row(Line{Number: 2, Cells: strings.Split("2027-01-01|5010|P1|5", "|")}); err == nil || full.look.Total < 0 {
		t.Errorf("too much together: %v, %d", err, full.look.Total)
	}
	full.look.Total = math.MinInt64 + 1
	if err := full.row(Line{Number: 2, Cells: strings.Split("2027-01-01|5010|P1|-5", "|")}); err == nil || full.look.Total > 0 {
		t.Errorf("too little together: %v, %d", err, full.look.Total)
	}
}

// FuzzLedgerLine reads any row at all: what is read has a day, an account and a sum within
// bounds, and reads the same once it is written out again.
func FuzzLedgerLine(f *testing.F) {
	f.Add("2027-01-01|5010|P1|A1|1 250,50|")
	f.Add("46388|5010||||-1234.5600000000001")
	f.Add("20270101|5010|P1||1.5E3|\u22125")
	f.Add("|||Summa|5|")
	f.Fuzz(func(t *testing.T, row string) {
		for _, c := range []LedgerColumns{{Date: 1, Account: 2, Object: 3, Activity: 4, Amount: 5}, {Date: 1, Account: 2, Object: 3, Activity: 4, Debit: 5, Credit: 6}} {
			l, none, wrong := c.read(Line{Number: 2, Cells: strings.Split(row, "|")}, 6, sheet.Day)
			if none || wrong != nil {
				continue
			}
			if l.Date.IsZero() || !isAccount(l.Account) || l.Amount >= 2*mostMoney || l.Amount <= -2*mostMoney || l.Object != "" && !says(l.Object) {
				t.Fatalf("%q is read as %+v", row, l)
			}
			c.Amount, c.Debit, c.Credit = 5, 0, 0
			if money.Amount(math.Abs(float64(l.Amount))) >= mostMoney {
				continue
			}
			again, _, wrong := c.read(Line{Number: 2, Cells: []string{l.Date.String(), l.Account, l.Object, l.Activity, strings.Replace(l.Amount.Decimal(), ".", ",", 1)}}, 6, sheet.Day)
			if wrong != nil || again != l {
				t.Fatalf("%+v is read again as %+v, %v", l, again, wrong)
			}
		}
	})
}
