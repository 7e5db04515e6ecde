package sie_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/sie"
)

const whole = `#FLAGGA 0
#PROGRAM "Böckerna" 1.0
#FORMAT PC8
#GEN 20220115
#SIETYP 4
#ORGNR 212000-9901 1 1
#FNAMN "Björklunda kommun"
#RAR 0 20210101 20211231
#KONTO 5010 "Lokalhyra"
#DIM 6 "Projekt"
#OBJEKT 6 "P4711" "Fältarbete \"kväll\""
#IB 0 1930 100.00
#PSALDO 0 202101 5010 {6 "P4711"} 77777.00
#VER A 1 20210115 "Hyra, \"kväll\"" 20210116 "Åsa"
{
#TRANS 5010 {6 "P4711"} 1000.50 20210120 "hyra" 0 "Åsa"
#BTRANS 5010 {6 "P4711"} 9000.00
#RTRANS 5010 {6 "P4711"} 8000.00
#TRANS 5010 {6 "P4711"} 8000.00
#TRANS 1930 {6 "P4711"} -9000.50
}
#VER "B" "2" "20220203"
{
	#TRANS	7010	{1	"200"	6	"P4711"}	20000.00
	#TRANS 7010 {} -20000.00
}
#VER A 3 20210310 "tom" {
#TRANS 4010 {6 "P4711" 6 "P4712"} 10
#TRANS 4010 {6 "p4711"} 500
#TRANS 3990 {6 "P4711"} -10.00
}
#VER A 4 20210311
{
#TRANS 6110 {6 P4712} -0.05 ""
#TRANS 8999 {6 "P4711"} 3.00
#TRANS 1930 1.00
}
`

// told is a cost on one line.
func told(c sie.Cost) string {
	s := fmt.Sprintf("%s|%s|%v|%s", c.Company, c.OrgNr, c.Objects, c.Total.Decimal())
	for _, key := range slices.Sorted(maps.Keys(c.ByMonth)) {
		s += fmt.Sprintf("|%s %s", key, c.ByMonth[key].Decimal())
	}
	for _, key := range slices.Sorted(maps.Keys(c.ByClass)) {
		s += fmt.Sprintf("|%s %s", key, c.ByClass[key].Decimal())
	}
	return fmt.Sprintf("%s|%d", s, c.Vouchers)
}

func TestSum(t *testing.T) {
	t.Parallel()
	const of = "Björklunda kommun|212000-9901|"
	tests := []struct {
		name string
		q    sie.Question
		want string
	}{
		{"one object", sie.Question{Dimension: 6, Objects: []string{"P4711"}},
			of + "[P4711]|29010.50|2021-01 9000.50|2021-03 10.00|2022-02 20000.00|4 10.00|5 9000.50|6 0.00|7 20000.00|3"},
		{"of a year", sie.Question{Dimension: 6, Objects: []string{"P4711"}, Year: 2021},
			of + "[P4711]|9010.50|2021-01 9000.50|2021-03 10.00|4 10.00|5 9000.50|6 0.00|7 0.00|2"},
		{"two objects, a row of both once", sie.Question{Dimension: 6, Objects: []string{"P4712", "P4711", "P4712"}},
			of + "[P4712 P4711]|29010.45|2021-01 9000.50|2021-03 9.95|2022-02 20000.00|4 10.00|5 9000.50|6 -0.05|7 20000.00|4"},
		{"another dimension", sie.Question{Dimension: 1, Objects: []string{"200"}},
			of + "[200]|20000.00|2022-02 20000.00|4 0.00|5 0.00|6 0.00|7 20000.00|1"},
		{"not in the dimension", sie.Question{Dimension: 1, Objects: []string{"P4711"}}, of + "[P4711]|0.00|4 0.00|5 0.00|6 0.00|7 0.00|0"},
		{"small letters are others", sie.Question{Dimension: 6, Objects: []string{"p4711"}}, of + "[p4711]|500.00|2021-03 500.00|4 500.00|5 0.00|6 0.00|7 0.00|1"},
		{"no year of it", sie.Question{Dimension: 6, Objects: []string{"P4711"}, Year: 1999}, of + "[P4711]|0.00|4 0.00|5 0.00|6 0.00|7 0.00|0"},
	}
	for _, tt := range tests {
		for name, file := range map[string]string{"": whole, ", Windows ends of lines": strings.ReplaceAll(whole, "\n", "\r\n"),
			", a mark": "\ufeff" + whole, ", no end of the last line": strings.TrimSuffix(whole, "\n"), ", the mark of old": whole + "\x1a"} {
			c, err := sie.Sum(strings.NewReader(file), tt.q)
			if got := told(c); got != tt.want || err != nil {
				t.Errorf("%s%s:\n got %s, %v\nwant %s", tt.name, name, got, err, tt.want)
			}
		}
	}
}

