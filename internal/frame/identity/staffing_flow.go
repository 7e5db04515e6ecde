package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// importLife is how long a list is kept for the one who looks at what it would change.
const importLife = time.Hour

// OfferStaff keeps a staff list, sealed, for the administrator to look at. Nothing
// else is written.
func (g *Gate) OfferStaff(ctx context.Context, who access.Actor, rows []StaffRow) error {
	s, err := g.sealed(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("write down a staff list: %w", err)
	}
	return g.change(ctx, who, "identity.staff.offer", nil, func(tx *db.Tx, ask func(access.Decision) error) error {
		decision := mayListPeople(who)
		if err := ask(decision); err != nil {
			return err
		}
		if err := storeImport(ctx, tx, who.User, s.seal(string(text), importOf(who)), g.now().Add(importLife)); err != nil {
			return err
		}
		rec := g.done(who, "identity.staff.offer", decision.Ground())
		rec.Detail = fmt.Sprintf("%d rows", len(rows))
		return g.log.Change(ctx, tx, rec)
	})
}

// importOf binds a list to the mandate it was offered under.
func importOf(who access.Actor) string { return "import " + who.User + " " + who.Mandate }

// OfferedStaff is what the administrator's list would change now.
func (g *Gate) OfferedStaff(ctx context.Context, who access.Actor) (StaffPlan, error) {
	decision := mayListPeople(who)
	if err := g.log.Require(ctx, who, "identity.staff.preview", nil, decision); err != nil {
		return StaffPlan{}, err
	}
	s, err := g.sealed(ctx)
	if err != nil {
		return StaffPlan{}, err
	}
	var plan StaffPlan
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		plan, err = g.planOffered(ctx, tx, s, who)
		return err
	})
	if err != nil {
		return StaffPlan{}, err
	}
	var users []string
	for _, x := range plan.Steps {
		users = append(users, subject(x.User)...)
	}
	return plan, g.log.Reading(ctx, g.done(who, "identity.staff.preview", decision.Ground(), distinct(users)...))
}

func (g *Gate) planOffered(ctx context.Context, tx *db.Tx, s *sealing, who access.Actor) (StaffPlan, error) {
	sealed, err := loadImport(ctx, tx, who.User, g.now())
	if err != nil {
		return StaffPlan{}, err
	}
	var rows []StaffRow
	if sealed == nil {
		return StaffPlan{}, fault.Refused("account.import.gone")
	}
	text, err := s.open(sealed, importOf(who))
	if err != nil {
		return StaffPlan{}, fault.Refused("account.import.gone")
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return StaffPlan{}, fmt.Errorf("read a staff list: %w", err)
	}
	p, err := loadReach(ctx, tx, who, rows, g.today())
	if err != nil {
		return StaffPlan{}, err
	}
	return planStaff(rows, p), nil
}

// Invited is a person who has been added, with the invitation to hand over.
type Invited struct {
	User
	Invitation
}

// errOtherPlan is a list that would now change something else than what was seen.
var errOtherPlan = fault.Refused("account.import.changed")

