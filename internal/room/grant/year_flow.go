package grant

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// PrepareYear begins a year of a scheme of the own agency. Nothing is posted until
// somebody else decides it.
func (g *Grants) PrepareYear(ctx context.Context, who access.Actor, scheme string, d YearDraft) (SchemeYear, error) {
	const action = "grant.year.prepare"
	s, err := g.scheme(ctx, who, action, scheme)
	if err != nil {
		return SchemeYear{}, err
	}
	if err := d.check(); err != nil {
		return SchemeYear{}, err
	}
	y := SchemeYear{ID: g.NewID(), Scheme: s.ID, Agency: s.Agency, SchemeName: s.Name, Year: d.Year, State: Preparing, Version: 1,
		Terms: g.identified(d.Terms, who), PreparedBy: who.User}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertYear(ctx, tx, y); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", termsLink(y.ID))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, s.Agency).Ground(), y.ID))
	})
	return y, explained(err, fault.Invalid("year", "grant.year.taken"))
}

// ChangeYear changes the terms of a year that is not decided. Whoever changes it is who
// has prepared it, and cannot decide it.
func (g *Grants) ChangeYear(ctx context.Context, who access.Actor, id string, version int64, d YearDraft) (SchemeYear, error) {
	const action = "grant.year.change"
	y, err := g.year(ctx, who, action, id, mayRun)
	if err != nil {
		return SchemeYear{}, err
	}
	if y.State != Preparing {
		return y, fault.Refused("grant.year.already_decided")
	}
	if err := d.check(); err != nil {
		return y, err
	}
	y.Year, y.Terms, y.PreparedBy, y.Version = d.Year, g.identified(d.Terms, who), who.User, version+1
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateYear(ctx, tx, y, version); err != nil {
			return err
		}
		if err := replaceTerms(ctx, tx, y); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID))
	})
	return y, explained(err, fault.Invalid("year", "grant.year.taken"))
}

// identified gives every appropriation an id of its own, new each time: until it is
// decided nothing refers to it.
func (g *Grants) identified(t Terms, who access.Actor) Terms {
	list := make([]Appropriation, len(t.Appropriations))
	for i, a := range t.Appropriations {
		a.ID, a.PreparedBy, a.ApprovedBy, a.Replaces = g.NewID(), who.User, "", ""
		list[i] = a
	}
	t.Appropriations = list
	// An empty list is the same as none, also in the fingerprint.
	t.Caps, t.Conditions = append([]Cap(nil), t.Caps...), append([]string(nil), t.Conditions...)
	t.Contents, t.Heard = append([]string(nil), t.Contents...), append([]string(nil), t.Heard...)
	t.Reports = append([]ReportDate(nil), t.Reports...)
	return t
}

// DecideYear makes the year run: its book is opened, with what the government has
// decided and the agency's caps. Seen is the fingerprint of what the decider has read.
func (g *Grants) DecideYear(ctx context.Context, who access.Actor, id, seen string) (SchemeYear, error) {
	const action = "grant.year.decide"
	y, err := g.year(ctx, who, action, id, mayDecide)
	if err != nil {
		return SchemeYear{}, err
	}
	after, err := y.decide(who.User, seen, db.Moment(g.Now()))
	if err != nil {
		return y, err
	}
	after.Version++
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateYear(ctx, tx, after, y.Version); err != nil {
			return err
		}
		if err := approveAppropriations(ctx, tx, after.ID, who.User); err != nil {
			return err
		}
		if err := openBook(ctx, tx, after); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID))
	})
	if err != nil {
		return y, explained(err, nil)
	}
	return after, nil
}

// PrepareAppropriation enters a later decision of the government on a year that runs.
func (g *Grants) PrepareAppropriation(ctx context.Context, who access.Actor, year string, a Appropriation) (Appropriation, error) {
	const action = "grant.appropriation.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return a, err
	}
	if wrong := a.check("appropriation"); len(wrong) > 0 {
		return a, wrong.Err()
	}
	if y.State != Running {
		return a, fault.Refused("grant.year.not_running")
	}
	if a.Replaces != "" && !slices.ContainsFunc(y.Terms.Open(), func(p Appropriation) bool { return p.ID == a.Replaces }) || a.Replaces != "" && a.Status != Decided {
		return a, fault.Invalid("appropriation.replaces", "grant.appropriation.replaces")
	}
	a.ID, a.PreparedBy, a.ApprovedBy = g.NewID(), who.User, ""
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := addAppropriation(ctx, tx, y.ID, a); err != nil {
			return err
		}
		if a.Status == Decided {
			if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", termsLink(y.ID))); err != nil {
				return err
			}
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID))
	})
	return a, err
}

// DecideAppropriation puts an appropriation that somebody else has entered into the book.
func (g *Grants) DecideAppropriation(ctx context.Context, who access.Actor, year, id string) error {
	const action = "grant.appropriation.decide"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return err
	}
	a, ok := y.Terms.appropriation(id)
	switch {
	case !ok:
		return fault.Absent()
	case y.State != Running:
		return fault.Refused("grant.year.not_running")
	case a.Status != Decided:
		return fault.Refused("grant.appropriation.planned")
	case a.ApprovedBy != "":
		return fault.Refused("grant.appropriation.already_decided")
	case a.PreparedBy == who.User:
		return fault.Refused("grant.own_approval")
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := approveAppropriation(ctx, tx, a.ID, who.User); err != nil {
			return err
		}
		if _, err := ledger.Post(ctx, tx, y.ID, g.Now(), appropriated(a, a.PreparedBy, who.User)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID))
	})
	return explained(err, nil)
}

