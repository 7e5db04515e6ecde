package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
)

// What tests of the lists put in and ask.
var (
	StoreScheme   = insertScheme
	StoreAppendix = func(ctx context.Context, tx *db.Tx, a Appendix) error {
		state := a.State
		a.State = Prepared
		if err := insertAppendix(ctx, tx, a); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE grant_appendix SET state = $1, approved_by = $2, approved_at = $3 WHERE id = $4`,
			state, orNull(a.ApprovedBy), a.ApprovedAt, a.ID)
		return err
	}
	StoreYear = func(ctx context.Context, tx *db.Tx, y SchemeYear) error {
		state := y.State
		y.State = Preparing
		if err := insertYear(ctx, tx, y); err != nil || state == Preparing {
			return err
		}
		y.State = state
		return updateYear(ctx, tx, y, y.Version)
	}
	ListYears = func(ctx context.Context, tx *db.Tx, who access.Actor) ([]SchemeYear, error) {
		return listYears(ctx, tx, who)
	}
	MayReadYear = func(who access.Actor, y SchemeYear, hasFrame bool) bool {
		return mayReadYear(who, y, hasFrame).Allowed()
	}
)

// RaiseUnused raises a claim as the account of use does.
func (g *Grants) RaiseUnused(ctx context.Context, y SchemeYear, municipality string, amount money.Amount, by string) (c Claim, err error) {
	head, err := g.letterhead(ctx, y)
	if err != nil {
		return c, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		c, err = g.raiseClaim(ctx, tx, head, claimDraft{Municipality: municipality, Reason: Unused, Amount: amount, Basis: "account", PreparedBy: by})
		return err
	})
	return c, err
}