func TestSumReadsLetters(t *testing.T) {
	t.Parallel()
	const file = "#FLAGGA 0\n#FORMAT PC8\n#FNAMN \"Björklunda\"\n#VER A 1 20210101\n{\n#TRANS 5010 {6 \"FÄLT-Å\"} 5.00\n#TRANS 5010 {6 \"F\\\"1\"} 7.00\n}\n"
	encode := map[sie.Encoding]func(string) string{
		sie.UTF8:        func(s string) string { return s },
		sie.CP437:       strings.NewReplacer("ö", "\x94", "Ä", "\x8e", "Å", "\x8f").Replace,
		sie.Windows1252: strings.NewReplacer("ö", "\xf6", "Ä", "\xc4", "Å", "\xc5").Replace,
	}
	for letters, to := range encode {
		for object, want := range map[string]string{"FÄLT-Å": "5.00", `F"1`: "7.00", "F„LT-": "0.00", "日本": "0.00"} {
			c, err := sie.Sum(strings.NewReader(to(file)), sie.Question{Dimension: 6, Objects: []string{object}})
			if err != nil || c.Company != "Björklunda" || c.Letters != letters || c.Total.Decimal() != want {
				t.Errorf("%s: %q has %s in %q (%s), %v", letters, object, c.Total.Decimal(), c.Company, c.Letters, err)
			}
		}
	}
}

