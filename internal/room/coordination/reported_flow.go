package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
)

// Reports gives what a report of concern says to somebody who may work on it, and
// records the reading with what they have chosen to take.
type Reports func(ctx context.Context, who access.Actor, matter string, taken []string) (Reported, error)

// FromReport opens a report for somebody who raises a need because of it, and gives
// the id of the need's form.
func (c *Matters) FromReport(ctx context.Context, who access.Actor, report string) (string, Reported, error) {
	return c.fromReport(ctx, who, report, nil)
}

// TakeFromReport is what somebody has chosen to begin the need from. Nothing else of
// the report leaves it.
func (c *Matters) TakeFromReport(ctx context.Context, who access.Actor, report string, names []string) (string, Reported, error) {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(takeable, name) })
	needID, r, err := c.fromReport(ctx, who, report, names)
	return needID, r.taking(names), err
}

func (c *Matters) fromReport(ctx context.Context, who access.Actor, report string, taken []string) (string, Reported, error) {
	if err := c.Audit.Require(ctx, who, "coordination.need.from_report", nil, mayRaise(who)); err != nil {
		return "", Reported{}, err
	}
	r, err := c.Reports(ctx, who, report, taken)
	return c.NewID(), r, err
}
