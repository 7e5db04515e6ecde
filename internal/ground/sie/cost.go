package sie

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
)

// A Question is which costs to sum: those marked with any of the objects of a dimension,
// in one calendar year, or in the whole file when Year is 0.
type Question struct {
	Dimension int
	Objects   []string
	Year      int
}

// Classes are the classes of accounts that hold costs.
const Classes = "4567"

// A Cost (kostnad) is what the books have on the objects: each #TRANS once on an account
// of [Classes], debit positive, in the month of its own date or else its voucher's.
type Cost struct {
	Company, OrgNr string
	Letters        Encoding
	Objects        []string
	Total          money.Amount
	ByMonth        map[string]money.Amount // "2021-01"
	ByClass        map[string]money.Amount // all of Classes
	Vouchers       int
	// Marked is how many rows have any of the objects, in whichever class and year.
	Marked int
}

// Sum reads a file twice, to its end and from its beginning, and answers the question.
// What is wrong with the file is a [line.Error].
func Sum(file io.ReadSeeker, q Question) (Cost, error) {
	letters, err := Detect(file)
	if err != nil {
		return Cost{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Cost{}, fmt.Errorf("read SIE from its beginning: %w", err)
	}
	c := Cost{Letters: letters, ByMonth: map[string]money.Amount{}, ByClass: map[string]money.Amount{}}
	for _, class := range Classes {
		c.ByClass[string(class)] = 0
	}
	var wanted [][]byte
	for _, o := range q.Objects {
		if slices.Contains(c.Objects, o) {
			continue
		}
		c.Objects = append(c.Objects, o)
		if b, ok := letters.bytes(o); ok {
			wanted = append(wanted, b)
		}
	}
	r := NewReader(file, letters)
	sums := tally{cost: &c}
	last := 0
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			c.Company, c.OrgNr = r.Company()
			return c, nil
		}
		if err != nil {
			return Cost{}, err
		}
		if !row.marked(q.Dimension, wanted) {
			continue
		}
		c.Marked++
		class := row.Account[0]
		if class < '4' || class > '7' || q.Year != 0 && !row.Date.IsZero() && row.Date.Year != q.Year {
			continue
		}
		if row.Date.IsZero() {
			return Cost{}, line.At(row.Line, undated)
		}
		if !sums.add(row) {
			return Cost{}, line.At(row.Line, ErrTooMuch)
		}
		if row.Voucher != last {
			c.Vouchers, last = c.Vouchers+1, row.Voucher
		}
	}
}

func (r Row) marked(dimension int, wanted [][]byte) bool {
	for _, o := range r.Objects {
		if o.Dimension != dimension {
			continue
		}
		for _, w := range wanted {
			if bytes.Equal(o.Number, w) {
				return true
			}
		}
	}
	return false
}

// tally adds rows to a cost. The rows of a month mostly stand together, so its key is
// made once for all of them.
type tally struct {
	cost *Cost
	of   civil.Date // the first day of the month that is the key
	key  string
}

// add says whether the sums hold the row too.
func (t *tally) add(row Row) bool {
	if first := (civil.Date{Year: row.Date.Year, Month: row.Date.Month, Day: 1}); first != t.of {
		t.of, t.key = first, fmt.Sprintf("%04d-%02d", first.Year, first.Month)
	}
	c, class := t.cost, Classes[row.Account[0]-Classes[0]:][:1]
	for _, sum := range []money.Amount{c.Total, c.ByMonth[t.key], c.ByClass[class]} {
		if row.Amount > 0 && sum > math.MaxInt64-row.Amount || row.Amount < 0 && sum < math.MinInt64-row.Amount {
			return false
		}
	}
	c.Total += row.Amount
	c.ByMonth[t.key] += row.Amount
	c.ByClass[class] += row.Amount
	return true
}
