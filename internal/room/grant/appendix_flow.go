package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/sheet"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// AppendixDraft is an appendix as somebody brings it: a table in Excel or CSV.
type AppendixDraft struct {
	// List is the id of the list of areas it is checked against.
	List  string
	Basis string
	File  []byte
}

// AppendixPreview is what a draft would become.
type AppendixPreview struct {
	Frames []Frame
	Total  money.Amount
	// Names of the municipalities in the register, by code.
	Names map[string]string
	// Wrong is every line that stops it; Missing those on the list without a frame, which
	// do not.
	Wrong   []LineFault
	Missing []string
	// Changes are against the appendix in force.
	Changes []FrameChange
}

// PreviewAppendix reads a draft and says line by line what is wrong, and what it would
// change; nothing is stored.
func (g *Grants) PreviewAppendix(ctx context.Context, who access.Actor, year string, d AppendixDraft) (AppendixPreview, error) {
	y, err := g.year(ctx, who, "grant.appendix.preview", year, mayRun)
	if err != nil {
		return AppendixPreview{}, err
	}
	return g.preview(ctx, y, d)
}

func (g *Grants) preview(ctx context.Context, y SchemeYear, d AppendixDraft) (p AppendixPreview, err error) {
	if !says(d.Basis) {
		return p, fault.Invalid("basis", "grant.appropriation.number_missing")
	}
	lines, err := table(d.File)
	if err != nil {
		return p, err
	}
	if p.Names, err = g.names(ctx); err != nil {
		return p, err
	}
	var inForce Appendix
	var list AreaList
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if list, err = loadAreaList(ctx, tx, d.List); err != nil {
			return err
		}
		inForce, err = loadAppendixIn(ctx, tx, y.ID, InForce)
		return err
	})
	if err != nil && absent(err) == err {
		return p, err
	}
	if err != nil || list.Agency != y.Agency {
		return p, fault.Invalid("list", "grant.appendix.list_missing")
	}
	listed := list.municipalities()
	p.Frames, p.Wrong = readFrames(lines, p.Names)
	p.Wrong = append(p.Wrong, unlisted(lines, p.Frames, listed)...)
	sortFaults(p.Wrong)
	p.Total = Appendix{Frames: p.Frames}.Total()
	p.Missing = without(listed, p.Frames)
	p.Changes = compareFrames(inForce.Frames, p.Frames)
	return p, nil
}

// PrepareAppendix stores a draft without faults as the next version, for somebody else to
// approve. One that waited already is withdrawn.
func (g *Grants) PrepareAppendix(ctx context.Context, who access.Actor, year string, d AppendixDraft) (Appendix, error) {
	const action = "grant.appendix.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Appendix{}, err
	}
	if y.State != Running {
		return Appendix{}, fault.Refused("grant.year.not_running")
	}
	p, err := g.preview(ctx, y, d)
	if err != nil {
		return Appendix{}, err
	}
	if len(p.Wrong) > 0 {
		var all fault.List
		for _, w := range p.Wrong {
			all.Add(w.Why)
		}
		return Appendix{}, all.Err()
	}
	a := Appendix{ID: g.NewID(), Year: y.ID, List: d.List, Basis: d.Basis, State: Prepared, Frames: p.Frames, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}
	sortFrames(a.Frames)
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := withdrawAppendices(ctx, tx, y.ID); err != nil {
			return err
		}
		if a.Number, err = nextNumber(ctx, tx, y.ID); err != nil {
			return err
		}
		if err := insertAppendix(ctx, tx, a); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", appendixLink(a.ID))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, a.ID))
	})
	return a, explained(err, nil)
}

// ApproveAppendix puts a version in force that somebody else has prepared, and moves what
// it changes in the book. Seen is the fingerprint of what the approver has read.
func (g *Grants) ApproveAppendix(ctx context.Context, who access.Actor, id, seen string) (Appendix, error) {
	const action = "grant.appendix.approve"
	var a Appendix
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = loadAppendix(ctx, tx, id)
		return err
	})
	if err != nil {
		return a, absent(err)
	}
	y, err := g.year(ctx, who, action, a.Year, mayDecide)
	if err != nil {
		return Appendix{}, err
	}
	if y.State != Running {
		return a, fault.Refused("grant.year.not_running")
	}
	after, err := a.approve(who.User, seen, db.Moment(g.Now()))
	if err != nil {
		return a, err
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		before, err := loadAppendixIn(ctx, tx, y.ID, InForce)
		if err != nil {
			return err
		}
		if err := replaceAppendix(ctx, tx, before, after); err != nil {
			return err
		}
		if err := postFrames(ctx, tx, after, compareFrames(before.Frames, after.Frames)); err != nil {
			return err
		}
		var told []notice
		for _, c := range compareFrames(before.Frames, after.Frames) {
			told = append(told, toMunicipality(c.Municipality, "grant.notice.frame", yearLink(y.ID)))
		}
		if err := g.announce(ctx, tx, who.User, told...); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID, a.ID))
	})
	if err != nil {
		return a, explained(err, nil)
	}
	return after, nil
}

