package grant

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A Frame (ram) is the most that a municipality may call for.
type Frame struct {
	Municipality string
	Amount       money.Amount
}

// An Appendix (bilaga) to the government's decision says which municipalities have a
// frame, and how much. A new version replaces the one in force, and moves only the
// differences.
//
// Invariant: every municipality is in the register and on the list that the appendix
// names, and has one frame of whole kronor.
type Appendix struct {
	ID, Year string
	// Number is the version, from 1.
	Number int
	// List is the version of the list of areas that makes a municipality eligible.
	List string
	// Basis is the registration number of the decision it belongs to.
	Basis                  string
	State                  AppendixState
	Frames                 []Frame
	PreparedBy, ApprovedBy string
	PreparedAt, ApprovedAt time.Time
}

// AppendixState is how far a version of an appendix has come.
type AppendixState string

const (
	// Prepared: somebody has brought it in, and somebody else must approve it.
	Prepared AppendixState = "prepared"
	// InForce: its frames are in the book.
	InForce AppendixState = "in_force"
	// Replaced: a later version is in force.
	Replaced AppendixState = "replaced"
	// Withdrawn: it was never approved.
	Withdrawn AppendixState = "withdrawn"
)

// An AreaList (områdeslista) is one version of the list of areas that the grant is
// for. A new list changes no appendix by itself.
type AreaList struct {
	ID, Agency string
	Name       string
	DatedOn    civil.Date
	Areas      []Area
}

// An Area (område) lies in a municipality and has the class that the list gives it.
type Area struct {
	Municipality, Name, Class string
}

// AreaListDraft is a list as somebody brings it: a table in Excel or CSV.
type AreaListDraft struct {
	Name    string
	DatedOn civil.Date
	File    []byte
}

// A Line is one line of a table somebody has brought: its number and its cells.
type Line struct {
	Number int
	Cells  []string
}

// LineFault says what is wrong with one line of a table.
type LineFault struct {
	Line int
	Why  *fault.Error
}

// readFrames reads a table with the columns code, name and frame in kronor, in any
// order and under the names that such tables have. Names are only there to be checked.
func readFrames(lines []Line, names map[string]string) (frames []Frame, wrong []LineFault) {
	if len(lines) == 0 {
		return nil, []LineFault{{1, fault.Invalid("file", "grant.appendix.no_rows")}}
	}
	head := lines[0]
	code, name, amount := column(head, "kommunkod", "kod", "code"), column(head, "kommun", "namn", "name"), column(head, "ram", "belopp", "frame", "amount")
	if code < 0 || amount < 0 {
		return nil, []LineFault{{head.Number, fault.Invalid("file", "grant.appendix.columns")}}
	}
	if wrong = misshapen(lines); len(wrong) > 0 {
		return nil, wrong
	}
	at := map[string]int{}
	for _, l := range lines[1:] {
		tell := func(e *fault.Error) { wrong = append(wrong, LineFault{l.Number, e}) }
		f := Frame{Municipality: codeOf(l.cell(code))}
		known, ok := names[f.Municipality]
		sum, err := money.Parse(l.cell(amount))
		f.Amount = sum
		switch {
		case !ok:
			tell(fault.Invalid("file", "grant.appendix.unknown_municipality", "row", l.Number))
		case at[f.Municipality] != 0:
			tell(fault.Invalid("file", "grant.appendix.twice", "row", l.Number, "first", at[f.Municipality]))
		case name >= 0 && !sameName(l.cell(name), known):
			tell(fault.Invalid("file", "grant.appendix.other_name", "row", l.Number, "name", known))
		case err != nil || sum <= 0 || !sum.Whole() || sum > mostMoney:
			tell(fault.Invalid("file", "grant.appendix.amount", "row", l.Number))
		}
		if at[f.Municipality] == 0 {
			at[f.Municipality] = l.Number
		}
		frames = append(frames, f)
	}
	if len(frames) == 0 {
		wrong = append(wrong, LineFault{head.Number, fault.Invalid("file", "grant.appendix.no_rows")})
	}
	return frames, wrong
}

// readAreas reads a table with the columns municipality code, area and class.
func readAreas(lines []Line, known map[string]string) (areas []Area, wrong []LineFault) {
	if len(lines) == 0 {
		return nil, []LineFault{{1, fault.Invalid("file", "grant.list.no_areas")}}
	}
	head := lines[0]
	code, name, class := column(head, "kommunkod", "kod", "code"), column(head, "område", "omrade", "namn", "area"), column(head, "klass", "kategori", "class")
	if code < 0 || name < 0 || class < 0 {
		return nil, []LineFault{{head.Number, fault.Invalid("file", "grant.list.columns")}}
	}
	if wrong = misshapen(lines); len(wrong) > 0 {
		return nil, wrong
	}
	seen := map[Area]bool{}
	for _, l := range lines[1:] {
		a := Area{Municipality: codeOf(l.cell(code)), Name: l.cell(name), Class: l.cell(class)}
		place := Area{Municipality: a.Municipality, Name: a.Name}
		if known[a.Municipality] == "" || !says(a.Name) || !says(a.Class) || seen[place] {
			wrong = append(wrong, LineFault{l.Number, fault.Invalid("file", "grant.list.area", "row", l.Number)})
		}
		seen[place] = true
		areas = append(areas, a)
	}
	if len(areas) == 0 || len(areas) > areaLimit {
		wrong = append(wrong, LineFault{head.Number, fault.Invalid("file", "grant.list.no_areas")})
	}
	return areas, wrong
}

