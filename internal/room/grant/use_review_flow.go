package grant

import (
	"context"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// AcceptUse accepts an account that has been certified and sent: what is used is used, and
// what is not is claimed. Seen is the fingerprint of what the officer has read.
func (g *Grants) AcceptUse(ctx context.Context, who access.Actor, id, seen string) (AccountOfUse, error) {
	return g.reviewUse(ctx, who, "grant.use.accept", id, "grant.use.notice_accepted", func(ctx context.Context, tx *db.Tx, head letterhead, a AccountOfUse) (accepted, none AccountOfUse, err error) {
		held, err := ledger.BalanceOf(ctx, tx, a.Year, heldAccount(a.Municipality))
		if err != nil {
			return a, none, err
		}
		at := db.Moment(g.Now())
		if a, err = a.accept(who.User, seen, held, at); err != nil {
			return a, none, err
		}
		if a.Figures.Unused > 0 {
			if _, err := g.raiseClaim(ctx, tx, head, claimDraft{Municipality: a.Municipality, Reason: Unused, Amount: a.Figures.Unused, Basis: a.ID, PreparedBy: a.CertifiedBy, ApprovedBy: who.User}); err != nil {
				return a, none, err
			}
		}
		return a, none, postUse(ctx, tx, a)
	})
}

// postUse moves what is left of what the municipality held, of each sort of money, to
// what it has used.
func postUse(ctx context.Context, tx *db.Tx, a AccountOfUse) error {
	held, err := ledger.ByTag(ctx, tx, a.Year, ledger.Where{Kind: kindHeld, Holder: a.Municipality})
	if err != nil {
		return err
	}
	var used []ledger.Entry
	for _, h := range held {
		if h.Amount > 0 {
			used = append(used, ledger.Entry{From: h.Account, To: ledger.Account{Kind: kindUsed, Holder: a.Municipality}, Amount: h.Amount, Tag: h.Tag})
		}
	}
	if len(used) == 0 {
		return nil
	}
	_, err = ledger.Post(ctx, tx, a.Year, a.ReviewedAt, ledger.Posting{Reference: "use:" + a.Municipality + ":" + a.ID, Event: eventUse, Effective: civil.Of(a.ReviewedAt),
		PreparedBy: a.CertifiedBy, ApprovedBy: a.ReviewedBy, Basis: a.ID, Entries: used})
	return err
}

// ReturnUse asks the municipality for more. What it sent is kept as it was, and a new
// version goes on from it.
func (g *Grants) ReturnUse(ctx context.Context, who access.Actor, id, reason string) (AccountOfUse, error) {
	reason = strings.TrimSpace(reason)
	next := g.NewID()
	return g.reviewUse(ctx, who, "grant.use.return", id, "grant.use.notice_returned", func(_ context.Context, _ *db.Tx, _ letterhead, a AccountOfUse) (returned, goesOn AccountOfUse, err error) {
		return a.giveBack(who.User, reason, next, db.Moment(g.Now()))
	})
}

// reviewUse lets the agency settle what has been sent, while nobody else moves money of the
// year, and tells those at the municipality. Settle gives the
// version as it is settled and, where there is one, the version that goes on from it.
func (g *Grants) reviewUse(ctx context.Context, who access.Actor, action, id, notice string, settle func(context.Context, *db.Tx, letterhead, AccountOfUse) (settled, next AccountOfUse, err error)) (after AccountOfUse, err error) {
	var a AccountOfUse
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = loadUse(ctx, tx, id)
		return err
	})
	if err != nil {
		return after, absent(err)
	}
	if !a.OfAgency() {
		// What has not been sent is not there for the agency.
		return after, g.Audit.Require(ctx, who, action, []string{a.Year, a.ID}, access.Deny("the municipality has not sent it"))
	}
	y, err := g.year(ctx, who, action, a.Year, mayReview)
	if err != nil {
		return after, err
	}
	if y.State != Running {
		return a, fault.Refused("grant.year.not_running")
	}
	head, err := g.letterhead(ctx, y)
	if err != nil {
		return a, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, a.Year); err != nil {
			return err
		}
		before, err := loadUse(ctx, tx, id)
		if err != nil {
			return err
		}
		var next AccountOfUse
		if after, next, err = settle(ctx, tx, head, before); err != nil {
			return err
		}
		if err := moveUse(ctx, tx, after, before.State); err != nil {
			return err
		}
		if next.ID != "" {
			if err := insertUse(ctx, tx, next); err != nil {
				return err
			}
		}
		if err := g.tellHandlers(ctx, tx, notice, before.Year, before.Municipality); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayReview(who, y.Agency).Ground(), y.ID, a.ID))
	})
	return after, explained(err, nil)
}
