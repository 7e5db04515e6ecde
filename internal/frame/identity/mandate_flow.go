package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// GrantMandate gives a person of the administrator's municipality a mandate at a
// unit there. Nobody grants one to themselves, nor names themselves its deputy.
func (g *Gate) GrantMandate(ctx context.Context, who access.Actor, d MandateDraft) (Mandate, error) {
	granted := Mandate{ID: id.New()}
	err := g.change(ctx, who, "identity.mandate.grant", subject(d.User), func(tx *db.Tx, ask func(access.Decision) error) error {
		h, err := loadHome(ctx, tx, d.User)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		w, err := loadWorkplace(ctx, tx, d.Unit)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		decision := mayGrant(who, d.User, d.Deputy, h.place, place{w.Organisation, w.Municipality})
		if err := ask(decision); err != nil {
			return err
		}
		if h.Disabled {
			return fault.Refused("account.user.closed")
		}
		granted, err = g.grant(ctx, tx, who, granted.ID, d, decision.Ground())
		return err
	})
	if err != nil {
		return Mandate{}, own(err, who, d.User, d.Deputy)
	}
	return granted, nil
}

// own says plainly why an administrator is refused in their own matter: that is
// no secret to them.
func own(err error, who access.Actor, user, deputy string) error {
	if fault.KindOf(err) != fault.KindPrivate || who.Role != access.Administrator {
		return err
	}
	switch who.User {
	case user:
		return fault.Forbidden("account.mandate.own")
	case deputy:
		return fault.Invalid("deputy", "account.mandate.own_deputy")
	}
	return err
}

func (g *Gate) grant(ctx context.Context, tx *db.Tx, who access.Actor, mandate string, d MandateDraft, ground string) (Mandate, error) {
	w, err := loadWorkplace(ctx, tx, d.Unit)
	if errors.Is(err, db.ErrNotFound) {
		return Mandate{}, fault.Invalid("unit", "account.mandate.unit_missing")
	}
	if err != nil {
		return Mandate{}, err
	}
	if d, err = d.Check(w.Sector, g.today()); err != nil {
		return Mandate{}, err
	}
	if err := g.nameDeputy(ctx, tx, d.Deputy, w.Organisation); err != nil {
		return Mandate{}, err
	}
	m := Mandate{
		ID: mandate, User: d.User, Unit: d.Unit, Role: d.Role, From: d.From, To: d.To, Deputy: d.Deputy, Protected: d.Protected,
		UnitName: w.UnitName, Organisation: w.Organisation, OrganisationName: w.OrganisationName, Municipality: w.Municipality, Sector: w.Sector,
	}
	by := who.User
	if by == "" {
		by = "operator"
	}
	if err := insertMandate(ctx, tx, m, by, g.now()); err != nil {
		return Mandate{}, err
	}
	rec := g.done(who, "identity.mandate.grant", ground, m.User, m.ID)
	rec.Detail = string(m.Role)
	return m, g.log.Change(ctx, tx, rec)
}

func (g *Gate) nameDeputy(ctx context.Context, tx *db.Tx, deputy, organisation string) error {
	if deputy == "" {
		return nil
	}
	mandates, err := loadInForce(ctx, tx, deputy, g.today())
	if err != nil {
		return err
	}
	if !mayName(mandates, organisation).Allowed() {
		return fault.Invalid("deputy", "account.mandate.deputy_elsewhere")
	}
	return nil
}

// EndMandate ends a mandate at once, or on a last day, and may name who takes
// over what it leaves; at once, somebody must be named when there is something. It never makes a mandate longer, never touches the
// administrator's own, and leaves the municipality with an administrator.
func (g *Gate) EndMandate(ctx context.Context, who access.Actor, d EndDraft) error {
	var holder string
	err := g.change(ctx, who, "identity.mandate.end", subject(d.Mandate), func(tx *db.Tx, ask func(access.Decision) error) error {
		m, err := loadMandate(ctx, tx, d.Mandate)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such mandate"))
		}
		if err != nil {
			return err
		}
		holder = m.User
		decision := mayEnd(who, m.User, d.Deputy, place{m.Organisation, m.Municipality})
		if err := ask(decision); err != nil {
			return err
		}
		return g.endOn(ctx, tx, who, m, d, decision.Ground())
	})
	return own(err, who, holder, d.Deputy)
}

