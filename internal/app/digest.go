package app

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/notify"
	"samspel/internal/room/grant/grantweb"
	"samspel/internal/web/account"
)

// readers is everybody who may get a digest, each with all they act as today.
func (a *App) readers(ctx context.Context, tx *db.Tx) ([]notify.Reader, error) {
	actors, err := a.Gate.Actors(ctx, tx)
	if err != nil {
		return nil, err
	}
	var readers []notify.Reader
	for _, who := range actors {
		if n := len(readers); n == 0 || readers[n-1].User != who.User {
			readers = append(readers, notify.Reader{User: who.User})
		}
		last := &readers[len(readers)-1]
		last.Actors = append(last.Actors, who)
	}
	return readers, nil
}

// counts is what the rooms have to say to one reader, each line once.
func (a *App) counts(ctx context.Context, tx *db.Tx, r notify.Reader, since time.Time) ([]notify.Count, error) {
	if a.Concerns == nil {
		return nil, nil
	}
	var all []notify.Count
	for _, who := range r.Actors {
		counts, err := a.Concerns.Digest(ctx, tx, who, since)
		if err != nil {
			return nil, err
		}
		all = add(all, counts)
	}
	return all, nil
}

func add(all, more []notify.Count) []notify.Count {
next:
	for _, c := range more {
		for i := range all {
			if all[i].Key == c.Key {
				all[i].N += c.N
				continue next
			}
		}
		all = append(all, c)
	}
	return all
}

// deadlines is when what somebody has in the rooms must be seen to; nil where there
// are no rooms with deadlines.
func (a *App) deadlines() func(context.Context, access.Actor) ([]account.Deadline, error) {
	if a.Concerns == nil {
		return nil
	}
	return func(ctx context.Context, who access.Actor) ([]account.Deadline, error) {
		list, err := a.Concerns.Deadlines(ctx, who)
		all := make([]account.Deadline, len(list))
		for i, d := range list {
			all[i] = account.Deadline(d)
		}
		return all, err
	}
}

// grantDays is the days of the grants that somebody handles, in the words of a calendar.
func (a *App) grantDays(ctx context.Context, who access.Actor) ([]account.Day, error) {
	list, err := a.Grants.MyDeadlines(ctx, who)
	all := make([]account.Day, len(list))
	for i, d := range list {
		all[i] = account.Day{ID: d.Year + "-" + d.Name(), On: d.Day, Text: grantweb.CalendarText(ctx, d)}
	}
	return all, err
}

// meetings is when somebody has meetings; nil where nobody does.
func (a *App) meetings() func(context.Context, access.Actor) ([]account.Meeting, error) {
	if a.Matters == nil {
		return nil
	}
	return func(ctx context.Context, who access.Actor) ([]account.Meeting, error) {
		list, err := a.Matters.MySlots(ctx, who)
		all := make([]account.Meeting, len(list))
		for i, slot := range list {
			all[i] = account.Meeting(slot)
		}
		return all, err
	}
}
