package grant

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A SchemeYear (bidragsår) is one year of a scheme, on terms of its own. Its money is
// a book of the ledger under the year's id.
//
// Invariant: there is no money before it has been decided by somebody other than who
// prepared it.
type SchemeYear struct {
	ID, Scheme string
	// Agency and SchemeName are the scheme's.
	Agency, SchemeName string
	Year               int
	State              YearState
	// Version moves with every change.
	Version int64
	Terms   Terms
	// PreparedBy is who changed it last; DecidedBy and DecidedAt are empty until then.
	PreparedBy, DecidedBy string
	DecidedAt             time.Time
}

// YearState is how far a year has come.
type YearState string

const (
	// Preparing: its terms can be changed, and nothing has been paid or posted.
	Preparing YearState = "preparing"
	// Running: the terms hold and the money is in the book.
	Running YearState = "running"
	// Closed: the book is closed.
	Closed YearState = "closed"
)

// Terms (villkor) are what the government has decided of a year.
type Terms struct {
	Appropriations []Appropriation
	// Caps are what the agency may use itself.
	Caps []Cap
	// CapsInside says that the caps are part of the total; else they come beside it.
	CapsInside bool
	// RepaymentsReturn says that the agency may give repaid money out again within the year.
	RepaymentsReturn bool
	Dates            Dates
	// Conditions are what the municipalities are bound by.
	Conditions []string
	// Contents are what an account of use must hold.
	Contents []string
	// Heard are whom the agency is to hear.
	Heard []string
	// Reports are when the agency is to report to the government.
	Reports []ReportDate
}

// A ReportDate (redovisningsdag) is a day by which the agency is to have reported.
type ReportDate struct {
	Label string
	DueOn civil.Date
	// SentBy and SentAt are who has said that it is sent.
	SentBy string    `json:"-"`
	SentAt time.Time `json:"-"`
}

// An Appropriation (anslag) is money that the government has decided, or has said that
// it plans to.
type Appropriation struct {
	ID string
	// RegistrationNumber (diarienummer) is the government decision's.
	RegistrationNumber string
	DecidedOn          civil.Date
	// Item (anslagspost) is where in the budget it is, as "4:7 ap.2".
	Item   string
	Amount money.Amount
	Status AppropriationStatus
	// Replaces is the id of the planned amount that this is the decision on; empty is none.
	Replaces string
	// PreparedBy and ApprovedBy are who entered it and who put it in the book.
	PreparedBy, ApprovedBy string `json:"-"`
}

// AppropriationStatus says whether there is any money.
type AppropriationStatus string

const (
	// Decided: it may be allotted and paid.
	Decided AppropriationStatus = "decided"
	// Planned: the government intends or estimates; nothing can be paid.
	Planned AppropriationStatus = "planned"
)

// A Cap (tak) is the most that the agency may use itself for one purpose.
type Cap struct {
	// Name is short, in small letters: the account's.
	Name   string
	Label  string
	Amount money.Amount
}

// Dates are the days that a year turns on. Each last day is in time until midnight.
type Dates struct {
	// RequisitionLast (sista rekvisitionsdag): what has not been called for by then is no longer the municipality's.
	RequisitionLast civil.Date
	// UseFrom and UseLast are when the money may be used.
	UseFrom, UseLast civil.Date
	// AccountLast is when the account of use is due, RepayLast when what was not used is.
	AccountLast, RepayLast civil.Date
}

// YearDraft is what an agency says of a year.
type YearDraft struct {
	Year  int
	Terms Terms
}

func (d YearDraft) check() error {
	var wrong fault.List
	if d.Year < 2000 || d.Year > 2200 {
		wrong.Add(fault.Invalid("year", "grant.year.unknown"))
	}
	wrong = append(wrong, d.Terms.check()...)
	return wrong.Err()
}

