package notify

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/job"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

//go:embed migrations
var migrations embed.FS

// Locale is the words of the mail.
//
//go:embed locale
var Locale embed.FS

// Lines is the package's table.
var Lines = []db.Line{{Name: "notify", In: db.InData, FS: folder()}}

func folder() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}

// A Recipient is where and how somebody is told. Wanted is false when no mail
// should go out.
type Recipient struct {
	Email    string
	Language string
	Wanted   bool
}

// Options is what notices need from the rest of the house.
type Options struct {
	Store *db.Store
	Queue *job.Queue
	// Recipient finds a person's address.
	Recipient func(ctx context.Context, tx *db.Tx, user string) (Recipient, error)
	Bundle    *i18n.Bundle
	Mail      Mail
	// Channel sends a call out of the house; nil where there is none.
	Channel func(ctx context.Context, c Call) error
	// Systems is how programs are told.
	Systems Systems
	// Readers are those who may get a digest, and Counts what one of them has to count
	// since the given moment.
	Readers func(ctx context.Context, tx *db.Tx) ([]Reader, error)
	Counts  func(ctx context.Context, tx *db.Tx, r Reader, since time.Time) ([]Count, error)
	Now     func() time.Time
}

// Notices tells people that something waits.
type Notices struct{ Options }

const mailJob = "notify.mail"

// New makes notices and takes care of the mail jobs in the queue.
func New(o Options) *Notices {
	n := &Notices{o}
	o.Queue.Handle(mailJob, n.mail)
	o.Queue.Handle(callJob, n.call)
	o.Queue.Handle(eventJob, n.tell)
	return n
}

// Tell puts a notice in a person's list, in the transaction of what it tells of.
// A mail follows when the person wants one and the installation sends any.
func (n *Notices) Tell(ctx context.Context, tx *db.Tx, x Notice) error {
	x.ID, x.At = id.New(), n.Now()
	if err := x.check(); err != nil {
		return err
	}
	if err := insertNotice(ctx, tx, x); err != nil {
		return err
	}
	if !n.Mail.sends() {
		return nil
	}
	to, err := n.Recipient(ctx, tx, x.User)
	if err != nil || !to.Wanted {
		return err
	}
	return n.Queue.Enqueue(ctx, tx, mailJob, mailPayload{Notice: x.ID})
}

// Forget takes what people have been told of a place, and of what lies under it, out of
// their lists: they may not know that it is there.
func (n *Notices) Forget(ctx context.Context, tx *db.Tx, users []string, link string) error {
	for _, user := range users {
		if err := deleteNotices(ctx, tx, user, link); err != nil {
			return err
		}
	}
	return nil
}

type mailPayload struct {
	Notice string `json:"notice"`
}

// mail sends the mail of one notice. A notice that has been read meanwhile needs
// none. A crash between the sending and the note of it sends the mail twice,
// which is the right side: it says nothing.
func (n *Notices) mail(ctx context.Context, payload []byte) error {
	var p mailPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return errors.New("mail job: the payload is garbled")
	}
	var to Recipient
	var x Notice
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if x, err = loadUnmailed(ctx, tx, p.Notice); err != nil || x.User == "" {
			return err
		}
		to, err = n.Recipient(ctx, tx, x.User)
		return err
	})
	if err != nil || !to.Wanted {
		return err
	}
	if err := n.Mail.send(ctx, to, x.Counts, n.Bundle.Localizer(to.Language)); err != nil {
		return fmt.Errorf("mail notice %s: %w", p.Notice, err)
	}
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error { return markMailed(ctx, tx, p.Notice, n.Now()) })
}

// mostListed is how many notices a person's page shows.
const mostListed = 200

// List is the actor's own notices, the unread first and then the newest.
func (n *Notices) List(ctx context.Context, who access.Actor) ([]Notice, error) {
	access.MarkAsked(ctx)
	var all []Notice
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadNotices(ctx, tx, who.User, mostListed)
		return err
	})
	return all, err
}

// Open marks one of the actor's notices read and says where it leads. Somebody
// else's is not there.
func (n *Notices) Open(ctx context.Context, who access.Actor, notice string) (string, error) {
	access.MarkAsked(ctx)
	var link string
	err := n.Store.Data.Write(ctx, func(tx *db.Tx) error {
		x, err := loadNotice(ctx, tx, who.User, notice)
		if errors.Is(err, db.ErrNotFound) {
			return fault.Private()
		}
		if err != nil {
			return err
		}
		link = x.Link
		return markRead(ctx, tx, who.User, notice, n.Now())
	})
	return link, err
}

// MarkRead marks all of the actor's notices read.
func (n *Notices) MarkRead(ctx context.Context, who access.Actor) error {
	access.MarkAsked(ctx)
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error { return markAllRead(ctx, tx, who.User, n.Now()) })
}

// Unread is how many notices wait for a user.
func (n *Notices) Unread(ctx context.Context, user string) (int, error) {
	var count int
	err := n.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		count, err = countUnread(ctx, tx, user)
		return err
	})
	return count, err
}

// Sweep removes what nobody needs any longer. It is run by the clock.
func (n *Notices) Sweep(ctx context.Context) error {
	now := n.Now()
	return n.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := sweepDigests(ctx, tx, civil.Of(now.Add(-keepUnread))); err != nil {
			return err
		}
		if err := sweepEvents(ctx, tx, now.Add(-keepUnread)); err != nil {
			return err
		}
		return sweep(ctx, tx, now.Add(-keepRead), now.Add(-keepUnread))
	})
}
