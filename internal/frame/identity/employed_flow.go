package identity

import (
	"context"

	"samspel/internal/frame/db"
)

// Employed is whose address it is among those with a mandate in one of the
// organisations, now or later; db.ErrNotFound when nobody's there. An address is one
// person's, where a name may be two.
func (g *Gate) Employed(ctx context.Context, tx *db.Tx, organisations []string, email string) (user string, err error) {
	address, ok := NormalEmail(email)
	if !ok || len(organisations) == 0 {
		return "", db.ErrNotFound
	}
	return loadEmployed(ctx, tx, organisations, address, g.today())
}
