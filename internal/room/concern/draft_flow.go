package concern

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// NewReport asks whether the actor may report at all and gives the form its
// choices. Nothing is stored until something has been written.
func (c *Concerns) NewReport(ctx context.Context, who access.Actor) (string, error) {
	if err := c.Audit.Require(ctx, who, "concern.report.new", nil, mayReport(who)); err != nil {
		return "", err
	}
	return c.NewID(), nil
}

// MayWrite asks whether the actor may go on writing the draft, for a form that
// cannot be kept as it is: only its author sees it again.
func (c *Concerns) MayWrite(ctx context.Context, who access.Actor, d DraftReport) error {
	_, _, err := c.draftFor(ctx, who, d)
	return err
}

// SaveDraft keeps what has been written so far, complete or not, and says when.
// Only the author, and only until the report is sent.
func (c *Concerns) SaveDraft(ctx context.Context, who access.Actor, d DraftReport) (time.Time, error) {
	r, _, err := c.draftFor(ctx, who, d)
	if err != nil {
		return time.Time{}, err
	}
	if err := d.Fits(); err != nil {
		return time.Time{}, err
	}
	if r.Keyset == "" {
		if r.Keyset, err = c.Keys.Create(ctx, r.scope()); err != nil {
			return time.Time{}, err
		}
	}
	account, err := c.describe(ctx, r, d.Content)
	if err != nil {
		return time.Time{}, err
	}
	body, err := c.sealBody(ctx, r, account)
	if err != nil {
		return time.Time{}, raced(err)
	}
	err = c.writeReport(ctx, &r, nil, func(tx *db.Tx) error {
		if err := saveDraft(ctx, tx, r, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.save", "own draft", r.ID))
	})
	return r.SavedAt, raced(err)
}

// writeReport stores a report with its matters. References are short enough to be
// read aloud, so among a million one is drawn twice now and then: a report that is
// new then gets another.
//
// What decides between two that store the same report is the guard in saveDraft's own
// statement, so the transaction needs no other protection; as a serializable one on
// PostgreSQL, sixteen who send at once lose to each other until they are told to wait.
func (c *Concerns) writeReport(ctx context.Context, r *Report, matters []sealedMatter, fn func(*db.Tx) error) error {
	for tries := 5; ; tries-- {
		err := c.Store.Data.Append(ctx, fn)
		if r.State != "" || tries == 0 || !errors.Is(err, db.ErrConflict) {
			return err
		}
		r.Reference = c.NewReference()
		for i := range matters {
			matters[i].Reference = r.Reference
		}
	}
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
		r = Report{ID: d.ID, Reference: c.NewReference(), Unit: who.Unit, Organisation: who.Organisation, Author: who.User}
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
	var files []file.File
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		if err := deleteDraft(ctx, tx, r.ID); err != nil {
			return err
		}
		if files, err = c.Files.Contents(ctx, tx, r.ID); err != nil {
			return err
		}
		if err := c.Files.RemoveAll(ctx, tx, r.ID); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, "concern.report.discard", "own draft", r.ID))
	})
	if err != nil {
		return raced(err)
	}
	return errors.Join(c.Keys.Destroy(ctx, r.Keyset), c.Files.Drop(ctx, files...))
}

func (c *Concerns) openBody(ctx context.Context, r Report, body []byte) (Content, error) {
	text, err := c.open(ctx, r.Keyset, body, person.Where(r.ID, bodyColumn))
	if err != nil {
		return Content{}, fmt.Errorf("open report %s: %w", r.ID, err)
	}
	return decode[Content](text)
}
