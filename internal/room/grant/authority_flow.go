package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// GiveAuthority lets a colleague at the own unit sign or certify, from now on.
func (g *Grants) GiveAuthority(ctx context.Context, who access.Actor, d AuthorityDraft) (Authority, error) {
	const action = "grant.authority.give"
	may := mayGiveAuthority(who)
	if err := g.Audit.Require(ctx, who, action, nil, may); err != nil {
		return Authority{}, err
	}
	colleagues, err := g.Colleagues(ctx, who.Unit)
	if err != nil {
		return Authority{}, err
	}
	if err := d.check(civil.Of(g.Now()), who.User, colleagues); err != nil {
		return Authority{}, err
	}
	a := Authority{ID: g.NewID(), Municipality: who.Municipality, Kind: d.Kind, User: d.User, GivenBy: who.User, GivenAt: db.Moment(g.Now()), LastOn: d.LastOn}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertAuthority(ctx, tx, a); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), a.ID, a.User))
	})
	return a, err
}

// EndAuthority ends one at once.
func (g *Grants) EndAuthority(ctx context.Context, who access.Actor, id string) error {
	const action = "grant.authority.end"
	var a Authority
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = loadAuthority(ctx, tx, id)
		return err
	})
	if err != nil {
		return absent(err)
	}
	may := mayGiveAuthority(who)
	if a.Municipality != who.Municipality {
		may = access.Deny("another municipality's")
	}
	if err := g.Audit.Require(ctx, who, action, []string{a.ID}, may); err != nil {
		return err
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := endAuthority(ctx, tx, a.ID, who.User, db.Moment(g.Now())); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), a.ID, a.User))
	})
	return explained(err, nil)
}

// AuthoritiesView is who may do what for a municipality.
type AuthoritiesView struct {
	// Given is what the heads have given; that they sign themselves is not stored.
	Given []Authority
	// Colleagues are those at the own unit, by id.
	Colleagues map[string]string
	// Names are of everybody in Given.
	Names map[string]string
	// MayGive says that the reader may give and end them.
	MayGive bool
	Today   civil.Date
}

// Authorities lists what has been given in the own municipality.
func (g *Grants) Authorities(ctx context.Context, who access.Actor) (v AuthoritiesView, err error) {
	may := access.Deny("no municipality's officer")
	if handlesFor(who) {
		may = access.Allow("a municipality's officer")
	}
	if err := g.Audit.Require(ctx, who, "grant.authority.list", nil, may); err != nil {
		return v, err
	}
	d := mayGiveAuthority(who)
	v.MayGive, v.Today = d.Allowed() || d.NeedsProof(), civil.Of(g.Now())
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Given, err = listAuthorities(ctx, tx, who.Municipality, "")
		return err
	})
	if err != nil {
		return v, err
	}
	var people []string
	for _, a := range v.Given {
		people = append(people, a.User, a.GivenBy)
	}
	if v.Names, err = g.Names(ctx, people); err != nil {
		return v, err
	}
	v.Colleagues, err = g.Colleagues(ctx, who.Unit)
	return v, err
}

// holds says whether the actor has an authority of the kind today.
func (g *Grants) holds(ctx context.Context, tx *db.Tx, who access.Actor, kind AuthorityKind) (bool, error) {
	if !handlesFor(who) {
		return false, nil
	}
	all, err := listAuthorities(ctx, tx, who.Municipality, who.User)
	if err != nil {
		return false, err
	}
	for _, a := range all {
		if a.Kind == kind && a.Holds(civil.Of(g.Now())) {
			return true, nil
		}
	}
	return false, nil
}
