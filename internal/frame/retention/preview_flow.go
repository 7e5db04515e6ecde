package retention

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Shelf is which of a controller's copies a list shows.
type Shelf string

const (
	ShelfDue     Shelf = "due"     // att gallra: falls due this year, or should have
	ShelfComing  Shelf = "coming"  // kommande år
	ShelfKept    Shelf = "kept"    // bevaras
	ShelfWaiting Shelf = "waiting" // går inte att säga
)

// Shelves is every list, in the order pages show them.
var Shelves = []Shelf{ShelfDue, ShelfComing, ShelfWaiting, ShelfKept}

const previewPage = 25

// PreviewRow is a copy with why, and whom it is about.
type PreviewRow struct {
	Judged
	Child person.Person
	// Known says that the controller has a record of the child.
	Known bool
	// Due says that it may go today.
	Due, Late bool
}

// PreviewView is a page of what falls due, with reasons.
type PreviewView struct {
	Shelf Shelf
	Rows  []PreviewRow
	Next  PageKey
	Today civil.Date
	// Open is the run that is proposed or under way.
	Open Run
}

// Preview lists the organisation's copies, but for those of matters that the reader may
// not know of. A protected child has no name here for somebody without the mandate.
func (r *Records) Preview(ctx context.Context, who access.Actor, shelf Shelf, after PageKey) (PreviewView, error) {
	const action = "retention.preview.read"
	d := mayKeepRecords(who)
	if err := r.Audit.Require(ctx, who, action, nil, d); err != nil {
		return PreviewView{}, err
	}
	if !slices.Contains(Shelves, shelf) {
		shelf = ShelfDue
	}
	v := PreviewView{Shelf: shelf, Today: civil.Of(r.Now())}
	var subjects []string
	err := r.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Rows, v.Next, subjects = nil, PageKey{}, nil
		copies, err := r.shelved(ctx, tx, who.Organisation, shelf, v.Today.Year, after, previewPage+1)
		if err != nil {
			return err
		}
		more := len(copies) > previewPage
		copies = copies[:min(len(copies), previewPage)]
		if more {
			v.Next = copies[len(copies)-1].pageKey()
		}
		if copies, err = r.known(ctx, tx, who, copies); err != nil {
			return err
		}
		judged, people, err := r.judge(ctx, tx, copies)
		if err != nil {
			return err
		}
		for _, j := range judged {
			row := r.row(who, j, people, v.Today)
			v.Rows = append(v.Rows, row)
			subjects = append(subjects, j.Matter, j.Child)
		}
		runs, err := listRuns(ctx, tx, who.Organisation, 1)
		if err != nil {
			return err
		}
		v.Open = Run{}
		if len(runs) > 0 && (runs[0].State == Proposed || runs[0].State == Running) {
			v.Open = runs[0]
		}
		return nil
	})
	if err != nil {
		return PreviewView{}, err
	}
	return v, r.Audit.Reading(ctx, record(who, action, d.Ground(), subjects...))
}

func (r *Records) row(who access.Actor, j Judged, people map[string]person.Person, today civil.Date) PreviewRow {
	child, known := people[j.Child]
	return PreviewRow{Judged: j, Child: child.Shown(who.Protected && who.Strong), Known: known, Due: j.Term.Due(today), Late: j.Term.Late(today)}
}

// known is the copies without those of matters that the reader may not know of.
func (r *Records) known(ctx context.Context, tx *db.Tx, who access.Actor, copies []Copy) ([]Copy, error) {
	matters := make([]string, len(copies))
	for i, c := range copies {
		matters[i] = c.Matter
	}
	unknown, err := r.Unknown(ctx, tx, who.User, matters)
	return slices.DeleteFunc(copies, func(c Copy) bool { return slices.Contains(unknown, c.Matter) }), err
}

func (r *Records) shelved(ctx context.Context, tx *db.Tx, controller string, shelf Shelf, year int, after PageKey, limit int) ([]Copy, error) {
	const never = 9999
	switch shelf {
	case ShelfComing:
		return listDue(ctx, tx, controller, year+1, never, after, limit)
	case ShelfKept:
		return listOther(ctx, tx, controller, Kept, after.Matter, limit)
	case ShelfWaiting:
		return listOther(ctx, tx, controller, Waiting, after.Matter, limit)
	case ShelfDue:
	}
	return listDue(ctx, tx, controller, 0, year, after, limit)
}

// CopyView is one copy with everything that decides when it goes.
type CopyView struct {
	PreviewRow
	Plan []PlanRow
	// Names are those who have marked or stopped it, by user.
	Names  map[string]string
	Today  civil.Date
	Regime Regime
}

