package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// SendOnce is [Concerns.SendReport] for a system: sent again under the same key, it is
// the same report and the same receipt, whatever has happened between. The key is used
// in the transaction that sends, and a report that is refused uses none.
func (c *Concerns) SendOnce(ctx context.Context, who access.Actor, d DraftReport, o Once) (Receipt, error) {
	if err := c.Audit.Require(ctx, who, "concern.report.send", nil, mayReport(who)); err != nil {
		return Receipt{}, err
	}
	if receipt, done, err := c.again(ctx, who, o); done || err != nil {
		return receipt, err
	}
	d.ID = c.NewID()
	r, err := c.send(ctx, who, d, func(tx *db.Tx, r Report) error { return insertOnce(ctx, tx, who.User, o, r.ID, r.SentAt) })
	if err != nil {
		// Another request may have used the key a moment earlier.
		if receipt, done, againErr := c.again(ctx, who, o); done || fault.KindOf(againErr) != 0 {
			return receipt, againErr
		}
		return Receipt{}, err
	}
	return receiptOf(r, r.SentAt), nil
}

// again is the receipt of what the key has been used for, if it has.
func (c *Concerns) again(ctx context.Context, who access.Actor, o Once) (Receipt, bool, error) {
	if err := o.check(); err != nil {
		return Receipt{}, false, err
	}
	var done onceDone
	var r Report
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if done, err = loadOnce(ctx, tx, who.User, o); err != nil || done.report == "" {
			return err
		}
		r, _, err = loadReport(ctx, tx, done.report)
		return err
	})
	switch {
	case err != nil || done.report == "":
		return Receipt{}, false, err
	case done.payload != o.payloadHash():
		return Receipt{}, false, fault.Refused("concern.once.other")
	}
	return receiptOf(r, done.at), true, nil
}

func receiptOf(r Report, at time.Time) Receipt {
	return Receipt{Report: r.ID, Reference: r.Reference, Municipality: r.Municipality, SentAt: db.Moment(r.SentAt), At: db.Moment(at)}
}

// AskFeedbackOnce asks for feedback about every child of a report that nobody has
// asked about yet.
func (c *Concerns) AskFeedbackOnce(ctx context.Context, who access.Actor, reportID string, o Once) (Receipt, error) {
	r, _, err := c.readReport(ctx, who, reportID, "concern.feedback.ask", mayAskFeedback)
	if err != nil {
		return Receipt{}, err
	}
	if receipt, done, err := c.again(ctx, who, o); done || err != nil {
		return receipt, err
	}
	now := c.Now()
	if err := c.askAll(ctx, who, r, now, o); err != nil {
		// Another request may have used the key a moment earlier.
		if receipt, done, againErr := c.again(ctx, who, o); done || fault.KindOf(againErr) != 0 {
			return receipt, againErr
		}
		return Receipt{}, raced(err)
	}
	return receiptOf(r, now), nil
}

func (c *Concerns) askAll(ctx context.Context, who access.Actor, r Report, now time.Time, o Once) error {
	if _, right := feedbackRight(civil.Of(r.SentAt))(r.Category); !right {
		return fault.Refused("concern.report.no_feedback_right")
	}
	matters, err := c.unasked(ctx, r, now)
	if err != nil {
		return err
	}
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		subjects := []string{r.ID}
		for _, m := range matters {
			if err := updateMatter(ctx, tx, m); err != nil {
				return err
			}
			if err := c.tellOwner(ctx, tx, m, "concern.notice.feedback_asked"); err != nil {
				return err
			}
			subjects = append(subjects, m.ID)
		}
		if err := insertOnce(ctx, tx, who.User, o, r.ID, now); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.feedback.ask", "own report", subjects...))
	})
}

// unasked is the matters of a report that nobody has asked about, asked about now.
func (c *Concerns) unasked(ctx context.Context, r Report, now time.Time) ([]Matter, error) {
	var asked []Matter
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) error {
		returned, err := listReturned(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		for _, back := range returned {
			if back.Feedback.State != FeedbackNotAsked {
				continue
			}
			m, _, err := loadMatter(ctx, tx, back.Matter)
			if err != nil {
				return err
			}
			t, err := times(civil.Of(m.DeliveredAt))
			if err != nil {
				return err
			}
			if m, err = m.AskFeedback(now, t); err != nil {
				return err
			}
			asked = append(asked, m)
		}
		return nil
	})
	if err == nil && len(asked) == 0 {
		err = fault.Refused("concern.feedback.already_asked")
	}
	return asked, err
}

// Followed is how far a report has come, for the system that sent it: nothing of what
// it says, and nothing of the receiver's but the one fact.
type Followed struct {
	Report Report
	// Children is in the order they were reported.
	Children []ReturnedChild
}

// Follow tells a system how far one of its reports has come.
func (c *Concerns) Follow(ctx context.Context, who access.Actor, reportID string) (Followed, error) {
	r, _, err := c.readReport(ctx, who, reportID, "concern.report.follow", mayReadReport)
	if err != nil {
		return Followed{}, err
	}
	f := Followed{Report: r}
	var returned []returnedToSender
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		returned, err = listReturned(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return Followed{}, err
	}
	for _, back := range returned {
		f.Children = append(f.Children, ReturnedChild{ReceivedAt: back.ReceivedAt, Feedback: back.Feedback})
	}
	return f, c.Audit.Reading(ctx, record(who, "concern.report.follow", "own report", r.ID))
}

const (
	followPage = 100
	// settledAfter is longer than any request takes: what was sent before that is
	// committed, so that no report appears behind a place in the list somebody has passed.
	settledAfter = 20 * time.Second
)

// FollowAll is a page of what the system has sent, the earliest first, and where the
// next begins.
func (c *Concerns) FollowAll(ctx context.Context, who access.Actor, after PageKey) ([]Report, PageKey, error) {
	if err := c.Audit.Require(ctx, who, "concern.report.follow_all", nil, mayFollow(who)); err != nil {
		return nil, PageKey{}, err
	}
	var list []Report
	where, args := reportScope(who, nil)
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listFollowed(ctx, tx, where, args, after, c.Now().Add(-settledAfter), followPage)
		return err
	})
	if err != nil {
		return nil, PageKey{}, err
	}
	var subjects []string
	for _, r := range list {
		subjects = append(subjects, r.ID)
		after = PageKey{At: r.SentAt, ID: r.ID}
	}
	return list, after, c.Audit.Reading(ctx, record(who, "concern.report.follow_all", "own reports", subjects...))
}

// SweepOnce forgets keys that nobody can be trying again. It is run by the clock.
func (c *Concerns) SweepOnce(ctx context.Context) error {
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error { return sweepOnce(ctx, tx, c.Now().Add(-keepOnce)) })
}

// announce lets the system that sent a report know that something has happened with it.
func (c *Concerns) announce(ctx context.Context, tx *db.Tx, reportID, kind string) error {
	r, _, err := loadReport(ctx, tx, reportID)
	if err != nil || r.public() {
		return err
	}
	return c.Notify.Announce(ctx, tx, r.Author, kind, r.ID)
}