func (t Terms) appropriation(id string) (Appropriation, bool) {
	for _, a := range t.Appropriations {
		if a.ID == id {
			return a, true
		}
	}
	return Appropriation{}, false
}

// YearView is a year as the agency sees it.
type YearView struct {
	SchemeYear
	// Appendix is the one in force, the zero Appendix when there is none; Waiting is one
	// that somebody has prepared, and Changes what it would change.
	Appendix, Waiting Appendix
	Changes           []FrameChange
	// Totals is where the year's money is, by kind of account; empty before it is decided.
	Totals map[string]money.Amount
	// MayDecide says that the reader may decide what somebody else has prepared, once they
	// have shown who they are.
	MayDecide bool
}

// Year opens a year to its agency, with where the money was as of the days asked for.
func (g *Grants) Year(ctx context.Context, who access.Actor, id string, as ledger.Where) (v YearView, err error) {
	y, err := g.year(ctx, who, "grant.year.read", id, mayRun)
	if err != nil {
		return v, err
	}
	v.SchemeYear = y
	d := mayDecide(who, y.Agency)
	v.MayDecide = d.Allowed() || d.NeedsProof()
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Appendix, err = loadAppendixIn(ctx, tx, y.ID, InForce); err != nil {
			return err
		}
		if v.Waiting, err = loadAppendixIn(ctx, tx, y.ID, Prepared); err != nil {
			return err
		}
		if v.Waiting.ID != "" {
			v.Changes = compareFrames(v.Appendix.Frames, v.Waiting.Frames)
		}
		v.Totals, err = ledger.Totals(ctx, tx, y.ID, as)
		return err
	})
	return v, err
}

// Years lists the years that the actor may read, newest first: the agency's own, and
// those in which the municipality has a frame.
func (g *Grants) Years(ctx context.Context, who access.Actor) (all []SchemeYear, err error) {
	may := mayStartScheme(who)
	if handlesFor(who) {
		may = access.Allow("a municipality's officer")
	}
	if err := g.Audit.Require(ctx, who, "grant.year.list", nil, may); err != nil {
		return nil, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listYears(ctx, tx, who)
		return err
	})
	return all, err
}

// TermsView is what the government has decided of a year, as either side reads it.
type TermsView struct {
	SchemeYear
	// MayRun says that the reader prepares the year, and MayDecide that it waits for them
	// to decide, once they have shown who they are.
	MayRun, MayDecide bool
	// Approves are the ids of the appropriations that the reader may put in the book.
	Approves []string
}

// Terms opens the terms of a year.
func (g *Grants) Terms(ctx context.Context, who access.Actor, id string) (v TermsView, err error) {
	frame := money.Amount(0)
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.SchemeYear, err = loadYear(ctx, tx, id); err != nil {
			return err
		}
		frame, err = loadFrame(ctx, tx, id, who.Municipality)
		return err
	})
	if err != nil {
		return TermsView{}, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.year.terms", []string{id}, mayReadYear(who, v.SchemeYear, frame > 0)); err != nil {
		return TermsView{}, err
	}
	v.MayRun = mayRun(who, v.Agency).Allowed()
	d := mayDecide(who, v.Agency)
	decides := d.Allowed() || d.NeedsProof()
	v.MayDecide = decides && v.State == Preparing && v.PreparedBy != who.User
	for _, a := range v.Terms.Appropriations {
		if decides && v.State == Running && a.Status == Decided && a.ApprovedBy == "" && a.PreparedBy != who.User {
			v.Approves = append(v.Approves, a.ID)
		}
	}
	return v, nil
}

// NextYear is what the next year of a scheme begins with: the latest there is, a year on.
// A scheme without years begins with nothing.
func (g *Grants) NextYear(ctx context.Context, who access.Actor, scheme string) (s Scheme, d YearDraft, err error) {
	if s, err = g.scheme(ctx, who, "grant.year.begin", scheme); err != nil {
		return s, d, err
	}
	d.Year = civil.Of(g.Now()).Year
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		id, err := latestYear(ctx, tx, s.ID)
		if err != nil || id == "" {
			return err
		}
		y, err := loadYear(ctx, tx, id)
		d = YearDraft{Year: y.Year + 1, Terms: y.Terms.Next()}
		return err
	})
	return s, d, err
}

// FrameView is what a municipality has in a year.
type FrameView struct {
	Year SchemeYear
	// Frame is what the appendix says, Left what has not been called for.
	Frame, Left money.Amount
	// MayRequisition says that the last day has not passed.
	MayRequisition bool
}

// OwnFrame is the frame of the actor's municipality in a year.
func (g *Grants) OwnFrame(ctx context.Context, who access.Actor, id string) (v FrameView, err error) {
	has := false
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Year, err = loadYear(ctx, tx, id); err != nil {
			return err
		}
		if v.Frame, err = loadFrame(ctx, tx, id, who.Municipality); err != nil {
			return err
		}
		has = v.Frame > 0
		v.Left, err = ledger.BalanceOf(ctx, tx, id, frameAccount(who.Municipality))
		return err
	})
	if err != nil {
		return FrameView{}, absent(err)
	}
	may := mayReadYear(who, v.Year, has)
	if !handlesFor(who) {
		may = access.Deny("no municipality's officer")
	}
	if err := g.Audit.Require(ctx, who, "grant.frame.read", []string{id}, may); err != nil {
		return FrameView{}, err
	}
	v.MayRequisition = v.Year.MayRequisition(civil.Of(g.Now()))
	return v, nil
}

// year loads a year and asks whether the actor may do what they are about to.
func (g *Grants) year(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		y, err = loadYear(ctx, tx, id)
		return err
	})
	if err != nil {
		return y, absent(err)
	}
	return y, g.Audit.Require(ctx, who, action, []string{y.ID}, may(who, y.Agency))
}