func TestSumRefuses(t *testing.T) {
	t.Parallel()
	ver := func(rows string) string { return "#FLAGGA 0\n#VER A 1 20210101\n{\n" + rows + "\n}\n" }
	tests := []struct {
		name, file string
		line       int
		says       string
	}{
		{"a table", "code,name,frame,extra\n", 1, "börja med #"},
		{"only carriage returns", "#FLAGGA 0\r#VER A 1 20210101\r{\r}\r", 1, "vagnretur"},
		{"a zip", "PK\x03\x04\x00\x00", 1, "nolltecken"},
		{"UTF-16", "\xff\xfe#\x00F\x00", 1, "nolltecken"},
		{"a nought further on", ver("#TRANS 5010 {} 5.00 \"a\x00b\""), 4, "nolltecken"},
		{"of type 1", "#FLAGGA 0\n#SIETYP 1\n", 2, "typ 1"},
		{"of type 3", "#SIETYP \"3\"\n", 1, "typ 3"},
		{"a row without a voucher", "#FLAGGA 0\n#TRANS 5010 {} 5.00\n", 2, "utan verifikation"},
		{"a row after the end", ver("#TRANS 5010 {} 5.00") + "#TRANS 5010 {} 5.00\n", 6, "utan verifikation"},
		{"a brace without a voucher", "#FLAGGA 0\n{\n", 2, "utan verifikation"},
		{"an end without a voucher", "#FLAGGA 0\n\n}\n", 3, "utan verifikation"},
		{"cut off", "#FLAGGA 0\n#VER A 1 20210101\n{\n#TRANS 5010 {} 5.00\n", 2, "avklippt"},
		{"a voucher in another", "#FLAGGA 0\n#VER A 1 20210101\n{\n#TRANS 5010 {} 5.00\n#VER A 2 20210101\n", 5, "rad 2 har inget slut"},
		{"a day that is none", "#FLAGGA 0\n#VER A 1 20210231\n{\n}\n", 2, "datumet"},
		{"a row's day that is none", ver("#TRANS 5010 {} 5.00 20211301"), 4, "datumet"},
		{"a text for a day", ver("#TRANS 5010 {} 5.00 \"hyra\""), 4, "datumet"},
		{"no day at all", "#FLAGGA 0\n#VER A 1 \"\"\n{\n#TRANS 5010 {6 \"P1\"} 5.00\n}\n", 4, "saknar datum"},
		{"no account", ver("#TRANS"), 4, "kontot saknas"},
		{"an empty account", ver("#TRANS \"\" {} 5.00"), 4, "kontot saknas"},
		{"no amount", ver("#TRANS 5010 {}"), 4, "beloppet saknas"},
		{"neither list nor amount", ver("#TRANS 5010"), 4, "beloppet saknas"},
		{"a comma", ver("#TRANS 5010 {} 5,00"), 4, "decimalkomma"},
		{"a comma where nothing is asked for", ver("#TRANS 1930 {} 5,00"), 4, "decimalkomma"},
		{"three decimals", ver("#TRANS 5010 {} 5.005"), 4, "två decimaler"},
		{"a space between thousands", ver("#TRANS 5010 {} 5 000.00"), 4, "datumet"},
		{"not an amount", ver("#TRANS 5010 {} fem"), 4, "inte ett tal"},
		{"too large", ver("#TRANS 5010 {} 99999999999999999999"), 4, "för stort"},
		{"too large together", ver("#TRANS 5010 {6 P1} 90000000000000000\n#TRANS 5010 {6 P1} 90000000000000000"), 5, "summan"},
		{"too low together", ver("#TRANS 5010 {6 P1} -90000000000000000\n#TRANS 5010 {6 P1} -90000000000000000"), 5, "summan"},
		{"a list without an end", ver("#TRANS 5010 {6 \"P1\" 5.00"), 4, "inget slut"},
		{"a list across lines", ver("#TRANS 5010 {6\n\"P1\"} 5.00"), 4, "inget slut"},
		{"half a pair", ver("#TRANS 5010 {6} 5.00"), 4, "utan objekt"},
		{"an object without an end", ver("#TRANS 5010 {6 \"P1} 5.00"), 4, "citattecken"},
		{"a company without an end", "#FNAMN \"Ek\n", 1, "citattecken"},
		{"a text over two lines", ver("#TRANS 5010 {} 5.00 20210101 \"en\ntvå\""), 5, "börja med #"},
		{"a line without an end", "#FLAGGA 0\n#PROSA \"" + strings.Repeat("x", 2*sie.MaxLine) + "\"\n", 2, "längre än"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := sie.Sum(strings.NewReader(tt.file), sie.Question{Dimension: 6, Objects: []string{"P1"}})
			var at *line.Error
			if !errors.As(err, &at) || at.Line != tt.line || !strings.Contains(at.Reason.SV, tt.says) || at.Reason.EN == "" || at.Reason.EN == at.Reason.SV || c.Total != 0 || c.ByMonth != nil {
				t.Errorf("%v, %v; want line %d, %q", c, err, tt.line, tt.says)
			}
			if err != nil && !strings.HasPrefix(err.Error(), fmt.Sprintf("rad %d: ", tt.line)) {
				t.Errorf("it says %q", err)
			}
		})
	}
}

