package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// AddGuardian writes down a guardian who was not known when the need was raised. What
// others have consented to stands; whoever holds the matter together is told, and
// judges whether the new one must be asked too. id is the form's, so that the same
// form sent twice is one guardian.
func (c *Matters) AddGuardian(ctx context.Context, who access.Actor, matter, id string, g NewGuardian) error {
	const action = "coordination.family.add_guardian"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	if g.empty() {
		return fault.Invalid("guardian_given", "coordination.guardian.name_missing")
	}
	adult := person.Person{ID: c.idOf(id), Controller: s.Matter.Organisation, Matter: s.Matter.ID, Kind: person.Guardian, Given: g.Given, Family: g.Family}
	if s.Matter.Protected {
		adult.Protection = person.SecrecyMarked
	}
	kind := person.JointGuardian
	if g.Sole {
		kind = person.SoleGuardian
	}
	keysets, err := c.Keys.CreateAll(ctx, []person.Scope{{Controller: adult.Controller, Matter: adult.Matter, Person: adult.ID}})
	if err != nil {
		return err
	}
	adult.Keyset = keysets[0]
	err = c.holding(ctx, who, s, action, func(tx *db.Tx) error {
		if err := c.People.Add(ctx, tx, adult); err != nil {
			return err
		}
		if err := c.People.AddRelation(ctx, tx, person.Relation{ID: c.NewID(), Child: s.Matter.Child, Adult: adult.ID, Kind: kind, Source: "staff", CheckedOn: civil.Of(s.Now)}); err != nil {
			return err
		}
		if s.Matter.Baton.User == who.User {
			return nil
		}
		return c.notify(ctx, tx, s.Matter.Baton.User, "coordination.notice.guardian_added", matter)
	})
	if errors.Is(err, db.ErrConflict) {
		return nil // the same form, sent twice
	}
	return err
}
