package sie

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

// A Contrast (jämförelse) is what an activity costs without what it is compared with: rows
// of the activity that have none of the tags, in a period and in the same period the year
// before. It may read several files.
type Contrast struct {
	From, Last civil.Date
	// Dimension and Codes are the activity: objects, or accounts that begin with the codes
	// where Dimension is 0.
	Dimension    int
	Codes        []string
	TagDimension int
	Tags         []string

	// Before and During go by months from the period's first.
	Before, During map[int]money.Amount
	// RowsBefore and RowsDuring are how many rows there were.
	RowsBefore, RowsDuring int
}

// tallied is a contrast of one file whose letters are taken to be of one kind.
type tallied struct {
	codes, tags            [][]byte
	before, during         map[int]money.Amount
	rowsBefore, rowsDuring int
	err                    error
}

// Read adds a file, once it has been read to its end. What is wrong with it is a [line.Error].
func (c *Contrast) Read(file io.Reader) error {
	var as [3]tallied
	for e := range as {
		as[e] = c.tallied(Encoding(e))
	}
	r, err := scan(file, nil, func(row Row) error {
		for e := range as {
			c.tally(&as[e], row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.take(as[r.encoding])
}

// Rows adds the rows that each gives to its argument, with codes in UTF-8.
func (c *Contrast) Rows(each func(add func(Row) error) error) error {
	t := c.tallied(UTF8)
	err := each(func(row Row) error {
		c.tally(&t, row)
		return t.err
	})
	if err != nil {
		return err
	}
	return c.take(t)
}

func (c *Contrast) tallied(e Encoding) tallied {
	t := tallied{before: map[int]money.Amount{}, during: map[int]money.Amount{}}
	for _, code := range c.Codes {
		if b, ok := e.bytes(code); ok {
			t.codes = append(t.codes, b)
		}
	}
	for _, tag := range c.Tags {
		if b, ok := e.bytes(tag); ok {
			t.tags = append(t.tags, b)
		}
	}
	return t
}

func (c *Contrast) tally(t *tallied, row Row) {
	if t.err != nil || len(row.Account) == 0 || strings.IndexByte(Classes, row.Account[0]) < 0 || row.marked(c.TagDimension, t.tags) || !c.of(t, row) {
		return
	}
	if row.Date.IsZero() {
		t.err = line.At(row.Line, undated)
		return
	}
	month := 12*(row.Date.Year-c.From.Year) + int(row.Date.Month-c.From.Month)
	sums, rows := t.during, &t.rowsDuring
	switch {
	case !row.Date.Before(c.From) && !row.Date.After(c.Last):
	case !row.Date.Before(yearBefore(c.From)) && !row.Date.After(yearBefore(c.Last)):
		sums, rows = t.before, &t.rowsBefore
		month += 12
	default:
		return
	}
	if !fits(sums[month], row.Amount) {
		t.err = line.At(row.Line, ErrTooMuch)
		return
	}
	sums[month] += row.Amount
	*rows++
}

func (c *Contrast) of(t *tallied, row Row) bool {
	if c.Dimension > 0 {
		return row.marked(c.Dimension, t.codes)
	}
	return slices.ContainsFunc(t.codes, func(code []byte) bool { return bytes.HasPrefix(row.Account, code) })
}

// yearBefore is the same day the year before, or the last of February.
func yearBefore(d civil.Date) civil.Date {
	d.Year--
	d.Day = min(d.Day, length(d.Year, d.Month))
	return d
}

func (c *Contrast) take(t tallied) error {
	if t.err != nil {
		return t.err
	}
	if c.Before == nil {
		c.Before, c.During = map[int]money.Amount{}, map[int]money.Amount{}
	}
	for into, from := range map[*map[int]money.Amount]map[int]money.Amount{&c.Before: t.before, &c.During: t.during} {
		for month, sum := range from {
			if !fits((*into)[month], sum) {
				return line.At(1, ErrTooMuch)
			}
			(*into)[month] += sum
		}
	}
	c.RowsBefore += t.rowsBefore
	c.RowsDuring += t.rowsDuring
	return nil
}
