package coordination

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
)

// Retention hands the room's copies to the records: of each matter one for every
// organisation in it, and the needs that became no matter.
func (c *Matters) Retention() []retention.Source {
	return []retention.Source{{Name: "coordination", Walk: walkKept, Look: lookKept, Remove: c.remove, Texts: c.texts}}
}

// remove takes away an organisation's part of a matter. What the others have stays
// theirs, without the words that were sealed for this one; with the last part the
// matter itself goes.
func (c *Matters) remove(ctx context.Context, tx *db.Tx, k retention.Key) error {
	last, err := leaveParty(ctx, tx, k)
	if err != nil {
		return err
	}
	if last {
		if err := deleteAll(ctx, tx, k.Matter); err != nil {
			return err
		}
		return c.People.Remove(ctx, tx, k.Matter)
	}
	if err := deletePart(ctx, tx, k); err != nil {
		return err
	}
	return c.People.Forget(ctx, tx, k.Controller, k.Matter)
}

// texts opens everything that is sealed for an organisation in a matter.
func (c *Matters) texts(ctx context.Context, k retention.Key) ([]retention.Text, error) {
	var sealed []sealedText
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = listTexts(ctx, tx, k)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]retention.Text, len(sealed))
	for i, x := range sealed {
		body, err := c.Keys.Open(ctx, x.keyset, x.sealed, person.Where(x.row, x.column))
		if err != nil {
			return nil, err
		}
		all[i] = retention.Text{Kind: x.column, ID: x.row, At: x.at, Body: body}
	}
	return all, nil
}
