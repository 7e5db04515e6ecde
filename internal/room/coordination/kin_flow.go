package coordination

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

// KinRow is one of the family as the team sees them: the child, or a guardian, with
// or without a sign-in.
type KinRow struct {
	Who      person.Person
	Capacity Capacity
	Kin      Kin
	// May says that an invitation can be made: somebody in protected mode gets none. MayEnd
	// says that the sign-in can be shut: in protected mode that would be noticed.
	May, MayEnd bool
}

// FamilyInvitation is what is handed over, once, in person.
type FamilyInvitation struct {
	Name    string
	Code    string
	Expires time.Time
	Who     person.Person
	Matter  string
}

// InviteKin makes a sign-in for the child or a guardian. One who had a sign-in that
// was ended gets another; one who has a sign-in does not.
func (c *Matters) InviteKin(ctx context.Context, who access.Actor, matter, personID string) (FamilyInvitation, error) {
	const action = "coordination.family.invite"
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return FamilyInvitation{}, err
	}
	k := Kin{ID: c.NewID(), Matter: matter, Person: personID, Child: s.Matter.Child, MadeBy: who.User, MadeAt: s.Now, Open: true}
	guardians, err := c.guardians(ctx, s)
	if err != nil {
		return FamilyInvitation{}, err
	}
	child, err := c.personOf(ctx, s.Matter.Child)
	if err != nil {
		return FamilyInvitation{}, err
	}
	x := FamilyInvitation{Who: child, Matter: matter}
	i := slices.IndexFunc(guardians, func(p person.Person) bool { return p.ID == personID })
	switch {
	case personID == child.ID && (!s.Protection.On() || s.Protection.ChildSees):
		k.Capacity = AsChild
	case i >= 0 && !s.Protection.On():
		k.Capacity, x.Who = AsGuardian, guardians[i]
	default:
		return FamilyInvitation{}, fault.Invalid("person", "coordination.kin.person_missing")
	}
	account, err := c.Identity.NewFamily(ctx, s.Matter.Organisation)
	if err != nil {
		return FamilyInvitation{}, err
	}
	k.User = account.ID
	x.Name, x.Code, x.Expires = account.Name, account.Invitation.Code, account.Invitation.Expires
	me, _ := s.joined(who.User, who.Unit)
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if still, err := takesPart(ctx, tx, me.ID, s.Protection.ID); err != nil || !still {
			return cmp.Or(err, errRaced)
		}
		if err := c.Identity.AddFamily(ctx, tx, who, account); err != nil {
			return err
		}
		if err := insertKin(ctx, tx, k); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, k.Child, k.Person))
	})
	if errors.Is(err, db.ErrConflict) {
		return FamilyInvitation{}, fault.Invalid("person", "coordination.kin.already")
	}
	return x, raced(err)
}

// EndKin shuts a sign-in: lost, found out, or not wanted any more. One that shows nothing
// in protected mode stays as it is: that it had gone would be noticed.
func (c *Matters) EndKin(ctx context.Context, who access.Actor, matter, kin string) error {
	return c.changeKin(ctx, who, matter, kin, "coordination.family.end", nil, func(s Standing, k Kin) (Kin, error) {
		if s.Protection.hides(k.Capacity) {
			return k, fault.Refused("coordination.kin.end_protected")
		}
		k.EndedAt = s.Now
		return k, nil
	})
}

// JudgeKin records a judgement, by age and maturity, of whether somebody may read.
func (c *Matters) JudgeKin(ctx context.Context, who access.Actor, matter, kin string, open bool, reasons string) error {
	return c.changeKin(ctx, who, matter, kin, "coordination.family.judge", &reasons, func(s Standing, k Kin) (Kin, error) {
		return k.Judge(open, reasons, who.User, s.Now)
	})
}

func (c *Matters) changeKin(ctx context.Context, who access.Actor, matter, kin, action string, reasons *string, apply func(Standing, Kin) (Kin, error)) error {
	s, err := c.standing(ctx, who, matter, action, mayTellFamily)
	if err != nil {
		return err
	}
	var list []Kin
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listKin(ctx, tx, matter)
		return err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(k Kin) bool { return k.ID == kin })
	if i < 0 {
		return fault.Refused("coordination.kin.ended")
	}
	k, err := apply(s, list[i])
	if err != nil {
		return err
	}
	var sealed []byte
	if reasons != nil {
		if sealed, err = c.seal(ctx, s.Matter.Keyset, *reasons, k.ID, judgementColumn); err != nil {
			return err
		}
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateKin(ctx, tx, k, sealed); err != nil {
			return err
		}
		if !k.EndedAt.IsZero() {
			if err := c.Identity.CloseFamily(ctx, tx, k.User); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayTellFamily(who, s).Ground(), matter, k.Child, k.Person))
	}))
}