func (t Terms) check() (wrong fault.List) {
	if len(t.Appropriations) == 0 || len(t.Appropriations) > rowLimit {
		wrong.Add(fault.Invalid("appropriations", "grant.appropriation.missing"))
	}
	for i, a := range t.Appropriations {
		wrong = append(wrong, a.check(fmt.Sprintf("appropriations.%d", i))...)
	}
	names := map[string]bool{}
	if len(t.Caps) > rowLimit {
		wrong.Add(fault.Invalid("caps", "grant.cap.name"))
	}
	for i, c := range t.Caps {
		field := fmt.Sprintf("caps.%d.", i)
		if c.Name == "" || len(c.Name) > 30 || strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || names[c.Name] || !says(c.Label) {
			wrong.Add(fault.Invalid(field+"label", "grant.cap.name"))
		}
		if c.Amount <= 0 || !c.Amount.Whole() || c.Amount > mostMoney {
			wrong.Add(fault.Invalid(field+"amount", "grant.amount.whole_kronor"))
		}
		names[c.Name] = true
	}
	if decided := t.Total(Decided); t.CapsInside && decided > 0 && t.capped() > decided {
		wrong.Add(fault.Invalid("caps", "grant.cap.exceeds_total", "total", decided))
	}
	for field, list := range map[string][]string{"conditions": t.Conditions, "contents": t.Contents, "heard": t.Heard} {
		if len(list) > rowLimit {
			wrong.Add(fault.Invalid(field, "grant.term.too_much"))
		}
		for _, words := range list {
			if strings.TrimSpace(words) == "" || utf8.RuneCountInString(words) > textLimit || strings.ContainsRune(words, 0) || !utf8.ValidString(words) {
				wrong.Add(fault.Invalid(field, "grant.term.too_much"))
			}
		}
	}
	for i, r := range t.Reports {
		if !says(r.Label) {
			wrong.Add(fault.Invalid(fmt.Sprintf("reports.%d.label", i), "grant.report.label"))
		}
		if r.DueOn.IsZero() {
			wrong.Add(fault.Invalid(fmt.Sprintf("reports.%d.due", i), "grant.date.missing"))
		}
	}
	if len(t.Reports) > rowLimit {
		wrong.Add(fault.Invalid("reports", "grant.term.too_much"))
	}
	return append(wrong, t.Dates.check()...)
}

// mostMoney keeps a sum of all there can be far from what can be counted.
const mostMoney = 1_000_000_000_000 * money.Krona

func (a Appropriation) check(field string) (wrong fault.List) {
	if !says(a.RegistrationNumber) {
		wrong.Add(fault.Invalid(field+".number", "grant.appropriation.number_missing"))
	}
	if a.DecidedOn.IsZero() {
		wrong.Add(fault.Invalid(field+".day", "grant.date.missing"))
	}
	if !says(a.Item) {
		wrong.Add(fault.Invalid(field+".item", "grant.appropriation.item_missing"))
	}
	if a.Amount <= 0 || !a.Amount.Whole() || a.Amount > mostMoney {
		wrong.Add(fault.Invalid(field+".amount", "grant.amount.whole_kronor"))
	}
	if a.Status != Decided && a.Status != Planned {
		wrong.Add(fault.Invalid(field+".status", "grant.appropriation.status"))
	}
	return wrong
}

func (d Dates) check() (wrong fault.List) {
	for _, x := range []struct {
		field string
		day   civil.Date
		after civil.Date // the day it may not come before
	}{
		{"requisition_last", d.RequisitionLast, civil.Date{}},
		{"use_from", d.UseFrom, civil.Date{}},
		{"use_last", d.UseLast, d.UseFrom},
		{"account_last", d.AccountLast, d.UseLast},
		{"repay_last", d.RepayLast, d.UseLast},
	} {
		switch {
		case x.day.IsZero():
			wrong.Add(fault.Invalid(x.field, "grant.date.missing"))
		case x.day.Before(x.after):
			wrong.Add(fault.Invalid(x.field, "grant.date.order", "after", x.after))
		}
	}
	if !d.RequisitionLast.IsZero() && !d.UseLast.IsZero() && d.UseLast.Before(d.RequisitionLast) {
		wrong.Add(fault.Invalid("requisition_last", "grant.date.after_use", "last", d.UseLast))
	}
	return wrong
}

