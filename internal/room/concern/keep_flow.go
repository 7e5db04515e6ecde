package concern

import (
	"context"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
)

// Retention hands the room's copies to the records: the receivers' matters, and the
// senders' own reports, which are another controller's.
func (c *Concerns) Retention() []retention.Source {
	return []retention.Source{
		{Name: "concern.matter", Walk: walkMatters, Look: lookMatters, Remove: c.removeMatter},
		{Name: "concern.report", Walk: walkReports, Look: lookReports, Remove: c.removeReport},
	}
}

// classOf is what a matter's documents are by the law on disposal. What came in while
// an investigation ran belongs to it.
func classOf(o Outcome, s MatterState) retention.Class {
	switch o {
	case Opened, AlreadyRunning:
		return retention.Investigation
	case NotOpened:
		return retention.NotOpened
	}
	if s == Forwarded {
		return retention.Passed
	}
	return retention.NotOpened
}

func (c *Concerns) removeMatter(ctx context.Context, tx *db.Tx, k retention.Key) error {
	if err := c.Files.RemoveAll(ctx, tx, k.Matter); err != nil {
		return err
	}
	if err := deleteMatter(ctx, tx, k.Matter); err != nil {
		return err
	}
	return c.People.Remove(ctx, tx, k.Matter)
}

func (c *Concerns) removeReport(ctx context.Context, tx *db.Tx, k retention.Key) error {
	if err := c.Files.RemoveAll(ctx, tx, k.Matter); err != nil {
		return err
	}
	return emptyReport(ctx, tx, k.Matter)
}
