package grant

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/line"
)

// The limits of a file of wishes. There are 290 municipalities.
const (
	MaxWishes     = 100_000
	maxWishesSize = 16 << 20
)

const byteOrderMark = "\ufeff"

var wishColumns = []string{"code", "name", "frame", "extra"}

// ReadWishes reads municipalities from a CSV file in UTF-8 with the columns code, name,
// frame and extra, in any order and among others, between commas or semicolons. The
// sums are whole kronor, with or without spaces between the thousands. An empty extra,
// or a row that ends before it, says that the municipality does not want more.
//
// What is wrong with the file is a [line.Error]; then nothing of it is given.
func ReadWishes(from io.Reader) ([]Wish, error) {
	all, err := io.ReadAll(io.LimitReader(from, maxWishesSize+1))
	if err != nil {
		return nil, fmt.Errorf("read wishes: %w", err)
	}
	if len(all) > maxWishesSize {
		return nil, line.Errorf(1, "filen är större än %d MB", maxWishesSize>>20)
	}
	all = bytes.TrimPrefix(all, []byte(byteOrderMark))
	if err := checkText(all); err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(all))
	r.Comma = separator(all)
	r.TrimLeadingSpace = true
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	var head columns
	var wishes []Wish
	seen := map[string]int{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, quoteError(err)
		}
		n, _ := r.FieldPos(0)
		trim(cells)
		switch {
		case !slices.ContainsFunc(cells, func(c string) bool { return c != "" }):
			continue
		case head == nil:
			if head, err = readHeading(n, cells); err != nil {
				return nil, err
			}
			continue
		}
		w, err := head.wish(n, cells)
		if err != nil {
			return nil, err
		}
		if before, twice := seen[w.Code]; twice {
			return nil, line.Errorf(n, "koden %q står redan på rad %d", w.Code, before)
		}
		if len(wishes) == MaxWishes {
			return nil, line.Errorf(n, "filen har fler än %d kommuner", MaxWishes)
		}
		seen[w.Code] = n
		wishes = append(wishes, w)
	}
	if head == nil {
		return nil, line.Errorf(1, "filen är tom, första raden ska vara %s", strings.Join(wishColumns, ","))
	}
	return wishes, nil
}

// checkText refuses what is not UTF-8, on the line where it is not.
func checkText(all []byte) error {
	bad := bytes.IndexByte(all, 0)
	reason := "det finns nolltecken i filen, spara den som CSV i UTF-8"
	if bad < 0 {
		reason = "texten är inte UTF-8 (kanske Windows-1252), spara filen som CSV i UTF-8"
		if utf8.Valid(all) {
			return nil
		}
		for bad = 0; ; {
			r, n := utf8.DecodeRune(all[bad:])
			if r == utf8.RuneError && n <= 1 {
				break
			}
			bad += n
		}
	}
	return line.Errorf(1+bytes.Count(all[:bad], []byte("\n")), "%s", reason)
}

func separator(all []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(all, "\r\n \t"), []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		return ';'
	}
	return ','
}

func quoteError(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return line.Errorf(parse.StartLine, "ett citattecken står fel eller saknas")
	}
	return err
}

func trim(cells []string) {
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
}

// columns is where the columns of wishColumns stand, and how many columns there are.
type columns []int

func readHeading(n int, cells []string) (columns, error) {
	var at columns
	for _, name := range wishColumns {
		is := func(c string) bool { return strings.EqualFold(c, name) }
		i := slices.IndexFunc(cells, is)
		if i < 0 {
			return nil, line.Errorf(n, "kolumnen %s saknas, rubrikerna ska vara %s", name, strings.Join(wishColumns, ","))
		}
		if slices.ContainsFunc(cells[i+1:], is) {
			return nil, line.Errorf(n, "kolumnen %s står två gånger", name)
		}
		at = append(at, i)
	}
	return append(at, len(cells)), nil
}

// wish is one row. The cells are lent by the reader.
func (at columns) wish(n int, cells []string) (w Wish, err error) {
	if len(cells) > at[4] {
		return w, line.Errorf(n, "raden har %d kolumner men rubrikraden %d", len(cells), at[4])
	}
	cell := func(i int) string {
		if at[i] < len(cells) {
			return strings.Clone(cells[at[i]])
		}
		return ""
	}
	w.Code, w.Name = cell(0), cell(1)
	switch {
	case w.Code == "":
		return w, line.Errorf(n, "code saknas")
	case cell(2) == "":
		return w, line.Errorf(n, "frame saknas, skriv 0 om kommunen inte har någon ram")
	}
	if w.Frame, err = wholeKronor(cell(2)); err != nil {
		return w, line.Errorf(n, "frame %v", err)
	}
	if w.Interested = cell(3) != ""; w.Interested {
		if w.Extra, err = wholeKronor(cell(3)); err != nil {
			return w, line.Errorf(n, "extra %v", err)
		}
	}
	return w, nil
}

var (
	errNegative = errors.New("är negativt")
	errNotWhole = errors.New("är inte ett antal hela kronor")
	errTooLarge = errors.New("är för stort")
)

// ParseKronor reads a sum of whole kronor, 0 or more: "7000001" or "7 000 001". The
// error is the end of a sentence in Swedish about the sum.
func ParseKronor(s string) (int64, error) { return wholeKronor(strings.TrimSpace(s)) }

func wholeKronor(s string) (int64, error) {
	digits := strings.TrimLeft(s, "-\u2212")
	n, err := joined(strings.TrimSpace(digits))
	switch signs := utf8.RuneCountInString(s) - utf8.RuneCountInString(digits); {
	case signs == 0 || errors.Is(err, errNotWhole):
		return n, err
	case signs == 1:
		return 0, errNegative
	}
	return 0, errNotWhole
}

// joined reads digits, in one run or in groups of three.
func joined(s string) (int64, error) {
	groups := strings.FieldsFunc(s, unicode.IsSpace)
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" || len(groups) > 1 && (i == 0 && len(g) > 3 || i > 0 && len(g) != 3) {
			return 0, errNotWhole
		}
	}
	if len(groups) == 0 {
		return 0, errNotWhole
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	if err != nil {
		return 0, errTooLarge
	}
	return n, nil
}

// WriteCSV writes the shares as comma-separated values. A name that a spreadsheet would
// take for a formula begins with an apostrophe.
func (d Redistribution) WriteCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	// What goes wrong with a row is kept until the end.
	_ = w.Write([]string{"code", "name", "amount", "exact", "capped", "explanation"})
	for _, s := range d.Shares {
		_ = w.Write([]string{guard(s.Code), guard(s.Name), strconv.FormatInt(s.Amount, 10), s.Exact.String(), strconv.FormatBool(s.Capped), s.Explanation})
	}
	w.Flush()
	return w.Error()
}

func guard(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