// Total is the sum of the appropriations with the status. What is planned is never
// added to what is decided, and not counted once the decision on it is in the book.
func (t Terms) Total(status AppropriationStatus) (sum money.Amount) {
	for _, a := range t.Appropriations {
		if a.Status == status && !t.replaced(a.ID) {
			sum += a.Amount
		}
	}
	return sum
}

func (t Terms) replaced(id string) bool {
	return id != "" && slices.ContainsFunc(t.Appropriations, func(a Appropriation) bool { return a.Replaces == id && a.ApprovedBy != "" })
}

// Open are the planned amounts that nobody has decided on.
func (t Terms) Open() (all []Appropriation) {
	for _, a := range t.Appropriations {
		if a.Status == Planned && !t.replaced(a.ID) {
			all = append(all, a)
		}
	}
	return all
}

// Next are the terms of the year after: the same words and caps and each day a year later,
// and the same sums of money as planned, for nobody has decided them.
func (t Terms) Next() Terms {
	next := Terms{Caps: t.Caps, CapsInside: t.CapsInside, RepaymentsReturn: t.RepaymentsReturn, Conditions: t.Conditions, Contents: t.Contents, Heard: t.Heard}
	next.Dates = Dates{RequisitionLast: yearAfter(t.Dates.RequisitionLast), UseFrom: yearAfter(t.Dates.UseFrom), UseLast: yearAfter(t.Dates.UseLast),
		AccountLast: yearAfter(t.Dates.AccountLast), RepayLast: yearAfter(t.Dates.RepayLast)}
	for _, a := range t.Appropriations {
		if !t.replaced(a.ID) {
			next.Appropriations = append(next.Appropriations, Appropriation{Item: a.Item, Amount: a.Amount, Status: Planned})
		}
	}
	for _, r := range t.Reports {
		next.Reports = append(next.Reports, ReportDate{Label: r.Label, DueOn: yearAfter(r.DueOn)})
	}
	return next
}

// yearAfter is the same day a year later, and the last of February for a leap day.
func yearAfter(d civil.Date) civil.Date {
	switch {
	case d.IsZero():
		return d
	case d.Month == time.February && d.Day == 29:
		return civil.On(d.Year+1, time.February, 28)
	}
	return civil.On(d.Year+1, d.Month, d.Day)
}

// CapName is the short name that a cap has in the book, made of what it is called.
func CapName(label string) string {
	plain := strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u").Replace(strings.ToLower(label))
	words := strings.FieldsFunc(plain, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words, "-")
	return strings.Trim(name[:min(len(name), 30)], "-")
}

func (t Terms) capped() (sum money.Amount) {
	for _, c := range t.Caps {
		sum += c.Amount
	}
	return sum
}

// Fingerprint is of everything that is decided with the year. Whoever decides names
// the one they have seen; any change makes another.
func (y SchemeYear) Fingerprint() string {
	return fingerprint(y.Scheme, y.Year, y.PreparedBy, y.Terms)
}

func fingerprint(parts ...any) string {
	text, err := json.Marshal(parts)
	if err != nil {
		panic(err) // nothing in it can fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// decide is the year decided by somebody at a time.
func (y SchemeYear) decide(by, seen string, at time.Time) (SchemeYear, error) {
	switch {
	case y.State != Preparing:
		return y, fault.Refused("grant.year.already_decided")
	case y.PreparedBy == by:
		return y, fault.Refused("grant.own_approval")
	case y.Fingerprint() != seen:
		return y, fault.Refused("grant.changed_meanwhile")
	case y.Terms.Total(Decided) == 0:
		return y, fault.Refused("grant.year.nothing_decided")
	}
	y.State, y.DecidedBy, y.DecidedAt = Running, by, at
	return y, nil
}

// MayRequisition says whether a requisition made on the day is in time.
func (y SchemeYear) MayRequisition(on civil.Date) bool {
	return y.State == Running && !on.After(y.Terms.Dates.RequisitionLast)
}
