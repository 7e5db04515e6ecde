package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"samspel/internal/ground/fault"
)

const (
	// MaxRecord is the longest line of a CSV file that is streamed, in bytes.
	MaxRecord = 64 << 10
	// MaxStreamedRows is how many rows of a workbook are streamed. CSV may have any number.
	MaxStreamedRows = 50_000
)

// Stream gives the rows of a CSV file, however long, or of a workbook of at most [MaxSize],
// one by one and keeps none of them. What each returns ends the reading.
func Stream(from io.Reader, each func(Row) error) error {
	in := bufio.NewReaderSize(from, MaxRecord)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read a table: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		b, err := io.ReadAll(io.LimitReader(in, MaxSize+1))
		if err != nil {
			return fmt.Errorf("read a workbook: %w", err)
		}
		if len(b) > MaxSize {
			return fault.Invalid("file", "sheet.workbook_too_large", "limit", MaxSize>>20)
		}
		return openWorkbook(b, MaxStreamedRows, each)
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return fault.Invalid("file", "sheet.old_workbook")
	}
	r := records{in: in}
	for {
		cells, number, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		row, empty, err := clean(number, cells)
		if err != nil {
			return err
		}
		if empty {
			continue
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// records reads CSV record by record. A record may take several lines, and together they
// are no longer than one.
type records struct {
	in    *bufio.Reader
	line  int
	comma byte
}

func (r *records) next() (cells []string, number int, err error) {
	text, err := r.read()
	if err != nil {
		return nil, 0, err
	}
	number = r.line
	for r.comma == 0 && strings.TrimSpace(string(text)) != "" {
		r.comma = byte(separator(string(text)))
	}
	text = bytes.Clone(text) // what is read next takes its place
	for {
		var open bool
		if cells, open = split(text, r.comma); !open {
			break
		}
		more, err := r.read()
		if errors.Is(err, io.EOF) || err == nil && len(text)+len(more) > MaxRecord {
			return nil, 0, fault.Invalid("file", "sheet.open_quote", "row", number)
		}
		if err != nil {
			return nil, 0, err
		}
		text = append(append(text, '\n'), more...)
	}
	for i, c := range cells {
		plain, ok := decode([]byte(c))
		if !ok || strings.ContainsRune(plain, '\r') {
			return nil, 0, fault.Invalid("file", "sheet.garbled_row", "row", number)
		}
		cells[i] = plain
	}
	return cells, number, nil
}

// read gives the next line without its end.
func (r *records) read() ([]byte, error) {
	text, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fault.Invalid("file", "sheet.line_too_long", "row", r.line+1, "limit", MaxRecord>>10)
	case errors.Is(err, io.EOF) && len(text) == 0:
		return nil, io.EOF
	case err != nil && !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("read CSV: %w", err)
	}
	if r.line++; r.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
	}
	return bytes.TrimRight(text, "\r\n"), nil
}

// split cuts a record into its cells, and says whether a quoted one has no end yet.
func split(text []byte, comma byte) (cells []string, open bool) {
	for {
		if len(text) == 0 || text[0] != '"' {
			cell, rest, more := bytes.Cut(text, []byte{comma})
			cells = append(cells, string(cell))
			if !more {
				return cells, false
			}
			text = rest
			continue
		}
		var cell []byte
		i := 1
		for ; ; i++ {
			if i >= len(text) {
				return cells, true
			}
			if text[i] != '"' {
				cell = append(cell, text[i])
				continue
			}
			if i+1 < len(text) && text[i+1] == '"' {
				i++
				cell = append(cell, '"')
				continue
			}
			if i+1 == len(text) || text[i+1] == comma {
				break
			}
			// A quote in the middle of a cell is a quote.
			cell = append(cell, '"')
		}
		cells = append(cells, string(cell))
		if i+1 == len(text) {
			return cells, false
		}
		text = text[i+2:]
	}
}
