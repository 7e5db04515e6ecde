package register

import (
	"context"

	"samspel/internal/frame/db"
)

// Near is every unit that an organisation may work together with: those of its
// municipality and of the region, and a region's organisation those of all its
// municipalities, in Swedish order.
func (r *Register) Near(ctx context.Context, organisation string) (all []Place, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = loadNear(ctx, tx, organisation)
		return err
	})
	return all, err
}
