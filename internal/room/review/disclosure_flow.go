package review

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
)

// disclosureRecords is how much of the log one list holds for a matter.
const disclosureRecords = 20_000

const lineColumn = "review_disclosure_line.reasons"

// Disclosures is the organisation's access lists, the latest first.
func (v *Reviews) Disclosures(ctx context.Context, who access.Actor) (list []Disclosure, err error) {
	if err := v.Audit.Require(ctx, who, "review.disclosure.list", nil, mayReview(who)); err != nil {
		return nil, err
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if list, err = listDisclosures(ctx, tx, who.Organisation); err != nil {
			return err
		}
		var matters []string
		for _, d := range list {
			matters = append(matters, d.Matters...)
		}
		tasks, err := v.Tasks(ctx, tx, matters)
		list = slices.DeleteFunc(list, func(d Disclosure) bool { return d.apart(who.User, tasks) })
		return err
	})
	return list, err
}

// DisclosureDraft is what somebody has asked for.
type DisclosureDraft struct {
	Asker   Asker
	AskedOn civil.Date
	Number  string
}

// Disclose draws up who has read about the child with the number, in the organisation's
// own matters. The number is compared with and kept nowhere. A matter that the actor may
// not know of is passed over, as if it were not there.
func (v *Reviews) Disclose(ctx context.Context, who access.Actor, draft DisclosureDraft) (id string, err error) {
	const action = "review.disclosure.make"
	if err := v.Audit.Require(ctx, who, action, nil, mayReview(who)); err != nil {
		return "", err
	}
	today := civil.Of(v.Now())
	var faults fault.List
	if !slices.Contains(Askers, draft.Asker) {
		faults.Add(fault.Invalid("asker", "review.disclosure.asker_missing"))
	}
	switch {
	case draft.AskedOn.IsZero():
		faults.Add(fault.Invalid("asked_on", "review.disclosure.day_missing"))
	case draft.AskedOn.After(today):
		faults.Add(fault.Invalid("asked_on", "review.disclosure.day_to_come"))
	}
	n, err := personnummer.Parse(draft.Number, today)
	if err != nil {
		faults.Add(fault.Invalid("number", "review.declaration.number_wrong"))
	}
	if err := faults.Err(); err != nil {
		return "", err
	}
	d := Disclosure{ID: v.NewID(), Organisation: who.Organisation, Asker: draft.Asker, AskedOn: draft.AskedOn, MadeBy: who.User, MadeAt: v.Now()}
	var tasks map[string]Task
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if d.Matters, err = v.mattersOf(ctx, tx, who.Organisation, n); err != nil {
			return err
		}
		tasks, err = v.Tasks(ctx, tx, d.Matters)
		return err
	})
	if err != nil {
		return "", err
	}
	d.Matters = slices.DeleteFunc(d.Matters, func(m string) bool { return tasks[m].apart(who.User) })
	g := lister{book: Book, index: map[lineKey]int{}}
	for _, matter := range d.Matters {
		records, err := v.Audit.Records(ctx, audit.Filter{Subject: matter, Result: audit.Done}, disclosureRecords)
		if err != nil {
			return "", err
		}
		d.More = d.More || len(records) == disclosureRecords
		for _, r := range records {
			g.take(matter, tasks[matter], reading(Place{}, r))
		}
	}
	if len(g.lines) == 0 {
		return "", fault.Invalid("number", "review.disclosure.nothing")
	}
	slices.SortStableFunc(g.lines, func(a, b Line) int { return b.Day.Sub(a.Day) })
	if d.Keyset, err = v.Keys.Create(ctx, person.Scope{Controller: d.Organisation, Matter: d.ID, Person: d.ID}); err != nil {
		return "", err
	}
	return d.ID, v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertDisclosure(ctx, tx, d); err != nil {
			return err
		}
		for i, l := range g.lines {
			l.Position = i + 1
			if err := insertLine(ctx, tx, d.ID, l); err != nil {
				return err
			}
		}
		return v.Audit.Change(ctx, tx, record(who, action, mayReview(who).Ground(), d.Matters...))
	})
}

