package concern

import (
	"context"
	"io"
	"maps"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/ground/fault"
)

// Attachment (bilaga) is a file that came with a report, and what the reporter says it
// shows. It belongs to the whole account, as every word of it does: each child's matter
// has a copy of its own, and whoever may read the account may open it.
type Attachment struct {
	file.File
	Description string
}

// attachments is what the holder of an account has with it.
func (c *Concerns) attachments(ctx context.Context, holder string, account Content) ([]Attachment, error) {
	files, err := c.Files.List(ctx, holder)
	if err != nil {
		return nil, err
	}
	list := make([]Attachment, len(files))
	for i, x := range files {
		list[i] = Attachment{File: x, Description: account.Descriptions[x.Content]}
	}
	return list, nil
}

// DraftAttachments is what the actor has attached to a draft so far; nothing when it
// is not stored yet.
func (c *Concerns) DraftAttachments(ctx context.Context, who access.Actor, d DraftReport) ([]Attachment, error) {
	r, _, err := c.draftFor(ctx, who, d)
	if err != nil || r.State == "" {
		return nil, err
	}
	return c.attachments(ctx, r.ID, d.Content)
}

// ReceiveAttachment reads a file for the actor's draft, stored or not. It is the
// draft's when [Concerns.Attach] says so.
func (c *Concerns) ReceiveAttachment(ctx context.Context, who access.Actor, reportID, name string, body io.Reader) (*file.Received, error) {
	switch _, sent, err := c.draftFor(ctx, who, DraftReport{ID: reportID}); {
	case err != nil:
		return nil, err
	case sent:
		return nil, fault.Invalid("attachments", "concern.attachment.sent")
	}
	return c.Files.Receive(ctx, name, body)
}

// Attach gives a stored draft a file that has been received for it. The same file
// twice is once. What is not taken is dropped.
func (c *Concerns) Attach(ctx context.Context, who access.Actor, reportID string, received *file.Received) error {
	err := c.attach(ctx, who, reportID, received)
	if err != nil {
		// The job that sweeps comes for what cannot be dropped now.
		_ = c.DropReceived(ctx, received)
	}
	return err
}

func (c *Concerns) attach(ctx context.Context, who access.Actor, reportID string, received *file.Received) error {
	const action = "concern.attachment.add"
	r, _, err := c.readReport(ctx, who, reportID, action, mayEditDraft)
	if err != nil {
		return err
	}
	has, err := c.Files.List(ctx, r.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(has, received.Same) {
		return c.DropReceived(ctx, received)
	}
	prepared, err := c.Files.Prepare(ctx, received, r.ID, r.Keyset)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := touchDraft(ctx, tx, r.ID); err != nil {
			return err
		}
		if err := c.Files.Add(ctx, tx, prepared); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, "own draft", r.ID, prepared.ID()))
	})
	return raced(err)
}

// DropReceived forgets files that were received and are wanted by nobody.
func (c *Concerns) DropReceived(ctx context.Context, list ...*file.Received) error {
	return c.Files.Discard(context.WithoutCancel(ctx), list...)
}

// Detach takes an attachment from a draft. One that is not there is taken already.
func (c *Concerns) Detach(ctx context.Context, who access.Actor, reportID, attachmentID string) error {
	const action = "concern.attachment.remove"
	r, _, err := c.readReport(ctx, who, reportID, action, mayEditDraft)
	if err != nil {
		return err
	}
	var gone []file.File
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		gone = nil
		if err := touchDraft(ctx, tx, r.ID); err != nil {
			return err
		}
		has, err := c.Files.Contents(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(has, func(x file.File) bool { return x.ID == attachmentID })
		if i < 0 {
			return nil
		}
		if err := c.Files.Remove(ctx, tx, has[i]); err != nil {
			return err
		}
		gone = has[i : i+1]
		return c.Audit.Change(ctx, tx, record(who, action, "own draft", r.ID, attachmentID))
	})
	if err != nil {
		return raced(err)
	}
	return c.Files.Drop(ctx, gone...)
}

// Attachment opens one attachment, for whoever may read the report or the matter that
// has it. The reading is recorded before anything of it is shown.
func (c *Concerns) Attachment(ctx context.Context, who access.Actor, attachmentID string) (file.File, error) {
	const action = "concern.attachment.read"
	x, err := c.Files.Load(ctx, attachmentID)
	if isNotFound(err) {
		// As much is asked about what is not there: the time it takes would tell.
		x, err = file.File{}, nil // held by nothing
	}
	if err != nil {
		return file.File{}, err
	}
	matter := false
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		matter, err = isMatter(ctx, tx, x.Holder)
		return err
	})
	if err != nil {
		return file.File{}, err
	}
	read := record(who, action, "", x.Holder, x.ID)
	if matter {
		m, _, err := c.readMatter(ctx, who, x.Holder, action, mayReadMatter)
		if err != nil {
			return file.File{}, err
		}
		read.Ground, read.Subjects = mayReadMatter(who, m).Ground(), append(read.Subjects, m.Child)
	} else {
		r, _, err := c.readReport(ctx, who, x.Holder, action, mayReadReport)
		if err != nil {
			return file.File{}, err
		}
		read.Ground = mayReadReport(who, r).Ground()
	}
	if x, err = c.Files.Open(ctx, x.ID); err != nil {
		return file.File{}, err
	}
	return x, c.Audit.Reading(ctx, read)
}

// WriteAttachment gives what [Concerns.Attachment] has opened.
func (c *Concerns) WriteAttachment(ctx context.Context, x file.File, to io.Writer) error {
	r, err := c.Files.Reader(ctx, x)
	if err != nil {
		return err
	}
	_, err = r.WriteTo(to)
	return err
}

// describes drops what is said of attachments that are not there.
func describes(account Content, files []file.File) Content {
	kept := maps.Clone(account.Descriptions)
	maps.DeleteFunc(kept, func(content, text string) bool {
		return blank(text) || !slices.ContainsFunc(files, func(x file.File) bool { return x.Content == content })
	})
	account.Descriptions = kept
	return account
}

// describe is [describes] with what the draft has.
func (c *Concerns) describe(ctx context.Context, r Report, account Content) (Content, error) {
	if len(account.Descriptions) == 0 {
		return account, nil
	}
	var files []file.File
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		files, err = c.Files.Contents(ctx, tx, r.ID)
		return err
	})
	return describes(account, files), err
}

// sameFiles says whether a holder still has the files it had; another page may have
// given or taken some.
func (c *Concerns) sameFiles(ctx context.Context, tx *db.Tx, holder string, had []file.File) error {
	has, err := c.Files.Contents(ctx, tx, holder)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(has, had, func(a, b file.File) bool { return a.ID == b.ID }) {
		return errRaced
	}
	return nil
}
