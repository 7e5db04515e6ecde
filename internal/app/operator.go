package app

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// NewOrganisation is what an operator names to make the first organisation of an
// installation; it gets a unit of the same name, which receives reports of concern
// when it is social services.
type NewOrganisation struct {
	Name         string
	Municipality string
	Sector       access.Sector
}

// UnitFor is the unit with the id, or the unit of an organisation it makes.
func (a *App) UnitFor(ctx context.Context, unit string, make NewOrganisation) (register.Unit, error) {
	if unit != "" {
		return a.Register.Unit(ctx, unit)
	}
	if make.Name == "" {
		return register.Unit{}, fault.Invalid("organisation", "register.organisation.name_missing")
	}
	o := register.Organisation{ID: id.New(), Name: make.Name, Sector: make.Sector, Public: true, Municipality: make.Municipality}
	u := register.Unit{ID: id.New(), Organisation: o.ID, Name: make.Name, Kind: string(make.Sector),
		ReceivesConcerns: make.Sector == access.Social && make.Municipality != ""}
	err := a.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := a.Register.AddOrganisation(ctx, tx, o); err != nil {
			return err
		}
		return a.Register.AddUnit(ctx, tx, u)
	})
	return u, err
}
