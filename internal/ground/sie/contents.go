package sie

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"samspel/internal/ground/money"
)

// MaxChoices is how many objects are told of.
const MaxChoices = 10_000

// Contents is what there is to ask a file about.
type Contents struct {
	Company, OrgNr string
	Letters        Encoding
	Dimensions     []Dimension
	// Choices go by dimension and number. Cut says that there are more than are told of.
	Choices []Choice
	Cut     bool
}

// A Dimension (dimension) is a kind of objects, such as 6, projects.
type Dimension struct {
	Number int
	Name   string
}

// A Choice (valbart objekt) is an object that costs are marked with, or may be.
type Choice struct {
	Dimension    int
	Number, Name string
	// Rows and Cost are those on accounts of [Classes].
	Rows int
	Cost money.Amount
}

// named is the dimensions that the format has names for. Those of employees, customers,
// suppliers and invoices are not told of: they are people as often as not.
var named = map[int]string{1: "Kostnadsställe", 2: "Kostnadsbärare", 6: "Projekt"}

func personal(dimension int) bool { return dimension >= 7 && dimension <= 10 }

// catalogue gathers what a file says that there is.
type catalogue struct {
	dimensions map[int]string
	choices    map[key]*Choice
	cut        bool
}

type key struct {
	dimension int
	number    string
}

// choice is the object by its bytes in the file, or nil when there are too many.
func (c *catalogue) choice(dimension int, raw []byte) *Choice {
	if dimension < 0 || personal(dimension) {
		return nil
	}
	if known := c.choices[key{dimension, string(raw)}]; known != nil {
		return known
	}
	if len(c.choices) == MaxChoices {
		c.cut = true
		return nil
	}
	made := &Choice{Dimension: dimension}
	c.choices[key{dimension, string(raw)}] = made
	return made
}

// declare reads the fields of #DIM, #UNDERDIM and #OBJEKT.
func (c *catalogue) declare(tag string, rest []byte, letters Encoding) {
	var fields [][]byte
	for len(fields) < 3 {
		what, field, after, _ := cut(rest)
		if what != word {
			break
		}
		fields, rest = append(fields, plain(field)), after
	}
	switch {
	case tag == "#OBJEKT" && len(fields) == 3:
		if o := c.choice(number(fields[0]), fields[1]); o != nil {
			o.Name = letters.text(fields[2])
		}
	case tag != "#OBJEKT" && len(fields) >= 2 && len(c.dimensions) < MaxChoices:
		if d := number(fields[0]); d >= 0 && !personal(d) {
			c.dimensions[d] = letters.text(fields[1])
		}
	}
}

// Look reads a file twice, to its end and from its beginning, and says what it can be
// asked. What is wrong with the file is a [line.Error].
func Look(file io.ReadSeeker) (Contents, error) {
	letters, err := Detect(file)
	if err != nil {
		return Contents{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Contents{}, fmt.Errorf("read SIE from its beginning: %w", err)
	}
	r := NewReader(file, letters)
	r.catalogue = &catalogue{map[int]string{}, map[key]*Choice{}, false}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.contents(), nil
		}
		if err != nil {
			return Contents{}, err
		}
		if !strings.ContainsRune(Classes, rune(row.Account[0])) {
			continue
		}
		for i, o := range row.Objects {
			if slices.ContainsFunc(row.Objects[:i], o.is) {
				continue
			}
			if c := r.catalogue.choice(o.Dimension, o.Number); c != nil {
				c.Rows++
				if row.Amount > 0 && c.Cost > math.MaxInt64-row.Amount || row.Amount < 0 && c.Cost < math.MinInt64-row.Amount {
					return Contents{}, r.wrong("summan blir för stor")
				}
				c.Cost += row.Amount
			}
		}
	}
}

func (r *Reader) contents() Contents {
	c := Contents{Company: r.company, OrgNr: r.orgnr, Letters: r.encoding, Cut: r.catalogue.cut}
	dimensions := r.catalogue.dimensions
	for k, choice := range r.catalogue.choices {
		choice.Number = r.encoding.text([]byte(k.number))
		c.Choices = append(c.Choices, *choice)
		if _, said := dimensions[k.dimension]; !said {
			dimensions[k.dimension] = named[k.dimension]
		}
	}
	slices.SortFunc(c.Choices, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Name, b.Name))
	})
	for n, name := range dimensions {
		c.Dimensions = append(c.Dimensions, Dimension{n, name})
	}
	slices.SortFunc(c.Dimensions, func(a, b Dimension) int { return cmp.Compare(a.Number, b.Number) })
	return c
}
