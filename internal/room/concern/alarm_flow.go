package concern

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
)

const alarmsAtATime = 200

// RaiseAlarms tells of clocks that have run out, once each. Nobody asks for it: it
// is the system's own watch, run every few minutes by a job. The receiver's officer
// or managers are told of every one; the sender too when nobody has confirmed the
// delivery or the feedback is late.
func (c *Concerns) RaiseAlarms(ctx context.Context) error {
	now := c.Now()
	t, err := times(civil.Of(now))
	if err != nil {
		return err
	}
	var due []alarm
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = dueAlarms(ctx, tx, now, now.Add(-t.Acknowledgement), alarmsAtATime)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, a := range due {
			first, err := claimAlarm(ctx, tx, a, now)
			if err != nil {
				return err
			}
			if !first {
				continue
			}
			if err := c.raise(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Concerns) raise(ctx context.Context, tx *db.Tx, a alarm) error {
	key := "concern.notice.late_" + string(a.Kind)
	link := notify.Notice{User: a.Officer, Key: key, Link: "/orosanmalningar/" + a.Matter}
	managers, err := c.Identity.UsersIn(ctx, tx, a.Unit, access.Manager)
	if err != nil {
		return err
	}
	if a.Officer != "" && !slices.Contains(managers, a.Officer) {
		if err := c.Notify.Tell(ctx, tx, link); err != nil {
			return err
		}
	}
	if err := c.tellUnit(ctx, tx, a.Unit, []access.Role{access.Manager}, link); err != nil {
		return err
	}
	if a.Kind == AlarmUnconfirmed || a.Kind == AlarmKind(StepFeedback) {
		return c.tellSender(ctx, tx, a.Report, key+"_sender")
	}
	return nil
}
