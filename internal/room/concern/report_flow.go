package concern

import (
	"cmp"
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// ReportView is a sent report as the sender's unit sees it.
type ReportView struct {
	Report   Report
	Content  Content
	Sender   string
	Author   string
	Receiver string
	Returned []ReturnedChild
	Files    []Attachment
	Now      time.Time
}

// ReturnedChild is what has come back about one child: received or not, and the feedback.
type ReturnedChild struct {
	Child      ReportedChild
	Matter     string
	ReceivedAt time.Time
	Feedback   Feedback
	Late       bool
}

// Report opens a sent report for the unit it belongs to: its own words, and the feedback.
func (c *Concerns) Report(ctx context.Context, who access.Actor, reportID string) (ReportView, error) {
	r, body, err := c.readReport(ctx, who, reportID, "concern.report.read", mayReadReport)
	if err != nil {
		return ReportView{}, err
	}
	v := ReportView{Report: r, Now: c.Now()}
	if v.Content, err = c.openBody(ctx, r, body); err != nil {
		return ReportView{}, err
	}
	if v.Files, err = c.attachments(ctx, r.ID, v.Content); err != nil {
		return ReportView{}, err
	}
	var returned []returnedToSender
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		returned, err = listReturned(ctx, tx, r.ID)
		return err
	})
	if err != nil {
		return ReportView{}, err
	}
	for _, back := range returned {
		child := ReturnedChild{Matter: back.Matter, ReceivedAt: back.ReceivedAt, Feedback: back.Feedback}
		if back.ChildIndex < len(v.Content.Children) {
			child.Child = v.Content.Children[back.ChildIndex]
		}
		child.Late = back.Feedback.late(v.Now)
		v.Returned = append(v.Returned, child)
	}
	if v.Sender, err = c.unitName(ctx, r.Unit); err != nil {
		return ReportView{}, err
	}
	if v.Author, err = c.userName(ctx, r.Author); err != nil {
		return ReportView{}, err
	}
	if receiver, err := c.Register.ReceivingUnit(ctx, r.Municipality); err == nil {
		v.Receiver = receiver.Name
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.report.read", "own unit's report", r.ID))
}

// ReportRow is a line in the sender's list.
type ReportRow struct {
	Report   Report
	Children []ReportedChild
	Told     int
	Waiting  int
	// Late is how many waited for are late.
	Late int
}

// ReportsView is the sender's page: the actor's drafts and the unit's sent reports.
type ReportsView struct {
	Drafts []ReportRow
	Sent   []ReportRow
	Next   PageKey
}

const reportsPage = 25

// Reports lists the actor's drafts and the unit's sent reports, the latest first.
func (c *Concerns) Reports(ctx context.Context, who access.Actor, after PageKey) (ReportsView, error) {
	if err := c.Audit.Require(ctx, who, "concern.report.list", nil, mayReport(who)); err != nil {
		return ReportsView{}, err
	}
	var drafts, sent []sealedReport
	var back map[string]feedbackCount
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if after.IsZero() {
			if drafts, err = listDrafts(ctx, tx, who); err != nil {
				return err
			}
		}
		left, err := c.Identity.LeftTo(ctx, tx, who.User)
		if err != nil {
			return err
		}
		if sent, err = listSent(ctx, tx, who, left, after, reportsPage+1); err != nil {
			return err
		}
		back, err = countFeedback(ctx, tx, sent, c.Now())
		return err
	})
	if err != nil {
		return ReportsView{}, err
	}
	var v ReportsView
	if len(sent) > reportsPage {
		sent = sent[:reportsPage]
		last := sent[reportsPage-1]
		v.Next = PageKey{At: last.SentAt, ID: last.ID}
	}
	var subjects []string
	open := func(list []sealedReport) (rows []ReportRow, err error) {
		keysets := make([]string, len(list))
		for i, s := range list {
			keysets[i] = s.Keyset
		}
		if err := c.Keys.Warm(ctx, keysets); err != nil {
			return nil, err
		}
		for _, s := range list {
			content, err := c.openBody(ctx, s.Report, s.body)
			if fault.KindOf(err) == fault.KindPrivate {
				continue // disposed of
			}
			if err != nil {
				return nil, err
			}
			rows = append(rows, ReportRow{Report: s.Report, Children: named(content.Children),
				Told: back[s.ID].told, Waiting: back[s.ID].waiting, Late: back[s.ID].late})
			subjects = append(subjects, s.ID)
		}
		return rows, nil
	}
	if v.Drafts, err = open(drafts); err != nil {
		return ReportsView{}, err
	}
	if v.Sent, err = open(sent); err != nil {
		return ReportsView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, "concern.report.list", "own unit's reports", subjects...))
}

// readReport loads a report and asks, so that "not yours" and "not there" are one answer.
func (c *Concerns) readReport(ctx context.Context, who access.Actor, reportID, action string, may func(access.Actor, Report) access.Decision) (Report, []byte, error) {
	var r Report
	var body []byte
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		r, body, err = loadReport(ctx, tx, reportID)
		return err
	})
	missing := isNotFound(err)
	if err != nil && !missing {
		return Report{}, nil, err
	}
	// As much is asked about what is not there: the time it takes would tell.
	if r.Deputy, err = c.Identity.DeputyOf(ctx, cmp.Or(r.Mandate, reportID)); err != nil {
		return Report{}, nil, err
	}
	if missing {
		return Report{}, nil, c.Audit.Require(ctx, who, action, nil, access.Deny("no such report"))
	}
	return r, body, c.Audit.Require(ctx, who, action, []string{r.ID}, may(who, r))
}

func (c *Concerns) unitName(ctx context.Context, unit string) (string, error) {
	u, err := c.Register.Unit(ctx, unit)
	return u.Name, err
}

func (c *Concerns) userName(ctx context.Context, user string) (string, error) {
	names, err := c.Identity.UserName(ctx, []string{user})
	return names[user], err
}
