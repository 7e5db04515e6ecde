package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/test/trialtest"
)

func keyOf(err error) string {
	if all := fault.All(err); len(all) == 1 && all[0].Field == "file" {
		return all[0].Key
	}
	return fmt.Sprint(err)
}

func TestReadCSV(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, key, want string }{
		{"nothing", "", "", ""},
		{"a picture", "\x89PNG\r\n\x1a\n\x00", "sheet.garbled", ""},
		{"bytes of no alphabet", "a\x81b", "sheet.garbled", ""},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_workbook", ""},
		{"a broken zip", "PK\x03\x04rest", "sheet.garbled", ""},
		{"a long cell", strings.Repeat("å", MaxCell+1), "sheet.cell_too_long", ""},
		{"many columns", strings.Repeat("a;", MaxColumns) + "a", "sheet.too_many_columns", ""},
		{"many rows", strings.Repeat("a\n", MaxRows+2), "sheet.too_many_rows", ""},
		{"semicolons", "Namn;Roll\nÅsa;chef\n", "", "1[Namn|Roll] 2[Åsa|chef]"},
		{"commas", "Namn,Roll\n\"Ek, Åsa\",chef\n", "", "1[Namn|Roll] 2[Ek, Åsa|chef]"},
		{"tabs", "Namn\tRoll\nÅsa\tchef", "", "1[Namn|Roll] 2[Åsa|chef]"},
		{"a mark", "\ufeffNamn;Roll\nÅsa;chef", "", "1[Namn|Roll] 2[Åsa|chef]"},
		{"Windows", "Namn;Roll\r\n\xc5sa \x96 Ek;chef", "", "1[Namn|Roll] 2[Åsa – Ek|chef]"},
		{"empty lines keep the count", "a;b\n\n;;\nc;d", "", "1[a|b] 4[c|d]"},
		{"a quote inside", `Bo "Bosse" Ek;chef`, "", `1[Bo "Bosse" Ek|chef]`},
		{"a formula is text", "=1+1;b", "", "1[=1+1|b]"},
	}
	for _, tt := range tests {
		rows, err := Read([]byte(tt.file))
		if tt.key != "" {
			if keyOf(err) != tt.key {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.key)
			}
			continue
		}
		if got := written(rows); err != nil || got != tt.want {
			t.Errorf("%s: %q %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func written(rows []Row) string {
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprintf("%d[%s]", r.Number, strings.Join(r.Cells, "|")))
	}
	return strings.Join(all, " ")
}

func TestDay(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "0001-01-01", "2026-11-23": "2026-11-23", "20261123": "2026-11-23", "46349": "2026-11-23", "46349.5": "2026-11-23", "2026-11-23 00:00:00": "2026-11-23",
		"23/11 2026": "-", "i morgon": "-", "1": "-", "2026-13-40": "-", "99999999": "-",
	} {
		d, ok := Day(cell)
		if got := d.String(); ok != (want != "-") || ok && cell != "" && got != want {
			t.Errorf("%q: %s %v, want %s", cell, got, ok, want)
		}
	}
}

func TestCSVIsNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom([]string{"=", "+", "-", "@", "\t", "\r", "", "a"}).Draw(t, "first") + rapid.StringN(0, 20, -1).Draw(t, "rest")
		got := guard(cell)
		if got != "" && strings.ContainsRune("=+-@\t\r\n", rune(got[0])) || !strings.HasSuffix(got, cell) {
			t.Fatalf("%q became %q", cell, got)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Namn;Roll\nÅsa;chef"))
	f.Add(workbook(f, [][]string{{"Namn", "Roll"}, {"Åsa", "chef"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := Read(b)
		if err != nil && keyOf(err) == fmt.Sprint(err) || len(rows) > MaxRows+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
	})
}

func workbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := x.SetCellValue("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// replaced is a workbook with one of its parts exchanged.
func replaced(t testing.TB, b []byte, name, content string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, content []byte) {
		part, err := w.Create(name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range in.File {
		if part.Name == name {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		var kept bytes.Buffer
		if _, err := kept.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		put(part.Name, kept.Bytes())
	}
	put(name, []byte(content))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	sheetPart   = "xl/worksheets/sheet1.xml"
	stringsPart = "xl/sharedStrings.xml"
	sheetHead   = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot   = `</sheetData></worksheet>`
	stringsHead = `<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
)

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	good := workbook(t, [][]string{{"Namn", "Roll"}, {}, {"Åsa", "chef"}})
	rows, err := Read(good)
	if got := written(rows); err != nil || got != "1[Namn|Roll] 3[Åsa|chef]" {
		t.Errorf("%q, %v", got, err)
	}
	formula := sheetHead + `<row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1"><f>WEBSERVICE("https://annan.example")</f></c></row>` + sheetFoot
	rows, err = Read(replaced(t, good, sheetPart, formula))
	if got := written(rows); err != nil || got != "1[7]" {
		t.Errorf("a formula was evaluated: %q, %v", got, err)
	}
}

// TestT12Sheets opens workbooks that are made to hurt. Each is refused, soon and in
// little memory.
func TestT12Sheets(t *testing.T) {
	good := workbook(t, [][]string{{"Namn"}, {"Åsa"}})
	n := trialtest.Size(200_000, 1_000_000)
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`
	outside := `<?xml version="1.0"?><!DOCTYPE l SYSTEM "file:///etc/passwd"><sst/>`
	hostile := []struct {
		name, key string
		file      []byte
	}{
		{"a bomb of zeros", "sheet.too_large_inside", replaced(t, good, "xl/media/image1.png", strings.Repeat("\x00", MaxUnpacked+1))},
		{"a bomb in the sheet", "sheet.too_large_inside", replaced(t, good, sheetPart, sheetHead+strings.Repeat(" ", MaxUnpacked)+sheetFoot)},
		{"shared strings", "sheet.too_large_inside", replaced(t, good, stringsPart, stringsHead+strings.Repeat("<si><t>x</t></si>", n)+"</sst>")},
		{"shared strings of another prefix", "sheet.too_large_inside", replaced(t, good, stringsPart, stringsHead+strings.Repeat("<x:si><x:t>x</x:t></x:si>", n)+"</sst>")},
		{"a billion laughs", "sheet.garbled", replaced(t, good, stringsPart, laughs)},
		{"an entity outside", "sheet.garbled", replaced(t, good, stringsPart, outside)},
		{"text in UTF-16", "sheet.garbled", replaced(t, good, sheetPart, "\xff\xfe<\x00a\x00/\x00>\x00")},
		{"many rows", "sheet.too_many_rows", replaced(t, good, sheetPart, sheetHead+rowsOf(MaxRows+2, 1)+sheetFoot)},
		{"the last row", "sheet.too_many_rows", replaced(t, good, sheetPart, sheetHead+`<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>`+sheetFoot)},
		{"the last column", "sheet.too_many_columns", replaced(t, good, sheetPart, sheetHead+`<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>`+sheetFoot)},
		{"one endless row", "sheet.too_large_inside", replaced(t, good, sheetPart, sheetHead+"<row>"+strings.Repeat("<c/>", 2_000_000)+"</row>"+sheetFoot)},
		{"a long cell", "sheet.cell_too_long", replaced(t, good, sheetPart, sheetHead+`<row r="1"><c r="A1" t="inlineStr"><is><t>`+strings.Repeat("x", 1<<20)+`</t></is></c></row>`+sheetFoot)},
		{"no sheet", "sheet.garbled", replaced(t, good, "xl/workbook.xml", `<workbook/>`)},
	}
	var slowest time.Duration
	var most uint64
	for _, h := range hostile {
		if len(h.file) > MaxSize {
			t.Fatalf("%s: the file is %d bytes and would not be opened", h.name, len(h.file))
		}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, err := Read(h.file)
		slowest = max(slowest, time.Since(began))
		runtime.ReadMemStats(&after)
		most = max(most, after.TotalAlloc-before.TotalAlloc)
		if keyOf(err) != h.key {
			t.Errorf("%s: %v, want %s", h.name, err, h.key)
		}
	}
	many := slices.Repeat([]byte("PK\x03\x04"), MaxSize)
	if _, err := Read(many); keyOf(err) != "sheet.too_large" {
		t.Errorf("a file that is too large: %v", err)
	}
	trialtest.Tell(t, "hostile workbooks refused", len(hostile))
	trialtest.AtMost(t, "the slowest refusal", slowest, 3*time.Second)
	trialtest.AtMost(t, "most allocated for one, in MiB", int64(most>>20), 256)

	full := replaced(t, good, sheetPart, sheetHead+rowsOf(MaxRows, 8)+sheetFoot)
	began := time.Now()
	rows, err := Read(full)
	if err != nil || len(rows) != MaxRows {
		t.Errorf("a full workbook: %d rows, %v", len(rows), err)
	}
	trialtest.AtMost(t, "5,000 rows of 8 cells read", time.Since(began), 3*time.Second)
}

func rowsOf(rows, columns int) string {
	var b strings.Builder
	for r := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		for range columns {
			b.WriteString(`<c t="inlineStr"><is><t>Ekstad</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// TestTable writes a table and reads it back, both as a workbook and as CSV.
func TestTable(t *testing.T) {
	t.Parallel()
	table := Table{{"Kommun", "Summa", "Dag", "Antal"}, {"=1+1", money.Amount(1_250_050), civil.On(2027, 6, 1), int64(7)}, {"Åminne", money.Kronor(3_000_000), civil.Date{}, int64(0)}, {"-1", money.Amount(-150_050), civil.Date{}, -7}}
	if got, want := string(table.CSV()), "\ufeffKommun;Summa;Dag;Antal\r\n'=1+1;12500,50;2027-06-01;7\r\nÅminne;3000000;;0\r\n'-1;-1500,50;;-7\r\n"; got != want {
		t.Errorf("CSV %q, want %q", got, want)
	}
	file, err := table.Workbook()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Read(file)
	if got, want := written(rows), "1[Kommun|Summa|Dag|Antal] 2[=1+1|12500.5|46539|7] 3[Åminne|3000000||0] 4[-1|-1500.5||-7]"; err != nil || got != want {
		t.Errorf("workbook %q %v, want %q", got, err, want)
	}
	again, err := table.Workbook()
	if err != nil || !bytes.Equal(file, again) {
		t.Error("the same table gave another file")
	}
}