// endOn writes down how m ends.
func (g *Gate) endOn(ctx context.Context, tx *db.Tx, who access.Actor, m Mandate, d EndDraft, ground string) error {
	ended, err := m.End(d, g.today())
	if err != nil {
		return err
	}
	if ended.Ended {
		if err := g.demandHeir(ctx, tx, ended); err != nil {
			return err
		}
	}
	if d.Deputy != m.Deputy {
		if err := g.nameDeputy(ctx, tx, d.Deputy, m.Organisation); err != nil {
			return err
		}
	}
	first := g.today()
	if !ended.Ended {
		first = ended.To.AddDays(1)
	}
	if err := g.keepAnAdministrator(ctx, tx, m, first, m.ID, ""); err != nil {
		return err
	}
	if err := storeEnd(ctx, tx, ended, g.now()); err != nil {
		return err
	}
	rec := g.done(who, "identity.mandate.end", ground, m.User, m.ID)
	if !ended.Ended {
		rec.Detail = "last day " + ended.To.String()
	}
	return g.log.Change(ctx, tx, rec)
}

// keepAnAdministrator refuses to leave a municipality where nobody can let anybody
// in from the given day on: without the one mandate, or without all those of the
// one who leaves.
func (g *Gate) keepAnAdministrator(ctx context.Context, tx *db.Tx, m Mandate, from civil.Date, mandate, leaving string) error {
	if m.Role != access.Administrator {
		return nil
	}
	left, err := countAdministrators(ctx, tx, place{m.Organisation, m.Municipality}, from, mandate, leaving)
	if err != nil {
		return err
	}
	if left == 0 {
		return fault.Refused("account.mandate.last_administrator")
	}
	return nil
}

// Mandates is what the actor may act under today.
func (g *Gate) Mandates(ctx context.Context, who access.Actor) ([]Mandate, error) {
	access.MarkAsked(ctx)
	var all []Mandate
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadInForce(ctx, tx, who.User, g.today())
		return err
	})
	return all, err
}

// Workplaces is the units at which the administrator may grant mandates.
func (g *Gate) Workplaces(ctx context.Context, who access.Actor) ([]Workplace, error) {
	if err := g.log.Require(ctx, who, "identity.workplace.list", nil, mayListPeople(who)); err != nil {
		return nil, err
	}
	var all []Workplace
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadWorkplaces(ctx, tx, place{who.Organisation, who.Municipality})
		return err
	})
	return all, err
}

// DeputyOf is the user who takes over what a mandate leaves, once it is over; ""
// while it is in force, and when nobody is named.
func (g *Gate) DeputyOf(ctx context.Context, mandate string) (string, error) {
	var deputy string
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		m, err := loadMandate(ctx, tx, mandate)
		if errors.Is(err, db.ErrNotFound) {
			return nil
		}
		if err == nil && m.Over(g.today()) {
			deputy = m.Deputy
		}
		return err
	})
	return deputy, err
}

// LeftTo is the mandates that are over and that left what they had to the user as
// deputy. Whoever uses it still asks that the user works in the organisation today.
func (g *Gate) LeftTo(ctx context.Context, tx *db.Tx, user string) ([]Mandate, error) {
	return loadLeftTo(ctx, tx, user, g.today())
}

// UsersIn is who holds the role at the unit today, in Swedish order.
func (g *Gate) UsersIn(ctx context.Context, tx *db.Tx, unit string, role access.Role) ([]string, error) {
	return loadUsersIn(ctx, tx, unit, role, false, g.today())
}

// ShieldedIn is those of [Gate.UsersIn] whose mandate covers protected identities.
func (g *Gate) ShieldedIn(ctx context.Context, tx *db.Tx, unit string, role access.Role) ([]string, error) {
	return loadUsersIn(ctx, tx, unit, role, true, g.today())
}
