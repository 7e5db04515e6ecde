package grant

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/line"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

// LedgerColumns says which column of a general ledger (huvudbok) holds what, counted
// from 1; 0 is none. There is an amount, or else debit and credit.
type LedgerColumns struct {
	Date, Account, Object, Activity, Amount, Debit, Credit int
}

// The dimensions that the columns of a general ledger become.
const (
	LedgerObjects    = 1
	LedgerActivities = 2
)

// A LedgerLine (huvudboksrad) is one row of a general ledger, as far as it is read:
// texts and names in other columns are passed over.
type LedgerLine struct {
	Number                    int
	Date                      civil.Date
	Account, Object, Activity string
	Amount                    money.Amount
}

// LedgerRoles are what a column may hold, in the order they are asked for.
var LedgerRoles = []string{"date", "account", "object", "amount", "debit", "credit", "activity"}

// ledgerHeadings are what people call the columns, by role.
var ledgerHeadings = map[string][]string{
	"date":     {"datum", "bokföringsdatum", "bokf.datum", "bokfdatum", "verifikationsdatum", "verdatum", "ver.datum", "transdatum", "transaktionsdatum", "date"},
	"account":  {"konto", "kontonr", "kontonummer", "kontokod", "account"},
	"object":   {"projekt", "projektnr", "projektkod", "proj", "objekt", "objektnr", "project", "object"},
	"amount":   {"belopp", "belopp sek", "summa", "saldo", "utfall", "amount"},
	"debit":    {"debet", "debit"},
	"credit":   {"kredit", "credit"},
	"activity": {"aktivitet", "aktivitetskod", "verksamhet", "verksamhetskod", "insats", "activity"},
}

// Column is the number of the role's column.
func (c LedgerColumns) Column(role string) int { return *c.of(role) }

// Set says which column holds what the role is.
func (c *LedgerColumns) Set(role string, column int) { *c.of(role) = column }

func (c *LedgerColumns) of(role string) *int {
	return map[string]*int{"date": &c.Date, "account": &c.Account, "object": &c.Object, "activity": &c.Activity,
		"amount": &c.Amount, "debit": &c.Debit, "credit": &c.Credit}[role]
}

// guessColumns finds the columns by their headings: as the municipality has said before,
// or as people call them. What stands twice is left to be said.
func guessColumns(headings []string, before map[string]string) (c LedgerColumns) {
	find := func(names ...string) int {
		at := -1
		for i, h := range headings {
			if !slices.Contains(names, strings.ToLower(h)) {
				continue
			}
			if at >= 0 {
				return 0
			}
			at = i
		}
		return at + 1
	}
	for _, role := range LedgerRoles {
		n := 0
		if said := before[role]; said != "" {
			n = find(strings.ToLower(said))
		}
		if n == 0 {
			n = find(ledgerHeadings[role]...)
		}
		c.Set(role, n)
	}
	if c.Amount > 0 && (before["debit"] == "" || c.Debit == 0 || c.Credit == 0) {
		c.Debit, c.Credit = 0, 0
	}
	if c.Debit > 0 && c.Credit > 0 {
		c.Amount = 0
	}
	return c
}

// check says which columns are missing, or are said to hold two things.
func (c LedgerColumns) check(columns int) (wrong fault.List) {
	taken := map[int]bool{}
	for _, role := range LedgerRoles {
		n := c.Column(role)
		if n < 0 || n > columns || n > 0 && taken[n] {
			wrong.Add(fault.Invalid("column_"+role, "grant.proof.column_twice"))
		}
		taken[n] = n > 0
	}
	for _, role := range []string{"date", "account", "object"} {
		if c.Column(role) == 0 {
			wrong.Add(fault.Invalid("column_"+role, "grant.proof.column_missing"))
		}
	}
	switch {
	case c.Amount > 0 && c.Debit+c.Credit > 0:
		wrong.Add(fault.Invalid("column_debit", "grant.proof.column_amounts"))
	case c.Amount == 0 && (c.Debit == 0 || c.Credit == 0):
		wrong.Add(fault.Invalid("column_amount", "grant.proof.column_amount_missing"))
	}
	return wrong
}

// isHeadings says whether a row is names of columns: it has more than one, all in letters.
// A row of the books has a day or a sum.
func isHeadings(cells []string) bool {
	named := 0
	for _, c := range cells {
		if c == "" {
			continue
		}
		if named++; !strings.ContainsFunc(c, isLetter) || strings.HasPrefix(c, "=") {
			return false
		}
	}
	return named > 1
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f }

