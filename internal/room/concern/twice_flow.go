package concern

import (
	"context"
	"slices"

	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
)

// warnTwice tells those who have an earlier matter, and the unit's managers, when a
// child has just come again within a week. It looks where the new matter is and
// nowhere else, and only says that two may be one: a person answers. When either
// child's identity is protected, those who may open both are told.
func (c *Concerns) warnTwice(ctx context.Context, tx *db.Tx, m Matter, child person.Person) error {
	ids, err := c.People.SameNameAndBirth(ctx, tx, m.Organisation, child.Given, child.Family, child.Birth)
	if err != nil {
		return err
	}
	if !child.Number.IsZero() {
		same, err := c.People.SameNumber(ctx, tx, m.Organisation, child.Number)
		if err != nil {
			return err
		}
		ids = append(ids, same...)
	}
	others, err := mattersAt(ctx, tx, m.Unit, ids)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(other Matter) bool { return !near(m, other) })
	if len(others) == 0 {
		return nil
	}
	users, err := c.inCharge(ctx, tx, m.Unit)
	if err != nil {
		return err
	}
	protected := m.Protected
	for _, other := range others {
		owner, err := c.answering(ctx, tx, other.Unit, other.Officer)
		if err != nil {
			return err
		}
		users = append(users, owner...)
		protected = protected || other.Protected
	}
	if protected {
		staff, err := c.Identity.Staff(ctx, tx, m.Unit)
		if err != nil {
			return err
		}
		users = slices.DeleteFunc(append(users, shielded(staff)...), func(user string) bool { return !staff.Covers(user) })
	}
	return c.tellAll(ctx, tx, users, notify.Notice{Key: "concern.notice.twice", Link: matterLink(m)})
}
