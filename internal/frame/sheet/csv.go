package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

func readCSV(b []byte) ([]Row, error) {
	text, ok := decode(b)
	if !ok {
		return nil, fault.Invalid("file", "sheet.garbled")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	// A quote in the middle of a cell is a quote: people write “Bo "Bosse" Ek”.
	r.LazyQuotes = true
	var t table
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t.rows, nil
		}
		if err != nil {
			return nil, fault.Invalid("file", "sheet.garbled")
		}
		line, _ := r.FieldPos(0)
		if err := t.add(line, cells); err != nil {
			return nil, err
		}
	}
}

// separator is whichever of them the first line with anything on it has most of.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n \t"), "\n")
	best, most := ';', 0
	for _, c := range []rune{';', '\t', ','} {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// decode gives text of UTF-8, with or without a mark, and of Windows-1252. Bytes that
// are neither, such as a picture, are no text.
func decode(b []byte) (string, bool) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bytes.IndexByte(b, 0) >= 0 {
		return "", false
	}
	if utf8.Valid(b) {
		return string(b), true
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for _, c := range b {
		switch {
		case c < 0x20 && c != '\n' && c != '\r' && c != '\t':
			return "", false
		case c >= 0x80 && c < 0xa0:
			r := windows1252[c-0x80]
			if r == 0 {
				return "", false
			}
			out.WriteRune(r)
		default:
			out.WriteRune(rune(c))
		}
	}
	return out.String(), true
}

// windows1252 is where Windows-1252 differs from Latin 1; 0 stands for nothing.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// CSV is a table for a Swedish spreadsheet: semicolons and a mark that says UTF-8. A
// cell that a spreadsheet would take for a formula begins with an apostrophe.
func CSV(rows [][]string) []byte {
	safe := make([][]string, len(rows))
	for i, row := range rows {
		for _, c := range row {
			safe[i] = append(safe[i], guard(c))
		}
	}
	return separated(safe)
}

// separated is cells as they stand, which are safe already.
func separated(rows [][]string) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.Comma = ';'
	w.UseCRLF = true
	_ = w.WriteAll(rows) // a buffer takes everything
	return out.Bytes()
}

// guard is the advice of OWASP against CSV injection.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
