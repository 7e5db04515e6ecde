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
	return loadActors(ctx, tx, g.today(), "TRUE")
}

// ActorsWith is those of [Gate.Actors] who have one of the roles at one of the
// organisations, or at one of the sector in one of the municipalities.
func (g *Gate) ActorsWith(ctx context.Context, tx *db.Tx, organisations, municipalities []string, sector access.Sector, roles ...access.Role) ([]access.Actor, error) {
	// An empty list finds nothing, and an empty id is nobody's.
	at, in := append(organisations, ""), append(municipalities, "")
	condition := `o.id IN (SELECT id FROM register_organisation WHERE id IN (` + db.Numbered(3, len(at)) + `)
			OR sector = $2 AND municipality_code IN (` + db.Numbered(3+len(at), len(in)) + `))
		AND m.role IN (` + db.Numbered(3+len(at)+len(in), len(roles)) + `)`
	args := append(append(append([]any{sector}, db.Anys(at)...), db.Anys(in)...), db.Anys(roles)...)
	return loadActors(ctx, tx, g.today(), condition, args...)
}
