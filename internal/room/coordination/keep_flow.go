package coordination

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
)

// Retention hands the room's copies to the records: of each matter one for every
// organisation in it, and the needs that became no matter.
func (c *Matters) Retention() []retention.Source {
	return []retention.Source{{Name: "coordination", Walk: walkKept, Look: lookKept, Remove: c.remove}}
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
