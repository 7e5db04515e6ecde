package concern

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
)

// aboutSameChild finds other matters in the unit: certain by identity number,
// possible by name and birth date. Matters of the same report are siblings, not these.
func (c *Concerns) aboutSameChild(ctx context.Context, tx *db.Tx, who access.Actor, m Matter, child person.Person) (same, alike []Matter, err error) {
	certain := map[string]bool{}
	if !child.Number.IsZero() {
		ids, err := c.People.SameNumber(ctx, tx, m.Organisation, child.Number)
		if err != nil {
			return nil, nil, err
		}
		for _, other := range ids {
			certain[other] = true
		}
		if same, err = mattersOfChildren(ctx, tx, who, ids, m.ID); err != nil {
			return nil, nil, err
		}
	}
	ids, err := c.People.SameNameAndBirth(ctx, tx, m.Organisation, child.Given, child.Family, child.Birth)
	if err != nil {
		return nil, nil, err
	}
	var uncertain []string
	for _, other := range ids {
		if !certain[other] {
			uncertain = append(uncertain, other)
		}
	}
	if alike, err = mattersOfChildren(ctx, tx, who, uncertain, m.ID); err != nil {
		return nil, nil, err
	}
	return notOfReport(same, m.Report), notOfReport(alike, m.Report), nil
}

func notOfReport(list []Matter, report string) []Matter {
	var kept []Matter
	for _, m := range list {
		if m.Report != report {
			kept = append(kept, m)
		}
	}
	return kept
}

// ConfirmSame records a human's answer to whether another matter is about the same
// child, about matters that a number or a name has brought together and no others.
func (c *Concerns) ConfirmSame(ctx context.Context, who access.Actor, matterID, otherID string, same bool) error {
	const action = "concern.matter.same"
	m, _, err := c.readMatter(ctx, who, matterID, action, mayWorkOn)
	if err != nil {
		return err
	}
	if _, _, err := c.readMatter(ctx, who, otherID, action, mayReadMatter); err != nil {
		return err
	}
	var certain, alike []Matter
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		people, err := c.People.Load(ctx, tx, []string{m.Child})
		if err != nil {
			return err
		}
		certain, alike, err = c.aboutSameChild(ctx, tx, who, m, people[m.Child])
		return err
	})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(append(certain, alike...), func(other Matter) bool { return other.ID == otherID }) {
		return c.Audit.Require(ctx, who, action, []string{m.ID, otherID}, access.Deny("nothing brings the matters together"))
	}
	entry := Entry{ID: c.NewID(), Matter: m.ID, Kind: EntrySame, At: c.Now(), Author: who.User}
	body, err := c.Keys.Seal(ctx, m.Keyset, encode(EntryBody{}), person.Where(entry.ID, entryColumn))
	if err != nil {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertLink(ctx, tx, m.ID, otherID, same, entry.At, who.User); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, entry, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayWorkOn(who, m).Ground(), m.ID, otherID))
	})
}
