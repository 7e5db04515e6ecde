package grant

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// PrepareRepaymentTerms proposes where the municipalities repay the money of a year's
// scheme. Terms of it that waited already are dropped.
func (g *Grants) PrepareRepaymentTerms(ctx context.Context, who access.Actor, year string, d RepaymentTermsDraft) (RepaymentTerms, error) {
	const action = "grant.repayment_terms.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return RepaymentTerms{}, err
	}
	t, err := d.terms()
	if err != nil {
		return RepaymentTerms{}, err
	}
	t.ID, t.Scheme, t.Approval = g.NewID(), y.Scheme, Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertRepaymentTerms(ctx, tx, &t); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, t.ID))
	})
	return t, explained(err, nil)
}

// ApproveRepaymentTerms puts in force what somebody else has proposed, and writes the
// letters of claims that have waited for it. Seen is the fingerprint of what the approver
// has read.
func (g *Grants) ApproveRepaymentTerms(ctx context.Context, who access.Actor, year, seen string) (t RepaymentTerms, err error) {
	const action = "grant.repayment_terms.approve"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return t, err
	}
	head, err := g.letterhead(ctx, y)
	if err != nil {
		return t, err
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if t, err = loadRepaymentTerms(ctx, tx, y.Scheme, Waiting); err != nil {
			return err
		}
		if t.Approval, err = t.approve(who.User, t.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := repaymentTermsTable.approve(ctx, tx, t.ID, t.Approval); err != nil {
			return err
		}
		if err := g.writeUntold(ctx, tx, head, t); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID, t.ID))
	})
	return t, explained(absent(err), nil)
}

// writeUntold writes the letters of claims that have had none, for nobody had said where to
// pay. They are all of what was declared unused: a decision to recover waits for terms.
func (g *Grants) writeUntold(ctx context.Context, tx *db.Tx, h letterhead, t RepaymentTerms) error {
	claims, err := listUntold(ctx, tx, t.Scheme)
	if err != nil {
		return err
	}
	for _, c := range claims {
		if c.Reason != Unused {
			continue
		}
		if h.year, err = loadYear(ctx, tx, c.Year); err != nil {
			return err
		}
		if err := g.writeClaimed(ctx, tx, h, c, t, "", nil, t.ApprovedAt); err != nil {
			return err
		}
		if err := g.tellMunicipality(ctx, tx, c.Municipality, "grant.notice.claim_letter", ownClaimsLink(c.Year)); err != nil {
			return err
		}
	}
	return nil
}

// RepaymentTermsView is what holds and what waits.
type RepaymentTermsView struct {
	Year          SchemeYear
	InForce       RepaymentTerms
	Proposed      RepaymentTerms
	MayDecide     bool
	ProposedByYou bool
}

// RepaymentTerms opens those of a year's scheme to its agency.
func (g *Grants) RepaymentTerms(ctx context.Context, who access.Actor, year string) (v RepaymentTermsView, err error) {
	if v.Year, err = g.year(ctx, who, "grant.repayment_terms.read", year, mayRun); err != nil {
		return v, err
	}
	d := mayDecide(who, v.Year.Agency)
	v.MayDecide = d.Allowed() || d.NeedsProof()
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.InForce, err = termsInForce(ctx, tx, v.Year.Scheme); err != nil {
			return err
		}
		v.Proposed, err = proposedTerms(ctx, tx, v.Year.Scheme)
		return err
	})
	v.ProposedByYou = v.Proposed.ID != "" && v.Proposed.PreparedBy == who.User
	return v, err
}

// termsInForce is the zero value where nobody has approved any, or where they are no longer
// as they were approved.
func termsInForce(ctx context.Context, tx *db.Tx, scheme string) (RepaymentTerms, error) {
	t, err := loadRepaymentTerms(ctx, tx, scheme, Approved)
	if errors.Is(err, db.ErrNotFound) || err == nil && !t.stands(t.Content()) {
		return RepaymentTerms{}, nil
	}
	return t, err
}

// proposedTerms is the zero value where none wait.
func proposedTerms(ctx context.Context, tx *db.Tx, scheme string) (RepaymentTerms, error) {
	t, err := loadRepaymentTerms(ctx, tx, scheme, Waiting)
	if errors.Is(err, db.ErrNotFound) {
		return RepaymentTerms{}, nil
	}
	return t, err
}