// Copy opens one of the organisation's copies: why it stays or goes, never what is in it.
func (r *Records) Copy(ctx context.Context, who access.Actor, matter string) (CopyView, error) {
	const action = "retention.copy.read"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return CopyView{}, err
	}
	v := CopyView{Today: civil.Of(r.Now())}
	err = r.Store.Data.Read(ctx, func(tx *db.Tx) error {
		judged, people, err := r.judge(ctx, tx, []Copy{c})
		if err != nil {
			return err
		}
		v.PreviewRow = r.row(who, judged[0], people, v.Today)
		f, err := r.file(ctx, tx, c.Controller)
		v.Regime = f.Regime
		return err
	})
	if err != nil {
		return CopyView{}, err
	}
	var users []string
	for _, m := range v.Marks {
		users = append(users, m.MadeBy)
	}
	for _, h := range v.Holds {
		users = append(users, h.MadeBy, h.EndedBy)
	}
	if v.Names, err = r.Names(ctx, users); err != nil {
		return CopyView{}, err
	}
	return v, r.Audit.Reading(ctx, record(who, action, mayKeep(who, c.Key).Ground(), c.Matter, c.Child))
}

// load gives one of the organisation's copies; another's, or one of a matter that the
// reader may not know of, is not there.
func (r *Records) load(ctx context.Context, who access.Actor, matter, action string) (Copy, error) {
	var c Copy
	var known []Copy
	err := r.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = loadCopy(ctx, tx, Key{Matter: matter, Controller: who.Organisation}); err != nil {
			return err
		}
		known, err = r.known(ctx, tx, who, []Copy{c})
		return err
	})
	if isNotFound(err) || err == nil && len(known) == 0 {
		return Copy{}, r.Audit.Require(ctx, who, action, nil, access.Deny("no such copy"))
	}
	if err != nil {
		return Copy{}, err
	}
	return c, r.Audit.Require(ctx, who, action, []string{c.Matter}, mayKeep(who, c.Key))
}

// Hold stops the disposal of a copy, from this moment.
func (r *Records) Hold(ctx context.Context, who access.Actor, matter string, d HoldDraft) error {
	const action = "retention.hold.make"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return err
	}
	if d, err = d.Check(); err != nil {
		return err
	}
	h := Hold{ID: r.NewID(), Key: c.Key, Kind: d.Kind, Reference: d.Reference, MadeBy: who.User, MadeAt: r.Now()}
	return r.change(ctx, who, action, c, func(tx *db.Tx) error {
		doomed, err := isDoomed(ctx, tx, c.Key)
		if err != nil {
			return err
		}
		if doomed {
			return fault.Refused("retention.hold.too_late")
		}
		return insertHold(ctx, tx, h)
	})
}

// EndHold lets the disposal go on, by a decision that has a number.
func (r *Records) EndHold(ctx context.Context, who access.Actor, matter, hold, decision string) error {
	const action = "retention.hold.end"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return err
	}
	decision, wrong := reference("decision", decision)
	if wrong != nil {
		return wrong
	}
	return r.change(ctx, who, action, c, func(tx *db.Tx) error {
		n, err := endHold(ctx, tx, c.Key, hold, who.User, decision, r.Now())
		if err == nil && n == 0 {
			return errRaced
		}
		return err
	})
}

// Mark says what the documents of a copy are.
func (r *Records) Mark(ctx context.Context, who access.Actor, matter string, class Class) error {
	const action = "retention.mark.make"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return err
	}
	if !slices.Contains(Marks, class) {
		return fault.Invalid("class", "retention.mark.class_missing")
	}
	m := Mark{ID: r.NewID(), Key: c.Key, Class: class, MadeBy: who.User, MadeAt: r.Now()}
	return r.change(ctx, who, action, c, func(tx *db.Tx) error { return insertMark(ctx, tx, m) })
}

// EndMark takes a mark away that was wrong.
func (r *Records) EndMark(ctx context.Context, who access.Actor, matter, mark string) error {
	const action = "retention.mark.end"
	c, err := r.load(ctx, who, matter, action)
	if err != nil {
		return err
	}
	return r.change(ctx, who, action, c, func(tx *db.Tx) error {
		n, err := endMark(ctx, tx, c.Key, mark, who.User, r.Now())
		if err == nil && n == 0 {
			return errRaced
		}
		return err
	})
}

// change stores something about a copy, works out its term again, and records it.
func (r *Records) change(ctx context.Context, who access.Actor, action string, c Copy, store func(tx *db.Tx) error) error {
	err := r.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := store(tx); err != nil {
			return err
		}
		if err := r.settle(ctx, tx, []Copy{c}); err != nil {
			return err
		}
		return r.Audit.Change(ctx, tx, record(who, action, mayKeep(who, c.Key).Ground(), c.Matter, c.Child))
	})
	return raced(err)
}
