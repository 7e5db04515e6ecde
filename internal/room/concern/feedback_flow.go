package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// GiveFeedback tells the reporter the outcome: a notice without content, and the
// fact on their own page after signing in.
func (c *Concerns) GiveFeedback(ctx context.Context, who access.Actor, matterID string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.feedback.give", may: mayWorkOn, entry: EntryFeedback,
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.GiveFeedback(now, t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			if err := c.announce(ctx, tx, after.Report, "orosanmalan.aterkoppling"); err != nil {
				return err
			}
			return c.tellSender(ctx, tx, after.Report, "concern.notice.feedback")
		},
	})
	return err
}

// WithholdFeedback closes the reporter's question with a reason only the receiver sees.
func (c *Concerns) WithholdFeedback(ctx context.Context, who access.Actor, matterID, reason string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.feedback.withhold", may: mayWorkOn, entry: EntryWithheld, body: EntryBody{Text: reason},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.WithholdFeedback(reason, now, t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			if err := c.announce(ctx, tx, after.Report, "orosanmalan.aterkoppling"); err != nil {
				return err
			}
			return c.tellSender(ctx, tx, after.Report, "concern.notice.feedback")
		},
	})
	return err
}

// AskFeedback lets the sender's unit ask later than when it reported. A matter that
// has been forwarded since the page was drawn is asked about where it is now.
func (c *Concerns) AskFeedback(ctx context.Context, who access.Actor, reportID, matterID string) error {
	r, _, err := c.readReport(ctx, who, reportID, "concern.feedback.ask", mayAskFeedback)
	if err != nil {
		return err
	}
	var m Matter
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if m, _, err = loadMatter(ctx, tx, matterID); err != nil {
			return err
		}
		m, err = whereItWent(ctx, tx, m)
		return err
	})
	if isNotFound(err) || err == nil && m.Report != r.ID {
		return fault.Private()
	}
	if err != nil {
		return err
	}
	if _, right := feedbackRight(civil.Of(r.SentAt))(r.Category); !right {
		return fault.Refused("concern.report.no_feedback_right")
	}
	t, err := times(civil.Of(m.DeliveredAt))
	if err != nil {
		return err
	}
	asked, err := m.AskFeedback(c.Now(), t)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := changeMatter(ctx, tx, m, asked, t); err != nil {
			return err
		}
		if err := c.tellOwner(ctx, tx, asked, "concern.notice.feedback_asked"); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.feedback.ask", "own unit's report", r.ID, m.ID))
	})
	return raced(err)
}

// tellOwner notifies whoever answers for the matter today.
func (c *Concerns) tellOwner(ctx context.Context, tx *db.Tx, m Matter, key string) error {
	users, err := c.answering(ctx, tx, m.Unit, m.Officer)
	if err != nil {
		return err
	}
	return c.tellOr(ctx, tx, users, m.Organisation, notify.Notice{Key: key, Link: matterLink(m)})
}

// tellSender notifies who wrote the report, or the deputy when their mandate has
// ended, or the unit's managers when there is no deputy. A private person is told
// nothing: nobody knows where they are.
func (c *Concerns) tellSender(ctx context.Context, tx *db.Tx, reportID, key string) error {
	r, _, err := loadReport(ctx, tx, reportID)
	if err != nil {
		return err
	}
	if r.public() {
		return nil
	}
	holder, err := c.Identity.HolderOf(ctx, tx, r.Mandate)
	if err != nil {
		return err
	}
	staff, err := c.Identity.Staff(ctx, tx, r.Unit)
	if err != nil {
		return err
	}
	users := []string{holder}
	if holder == "" || staff.Works(holder) {
		if users, err = c.answering(ctx, tx, r.Unit, holder); err != nil {
			return err
		}
	}
	return c.tellOr(ctx, tx, users, r.Organisation, notify.Notice{Key: key, Link: "/orosanmalan/" + r.ID})
}