// read reads a row. One without date, account and object is a sum or a heading inside the
// table, and is none.
func (c LedgerColumns) read(row Line, columns int, dayOf func(string) (civil.Date, bool)) (l LedgerLine, none bool, wrong *fault.Error) {
	cell := func(n int) string {
		if n == 0 || n > len(row.Cells) {
			return ""
		}
		return row.Cells[n-1]
	}
	l = LedgerLine{Number: row.Number, Account: cell(c.Account), Object: cell(c.Object), Activity: cell(c.Activity)}
	if cell(c.Date)+l.Account+l.Object == "" {
		return l, true, nil
	}
	day, ok := dayOf(cell(c.Date))
	l.Date = day
	switch {
	case len(row.Cells) > columns:
		return l, false, fault.Invalid("file", "grant.proof.row_too_long", "row", row.Number)
	case !ok || day.IsZero():
		return l, false, fault.Invalid("file", "grant.proof.row_date", "row", row.Number)
	case !isAccount(l.Account):
		return l, false, fault.Invalid("file", "grant.proof.row_account", "row", row.Number)
	case l.Object != "" && !says(l.Object) || l.Activity != "" && !says(l.Activity):
		return l, false, fault.Invalid("file", "grant.proof.row_object", "row", row.Number)
	}
	if c.Amount > 0 {
		l.Amount, ok = sumOf(cell(c.Amount))
		ok = ok && cell(c.Amount) != ""
	} else {
		debit, okDebit := sumOf(cell(c.Debit))
		credit, okCredit := sumOf(cell(c.Credit))
		if credit < 0 {
			credit = -credit // some write what it is, and others which way it goes
		}
		l.Amount, ok = debit-credit, okDebit && okCredit && cell(c.Debit)+cell(c.Credit) != ""
	}
	if !ok {
		return l, false, fault.Invalid("file", "grant.proof.row_amount", "row", row.Number)
	}
	return l, false, nil
}

func isAccount(s string) bool {
	return len(s) > 0 && len(s) <= 10 && strings.Trim(s, "0123456789") == ""
}

// sumOf reads a sum as people write it, or as a workbook keeps it: 1234.5600000000001.
// Nothing is 0.
func sumOf(cell string) (money.Amount, bool) {
	if cell == "" {
		return 0, true
	}
	if a, err := money.Parse(cell); err == nil {
		return a, a < mostMoney && a > -mostMoney
	}
	if strings.Trim(cell, "-0123456789.E") != "" || !strings.Contains(cell, ".") || len(cell) < 8 && !strings.Contains(cell, "E") {
		return 0, false
	}
	x, err := strconv.ParseFloat(cell, 64)
	ore := math.Round(x * 100)
	if err != nil || math.Abs(x*100-ore) > 1e-3 || math.Abs(ore) >= float64(mostMoney) {
		return 0, false
	}
	return money.Amount(ore), true
}

// row is the line as a row of vouchers, each of its own.
func (l LedgerLine) row() sie.Row {
	r := sie.Row{Line: l.Number, Voucher: l.Number, Account: []byte(l.Account), Amount: l.Amount, Date: l.Date}
	if l.Object != "" {
		r.Objects = append(r.Objects, sie.Object{Dimension: LedgerObjects, Number: []byte(l.Object)})
	}
	if l.Activity != "" {
		r.Objects = append(r.Objects, sie.Object{Dimension: LedgerActivities, Number: []byte(l.Activity)})
	}
	return r
}

const (
	// shownLines is how many rows of a general ledger are shown, and how many faults.
	shownLines  = 8
	shownFaults = 20
)

// LedgerLook is what a general ledger looks like before it is known which columns hold
// what, or when some of its rows cannot be read.
type LedgerLook struct {
	Headings []string
	Columns  LedgerColumns
	Lines    []LedgerLine
	// Rows is how many rows were read, Sums how many were passed over as sums, and Wrong
	// the first of those that could not be read, of Faults.
	Rows, Sums, Faults int
	Wrong              []LineFault
	Total              money.Amount
	// Missing is which columns must be said.
	Missing fault.List
}

// OK says that the whole ledger has been read.
func (l LedgerLook) OK() bool { return len(l.Missing) == 0 && l.Faults == 0 }

// ledgerReader reads a general ledger row by row.
type ledgerReader struct {
	look   LedgerLook
	said   LedgerColumns
	before map[string]string
	dayOf  func(cell string) (civil.Date, bool)
	add    func(sie.Row) error
}

func (r *ledgerReader) row(row Line) error {
	if r.look.Headings == nil {
		if !isHeadings(row.Cells) {
			return fault.Invalid("file", "grant.proof.no_headings", "row", row.Number)
		}
		r.look.Headings, r.look.Columns = row.Cells, r.said
		if r.said == (LedgerColumns{}) {
			r.look.Columns = guessColumns(row.Cells, r.before)
		}
		r.look.Missing = r.look.Columns.check(len(row.Cells))
		return nil
	}
	if len(r.look.Missing) > 0 {
		return nil
	}
	l, none, wrong := r.look.Columns.read(row, len(r.look.Headings), r.dayOf)
	switch {
	case none:
		r.look.Sums++
		return nil
	case wrong != nil:
		if r.look.Faults++; r.look.Faults <= shownFaults {
			r.look.Wrong = append(r.look.Wrong, LineFault{row.Number, wrong})
		}
		return nil
	}
	total := r.look.Total + l.Amount
	if l.Amount > 0 && total < r.look.Total || l.Amount < 0 && total > r.look.Total {
		return line.At(row.Number, sie.ErrTooMuch)
	}
	if r.look.Rows++; r.look.Rows <= shownLines {
		r.look.Lines = append(r.look.Lines, l)
	}
	r.look.Total = total
	return r.add(l.row())
}
