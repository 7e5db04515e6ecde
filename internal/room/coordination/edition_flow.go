package coordination

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// MayAdjust says whether the actor adjusts forms, for the menu and the list.
func MayAdjust(who access.Actor) bool { return mayAdjust(who, true).Allowed() }

// formOf is one version of a form. One in force never changes, so it is kept.
func (c *Matters) formOf(ctx context.Context, id string, version int) (Form, error) {
	if f, ok := c.kept(id, version); ok {
		return f, nil
	}
	if version < firstEdition {
		return FormOf(id, version)
	}
	var f Form
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = loadFormVersion(ctx, tx, id, version)
		return err
	})
	if err == nil {
		c.forms.Store(formKey{id, version}, f)
	}
	return f, err
}

// formIn is formOf inside a transaction.
func (c *Matters) formIn(ctx context.Context, tx *db.Tx, id string, version int) (Form, error) {
	if f, ok := c.kept(id, version); ok {
		return f, nil
	}
	if version < firstEdition {
		return FormOf(id, version)
	}
	return loadFormVersion(ctx, tx, id, version)
}

type formKey struct {
	id      string
	version int
}

func (c *Matters) kept(id string, version int) (Form, bool) {
	f, ok := c.forms.Load(formKey{id, version})
	if !ok {
		return Form{}, false
	}
	return f.(Form), true
}

// ofMunicipality asks whether the actor may adjust forms, and refuses those who work
// for somebody that the municipality only pays, such as an independent school.
func (c *Matters) ofMunicipality(ctx context.Context, who access.Actor, action string) error {
	o, err := c.Register.Organisation(ctx, who.Organisation)
	if err != nil && !isNotFound(err) {
		return err
	}
	return c.Audit.Require(ctx, who, action, nil, mayAdjust(who, o.Public))
}

// formsAt is the forms that a matter may begin with in a municipality on the day: its
// own version where it has one, else the one that is the same everywhere.
func (c *Matters) formsAt(ctx context.Context, municipality string, on civil.Date) ([]Form, error) {
	forms := slices.Clone(Forms(on))
	if municipality == "" {
		return forms, nil
	}
	var own []Edition
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		own, err = editionsInForce(ctx, tx, municipality, on)
		return err
	})
	for _, e := range own {
		if i := slices.IndexFunc(forms, func(f Form) bool { return f.ID == e.Form.ID }); i >= 0 {
			forms[i] = e.Form
		}
	}
	return forms, err
}

// formAt is the form with the id as a matter begins with it.
func (c *Matters) formAt(ctx context.Context, municipality, id string, on civil.Date) (Form, bool, error) {
	forms, err := c.formsAt(ctx, municipality, on)
	i := slices.IndexFunc(forms, func(f Form) bool { return f.ID == id })
	if err != nil || i < 0 {
		return Form{}, false, err
	}
	return forms[i], true, nil
}

// EditionView is a municipality's own version as its pages show it.
type EditionView struct {
	Edition
	MadeByName, ChangedByName, InForceByName string
	// Base is the form that is the same everywhere, and Before the version before this one.
	Base, Before Form
	// Missing is everything that keeps it from being put in force.
	Missing    []*fault.Error
	MayEnforce bool
	Today      civil.Date
}

// EditionsView is the forms that a municipality may adjust, with its own versions.
type EditionsView struct {
	Adjustable []Form
	Editions   []EditionView
}

// Editions lists what the actor's municipality has adjusted.
func (c *Matters) Editions(ctx context.Context, who access.Actor) (EditionsView, error) {
	if err := c.ofMunicipality(ctx, who, "coordination.edition.list"); err != nil {
		return EditionsView{}, err
	}
	var v EditionsView
	for _, f := range Forms(civil.Of(c.Now())) {
		if f.Limits != nil {
			v.Adjustable = append(v.Adjustable, f)
		}
	}
	var list []Edition
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listEditions(ctx, tx, who.Municipality)
		return err
	})
	if err != nil {
		return EditionsView{}, err
	}
	for _, e := range list {
		v.Editions = append(v.Editions, EditionView{Edition: e})
	}
	return v, c.nameEditions(ctx, v.Editions)
}

func (c *Matters) nameEditions(ctx context.Context, list []EditionView) error {
	var users []string
	for _, e := range list {
		users = append(users, e.MadeBy, e.ChangedBy, e.InForceBy)
	}
	names, err := c.Identity.UserName(ctx, users)
	for i, e := range list {
		list[i].MadeByName, list[i].ChangedByName, list[i].InForceByName = names[e.MadeBy], names[e.ChangedBy], names[e.InForceBy]
	}
	return err
}

// adjustable is the form that a municipality adjusts, as it reads everywhere.
func (c *Matters) adjustable(id string) (Form, error) {
	f, ok := newestForm(id, civil.Of(c.Now()))
	if !ok || f.Limits == nil {
		return Form{}, fault.Invalid("form", "coordination.edition.not_adjustable")
	}
	return f, nil
}

