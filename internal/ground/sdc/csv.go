package sdc

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// Hidden is what stands in place of a hidden cell.
const Hidden = ".."

// maxDigits is the longest count that is read: more than any count of people, and few
// enough that a hostile file costs nothing to add up.
const maxDigits = 1000

const byteOrderMark = "\ufeff"

// Read reads a table from comma-separated values. The first row holds the names of the
// columns and the first column those of the rows; the last of both are totals.
func Read(from io.Reader) (Table, error) {
	all, err := io.ReadAll(from)
	if err != nil {
		return Table{}, fmt.Errorf("read table: %w", err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(all, []byte(byteOrderMark))))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		return Table{}, fmt.Errorf("%w: %w", ErrTable, place(err))
	}
	if len(lines) == 0 {
		return Table{}, fmt.Errorf("%w: it is empty", ErrTable)
	}
	if len(lines[0]) == 1 {
		return Table{}, fmt.Errorf("%w: the first row is one cell; cells are parted by commas", ErrTable)
	}
	t := Table{head: lines[0]}
	for i, line := range lines[1:] {
		if len(line) != len(t.head) {
			return Table{}, fmt.Errorf("%w: row %d has %d cells where the first row has %d", ErrTable, i+1, len(line), len(t.head))
		}
		counts := make([]*big.Int, 0, len(line))
		for j, text := range line[1:] {
			n, ok := count(text)
			if !ok {
				return Table{}, fmt.Errorf("%w: row %d, column %d is not a whole number, 0 or more", ErrTable, i+1, j+1)
			}
			counts = append(counts, n)
		}
		t.names, t.text, t.count = append(t.names, line[0]), append(t.text, line[1:]), append(t.count, counts)
	}
	return t, t.check()
}

// place keeps the line of a reader's error and leaves out what stood there.
func place(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("line %d: %w", parse.Line, parse.Err)
	}
	return err
}

func count(text string) (*big.Int, bool) {
	digits := strings.Trim(text, " \t")
	if digits == "" || len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(digits, 10)
}

// Write writes the table as comma-separated values, the hidden cells as [Hidden] and
// everything else as it was.
func (r Result) Write(to io.Writer) error {
	out := bufio.NewWriter(to)
	w := csv.NewWriter(out)
	if err := w.Write(r.table.head); err != nil {
		return err
	}
	for i, text := range r.table.text {
		line := []string{r.table.names[i]}
		for j := range text {
			line = append(line, r.Shown(i, j))
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return errors.Join(w.Error(), out.Flush())
}
