package grant_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"samspel/internal/ground/line"
	"samspel/internal/room/grant"
)

func TestReadWishesRefuses(t *testing.T) {
	t.Parallel()
	const head = "code,name,frame,extra\n"
	tests := []struct {
		name, file string
		line       int
		says       string
	}{
		{"nothing", "", 1, "tom"},
		{"only a byte order mark", "\ufeff", 1, "tom"},
		{"only empty lines", "\n\n \n", 1, "tom"},
		{"no heading", "0127,Ek,1,2\n", 1, "code saknas"},
		{"a column is missing", "code,name,frame\n0127,Ek,1\n", 1, "extra saknas"},
		{"a column twice", "code,name,frame,extra,Frame\n", 1, "två gånger"},
		{"tabs", "code\tname\tframe\textra\n", 1, "saknas"},
		{"no code", head + "0127,Ek,1,2\n,Al,1,2\n", 3, "code saknas"},
		{"only blanks for a code", head + "\" \",Al,1,2\n", 2, "code saknas"},
		{"the code twice", head + "0127,Ek,1,2\n0128,Al,1,2\n0127,Ek,1,2\n", 4, "står redan på rad 2"},
		{"the code twice, with blanks", head + "0127,Ek,1,2\n0127 ,Ek,1,2\n", 3, "står redan på rad 2"},
		{"no frame", head + "0127,Ek,,2\n", 2, "frame saknas"},
		{"only a code", head + "0127\n", 2, "frame saknas"},
		{"negative frame", head + "0127,Ek,-1,2\n", 2, "frame är negativt"},
		{"negative extra", head + "0127,Ek,1,-2\n", 2, "extra är negativt"},
		{"true minus", head + "0127,Ek,1,−2\n", 2, "extra är negativt"},
		{"minus and nothing", head + "0127,Ek,-,2\n", 2, "frame är inte"},
		{"a great many signs", head + "0127,Ek," + strings.Repeat("-", 100_000) + "1,2\n", 2, "frame är inte"},
		{"decimals", head + "0127,Ek,1.00,2\n", 2, "frame är inte"},
		{"decimal comma", head + "0127,Ek,1,\"2,50\"\n", 2, "extra är inte"},
		{"English thousands", head + "0127,Ek,\"12,000,000\",2\n", 2, "frame är inte"},
		{"Swedish points", head + "0127,Ek,12.000.000,2\n", 2, "frame är inte"},
		{"short group", head + "0127,Ek,12 00,2\n", 2, "frame är inte"},
		{"long first group", head + "0127,Ek,1200 000,2\n", 2, "frame är inte"},
		{"a unit", head + "0127,Ek,5 kr,2\n", 2, "frame är inte"},
		{"a plus", head + "0127,Ek,+5,2\n", 2, "frame är inte"},
		{"an exponent", head + "0127,Ek,1e6,2\n", 2, "frame är inte"},
		{"hexadecimal", head + "0127,Ek,0x10,2\n", 2, "frame är inte"},
		{"other digits", head + "0127,Ek,١٢,2\n", 2, "frame är inte"},
		{"words", head + "0127,Ek,1,ja\n", 2, "extra är inte"},
		{"one too large", head + "0127,Ek,9223372036854775808,2\n", 2, "frame är för stort"},
		{"digits without end", head + "0127,Ek,1," + strings.Repeat("9", 10_000) + "\n", 2, "extra är för stort"},
		{"too many cells", head + "0127,Ek,1,2,3\n", 2, "5 kolumner"},
		{"a comma in a name", head + "0127,Ek, stad,1,2\n", 2, "5 kolumner"},
		{"a quote in the middle", head + "0127,E\"k,1,2\n", 2, "citattecken"},
		{"a quote without an end", head + "0127,Ek,1,2\n0128,\"Al,1,2\n0129,Bo,1,2\n", 3, "citattecken"},
		{"after a name of two lines", head + "0127,\"Ek\nstad\",1,2\n0128,Al,1,x\n", 4, "extra är inte"},
		{"on a row of two lines", head + "0127,\"Ek\nstad\",x,2\n0128,Al,1,2\n", 2, "frame är inte"},
		{"after empty lines", head + "\n\r\n\n0127,Ek,x,2\n", 5, "frame är inte"},
		{"after Windows ends of lines", "code,name,frame,extra\r\n0127,Ek,1,2\r\n0128,Al,x,2\r\n", 3, "frame är inte"},
		{"a file without end", strings.Repeat("x", 17<<20), 1, "större än 16 MB"},
		{"rows without end", head + numbered(grant.MaxWishes+1), grant.MaxWishes + 2, "fler än 100000"},
		{"Windows-1252", head + "0127,Ek,1,2\n0128,\xc5by,1,2\n", 3, "UTF-8"},
		{"UTF-16", "\xff\xfec\x00o\x00d\x00e\x00", 1, "nolltecken"},
		{"a nought", head + "0127,E\x00k,1,2\n", 2, "nolltecken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := grant.ReadWishes(strings.NewReader(tt.file))
			var at *line.Error
			if !errors.As(err, &at) || at.Line != tt.line || !strings.Contains(at.Reason.SV, tt.says) || got != nil {
				t.Errorf("%v, %v; want line %d, %q", got, err, tt.line, tt.says)
			}
			if err != nil && !strings.HasPrefix(err.Error(), fmt.Sprintf("rad %d: ", tt.line)) {
				t.Errorf("it says %q", err)
			}
		})
	}
}

