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

// A MissingUse (utebliven redovisning) is a municipality that holds money and has sent no
// account of it, or has been asked for more.
type MissingUse struct {
	Municipality string
	Held         money.Amount
	Last         civil.Date
}

// missingUses is those of the year who have an account to send.
func missingUses(ctx context.Context, tx *db.Tx, y SchemeYear) (all []MissingUse, err error) {
	held, err := ledger.Balances(ctx, tx, y.ID, ledger.Where{Kind: kindHeld})
	if err != nil {
		return nil, err
	}
	states, err := latestUseStates(ctx, tx, y.ID)
	if err != nil {
		return nil, err
	}
	extensions, err := listUseExtensions(ctx, tx, y.ID)
	if err != nil {
		return nil, err
	}
	for _, b := range held {
		if code := b.Account.Holder; b.Amount > 0 && states[code] != UseSent {
			all = append(all, MissingUse{Municipality: code, Held: b.Amount, Last: y.accountLast(code, extensions)})
		}
	}
	return all, nil
}

// RemindUses reminds those of the municipalities who have not sent their account, and says
// how many were. Nobody is reminded twice in a day, and a reminder says nothing of the
// account.
func (g *Grants) RemindUses(ctx context.Context, who access.Actor, year string, codes []string) (n int, err error) {
	const action = "grant.use.remind"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return 0, err
	}
	if len(codes) == 0 {
		return 0, fault.Invalid("municipality", "grant.use.remind_whom")
	}
	today := civil.Of(g.Now())
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		var reminded []string
		missing, err := missingUses(ctx, tx, y)
		if err != nil {
			return err
		}
		for _, m := range missing {
			if !slices.Contains(codes, m.Municipality) {
				continue
			}
			first, err := insertUseReminder(ctx, tx, y.ID, m.Municipality, today, who.User)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			reminded = append(reminded, m.Municipality)
		}
		if err := g.tellHandlers(ctx, tx, "grant.use.notice_due", y.ID, reminded...); err != nil {
			return err
		}
		n = len(reminded)
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID))
	})
	return n, err
}

// tellHandlers tells those who handle grants for the municipalities that something waits
// with their accounts of a year.
func (g *Grants) tellHandlers(ctx context.Context, tx *db.Tx, key, year string, municipalities ...string) error {
	var all []notice
	for _, code := range municipalities {
		all = append(all, toMunicipality(code, key, useLink(year)))
	}
	return g.announce(ctx, tx, "", all...)
}

// useLink is where a municipality writes its account.
func useLink(year string) string { return "/bidrag/" + year + "/redovisning" }

// ExtendUse gives one municipality more time to account, by decision.
func (g *Grants) ExtendUse(ctx context.Context, who access.Actor, year string, x Extension) (Extension, error) {
	const action = "grant.use.extend"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return x, err
	}
	if y.State != Running {
		return x, fault.Refused("grant.year.not_running")
	}
	x.ID, x.Year, x.DecidedBy, x.DecidedAt = g.NewID(), year, who.User, db.Moment(g.Now())
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		missing, err := missingUses(ctx, tx, y)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(missing, func(m MissingUse) bool { return m.Municipality == x.Municipality })
		if i < 0 {
			return fault.Invalid("municipality", "grant.use.extension_municipality")
		}
		if err := x.checkUse(missing[i].Last, civil.Of(g.Now())); err != nil {
			return err
		}
		if err := insertUseExtension(ctx, tx, x); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), year, x.ID))
	})
	return x, err
}
