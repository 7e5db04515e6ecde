package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
)

// Presence is a unit as those who work there see it: who is away, who may be away
// and who is on duty.
type Presence struct {
	Absences []Absence
	// Mandates are those the actor may speak for: the own, and for a manager all of the unit.
	Mandates []Mandate
	// Colleagues are those of the unit who may stand in or be on duty.
	Colleagues []string
	Duties     []Duty
	Names      map[string]string
	Today      civil.Date
}

// Presence is who is away from the actor's unit, from today on, and who is on duty.
func (g *Gate) Presence(ctx context.Context, who access.Actor) (Presence, error) {
	if err := g.log.Require(ctx, who, "identity.presence.read", nil, maySeePresence(who)); err != nil {
		return Presence{}, err
	}
	p := Presence{Today: g.today()}
	users := []string{who.User}
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		staff, err := loadStaff(ctx, tx, who.Unit, p.Today)
		if err != nil {
			return err
		}
		for _, m := range staff {
			users = append(users, m.User)
			if m.Role.Acts() {
				p.Colleagues = append(p.Colleagues, m.User)
			}
		}
		p.Colleagues = distinct(p.Colleagues)
		if p.Mandates, err = loadSpokenFor(ctx, tx, who, p.Today); err != nil {
			return err
		}
		if p.Duties, err = loadDuties(ctx, tx, who.Unit, p.Today); err != nil {
			return err
		}
		for _, d := range p.Duties {
			users = append(users, d.User)
		}
		p.Absences, err = loadAbsencesIn(ctx, tx, who.Unit, p.Today)
		for _, a := range p.Absences {
			users = append(users, a.User, a.Deputy)
		}
		return err
	})
	if err != nil {
		return Presence{}, err
	}
	if p.Names, err = g.UserName(ctx, users); err != nil {
		return Presence{}, err
	}
	return p, g.log.Reading(ctx, g.done(who, "identity.presence.read", maySeePresence(who).Ground(), distinct(users)...))
}

// SayAbsence says that somebody is away and who stands in: the person, or a manager
// of the unit for them.
func (g *Gate) SayAbsence(ctx context.Context, who access.Actor, d AbsenceDraft) (Absence, error) {
	a := Absence{ID: id.New(), Mandate: d.Mandate, Deputy: d.Deputy, First: d.First, Last: d.Last}
	err := g.change(ctx, who, "identity.absence.say", subject(d.Mandate), func(tx *db.Tx, ask func(access.Decision) error) error {
		m, err := loadMandate(ctx, tx, d.Mandate)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such mandate"))
		}
		if err != nil {
			return err
		}
		decision := maySayAbsence(who, m, g.today())
		if err := ask(decision); err != nil {
			return err
		}
		a.User, a.Unit = m.User, m.Unit
		own, err := loadAbsencesOf(ctx, tx, m.User, g.today())
		if err != nil {
			return err
		}
		var in []Mandate
		var theirs []Absence
		if d.Deputy != "" {
			if in, err = loadInForce(ctx, tx, d.Deputy, d.First); err != nil {
				return err
			}
			if theirs, err = loadAbsencesOf(ctx, tx, d.Deputy, g.today()); err != nil {
				return err
			}
		}
		if err := d.Check(m, own, in, theirs, g.today()); err != nil {
			return err
		}
		if err := insertAbsence(ctx, tx, a, who.User, g.now()); err != nil {
			return err
		}
		rec := g.done(who, "identity.absence.say", decision.Ground(), m.User, m.ID, d.Deputy)
		rec.Detail = d.First.String() + " to " + d.Last.String()
		return g.log.Change(ctx, tx, rec)
	})
	return a, err
}

// EndAbsence calls off what is left of an absence.
func (g *Gate) EndAbsence(ctx context.Context, who access.Actor, absence string) error {
	return g.change(ctx, who, "identity.absence.end", subject(absence), func(tx *db.Tx, ask func(access.Decision) error) error {
		a, err := loadAbsence(ctx, tx, absence)
		if errors.Is(err, db.ErrNotFound) || err == nil && a.Over(g.today()) {
			return ask(access.Deny("no such absence"))
		}
		if err != nil {
			return err
		}
		m, err := loadMandate(ctx, tx, a.Mandate)
		if err != nil {
			return err
		}
		decision := maySayAbsence(who, m, g.today())
		if err := ask(decision); err != nil {
			return err
		}
		if err := endAbsence(ctx, tx, absence, g.now()); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.absence.end", decision.Ground(), a.User, a.Mandate))
	})
}

// Staff is who works at the unit today, and who stands in for whom.
func (g *Gate) Staff(ctx context.Context, tx *db.Tx, unit string) (Staff, error) {
	return loadStaff(ctx, tx, unit, g.today())
}

// StandingIn is the absences at the actor's unit today in which the actor stands in.
func (g *Gate) StandingIn(ctx context.Context, tx *db.Tx, who access.Actor) ([]Absence, error) {
	return loadStandingIn(ctx, tx, who.User, who.Unit, g.today())
}

// Away is the absences in force today, wherever they are.
func (g *Gate) Away(ctx context.Context, tx *db.Tx) ([]Absence, error) {
	return loadAway(ctx, tx, g.today())
}

// Administrators is who administers the organisation today.
func (g *Gate) Administrators(ctx context.Context, tx *db.Tx, organisation string) ([]string, error) {
	at, err := loadPlace(ctx, tx, organisation)
	if err != nil {
		return nil, err
	}
	return loadAdministrators(ctx, tx, at, g.today())
}

// loadSpokenFor is the mandates the actor may say absence for.
func loadSpokenFor(ctx context.Context, tx *db.Tx, who access.Actor, today civil.Date) ([]Mandate, error) {
	users := []string{who.User}
	if who.Role == access.Manager {
		staff, err := loadStaff(ctx, tx, who.Unit, today)
		if err != nil {
			return nil, err
		}
		for _, m := range staff {
			users = append(users, m.User)
		}
	}
	var all []Mandate
	for _, user := range distinct(users) {
		mandates, err := loadInForce(ctx, tx, user, today)
		if err != nil {
			return nil, err
		}
		for _, m := range mandates {
			if m.Unit == who.Unit && maySayAbsence(who, m, today).Allowed() {
				all = append(all, m)
			}
		}
	}
	return all, nil
}