// unlisted tells of the lines whose municipality has no area on the list.
func unlisted(lines []Line, frames []Frame, listed map[string]bool) (wrong []LineFault) {
	for i, f := range frames {
		if !listed[f.Municipality] {
			n := lines[i+1].Number
			wrong = append(wrong, LineFault{n, fault.Invalid("file", "grant.appendix.not_listed", "row", n)})
		}
	}
	return wrong
}

// misshapen tells of a heading that stands twice, so that nobody knows which column is
// meant, and of rows with more cells than headings.
func misshapen(lines []Line) (wrong []LineFault) {
	head := lines[0]
	seen := map[string]bool{}
	for _, h := range head.Cells {
		name := strings.ToLower(strings.TrimSpace(h))
		if name != "" && seen[name] {
			wrong = append(wrong, LineFault{head.Number, fault.Invalid("file", "grant.appendix.column_twice", "row", head.Number, "name", clip(h))})
		}
		seen[name] = true
	}
	for _, l := range lines[1:] {
		if len(l.Cells) > len(head.Cells) {
			wrong = append(wrong, LineFault{l.Number, fault.Invalid("file", "grant.appendix.row_too_long", "row", l.Number)})
		}
	}
	return wrong
}

func (l Line) cell(i int) string {
	if i >= len(l.Cells) {
		return ""
	}
	return strings.TrimSpace(l.Cells[i])
}

func column(head Line, names ...string) int {
	return slices.IndexFunc(head.Cells, func(cell string) bool {
		return slices.Contains(names, strings.ToLower(strings.TrimSpace(cell)))
	})
}

// codeOf puts back the zero that a spreadsheet takes from the front of a code.
func codeOf(cell string) string {
	if len(cell) == 3 && strings.Trim(cell, "0123456789") == "" {
		return "0" + cell
	}
	return cell
}

func sameName(said, known string) bool {
	said = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(said)), " kommun")
	known = strings.ToLower(known)
	return said == "" || said == known || strings.TrimSuffix(said, "s") == known
}

// A FrameChange (ändrad ram) is what a new version of an appendix does to one municipality.
type FrameChange struct {
	Municipality  string
	Before, After money.Amount
}

// compareFrames is what is new, gone or changed, by municipality.
func compareFrames(before, after []Frame) (changes []FrameChange) {
	sums := map[string]*FrameChange{}
	at := func(code string) *FrameChange {
		if sums[code] == nil {
			sums[code] = &FrameChange{Municipality: code}
		}
		return sums[code]
	}
	for _, f := range before {
		at(f.Municipality).Before = f.Amount
	}
	for _, f := range after {
		at(f.Municipality).After = f.Amount
	}
	for _, c := range sums {
		if c.Before != c.After {
			changes = append(changes, *c)
		}
	}
	slices.SortFunc(changes, func(a, b FrameChange) int { return cmp.Compare(a.Municipality, b.Municipality) })
	return changes
}

// Total is the sum of the frames.
func (a Appendix) Total() (sum money.Amount) {
	for _, f := range a.Frames {
		sum += f.Amount
	}
	return sum
}

// Fingerprint is of everything that is approved with the appendix.
func (a Appendix) Fingerprint() string {
	return fingerprint(a.Year, a.Number, a.List, a.Basis, a.PreparedBy, a.Frames)
}

func (a Appendix) approve(by, seen string, at time.Time) (Appendix, error) {
	switch {
	case a.State != Prepared:
		return a, fault.Refused("grant.appendix.not_waiting")
	case a.PreparedBy == by:
		return a, fault.Refused("grant.own_approval")
	case a.Fingerprint() != seen:
		return a, fault.Refused("grant.changed_meanwhile")
	}
	a.State, a.ApprovedBy, a.ApprovedAt = InForce, by, at
	return a, nil
}

func sortFrames(frames []Frame) {
	slices.SortFunc(frames, func(a, b Frame) int { return cmp.Compare(a.Municipality, b.Municipality) })
}

func sortFaults(wrong []LineFault) {
	slices.SortStableFunc(wrong, func(a, b LineFault) int { return cmp.Compare(a.Line, b.Line) })
}

// municipalities are those with an area on the list.
func (l AreaList) municipalities() map[string]bool {
	listed := map[string]bool{}
	for _, a := range l.Areas {
		listed[a.Municipality] = true
	}
	return listed
}

// lacking are the areas that are not, with the same class, among the others.
func lacking(areas, others []Area) (all []Area) {
	for _, a := range areas {
		if !slices.Contains(others, a) {
			all = append(all, a)
		}
	}
	return all
}

// without are those listed that have no frame.
func without(listed map[string]bool, frames []Frame) (missing []string) {
	for code := range listed {
		if !slices.ContainsFunc(frames, func(f Frame) bool { return f.Municipality == code }) {
			missing = append(missing, code)
		}
	}
	slices.Sort(missing)
	return missing
}

const areaLimit = 1000

func (l AreaList) check() (wrong fault.List) {
	if !says(l.Name) {
		wrong.Add(fault.Invalid("name", "grant.list.name_missing"))
	}
	if l.DatedOn.IsZero() {
		wrong.Add(fault.Invalid("dated_on", "grant.date.missing"))
	}
	return wrong
}
