package concern

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/law"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
)

// NewReport asks whether the actor may report at all and gives the form its
// choices. Nothing is stored until something has been written.
func (c *Concerns) NewReport(ctx context.Context, who access.Actor) (string, error) {
	if err := c.Audit.Require(ctx, who, "concern.report.new", nil, mayReport(who)); err != nil {
		return "", err
	}
	return c.NewID(), nil
}

// SaveDraft keeps what has been written so far, complete or not, and says when.
// Only the author, and only until the report is sent.
func (c *Concerns) SaveDraft(ctx context.Context, who access.Actor, d DraftReport) (time.Time, error) {
	if err := d.Fits(); err != nil {
		return time.Time{}, err
	}
	r, _, err := c.draftFor(ctx, who, d)
	if err != nil {
		return time.Time{}, err
	}
	if r.Keyset == "" {
		if r.Keyset, err = c.Keys.Create(ctx, r.scope()); err != nil {
			return time.Time{}, err
		}
	}
	body, err := c.sealBody(ctx, r, d.Content)
	if err != nil {
		return time.Time{}, raced(err)
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := saveDraft(ctx, tx, r, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.save", "own draft", r.ID))
	})
	return r.SavedAt, raced(err)
}

// draftFor finds the actor's draft, or makes one ready for the id the form
// carries, which is what makes sending the same form twice harmless. One that is
// not stored yet has no state. The second result says whether the report has been
// sent already.
func (c *Concerns) draftFor(ctx context.Context, who access.Actor, d DraftReport) (Report, bool, error) {
	if !id.Valid(d.ID) {
		return Report{}, false, fault.Private()
	}
	var r Report
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		r, _, err = loadReport(ctx, tx, d.ID)
		return err
	})
	switch {
	case isNotFound(err):
		if err := c.Audit.Require(ctx, who, "concern.report.save", []string{d.ID}, mayReport(who)); err != nil {
			return Report{}, false, err
		}
		r = Report{ID: d.ID, Reference: id.NewReference(), Unit: who.Unit, Organisation: who.Organisation, Author: who.User}
	case err != nil:
		return Report{}, false, err
	case r.State != Draft && mayReadReport(who, r).Allowed() && r.Author == who.User:
		return r, true, c.Audit.Require(ctx, who, "concern.report.send_again", []string{d.ID}, mayReadReport(who, r))
	default:
		if err := c.Audit.Require(ctx, who, "concern.report.save", []string{d.ID}, mayEditDraft(who, r)); err != nil {
			return Report{}, false, err
		}
	}
	r.Mandate, r.SavedAt = who.Mandate, c.Now()
	r.Municipality, r.Category, r.Danger, r.WantsFeedback = d.Municipality, d.Category, d.Danger, d.WantsFeedback
	return r, false, nil
}

// SendReport delivers the report to the social services of the municipality: one
// matter for each child, in the same transaction as the sender's own record. Sent
// again, the same draft gives the same receipt.
func (c *Concerns) SendReport(ctx context.Context, who access.Actor, d DraftReport) (Report, error) {
	now := c.Now()
	today := civil.Of(now)
	r, sent, err := c.draftFor(ctx, who, d)
	if err != nil || sent {
		return r, err
	}
	if err := d.Check(today, feedbackRight(today)); err != nil {
		return Report{}, err
	}
	receiver, err := c.Register.ReceivingUnit(ctx, d.Municipality)
	if isNotFound(err) {
		return Report{}, fault.Invalid("municipality", "concern.report.municipality_unknown")
	}
	if err != nil {
		return Report{}, err
	}
	d.Content.Children = named(d.Content.Children)
	if d.Content.ReporterName, err = c.userName(ctx, who.User); err != nil {
		return Report{}, err
	}
	matters, children, err := c.prepareMatters(ctx, &r, d, receiver, now)
	if err != nil {
		return Report{}, err
	}
	body, err := c.sealBody(ctx, r, d.Content)
	if err != nil {
		return Report{}, raced(err)
	}
	r.SentAt = now
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := saveDraft(ctx, tx, r, body); err != nil {
			return err
		}
		if r.State == Draft {
			if err := markSent(ctx, tx, r); err != nil {
				return err
			}
		}
		subjects := []string{r.ID}
		for i, m := range matters {
			if err := c.People.Add(ctx, tx, children[i]); err != nil {
				return err
			}
			if err := insertMatter(ctx, tx, m); err != nil {
				return err
			}
			subjects = append(subjects, m.ID, m.Child)
		}
		if err := c.tellReceivers(ctx, tx, receiver, matters[0].Matter); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.send", "duty to report", subjects...))
	})
	if isRaced(err) {
		// The same form was sent twice at once; the other one is the receipt.
		if again, sent, err := c.draftFor(ctx, who, d); err == nil && sent {
			return again, nil
		}
	}
	r.State = Sent
	return r, raced(err)
}