// AppendixView is one version of an appendix, beside the one it replaces or would replace.
type AppendixView struct {
	Appendix
	Year SchemeYear
	List AreaList
	// Changes are against the version before.
	Changes []FrameChange
	// Versions are all of the year's, newest first and without their frames.
	Versions []Appendix
	Names    map[string]string
	// MayApprove says that it waits for the reader, once they have shown who they are.
	MayApprove bool
}

// Appendix opens a version to its agency.
func (g *Grants) Appendix(ctx context.Context, who access.Actor, id string) (v AppendixView, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Appendix, err = loadAppendix(ctx, tx, id)
		return err
	})
	if err != nil {
		return v, absent(err)
	}
	if v.Year, err = g.year(ctx, who, "grant.appendix.read", v.Appendix.Year, mayRun); err != nil {
		return AppendixView{}, err
	}
	d := mayDecide(who, v.Year.Agency)
	v.MayApprove = v.State == Prepared && v.PreparedBy != who.User && (d.Allowed() || d.NeedsProof())
	if v.Names, err = g.municipalityNames(ctx); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.List, err = loadAreaList(ctx, tx, v.Appendix.List); err != nil {
			return err
		}
		if v.Versions, err = listAppendices(ctx, tx, v.Appendix.Year); err != nil {
			return err
		}
		before, err := loadBefore(ctx, tx, v.Appendix)
		v.Changes = compareFrames(before.Frames, v.Frames)
		return err
	})
	return v, err
}

// AreaList opens a list to its agency.
func (g *Grants) AreaList(ctx context.Context, who access.Actor, id string) (l AreaList, names map[string]string, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		l, err = loadAreaList(ctx, tx, id)
		return err
	})
	if err != nil {
		return l, nil, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.list.read", []string{id}, mayRun(who, l.Agency)); err != nil {
		return AreaList{}, nil, err
	}
	names, err = g.municipalityNames(ctx)
	return l, names, err
}

// AreaListPreview is what a draft of a list would become, beside the newest there is.
type AreaListPreview struct {
	Areas []Area
	Wrong []LineFault
	// New and Gone are against the newest list.
	New, Gone []Area
	Names     map[string]string
}

// PreviewAreaList reads a draft and says line by line what is wrong; nothing is stored.
func (g *Grants) PreviewAreaList(ctx context.Context, who access.Actor, d AreaListDraft) (p AreaListPreview, err error) {
	if err := g.Audit.Require(ctx, who, "grant.list.preview", nil, mayStartScheme(who)); err != nil {
		return p, err
	}
	if err := (AreaList{Name: d.Name, DatedOn: d.DatedOn}).check().Err(); err != nil {
		return p, err
	}
	lines, err := table(d.File)
	if err != nil {
		return p, err
	}
	if p.Names, err = g.municipalityNames(ctx); err != nil {
		return p, err
	}
	p.Areas, p.Wrong = readAreas(lines, p.Names)
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err := listAreaLists(ctx, tx, who.Organisation)
		if err != nil || len(all) == 0 {
			return err
		}
		newest, err := loadAreaList(ctx, tx, all[0].ID)
		p.New, p.Gone = lacking(p.Areas, newest.Areas), lacking(newest.Areas, p.Areas)
		return err
	})
	return p, err
}

// AddAreaList keeps a version of the list of areas, which is never changed afterwards.
func (g *Grants) AddAreaList(ctx context.Context, who access.Actor, d AreaListDraft) (AreaList, error) {
	const action = "grant.list.add"
	may := mayStartScheme(who)
	if err := g.Audit.Require(ctx, who, action, nil, may); err != nil {
		return AreaList{}, err
	}
	list := AreaList{ID: g.NewID(), Agency: who.Organisation, Name: d.Name, DatedOn: d.DatedOn}
	wrong := list.check()
	lines, err := table(d.File)
	if err != nil {
		return AreaList{}, err
	}
	names, err := g.names(ctx)
	if err != nil {
		return AreaList{}, err
	}
	areas, faults := readAreas(lines, names)
	for _, f := range faults {
		wrong.Add(f.Why)
	}
	if len(wrong) > 0 {
		return AreaList{}, wrong.Err()
	}
	list.Areas = areas
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertAreaList(ctx, tx, list, who.User, g.Now()); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), list.ID))
	})
	return list, explained(err, fault.Invalid("name", "grant.list.name_taken"))
}

// table is a file as lines.
func table(file []byte) (lines []Line, err error) {
	rows, err := sheet.Read(file)
	for _, r := range rows {
		lines = append(lines, Line{r.Number, r.Cells})
	}
	return lines, err
}

// names is every municipality of the register, by code.
func (g *Grants) names(ctx context.Context) (map[string]string, error) {
	municipalities, err := g.Register.Municipalities(ctx)
	names := make(map[string]string, len(municipalities))
	for _, m := range municipalities {
		names[m.Code] = m.Name
	}
	return names, err
}

// AreaLists lists the own agency's, newest first and without their areas.
func (g *Grants) AreaLists(ctx context.Context, who access.Actor) (all []AreaList, err error) {
	if err := g.Audit.Require(ctx, who, "grant.list.list", nil, mayStartScheme(who)); err != nil {
		return nil, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listAreaLists(ctx, tx, who.Organisation)
		return err
	})
	return all, err
}
