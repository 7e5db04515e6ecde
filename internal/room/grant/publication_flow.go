package grant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// PublicationView is what the agency would publish, and what it has.
type PublicationView struct {
	Year SchemeYear
	Open OpenYear
	// Published is the versions there are, newest first and without their content.
	Published []Publication
	Names     map[string]string
	// MayPublish says that the reader may, once they have shown who they are.
	MayPublish bool
}

// PreviewPublication shows the agency what a publication as of the day would hold.
func (g *Grants) PreviewPublication(ctx context.Context, who access.Actor, year string, as ledger.Where) (v PublicationView, err error) {
	if v.Year, err = g.year(ctx, who, "grant.publication.preview", year, mayRun); err == nil && v.Year.State == Preparing {
		err = fault.Absent()
	}
	if err != nil {
		return v, err
	}
	may := mayDecide(who, v.Year.Agency)
	v.MayPublish = may.Allowed() || may.NeedsProof()
	if v.Open, err = g.openYear(ctx, v.Year, as); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Published, err = listPublications(ctx, tx, year)
		return err
	})
	if err != nil {
		return v, err
	}
	var people []string
	for _, p := range v.Published {
		people = append(people, p.PublishedBy)
	}
	v.Names, err = g.Names(ctx, people)
	return v, err
}

// Publish makes a year's figures public: what a preview showed, as the book stood then.
func (g *Grants) Publish(ctx context.Context, who access.Actor, year string, d PublicationDraft) (Publication, error) {
	const action = "grant.publication.publish"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return Publication{}, err
	}
	now := db.Moment(g.Now())
	if err := d.check(civil.Of(now)); err != nil {
		return Publication{}, err
	}
	if y.State == Preparing {
		return Publication{}, fault.Refused("grant.year.not_running")
	}
	open, err := g.openYear(ctx, y, ledger.Where{Effective: d.Effective, Seq: d.Seq})
	if err != nil {
		return Publication{}, absent(err)
	}
	if !open.HasGrants() {
		return Publication{}, fault.Invalid("dag", "grant.publication.nothing")
	}
	open.RegistrationNumber, open.PublishedOn = d.RegistrationNumber, civil.Of(now)
	p := Publication{Year: year, RegistrationNumber: d.RegistrationNumber, PublishedBy: who.User, PublishedAt: now,
		Stamp: Stamp{Effective: open.Stamp.Effective, Seq: open.Stamp.Seq, Recorded: open.Stamp.Recorded, Hash: open.Stamp.Hash}}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if p.Number, err = nextPublication(ctx, tx, year); err != nil {
			return err
		}
		open.Version = p.Number
		if p.Content, p.Fingerprint, err = open.content(); err != nil {
			return err
		}
		if err := insertPublication(ctx, tx, p); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), year))
	})
	return p, explained(err, fault.Refused("grant.changed_meanwhile"))
}

// openYear is the year as it would be published.
func (g *Grants) openYear(ctx context.Context, y SchemeYear, as ledger.Where) (o OpenYear, err error) {
	r, err := g.report(ctx, y, OutcomeReport, as)
	if err != nil {
		return o, err
	}
	agency, err := g.Register.Organisation(ctx, y.Agency)
	if err != nil {
		return o, err
	}
	all, err := g.Register.Municipalities(ctx)
	if err != nil {
		return o, err
	}
	invented := map[string]bool{}
	for _, m := range all {
		invented[m.Code] = m.Invented
	}
	var decided, paid []ledger.Transaction
	var whole Money
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if decided, err = eventsOf(ctx, tx, y.ID, r.Stamp, eventDecision); err != nil {
			return err
		}
		rounds, err := eventsOf(ctx, tx, y.ID, r.Stamp, eventRedistribution)
		if err != nil {
			return err
		}
		decided = append(decided, rounds...)
		if paid, err = eventsOf(ctx, tx, y.ID, r.Stamp, eventConfirmation); err != nil {
			return err
		}
		back, err := eventsOf(ctx, tx, y.ID, r.Stamp, eventBounce)
		paid = append(paid, back...)
		if err != nil {
			return err
		}
		_, whole, _, err = loadMoney(ctx, tx, y.ID, r.Stamp.where(), nil)
		return err
	})
	if err != nil {
		return o, err
	}
	o = OpenYear{Agency: OpenAgency{Name: r.Agency, Number: agency.Number.String()}, Scheme: r.Scheme, Year: r.Year, Appropriations: r.RegistrationNumbers,
		Stamp: r.Stamp.object(), Appropriation: kronorNumber(-whole.By[kindAppropriation]), UseFrom: y.Terms.Dates.UseFrom, UseLast: y.Terms.Dates.UseLast,
		Conditions: append([]string{}, y.Terms.Conditions...), Total: openFigures(r.Total)}
	decisions, payments := movesOf(decided, kindDecided), movesOf(paid, kindHeld)
	for _, m := range r.Rows {
		row := OpenRow{Code: m.Code, Name: m.Name, OpenFigures: openFigures(m.Figures), Decisions: decisions[m.Code], Payments: payments[m.Code]}
		if row.Decisions == nil {
			row.Decisions = []OpenMove{}
		}
		if row.Payments == nil {
			row.Payments = []OpenMove{}
		}
		o.Municipalities = append(o.Municipalities, row)
		o.Invented = o.Invented || invented[m.Code]
	}
	return o, nil
}

// movesOf is what has come to and left each holder's accounts of the kind, by its code.
func movesOf(all []ledger.Transaction, kind string) map[string][]OpenMove {
	by := map[string][]OpenMove{}
	for _, x := range all {
		for _, e := range x.Entries {
			m := OpenMove{Seq: x.Seq, On: x.Effective, Amount: kronorNumber(e.Amount), Redistributed: e.Tag != "" && e.Tag[0] == 'r'}
			if kind == kindDecided {
				m.Basis = x.Basis
			}
			switch {
			case e.To.Kind == kind:
				by[e.To.Holder] = append(by[e.To.Holder], m)
			case e.From.Kind == kind:
				m.Amount = kronorNumber(-e.Amount)
				by[e.From.Holder] = append(by[e.From.Holder], m)
			}
		}
	}
	return by
}

// Published is the newest version of every year that has been published, newest first and
// without its content, with what is common for the year.
func (g *Grants) Published(ctx context.Context) (all []PublishedYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listPublished(ctx, tx)
		return err
	})
	return all, err
}

// PublishedYear is a year that anybody may read of.
type PublishedYear struct {
	Publication
	Scheme, Agency string
	SchemeYear     int
}

// Publication opens a version of a published year to anybody, 0 the newest, and lists them
// all, newest first.
func (g *Grants) Publication(ctx context.Context, year string, number int) (p Publication, versions []Publication, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if versions, err = listPublications(ctx, tx, year); err != nil {
			return err
		}
		if len(versions) == 0 {
			return db.ErrNotFound
		}
		if number == 0 {
			number = versions[0].Number
		}
		if p, err = loadPublication(ctx, tx, year, number); err != nil {
			return err
		}
		if sum := sha256.Sum256(p.Content); hex.EncodeToString(sum[:]) != p.Fingerprint {
			return fmt.Errorf("version %d of year %s is not as it was published", number, year)
		}
		return nil
	})
	return p, versions, absent(err)
}
