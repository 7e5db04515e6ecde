package identity

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// HolderOf is who answers for what was done under a mandate: its holder while it
// is in force, then the deputy named for it while they work in the organisation, and
// "" when there is nobody. A system reads no notices: what it did is answered for by
// nobody in particular.
func (g *Gate) HolderOf(ctx context.Context, tx *db.Tx, mandate string) (string, error) {
	m, err := loadMandate(ctx, tx, mandate)
	switch {
	case errors.Is(err, db.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	case m.Over(g.today()):
		in, err := loadInForce(ctx, tx, m.Deputy, g.today())
		if err != nil || !mayName(in, m.Organisation).Allowed() {
			return "", err
		}
		return m.Deputy, nil
	}
	if system, err := isClient(ctx, tx, m.User); err != nil || system {
		return "", err
	}
	return m.User, nil
}

// Actors is everybody with an open account as they may act today, one for each of
// their mandates, a person's together. They are for counting what waits for somebody,
// and sign nobody in.
func (g *Gate) Actors(ctx context.Context, tx *db.Tx) ([]access.Actor, error) {
	return loadActors(ctx, tx, g.today())
}
