package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// Keeps lets the rooms say what somebody has at a unit. It is called once, when an
// installation is built; without it nobody has anything.
func (g *Gate) Keeps(has func(ctx context.Context, tx *db.Tx, user, unit string) (matters, drafts int, err error)) {
	g.has = has
}

// Holding is what the holder of a mandate would leave behind, for the administrator
// who is about to end it.
func (g *Gate) Holding(ctx context.Context, who access.Actor, mandate string) (Holding, error) {
	const action = "identity.mandate.holding"
	var h Holding
	var m Mandate
	decision := access.Deny("no such mandate")
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = loadMandate(ctx, tx, mandate)
		if errors.Is(err, db.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if decision = mayEnd(who, m.User, "", place{m.Organisation, m.Municipality}); !decision.Allowed() {
			return nil
		}
		h, err = g.holding(ctx, tx, m)
		return err
	})
	if err != nil {
		return Holding{}, err
	}
	if err := g.log.Require(ctx, who, action, subject(mandate), decision); err != nil {
		return Holding{}, own(err, who, m.User, "")
	}
	names, err := g.UserName(ctx, h.Heirs)
	for i, user := range h.Heirs {
		h.Heirs[i] = names[user]
	}
	return h, err
}

func (g *Gate) holding(ctx context.Context, tx *db.Tx, m Mandate) (Holding, error) {
	var h Holding
	if g.has == nil {
		return h, nil
	}
	var err error
	if h.Matters, h.Drafts, err = g.has(ctx, tx, m.User, m.Unit); err != nil || !h.Any() {
		return h, err
	}
	staff, err := loadStaff(ctx, tx, m.Unit, g.today())
	for _, user := range staff.present(access.Manager) {
		if user != m.User {
			h.Heirs = append(h.Heirs, user)
		}
	}
	return h, err
}

// demandHeir refuses to end a mandate at once that leaves something, unless somebody
// who works at the unit is named to take it over.
func (g *Gate) demandHeir(ctx context.Context, tx *db.Tx, m Mandate) error {
	h, err := g.holding(ctx, tx, m)
	if err != nil || !h.Any() {
		return err
	}
	staff, err := loadStaff(ctx, tx, m.Unit, g.today())
	switch {
	case err != nil:
		return err
	case m.Deputy == "":
		return fault.Invalid("deputy", "account.end.heir_missing")
	case h.Matters > 0 && !staff.Works(m.Deputy):
		return fault.Invalid("deputy", "account.end.heir_elsewhere")
	}
	return nil
}

// HeirOf is the deputy named for the latest of a person's mandates at a unit that are
// over; "" when there is none. Whoever uses it still asks that the deputy works there.
func (g *Gate) HeirOf(ctx context.Context, tx *db.Tx, user, unit string) (string, error) {
	all, err := loadMandates(ctx, tx, user)
	if err != nil {
		return "", err
	}
	for _, m := range all {
		if m.Unit == unit && m.Over(g.today()) && m.Deputy != "" {
			return m.Deputy, nil
		}
	}
	return "", nil
}
