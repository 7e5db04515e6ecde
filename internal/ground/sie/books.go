package sie

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
	"samspel/internal/ground/personnummer"
)

// The most that is kept of a file.
const (
	// MaxChoices is how many objects are told of.
	MaxChoices = 10_000
	maxSums    = 200_000
	maxShared  = 500_000
)

// Books (bokföring) is what a file has on each object that its costs are marked with, so
// that it can be asked later, when the file is gone: sums, and nothing else of any row.
type Books struct {
	Company, OrgNr string
	Letters        Encoding
	Years          []FiscalYear
	Dimensions     []Dimension
	// Choices go by dimension and number. Cut says that there are more than are told of.
	Choices []Choice
	Cut     bool
	// Rows is how many rows there are, costs or not.
	Rows int
	// First and Last are the days of the rows on accounts of [Classes].
	First, Last civil.Date

	// Sets are the choices of rows that have several of one dimension; set i is numbered
	// after the last choice.
	Sets   [][]int
	Sums   []ObjectSum
	Shared []SharedVouchers
}

// A FiscalYear (räkenskapsår) is numbered from the file's own, 0, back to -1.
type FiscalYear struct {
	Number      int
	First, Last civil.Date
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
	// Rows and Cost are those on accounts of [Classes] within the period.
	Rows int
	Cost money.Amount
	// Vouchers have no other object of the dimension.
	Vouchers int
	// Undated is the line of its first row that has no date, or 0.
	Undated int
}

// An ObjectSum is what is on a choice or a set in a month, within the period or outside it.
type ObjectSum struct {
	Of      int
	Month   string // "2021-01"
	Class   string
	Outside bool
	Amount  money.Amount
}

// SharedVouchers is how many vouchers have rows of all these choices of a dimension.
type SharedVouchers struct {
	Of       []int
	Vouchers int
}

// A Booked (bokfört) is what the books have on some objects of a dimension.
type Booked struct {
	// Total is within the period.
	Total, Outside money.Amount
	Sums           []MonthSum
	Vouchers       int
	// Rows is how many rows are marked, within the period.
	Rows int
}

// A MonthSum is what there is in a month on a class of accounts.
type MonthSum struct {
	Month, Class string
	Outside      bool
	Amount       money.Amount
}

// ErrNoSuchObject says that a file has no row with an object.
var ErrNoSuchObject = errors.New("sie: no such object")

// Ask says what is on any of the objects, each row once, as [Sum] does.
func (b Books) Ask(dimension int, objects []string) (k Booked, err error) {
	asked := make([]bool, len(b.Choices)+len(b.Sets))
	for _, o := range objects {
		i := slices.IndexFunc(b.Choices, func(c Choice) bool { return c.Dimension == dimension && c.Number == o })
		if i < 0 {
			return k, ErrNoSuchObject
		}
		if c := b.Choices[i]; c.Undated > 0 {
			return k, line.At(c.Undated, undated)
		} else if !asked[i] {
			asked[i] = true
			k.Rows += c.Rows
			k.Vouchers += c.Vouchers
		}
	}
	for i, set := range b.Sets {
		among := 0
		for _, c := range set {
			if asked[c] {
				among++
			}
		}
		asked[len(b.Choices)+i] = among > 0
	}
	for _, s := range b.Shared {
		if slices.ContainsFunc(s.Of, func(c int) bool { return asked[c] }) {
			k.Vouchers += s.Vouchers
		}
	}
	sums := map[MonthSum]money.Amount{}
	for _, s := range b.Sums {
		if !asked[s.Of] {
			continue
		}
		total := &k.Total
		if s.Outside {
			total = &k.Outside
		}
		if !fits(*total, s.Amount) {
			return Booked{}, line.At(1, ErrTooMuch)
		}
		*total += s.Amount
		sums[MonthSum{s.Month, s.Class, s.Outside, 0}] += s.Amount
	}
	for key, sum := range sums {
		key.Amount = sum
		k.Sums = append(k.Sums, key)
	}
	slices.SortFunc(k.Sums, func(a, b MonthSum) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Class, b.Class), inFirst(a.Outside, b.Outside))
	})
	return k, nil
}

func inFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

