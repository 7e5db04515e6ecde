package sheet

import (
	"bytes"
	"embed"
	"strings"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

// Locale is the words of what is wrong with a file.
//
//go:embed locale
var Locale embed.FS

// The limits of a file.
const (
	MaxSize    = 4 << 20
	MaxRows    = 5_000
	MaxColumns = 50
	MaxCell    = 1_000
	// MaxUnpacked is what a workbook may be when it is unpacked.
	MaxUnpacked = 64 << 20
)

// A Row is one line that has something in it, and its number as the spreadsheet
// counts: from 1, the empty ones too.
type Row struct {
	Number int
	Cells  []string
}

// Read gives the rows of a CSV file or of the first sheet of a workbook. What is
// wrong is about the field "file".
func Read(b []byte) ([]Row, error) {
	switch {
	case len(b) > MaxSize:
		return nil, fault.Invalid("file", "sheet.too_large", "limit", MaxSize>>20)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return readWorkbook(b)
	case bytes.HasPrefix(b, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, fault.Invalid("file", "sheet.old_workbook")
	}
	return readCSV(b)
}

// table gathers rows within the limits.
type table struct{ rows []Row }

func (t *table) add(number int, cells []string) error {
	row, empty, err := clean(number, cells)
	switch {
	case err != nil || empty:
		return err
	case len(t.rows) > MaxRows: // the headings are no row
		return fault.Invalid("file", "sheet.too_many_rows", "limit", MaxRows)
	}
	t.rows = append(t.rows, row)
	return nil
}

// clean is a row within the limits, and whether there is anything in it.
func clean(number int, cells []string) (row Row, empty bool, err error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return row, true, nil
	case len(cells) > MaxColumns:
		return row, false, fault.Invalid("file", "sheet.too_many_columns", "row", number, "limit", MaxColumns)
	}
	row = Row{Number: number, Cells: make([]string, len(cells))}
	for i, c := range cells {
		if len(c) > MaxCell && utf8.RuneCountInString(c) > MaxCell {
			return row, false, fault.Invalid("file", "sheet.cell_too_long", "row", number, "limit", MaxCell)
		}
		if !utf8.ValidString(c) || strings.ContainsRune(c, 0) {
			return row, false, fault.Invalid("file", "sheet.garbled_row", "row", number)
		}
		// Kept apart from the file, which would otherwise stay in memory with it.
		row.Cells[i] = strings.Clone(strings.Join(strings.Fields(c), " "))
	}
	return row, false, nil
}
