package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// A Deadline is how many matters have theirs on a day, or at a moment of it.
type Deadline struct {
	Day civil.Date
	// At is zero for what may be done the whole day.
	At time.Time
	N  int
}

const (
	mostDeadlines = 1000
	// deadlinesBack is how long a deadline that has passed is still shown.
	deadlinesBack = 30 * 24 * time.Hour
)

// Deadlines is when the actor's matters must be seen to, for a calendar: an officer's
// own, and all of a manager's unit. It counts, and says nothing of what they are about.
func (c *Concerns) Deadlines(ctx context.Context, who access.Actor) ([]Deadline, error) {
	if err := c.Audit.Require(ctx, who, "concern.deadlines.list", nil, mayReceive(who)); err != nil {
		return nil, err
	}
	var clocks []Clock
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		clocks, err = listClocks(ctx, tx, who, c.Now().Add(-deadlinesBack), mostDeadlines)
		return err
	})
	return deadlines(clocks), err
}

// deadlines counts clocks, which come in order, by the day or the moment they end.
func deadlines(clocks []Clock) []Deadline {
	var list []Deadline
	at := map[Deadline]int{}
	for _, clock := range clocks {
		d := Deadline{Day: clock.LastDay()}
		if clock.ByTheHour() {
			d.At = clock.Due
		}
		i, known := at[d]
		if !known {
			i = len(list)
			at[d] = i
			list = append(list, d)
		}
		list[i].N++
	}
	return list
}