func TestSumTakesWhatProgramsWrite(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, want string }{
		{"nothing", "", "0.00"},
		{"no vouchers", "#FLAGGA 0\n#SIETYP 4\n", "0.00"},
		{"a voucher without rows", "#VER A 1 20210101\n{\n}\n#VER A 2 20210102\n#VER A 3 20210102\n{\n}\n", "0.00"},
		{"all on one line", `#VER A 1 20210101 "a" { #TRANS 5010 {6 "P1"} 5.00 }`, "5.00"},
		{"all on one line, twice", `#VER A 1 20210101 { #TRANS 5010 {6 "P1"} 5.00 20210101 "t" } #VER A 2 20210101 { #TRANS 5010 {6 "P1"} 6.00 }`, "11.00"},
		{"an end after a row", "#VER A 1 20210101\n{\n#TRANS 5010 {6 \"P1\"} 5.00 }\n", "5.00"},
		{"a row after the brace", "#VER A 1 20210101\n{ #TRANS 5010 {6 \"P1\"} 5.00\n}", "5.00"},
		{"a brace close to the text", "#VER A 1 20210101 \"a\"{\n#TRANS 5010{6 \"P1\"}5.00\n}", "5.00"},
		{"empty lines and indents", "\n\n  #VER A 1 20210101\n\n\t{\n\n   #TRANS   5010   {  6   \"P1\"  }   5.00  \n\n  }  \n", "5.00"},
		{"quotes around all", `#VER "A" "1" "20210101" "t" {` + "\n" + `#TRANS "5010" {"6" "P1"} "5.00" "20210102"` + "\n}", "5.00"},
		{"quotes around nothing", "#VER A 1 20210101\n{\n#TRANS 5010 {6 P1} 5.00\n}", "5.00"},
		{"a brace in a text", "#VER A 1 20210101 \"a { b } c\"\n{\n#TRANS 5010 {6 \"P1\"} 5.00 20210101 \"} x {\"\n}", "5.00"},
		{"a brace in another object", "#VER A 1 20210101\n{\n#TRANS 5010 {1 \"}{\" 6 \"P1\"} 5.00\n}", "5.00"},
		{"a backslash at the end of a text", "#VER A 1 20210101 \"C:\\\" {\n#TRANS 5010 {6 \"P1\"} 5.00 20210101 \"C:\\\"\n}", "5.00"},
		{"a dimension that is a word", "#VER A 1 20210101\n{\n#TRANS 5010 {PROJ P1} 5.00\n#TRANS 5010 {06 P1} 6.00\n}", "6.00"},
		{"tags of tomorrow", "#FRAMTID {x} \"y\n#VER A 1 20210101\n{\n#TRANSX 5010 {6 P1} 5.00\n#TRANS 5010 {6 P1} 6.00\n}\n#KSUMMA 123", "6.00"},
		{"an account of six figures", "#VER A 1 20210101\n{\n#TRANS 501000 {6 P1} 6.00\n#TRANS 8410 {6 P1} 6.00\n}", "6.00"},
	}
	for _, tt := range tests {
		c, err := sie.Sum(strings.NewReader(tt.file), sie.Question{Dimension: 6, Objects: []string{"P1"}})
		if got := c.Total.Decimal(); got != tt.want || err != nil {
			t.Errorf("%s: %s, %v; want %s", tt.name, got, err, tt.want)
		}
	}
}

// Whatever the file, it is summed or refused on one of its lines, and the parts are the
// whole.
func FuzzSum(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("#VER A 1 20210101 {\n#TRANS 5010 {6 \"P4711\"} 5.00 20210101 \"\x94\\\"\" }"))
	f.Add([]byte("#VER \"\\\" {\n#TRANS 5 {6 P4711}-.5\n}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := sie.Sum(bytes.NewReader(file), sie.Question{Dimension: 6, Objects: []string{"P4711"}})
		if contents, lookErr := sie.Survey(bytes.NewReader(file), civil.Date{}, civil.Date{}); err == nil && lookErr == nil && contents.Company != c.Company {
			t.Fatalf("%q and %q", contents.Company, c.Company)
		}
		if err != nil {
			var at *line.Error
			if !errors.As(err, &at) || at.Line < 1 || at.Line > 1+bytes.Count(file, []byte("\n")) {
				t.Fatal(err)
			}
			return
		}
		months, classes := c.Total, c.Total
		for _, sum := range c.ByMonth {
			months -= sum
		}
		for _, sum := range c.ByClass {
			classes -= sum
		}
		if months != 0 || classes != 0 || len(c.ByClass) != 4 || c.Vouchers > c.Marked {
			t.Fatalf("%+v", c)
		}
	})
}

