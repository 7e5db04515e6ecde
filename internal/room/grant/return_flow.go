package grant

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// PrepareReturn proposes to send money in suspense back. One of the same credit that
// waited already is dropped.
func (g *Grants) PrepareReturn(ctx context.Context, who access.Actor, credit string, d ReturnDraft) (r Return, err error) {
	const action = "grant.return.prepare"
	c, may, err := g.credit(ctx, who, action, credit)
	if err != nil {
		return r, err
	}
	id := g.NewID()
	r = Return{ID: id, Year: c.Year, Credit: c.ID, EndToEnd: endToEnd(messageID(id), 1), Amount: d.Amount, Reason: d.Reason, Outcome: ReturnWaiting,
		Approval: Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		if err := dropReturn(ctx, tx, c.ID); err != nil {
			return err
		}
		now, err := loadCredit(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := d.check(now.Left()); err != nil {
			return err
		}
		if r.Number, err = returnTable.next(ctx, tx, c.Year); err != nil {
			return err
		}
		if err := insertReturn(ctx, tx, r); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), c.Year, c.ID, r.ID))
	})
	return r, explained(err, nil)
}

// ApproveReturn lets money that somebody else wants to send back go: from now on it can be
// paid in the bank under its end-to-end id. Seen is the fingerprint of what the approver
// has read.
func (g *Grants) ApproveReturn(ctx context.Context, who access.Actor, id, seen string) (r Return, err error) {
	const action = "grant.return.approve"
	r, may, err := g.sent(ctx, who, action, id, mayDecide)
	if err != nil {
		return r, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		if r, err = loadReturn(ctx, tx, `id = $1`, id); err != nil {
			return err
		}
		if r.Approval, err = r.approve(who.User, r.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := returnTable.approve(ctx, tx, r.ID, r.Approval); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), r.Year, r.Credit, r.ID))
	})
	return r, explained(err, nil)
}

// SettleReturn says by hand that the money has gone, with the bank's reference.
func (g *Grants) SettleReturn(ctx context.Context, who access.Actor, id, proof string) (r Return, err error) {
	const action = "grant.return.settle"
	r, may, err := g.sent(ctx, who, action, id, mayRun)
	if err != nil {
		return r, err
	}
	if !says(proof) {
		return r, fault.Invalid("proof", "grant.credit.proof")
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		if r, err = loadReturn(ctx, tx, `id = $1`, id); err != nil {
			return err
		}
		if r.State != Approved || r.Outcome != ReturnWaiting {
			return fault.Refused("grant.changed_meanwhile")
		}
		r.Proof = proof
		if err := g.settle(ctx, tx, who, answer{endToEnd: r.EndToEnd, settled: true}, r); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), r.Year, r.Credit, r.ID))
	})
	return r, explained(err, nil)
}

// settle hears what became of a return; the book is locked.
func (g *Grants) settle(ctx context.Context, tx *db.Tx, who access.Actor, n answer, before Return) error {
	if !before.stands(before.Content()) {
		return fault.Refused("grant.order.changed")
	}
	after, moved := n.afterReturn(before)
	if after.Outcome == before.Outcome {
		return nil
	}
	after.SettledBy, after.SettledAt = who.User, db.Moment(g.Now())
	if err := settleReturn(ctx, tx, after, before.Outcome); err != nil || !moved {
		return err
	}
	reference, today := "return:"+after.EndToEnd, civil.Of(g.Now())
	if after.Outcome == ReturnBounced {
		_, err := ledger.Reverse(ctx, tx, after.Year, g.Now(), ledger.Reversal{Of: reference, Reference: "back:" + reference, Effective: today, PreparedBy: who.User, Basis: after.EndToEnd})
		return err
	}
	_, err := ledger.Post(ctx, tx, after.Year, g.Now(), ledger.Posting{Reference: reference, Event: eventSuspense, Effective: today, PreparedBy: after.PreparedBy, ApprovedBy: after.ApprovedBy,
		Basis: after.EndToEnd, Entries: []ledger.Entry{{From: suspenseAccount, To: outsideAccount, Amount: after.Amount}}})
	return err
}

// returnOf is the agency's return with the end-to-end id; db.ErrNotFound is none.
func (g *Grants) returnOf(ctx context.Context, tx *db.Tx, agency, endToEnd string) (Return, error) {
	r, err := loadReturn(ctx, tx, `end_to_end = $1 AND state = 'approved'`, endToEnd)
	if err != nil {
		return r, err
	}
	c, err := loadCredit(ctx, tx, r.Credit)
	if err == nil && c.Agency != agency {
		err = db.ErrNotFound
	}
	return r, err
}

// hearReturn hears what the bank says of something that is no payment of a grant. It says
// whether it was a return of the agency's.
func (g *Grants) hearReturn(ctx context.Context, tx *db.Tx, who access.Actor, n answer, a *BankAnswer) (bool, error) {
	r, err := g.returnOf(ctx, tx, who.Organisation, n.endToEnd)
	if errors.Is(err, db.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	after, _ := n.afterReturn(r)
	switch {
	case after.Outcome == r.Outcome:
	case n.settled:
		a.Confirmed++
	default:
		a.Bounced++
	}
	return true, g.settle(ctx, tx, who, n, r)
}

func (g *Grants) sent(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (r Return, d access.Decision, err error) {
	var c Credit
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if r, err = loadReturn(ctx, tx, `id = $1`, id); err != nil {
			return err
		}
		c, err = loadCredit(ctx, tx, r.Credit)
		return err
	})
	if err != nil {
		return Return{}, d, absent(err)
	}
	d = may(who, c.Agency)
	if err := g.Audit.Require(ctx, who, action, []string{c.ID, r.ID}, d); err != nil {
		return Return{}, d, err
	}
	return r, d, nil
}
