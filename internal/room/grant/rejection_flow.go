package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Reject says no to a requisition that waits for the decision. A decision somebody has
// prepared with it in falls, for it is not as it was.
func (g *Grants) Reject(ctx context.Context, who access.Actor, id string, d Rejection) (Requisition, error) {
	const action = "grant.requisition.reject"
	r, y, err := g.requisition(ctx, who, action, id, mayDecide)
	if err != nil {
		return Requisition{}, err
	}
	if err := d.check(); err != nil {
		return r, err
	}
	d.RejectedBy, d.RejectedAt = who.User, db.Moment(g.Now())
	head, err := g.letterhead(ctx, y, who.User)
	if err != nil {
		return r, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, y.ID); err != nil {
			return err
		}
		if r, err = loadRequisition(ctx, tx, id); err != nil {
			return err
		}
		if r.State != Requested {
			return fault.Refused("grant.changed_meanwhile")
		}
		r.State = RequisitionRejected
		if err := moveRequisition(ctx, tx, r, Requested); err != nil {
			return err
		}
		if err := insertRejection(ctx, tx, id, d); err != nil {
			return err
		}
		if err := dropDecisionsWith(ctx, tx, id); err != nil {
			return err
		}
		if _, err := ledger.Post(ctx, tx, y.ID, g.Now(), ledger.Posting{Reference: "rejection:" + id, Event: eventWithdrawal, Effective: civil.Of(d.RejectedAt),
			PreparedBy: who.User, Basis: d.RegistrationNumber,
			Entries: []ledger.Entry{{From: ledger.Account{Kind: kindRequested, Holder: r.Municipality}, To: frameAccount(r.Municipality), Amount: r.Amount}}}); err != nil {
			return err
		}
		last, err := g.openUntil(ctx, tx, y, r.Municipality)
		if err != nil {
			return err
		}
		if err := g.writeRejected(ctx, tx, head, r, d, last); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toMunicipality(r.Municipality, "grant.notice.rejected", requisitionLink(id))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID, id))
	})
	return r, explained(err, nil)
}

// openUntil is the municipality's last day to ask for money; the zero Date when it has passed.
func (g *Grants) openUntil(ctx context.Context, tx *db.Tx, y SchemeYear, municipality string) (civil.Date, error) {
	extensions, err := listExtensions(ctx, tx, y.ID)
	last := y.lastDay(municipality, extensions)
	if err != nil || civil.Of(g.Now()).After(last) {
		return civil.Date{}, err
	}
	return last, nil
}

// RequisitionPage is one requisition, whole, as either side reads it.
type RequisitionPage struct {
	Requisition
	Year      SchemeYear
	Name      string
	Rejection Rejection
	// Letter is what the municipality has been told of the rejection.
	Letter Letter
	// MayReject says that the reader may say no to it, once they have shown who they are.
	MayReject bool
	// Names are of those who have prepared, signed and withdrawn it, for their own side.
	Names map[string]string
}

// Requisition opens one to the agency, once it is signed, and to its municipality.
func (g *Grants) Requisition(ctx context.Context, who access.Actor, id string) (p RequisitionPage, err error) {
	const action = "grant.requisition.open"
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if p.Requisition, err = loadRequisition(ctx, tx, id); err != nil {
			return err
		}
		if p.Year, err = loadYear(ctx, tx, p.Requisition.Year); err != nil {
			return err
		}
		if p.Rejection, err = loadRejection(ctx, tx, id); err != nil {
			return err
		}
		p.Letter, err = letterOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return p, absent(err)
	}
	may := mayRun(who, p.Year.Agency)
	if handlesFor(who) {
		may = ownFrame(who, p.Year, who.Municipality == p.Municipality)
	} else if p.SignedAt.IsZero() {
		may = access.Deny("not signed")
	}
	if err := g.Audit.Require(ctx, who, action, []string{p.Requisition.Year, id}, may); err != nil {
		return RequisitionPage{}, err
	}
	d := mayDecide(who, p.Year.Agency)
	p.MayReject = p.State == Requested && (d.Allowed() || d.NeedsProof())
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return p, err
	}
	p.Name = names[p.Municipality]
	if handlesFor(who) {
		p.Names, err = g.Names(ctx, []string{p.PreparedBy, p.SignedBy, p.WithdrawnBy})
	}
	return p, err
}

// requisition loads one for its agency.
func (g *Grants) requisition(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (r Requisition, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		r, err = loadRequisition(ctx, tx, id)
		return err
	})
	if err != nil {
		return r, y, absent(err)
	}
	y, err = g.year(ctx, who, action, r.Year, may)
	if err != nil {
		return Requisition{}, y, err
	}
	return r, y, nil
}

func requisitionLink(id string) string { return "/rekvisitioner/" + id }
