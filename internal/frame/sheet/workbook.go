package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	// maxParts is how many files a workbook may consist of.
	maxParts = 200
	// maxTags is how much markup a sheet may have: the limits of rows and columns, with
	// room for what spreadsheets add. What is not a sheet is read whole into memory and
	// has less.
	maxTags      = 1_500_000
	maxOtherTags = 600_000
)

func readWorkbook(b []byte) ([]Row, error) {
	var t table
	err := openWorkbook(b, MaxRows, func(r Row) error {
		t.rows = append(t.rows, r)
		return nil
	})
	return t.rows, err
}

// openWorkbook gives at most so many rows of the first sheet, besides its headings.
func openWorkbook(b []byte, limit int, each func(Row) error) error {
	if err := lookThrough(b); err != nil {
		return err
	}
	// Nothing of it may be left on the disc, so no part is large enough to go there.
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: MaxUnpacked,
	})
	if err != nil {
		return fault.Invalid("file", "sheet.garbled")
	}
	defer f.Close()
	props, err := f.GetWorkbookProps()
	if err != nil {
		return fault.Invalid("file", "sheet.garbled")
	}
	if props.Date1904 != nil && *props.Date1904 {
		return fault.Invalid("file", "sheet.days_from_1904")
	}
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return fault.Invalid("file", "sheet.garbled")
	}
	return firstSheet(f, sheets[0], limit, each)
}

func firstSheet(f *excelize.File, name string, limit int, each func(Row) error) error {
	rows, err := f.Rows(name)
	if err != nil {
		return fault.Invalid("file", "sheet.garbled")
	}
	defer rows.Close()
	given := 0
	for number := 1; rows.Next(); number++ {
		if number > limit*4 {
			return fault.Invalid("file", "sheet.too_many_rows", "limit", limit)
		}
		cells, err := rows.Columns()
		if err != nil {
			return fault.Invalid("file", "sheet.garbled")
		}
		row, empty, err := clean(number, cells)
		if err != nil {
			return err
		}
		if empty {
			continue
		}
		if given++; given > limit+1 { // the headings are no row
			return fault.Invalid("file", "sheet.too_many_rows", "limit", limit)
		}
		if err := each(row); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return fault.Invalid("file", "sheet.garbled")
	}
	return nil
}

// lookThrough unpacks a workbook once without keeping it, and refuses what would cost
// too much to open: too many or too large parts, too much markup, a document type,
// which is where entities are declared, and text in another form than UTF-8, in which
// all of that could hide.
func lookThrough(b []byte) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return fault.Invalid("file", "sheet.garbled")
	}
	if len(z.File) > maxParts {
		return fault.Invalid("file", "sheet.too_large_inside", "limit", MaxUnpacked>>20)
	}
	left := int64(MaxUnpacked)
	for _, part := range z.File {
		if part.UncompressedSize64 > uint64(left) {
			return fault.Invalid("file", "sheet.too_large_inside", "limit", MaxUnpacked>>20)
		}
		size, err := lookAt(part, left)
		if err != nil {
			return err
		}
		left -= size
	}
	return nil
}

func lookAt(part *zip.File, left int64) (int64, error) {
	r, err := part.Open()
	if err != nil {
		return 0, fault.Invalid("file", "sheet.garbled")
	}
	defer r.Close()
	name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
	most := maxOtherTags
	if strings.HasPrefix(name, "xl/worksheets/") {
		most = maxTags
	}
	var size int64
	var tags int
	// What lies across two reads is seen in the second.
	window := make([]byte, 0, 64<<10)
	for {
		kept := copy(window[:cap(window)], window[max(0, len(window)-across):])
		n, err := io.ReadFull(r, window[kept:cap(window)])
		window = window[:kept+n]
		fresh := window[kept:]
		size += int64(n)
		tags += bytes.Count(fresh, []byte("<"))
		switch {
		case size > left || tags > most:
			return 0, fault.Invalid("file", "sheet.too_large_inside", "limit", MaxUnpacked>>20)
		case isXML(name) && (bytes.IndexByte(fresh, 0) >= 0 || bytes.Contains(window, []byte("<!DOCTYPE"))):
			return 0, fault.Invalid("file", "sheet.garbled")
		case name == firstPart && mergedAt(window) > 0:
			return 0, fault.Invalid("file", "sheet.merged", "row", mergedAt(window))
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return size, nil
		case err != nil:
			return 0, fault.Invalid("file", "sheet.garbled")
		}
	}
}

const (
	// across is how much of a read is seen again with the next.
	across    = 100
	firstPart = "xl/worksheets/sheet1.xml"
)

var mergedCells = regexp.MustCompile(`<mergeCell ref="[A-Z]+([0-9]+):[A-Z]+([0-9]+)"`)

// mergedAt is the row of a cell that has been merged with one below it, or 0. Those below
// have nothing in them, whatever the picture shows. A heading over several columns is
// only a heading.
func mergedAt(window []byte) int {
	for _, m := range mergedCells.FindAllSubmatch(window, -1) {
		if row, err := strconv.Atoi(string(m[1])); err == nil && !bytes.Equal(m[1], m[2]) {
			return row
		}
	}
	return 0
}

func isXML(name string) bool {
	return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
}

// Day reads a day as people and spreadsheets write it: 2026-11-23, 20261123, or the
// number of days that a workbook keeps. The zero Date is an empty cell.
func Day(cell string) (civil.Date, bool) {
	cell, _, _ = strings.Cut(strings.TrimSpace(cell), " ")
	if cell == "" {
		return civil.Date{}, true
	}
	if len(cell) == 8 && strings.IndexFunc(cell, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		cell = cell[:4] + "-" + cell[4:6] + "-" + cell[6:]
	}
	if d, err := civil.Parse(cell); err == nil {
		return d, true
	}
	whole, _, _ := strings.Cut(cell, ".")
	n, err := strconv.Atoi(whole)
	// Between 1954 and 2119.
	if err != nil || n < 20_000 || n > 80_000 {
		return civil.Date{}, false
	}
	return civil.On(1899, 12, 30).AddDays(n), true
}