// prepareMatters makes one matter and one person record for each child, each
// sealed under a keyset of its own. A report without a keyset gets its own with them.
func (c *Concerns) prepareMatters(ctx context.Context, r *Report, d DraftReport, receiver register.Unit, now time.Time) ([]sealedMatter, []person.Person, error) {
	t, err := times(civil.Of(now))
	if err != nil {
		return nil, nil, err
	}
	children := make([]person.Person, len(d.Content.Children))
	scopes := make([]person.Scope, len(children), len(children)+1)
	for i, reported := range d.Content.Children {
		child, err := c.personOf(reported, i, civil.Of(now))
		if err != nil {
			return nil, nil, err
		}
		child.Controller = receiver.Organisation
		children[i] = child
		scopes[i] = person.Scope{Controller: child.Controller, Matter: child.Matter, Person: child.ID}
	}
	if r.Keyset == "" {
		scopes = append(scopes, r.scope())
	}
	keysets, err := c.Keys.CreateAll(ctx, scopes)
	if err != nil {
		return nil, nil, err
	}
	if r.Keyset == "" {
		r.Keyset = keysets[len(children)]
	}
	matters := make([]sealedMatter, len(children))
	for i := range children {
		children[i].Keyset = keysets[i]
		m := sealedMatter{childIndex: i, Matter: deliver(Matter{
			ID: children[i].Matter, Report: r.ID, Reference: r.Reference, Unit: receiver.ID, Organisation: receiver.Organisation,
			Municipality: d.Municipality, SenderUnit: r.Unit, Category: d.Category, Child: children[i].ID, Keyset: keysets[i],
			Danger: d.Danger, GuardiansUnaware: d.Content.Unsafe, Protected: d.Content.namesProtected(),
		}, now, d.WantsFeedback, t)}
		if m.content, m.headline, err = c.sealContent(ctx, m.Matter, d.Content.ForChild(i)); err != nil {
			return nil, nil, err
		}
		matters[i] = m
	}
	return matters, children, nil
}

// personOf is the i-th reported child as a person in a matter of its own.
func (c *Concerns) personOf(reported ReportedChild, i int, today civil.Date) (person.Person, error) {
	child := person.Person{ID: c.NewID(), Matter: c.NewID(), Kind: person.Child, Given: reported.Given, Family: reported.Family}
	var err error
	if reported.Number != "" {
		if child.Number, err = personnummer.Parse(reported.Number, today); err != nil {
			return person.Person{}, fault.Invalid(childField(i, "number"), "concern.report.number_wrong")
		}
		child.Birth = child.Number.BirthDate()
	}
	if child.Birth.IsZero() && reported.Birth != "" {
		if child.Birth, err = civil.Parse(reported.Birth); err != nil {
			return person.Person{}, fault.Invalid(childField(i, "birth"), "concern.report.birth_wrong")
		}
	}
	if reported.Protected {
		child.Protection = person.SecrecyMarked
	}
	return child, nil
}

// scope is whose keyset seals the sender's own text.
func (r Report) scope() person.Scope {
	return person.Scope{Controller: r.Organisation, Matter: r.ID, Person: r.ID}
}

// sealBody seals the sender's text. A draft whose keyset is gone has been thrown
// away by another page meanwhile.
func (c *Concerns) sealBody(ctx context.Context, r Report, content Content) ([]byte, error) {
	body, err := c.Keys.Seal(ctx, r.Keyset, encode(content), person.Where(r.ID, bodyColumn))
	if errors.Is(err, person.ErrDestroyed) {
		return nil, errRaced
	}
	return body, err
}

func (c *Concerns) sealContent(ctx context.Context, m Matter, content Content) (sealed, headline []byte, err error) {
	if sealed, err = c.Keys.Seal(ctx, m.Keyset, encode(content), person.Where(m.ID, contentColumn)); err != nil {
		return nil, nil, err
	}
	headline, err = c.Keys.Seal(ctx, m.Keyset, []byte(content.Headline()), person.Where(m.ID, headlineColumn))
	return sealed, headline, err
}

