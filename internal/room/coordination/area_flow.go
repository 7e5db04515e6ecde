package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// Areas lists what the actor's municipality counts by, for those who adjust it.
func (c *Matters) Areas(ctx context.Context, who access.Actor) ([]Area, error) {
	if err := c.ofMunicipality(ctx, who, "coordination.area.list"); err != nil {
		return nil, err
	}
	var list []Area
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listAreas(ctx, tx, who.Municipality)
		return err
	})
	return list, err
}

// WriteAreas gives the municipality another list. What has been counted stands.
func (c *Matters) WriteAreas(ctx context.Context, who access.Actor, typed []string) error {
	const action = "coordination.area.write"
	if err := c.ofMunicipality(ctx, who, action); err != nil {
		return err
	}
	names, err := AreaNames(typed)
	if err != nil {
		return err
	}
	ids := make([]string, len(names))
	for i := range ids {
		ids[i] = c.NewID()
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		before, err := listAreas(ctx, tx, who.Municipality)
		if err != nil {
			return err
		}
		for _, a := range before {
			if !slices.Contains(names, a.Name) {
				if err := removeArea(ctx, tx, a.ID, c.Now()); err != nil {
					return err
				}
			}
		}
		for i, name := range names {
			if err := keepArea(ctx, tx, ids[i], who.Municipality, name, c.Now()); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayAdjust(who, true).Ground()))
	})
}

// Place says which area a matter is counted in; "" is not said. It is for the counts
// only, and nobody else in the team sees it.
func (c *Matters) Place(ctx context.Context, who access.Actor, matter, area string) error {
	const action = "coordination.matter.place"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := place(ctx, tx, s.Matter, area); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayHold(who, s).Ground(), s.Matter.ID, s.Matter.Child))
	})
}

// place sets the area of a matter, one that its municipality counts by now.
func place(ctx context.Context, tx *db.Tx, m Matter, area string) error {
	if area != "" && m.Protected {
		return fault.Invalid("area", "coordination.area.protected")
	}
	areas, err := listAreasOf(ctx, tx, m.Organisation)
	if err != nil {
		return err
	}
	if area != "" && !slices.ContainsFunc(areas, func(a Area) bool { return a.ID == area }) {
		return fault.Invalid("area", "coordination.area.missing")
	}
	return placeMatter(ctx, tx, m.ID, area)
}

// areasFor is what a matter of the organisation may be counted in.
func (c *Matters) areasFor(ctx context.Context, organisation string) (list []Area, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		list, err = listAreasOf(ctx, tx, organisation)
		return err
	})
	return list, err
}
