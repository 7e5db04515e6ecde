package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	confirmLink  = "/behorigheter/bekrafta"
	mandatesLink = "/uppdrag"
	// renewAtOnce is how many mandates are looked at in one transaction.
	renewAtOnce = 200
	// UnconfirmedAtOnce is how many a page of [Gate.Unconfirmed] holds.
	UnconfirmedAtOnce = 100
)

// told is who has been told what during one round of the clock, so that a manager
// gets one line for all of a unit.
type told map[[2]string]bool

// RenewMandates tells those concerned of the mandates nobody has confirmed for nearly
// a year, and ends those that nobody confirmed in time. It is run by the clock.
func (g *Gate) RenewMandates(ctx context.Context) error {
	access.MarkAsked(ctx)
	today := g.today()
	var all []renewing
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadRenewing(ctx, tx, today, today.AddDays(warnAhead-confirmEvery))
		return err
	})
	if err != nil {
		return err
	}
	before := told{}
	for portion := range slices.Chunk(all, renewAtOnce) {
		var after told
		err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
			after = maps.Clone(before)
			for _, x := range portion {
				if err := g.renew(ctx, tx, x.Mandate.ID, today, after); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("renew mandates: %w", err)
		}
		before = after
	}
	return nil
}

func (g *Gate) renew(ctx context.Context, tx *db.Tx, mandate string, today civil.Date, t told) error {
	x, err := loadRenewingOne(ctx, tx, mandate)
	if err != nil || !x.InForce(today) || !x.asksFor(x.Mandate) {
		return err
	}
	own, others := "account.notice.mandate_ends", "account.notice.confirm"
	switch step, next := x.next(today); step {
	case waitStep:
		return nil
	case tellStep:
		err = insertRenewal(ctx, tx, x.Mandate.ID, next, today)
	case tellAgainStep:
		err = updateRenewal(ctx, tx, x.Mandate.ID, next)
	case endStep:
		err = g.keepAnAdministrator(ctx, tx, x.Mandate, today, x.Mandate.ID, "")
		if fault.KindOf(err) == fault.KindRefused {
			next, due := x.remind(today)
			if !due {
				return nil
			}
			own, others = "account.notice.last_administrator", "account.notice.last_administrator"
			err = updateRenewal(ctx, tx, x.Mandate.ID, next)
			break
		}
		own, others = "account.notice.mandate_unconfirmed", "account.notice.unconfirmed"
		if err == nil {
			err = g.endUnconfirmed(ctx, tx, x.Mandate)
		}
	}
	if err != nil {
		return err
	}
	return g.tellOfRenewal(ctx, tx, x, own, others, t)
}

// endUnconfirmed ends m. What its holder has goes to the deputy named for it, and with
// none to a manager of the unit who is at work.
func (g *Gate) endUnconfirmed(ctx context.Context, tx *db.Tx, m Mandate) error {
	m.Ended = true
	h, err := g.holding(ctx, tx, m)
	if err != nil {
		return err
	}
	if m.Deputy == "" && len(h.Heirs) > 0 {
		m.Deputy = h.Heirs[0]
	}
	if err := storeEnd(ctx, tx, m, g.now()); err != nil {
		return err
	}
	if err := deleteRenewal(ctx, tx, m.ID); err != nil {
		return err
	}
	return g.log.Change(ctx, tx, audit.Record{At: g.now(), Action: "identity.mandate.end", Subjects: []string{m.User, m.ID},
		Ground: "nobody confirmed it within a year", Result: audit.Done})
}

// tellOfRenewal tells the holder, the managers of the unit and the administrators.
func (g *Gate) tellOfRenewal(ctx context.Context, tx *db.Tx, x renewing, own, others string, t told) error {
	managers, err := loadUsersIn(ctx, tx, x.Mandate.Unit, access.Manager, false, g.today())
	if err != nil {
		return err
	}
	administrators, err := loadAdministrators(ctx, tx, place{x.Organisation, x.Municipality}, g.today())
	if err != nil {
		return err
	}
	tell := func(user, key, link string) error {
		if t[[2]string{user, key}] {
			return nil
		}
		t[[2]string{user, key}] = true
		return g.settings.Tell(ctx, tx, user, key, link)
	}
	if !x.system {
		if err := tell(x.User, own, mandatesLink); err != nil {
			return err
		}
	}
	for _, user := range distinct(append(managers, administrators...)) {
		if user != x.User {
			if err := tell(user, others, confirmLink); err != nil {
				return err
			}
		}
	}
	return nil
}