// numbered is so many rows.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%06d,K,1,2\n", i)
	}
	return b.String()
}

func TestReadWishes(t *testing.T) {
	t.Parallel()
	const want = "0127 Ek, stad 12000000 true 3000000|0128 Åby 0 false 0|0129 Bo 5 true 0|"
	tests := []struct{ name, file string }{
		{"plain", "code,name,frame,extra\n0127,\"Ek, stad\",12000000,3000000\n0128,Åby,0,\n0129,Bo,5,0\n"},
		{"a row that ends before extra", "code,name,frame,extra\n0127,\"Ek, stad\",12000000,3000000\n0128,Åby,0\n0129,Bo,5,0"},
		{"a mark, semicolons and Windows ends", "\ufeffcode;name;frame;extra\r\n0127;Ek, stad;12 000 000;3 000 000\r\n0128;Åby;0;\r\n0129;Bo;5;0\r\n"},
		{"spaces between the thousands", "code,name,frame,extra\n0127,\"Ek, stad\",\"12 000 000\",3\u00a0000\u202f000\n0128,Åby,0,\" \"\n0129,Bo,5,0\n"},
		{"spaces around", " code , name,frame,extra \n 0127 , \"Ek, stad\",12000000 ,3000000\n\n0128,Åby,0, \n0129,Bo,5,0\n,,,\n"},
		{"another order, another column, capitals", "Extra,anteckning,CODE,frame,Name\n3000000,x,0127,12000000,\"Ek, stad\"\n,,0128,0,Åby\n0,,0129,5,Bo\n"},
		{"zeros before", "code,name,frame,extra\n0127,\"Ek, stad\",0012000000,3000000\n0128,Åby,000,\n0129,Bo,5,00\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wishes, err := grant.ReadWishes(strings.NewReader(tt.file))
			got := ""
			for _, w := range wishes {
				got += fmt.Sprintf("%s %s %d %v %d|", w.Code, w.Name, w.Frame, w.Interested, w.Extra)
			}
			if got != want || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestRedistributionWritten(t *testing.T) {
	t.Parallel()
	wishes, err := grant.ReadWishes(strings.NewReader("code,name,frame,extra\n9901,\"=SUMMA(A1), Ek\",2,7\n9902,Björklunda\u00a0stad,1,9\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := grant.Redistribute(1010, grant.ByFrame, wishes)
	var out bytes.Buffer
	if err := d.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 || strings.Join(rows[0], ",") != "code,name,amount,exact,capped,explanation" ||
		strings.Join(rows[1][:5], "|") != "9901|'=SUMMA(A1), Ek|7|7/1|true" {
		t.Errorf("%q, %v", rows, err)
	}
	if err := d.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	const want = `Att fördela: 1 010 kr
Fördelat: 16 kr
Kvar: 994 kr

9901 =SUMMA(A1), Ek   7 kr
  Ni får 7 kr, allt ni bad om, för er del efter ursprunglig ram räcker till det.

9902 Björklunda stad  9 kr
  Ni får 9 kr, allt ni bad om, för er del efter ursprunglig ram räcker till det.
`
	if got := strings.ReplaceAll(out.String(), "\u00a0", " "); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is read is whole, and told again gives the same; what is not has a line.
func FuzzReadWishes(f *testing.F) {
	f.Add([]byte("code,name,frame,extra\n0127,Ek,12000000,3000000\n0128,Al,1,\n"))
	f.Add([]byte("\ufeffcode;name;frame;extra\r\n\"0127\";\"E\"\"k\nstad\";12 000 000;5\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		wishes, err := grant.ReadWishes(bytes.NewReader(file))
		if err != nil {
			var at *line.Error
			if !errors.As(err, &at) || at.Line < 1 || at.Line > 1+bytes.Count(file, []byte("\n")) {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, rule := range grant.RedistributionRules {
			if len(wishes) > 50 {
				return
			}
			for _, w := range wishes {
				if w.Extra > 1<<50 {
					return
				}
			}
			if broken := holds(1001, rule, wishes); broken != "" {
				t.Fatal(broken)
			}
		}
	})
}