// mattersOf is the matters of the organisation in which the child has the number.
func (v *Reviews) mattersOf(ctx context.Context, tx *db.Tx, organisation string, n personnummer.Number) ([]string, error) {
	ids, err := v.People.SameNumber(ctx, tx, organisation, n)
	if err != nil {
		return nil, err
	}
	people, err := v.People.Load(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var matters []string
	for _, id := range ids {
		if p, there := people[id]; there && p.Kind == person.Child && !slices.Contains(matters, p.Matter) {
			matters = append(matters, p.Matter)
		}
	}
	return matters, nil
}

// LineRow is a line as a reviewer sees it.
type LineRow struct {
	Line
	Name      string
	UnitName  string
	Reference string
	Reasons   string
	// Mine says that the actor may decide about it.
	Mine bool
}

// DisclosureView is an access list with its lines.
type DisclosureView struct {
	Disclosure   Disclosure
	Organisation string
	References   []string
	Rows         []LineRow
	Undecided    int
	Withheld     int
	SettledBy    string
}

// Disclosure gives a list to work on, and records that it was looked at.
func (v *Reviews) Disclosure(ctx context.Context, who access.Actor, id string) (DisclosureView, error) {
	return v.disclosureView(ctx, who, id, "review.disclosure.read", mayDisclose)
}

// HandOver gives a settled list as it is handed over, with what is given and nothing
// else, and records that it was.
func (v *Reviews) HandOver(ctx context.Context, who access.Actor, id string) (DisclosureView, error) {
	view, err := v.disclosureView(ctx, who, id, "review.disclosure.hand", mayHandOver)
	if err != nil {
		return DisclosureView{}, err
	}
	view.Rows = slices.DeleteFunc(view.Rows, func(r LineRow) bool { return !r.Given() })
	// A matter of which nothing is given is not named either.
	view.References = nil
	for _, r := range view.Rows {
		if !slices.Contains(view.References, r.Reference) {
			view.References = append(view.References, r.Reference)
		}
	}
	return view, nil
}

func (v *Reviews) disclosureView(ctx context.Context, who access.Actor, id, action string, may func(access.Actor, Disclosure) access.Decision) (DisclosureView, error) {
	d, lines, err := v.disclosure(ctx, who, id, action, may)
	if err != nil {
		return DisclosureView{}, err
	}
	view := DisclosureView{Disclosure: d}
	var tasks map[string]Task
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		tasks, err = v.Tasks(ctx, tx, d.Matters)
		return err
	})
	if err != nil {
		return DisclosureView{}, err
	}
	organisation, err := v.Register.Organisation(ctx, d.Organisation)
	if err != nil {
		return DisclosureView{}, err
	}
	view.Organisation = organisation.Name
	users, units := []string{d.SettledBy}, []string(nil)
	for _, l := range lines {
		users, units = append(users, l.Reader), append(units, l.Unit)
	}
	names, err := v.Identity.UserName(ctx, users)
	if err != nil {
		return DisclosureView{}, err
	}
	places, err := v.Register.UnitNames(ctx, units)
	if err != nil {
		return DisclosureView{}, err
	}
	view.SettledBy = names[d.SettledBy]
	for _, l := range lines {
		row := LineRow{Line: l, Name: names[l.Reader], UnitName: places[l.Unit], Reference: shortOf(l.Matter, tasks), Mine: mayJudge(who, d, l).Allowed()}
		if row.Reasons, err = v.unseal(ctx, d.Keyset, l.reasons, lineID(d.ID, l.Position), lineColumn); err != nil {
			return DisclosureView{}, err
		}
		view.Rows = append(view.Rows, row)
		if l.Undecided() {
			view.Undecided++
		}
		if l.Withheld {
			view.Withheld++
		}
	}
	for _, m := range d.Matters {
		view.References = append(view.References, shortOf(m, tasks))
	}
	return view, v.Audit.Reading(ctx, record(who, action, may(who, d).Ground(), d.Matters...))
}

// disclosure loads a list and asks, so that "not yours" and "not there" are one answer.
func (v *Reviews) disclosure(ctx context.Context, who access.Actor, id, action string, may func(access.Actor, Disclosure) access.Decision) (Disclosure, []Line, error) {
	var d Disclosure
	var lines []Line
	var tasks map[string]Task
	err := v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = loadDisclosure(ctx, tx, id); err != nil {
			return err
		}
		if tasks, err = v.Tasks(ctx, tx, d.Matters); err != nil {
			return err
		}
		lines, err = listLines(ctx, tx, id)
		for i, l := range lines {
			lines[i] = l.now(tasks[l.Matter])
		}
		return err
	})
	if isNotFound(err) || err == nil && d.apart(who.User, tasks) {
		return Disclosure{}, nil, v.Audit.Require(ctx, who, action, nil, access.Deny("no such list"))
	}
	if err != nil {
		return Disclosure{}, nil, err
	}
	return d, lines, v.Audit.Require(ctx, who, action, d.Matters, may(who, d))
}

// DecideLines gives or withholds the lines at the positions, for the same reasons, all or
// none. Nobody decides about their own reading.
func (v *Reviews) DecideLines(ctx context.Context, who access.Actor, id string, positions []int, withhold bool, reasons string) error {
	const action = "review.disclosure.decide"
	d, lines, err := v.disclosure(ctx, who, id, action, mayDisclose)
	if err != nil {
		return err
	}
	var decided []Line
	for _, l := range lines {
		if !slices.Contains(positions, l.Position) {
			continue
		}
		if !mayJudge(who, d, l).Allowed() {
			return fault.Invalid("rad", "review.disclosure.own")
		}
		if l, err = d.decide(l, withhold, reasons, who.User, v.Now()); err != nil {
			return err
		}
		if l.reasons, err = v.seal(ctx, d.Keyset, reasons, lineID(d.ID, l.Position), lineColumn); err != nil {
			return err
		}
		decided = append(decided, l)
	}
	if len(decided) == 0 {
		return fault.Invalid("rad", "review.disclosure.none_ticked")
	}
	return raced(v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, l := range decided {
			if err := updateLine(ctx, tx, d.ID, l); err != nil {
				return err
			}
		}
		return v.Audit.Change(ctx, tx, record(who, action, mayDisclose(who, d).Ground(), d.Matters...))
	}))
}

// Settle ends the work on a list, which can then be handed over. tell is "yes" or "no" to
// whether the list says that something is left out, when something is.
func (v *Reviews) Settle(ctx context.Context, who access.Actor, id, tell string) error {
	const action = "review.disclosure.settle"
	d, lines, err := v.disclosure(ctx, who, id, action, mayDisclose)
	if err != nil {
		return err
	}
	if d, err = d.settle(lines, tell, who.User, v.Now()); err != nil {
		return err
	}
	return raced(v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := settleDisclosure(ctx, tx, d); err != nil {
			return err
		}
		return v.Audit.Change(ctx, tx, record(who, action, mayDisclose(who, d).Ground(), d.Matters...))
	}))
}
