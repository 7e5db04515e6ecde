package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
)

// Digest counts what waits for the actor: the own matters of an officer, all of a
// manager's unit, and the answers to the actor's own reports since the given moment.
// It names nobody, and nothing that is not there is counted.
func (c *Concerns) Digest(ctx context.Context, tx *db.Tx, who access.Actor, since time.Time) ([]notify.Count, error) {
	now := c.Now()
	var counts []notify.Count
	add := func(key string, n int) {
		if n > 0 {
			counts = append(counts, notify.Count{Key: "concern.digest." + key, N: n})
		}
	}
	if mayReceive(who).Allowed() {
		t, err := countWeek(ctx, tx, who, now, weekEnds(now))
		if err != nil {
			return nil, err
		}
		add("late", t.late)
		add("protection", t.protection)
		add("decision", t.decision)
		add("feedback", t.feedback)
		if who.Role == access.Manager {
			add("unassigned", t.unassigned)
		}
	}
	if mayReport(who).Allowed() {
		answered, late, err := countAnswers(ctx, tx, who, since, now)
		if err != nil {
			return nil, err
		}
		add("answered", answered)
		add("unanswered", late)
	}
	return counts, nil
}

// weekEnds is when the week of the moment ends: the midnight after Sunday.
func weekEnds(now time.Time) time.Time {
	today := civil.Of(now)
	return today.AddDays((7 - int(today.Weekday())) % 7).End()
}