var undated = line.Reason{SV: "både raden och verifikationen saknar datum", EN: "neither the line nor the voucher has a date"}

// ErrTooMuch says that sums are more than can be counted.
var ErrTooMuch = line.Reason{SV: "summan blir för stor", EN: "the sum is too large"}

func fits(sum, more money.Amount) bool {
	return more >= 0 && sum <= math.MaxInt64-more || more < 0 && sum >= math.MinInt64-more
}

// Survey reads a file once, in little memory, and keeps what is on each object within the
// period and outside it. A zero Date has no limit. What is wrong with the file is a
// [line.Error].
func Survey(file io.Reader, from, last civil.Date) (Books, error) {
	g := NewGatherer(from, last)
	r, err := scan(file, g.catalogue, g.Add)
	if err != nil {
		return Books{}, err
	}
	b := g.Books(r.encoding)
	b.Company, b.OrgNr = r.Company()
	return b, nil
}

// scan reads a file once and gives each row to add; which letters it has is known at the end.
func scan(file io.Reader, c *catalogue, add func(Row) error) (*Reader, error) {
	var d detector
	r := NewReader(io.TeeReader(file, &d), CP437)
	r.catalogue = c
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			r.encoding = d.encoding()
			return r, nil
		}
		if err == nil {
			err = add(row)
		}
		if err != nil {
			return nil, err
		}
	}
}

// Write counts what is read.
func (d *detector) Write(b []byte) (int, error) {
	d.read(b)
	return len(b), nil
}

// A Gatherer makes [Books] of rows, which come voucher by voucher.
type Gatherer struct {
	from, last civil.Date
	books      Books
	catalogue  *catalogue
	sets       map[string]int // numbered down from -1
	sums       map[sumKey]money.Amount
	shared     map[string]int
	kept       int // choices in shared

	voucher int
	touched []int // choices with costs within the period in the voucher
	within  []int // choices of a dimension in a row
}

type sumKey struct {
	of      int
	month   int
	class   byte
	outside bool
}

// NewGatherer gathers what is within the period, and apart from it what is outside.
func NewGatherer(from, last civil.Date) *Gatherer {
	return &Gatherer{from: from, last: last, sets: map[string]int{}, sums: map[sumKey]money.Amount{}, shared: map[string]int{},
		catalogue: &catalogue{dimensions: map[int][]byte{}, choices: map[key]int{}, on: last}}
}

