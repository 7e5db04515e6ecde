package coordination

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/sdc"
)

// Services are the frame services the room leans on.
type Services struct {
	Store    *db.Store
	Audit    *audit.Log
	People   *person.People
	Keys     *person.Keyring
	Register *register.Register
	Identity *identity.Gate
	Notify   *notify.Notices
	Reports  Reports
	Now      func() time.Time
	NewID    func() string
	// Feedback is how those who reported in a municipality were answered in a third that
	// is over, as it may be told. Nil where no reports are received.
	Feedback func(ctx context.Context, municipality string, third civil.Third) (sdc.Sheet, error)
}

// Matters is the room: every verb of coordination is a method of it.
type Matters struct {
	Services
	// forms is the municipalities' own versions that have been read; they never change.
	forms sync.Map
}

// New opens the room on its services.
func New(s Services) *Matters { return &Matters{Services: s} }

const (
	needColumn    = "coordination_need.body"
	reasonColumn  = "coordination_need.reasons"
	memberColumn  = "coordination_member.body"
	consentColumn = "coordination_consent.body"
	sharingColumn = "coordination_sharing.body"
	titleColumn   = "coordination_version.title"
	bodyColumn    = "coordination_version.body"

	protectionColumn = "coordination_protection.body"
	weighedColumn    = "coordination_judgement.body"
	glassColumn      = "coordination_glass.body"
	findingColumn    = "coordination_glass.finding"
	judgementColumn  = "coordination_kin.judgement"
	voiceColumn      = "coordination_voice.body"
	answerColumn     = "coordination_voice.answer"
)

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

// raced turns a lost race into words; the form is kept and can be sent again.
func raced(err error) error {
	if errors.Is(err, errRaced) {
		return fault.Refused("coordination.raced")
	}
	return err
}

// taken turns an id that is something else's already into the same words. Only a forged
// form holds one: it must not tell that there is such a thing, nor fail.
func taken(err error) error {
	if errors.Is(err, db.ErrConflict) {
		return raced(errRaced)
	}
	return err
}

func record(who access.Actor, action, ground string, subjects ...string) audit.Record {
	return audit.Record{Actor: who, Action: action, Subjects: subjects, Ground: ground, Result: audit.Done}
}

// idOf is the id a form carried, or a new one for anything else.
func (c *Matters) idOf(given string) string {
	if id.Valid(given) {
		return given
	}
	return c.NewID()
}

func (c *Matters) seal(ctx context.Context, keyset string, v any, row, column string) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return c.Keys.Seal(ctx, keyset, text, person.Where(row, column))
}

// unseal opens a text. What has been disposed of looks as if it were not there,
// though a copy of the data from before may have brought its rows back.
func unseal[T any](ctx context.Context, c *Matters, keyset string, sealed []byte, row, column string) (T, error) {
	var v T
	text, err := c.Keys.Open(ctx, keyset, sealed, person.Where(row, column))
	if errors.Is(err, person.ErrDestroyed) {
		return v, fault.Private()
	}
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(text, &v)
}

// standing loads a matter and asks, so that "not yours" and "not there" are one answer.
func (c *Matters) standing(ctx context.Context, who access.Actor, matter, action string, may func(access.Actor, Standing) access.Decision) (Standing, error) {
	var s Standing
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = loadStanding(ctx, tx, matter, c.Now())
		return err
	})
	if isNotFound(err) {
		return Standing{}, c.Audit.Require(ctx, who, action, nil, access.Deny("no such matter"))
	}
	if err != nil {
		return Standing{}, err
	}
	return s, c.Audit.Require(ctx, who, action, []string{s.Matter.ID, s.Matter.Child}, may(who, s))
}

// deed is the shape of every act that changes the team, the grounds or the baton:
// the standing afterwards, the rows to store, what the journal says and who is told.
// The matter is settled, and everything is one transaction under the matter's version.
type deed struct {
	action  string
	ground  string
	entry   EntryKind
	subject string
	after   Standing
	store   func(tx *db.Tx) error
	tell    func(tx *db.Tx) error
}

func (c *Matters) do(ctx context.Context, who access.Actor, before Standing, d deed) error {
	form, err := c.formOf(ctx, d.after.Matter.Form, d.after.Matter.FormVersion)
	if err != nil {
		return err
	}
	settled := d.after.settle(form)
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := updateMatter(ctx, tx, settled); err != nil {
			return err
		}
		if d.store != nil {
			if err := d.store(tx); err != nil {
				return err
			}
		}
		if err := c.write(ctx, tx, who, settled, d.entry, d.subject); err != nil {
			return err
		}
		if err := c.tellState(ctx, tx, who, before, settled); err != nil {
			return err
		}
		if d.tell != nil {
			if err := d.tell(tx); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, d.action, d.ground, settled.ID, settled.Child))
	})
	return raced(err)
}

// write adds a line to the journal. Nobody is the author of what the clock does.
func (c *Matters) write(ctx context.Context, tx *db.Tx, who access.Actor, m Matter, kind EntryKind, subject string) error {
	return insertEntry(ctx, tx, Entry{ID: c.NewID(), Matter: m.ID, Kind: kind, At: c.Now(), Author: who.User, Organisation: who.Organisation, Subject: subject})
}

// tellState writes down that the matter has become active or has paused, and tells
// the team of a pause.
func (c *Matters) tellState(ctx context.Context, tx *db.Tx, who access.Actor, before Standing, after Matter) error {
	switch {
	case before.Matter.State == after.State:
		return nil
	case after.State == Active:
		return c.write(ctx, tx, who, after, EntryActive, "")
	case after.State != Paused:
		return nil
	}
	if err := c.write(ctx, tx, who, after, EntryPaused, ""); err != nil {
		return err
	}
	for _, m := range before.Team {
		if m.State != Joined || m.User == who.User {
			continue
		}
		if err := c.notify(ctx, tx, m.User, "coordination.notice.paused", after.ID); err != nil {
			return err
		}
	}
	return nil
}

func (c *Matters) notify(ctx context.Context, tx *db.Tx, user, key, matter string) error {
	return c.Notify.Tell(ctx, tx, notify.Notice{User: user, Key: key, Link: matterLink(matter)})
}

func matterLink(matter string) string { return "/samordning/" + matter }
