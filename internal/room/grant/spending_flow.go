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

func capAccount(name string) ledger.Account   { return ledger.Account{Kind: kindCap, Holder: name} }
func spentAccount(name string) ledger.Account { return ledger.Account{Kind: kindSpent, Holder: name} }

// Spend enters what the agency has used itself, which is never more than the cap.
func (g *Grants) Spend(ctx context.Context, who access.Actor, year string, d SpendingDraft) (Spending, error) {
	const action = "grant.spending.enter"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Spending{}, err
	}
	if y.State != Running {
		return Spending{}, fault.Refused("grant.year.not_running")
	}
	if err := d.check(y, civil.Of(g.Now())); err != nil {
		return Spending{}, err
	}
	s := Spending{Reference: "spending:" + g.NewID(), Cap: d.Cap, Amount: d.Amount, On: d.On, Basis: d.Basis, By: who.User}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Post(ctx, tx, y.ID, g.Now(), ledger.Posting{
			Reference: s.Reference, Event: eventSpending, Effective: s.On, PreparedBy: who.User, Basis: s.Basis,
			Entries: []ledger.Entry{{From: capAccount(s.Cap), To: spentAccount(s.Cap), Amount: s.Amount}},
		}); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID))
	})
	if over := (*ledger.Overdrawn)(nil); errors.As(err, &over) {
		return Spending{}, fault.Invalid("amount", "grant.spending.exceeds", "left", over.Left)
	}
	return s, err
}

// TakeBackSpending reverses what was entered wrongly.
func (g *Grants) TakeBackSpending(ctx context.Context, who access.Actor, year, reference string) error {
	const action = "grant.spending.take_back"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return err
	}
	if y.State != Running {
		return fault.Refused("grant.year.not_running")
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		was, err := ledger.Find(ctx, tx, y.ID, reference)
		if err != nil {
			return err
		}
		if was.Event != eventSpending {
			return db.ErrNotFound
		}
		if _, err := ledger.Reverse(ctx, tx, y.ID, g.Now(), ledger.Reversal{
			Of: reference, Reference: "back:" + reference, Effective: was.Effective, PreparedBy: who.User, Basis: was.Basis,
		}); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID))
	})
	return absent(err)
}

// SpendingView is what the agency has used itself of each cap.
type SpendingView struct {
	Year SchemeYear
	Caps []CapUse
	All  []Spending
	// Names are of those who have entered it.
	Names map[string]string
	Today civil.Date
}

// SpendingPage opens the agency's own costs of a year.
func (g *Grants) SpendingPage(ctx context.Context, who access.Actor, year string) (v SpendingView, err error) {
	if v.All, err = g.Spendings(ctx, who, year); err != nil {
		return v, err
	}
	if v.Year, err = g.year(ctx, who, "grant.spending.list", year, mayRun); err != nil {
		return v, err
	}
	if v.Year.State == Preparing {
		return v, fault.Absent()
	}
	v.Caps, v.Today = capUses(v.Year.Terms.Caps, v.All), civil.Of(g.Now())
	var people []string
	for _, s := range v.All {
		people = append(people, s.By)
	}
	v.Names, err = g.Names(ctx, people)
	return v, err
}

// Spendings lists what the agency has used itself in a year, newest first.
func (g *Grants) Spendings(ctx context.Context, who access.Actor, year string) (all []Spending, err error) {
	y, err := g.year(ctx, who, "grant.spending.list", year, mayRun)
	if err != nil {
		return nil, err
	}
	var list []ledger.Transaction
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		list, err = ledger.Transactions(ctx, tx, y.ID, ledger.Filter{Event: eventSpending}, spendingLimit)
		return err
	})
	taken := map[int64]bool{}
	for _, x := range list {
		if x.Reverses != 0 {
			taken[x.Reverses] = true
			continue
		}
		e := x.Entries[0]
		all = append(all, Spending{Reference: x.Reference, Cap: e.From.Holder, Amount: e.Amount, On: x.Effective, Basis: x.Basis,
			By: x.PreparedBy, TakenBack: taken[x.Seq]})
	}
	return all, err
}

// spendingLimit is more than an agency enters in a year.
const spendingLimit = 2000
