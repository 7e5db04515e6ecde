package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/db"
)

// HolderOf is who answers for what was done under a mandate: its holder while it
// is in force, then the deputy named for it, and "" when there is nobody. A system
// reads no notices: what it did is answered for by nobody in particular.
func (g *Gate) HolderOf(ctx context.Context, tx *db.Tx, mandate string) (string, error) {
	m, err := loadMandate(ctx, tx, mandate)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	case m.Over(g.today()):
		return m.Deputy, nil
	}
	if system, err := isClient(ctx, tx, m.User); err != nil || system {
		return "", err
	}
	return m.User, nil
}
