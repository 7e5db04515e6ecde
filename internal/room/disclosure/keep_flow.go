package disclosure

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
)

// Retention hands the requests to the records. A request is nobody's personal file: its
// term follows the authority's own plan, from the day it was answered.
func (c *Requests) Retention() []retention.Source {
	return []retention.Source{{Name: "disclosure", Walk: walkKept, Look: lookKept, Remove: c.remove, Texts: c.texts}}
}

func (c *Requests) remove(ctx context.Context, tx *db.Tx, k retention.Key) error {
	if err := deleteRequest(ctx, tx, k.Matter); err != nil {
		return err
	}
	return c.People.Remove(ctx, tx, k.Matter)
}

// texts is what was asked, everything that was judged, and the decision.
func (c *Requests) texts(ctx context.Context, k retention.Key) ([]retention.Text, error) {
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
