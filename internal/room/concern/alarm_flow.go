package concern

import (
	"context"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
)

const alarmsAtATime = 200

// RaiseAlarms tells of clocks that have run out, once each. Nobody asks for it: it
// is the system's own watch, run every few minutes by a job. The receiver's officer
// or managers are told of every one; the sender too when nobody has confirmed the
// delivery or the feedback is late. What nobody has confirmed or judged goes on to
// ring; see [Call].
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
	if err != nil {
		return err
	}
	if err := c.ringAgain(ctx, now); err != nil || len(due) == 0 {
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
			if err := c.raise(ctx, tx, a, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Concerns) raise(ctx context.Context, tx *db.Tx, a alarm, now time.Time) error {
	key := "concern.notice.late_" + string(a.Kind)
	users, err := c.inCharge(ctx, tx, a.Unit)
	if err != nil {
		return err
	}
	owner, err := c.answering(ctx, tx, a.Unit, a.Officer)
	if err != nil {
		return err
	}
	if err := c.tellOr(ctx, tx, append(owner, users...), a.Organisation, notify.Notice{Key: key, Link: "/orosanmalningar/" + a.Matter}); err != nil {
		return err
	}
	if a.Kind.calls() {
		if err := c.startCall(ctx, tx, a, now); err != nil {
			return err
		}
	}
	if a.Kind == AlarmUnconfirmed || a.Kind == AlarmKind(StepFeedback) {
		return c.tellSender(ctx, tx, a.Report, key+"_sender")
	}
	return nil
}

// CountAlarms is how many clocks have run out and still stand so, a thousand of each
// kind at most. It is a figure for whoever watches the installation, and says
// nothing of which.
func (c *Concerns) CountAlarms(ctx context.Context) (n int64, err error) {
	now := c.Now()
	t, err := times(civil.Of(now))
	if err != nil {
		return 0, err
	}
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = countAlarms(ctx, tx, now, now.Add(-t.Acknowledgement), 1000)
		return err
	})
	return n, err
}