// Add adds a row. Only rows on accounts of [Classes] count.
func (g *Gatherer) Add(row Row) error {
	g.books.Rows++
	if len(row.Account) == 0 || strings.IndexByte(Classes, row.Account[0]) < 0 || len(row.Objects) == 0 {
		return nil
	}
	if row.Voucher != g.voucher {
		if err := g.endVoucher(row.Line); err != nil {
			return err
		}
		g.voucher = row.Voucher
	}
	if !row.Date.IsZero() {
		if g.books.First.IsZero() || row.Date.Before(g.books.First) {
			g.books.First = row.Date
		}
		if row.Date.After(g.books.Last) {
			g.books.Last = row.Date
		}
	}
	for i, o := range row.Objects {
		if slices.ContainsFunc(row.Objects[:i], func(before Object) bool { return before.Dimension == o.Dimension }) {
			continue
		}
		if err := g.addTo(o.Dimension, row); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds the row to its objects of one dimension.
func (g *Gatherer) addTo(dimension int, row Row) error {
	g.within = g.within[:0]
	for _, o := range row.Objects {
		if o.Dimension != dimension {
			continue
		}
		if c := g.catalogue.choice(dimension, o.Number); c >= 0 && !slices.Contains(g.within, c) {
			g.within = append(g.within, c)
		}
	}
	if len(g.within) == 0 {
		return nil
	}
	outside := row.Date.Before(g.from) || !g.last.IsZero() && row.Date.After(g.last)
	for _, i := range g.within {
		c := &g.catalogue.all[i]
		switch {
		case row.Date.IsZero() && c.Undated == 0:
			c.Undated = row.Line
		case row.Date.IsZero() || outside:
		case !fits(c.Cost, row.Amount):
			return line.At(row.Line, ErrTooMuch)
		default:
			c.Rows++
			c.Cost += row.Amount
			if !slices.Contains(g.touched, i) {
				g.touched = append(g.touched, i)
			}
		}
	}
	if row.Date.IsZero() {
		return nil
	}
	k := sumKey{g.of(), row.Date.Year*12 + int(row.Date.Month) - 1, row.Account[0], outside}
	sum, known := g.sums[k]
	switch {
	case !known && len(g.sums) == maxSums:
		return line.At(row.Line, tooVaried)
	case !fits(sum, row.Amount):
		return line.At(row.Line, ErrTooMuch)
	}
	g.sums[k] = sum + row.Amount
	return nil
}

var tooVaried = line.Reason{SV: "filen har fler objekt och månader än som får plats, exportera bara det som gäller bidraget", EN: "the file has more objects and months than there is room for, export only what is about the grant"}

// of is what a row with the choices within is summed on: the only one, or their set.
func (g *Gatherer) of() int {
	if len(g.within) == 1 {
		return g.within[0]
	}
	slices.Sort(g.within)
	key := packed(g.within)
	n, known := g.sets[key]
	if !known {
		n = -1 - len(g.sets)
		g.sets[key] = n
		g.books.Sets = append(g.books.Sets, slices.Clone(g.within))
	}
	return n
}

func packed(numbers []int) string {
	b := make([]byte, 0, 4*len(numbers))
	for _, n := range numbers {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return string(b)
}

// endVoucher counts the voucher once on each choice, or on those of a dimension together.
func (g *Gatherer) endVoucher(at int) error {
	if len(g.touched) > 1 {
		slices.SortFunc(g.touched, func(a, b int) int {
			return cmp.Or(cmp.Compare(g.catalogue.all[a].Dimension, g.catalogue.all[b].Dimension), cmp.Compare(a, b))
		})
	}
	for rest := g.touched; len(rest) > 0; {
		dimension, n := g.catalogue.all[rest[0]].Dimension, 1
		for n < len(rest) && g.catalogue.all[rest[n]].Dimension == dimension {
			n++
		}
		if n == 1 {
			g.catalogue.all[rest[0]].Vouchers++
		} else {
			key := packed(rest[:n])
			if g.shared[key] == 0 {
				if g.kept += n; g.kept > maxShared {
					return line.At(at, tooVaried)
				}
				g.books.Shared = append(g.books.Shared, SharedVouchers{Of: slices.Clone(rest[:n])})
			}
			g.shared[key]++
		}
		rest = rest[n:]
	}
	g.touched = g.touched[:0]
	return nil
}

// Books is what has been gathered. Nothing may be added afterwards.
func (g *Gatherer) Books(letters Encoding) Books {
	_ = g.endVoucher(0) // nothing in it can fail that is not about a next row
	b := g.books
	b.Letters, b.Cut = letters, g.catalogue.cut
	b.Choices, b.Dimensions, b.Years = g.catalogue.told(letters)
	for i := range b.Shared {
		b.Shared[i].Vouchers = g.shared[packed(b.Shared[i].Of)]
	}
	for k, sum := range g.sums {
		of := k.of
		if of < 0 {
			of = len(b.Choices) - 1 - of
		}
		b.Sums = append(b.Sums, ObjectSum{of, fmt.Sprintf("%04d-%02d", k.month/12, k.month%12+1), string(rune(k.class)), k.outside, sum})
	}
	slices.SortFunc(b.Sums, func(a, b ObjectSum) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Class, b.Class), inFirst(a.Outside, b.Outside))
	})
	return b.sorted()
}

// sorted puts the choices in order.
func (b Books) sorted() Books {
	order := make([]int, len(b.Choices))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := b.Choices[i], b.Choices[j]
		return cmp.Or(cmp.Compare(x.Dimension, y.Dimension), cmp.Compare(x.Number, y.Number), cmp.Compare(x.Name, y.Name))
	})
	at, choices := make([]int, len(order)), make([]Choice, len(order))
	for to, from := range order {
		at[from], choices[to] = to, b.Choices[from]
	}
	move := func(all []int) {
		for i := range all {
			all[i] = at[all[i]]
		}
	}
	for _, set := range b.Sets {
		move(set)
	}
	for _, s := range b.Shared {
		move(s.Of)
	}
	for i := range b.Sums {
		if of := &b.Sums[i].Of; *of < len(at) {
			*of = at[*of]
		}
	}
	b.Choices = choices
	return b
}

