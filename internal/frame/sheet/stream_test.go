package sheet

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"samspel/internal/ground/fault"
)

// streamed is what a file gives row by row.
func streamed(from io.Reader) (rows []Row, err error) {
	err = Stream(from, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

func TestStream(t *testing.T) {
	t.Parallel()
	good := workbook(t, [][]string{{"Konto"}, {"5010"}, {"5020"}})
	tests := []struct{ name, file, key, want string }{
		{"a zero byte", "a;b\nc\x00;d", "sheet.garbled_row 2", ""},
		{"UTF-16", "\xff\xfea\x00;\x00", "sheet.garbled_row 1", ""},
		{"bytes of no alphabet", "a\nb\x81", "sheet.garbled_row 2", ""},
		{"carriage returns alone", "a;b\rc;d\r", "sheet.garbled_row 1", ""},
		{"a quote that eats the file", "a;b\nc;\"" + strings.Repeat("d;e\n", MaxRecord), "sheet.open_quote 2", ""},
		{"a quote at the end", "a;\"b", "sheet.open_quote 1", ""},
		{"a line without end", "a\n" + strings.Repeat("b;", MaxRecord), "sheet.line_too_long 2", ""},
		{"a long cell", "a\n" + strings.Repeat("b", MaxCell+1), "sheet.cell_too_long 2", ""},
		{"many columns", "a\n" + strings.Repeat("b;", MaxColumns) + "c", "sheet.too_many_columns 2", ""},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_workbook", ""},
		{"a broken workbook", "PK\x03\x04rest", "sheet.garbled", ""},
		{"a large workbook", "PK\x03\x04" + strings.Repeat("x", MaxSize), "sheet.workbook_too_large", ""},
		{"cells merged downwards", string(replaced(t, good, sheetPart, sheetHead+rowsOf(3, 1)+`</sheetData><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells></worksheet>`)), "sheet.merged 2", ""},
		{"cells merged far down", string(replaced(t, good, sheetPart, sheetHead+strings.Repeat(" ", 64<<10-len(sheetHead)-40)+`</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>`)), "sheet.merged 2", ""},
		{"a heading over columns", string(replaced(t, good, sheetPart, sheetHead+rowsOf(1, 1)+`</sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>`)), "", "1[Ekstad]"},
		{"nothing", "", "", ""},
		{"a workbook", string(good), "", "1[Konto] 2[5010] 3[5020]"},
		{"quotes, lines and a mark", "\ufeffa;\"b;\"\"c\"\"\nd\";e\r\n\n;;\n\"f\"g\";h", "", `1[a|b;"c" d|e] 5[f"g|h]`},
		{"Windows and UTF-8 in turn", "\xc5sa;1\nÖrn;2", "", "1[Åsa|1] 2[Örn|2]"},
		{"commas", "a,b\n1,\"2,5\"", "", "1[a|b] 2[1|2,5]"},
		{"a formula is text", "=1+1;b", "", "1[=1+1|b]"},
	}
	for _, tt := range tests {
		rows, err := streamed(iotest.OneByteReader(strings.NewReader(tt.file)))
		key := ""
		for _, f := range fault.All(err) {
			if key = f.Key; len(f.Args) > 1 && f.Args[0] == "row" {
				key += fmt.Sprint(" ", f.Args[1])
			}
		}
		if got := written(rows); key != tt.key || tt.key == "" && (err != nil || got != tt.want) {
			t.Errorf("%s: %q %v, want %q %s", tt.name, got, err, tt.want, tt.key)
		}
	}
}

// TestStreamKeepsNothing reads a million rows, which take no more room than a few do.
func TestStreamKeepsNothing(t *testing.T) {
	rows := 0
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	line := strings.NewReader("")
	many := readerFunc(func(p []byte) (int, error) {
		if line.Len() == 0 {
			if rows++; rows > 1_000_000/100 {
				return 0, io.EOF
			}
			line.Reset(strings.Repeat("2027-01-15;5010;P1;12,50;text\n", 100))
		}
		return line.Read(p)
	})
	n := 0
	err := Stream(many, func(Row) error {
		if n++; n%100_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			if after.HeapInuse > before.HeapInuse+(8<<20) {
				return fmt.Errorf("%d bytes in use", after.HeapInuse)
			}
		}
		return nil
	})
	if err != nil || n != 1_000_000 {
		t.Error(n, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Whatever the file, every row that is given is within the limits.
func FuzzStream(f *testing.F) {
	f.Add([]byte("konto;belopp\n5010;\"1\n2\"\n"))
	f.Add([]byte("\"\"\"a\"b;\xc5\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		last := 0
		err := Stream(strings.NewReader(string(b)), func(r Row) error {
			if r.Number <= last || len(r.Cells) == 0 || len(r.Cells) > MaxColumns {
				t.Fatalf("%+v after %d", r, last)
			}
			last = r.Number
			return nil
		})
		if err != nil && len(fault.All(err)) != 1 {
			t.Fatal(err)
		}
	})
}