// rows is a file of n rows, made as it is read. They are spread over so many objects beside
// the first.
type rows struct {
	n, at  int64
	spread int64
	rest   []byte
}

func (r *rows) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		switch {
		case r.at > r.n:
			return 0, io.EOF
		case r.at == 0:
			r.rest = []byte("#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#FNAMN \"Bj\x94rklunda\"\r\n")
		default:
			r.rest = fmt.Appendf(nil, "#VER A %d 2021%02d15 \"Hyra, f\x84ltarbete kv\x84ll\" 20220101 \"signatur\"\r\n{\r\n#TRANS 5010 {1 \"%d\" 6 \"P%d\"} 100.05 2021%02d20 \"hyra i omr\x86det\"\r\n#TRANS 1930 {} -100.05\r\n}\r\n",
				r.at, 1+r.at%12, 200+r.at%(1+r.spread/10), 4711+r.at%(1+r.spread), 1+r.at%12)
		}
		r.at++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *rows) Seek(int64, int) (int64, error) {
	r.at, r.rest = 0, nil
	return 0, nil
}

func BenchmarkSum(b *testing.B) {
	const n = 50_000
	file, err := io.ReadAll(&rows{n: n})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		c, err := sie.Sum(bytes.NewReader(file), sie.Question{Dimension: 6, Objects: []string{"P4711"}})
		if err != nil || c.Vouchers != n || c.Total != n*10005 {
			b.Fatal(c, err)
		}
	}
	b.ReportMetric(2*n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkSurvey finds what can be chosen in a file of a million rows, a thousand projects
// and a hundred cost centres, made as it is read, and reports the most memory the program
// has had.
func BenchmarkSurvey(b *testing.B) {
	const n = 500_000
	size, err := io.Copy(io.Discard, &rows{n: n, spread: 1000})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		books, err := sie.Survey(&rows{n: n, spread: 1000}, civil.On(2021, time.January, 1), civil.On(2021, time.December, 31))
		if err != nil || books.Rows != 2*n || len(books.Choices) < 1100 {
			b.Fatal(books.Rows, len(books.Choices), err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Logf("how much memory it took is told on Linux only: %v", err)
	}
	var peak float64
	for text := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(text, "VmHWM: %f kB", &peak); err == nil {
			b.ReportMetric(peak/1024, "peak-MB")
		}
	}
}

// What a file takes of memory does not depend on how many rows it has.
func TestMemoryIsBounded(t *testing.T) {
	file := func(vouchers int) []byte {
		return []byte("#FNAMN \"Ek\"\n" + strings.Repeat("#VER A 1 20210101 \"hyra\"\n{\n#TRANS 5010 {1 \"2\" 6 \"P4711\"} 5.00 \"\" \"text\"\n#TRANS 1930 {} -5.00\n}\n", vouchers))
	}
	allocations := func(vouchers int) float64 {
		b := file(vouchers)
		return testing.AllocsPerRun(5, func() {
			if c, err := sie.Sum(bytes.NewReader(b), sie.Question{Dimension: 6, Objects: []string{"P4711"}}); err != nil || c.Vouchers != vouchers {
				t.Errorf("%+v, %v", c, err)
			}
		})
	}
	if few, many := allocations(10), allocations(10_000); many > few+5 {
		t.Errorf("%v allocations for 10 vouchers, %v for 10,000", few, many)
	}
}
