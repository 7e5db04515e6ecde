package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// AddScheme starts a scheme of the actor's agency.
func (g *Grants) AddScheme(ctx context.Context, who access.Actor, d SchemeDraft) (Scheme, error) {
	const action = "grant.scheme.add"
	may := mayStartScheme(who)
	if err := g.Audit.Require(ctx, who, action, nil, may); err != nil {
		return Scheme{}, err
	}
	if err := d.check(); err != nil {
		return Scheme{}, err
	}
	s := Scheme{ID: g.NewID(), Agency: who.Organisation, Name: d.Name, AddedBy: who.User, AddedAt: db.Moment(g.Now())}
	err := g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertScheme(ctx, tx, s); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), s.ID))
	})
	return s, explained(err, fault.Invalid("name", "grant.scheme.name_taken"))
}

// Schemes lists those of the actor's agency.
func (g *Grants) Schemes(ctx context.Context, who access.Actor) (all []Scheme, err error) {
	if err := g.Audit.Require(ctx, who, "grant.scheme.list", nil, mayStartScheme(who)); err != nil {
		return nil, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = listSchemes(ctx, tx, who.Organisation)
		return err
	})
	return all, err
}

// scheme loads a scheme that the actor may run.
func (g *Grants) scheme(ctx context.Context, who access.Actor, action, id string) (s Scheme, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		s, err = loadScheme(ctx, tx, id)
		return err
	})
	if err != nil {
		return s, absent(err)
	}
	return s, g.Audit.Require(ctx, who, action, []string{s.ID}, mayRun(who, s.Agency))
}