// TakeStaff does what the administrator has seen, all of it or nothing: seen is the
// seal of that plan. The invitations are shown once.
func (g *Gate) TakeStaff(ctx context.Context, who access.Actor, seen string) ([]Invited, error) {
	plan, err := g.OfferedStaff(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(plan.Faults) > 0 || plan.Seal() != seen {
		return nil, errOtherPlan
	}
	people := make(map[string]Invited, len(plan.Steps))
	var invited []Invited
	for _, x := range plan.Steps {
		if !x.NewPerson {
			continue
		}
		u := g.userFrom(UserDraft{Name: x.Name, Email: x.Email, Language: "sv"})
		i, err := g.newInvitation(ctx, u)
		if err != nil {
			return nil, err
		}
		people[x.Email] = Invited{u, i}
		invited = append(invited, people[x.Email])
	}
	s, err := g.sealed(ctx)
	if err != nil {
		return nil, err
	}
	err = g.change(ctx, who, "identity.staff.take", nil, func(tx *db.Tx, ask func(access.Decision) error) error {
		decision := mayListPeople(who)
		if err := ask(decision); err != nil {
			return err
		}
		now, err := g.planOffered(ctx, tx, s, who)
		if err != nil {
			return err
		}
		if len(now.Faults) > 0 || now.Seal() != seen {
			return errOtherPlan
		}
		t := taking{Gate: g, tx: tx, who: who, people: people, units: map[string]string{}}
		for _, x := range now.Steps {
			if err := t.take(ctx, x, ask); err != nil {
				return err
			}
		}
		if err := deleteImport(ctx, tx, who.User); err != nil {
			return err
		}
		rec := g.done(who, "identity.staff.take", decision.Ground())
		rec.Detail = fmt.Sprintf("%d people, %d units, %d granted, %d ended", now.NewPeople(), len(now.NewUnits()), now.Count(StaffGranted), now.Count(StaffEnded))
		return g.log.Change(ctx, tx, rec)
	})
	if err != nil {
		return nil, taken(err)
	}
	return invited, nil
}

// taking is a plan being carried out.
type taking struct {
	*Gate
	tx     *db.Tx
	who    access.Actor
	people map[string]Invited
	// units are those that have been added.
	units map[string]string
}

func (t *taking) take(ctx context.Context, s StaffStep, ask func(access.Decision) error) error {
	at, err := loadPlace(ctx, t.tx, s.Organisation)
	if err != nil {
		return err
	}
	if s.NewUnit {
		if s.Unit, err = t.unit(ctx, s, at, ask); err != nil {
			return err
		}
	}
	home := at
	if s.User == "" {
		p := t.people[s.Email]
		p.User.Organisation, s.User = s.Organisation, p.User.ID
		if s.NewPerson {
			if err := t.person(ctx, p, at, ask); err != nil {
				return err
			}
		}
	} else if s.Change == StaffGranted {
		h, err := loadHome(ctx, t.tx, s.User)
		if err != nil {
			return err
		}
		home = h.place
	}
	switch s.Change {
	case StaffGranted:
		decision := mayGrant(t.who, s.User, "", home, at)
		if err := ask(decision); err != nil {
			return err
		}
		_, err := t.grant(ctx, t.tx, t.who, id.New(), MandateDraft{User: s.User, Unit: s.Unit, Role: s.Role, From: s.From, To: s.To, Protected: s.Protected}, decision.Ground())
		return err
	case StaffEnded:
		return t.end(ctx, s, ask)
	case StaffUnchanged:
	}
	return nil
}

func (t *taking) unit(ctx context.Context, s StaffStep, at place, ask func(access.Decision) error) (string, error) {
	key := s.Organisation + "\x00" + plain(s.UnitName)
	if unit := t.units[key]; unit != "" {
		return unit, nil
	}
	decision := mayRegister(t.who, at)
	if err := ask(decision); err != nil {
		return "", err
	}
	u := register.Unit{ID: id.New(), Organisation: s.Organisation, Name: s.UnitName, Kind: "unit"}
	if err := register.New(t.store).AddUnit(ctx, t.tx, u); err != nil {
		return "", err
	}
	t.units[key] = u.ID
	return u.ID, t.log.Change(ctx, t.tx, t.done(t.who, "identity.unit.add", decision.Ground(), u.ID))
}

func (t *taking) person(ctx context.Context, p Invited, at place, ask func(access.Decision) error) error {
	decision := mayManage(t.who, at)
	if err := ask(decision); err != nil {
		return err
	}
	return t.add(ctx, t.tx, t.who, p.User, p.Invitation, decision.Ground())
}

func (t *taking) end(ctx context.Context, s StaffStep, ask func(access.Decision) error) error {
	m, err := loadMandate(ctx, t.tx, s.Mandate)
	if errors.Is(err, db.ErrNotFound) {
		return ask(access.Deny("no such mandate"))
	}
	if err != nil {
		return err
	}
	decision := mayEnd(t.who, m.User, "", place{m.Organisation, m.Municipality})
	if err := ask(decision); err != nil {
		return err
	}
	return t.endOn(ctx, t.tx, t.who, m, EndDraft{Mandate: m.ID, LastDay: s.To}, decision.Ground())
}
