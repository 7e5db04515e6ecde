package sdc_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"samspel/internal/ground/sdc"
)

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, says string }{
		{"nothing", "", "empty"},
		{"only a byte order mark", "\ufeff", "empty"},
		{"only names", "a,b,c\n", "beside the totals"},
		{"only totals", "a,b,Totalt\nTotalt,0,0\n", "beside the totals"},
		{"one column", "a,Totalt\nx,1\nTotalt,1\n", "beside the totals"},
		{"only a column of names", "a\nx\nTotalt\n", "commas"},
		{"semicolons", "a;b;Totalt\nx;1;1\nTotalt;1;1\n", "commas"},
		{"tabs", "a\tb\tTotalt\nx\t1\t1\nTotalt\t1\t1\n", "commas"},
		{"a short row", "a,b,c,Totalt\nx,1,2\nTotalt,1,2,3\n", "row 1 has 3 cells"},
		{"a long row", "a,b,Totalt\nx,1,1,1\nTotalt,1,1\n", "row 1 has 4 cells"},
		{"an empty cell", "a,b,Totalt\nx,,0\nTotalt,0,0\n", "row 1, column 1"},
		{"a negative cell", "a,b,c,Totalt\nx,-1,2,1\nTotalt,-1,2,1\n", "row 1, column 1"},
		{"a decimal point", "a,b,Totalt\nx,1.0,1\nTotalt,1,1\n", "row 1, column 1"},
		{"a decimal comma", "a,b,Totalt\nx,\"1,0\",1\nTotalt,1,1\n", "row 1, column 1"},
		{"a sign", "a,b,Totalt\nx,+1,1\nTotalt,1,1\n", "row 1, column 1"},
		{"an exponent", "a,b,Totalt\nx,1e3,1000\nTotalt,1000,1000\n", "row 1, column 1"},
		{"a separator of thousands", "a,b,Totalt\nx,1 000,1000\nTotalt,1000,1000\n", "row 1, column 1"},
		{"figures of another script", "a,b,Totalt\nx,١,1\nTotalt,1,1\n", "row 1, column 1"},
		{"hexadecimal", "a,b,Totalt\nx,0x1,1\nTotalt,1,1\n", "row 1, column 1"},
		{"hidden already", "a,b,Totalt\nx,..,1\nTotalt,1,1\n", "row 1, column 1"},
		{"a row that does not add up", "a,b,c,Totalt\nx,1,2,4\nTotalt,1,2,4\n", "row 1 does not add up"},
		{"a column that does not add up", "a,b,Totalt\nx,1,1\ny,1,1\nTotalt,1,2\n", "row 3 does not add up"},
		{"totals that add up to another", "a,b,c,Totalt\nx,1,1,2\ny,1,1,2\nTotalt,3,1,4\n", "column 1 does not add up"},
		{"a bare quote", "a,b,Totalt\nx\"y,1,1\nTotalt,1,1\n", "line 2"},
		{"a quote without an end", "a,b,Totalt\n\"x,1,1\nTotalt,1,1\n", "line"},
		{"a number without an end", "a,b,Totalt\nx," + strings.Repeat("9", 5000) + ",1\nTotalt,1,1\n", "row 1, column 1"},
		{"not text", "\x00\x01\x02", "commas"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := sdc.Read(strings.NewReader(tt.file))
			if !errors.Is(err, sdc.ErrTable) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("it says %v, not %q", err, tt.says)
			}
			if err != nil && (strings.Contains(err.Error(), "x\"y") || strings.Contains(err.Error(), "999")) {
				t.Errorf("it gives the content away: %v", err)
			}
		})
	}
}

func TestReadAndWrite(t *testing.T) {
	t.Parallel()
	const huge = "123456789012345678901234567890"
	tests := []struct{ name, file, want string }{
		{"as it was", "a,b,Totalt\nx,5,5\nTotalt,5,5\n", "a,b,Totalt\nx,5,5\nTotalt,5,5\n"},
		{"written as it was", "a,b,Totalt\nx,007, 7\nTotalt,7,7", "a,b,Totalt\nx,007,\" 7\"\nTotalt,7,7\n"},
		{"other ends of lines", "a,b,Totalt\r\nx,5,5\r\nTotalt,5,5\r\n", "a,b,Totalt\nx,5,5\nTotalt,5,5\n"},
		{"a byte order mark", "\ufeffa,b,Totalt\nx,5,5\nTotalt,5,5\n", "a,b,Totalt\nx,5,5\nTotalt,5,5\n"},
		{"the same name twice", "a,b,b,b\nx,5,5,10\nx,5,5,10\nx,10,10,20\n", "a,b,b,b\nx,5,5,10\nx,5,5,10\nx,10,10,20\n"},
		{"quotes and commas in names", "\"a\"\"\",\"b,c\",Totalt\n\"x\ny\",5,5\nTotalt,5,5\n", "\"a\"\"\",\"b,c\",Totalt\n\"x\ny\",5,5\nTotalt,5,5\n"},
		{"a name that is a number", "1,2,3\n4,5,5\n6,5,5\n", "1,2,3\n4,5,5\n6,5,5\n"},
		{"huge", "a,b,Totalt\nx," + huge + "," + huge + "\nTotalt," + huge + "," + huge + "\n", "a,b,Totalt\nx," + huge + "," + huge + "\nTotalt," + huge + "," + huge + "\n"},
		{"one row, one column", "a,b,Totalt\nx,3,3\nTotalt,3,3\n", "a,b,Totalt\nx,..,..\nTotalt,..,..\n"},
		{"small beside huge", "a,b,c,Totalt\nx,3,9,12\ny," + huge + ",0," + huge + "\nTotalt,123456789012345678901234567893,9,123456789012345678901234567902\n",
			"a,b,c,Totalt\nx,..,..,12\ny,..,..," + huge + "\nTotalt,123456789012345678901234567893,9,123456789012345678901234567902\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := sdc.Read(strings.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			if err := sdc.Suppress(table, 5).Write(&out); err != nil {
				t.Fatal(err)
			}
			if out.String() != tt.want {
				t.Errorf("got\n%swant\n%s", out.String(), tt.want)
			}
		})
	}
}

// Whatever is read is written again cell for cell, and a hidden table is not read again.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b,c,Totalt\nx,3,9,12\ny,50,20,70\nTotalt,53,29,82\n"))
	f.Add([]byte("\ufeffa,b,Totalt\r\n\"x\"\"\",1,1\r\nTotalt,1,1\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 2000 {
			return
		}
		table, err := sdc.Read(bytes.NewReader(file))
		if err != nil {
			if !errors.Is(err, sdc.ErrTable) {
				t.Fatal(err)
			}
			return
		}
		if table.Rows()*table.Columns() > 100 {
			return
		}
		r := sdc.Suppress(table, 5)
		var out bytes.Buffer
		if err := r.Write(&out); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(lines) != table.Rows()+1 {
			t.Fatalf("%d lines of %d, %v", len(lines), table.Rows()+1, err)
		}
		for i := range table.Rows() {
			for j := range table.Columns() {
				want := strings.ReplaceAll(table.Text(i, j), "\r\n", "\n")
				if r.Why(i, j) != sdc.NotHidden {
					want = sdc.Hidden
				}
				if lines[i+1][j+1] != want {
					t.Errorf("row %d, column %d is %q, not %q", i, j, lines[i+1][j+1], want)
				}
			}
		}
	})
}
