package coordination

import (
	"context"
	"slices"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// ReadingRow is that somebody at a unit has read something, on a day.
type ReadingRow struct {
	Day      civil.Date
	Name     string
	UnitName string
	Times    int
}

// FamilyReadings is who on the staff has read about the child in the matter, day by
// day. What happened while the matter was protected is not told, nor what anybody in
// the family has read, nor who has shown it to a duty officer.
type FamilyReadings struct {
	Matter   string
	Child    string
	Capacity Capacity
	Rows     []ReadingRow
}

// readingsShown bounds how far back one page looks.
const readingsShown = 2000

// Readings is who has read about the child.
func (c *Matters) Readings(ctx context.Context, who access.Actor, matter string) (FamilyReadings, error) {
	const action = "coordination.family.readings"
	n, _, err := c.nearIn(ctx, who, matter, action)
	if err != nil {
		return FamilyReadings{}, err
	}
	v := FamilyReadings{Matter: matter, Child: firstName(n.child), Capacity: n.kin.Capacity}
	var periods []ProtectedPeriod
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		periods, err = listPeriods(ctx, tx, matter)
		return err
	})
	if err != nil {
		return FamilyReadings{}, err
	}
	records, err := c.Audit.Records(ctx, audit.Filter{Subject: matter}, readingsShown)
	if err != nil {
		return FamilyReadings{}, err
	}
	var users, units []string
	type key struct {
		day        civil.Date
		user, unit string
	}
	index := map[key]int{}
	for _, r := range records {
		if !tellable(r, periods) {
			continue
		}
		k := key{civil.Of(r.At), r.Actor.User, r.Actor.Unit}
		i, there := index[k]
		if !there {
			i = len(v.Rows)
			index[k] = i
			v.Rows = append(v.Rows, ReadingRow{Day: k.day, Name: k.user, UnitName: k.unit})
			users, units = append(users, k.user), append(units, k.unit)
		}
		v.Rows[i].Times++
	}
	names, err := c.names(ctx, users, units)
	if err != nil {
		return FamilyReadings{}, err
	}
	for i := range v.Rows {
		v.Rows[i].Name, v.Rows[i].UnitName = names.users[v.Rows[i].Name], names.units[v.Rows[i].UnitName]
	}
	return v, c.Audit.Reading(ctx, record(who, action, n.ground(), matter, n.kin.Child, n.kin.Person))
}

// tellable says whether a record may be told to the family.
func tellable(r audit.Record, periods []ProtectedPeriod) bool {
	if r.Result != audit.Done || r.Actor.Unit == "" || strings.HasPrefix(r.Action, "coordination.protection.") || strings.HasPrefix(r.Action, "coordination.glass.") || strings.HasPrefix(r.Action, "review.") {
		return false
	}
	return !slices.ContainsFunc(periods, func(p ProtectedPeriod) bool { return p.holds(r.At) })
}
