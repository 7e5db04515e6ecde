package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"samspel/internal/frame/access"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A StaffRow is one line of a staff list (personallista) as it was written.
type StaffRow struct {
	Number                                           int
	Organisation, Unit, Name, Email, Role, Protected string
	From, To                                         string
}

// StaffHeadings is the headings of a staff list, as the template and the export have
// them. Other ways to write them are understood too.
var StaffHeadings = []string{"Organisation", "Enhet", "Namn", "E-post", "Roll", "Skyddade personuppgifter", "Från", "Till"}

// headings are other names that lists have for the columns, in the order of
// StaffHeadings, without spaces, hyphens and stops.
var headings = [][]string{
	{"organisation", "organisationer", "förvaltning", "nämnd"},
	{"enhet", "arbetsplats", "unit"},
	{"namn", "name"},
	{"epost", "epostadress", "mejl", "mejladress", "mail", "email"},
	{"roll", "uppdrag", "role"},
	{"skyddadepersonuppgifter", "skyddade", "skydd", "protected"},
	{"från", "fran", "frånochmed", "from", "fom", "startdatum", "förstadag"},
	{"till", "tillochmed", "to", "tom", "slutdatum", "sistadag"},
}

// roleWords are what lists call the roles.
var roleWords = map[string]access.Role{
	"anmälare": access.Reporter, "reporter": access.Reporter,
	"socialsekreterare": access.Officer, "handläggare": access.Officer, "officer": access.Officer,
	"chef": access.Manager, "manager": access.Manager,
	"loggranskare": access.Reviewer, "reviewer": access.Reviewer,
	"administratör": access.Administrator, "administrator": access.Administrator,
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// MaxStaff is how many rows a list may have: all of it is one transaction, which must be
// done well within what a page may take.
const MaxStaff = 2_000

// ReadStaff takes the rows of a table apart. The first row is the headings, in any order.
func ReadStaff(rows []sheet.Row) ([]StaffRow, error) {
	if len(rows) < 2 {
		return nil, fault.Invalid("file", "account.import.empty")
	}
	if len(rows) > MaxStaff+1 {
		return nil, fault.Invalid("file", "sheet.too_many_rows", "limit", MaxStaff)
	}
	at := make([]int, len(rows[0].Cells))
	seen := make([]bool, len(headings))
	for i, cell := range rows[0].Cells {
		at[i] = slices.IndexFunc(headings, func(names []string) bool { return slices.Contains(names, plain(cell)) })
		switch {
		case cell == "":
		case at[i] < 0:
			return nil, fault.Invalid("file", "account.import.heading_unknown", "heading", shortened(cell))
		case seen[at[i]]:
			return nil, fault.Invalid("file", "account.import.heading_twice", "heading", StaffHeadings[at[i]])
		default:
			seen[at[i]] = true
		}
	}
	for i, has := range seen[:5] {
		if !has && i > 0 {
			return nil, fault.Invalid("file", "account.import.heading_missing", "heading", StaffHeadings[i])
		}
	}
	var staff []StaffRow
	for _, row := range rows[1:] {
		s := StaffRow{Number: row.Number}
		fields := []*string{&s.Organisation, &s.Unit, &s.Name, &s.Email, &s.Role, &s.Protected, &s.From, &s.To}
		for i, cell := range row.Cells {
			if i < len(at) && at[i] >= 0 {
				*fields[at[i]] = cell
			}
		}
		staff = append(staff, s)
	}
	return staff, nil
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// StaffChange is what a row does.
type StaffChange string

const (
	// StaffGranted (nytt uppdrag) is a mandate that the person does not have.
	StaffGranted StaffChange = "granted"
	// StaffEnded (avslutas) is a mandate that gets an earlier last day.
	StaffEnded StaffChange = "ended"
	// StaffUnchanged (oförändrat) is a mandate that is there already.
	StaffUnchanged StaffChange = "unchanged"
)

// A StaffStep is what one row leads to.
type StaffStep struct {
	Row    int
	Change StaffChange
	// NewPerson and NewUnit say that the person or the unit is added first.
	NewPerson, NewUnit bool

	Name, Email                    string
	Organisation, OrganisationName string
	// Unit is "" for one that is added, and User for a person who is.
	Unit, UnitName, User string
	// Mandate is the one that ends.
	Mandate   string
	Role      access.Role
	Protected bool
	From, To  civil.Date
}

// A RowFault is what is wrong with a row.
type RowFault struct {
	Row int
	Err *fault.Error
}

// A StaffPlan is exactly what a staff list would change.
type StaffPlan struct {
	Steps  []StaffStep
	Faults []RowFault
}

// Seal is a mark of the whole plan: another plan has another.
func (p StaffPlan) Seal() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", p.Steps))
	return hex.EncodeToString(sum[:])
}

// Count is how many rows do the change.
func (p StaffPlan) Count(c StaffChange) (n int) {
	for _, s := range p.Steps {
		if s.Change == c {
			n++
		}
	}
	return n
}

// NewPeople is how many people are added, and NewUnits the names of units that are.
func (p StaffPlan) NewPeople() (n int) {
	for _, s := range p.Steps {
		if s.NewPerson {
			n++
		}
	}
	return n
}

// NewUnits is the units that are added, each with its organisation.
func (p StaffPlan) NewUnits() (names []string) {
	for _, s := range p.Steps {
		if s.NewUnit {
			names = append(names, s.OrganisationName+": "+s.UnitName)
		}
	}
	return distinct(names)
}

// reach is what there is within an administrator's reach.
type reach struct {
	who        access.Actor
	today      civil.Date
	workplaces []Workplace
	// organisations have units or not; their Unit is "".
	organisations []Workplace
	people        map[string]home
	// taken are addresses of people out of reach.
	taken    map[string]bool
	mandates map[string][]Mandate
}

// planning is a plan being made.
type planning struct {
	reach
	plan StaffPlan
	// first is the row in which a person or a mandate was first seen.
	first map[string]int
	names map[string]string
}

// planStaff says what the rows would change, by the same rules as one at a time.
func planStaff(rows []StaffRow, p reach) StaffPlan {
	x := planning{reach: p, first: map[string]int{}, names: map[string]string{}}
	for _, row := range rows {
		step, err := x.step(row)
		if err == nil {
			x.plan.Steps = append(x.plan.Steps, step)
			continue
		}
		for _, e := range fault.All(err) {
			x.plan.Faults = append(x.plan.Faults, RowFault{Row: row.Number, Err: e})
		}
	}
	return x.plan
}

func (x *planning) step(row StaffRow) (StaffStep, error) {
	var faults fault.List
	s := StaffStep{Row: row.Number}
	d, err := UserDraft{Name: row.Name, Email: row.Email, Organisation: "any"}.Check()
	faults = append(faults, fault.All(err)...)
	s.Name, s.Email = d.Name, d.Email
	w, added, err := x.workplace(row)
	faults = append(faults, fault.All(err)...)
	s.NewUnit, s.Unit, s.UnitName, s.Organisation, s.OrganisationName = added, w.Unit, w.UnitName, w.Organisation, w.OrganisationName
	known := false
	if s.Role, known = roleWords[plain(row.Role)]; !known {
		faults.Add(fault.Invalid("role", "account.import.role_wrong"))
	}
	switch plain(row.Protected) {
	case "", "nej", "n", "0", "no", "false":
	case "ja", "j", "x", "1", "yes", "true":
		s.Protected = true
	default:
		faults.Add(fault.Invalid("protected", "account.import.protected_wrong"))
	}
	var ok bool
	if s.From, ok = sheet.Day(row.From); !ok {
		faults.Add(fault.Invalid("from", "account.import.day_wrong", "heading", StaffHeadings[6]))
	}
	if s.To, ok = sheet.Day(row.To); !ok {
		faults.Add(fault.Invalid("to", "account.import.day_wrong", "heading", StaffHeadings[7]))
	}
	if err := faults.Err(); err != nil {
		return s, err
	}
	key := strings.Join([]string{s.Email, w.Organisation, plain(w.UnitName), string(s.Role)}, "\x00")
	if first := x.first[key]; first > 0 {
		return s, fault.Invalid("email", "account.import.row_twice", "first", first)
	}
	x.first[key] = s.Row
	if err := x.person(&s); err != nil {
		return s, err
	}
	return s, x.mandate(&s, w)
}

// workplace is the unit a row means: by its name, and by its organisation's when that
// is written. With an organisation, a unit that is not there is added.
func (x *planning) workplace(row StaffRow) (w Workplace, added bool, err error) {
	if plain(row.Unit) == "" {
		return w, false, fault.Invalid("unit", "account.mandate.unit_missing")
	}
	named := func(o Workplace) bool {
		return row.Organisation == "" || plain(o.OrganisationName) == plain(row.Organisation)
	}
	var found []Workplace
	for _, w := range x.workplaces {
		if plain(w.UnitName) == plain(row.Unit) && named(w) {
			found = append(found, w)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], false, nil
	case len(found) > 1:
		return w, false, fault.Invalid("unit", "account.import.unit_many", "unit", shortened(row.Unit))
	case row.Organisation == "":
		return w, false, fault.Invalid("unit", "account.import.unit_unknown", "unit", shortened(row.Unit))
	}
	for _, o := range x.organisations {
		if named(o) {
			if len([]rune(row.Unit)) > 120 || !printable(row.Unit) {
				return w, false, fault.Invalid("unit", "account.import.unit_wrong")
			}
			o.UnitName = row.Unit
			return o, true, nil
		}
	}
	return w, false, fault.Invalid("organisation", "account.import.organisation_unknown", "organisation", shortened(row.Organisation))
}

func (x *planning) person(s *StaffStep) error {
	h, here := x.people[s.Email]
	if name, again := x.names[s.Email]; again && plain(name) != plain(s.Name) || here && plain(h.Name) != plain(s.Name) {
		if here {
			name = h.Name
		}
		return fault.Invalid("name", "account.import.other_name", "name", name)
	}
	switch {
	case here && h.Disabled:
		return fault.Invalid("email", "account.user.closed")
	case here:
		s.User, s.Name = h.ID, h.Name
	case x.taken[s.Email]:
		return fault.Invalid("email", "account.user.taken")
	default:
		_, again := x.names[s.Email]
		s.NewPerson = !again
	}
	x.names[s.Email] = s.Name
	return nil
}

// mandate decides what the row does to the person's mandate of that role in the unit.
// A longer one is granted from the day after; a wider one is not for a list to give.
func (x *planning) mandate(s *StaffStep, w Workplace) error {
	var last Mandate
	for _, m := range x.mandates[s.User] {
		if s.User == "" || m.Unit != w.Unit || m.Role != s.Role || m.Over(x.today) {
			continue
		}
		if m.Protected != s.Protected {
			return fault.Invalid("protected", "account.import.protected_differs")
		}
		if m.To == s.To {
			s.Change, s.Mandate, s.From = StaffUnchanged, m.ID, m.From
			return nil
		}
		if last.ID == "" || !last.To.IsZero() && (m.To.IsZero() || m.To.After(last.To)) {
			last = m
		}
	}
	if s.User == x.who.User {
		return fault.Forbidden("account.mandate.own")
	}
	switch {
	case last.ID == "":
	case !s.To.IsZero() && (last.To.IsZero() || s.To.Before(last.To)):
		s.Change, s.Mandate, s.From = StaffEnded, last.ID, last.From
		_, err := last.End(EndDraft{Mandate: last.ID, LastDay: s.To}, x.today)
		return err
	default:
		s.From = last.To.AddDays(1)
	}
	d, err := MandateDraft{Role: s.Role, From: s.From, To: s.To}.Check(w.Sector, x.today)
	s.Change, s.From = StaffGranted, d.From
	return err
}