// named is the dimensions that the format has names for. Those of employees, customers,
// suppliers and invoices are not told of: they are people as often as not.
var named = map[int]string{1: "Kostnadsställe", 2: "Kostnadsbärare", 6: "Projekt"}

func personal(dimension int) bool { return dimension >= 7 && dimension <= 10 }

// catalogue gathers what a file says that there is, in the bytes of the file.
type catalogue struct {
	dimensions map[int][]byte
	years      []FiscalYear
	choices    map[key]int
	all        []Choice // their numbers are in numbers
	numbers    []string
	names      [][]byte
	cut        bool
	on         civil.Date // by which somebody must have been born
}

type key struct {
	dimension int
	number    string
}

// choice is the object by its bytes in the file; -1 when it is not told of.
func (c *catalogue) choice(dimension int, raw []byte) int {
	if dimension < 0 || personal(dimension) {
		return -1
	}
	if known, ok := c.choices[key{dimension, string(raw)}]; ok {
		return known
	}
	if len(c.choices) == MaxChoices {
		c.cut = true
		return -1
	}
	made := len(c.all)
	if c.person(raw) {
		c.choices[key{dimension, string(raw)}] = -1
		return -1
	}
	c.choices[key{dimension, string(raw)}] = made
	c.all, c.numbers, c.names = append(c.all, Choice{Dimension: dimension}), append(c.numbers, string(raw)), append(c.names, nil)
	return made
}

// person says whether the text has the number of somebody in it.
func (c *catalogue) person(raw []byte) bool {
	on := c.on
	if on.IsZero() {
		on = civil.On(2200, 1, 1)
	}
	for _, word := range strings.FieldsFunc(string(raw), func(r rune) bool { return (r < '0' || r > '9') && r != '-' && r != '+' }) {
		if _, err := personnummer.Parse(word, on); err == nil {
			return true
		}
	}
	return false
}

// declare reads the fields of #DIM, #UNDERDIM, #OBJEKT and #RAR.
func (c *catalogue) declare(tag string, rest []byte) {
	var fields [][]byte
	for len(fields) < 3 {
		what, field, after, _ := cut(rest)
		if what != word {
			break
		}
		fields, rest = append(fields, plain(field)), after
	}
	switch {
	case tag == "#RAR" && len(fields) == 3:
		first, errFirst := day(fields[1])
		last, errLast := day(fields[2])
		if errFirst == nil && errLast == nil && len(fields[0]) > 0 && len(c.years) < 20 {
			c.years = append(c.years, FiscalYear{-max(0, number([]byte(strings.TrimPrefix(string(fields[0]), "-")))), first, last})
		}
	case tag == "#RAR":
	case tag == "#OBJEKT" && len(fields) == 3:
		if i := c.choice(number(fields[0]), fields[1]); i >= 0 && len(fields[2]) <= maxName && !c.person(fields[2]) {
			c.names[i] = []byte(string(fields[2]))
		}
	case tag != "#OBJEKT" && len(fields) >= 2 && len(c.dimensions) < MaxChoices && len(fields[1]) <= maxName:
		if d := number(fields[0]); d >= 0 && !personal(d) {
			c.dimensions[d] = []byte(string(fields[1]))
		}
	}
}

// maxName is how long a name may be to be told, in bytes.
const maxName = 200

func (c *catalogue) told(letters Encoding) (choices []Choice, dimensions []Dimension, years []FiscalYear) {
	names := map[int]string{}
	for d, raw := range c.dimensions {
		names[d] = letters.text(raw)
	}
	for i, o := range c.all {
		o.Number, o.Name = letters.text([]byte(c.numbers[i])), letters.text(c.names[i])
		choices = append(choices, o)
		if _, said := names[o.Dimension]; !said {
			names[o.Dimension] = named[o.Dimension]
		}
	}
	for n, name := range names {
		dimensions = append(dimensions, Dimension{n, name})
	}
	slices.SortFunc(dimensions, func(a, b Dimension) int { return cmp.Compare(a.Number, b.Number) })
	return choices, dimensions, c.years
}