// tellReceivers notifies the unit's managers of every report, and its officers too
// when the reporter says that the danger is immediate.
func (c *Concerns) tellReceivers(ctx context.Context, tx *db.Tx, unit register.Unit, first Matter) error {
	key, roles := "concern.notice.new", []access.Role{access.Manager}
	if first.Danger {
		key, roles = "concern.notice.danger", []access.Role{access.Manager, access.Officer}
	}
	return c.tellUnit(ctx, tx, unit.ID, roles, notify.Notice{Key: key, Link: "/orosanmalningar/" + first.ID})
}

func (c *Concerns) tellUnit(ctx context.Context, tx *db.Tx, unit string, roles []access.Role, n notify.Notice) error {
	for _, role := range roles {
		users, err := c.Identity.UsersIn(ctx, tx, unit, role)
		if err != nil {
			return err
		}
		for _, user := range users {
			n.User = user
			if err := c.Notify.Tell(ctx, tx, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// named drops the child rows nobody filled in.
func named(children []ReportedChild) []ReportedChild {
	var kept []ReportedChild
	for _, child := range children {
		if !child.Empty() {
			kept = append(kept, child)
		}
	}
	return kept
}

func feedbackRight(on civil.Date) func(string) (known, feedback bool) {
	return func(category string) (bool, bool) {
		for _, r := range law.ReporterCategories(on) {
			if r.ID == category {
				return true, r.Feedback
			}
		}
		return false, false
	}
}

// Draft opens the actor's own draft to go on writing.
func (c *Concerns) Draft(ctx context.Context, who access.Actor, reportID string) (DraftReport, time.Time, error) {
	r, body, err := c.readReport(ctx, who, reportID, "concern.report.edit", mayEditDraft)
	if err != nil {
		return DraftReport{}, time.Time{}, err
	}
	content, err := c.openBody(ctx, r, body)
	return DraftReport{ID: r.ID, Municipality: r.Municipality, Category: r.Category, Danger: r.Danger,
		WantsFeedback: r.WantsFeedback, Content: content}, r.SavedAt, err
}

// ThrowAwayDraft deletes a draft; a sent report cannot be deleted.
func (c *Concerns) ThrowAwayDraft(ctx context.Context, who access.Actor, reportID string) error {
	r, _, err := c.readReport(ctx, who, reportID, "concern.report.discard", mayEditDraft)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := deleteDraft(ctx, tx, r.ID); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.discard", "own draft", r.ID))
	})
	if err != nil {
		return raced(err)
	}
	return c.Keys.Destroy(ctx, r.Keyset)
}

// ReportView is a sent report as the sender's unit sees it.
type ReportView struct {
	Report   Report
	Content  Content
	Sender   string
	Author   string
	Receiver string
	Returned []ReturnedChild
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
		back, err = countFeedback(ctx, tx, sent)
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
			if err != nil {
				return nil, err
			}
			rows = append(rows, ReportRow{Report: s.Report, Children: named(content.Children),
				Told: back[s.ID].told, Waiting: back[s.ID].waiting})
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
	if isNotFound(err) {
		return Report{}, nil, c.Audit.Require(ctx, who, action, nil, access.Deny("no such report"))
	}
	if err != nil {
		return Report{}, nil, err
	}
	if r.Deputy, err = c.Identity.DeputyOf(ctx, r.Mandate); err != nil {
		return Report{}, nil, err
	}
	return r, body, c.Audit.Require(ctx, who, action, []string{r.ID}, may(who, r))
}

func (c *Concerns) openBody(ctx context.Context, r Report, body []byte) (Content, error) {
	text, err := c.Keys.Open(ctx, r.Keyset, body, person.Where(r.ID, bodyColumn))
	if err != nil {
		return Content{}, fmt.Errorf("open report %s: %w", r.ID, err)
	}
	return decode[Content](text)
}

func (c *Concerns) unitName(ctx context.Context, unit string) (string, error) {
	u, err := c.Register.Unit(ctx, unit)
	return u.Name, err
}

func (c *Concerns) userName(ctx context.Context, user string) (string, error) {
	names, err := c.Identity.UserName(ctx, []string{user})
	return names[user], err
}