// Waiting is a mandate that waits for somebody to confirm it.
type Waiting struct {
	Mandate
	Name   string
	System bool
	Since  civil.Date
	// Own says that somebody else has to.
	Own bool
}

// Unconfirmed is the mandates within the actor's reach that end unless somebody
// confirms them, the first to end first; no more than [UnconfirmedAtOnce].
func (g *Gate) Unconfirmed(ctx context.Context, who access.Actor) ([]Waiting, error) {
	decision := maySeeAccess(who)
	if err := g.log.Require(ctx, who, "identity.mandate.unconfirmed", nil, decision); err != nil {
		return nil, err
	}
	var all []renewing
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		unit := ""
		if who.Role == access.Manager {
			unit = who.Unit
		}
		all, err = loadUnconfirmed(ctx, tx, unit, place{who.Organisation, who.Municipality}, g.today(), UnconfirmedAtOnce)
		return err
	})
	if err != nil {
		return nil, err
	}
	waiting := make([]Waiting, len(all))
	users := make([]string, len(all))
	for i, x := range all {
		waiting[i] = Waiting{Mandate: x.Mandate, System: x.system, Since: x.Since, Own: x.User == who.User}
		users[i] = x.User
	}
	names, err := g.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	for i := range waiting {
		waiting[i].Name = names[waiting[i].User]
	}
	return waiting, g.log.Reading(ctx, g.done(who, "identity.mandate.unconfirmed", decision.Ground(), distinct(users)...))
}

// Verdict is what somebody answers about a mandate: that it is needed, or not.
type Verdict struct {
	Mandate string
	Keep    bool
}

// Confirm keeps or ends mandates, all of them or none. What a mandate that ends
// leaves goes to the deputy named for it, as always.
func (g *Gate) Confirm(ctx context.Context, who access.Actor, verdicts []Verdict) error {
	var mandates []string
	for _, v := range verdicts {
		mandates = append(mandates, subject(v.Mandate)...)
	}
	if len(verdicts) == 0 || len(verdicts) > UnconfirmedAtOnce {
		access.MarkAsked(ctx)
		return fault.Invalid("val", "account.confirm.none_chosen")
	}
	return g.change(ctx, who, "identity.mandate.confirm", mandates, func(tx *db.Tx, ask func(access.Decision) error) error {
		for _, v := range verdicts {
			m, err := loadMandate(ctx, tx, v.Mandate)
			if errors.Is(err, db.ErrNotFound) {
				return ask(access.Deny("no such mandate"))
			}
			if err != nil {
				return err
			}
			decision := mayConfirm(who, m)
			if err := ask(decision); err != nil {
				return err
			}
			if err := g.settle(ctx, tx, who, m, v.Keep, decision.Ground()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *Gate) settle(ctx context.Context, tx *db.Tx, who access.Actor, m Mandate, keep bool, ground string) error {
	if m.Over(g.today()) {
		return fault.Refused("account.mandate.over")
	}
	action := "identity.mandate.confirm"
	if keep {
		if err := insertConfirmation(ctx, tx, m.ID, who.User, g.today()); err != nil {
			return err
		}
	} else {
		action = "identity.mandate.end"
		if err := g.keepAnAdministrator(ctx, tx, m, g.today(), m.ID, ""); err != nil {
			return err
		}
		m.Ended = true
		err := g.demandHeir(ctx, tx, m)
		if fault.KindOf(err) == fault.KindInvalid {
			return fault.Invalid("val", "account.confirm.heir_missing")
		}
		if err != nil {
			return err
		}
		if err := storeEnd(ctx, tx, m, g.now()); err != nil {
			return err
		}
	}
	if err := deleteRenewal(ctx, tx, m.ID); err != nil {
		return err
	}
	return g.log.Change(ctx, tx, g.done(who, action, ground, m.User, m.ID))
}

// Lonely is an organisation whose only administrator nobody else can confirm.
type Lonely struct {
	Organisation string
	// Due is the day by which somebody should have been added.
	Due civil.Date
}

// LonelyAdministrators is where a mandate as administrator should have ended, and was
// kept because it is the last one there.
func (g *Gate) LonelyAdministrators(ctx context.Context) ([]Lonely, error) {
	var all []Lonely
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		all = nil
		waiting, err := loadLonely(ctx, tx, g.today())
		if err != nil {
			return err
		}
		for _, x := range waiting {
			left, err := countAdministrators(ctx, tx, place{x.Organisation, x.Municipality}, g.today(), x.Mandate.ID, "")
			if err != nil {
				return err
			}
			if left == 0 {
				all = append(all, Lonely{Organisation: x.OrganisationName, Due: x.Unconfirmed})
			}
		}
		return nil
	})
	return all, err
}
