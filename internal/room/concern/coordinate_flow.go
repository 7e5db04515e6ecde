package concern

import (
	"context"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
)

// Material is what a need of coordination can begin from: the child and what one
// report says. Whoever raises the need chooses what goes with it.
type Material struct {
	Child   person.Person
	Content Content
}

// ForCoordination opens a matter's report for somebody who raises a need of
// coordination because of it. What they have chosen to take with them, by name, is
// recorded with the reading.
func (c *Concerns) ForCoordination(ctx context.Context, who access.Actor, matterID string, taken []string) (Material, error) {
	const action = "concern.matter.coordinate"
	m, sealed, err := c.readMatter(ctx, who, matterID, action, mayWorkOn)
	if err != nil {
		return Material{}, err
	}
	text, err := c.open(ctx, m.Keyset, sealed, person.Where(m.ID, contentColumn))
	if err != nil {
		return Material{}, err
	}
	var v Material
	if v.Content, err = decode[Content](text); err != nil {
		return Material{}, err
	}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		people, err := c.People.Load(ctx, tx, []string{m.Child})
		v.Child = people[m.Child]
		return err
	})
	if err != nil {
		return Material{}, err
	}
	r := record(who, action, mayWorkOn(who, m).Ground(), m.ID, m.Child)
	r.Detail = strings.Join(taken, " ")
	return v, c.Audit.Reading(ctx, r)
}