// BeginEdition begins the municipality's next version of a form, with the words of the
// one it has, or of the one that is the same everywhere.
func (c *Matters) BeginEdition(ctx context.Context, who access.Actor, form string) (Edition, error) {
	const action = "coordination.edition.begin"
	if err := c.ofMunicipality(ctx, who, action); err != nil {
		return Edition{}, err
	}
	base, err := c.adjustable(form)
	if err != nil {
		return Edition{}, err
	}
	words, _, err := c.formAt(ctx, who.Municipality, form, civil.Of(c.Now()))
	if err != nil {
		return Edition{}, err
	}
	now := c.Now()
	e := Edition{ID: c.NewID(), Municipality: who.Municipality, State: EditionDraft, MadeBy: who.User, MadeAt: now, ChangedBy: who.User, ChangedAt: now, Form: words, Revision: 1}
	e.Form.Basis, e.Form.Checked, e.Form.Limits, e.Form.From = base.Basis, base.Checked, nil, civil.Date{}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		if e.Form.Version, e.Form.Edition, err = nextNumbers(ctx, tx, who.Municipality, form); err != nil {
			return err
		}
		if err := insertEdition(ctx, tx, e); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayAdjust(who, true).Ground(), e.ID))
	})
	if errors.Is(err, db.ErrConflict) {
		err = raced(errRaced)
	}
	return e, err
}

// Edition opens one of the municipality's own versions, with what it changes.
func (c *Matters) Edition(ctx context.Context, who access.Actor, edition string) (EditionView, error) {
	e, err := c.editionOf(ctx, who, edition, "coordination.edition.read")
	if err != nil {
		return EditionView{}, err
	}
	v := []EditionView{{Edition: e, Today: civil.Of(c.Now()), MayEnforce: mayEnforce(who, e).Allowed() && who.User != e.MadeBy && who.User != e.ChangedBy}}
	if v[0].Base, err = c.adjustable(e.Form.ID); err != nil {
		return EditionView{}, err
	}
	v[0].Before = v[0].Base
	var others []Edition
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		others, err = listEditions(ctx, tx, e.Municipality)
		return err
	})
	if err != nil {
		return EditionView{}, err
	}
	for _, x := range others {
		if x.Form.ID == e.Form.ID && x.State == EditionInForce && x.Form.Edition < e.Form.Edition {
			v[0].Before = x.Form
			break
		}
	}
	v[0].Missing = fault.All(e.Form.within(v[0].Base))
	return v[0], c.nameEditions(ctx, v)
}

func (c *Matters) editionOf(ctx context.Context, who access.Actor, edition, action string) (Edition, error) {
	var e Edition
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		e, err = loadEdition(ctx, tx, edition)
		return err
	})
	if isNotFound(err) {
		return Edition{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such version"))
	}
	if err != nil {
		return Edition{}, err
	}
	if err := c.ofMunicipality(ctx, who, action); err != nil {
		return Edition{}, err
	}
	return e, c.Audit.Require(ctx, who, action, []string{e.ID}, mayAdjustThis(who, e))
}

// WriteEdition keeps what somebody has typed, whatever it lacks.
func (c *Matters) WriteEdition(ctx context.Context, who access.Actor, edition string, d EditionWords) error {
	return c.changeEdition(ctx, who, edition, "coordination.edition.write", mayAdjustThis, func(e Edition, base Form) (Edition, error) {
		return e.Write(d, base, who.User, c.Now())
	})
}

// CheckEdition says in words what keeps the edition from being put in force, or lets
// it wait for somebody else.
func (c *Matters) CheckEdition(ctx context.Context, who access.Actor, edition string) error {
	return c.changeEdition(ctx, who, edition, "coordination.edition.check", mayAdjustThis, func(e Edition, base Form) (Edition, error) {
		return e.Check(base)
	})
}

// EnforceEdition is a second person putting the edition in force from a day on.
// Matters that are running keep the version they began with.
func (c *Matters) EnforceEdition(ctx context.Context, who access.Actor, edition string, revision int64, from civil.Date) error {
	return c.changeEdition(ctx, who, edition, "coordination.edition.enforce", mayEnforce, func(e Edition, base Form) (Edition, error) {
		if e.Revision != revision {
			return e, fault.Refused("coordination.edition.raced")
		}
		return e.PutInForce(base, who.User, from, c.Now())
	})
}

func (c *Matters) changeEdition(ctx context.Context, who access.Actor, edition, action string, may func(access.Actor, Edition) access.Decision,
	change func(Edition, Form) (Edition, error)) error {
	e, err := c.editionOf(ctx, who, edition, action)
	if err != nil {
		return err
	}
	if err := c.Audit.Require(ctx, who, action, []string{e.ID}, may(who, e)); err != nil {
		return err
	}
	base, err := c.adjustable(e.Form.ID)
	if err != nil {
		return err
	}
	after, err := change(e, base)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateEdition(ctx, tx, after); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, may(who, e).Ground(), e.ID))
	}))
}
