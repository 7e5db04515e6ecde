package identity

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// A Calendar (kalenderadress) is an address that shows one mandate's deadlines to a
// calendar program. Whoever has the address sees them, so it is secret, kept as a
// hash, shown once and replaced by the next.
type Calendar struct {
	ID   string
	Made time.Time
}

// Calendar is the calendar of the actor's mandate; the zero Calendar when there is none.
func (g *Gate) Calendar(ctx context.Context, who access.Actor) (Calendar, error) {
	access.MarkAsked(ctx)
	var c Calendar
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = loadCalendar(ctx, tx, who.Mandate)
		return err
	})
	return c, err
}

// MakeCalendar gives the actor's mandate a calendar and its secret, in place of the
// one before.
func (g *Gate) MakeCalendar(ctx context.Context, who access.Actor) (string, error) {
	access.MarkAsked(ctx)
	token := newToken()
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := g.stillHolds(ctx, tx, who); err != nil {
			return err
		}
		if err := storeCalendar(ctx, tx, who.Mandate, Calendar{ID: id.New(), Made: g.now()}, hashOf(token)); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.calendar.make", "own account", who.User, who.Mandate))
	})
	if errors.Is(err, errRefused) {
		return "", fault.Private()
	}
	return token, err
}

// DropCalendar makes the address of the actor's mandate lead nowhere.
func (g *Gate) DropCalendar(ctx context.Context, who access.Actor) error {
	access.MarkAsked(ctx)
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := deleteCalendar(ctx, tx, who.Mandate); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.calendar.drop", "own account", who.User, who.Mandate))
	})
}

// CalendarOf is whose calendar a secret opens: an actor who can be counted for, with
// no session and nothing lately proved. There is none when the mandate is over, the
// account is shut or the secret is nobody's.
func (g *Gate) CalendarOf(ctx context.Context, token string) (access.Actor, Calendar, error) {
	var who access.Actor
	var c Calendar
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		who, c, err = loadCalendarActor(ctx, tx, hashOf(token), g.today())
		return err
	})
	if errors.Is(err, db.ErrNotFound) {
		return access.Actor{}, Calendar{}, fault.Absent()
	}
	return who, c, err
}
